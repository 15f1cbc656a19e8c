"""Rebuilding a view from position 0 while its old version serves.

Twins of the view's tables are filled in a schema of their own (`rebuild_<view>`), by the same code:
the session's search path puts them before the live ones. In the end the follower's fence is moved,
the last events are folded, and the twins take the place of the tables in one short transaction.
Until then the live view is untouched: what a rebuild that dies leaves behind, the next one drops.
"""

import asyncio
import gc
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final
from uuid import uuid4

import asyncpg
from asyncpg import Record
from msgspec import Struct

from eventstore.connections import Connection, connect, unavailable_when_lost
from eventstore.sql import statements
from eventstore.subscription import LeaseLost
from projections import runner
from projections.projection import WRITE_SETTINGS, Cache, Projection, Statement, fill
from projections.registry import BY_NAME
from projections.unfoldable import CannotFold, is_of_an_event, unfoldable

SQL: Final = statements(__file__)
LOG: Final = statements(runner.__file__)

SETTINGS: Final = {
    **WRITE_SETTINGS,
    "application_name": "twiceshy rebuild",
    "maintenance_work_mem": "256MB",  # an index of a million rows is sorted in memory
}
BATCH_EVENTS: Final = 20_000
CACHE_ROWS_MAX: Final = 50_000
NEAR_EVENTS: Final = 2_000  # so near to the end, the rest is folded while the live view waits
SEIZE_SECONDS: Final = 60.0
LOCK_WAIT_MILLISECONDS: Final = "2000"
SWAPS_MAX: Final = 5


class UnknownView(LookupError):
    """There is no view of this name."""


class RebuildRunning(Exception):
    """Another process rebuilds this view at the moment. The text is for the operator."""


class ViewHeld(Exception):
    """Somebody reads the view without an end. The text is for the operator."""


class Rebuilt(Struct, frozen=True):
    """How far a rebuild has come: events done of those in the log, after so many seconds."""

    done: int
    total: int
    seconds: float

    @property
    def events_per_second(self) -> float:
        return self.done / self.seconds if self.seconds else 0.0


async def rebuild(dsn: str, name: str, progress: Callable[[Rebuilt], None]) -> Rebuilt:
    """Fold the whole log into the view `name` anew; return when the new version serves.

    `dsn` must let in a user that owns the tables. `progress` is called after every batch.

    Raises:
        UnknownView: there is no such view.
        RebuildRunning: another process is at it.
        StoreUnavailable: the database went away; the old version still serves.
        LeaseLost: the last step took too long; the old version still serves.
        ViewHeld: a long transaction reads the view; the old version still serves.
        CannotFold: an event cannot be folded; the old version still serves.
    """
    projection = BY_NAME.get(name)
    if projection is None:
        raise UnknownView(name)
    done = 0

    def noted(rebuilt: Rebuilt) -> None:
        nonlocal done
        done = rebuilt.done
        progress(rebuilt)

    try:
        return await rebuild_view(dsn, projection, noted)
    except (RebuildRunning, ViewHeld):
        raise
    except Exception as error:
        if is_of_an_event(error):
            await tell_which(dsn, projection, done, error)
        raise


async def tell_which(dsn: str, projection: Projection, after: int, error: Exception) -> None:
    """Say which event after `after` a rebuild failed at, in the twins that it left behind.

    Raises:
        CannotFold: where it was one.
    """
    async with owner_session(dsn) as conn, claim(conn, projection.name):
        await conn.execute(SQL["see_twins"], projection.name)
        event = await unfoldable(conn, projection, after)
    if event is not None:
        raise CannotFold(projection.name, event) from error


async def rebuild_view(
    dsn: str, projection: Projection, progress: Callable[[Rebuilt], None]
) -> Rebuilt:
    name = projection.name
    async with owner_session(dsn) as reader, owner_session(dsn) as writer, claim(writer, name):
        await writer.execute(SQL["begin"], name, projection.tables)
        await writer.execute(SQL["see_twins"], name)
        run = Rebuild(projection, reader, writer, progress)
        with collector_paused():
            await run.catch_up(NEAR_EVENTS)
            await writer.execute(SQL["index"], name, projection.tables)
            await run.catch_up(NEAR_EVENTS)
            await run.take_over()
        return run.state()


@asynccontextmanager
async def owner_session(dsn: str) -> AsyncIterator[Connection]:
    conn = await connect(dsn, None, SETTINGS)
    try:
        with unavailable_when_lost(conn):
            yield conn
    finally:
        conn.terminate()


