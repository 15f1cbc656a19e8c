"""What became of an append whose connection died before the answer came."""

import asyncio
from typing import Final

from asyncpg import Record

from domain.errors import StoreUnavailable
from eventstore.connections import Connection
from eventstore.pending import Pending, columns_of
from eventstore.sql import statements
from eventstore.store import Appended, Command

SQL: Final = statements(__file__)
POLL_SECONDS: Final = 0.01


async def backend_gone(conn: Connection, pid: int) -> None:
    """Wait until server process `pid` has ended: until then it may still commit.

    Another server, or a proxy between, knows no such process: then this returns at once.
    """
    while True:
        if not await conn.fetchval(SQL["is_running"], pid):
            return
        await asyncio.sleep(POLL_SECONDS)


async def settle(conn: Connection, pending: Pending) -> None:
    """Answer `pending` by what the log holds; only rows exactly like its own are its own."""
    rows = await conn.fetch(SQL["stored"], *columns_of(pending.rows))
    if pending.command:
        done = await conn.fetchrow(SQL["command"], pending.command.key)
        appended = done and _of_command(done, rows, pending)
    else:
        appended = _of_rows(rows, pending)
    if appended:
        pending.answer(appended)
    else:
        pending.fail(StoreUnavailable("the connection was lost; nothing was written"))


def _of_rows(rows: list[Record], pending: Pending) -> Appended | None:
    if not rows or len(rows) < len(pending.rows):
        return None
    return Appended(rows[-1]["position"], rows[-1]["recorded_at"])


def _of_command(done: Record, rows: list[Record], pending: Pending) -> Appended:
    stored = Command(done["key"], done["fingerprint"], done["response"])
    is_own = stored == pending.command and _is_own(done, rows, pending)
    return Appended(done["position"], done["recorded_at"], None if is_own else stored)


def _is_own(done: Record, rows: list[Record], pending: Pending) -> bool:
    """Whether the command made exactly these rows."""
    first, count = done["first_position"], done["count"]
    positions = [row["position"] for row in rows]
    return count == len(pending.rows) and positions == list(range(first, first + count))
