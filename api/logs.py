"""The log: one line per entry on standard error, for people or as JSON.

Our own entries go straight to the stream; what libraries log through `logging` is shown from
`warning` up, in the same form. A log that cannot be written, on a full disk or to a reader that is
gone, holds up nothing. Tracebacks come without local variables, which may hold secrets.
"""

import asyncio
import atexit
import logging
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import BinaryIO, Final, Literal, TextIO

import msgspec
import structlog
from structlog.types import EventDict, Processor

LEVELS: Final = {"debug": 10, "info": 20, "warning": 30, "error": 40}
ENCODER: Final = msgspec.json.Encoder(enc_hook=repr)

SHARED: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
)


def configure(form: Literal["console", "json"], level: str) -> None:
    """Set up logging for the whole process; once, before anything logs."""
    ending = _json() if form == "json" else _console()
    structlog.configure(
        processors=[*SHARED, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=(
            gathered(sys.stderr.buffer) if form == "json" else lambda *_: Unfailing(sys.stderr)
        ),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_handler(ending)], level=max(LEVELS[level], LEVELS["warning"]))


class Unfailing:
    """A logger of structlog's for people; what cannot be written is lost, and the work goes on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        with suppress(OSError):
            self._stream.write(line + "\n")
            self._stream.flush()

    debug = info = warning = error = critical = msg


class Gathered:
    """A logger of structlog's whose lines are written together, once a turn of the event loop.

    Where no loop runs, they are written at once. What cannot be written is lost.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lines: deque[bytes] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None  # that will write them

    def msg(self, line: bytes) -> None:
        self._lines.append(line)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.write_out()
            return
        if self._loop is not loop:
            self._loop = loop
            loop.call_soon(self.write_out)

    debug = info = warning = error = critical = msg

    def write_out(self) -> None:
        self._loop = None
        lines: list[bytes] = []
        while self._lines:
            lines += (self._lines.popleft(), b"\n")
        with suppress(OSError):
            self._stream.write(b"".join(lines))
            self._stream.flush()


def gathered(stream: BinaryIO) -> Callable[..., Gathered]:
    """Return what makes the logger of `stream`; no line is lost at the end of the process."""
    logger = Gathered(stream)
    atexit.register(logger.write_out)
    return lambda *_: logger


def _console() -> list[Processor]:
    return [
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        ),
    ]


def _json() -> list[Processor]:
    return [structlog.processors.format_exc_info, _line]


def _line(_logger: object, _level: str, entry: EventDict) -> bytes:
    """The entry with its moment, which the encoder writes as ISO 8601, as JSON."""
    entry["timestamp"] = datetime.now(UTC)
    return ENCODER.encode(entry)


def _handler(ending: list[Processor]) -> logging.Handler:
    """Shows a library's record as one of our own entries."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*SHARED, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *ending,
                lambda _logger, _name, line: line.decode() if isinstance(line, bytes) else line,
            ],
        )
    )
    return handler
