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

SQL: Final = statements(__file__)


class Known(Struct, frozen=True, kw_only=True):
    """What one look at a ticket leaves to the next. Losing it costs a look, never a ticket.

    `probes` is None while nothing is in doubt. `pushed` and `seen` are digests of what we wrote
    last and of what the tracker held after that; `agreed` is what both sides said then. `fights`
    counts how often somebody undid what we wrote, since `fought_at`.
    """

    probes: int | None = None
    pushed: bytes | None = None
    seen: bytes | None = None
    agreed: bytes | None = None
    fights: int = 0
    fought_at: datetime | None = None


class Job(Struct, frozen=True):
    """One action's ticket, leased under `token`.

    `gate` is None until the tracker was first used, `answered` tells whether it ever answered, and
    `trouble` counts the failures in a row of what the job needs. `twin` is the key of a second open
    ticket with the same marker.
    """

    token: UUID
    action_id: UUID
    tracker_id: UUID
    wishes: int
    known: Known = Known()
    attempts: int = 0
    gate: str | None = None
    answered: bool = False
    trouble: int = 0
    twin: str | None = None


class Settled(Struct, frozen=True, kw_only=True):
    """What came of a job. Due again in `seconds`, None for not until something changes.

    `hold_seconds` keeps it back even from a new wish: a look before then would prove nothing.
    `code` and `reason` tell why it came to nothing, when it did. `no_twin` is the key of what
    looked like a second ticket and is none.
    """

    seconds: float | None
    known: Known = Known()
    hold_seconds: float = 0.0
    attempts: int = 0
    in_step: bool = False
    key: str | None = None
    mark: str | None = None
    incident_id: UUID | None = None
    code: str | None = None
    reason: str | None = None
    no_twin: str | None = None


class Poll(Struct, frozen=True):
    """One tracker whose changes are to be read since `cursor`, None for the first time."""

    token: UUID
    tracker_id: UUID
    gate: str | None
    cursor: datetime | None


async def marker_secret(connections: Connections) -> bytes:
    """Read the secret under which this installation marks its tickets."""
    secret: bytes = await connections.fetchval(SQL["marker_secret"])
    return secret


async def lease(connections: Connections, seconds: float) -> Job | None:
    """Take the job due longest of a tracker that may be called; None when there is none."""
    token = uuid4()
    row = await connections.fetchrow(SQL["lease"], token, seconds)
    if row is None:
        return None
    fields = dict(row)
    known = Known(**{name: fields.pop(name) for name in Known.__struct_fields__})
    return Job(token, known=known, **fields)


async def settle(connections: Connections, job: Job, came: Settled) -> bool:
    """Write what came of a job and end its lease; False when the lease was lost before."""
    known = came.known
    return bool(
        await connections.fetchval(
            SQL["settle"],
            job.action_id,
            job.token,
            job.wishes,
            came.seconds,
            came.hold_seconds,
            came.attempts,
            known.probes,
            known.pushed,
            known.seen,
            known.agreed,
            known.fights,
            known.fought_at,
            came.in_step,
            came.key,
            came.mark,
            came.incident_id,
            came.code,
            came.reason,
            came.no_twin,
            job.known.fights,
            job.known.pushed,
        )
    )


async def holds(connections: Connections, action_id: UUID, token: UUID) -> bool:
    """Whether a lease is still held under a token."""
    return bool(await connections.fetchval(SQL["holds"], action_id, token))


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
