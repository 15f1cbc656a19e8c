"""The runner: keeps every view as near to the log as it can.

Each view is a follower of its own: leased, so that of several processes one works on it; fenced, so
that one which lost its lease writes nothing; its checkpoint moved in the view's own transaction. An
event that cannot be folded stalls its view, loudly, until the cause is mended; none is skipped.
"""

import asyncio
import os
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

import asyncpg
import structlog
from asyncpg import Record

from domain.errors import StoreUnavailable
from eventstore.connections import Connection, Connections
from eventstore.postgres import EventStore
from eventstore.sql import statements
from eventstore.subscription import Follower, Hint, LeaseLost
from projections.progress import Progress
from projections.projection import (
    FOLLOW_SETTINGS,
    STAYS,
    Cache,
    Moving,
    Projection,
    Statement,
    write,
)
from projections.pulse import Pulse
from projections.registry import PROJECTIONS
from projections.tail import Tail

SQL: Final = statements(__file__)

BATCH_EVENTS_MAX: Final = 1_000
BATCH_SECONDS_MAX: Final = 20.0
LEASE_SECONDS: Final = 6.0
CACHE_ROWS_MAX: Final = 1_000
SAVE_SECONDS: Final = 0.1  # after which a view writes down that it passed over others' events
RETRY_SECONDS: Final = 0.5  # between tries to reach the database
LEASE_LOOK_SECONDS: Final = 1.0  # between tries to take a lease that another holds
BACKOFF_SECONDS_MAX: Final = 10.0  # between tries of an event that cannot be folded

# Nothing is wrong with the events: somebody else is at work, or the database is away.
WAIT: Final = (StoreUnavailable, LeaseLost, asyncpg.LockNotAvailableError)

log = structlog.get_logger()


async def run(
    dsn: str,
    store: EventStore,
    hint: Hint,
    stop: asyncio.Event,
    progress: Progress | None = None,
    *,
    projections: Sequence[Projection] = PROJECTIONS,
    lease_seconds: float = LEASE_SECONDS,
) -> None:
    """Follow the log with every view until `stop`. The database may go away and come back.

    The hint is started and closed by the caller.
    """
    connections = Connections(dsn, size=len(projections), settings=FOLLOW_SETTINGS)
    pulse, progress = Pulse(hint, stop), progress or Progress(connections)
    shared = Shared(connections, Tail(connections), pulse, stop, progress)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(pulse.run(), name="pulse")
            for worker in workers(store, shared, projections, lease_seconds):
                group.create_task(worker.run(), name=worker.name)
    finally:
        await connections.close()


@dataclass(frozen=True, slots=True)
class Shared:
    """What the workers of one process have in common."""

    connections: Connections
    tail: Tail
    pulse: Pulse
    stop: asyncio.Event
    progress: Progress


