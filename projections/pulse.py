"""When the views of a process look at the log: all together, soon after it grew.

One task waits for all of them. What arrives within a rest is folded together; a beat that follows
when nothing more came lets views write down what they passed over; and there is one each second.
"""

import asyncio
from typing import Final

from eventstore.subscription import Hint

REST_SECONDS: Final = 0.01  # between beats
QUIET_SECONDS: Final = 0.1  # without news, after which there is a beat all the same


class Pulse:
    """Belongs to one event loop; `count` grows with each beat."""

    def __init__(self, hint: Hint, stop: asyncio.Event) -> None:
        self._hint, self._stop = hint, stop
        self._beat = asyncio.Event()
        self.count = 0

    async def run(self) -> None:
        """Beat until the stop, and once after it."""
        stopped = asyncio.ensure_future(self._stop.wait())
        seen, grew = 0, False
        while not stopped.done():
            news = asyncio.ensure_future(self._hint.after(seen))
            seconds = QUIET_SECONDS if grew else None
            await asyncio.wait((news, stopped), timeout=seconds, return_when="FIRST_COMPLETED")
            grew = news.done() and news.result() > seen
            seen = news.result() if news.done() else seen
            news.cancel()
            self._wake()
            await asyncio.wait((stopped,), timeout=REST_SECONDS)
        self._wake()

    async def after(self, count: int) -> None:
        """Return at the next beat, at once where there was one since `count`."""
        if self.count == count:
            await self._beat.wait()

    def _wake(self) -> None:
        self.count += 1
        self._beat.set()
        self._beat = asyncio.Event()
