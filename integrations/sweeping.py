"""Looks at every link a few times a day: lists what we made, a page at a time.

A list of a hundred costs one request, and a link that is as it was last costs no more. What differs
is read by itself; so is what no page showed, since it may have been moved, transferred or deleted.
Where a list takes more pages than there are links, as an App's of a busy repository, each link is
read by itself instead. Twins that a list shows are told; twins.py searches for them in any case.
Memory holds one page, whatever the number of links.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

import structlog
from msgspec import Struct

from domain.errors import NotFound
from eventstore.connections import Connections
from eventstore.sql import statements
from integrations import gates, twins
from integrations.desks import Desk, Desks
from integrations.syncing import digest_of_ticket
from integrations.timing import Timing
from integrations.tracker import ListTooLong, Ticket, TrackerError

SQL: Final = statements(__file__)

log = structlog.get_logger()


class Sweep(Struct, frozen=True):
    """One tracker whose tickets are to be listed, leased under `token` since `began`."""

    token: UUID
    tracker_id: UUID
    began: datetime


class Sweeper:
    """Sweeps one tracker at a time; many may do so, in one process or in several."""

    def __init__(self, connections: Connections, desks: Desks, timing: Timing) -> None:
        self._connections, self._desks, self._timing = connections, desks, timing

    async def step(self) -> int:
        """Sweep the tracker that waits longest; 0 when none does.

        Raises:
            StoreUnavailable: The database is away; the sweep begins again when its lease ends.
        """
        sweep = await self._lease()
        if sweep is None:
            return 0
        seconds = self._timing.sweep if await self._swept(sweep) else self._timing.poll
        settled = (sweep.tracker_id, sweep.token, seconds)
        await self._connections.execute(SQL["settle_sweep"], *settled)
        return 1

    async def _lease(self) -> Sweep | None:
        token = uuid4()
        row = await self._connections.fetchrow(SQL["lease_sweep"], token, self._timing.lease)
        return None if row is None else Sweep(token, row["tracker_id"], row["sweep_began"])

    async def _swept(self, sweep: Sweep) -> bool:
        """Whether every page came; a sweep that was cut short begins again soon."""
        desk: Desk | None = None
        try:
            desk = await self._desks.get(sweep.tracker_id)
            return desk.configured.paused or await self._list(sweep, desk)
        except TrackerError as error:
            log.warning("tracker_sweep_failed", code=error.code)
            if desk is not None:
                await gates.shut(
                    self._connections, sweep.tracker_id, desk.gate, self._timing, error
                )
        except NotFound:
            log.warning("tracker_sweep_failed", code="not_found")
        return False

    async def _list(self, sweep: Sweep, desk: Desk) -> bool:
        """Read the list, or no list where that is cheaper; then ring for what was not in it."""
        links = await self._connections.fetchval(SQL["count_links"], sweep.tracker_id)
        if not links:
            return True
        spread = self._timing.unlisted_spread
        try:
            if not await self._noted(sweep, desk, links):
                return False
        except ListTooLong:
            log.info("tracker_not_listed", tracker=desk.configured.reference, links=links)
            spread = max(spread, links * self._timing.unlisted_pace)
        rung = (sweep.tracker_id, sweep.began, spread)
        await self._connections.execute(SQL["ring_unlisted"], *rung)
        return True

    async def _noted(self, sweep: Sweep, desk: Desk, pages_max: int) -> bool:
        """Whether the sweep was ours until the last page was noted.

        Raises:
            ListTooLong: There are more pages.
        """
        count = 0
        async for page in desk.tracker.ours(None, pages_max):
            count += len(page)
            if not await self._renewed(sweep):
                return False
            await self._note(sweep.tracker_id, page)
        log.info("tracker_swept", tracker=desk.configured.reference, tickets=count)
        return True

    async def _renewed(self, sweep: Sweep) -> bool:
        renewal = (sweep.tracker_id, sweep.token, self._timing.lease)
        return bool(await self._connections.fetchval(SQL["renew_sweep"], *renewal))

    async def _note(self, tracker_id: UUID, page: Sequence[Ticket]) -> None:
        keys = [ticket.key for ticket in page]
        digests = [digest_of_ticket(ticket) for ticket in page]
        async with self._connections.transaction() as conn:
            listed = (tracker_id, keys, digests, self._timing.unlisted)
            await conn.execute(SQL["note_listed"], *listed)
            await twins.note(conn, tracker_id, page)
