"""Threads for calls that block; one that hangs keeps nobody from stopping, nor the others waiting.

The loop's own threads are few, and a process waits for them at its end. These are made when none is
idle, are given up when their caller is, and end with the process whatever they are at.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, TypeVar

T = TypeVar("T")

THREADS_MAX: Final = 64
Tell = Callable[[], None]
Task = Callable[[], Tell]  # does its work, and answers how to tell what came of it


class Busy(Exception):
    """Every thread is in a call; nothing was called."""


class Threads:
    """At most `most` daemon threads. Belongs to one event loop at a time."""

    def __init__(self, most: int = THREADS_MAX) -> None:
        self._most, self._alive = most, 0
        self._idle: list[SimpleQueue[Task]] = []
        self._lock = threading.Lock()

    async def call(self, function: Callable[[], T]) -> T:
        """Run a blocking function; cancelled, it is left to itself and its answer is dropped.

        Raises:
            Busy: All threads are in calls that do not come back.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def task() -> Tell:
            try:
                result = function()
            except BaseException as error:  # noqa: BLE001 - handed to the caller
                return partial(_tell, loop, answer, answer.set_exception, error)
            return partial(_tell, loop, answer, answer.set_result, result)

        self._take().put(task)
        return await answer

    def _take(self) -> "SimpleQueue[Task]":
        with self._lock:
            if self._idle:
                return self._idle.pop()
            if self._alive >= self._most:
                raise Busy
            self._alive += 1
        tasks: SimpleQueue[Task] = SimpleQueue()
        threading.Thread(target=self._work, args=(tasks,), name="call", daemon=True).start()
        return tasks

    def _work(self, tasks: "SimpleQueue[Task]") -> None:
        while True:
            tell = tasks.get()()
            with self._lock:
                self._idle.append(tasks)
            tell()


def _tell(
    loop: asyncio.AbstractEventLoop,
    answer: "asyncio.Future[Any]",
    say: Callable[[T], None],
    value: T,
) -> None:
    """Hand over from a thread, unless nobody waits any more."""

    def tell() -> None:
        if not answer.done():
            say(value)

    with suppress(RuntimeError):  # the loop has ended meanwhile
        loop.call_soon_threadsafe(tell)


THREADS: Final = Threads()
