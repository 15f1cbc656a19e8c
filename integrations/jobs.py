"""Rows of work: which ticket to look at next, who is at it, and until when a tracker is left alone.

Tables: `ticket_jobs`, `ticket_trackers`. Invariants: a job is in one pair of hands until its lease
ends; what comes of it is written under that lease only; no transaction spans a call.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct

from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from integrations.timing import Timing

SQL: Final = statements(__file__)


class Job(Struct, frozen=True):
    """One action's ticket, leased under `token`. `probes` is None while nothing is in doubt."""

    token: UUID
    action_id: UUID
    tracker_id: UUID
    wishes: int
    attempts: int = 0
    probes: int | None = None
    pushed: bytes | None = None
    seen: bytes | None = None


class Settled(Struct, frozen=True):
    """What came of a job. Due again in `seconds`, None for not until something changes.

    `hold_seconds` keeps it back even from a new wish: a look before then would prove nothing.
    """

    seconds: float | None
    hold_seconds: float = 0.0
    attempts: int = 0
    probes: int | None = None
    pushed: bytes | None = None
    seen: bytes | None = None
    in_step: bool = False
    key: str | None = None


class Poll(Struct, frozen=True):
    """One tracker whose changes are to be read since `cursor`, None for the first time."""

    token: UUID
    tracker_id: UUID
    cursor: datetime | None


class LastLook(Struct, frozen=True):
    """When a link was last found in step, and when it will be looked at next."""

    last_synced_at: datetime | None = None
    due_at: datetime | None = None


async def marker_secret(connections: Connections) -> bytes:
    """Read the secret under which this installation marks its tickets."""
    secret: bytes = await connections.fetchval(SQL["marker_secret"])
    return secret


async def lease(connections: Connections, seconds: float) -> Job | None:
    """Take the job due longest of a tracker that may be called; None when there is none."""
    token = uuid4()
    row = await connections.fetchrow(SQL["lease"], token, seconds)
    return None if row is None else Job(token, **row)


async def settle(connections: Connections, job: Job, came: Settled) -> bool:
    """Write what came of a job and end its lease; False when the lease was lost before."""
    return bool(
        await connections.fetchval(
            SQL["settle"],
            job.action_id,
            job.token,
            job.wishes,
            came.seconds,
            came.hold_seconds,
            came.attempts,
            came.probes,
            came.pushed,
            came.seen,
            came.in_step,
            came.key,
        )
    )


async def back_off(
    connections: Connections, tracker_id: UUID, timing: Timing, asked_seconds: float = 0.0
) -> float:
    """Leave a tracker alone for a while, for every job and every process; for how many seconds."""
    seconds = timing.backoff_seconds(await failures(connections, tracker_id))
    await connections.execute(SQL["pause"], tracker_id, seconds, asked_seconds)
    return max(seconds, asked_seconds)


async def failures(connections: Connections, tracker_id: UUID) -> int:
    """Failures in a row that a tracker has given, whoever met them."""
    return int(await connections.fetchval(SQL["failures"], tracker_id) or 0)


async def resume(connections: Connections, tracker_id: UUID) -> None:
    """Note that a tracker answers again."""
    await connections.execute(SQL["resume"], tracker_id)


async def retry(connections: Connections, action_id: UUID) -> bool:
    """Make an action's job due now, past failures forgotten; False where it has none."""
    return await connections.fetchval(SQL["retry"], action_id) is not None


async def lease_poll(connections: Connections, seconds: float) -> Poll | None:
    """Take a tracker whose changes are to be read; None when there is none."""
    token = uuid4()
    row = await connections.fetchrow(SQL["lease_poll"], token, seconds)
    return None if row is None else Poll(token, **row)


async def ring(connections: Connections | Connection, action_ids: Sequence[UUID]) -> None:
    """Make the jobs of some actions due now, so that their tickets are read afresh."""
    await connections.execute(SQL["ring"], action_ids)


async def ring_changed(conn: Connection, tracker_id: UUID, digests: Mapping[str, bytes]) -> None:
    """Make due what differs from what was seen last; `digests` by ticket key."""
    await conn.execute(SQL["ring_changed"], tracker_id, list(digests), list(digests.values()))


async def settle_poll(
    conn: Connection, poll: Poll, *, cursor: datetime | None, seconds: float
) -> bool:
    """Move a tracker's cursor and say when to poll again; False when the lease was lost before."""
    return bool(
        await conn.fetchval(SQL["settle_poll"], poll.tracker_id, poll.token, cursor, seconds)
    )


async def last_look(connections: Connections, action_id: UUID) -> LastLook:
    """When an action's link was last in step; empty where it has no job."""
    row = await connections.fetchrow(SQL["job"], action_id)
    return LastLook() if row is None else LastLook(**row)


async def last_looks(
    connections: Connections, action_ids: Sequence[UUID]
) -> Mapping[UUID, LastLook]:
    """The same for each of some actions, by action id; those without a job are left out."""
    rows = await connections.fetch(SQL["jobs"], action_ids)
    return {row["action_id"]: LastLook(row["last_synced_at"], row["due_at"]) for row in rows}
