"""Tracker list: every tracker. Table `tracker_list`, one row per tracker."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from asyncpg import Record
from msgspec.json import Decoder, Encoder

from domain.tracker import Tracker, evolve
from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from projections.fold import Fold, decoded, number
from projections.page import Cursor, Listed, Page, by_number, listed, paged, plain
from projections.projection import Cache, Projection, Row, Statement, columns

SQL: Final = statements(__file__)
ROUTED_MAX: Final = 200

read: Final = Decoder(Tracker).decode
encode: Final = Encoder().encode

FOLD: Final = Fold("tracker", Tracker(), decoded(evolve), read, SQL["load"])


async def fold(conn: Connection, events: Sequence[Record], cache: Cache) -> list[Statement]:
    touched = await FOLD.fold(conn, events, cache)
    rows = [row_of(i, row) for i, row in touched.items()]
    return [(SQL["upsert"], columns(rows))] if rows else []


def row_of(tracker_id: UUID, row: Row) -> tuple[Any, ...]:
    tracker: Tracker = row.state
    return (
        tracker_id,
        row.version,
        number(tracker.reference),
        tracker.name,
        tracker.is_default,
        row.position,
        encode(tracker),
        bool(tracker.rules.routes),
    )


TRACKER_LIST: Final = Projection("tracker_list", ("tracker_list",), fold, categories=("tracker",))


async def trackers(
    connections: Connections, *, limit: int, cursor: Cursor | None = None
) -> Page[Listed[Tracker]]:
    """One page of trackers, the lowest number first."""
    after = cursor and cursor.number
    records = await connections.fetch(SQL["lowest_first"], after, limit + 1)
    return paged(records, limit, by_number).each(tracker_in)


async def default_tracker(connections: Connections) -> Listed[Tracker] | None:
    """Where actions go that name no tracker; where several are default, the last that changed."""
    record = await connections.fetchrow(SQL["default"])
    return tracker_in(record) if record else None


async def routed_trackers(connections: Connections) -> tuple[Listed[Tracker], ...]:
    """Trackers that have routes, the lowest number first; at most ROUTED_MAX."""
    records = await connections.fetch(SQL["routed"], ROUTED_MAX)
    return tuple(map(tracker_in, records))


async def tracker_named(connections: Connections, name: str) -> Listed[Tracker] | None:
    """The tracker of that name, in any case; of several, the one with the lowest number."""
    record = await connections.fetchrow(SQL["named"], plain(name))
    return tracker_in(record) if record else None


def tracker_in(record: Record) -> Listed[Tracker]:
    return listed(record, read)