@asynccontextmanager
async def claim(conn: Connection, name: str) -> AsyncIterator[None]:
    """Be the only one to rebuild the view; the session's end would give it back as well."""
    if not await conn.fetchval(SQL["claim"], name):
        raise RebuildRunning(f"{name} is being rebuilt by another process; wait for that one.")
    try:
        yield
    finally:
        if not conn.is_closed():
            await conn.execute(SQL["unclaim"], name)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Spare the garbage collector a heap of living states: it takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Rebuild:
    """One rebuild at work."""

    def __init__(
        self,
        projection: Projection,
        reader: Connection,
        writer: Connection,
        progress: Callable[[Rebuilt], None],
    ) -> None:
        self._projection, self._reader, self._writer = projection, reader, writer
        self._progress, self._begun = progress, time.monotonic()
        self._position = self._head = 0
        self._cache = Cache(is_whole=True)

    def state(self) -> Rebuilt:
        return Rebuilt(self._position, self._head, time.monotonic() - self._begun)

    async def catch_up(self, near: int = 0) -> None:
        """Fold until at most `near` events are left."""
        while await self._left() > near:
            await self._fold_to(self._head)

    async def take_over(self) -> None:
        """Put the twins in the place of the tables."""
        owner = f"rebuild:{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        name = self._projection.name
        fence = await self._writer.fetchval(SQL["seize"], name, owner, SEIZE_SECONDS)
        try:
            await self.catch_up()
            for _ in range(SWAPS_MAX - 1):
                with suppress(asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
                    await self._swap(fence)
                    return
            await self._swap_or_tell(fence)
        except BaseException:
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await self._writer.execute(SQL["release"], name, fence)
            raise

    async def _swap_or_tell(self, fence: int) -> None:
        try:
            await self._swap(fence)
        except asyncpg.LockNotAvailableError as error:
            name = self._projection.name
            raise ViewHeld(
                f"{name} was not rebuilt: a transaction that has been open for long reads it, such "
                "as that of a pg_dump, and the old one serves on; try again when it has ended."
            ) from error

    async def _swap(self, fence: int) -> None:
        name = self._projection.name
        async with self._writer.transaction():
            await self._writer.execute(SQL["limit_lock_wait"], LOCK_WAIT_MILLISECONDS)
            if not await self._writer.fetchval(SQL["hand_over"], name, fence, self._position):
                raise LeaseLost(
                    f"{name} was not rebuilt: its last step took too long, and the old one serves "
                    "on; try again when there is less to do."
                )
            await self._writer.execute(SQL["finish"], name, self._projection.tables)

    async def _left(self) -> int:
        self._head = await self._reader.fetchval(LOG["head"]) or 0
        return self._head - self._position

    async def _fold_to(self, end: int) -> None:
        """Fold up to `end`: the next batch is read, and one is folded, while one is written."""
        after = self._position
        reading = asyncio.ensure_future(self._read(after, end))
        writing = asyncio.ensure_future(self._write((), after))
        try:
            while after < end:
                after, events = await reading
                reading = asyncio.ensure_future(self._read(after, end))
                if not self._cache.is_whole:
                    await writing  # what is folded next may have to be read from the tables
                statements = await self._projection.fold(self._writer, events, self._cache)
                self._trim_cache()
                await writing
                writing = asyncio.ensure_future(self._write(statements, after))
            await writing
        except Exception as error:
            error.add_note(f"while {self._projection.name} was rebuilt, after {self._position}")
            raise
        finally:
            reading.cancel()
            await asyncio.gather(reading, writing, return_exceptions=True)

    def _trim_cache(self) -> None:
        if len(self._cache) > CACHE_ROWS_MAX:
            self._cache.clear()
            self._cache.is_whole = False

    async def _write(self, statements: Sequence[Statement], upto: int) -> None:
        async with self._writer.transaction():
            await fill(self._writer, statements)
        self._position = upto
        self._progress(self.state())
        gc.collect(0)  # what this batch left behind

    async def _read(self, after: int, end: int) -> tuple[int, Sequence[Record]]:
        upto = min(after + BATCH_EVENTS, end)
        view = self._projection
        events = await self._reader.fetch(
            LOG["events"], after, upto, view.categories, view.reads_metadata
        )
        return upto, events
