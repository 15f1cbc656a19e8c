"""Reads what changed in the trackers and rings for the tickets that are not as we saw them last.

A ring only makes a job due; the job reads the ticket afresh. Changes may therefore come twice, late
or in any order. The cursor is the tracker's own time and moves in the transaction that rings.
"""

import structlog

from domain.errors import NotFound
from eventstore.connections import Connections
from integrations import gates, jobs
from integrations.desks import Desk, Desks
from integrations.jobs import Poll
from integrations.syncing import digest_of_ticket
from integrations.timing import Timing
from integrations.tracker import Changes, TrackerError

log = structlog.get_logger()


class Poller:
    """Polls one tracker at a time; many may do so, in one process or in several."""

    def __init__(self, connections: Connections, desks: Desks, timing: Timing) -> None:
        self._connections, self._desks, self._timing = connections, desks, timing

    async def step(self) -> int:
        """Poll the tracker that waits longest; 0 when none does.

        Raises:
            StoreUnavailable: The database is away; the cursor stays where it is.
        """
        poll = await jobs.lease_poll(self._connections, self._timing.lease)
        if poll is None:
            return 0
        changes = await self._changes(poll)
        async with self._connections.transaction() as conn:
            if changes is not None and changes.tickets:
                digests = {ticket.key: digest_of_ticket(ticket) for ticket in changes.tickets}
                await jobs.ring_changed(conn, poll.tracker_id, digests)
            cursor = None if changes is None else changes.asked_at
            await jobs.settle_poll(conn, poll, cursor=cursor, seconds=self._timing.poll)
        return 1

    async def _changes(self, poll: Poll) -> Changes | None:
        """None where the tracker did not tell; the next poll asks from the same cursor."""
        desk: Desk | None = None
        try:
            desk = await self._desks.get(poll.tracker_id)
            if desk.configured.paused:
                return None
            changes = await desk.tracker.changes(poll.cursor)
        except TrackerError as error:
            log.warning("tracker_poll_failed", code=error.code)
            if desk is not None:
                await gates.shut(self._connections, poll.tracker_id, desk.gate, self._timing, error)
        except NotFound:
            log.warning("tracker_poll_failed", code="not_found")
        else:
            await gates.reopen(self._connections, poll.tracker_id)
            return changes
        return None
