"""The way of the library's threads to the event loop."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Final, TypeVar, cast

T = TypeVar("T")

CLEAN_UP_SECONDS_MAX: Final = 5.0


class Bridge:
    """One event loop in a thread of its own; any other thread may run coroutines on it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self.loop.run_forever, name="eventstore", daemon=True
        )
        self._thread.start()

    def __call__(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run `coroutine` on the loop and wait for its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    def cancel_all(self) -> None:
        """End whatever still runs."""
        self(_cancel_all())

    def close(self) -> None:
        """End whatever still runs, and the loop."""
        self.cancel_all()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


async def _cancel_all() -> None:
    """What is begun for the end, as asyncpg asks for a statement to be cancelled, may finish."""
    running = _others()
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    if begun := _others():
        await asyncio.wait(begun, timeout=CLEAN_UP_SECONDS_MAX)


def _others() -> set["asyncio.Task[Any]"]:
    return asyncio.all_tasks() - {cast("asyncio.Task[Any]", asyncio.current_task())}
