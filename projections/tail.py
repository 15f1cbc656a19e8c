"""The end of the log, read once for all views of a process.

Views wake up together and ask for the same events. The first to ask reads them, of every category;
whoever asks for what was just read, or is being read, gets it without asking the database.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from asyncpg import Record

from eventstore.connections import Connections
from eventstore.sql import statements
from projections.projection import Projection

SQL: Final = statements(__file__)
TOPIC: Final = 3  # column of a record; several times as fast as by name
KEPT_EVENTS_MAX: Final = 200  # more are read by who catches up, not by who follows

Batch = tuple[int, Sequence[Record]]  # up to which position, and the events up to there


class Tail:
    """Belongs to one event loop."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._begin = self._end = 0  # what is kept: the events after `begin`, up to `end`
        self._kept: Sequence[Record] = ()
        self._reading: dict[tuple[int, int], asyncio.Task[Batch]] = {}

    async def after(self, view: Projection, position: int, limit: int) -> Batch:
        """The events for `view` among the next `limit` of the log, and the position they go up to.

        Raises:
            StoreUnavailable: the database is away.
        """
        upto, events = self._known(position, limit) or await self._read(position, limit)
        return upto, of_view(view, events)

    def _known(self, position: int, limit: int) -> Batch | None:
        if not self._begin <= position < self._end:
            return None
        first = position - self._begin
        upto = min(position + limit, self._end)
        return upto, self._kept[first : upto - self._begin]

    async def _read(self, position: int, limit: int) -> Batch:
        asked = position, limit
        if asked not in self._reading:
            self._reading[asked] = asyncio.create_task(self._fetch(position, limit), name="tail")
        return await asyncio.shield(self._reading[asked])

    async def _fetch(self, position: int, limit: int) -> Batch:
        try:
            events = await self._connections.fetch(SQL["after"], position, limit)
            upto = position + len(events)  # positions have no gaps
            if upto > self._end and len(events) <= KEPT_EVENTS_MAX:
                self._begin, self._end, self._kept = position, upto, events
            return upto, events
        finally:
            del self._reading[position, limit]


def of_view(view: Projection, events: Sequence[Record]) -> Sequence[Any]:
    """Those of the view's categories."""
    if view.categories is None:
        return events
    prefixes = tuple(f"{category}." for category in view.categories)
    return [event for event in events if event[TOPIC].startswith(prefixes)]
