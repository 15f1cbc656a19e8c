"""Searches each tracker once a day for twins: open tickets that carry the marker of another's link.

A search is many small steps, a request or two each, and a pause between them. Where it goes on is a
row, moved in the transaction that notes what was found; killed anywhere, or done by another process
each time, it comes to its end. However long a list is or however few the links are, it is done.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID, uuid4

import structlog
from msgspec import Struct

from domain.errors import NotFound
from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from integrations import gates
from integrations.desks import Desk, Desks
from integrations.timing import Timing
from integrations.tracker import Marked, Ticket, TrackerError, TrackerRejected

SQL: Final = statements(__file__)

log = structlog.get_logger()


class Search(Struct, frozen=True):
    """One tracker that is searched from `place` on, leased under `token`."""

    token: UUID
    tracker_id: UUID
    place: str


class Searcher:
    """Does one step of one search at a time; many may do so, in one process or in several."""

    def __init__(self, connections: Connections, desks: Desks, timing: Timing) -> None:
        self._connections, self._desks, self._timing = connections, desks, timing

    async def step(self) -> int:
        """Search on in the tracker that waits longest; 0 when none does.

        Raises:
            StoreUnavailable: The database is away; the step is done again when its lease ends.
        """
        search = await self._lease()
        if search is None:
            return 0
        desk: Desk | None = None
        try:
            desk = await self._desks.get(search.tracker_id)
            await self._look(search, desk)
        except TrackerError as error:
            await self._failed(search, desk, error)
        except NotFound:
            await self._later(search, search.place)
        return 1

    async def _lease(self) -> Search | None:
        token = uuid4()
        row = await self._connections.fetchrow(SQL["lease_search"], token, self._timing.lease)
        return None if row is None else Search(token, *row)

    async def _look(self, search: Search, desk: Desk) -> None:
        if desk.configured.paused:
            await self._later(search, search.place)
            return
        marks = partial(self._marks_after, search.tracker_id)
        found = await desk.tracker.marked(search.place, marks)
        async with self._connections.transaction() as conn:
            await note(conn, search.tracker_id, found.tickets)
            await self._settle(conn, search, found)
        if found.place is None:
            log.info("tracker_searched", tracker=desk.configured.reference)

    async def _marks_after(self, tracker_id: UUID, mark: str, most: int) -> Sequence[str]:
        rows = await self._connections.fetch(SQL["marks_after"], tracker_id, mark, most)
        return [row["mark"] for row in rows]

    async def _settle(self, conn: Connection, search: Search, found: Marked) -> None:
        held = search.tracker_id, search.token
        if found.place is None:
            await conn.execute(SQL["end_search"], *held, self._timing.search)
        else:
            await conn.execute(SQL["settle_search"], *held, found.place, self._timing.search_pace)

    async def _failed(self, search: Search, desk: Desk | None, error: TrackerError) -> None:
        """Go on from the same place; from the beginning where the tracker takes that no longer."""
        log.warning("tracker_search_failed", code=error.code)
        if desk is not None:
            await gates.shut(self._connections, search.tracker_id, desk.gate, self._timing, error)
        is_refused = isinstance(error, TrackerRejected) and error.code == "content_refused"
        await self._later(search, "" if is_refused else search.place)

    async def _later(self, search: Search, place: str) -> None:
        settled = search.tracker_id, search.token, place, self._timing.poll
        await self._connections.execute(SQL["settle_search"], *settled)


async def note(conn: Connection, tracker_id: UUID, tickets: Sequence[Ticket]) -> None:
    """Let the links look again whose marker is carried by some ticket beside their own."""
    keys = [ticket.key for ticket in tickets]
    marks = [ticket.mark for ticket in tickets]
    is_open = [not ticket.closed for ticket in tickets]
    await conn.execute(SQL["note_twins"], tracker_id, keys, marks, is_open)
