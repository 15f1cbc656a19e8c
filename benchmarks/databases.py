"""A server that keeps its promises, and databases on it that nothing else uses."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import asyncpg

from api.embedded import DURABLE, EmbeddedPostgres

OPTIONS: Final = {
    **DURABLE,
    "max_connections": "200",
    "min_wal_size": "1GB",  # segments are used again: making one would count against whoever writes
    "max_wal_size": "4GB",
}


@contextmanager
def server() -> Iterator[str]:
    """The DSN of a durable PostgreSQL of one's own."""
    with tempfile.TemporaryDirectory(prefix="twiceshy-bench-") as folder:
        Path(folder).chmod(0o755)  # the database's account passes through it
        postgres = EmbeddedPostgres(Path(folder) / "postgres", OPTIONS)
        try:
            yield postgres.start()
        finally:
            postgres.stop()


@contextmanager
def database(dsn: str) -> Iterator[str]:
    """The DSN of an empty database on the server at `dsn`."""
    name = f"bench_{uuid4().hex}"
    asyncio.run(_execute(dsn, f"create database {name}"))
    asyncio.run(_execute(dsn, "checkpoint"))  # what was done before is on the disk
    try:
        yield dsn.replace("/postgres?", f"/{name}?")
    finally:
        asyncio.run(_execute(dsn, f"drop database {name} with (force)"))


async def _execute(dsn: str, statement: str) -> None:
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute(statement)
    finally:
        await conn.close()


def libpq(dsn: str) -> dict[str, str]:
    """The parts of an embedded server's DSN by libpq's names."""
    parts = urlsplit(dsn)
    query = parse_qs(parts.query)
    return {
        "dbname": parts.path[1:],
        "user": parts.username or "",
        "password": "none",
        "host": query["host"][0],
        "port": query["port"][0],
    }
