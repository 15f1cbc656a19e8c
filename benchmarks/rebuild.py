"""Views: rebuilding them from a long log, and how soon the list shows what was acknowledged.

python -m benchmarks.rebuild
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice
from random import Random
from typing import Final

import uvloop

from benchmarks.databases import database, server
from benchmarks.lives import CODEC, METADATA, Life, interleaved
from benchmarks.table import Row, render
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.migrate import migrate
from eventstore.postgres import EventStore
from eventstore.store import Write
from eventstore.subscription import Hint
from projections import runner
from projections.incident_list import Filter, incidents
from projections.projection import READ_SETTINGS
from projections.rebuild import rebuild
from projections.registry import PROJECTIONS

EVENTS: Final = 1_000_000
OPEN_AT_ONCE: Final = 50
LOAD_BATCH: Final = 5_000

COMMANDS: Final = 1_000
LOOK_SECONDS: Final = 0.001
PAUSE_SECONDS_MAX: Final = 0.02


def run(dsn: str) -> list[Row]:
    """Measure on the server at `dsn`, in databases made for it and dropped again."""
    with database(dsn) as fresh:
        rows = uvloop.run(_rebuilds(fresh))
    with database(dsn) as fresh:
        return [*rows, *uvloop.run(_visibility(fresh))]


async def _rebuilds(dsn: str) -> list[Row]:
    await migrate(dsn)
    await fill(dsn, EVENTS)
    rates = {
        projection.name: (await rebuild(dsn, projection.name, lambda _: None)).events_per_second
        for projection in PROJECTIONS
    }
    return [Row("rebuild a view", name, 1, rate, "events/s") for name, rate in rates.items()]


async def fill(dsn: str, events: int) -> None:
    """Append the lives of incidents in big batches."""
    writer = Committer(dsn)
    writer.start()
    rows = interleaved(events, OPEN_AT_ONCE)
    while batch := list(islice(rows, LOAD_BATCH)):
        await writer.append(batch)
    await writer.close()


async def _visibility(dsn: str) -> list[Row]:
    """Milliseconds from an incident's acknowledgement to its row in the list."""
    await migrate(dsn)
    async with _following(dsn) as (store, connections):
        waits = [await _shown(store, connections, n) for n in range(1, COMMANDS + 1)]
    _, *_, p99 = statistics.quantiles(waits, n=100)
    return [
        Row("acknowledged to visible", "median", 1, statistics.median(waits), "ms"),
        Row("acknowledged to visible", "99th percentile", 1, p99, "ms"),
    ]


@asynccontextmanager
async def _following(dsn: str) -> AsyncIterator[tuple[EventStore, Connections]]:
    """A log that every view follows in this process, as by default."""
    connections, writer = Connections(dsn, settings=READ_SETTINGS), Committer(dsn)
    writer.start()
    store, stop, hint = EventStore(connections, writer, CODEC), asyncio.Event(), Hint(dsn)
    hint.start()
    views = asyncio.create_task(runner.run(dsn, store, hint, stop))
    try:
        yield store, connections
    finally:
        stop.set()
        await views
        await hint.close()
        await writer.close()
        await connections.close()


async def _shown(store: EventStore, connections: Connections, number: int) -> float:
    life = Life(number, Random(number))
    await store.append([Write(life.incident, 0, (life.declared(),), (METADATA,))])
    since = time.perf_counter()
    while True:
        shown = await incidents(connections, Filter(), limit=1)
        if shown.items and shown.items[0].id == life.incident:
            break
        await asyncio.sleep(LOOK_SECONDS)
    waited = time.perf_counter() - since
    await asyncio.sleep(Random(number).random() * PAUSE_SECONDS_MAX)  # never in step with a poll
    return 1_000 * waited


if __name__ == "__main__":
    with server() as address:
        print(render(run(address)))
