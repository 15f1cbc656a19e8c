"""What the tests of the log share: an event, rows of it, and a verifier outside the database."""

import asyncio
import hashlib
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
from msgspec import Struct

from eventstore.codec import Codec
from eventstore.connections import Connection
from eventstore.pending import Row
from eventstore.store import Actor, Metadata, Write


class Noted(Struct, frozen=True, omit_defaults=True):
    text: str
    author: str = "ana"


TOPIC = "note.noted@2"
CODEC = Codec(
    {TOPIC: Noted},
    {
        "note.written@1": lambda body: ("note.noted@1", {"words": body["body"]}),
        "note.noted@1": lambda body: (TOPIC, {"text": body["words"], "author": "unknown"}),
    },
)
METADATA = Metadata(Actor("person", "ana@example.com"), "request-1", "correlation-1")


def write(stream_id: UUID, expected_version: int, *texts: str) -> Write:
    return Write(stream_id, expected_version, tuple(map(Noted, texts)), (METADATA,) * len(texts))


def rows(stream_id: UUID, first: int, *states: bytes, topic: str = "t@1") -> list[Row]:
    """One row per state, from version `first` on."""
    return [Row(stream_id, first + n, topic, state, b"{}") for n, state in enumerate(states)]


def leaf(row: asyncpg.Record) -> bytes:
    """What the chain covers of one row; `recorded_us` is microseconds since 1970."""
    topic = row["topic"].encode()
    return hashlib.sha256(
        b"\0"
        + struct.pack(">q", row["notification_id"])
        + row["originator_id"].bytes
        + struct.pack(">qq", row["originator_version"], row["recorded_us"])
        + struct.pack(">i", len(topic))
        + topic
        + struct.pack(">i", len(row["state"]))
        + row["state"]
        + row["metadata"]
    ).digest()


async def log_of(dsn: str) -> Sequence[asyncpg.Record]:
    conn = await asyncpg.connect(dsn)
    try:
        return await conn.fetch(
            "select *, (extract(epoch from recorded_at) * 1000000)::bigint as recorded_us"
            " from stored_events order by notification_id"
        )
    finally:
        await conn.close()


async def verified(dsn: str) -> Sequence[asyncpg.Record]:
    """The whole log, after checking positions, versions, times and the chain."""
    log = await log_of(dsn)
    chain, versions, recorded = b"", dict[UUID, int](), 0
    for position, row in enumerate(log, 1):
        chain = hashlib.sha256(chain + leaf(row)).digest()
        assert row["notification_id"] == position
        assert row["chain"] == chain, position
        stream_id, version = row["originator_id"], row["originator_version"]
        assert version == versions.get(stream_id, 0) + 1
        assert row["recorded_us"] >= recorded
        versions[stream_id], recorded = version, row["recorded_us"]
    return log


@asynccontextmanager
async def held_log(dsn: str) -> AsyncIterator[Connection]:
    """Hold the log's lock: whatever is appended meanwhile is in flight and waits."""
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute("select pg_advisory_lock('stored_events'::regclass::oid::bigint)")
        yield conn
    finally:
        await conn.close()


async def writer_in_flight(conn: Connection) -> int:
    """The server process of the append that waits for the held lock, as soon as there is one."""
    async with asyncio.timeout(30):
        while True:
            pid: int | None = await conn.fetchval(
                "select l.pid from pg_locks l join pg_database d on d.oid = l.database"
                " where l.locktype = 'advisory' and not l.granted"
                " and d.datname = current_database()"
            )
            if pid:
                return pid