def workers(
    store: EventStore,
    shared: Shared,
    projections: Sequence[Projection],
    lease_seconds: float,
) -> Iterable["Worker"]:
    """One worker per view, all under one owner's name that nobody else has."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
    for projection in projections:
        follower = Follower(
            shared.connections, store, projection.name, owner, lease_seconds=lease_seconds
        )
        yield Worker(projection, follower, shared, lease_seconds)


def backoff_seconds(failures: int) -> float:
    """How long to rest after so many failures in a row; there is no end to their number."""
    return min(RETRY_SECONDS * 2.0 ** min(failures, 10), BACKOFF_SECONDS_MAX)


class Worker:
    """Keeps one view near to the log."""

    def __init__(
        self, projection: Projection, follower: Follower, shared: Shared, lease_seconds: float
    ) -> None:
        self.name, self._projection, self._follower = projection.name, projection, follower
        self._connections, self._progress = shared.connections, shared.progress
        self._tail = shared.tail
        self._pulse, self._stop = shared.pulse, shared.stop
        self._lease_seconds = lease_seconds
        self._leased_until = 0.0  # by the loop's clock, on the safe side; 0: acquire first
        self._limit = BATCH_EVENTS_MAX
        self._begun = 0  # where the batch at hand begins
        self._failures = 0  # of the one event after that, in a row
        self._cache = Cache()
        self._saved_at = 0.0
        self._unsaved = False  # whether the checkpoint is behind, by events that are not its own

    async def run(self) -> None:
        while not self._stop.is_set():
            try:
                await self._round()
            except WAIT as error:
                self._leased_until = 0.0
                log.warning("projection_waits", projection=self.name, why=type(error).__name__)
                await self._rest(RETRY_SECONDS)
            except Exception as error:  # noqa: BLE001  the loop's edge: this view stalls, no other
                self._leased_until = 0.0
                await self._failed(error)
        with suppress(StoreUnavailable):
            await self._follower.release()

    async def _round(self) -> None:
        beats = self._pulse.count
        if not await self._is_ours():
            await self._rest(LEASE_LOOK_SECONDS)
            return
        async with asyncio.timeout(BATCH_SECONDS_MAX):
            is_behind = await self._fold_batch()
        if not is_behind:
            await self._pulse.after(beats)

    async def _is_ours(self) -> bool:
        """Take the lease, or prolong it once half of it is over."""
        now = self._now()
        if now < self._leased_until:
            return True
        self._cache, self._unsaved = Cache(), False
        if not await self._follower.acquire():
            return False
        self._leased_until = now + self._lease_seconds / 2
        return True

    async def _fold_batch(self) -> bool:
        """Fold the next events, if any; whether there may be more."""
        self._begun = self._follower.position
        upto, events = await self._tail.after(self._projection, self._begun, self._limit)
        if upto > self._begun or self._unsaved:
            await self._advance(events, upto)
        if upto > self._begun:
            self._went_well(upto)
        return upto == self._begun + self._limit

    async def _advance(self, events: Sequence[Record], upto: int) -> None:
        """Fold and write; what changes nothing in the view is written down now and then."""
        is_due = upto == self._begun or self._now() >= self._saved_at + SAVE_SECONDS
        if not (events or is_due):
            self._pass_over(upto)
            return
        cache = self._cache if len(self._cache) < CACHE_ROWS_MAX else Cache()
        self._cache = Cache()  # what a failure leaves of it is not to be trusted
        async with self._connections.acquire() as conn:
            statements = await self._projection.fold(conn, events, cache) if events else ()
            if statements or is_due:
                await self._save(conn, statements, upto)
            else:
                self._pass_over(upto)
        self._cache = cache

    def _pass_over(self, upto: int) -> None:
        self._follower.position, self._unsaved = upto, True

    async def _save(self, conn: Connection, statements: Sequence[Statement], upto: int) -> None:
        """Write the view and its checkpoint together; one statement needs no transaction."""
        now = self._now()
        match statements:
            case ():
                await self._follower.advance(conn, upto)
            case [Moving(sql, values)]:
                await self._follower.advance_by(conn, upto, sql, values[: -len(STAYS)])
            case _:
                async with conn.transaction():
                    await self._follower.advance(conn, upto)
                    await write(conn, statements)
        self._saved_at, self._unsaved = now, False
        self._leased_until = now + self._lease_seconds / 2

    def _went_well(self, upto: int) -> None:
        self._limit = min(self._limit * 2, BATCH_EVENTS_MAX)
        self._progress.moved(self.name, upto)
        if self._failures:
            log.warning("projection_recovered", projection=self.name, position=upto)
            self._failures = 0

    async def _failed(self, error: Exception) -> None:
        """Narrow the batch down to the event that cannot be folded; then tell of it, and wait."""
        if self._limit > 1:
            self._limit //= 2
            return
        self._failures += 1
        position = self._begun + 1
        why = f"{type(error).__name__} at {position}"
        log.error("projection_stalled", projection=self.name, position=position, why=why)
        with suppress(StoreUnavailable, LeaseLost, asyncpg.PostgresError):
            await self._follower.stall(why)
        await self._rest(backoff_seconds(self._failures))

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stop.wait()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
