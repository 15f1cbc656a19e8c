"""A log, its views, and ways to fill and compare them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from domain.catalog import TOPICS
from eventstore.codec import Codec
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from eventstore.store import Write
from eventstore.subscription import Hint
from projections import runner
from projections.progress import Progress
from projections.projection import READ_SETTINGS, Cache, Projection, write
from projections.registry import BY_NAME, PROJECTIONS
from projections.tail import Tail

CODEC: Final = Codec(TOPICS)
SECONDS_MAX: Final = 20.0
POLL_SECONDS: Final = 0.005


@dataclass(frozen=True)
class Log:
    dsn: str
    store: EventStore
    connections: Connections

    async def write(self, writes: Sequence[Write], at_once: int = 50) -> int:
        """Append so many writes at a time; the last position."""
        position = 0
        for begin in range(0, len(writes), at_once):
            appended = await self.store.append(writes[begin : begin + at_once])
            position = appended.position
        return position


@asynccontextmanager
async def open_log(dsn: str) -> AsyncIterator[Log]:
    connections = Connections(dsn, settings=READ_SETTINGS)
    committer = Committer(dsn)
    committer.start()
    try:
        yield Log(dsn, EventStore(connections, committer, CODEC), connections)
    finally:
        await committer.close()
        await connections.close()


async def follow(log: Log, stop: asyncio.Event, **options: Any) -> None:
    """The runner, with a hint of its own."""
    hint = Hint(log.dsn)
    hint.start()
    try:
        await runner.run(log.dsn, log.store, hint, stop, **options)
    finally:
        await hint.close()


@asynccontextmanager
async def running(log: Log, projections: Sequence[Projection] = PROJECTIONS) -> AsyncIterator[None]:
    """Views that follow the log meanwhile."""
    stop = asyncio.Event()
    task = asyncio.create_task(follow(log, stop, projections=projections))
    try:
        yield
    finally:
        stop.set()
        await task


async def fold(log: Log, projection: Projection, sizes: Iterable[int], begin: int = 0) -> None:
    """Fold the log into a view in batches of these sizes, without a follower."""
    position, head, tail = begin, await log.store.head(), Tail(log.connections)
    for size in sizes:
        upto, events = await tail.after(projection, position, size)
        async with log.connections.transaction() as conn:
            await write(conn, await projection.fold(conn, events, Cache()))
        position = upto
    assert position == head


async def eventually(holds: Callable[[], Awaitable[object]]) -> None:
    """Wait for something that another task brings about."""
    async with asyncio.timeout(SECONDS_MAX):
        while not await holds():  # noqa: ASYNC110  the database has no event to wait for
            await asyncio.sleep(POLL_SECONDS)


async def caught_up(log: Log, position: int, names: Sequence[str] = tuple(BY_NAME)) -> None:
    """Wait until these views hold the event at `position`."""
    progress = Progress(log.connections)
    for name in names:
        assert await progress.reached(name, position, SECONDS_MAX)


async def contents(log: Log, projection: Projection) -> dict[str, list[asyncpg.Record]]:
    """All rows of a view's tables, in an order of their own."""
    return {
        table: await log.connections.fetch(f"select t.* from {table} as t order by t::text")
        for table in projection.tables
    }
