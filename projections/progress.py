"""How far each view has come, for callers who wait to read their own writes."""

import asyncio
from contextlib import suppress
from typing import Final

from domain.errors import StoreUnavailable
from eventstore.connections import Connections
from eventstore.sql import statements

SQL: Final = statements(__file__)

LOOK_SECONDS: Final = 0.02
WAIT_SECONDS_MAX: Final = 5.0


class Progress:
    """Positions of views as far as this process knows; one for all who wait in it.

    A runner in the same process tells of each checkpoint; for one elsewhere the table `followers`
    is looked at, once every LOOK_SECONDS for all who wait for the same view.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._positions: dict[str, int] = {}
        self._news: dict[str, asyncio.Event] = {}
        self._looks: dict[str, asyncio.Task[None]] = {}

    async def reached(
        self, view: str, position: int, seconds_max: float = WAIT_SECONDS_MAX
    ) -> bool:
        """Wait until `view` holds the event at `position`; False when the time is over."""
        if self._positions.get(view, 0) >= position:
            return True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds_max):
                await self._wait(view, position)
                return True
        return False

    def moved(self, view: str, position: int) -> None:
        """Tell that `view` has come as far as `position`."""
        self._positions[view] = max(position, self._positions.get(view, 0))
        self._wake(view)

    async def _wait(self, view: str, position: int) -> None:
        while self._positions.get(view, 0) < position:
            news = self._news.setdefault(view, asyncio.Event())
            if view not in self._looks:
                self._looks[view] = asyncio.create_task(self._look(view), name=f"look at {view}")
            await news.wait()

    async def _look(self, view: str) -> None:
        try:
            with suppress(StoreUnavailable):  # the next look may do better
                position = await self._connections.fetchval(SQL["position"], view)
                self.moved(view, position or 0)
            await asyncio.sleep(LOOK_SECONDS)
        finally:
            del self._looks[view]
            self._wake(view)

    def _wake(self, view: str) -> None:
        if news := self._news.pop(view, None):
            news.set()
