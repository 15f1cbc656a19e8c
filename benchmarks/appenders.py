"""Four ways to append one event durably. Each answers appends per second."""

import asyncio
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Final
from uuid import UUID

import asyncpg
import uvloop
from eventsourcing.persistence import StoredEvent

from api.embedded_files import binaries, database_account
from benchmarks.events import (
    CODEC,
    METADATA,
    NOTED,
    STATE,
    TOPIC,
    library_recorder,
    places,
)
from eventstore.committer import Committer
from eventstore.connections import Connection, Connections
from eventstore.migrate import migrate
from eventstore.postgres import EventStore
from eventstore.sql import statements
from eventstore.store import Write

SQL: Final = statements(__file__)

AppendOne = Callable[[UUID, int], Awaitable[object]]


def ours(dsn: str, callers: int, seconds: float) -> float:
    return uvloop.run(_ours(dsn, callers, seconds))


def plain(dsn: str, callers: int, seconds: float) -> float:
    return uvloop.run(_plain(dsn, callers, seconds))


def library(dsn: str, callers: int, seconds: float) -> float:
    recorder = library_recorder(dsn, callers)
    done: list[int] = []
    until = time.perf_counter() + seconds

    def write() -> None:
        count = 0
        for stream_id, version in places():
            recorder.insert_events([StoredEvent(stream_id, version, TOPIC, STATE)])
            count += 1
            if time.perf_counter() > until:
                break
        done.append(count)

    threads = [threading.Thread(target=write) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    recorder.datastore.close()
    return sum(done) / seconds


def pgbench(dsn: str, callers: int, seconds: float) -> float:
    asyncio.run(_create_plain(dsn))
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(SQL["insert_literal"].replace(":state", f"'{STATE.decode()}'"))
        script.flush()
        command = ["-n", "-M", "prepared", "-j", str(min(callers, 2)), "-c", str(callers)]
        timing = ["-T", str(max(1, round(seconds))), "-f", script.name]
        output = subprocess.run(
            [binaries(database_account()) / "pgbench", *command, *timing, dsn],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    found = re.search(r"tps = ([\d.]+)", output)
    assert found, output
    return float(found[1])


async def _ours(dsn: str, callers: int, seconds: float) -> float:
    await migrate(dsn)
    connections, committer = Connections(dsn), Committer(dsn)
    committer.start()
    store = EventStore(connections, committer, CODEC)

    async def append(stream_id: UUID, version: int) -> None:
        await store.append([Write(stream_id, version - 1, (NOTED,), (METADATA,))])

    rate = await _measure([append] * callers, seconds)
    await committer.close()
    await connections.close()
    return rate


async def _plain(dsn: str, callers: int, seconds: float) -> float:
    await _create_plain(dsn)
    async with AsyncExitStack() as stack:
        connections = [await asyncpg.connect(dsn) for _ in range(callers)]
        for conn in connections:
            stack.push_async_callback(conn.close)
        return await _measure([await _inserter(conn) for conn in connections], seconds)


async def _inserter(conn: Connection) -> AppendOne:
    insert = await conn.prepare(SQL["insert"])
    return lambda stream_id, version: insert.fetch(stream_id, version, TOPIC, STATE)


async def _create_plain(dsn: str) -> None:
    conn = await asyncpg.connect(dsn)
    await conn.execute(SQL["create"])
    await conn.close()


async def _measure(appends: list[AppendOne], seconds: float) -> float:
    """Appends per second, all of `appends` at once, each one after the other."""
    until = time.perf_counter() + seconds

    async def write(append: AppendOne) -> int:
        count = 0
        for stream_id, version in places():
            await append(stream_id, version)
            count += 1
            if time.perf_counter() > until:
                break
        return count

    return sum(await asyncio.gather(*map(write, appends))) / seconds
