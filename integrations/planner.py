"""The follower named `mirror`: turns events of actions and trackers into jobs.

It only says that something is to be looked at; what is to be done is decided from the action's
present state when the job is worked on. Reading an event twice therefore does no harm, and a view
that is rebuilt is none of its business.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from domain.action_events import (
    ActionDetailsChanged,
    ActionDueDateChanged,
    ActionOwnerChanged,
    ActionPriorityChanged,
    ActionRetitled,
    ActionStatusChanged,
    ActionTicketRequested,
    ActionTicketRetried,
)
from domain.incident_events import IncidentVisibilityChanged
from domain.ticket_events import ActionTicketDetached
from domain.tracker import TrackerChanged, TrackerRegistered
from eventstore.connections import Connections
from eventstore.store import Recorded
from eventstore.subscription import LEASE_SECONDS, Follower
from integrations.jobs import SQL
from integrations.journal import MIRROR

FOLLOWER: Final = "mirror"
BATCH_MAX: Final = 500
RENEW_SECONDS: Final = LEASE_SECONDS / 3
SAVE_SECONDS: Final = 1.0  # after which it is written down that nothing was due in between

# What the events that make something due begin with.
TOPICS: Final = ("action.", "tracker.", "incident.visibility_changed@")
# Whatever changes what a ticket should show. What the mirror records about it does not.
CHANGES: Final = (
    ActionRetitled,
    ActionDetailsChanged,
    ActionOwnerChanged,
    ActionDueDateChanged,
    ActionPriorityChanged,
    ActionStatusChanged,
    ActionTicketDetached,
)


class Planner:
    """Plans one batch at a time; `planned` is called after each that made something due."""

    def __init__(
        self, connections: Connections, follower: Follower, planned: Callable[[], None]
    ) -> None:
        self._connections, self._follower, self._planned = connections, follower, planned
        self._renew_at = self._saved_at = 0.0
        self._saved = 0  # the position written down

    async def step(self) -> int:
        """Plan the next batch; how many events it was, 0 also while another process plans.

        Raises:
            LeaseLost: another process took over.
            StoreUnavailable: the database is away.
        """
        if not await self._holds():
            return 0
        begin = self._follower.position
        upto, batch = await self._follower.batch_of(TOPICS, BATCH_MAX)
        writes = list(_writes(batch))
        if writes:
            await self._save(writes, upto)
            self._planned()
        elif upto > self._saved and time.monotonic() >= self._saved_at + SAVE_SECONDS:
            await self._save((), upto)
        self._follower.position = upto
        return upto - begin

    async def _save(self, writes: Sequence[tuple[str, tuple[UUID, ...]]], upto: int) -> None:
        async with self._connections.transaction() as conn:
            for statement, values in writes:
                await conn.execute(SQL[statement], *values)
            await self._follower.advance(conn, upto)
        self._saved, self._saved_at = upto, time.monotonic()

    async def _holds(self) -> bool:
        if time.monotonic() < self._renew_at:
            return True
        held = await self._follower.acquire()
        self._renew_at = time.monotonic() + RENEW_SECONDS if held else 0.0
        self._saved = self._follower.position
        return held

    async def release(self) -> None:
        """Let another process plan at once, if it is us who do."""
        if self._renew_at:
            await self._follower.release()

    def forget(self) -> None:
        """After a failure: ask for the lease, and where we stand, before the next batch."""
        self._renew_at = 0.0


def _writes(batch: Sequence[Recorded[Any]]) -> Iterable[tuple[str, tuple[UUID, ...]]]:
    """Statements in the log's order; an action changed many times in a batch is due once.

    A retry stands beside the request that makes its job: both are in one batch when the log is
    read again.
    """
    due: dict[UUID, dict[str, tuple[UUID, ...]]] = {}
    for recorded in batch:
        match recorded.event:
            case TrackerRegistered():
                yield "add_tracker", (recorded.stream_id,)
            case TrackerChanged():
                yield "mend", (recorded.stream_id,)
            case ActionTicketRequested(tracker_id):
                due[recorded.stream_id] = {"request": (recorded.stream_id, tracker_id)}
            case ActionTicketRetried() if recorded.metadata.actor != MIRROR:
                due.setdefault(recorded.stream_id, {})["retry"] = (recorded.stream_id,)
            case IncidentVisibilityChanged():
                yield "change_of_incident", (recorded.stream_id,)
            case event if isinstance(event, CHANGES):
                due.setdefault(recorded.stream_id, {"change": (recorded.stream_id,)})
            case _:
                pass
    for action_id in sorted(due):  # see `ring` in jobs.sql
        yield from due[action_id].items()
