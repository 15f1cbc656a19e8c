"""Pauses and rates shared by every process: one gate per credential, with a door in each process.

Tables: `ticket_gates`, `ticket_creations`, and the pauses in `ticket_trackers`. A gate shuts when
whatever uses the credential would meet the same: no answer, a rate limit, a token that is refused.
A tracker closes when its project alone cannot be reached. While either is shut one caller at a time
tries; its success opens both.
"""

import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from domain.tracker import Tracker
from eventstore.connections import Connections
from eventstore.sql import statements
from integrations.measures import MEASURES
from integrations.timing import Timing
from integrations.tracker import HeldBack, TrackerError, TrackerRejected, TrackerUnavailable

SQL: Final = statements(__file__)

REOPEN_SECONDS: Final = 10.0  # over which those come who waited for a gate
# What everybody meets who uses the credential, whatever the project.
OF_CREDENTIAL: Final = frozenset(
    {"credential_refused", "credential_missing", "credential_malformed"}
)
AWAY: Final = frozenset({"unreachable", "unavailable", "rate_limited", "unconfirmed"})


def gate_of(tracker: Tracker) -> str:
    """Name the gate that a tracker is reached through: its address, and where its secret is."""
    secret = tracker.credential
    place = "" if secret is None else f"env:{secret.env}" if secret.env else f"file:{secret.file}"
    return f"{tracker.kind} {tracker.base_url or ''} {place}"


async def know(connections: Connections, tracker_id: UUID, gate: str) -> None:
    await connections.execute(SQL["know"], tracker_id, gate)


async def door_to(connections: Connections, tracker_id: UUID, tracker: Tracker) -> "Door":
    """A door for who looks at a tracker without being the mirror, and writes nothing there."""
    gate = gate_of(tracker)
    await know(connections, tracker_id, gate)
    return Door(connections, gate, Timing(), counts=False)


class Door:
    """Where the calls of one process pass a gate. Belongs to one event loop.

    What a tracker asks of this process holds at once here, and elsewhere once it is written down: a
    call that is under way by then is the last one.
    """

    def __init__(
        self, connections: Connections, gate: str, timing: Timing, *, counts: bool
    ) -> None:
        self._connections, self._gate, self._timing = connections, gate, timing
        self._counts = counts
        self._shut_until = 0.0  # by time.monotonic()

    async def enter(self) -> None:
        """Pass before a call.

        Raises:
            HeldBack: The tracker asked for a pause that is not over.
        """
        written = await self._connections.fetchval(SQL["pause"], self._gate)
        # Looked at last: it may have been told while the other was read.
        seconds = max(written or 0.0, self._shut_until - time.monotonic())
        if seconds > 0:
            said = f"The tracker asked for a pause of {math.ceil(seconds)} more seconds."
            raise HeldBack("rate_limited", said, seconds)

    async def count(self) -> None:
        """Count one write, where the service counts them.

        Raises:
            HeldBack: It allows no more for now; this one is not counted.
        """
        wait = await admit(self._connections, self._gate, self._timing) if self._counts else 0.0
        if wait > 0:
            said = f"No more may be written with this credential for {math.ceil(wait)} seconds."
            raise HeldBack("creation_rate", said, wait)

    async def told(self, seconds: float) -> None:
        """Let nobody pass for a while: the tracker asked for it."""
        self._shut_until = max(self._shut_until, time.monotonic() + seconds)
        await self._connections.execute(SQL["ask"], self._gate, seconds)


async def admit(connections: Connections, gate: str, timing: Timing) -> float:
    """Count one write, and answer 0; or count none, and answer the seconds until there is room.

    Never more than `timing` allows pass a gate, in any minute and in any hour, in all processes.
    """
    minute, hour = timing.creations_minute_max, timing.creations_hour_max
    async with connections.transaction() as conn:
        await conn.execute(SQL["hold"], gate)
        seconds = await conn.fetchval(SQL["room"], gate, minute, hour)
        if seconds is not None and seconds > 0:
            MEASURES.waits("creation_rate", seconds)
            return float(seconds)
        await conn.execute(SQL["count"], gate)
    return 0.0


async def shut(
    connections: Connections, tracker_id: UUID, gate: str, timing: Timing, error: TrackerError
) -> float:
    """Leave alone what an error concerns, for every job and every process; for how many seconds.

    That is the credential, or the project that it no longer shows. Both are tried again after ever
    longer whiles: what was revoked may be replaced behind the same reference. An error that
    concerns one call alone shuts nothing: 0.
    """
    of_project, of_gate = await failures(connections, tracker_id)
    said = (error.code, error.reason)
    if error.code in AWAY | OF_CREDENTIAL:
        asked = error.retry_after if isinstance(error, TrackerUnavailable) else 0.0
        seconds = timing.backoff_seconds(of_gate)
        await connections.execute(SQL["shut"], gate, seconds, asked, *said)
        seconds = max(seconds, asked)
    elif isinstance(error, TrackerRejected) and error.reading:
        seconds = timing.backoff_seconds(of_project)
        await connections.execute(SQL["close"], tracker_id, seconds, *said)
    else:
        return 0.0
    MEASURES.waits(error.code, seconds)
    return seconds


async def failures(connections: Connections, tracker_id: UUID) -> tuple[int, int]:
    """Failures in a row of a tracker's project, and of its gate, whoever met them."""
    row = await connections.fetchrow(SQL["failures"], tracker_id)
    return (0, 0) if row is None else (row["project"], row["gate"])


@asynccontextmanager
async def trial(connections: Connections, tracker_id: UUID, seconds: float) -> AsyncIterator[None]:
    """Keep others away while one tries whether a tracker that failed answers again.

    What it shuts or opens counts. Where it came to neither, say because its action was changed
    meanwhile, others may try when it is over: nothing is known of the tracker.
    """
    ends_at = await connections.fetchval(SQL["try_one"], tracker_id, seconds)
    yield
    await connections.execute(SQL["end_trial"], tracker_id, ends_at)


async def reopen(connections: Connections, tracker_id: UUID) -> None:
    """Note that a tracker answers, and let those come who waited for it."""
    await connections.execute(SQL["open"], tracker_id, REOPEN_SECONDS)
