"""How a process is told to stop, and what happens when it does not listen."""

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Final, NoReturn, Self

import structlog

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
STOP_SECONDS_MAX: Final = 9.5  # from the signal to the exit
FORCE_SECONDS: Final = 8.0  # after which only the database is still stopped in order

log = structlog.get_logger()


class StopRequested(KeyboardInterrupt):
    """A signal came while there was nobody to be told; any event loop lets this one through."""


class StopSignals:
    """SIGINT and SIGTERM, while entered: raised before `notify` was called, an event afterwards.

    What a handler raises is lost where Python cannot pass it on, as in the hooks around a fork;
    therefore `check` is called between the steps of the start.

    `last_resort` is called from another thread, FORCE_SECONDS after the first signal, when the
    process is still there; it gets the seconds left, and then the process is ended.
    """

    def __init__(self) -> None:
        self.last_resort: Callable[[float], None] = lambda _seconds_max: None
        self._told: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None
        self._requested_at: float | None = None

    def notify(self, loop: asyncio.AbstractEventLoop, stopping: asyncio.Event) -> None:
        self._told = (loop, stopping)
        self.check()

    def check(self) -> None:
        """Raise StopRequested where a signal has come already."""
        if self._requested_at is not None:
            raise StopRequested

    @property
    def seconds_left(self) -> float:
        """Of STOP_SECONDS_MAX; all of them where nobody asked."""
        since = 0.0 if self._requested_at is None else time.monotonic() - self._requested_at
        return max(STOP_SECONDS_MAX - since, 0.0)

    def __enter__(self) -> Self:
        for number in SIGNALS:
            signal.signal(number, self._on_signal)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self._requested_at is not None:
            return
        self._requested_at = time.monotonic()
        forced = threading.Timer(FORCE_SECONDS, self._force)
        forced.daemon = True
        forced.start()
        if self._told is None:
            raise StopRequested(signal.Signals(number).name)
        loop, stopping = self._told
        if not loop.is_closed():  # else the process is ending by itself
            loop.call_soon_threadsafe(stopping.set)

    def _force(self) -> None:
        log.error("stop_forced", after_seconds=FORCE_SECONDS)
        self.last_resort(self.seconds_left)
        os._exit(1)


def leave(code: int) -> NoReturn:
    """Exit, without waiting for threads that are stuck in a call to somebody else."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    if any(not thread.daemon for thread in threading.enumerate()[1:]):
        os._exit(code)
    sys.exit(code)
