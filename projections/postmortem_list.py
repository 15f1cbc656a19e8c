"""Postmortem list: every postmortem, found by its state and by words of it and of its incident.

Table `postmortem_list`, one row per postmortem. What a postmortem shares with its incident
(category, visibility, words in title, summary and sections) is looked up in incident_list when
asked for.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Record
from msgspec import Struct
from msgspec.json import Decoder, Encoder

from domain.incident_events import Category
from domain.postmortem_events import PostmortemState
from domain.postmortem_state import Postmortem, evolve
from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from projections.fold import Fold, decoded, number
from projections.page import Cursor, Listed, Page, Place, by_number, due, listed, paged, plain
from projections.projection import Cache, Projection, Row, Statement, columns

SQL: Final = statements(__file__)

read: Final = Decoder(Postmortem).decode
encode: Final = Encoder().encode

FOLD: Final = Fold("postmortem", Postmortem(), decoded(evolve), read, SQL["load"])


async def fold(conn: Connection, events: Sequence[Record], cache: Cache) -> list[Statement]:
    touched = await FOLD.fold(conn, events, cache)
    rows = [row_of(i, row) for i, row in touched.items()]
    return [(SQL["upsert"], columns(rows))] if rows else []


def row_of(postmortem_id: UUID, row: Row) -> tuple[Any, ...]:
    postmortem: Postmortem = row.state
    return (
        postmortem_id,
        row.version,
        number(postmortem.reference),
        postmortem.incident_id,
        postmortem.state.value,
        postmortem.published_at is None,
        postmortem.due_on,
        postmortem.lead,
        encode(postmortem),
        encode(postmortem.awaited).decode(),
        postmortem.reminded.next_on if postmortem.reminded else postmortem.remind_on,
    )


POSTMORTEM_LIST: Final = Projection(
    "postmortem_list", ("postmortem_list",), fold, categories=("postmortem",)
)


class Filter(Struct, frozen=True, kw_only=True):
    """What is None filters nothing. Overdue is what was never published and due before `today`.

    `category`, `q` and `viewer` are as in incident_list.
    """

    today: date
    state: PostmortemState | None = None
    overdue: bool | None = None
    lead: str | None = None
    reviewer: str | None = None
    category: Category | None = None
    q: str | None = None
    viewer: tuple[str, ...] | None = None


async def postmortems(
    connections: Connections, wanted: Filter, *, limit: int, cursor: Cursor | None = None
) -> Page[Listed[Postmortem]]:
    """One page of postmortems, the highest number first."""
    records = await connections.fetch(
        SQL["newest_first"],
        wanted.state,
        wanted.overdue,
        wanted.today,
        plain(wanted.lead),
        wanted.category,
        plain(wanted.q),
        wanted.viewer,
        cursor and cursor.number,
        limit + 1,
        [plain(wanted.reviewer)] if wanted.reviewer else None,
    )
    return paged(records, limit, by_number).each(lambda record: listed(record, read))


async def to_remind_of(
    connections: Connections, today: date, *, limit: int, after: Place | None = None
) -> tuple[tuple[Listed[Postmortem], ...], Place | None]:
    """Unpublished postmortems whose next reminder is due, the longest due first; where they end."""
    day, number = after or (None, None)
    records = await connections.fetch(SQL["to_remind_of"], today, day, number, limit)
    return due(records, read)
