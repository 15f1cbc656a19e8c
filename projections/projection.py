"""What a projection is, and how connections that read and write views are set.

A view never calls anything outside its tables, so that it may be rebuilt at any time.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from asyncpg import Record

from domain.catalog import TOPICS
from eventstore.codec import Codec
from eventstore.connections import Connection

# A filter that is null must not take part in the plan: each call is planned for its own values.
READ_SETTINGS: Final = {"plan_cache_mode": "force_custom_plan"}
# A view's last moments may be lost with a crash, for its checkpoint is lost with them.
WRITE_SETTINGS: Final = {"synchronous_commit": "off"}
# A process that hangs inside a batch must not keep its locks, nor anybody wait for them for long.
FOLLOW_SETTINGS: Final = {
    **WRITE_SETTINGS,
    "idle_in_transaction_session_timeout": "10s",
    "lock_timeout": "500ms",
}

decode: Final = Codec(TOPICS).decode


@cache
def unversioned(topic: str) -> str:
    """A topic without its schema: incident.declared of incident.declared@1."""
    return topic.partition("@")[0]


class Row(NamedTuple):
    """An aggregate as far as it was folded; `position` is that of its last event, 0 if loaded."""

    version: int
    state: Any
    position: int = 0


class Cache(dict[UUID, Row]):
    """What is known of aggregates before a batch: nothing while following, much in a rebuild.

    While it `is_whole` it holds all there are: what it does not hold has no events yet.
    """

    def __init__(self, *, is_whole: bool = False) -> None:
        super().__init__()
        self.is_whole = is_whole


class Moving(NamedTuple):
    """A statement that can move the view's checkpoint too, where it is a batch's only one.

    Its last four values are those of the SQL function `move_follower`: null while something else
    moves the checkpoint. Where it adds new rows to a table and does nothing else, `table` names it,
    and the values before are its columns: a rebuild copies them, which takes a third of the time.
    """

    sql: str
    values: Sequence[Any]
    table: str | None = None


Statement = tuple[str, Sequence[Any]] | Moving  # SQL and its values

STAYS: Final = (None, None, None, None)


def moving(sql: str, values: Iterable[Any], table: str | None = None) -> Moving:
    return Moving(sql, [*values, *STAYS], table)


@dataclass(frozen=True, slots=True)
class Projection:
    """One view: its name (also the follower's), its tables, and how events are folded into them.

    `fold(conn, events, cache)` answers the statements that write a batch, to be executed in order
    in the caller's transaction; on `conn` it only reads, and only where the cache is not whole.
    Events are records (position, stream_id, version, topic, state, metadata) in order of position,
    of the `categories` alone (None: of all); a rebuild gives `metadata` to who `reads_metadata`.
    Every write is guarded by the stream's version: a batch may come again.
    """

    name: str
    tables: tuple[str, ...]
    fold: Callable[[Connection, Sequence[Record], Cache], Awaitable[list[Statement]]]
    categories: tuple[str, ...] | None = None
    reads_metadata: bool = False


async def write(conn: Connection, statements: Sequence[Statement]) -> None:
    """Execute what a fold answered."""
    for sql, values, *_ in statements:
        await conn.execute(sql, *values)


async def fill(conn: Connection, statements: Sequence[Statement]) -> None:
    """Execute what a fold answered on tables that hold nothing of its batch, as in a rebuild."""
    for statement in statements:
        match statement:
            case Moving(_, values, str(table)):
                rows = zip(*values[: -len(STAYS)], strict=True)
                await conn.copy_records_to_table(table, records=rows)
            case _:
                await write(conn, [statement])


def columns(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows as the arrays that `unnest` takes; there is one row at least."""
    return [list(column) for column in zip(*rows, strict=True)]
