"""Readership: who has read which postmortem, who thanked whom, and what that adds up to.

Tables `publication_list` (one row per postmortem; edition 0 before its first), `receipt_list` (one
per reader and postmortem, with the latest edition read), `thanks_list` and `recognized_list`
(whoever wrote, read or was thanked). People and restrictions are looked up in their views when
asked for.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from asyncpg import Record
from msgspec import Struct
from msgspec.json import Decoder, Encoder
from msgspec.structs import replace

from domain.incident_events import Category
from domain.postmortem_state import Postmortem, evolve
from domain.readership import ReadershipRead, ReadershipThanked
from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from projections.fold import TOPIC, Fold, number
from projections.page import Cursor, Page, by_number, paged
from projections.projection import Cache, Projection, Row, Statement, columns, decode

SQL: Final = statements(__file__)
POSITION, BODY = 0, 4  # columns of a record

read_state: Final = Decoder(Postmortem).decode
encode: Final = Encoder().encode


def evolve_published(postmortem: Postmortem, topic: str, body: bytes) -> Postmortem:
    """As the postmortem evolves, less its text, which no reader is counted by."""
    evolved = evolve(postmortem, decode(topic, body))
    return replace(evolved, sections={}, annotations={})


# folding

FOLD: Final = Fold("postmortem", Postmortem(), evolve_published, read_state, SQL["load"])


async def fold(conn: Connection, events: Sequence[Record], cache: Cache) -> list[Statement]:
    touched = await FOLD.fold(conn, events, cache)
    receipts, thanks = told_in(events)
    names = {reader for _, reader in receipts}
    names |= {name for told in thanks.values() for name in told.to}
    names |= {author for row in touched.values() for author in row.state.credited}
    made: list[Statement] = []
    if touched:
        made.append((SQL["upsert"], columns(row_of(i, row) for i, row in touched.items())))
    if receipts:
        made.append((SQL["note_receipts"], columns(map(receipt_of, receipts.values()))))
    if thanks:
        made.append((SQL["note_thanks"], columns(thanks_of(p, t) for p, t in thanks.items())))
    if recognized := sorted(name for name in names if "@" in name):
        made.append((SQL["note_recognized"], (recognized,)))
    return made


Told = tuple[dict[tuple[UUID, str], ReadershipRead], dict[int, ReadershipThanked]]


def told_in(events: Sequence[Record]) -> Told:
    """The latest edition that each person read of each postmortem; the thanks, by position."""
    receipts: dict[tuple[UUID, str], ReadershipRead] = {}
    thanks: dict[int, ReadershipThanked] = {}
    for event in events:
        if not event[TOPIC].startswith("readership."):
            continue
        told = decode(event[TOPIC], event[BODY])
        if isinstance(told, ReadershipThanked):
            thanks[event[POSITION]] = told
            continue
        known = receipts.get((told.postmortem_id, told.reader))
        if known is None or known.edition < told.edition:
            receipts[told.postmortem_id, told.reader] = told
    return receipts, thanks


def row_of(postmortem_id: UUID, row: Row) -> tuple[Any, ...]:
    postmortem: Postmortem = row.state
    return (
        postmortem_id,
        row.version,
        number(postmortem.reference),
        postmortem.incident_id,
        postmortem.edition,
        postmortem.published_at,
        encode([author for author in postmortem.credited if "@" in author]).decode(),
        encode(postmortem),
    )


def receipt_of(told: ReadershipRead) -> tuple[Any, ...]:
    return told.postmortem_id, told.reader, told.edition, told.read_at


def thanks_of(position: int, told: ReadershipThanked) -> tuple[Any, ...]:
    return (
        position,
        told.thanks_id,
        told.postmortem_id,
        encode(told.to).decode(),
        told.thanked_by,
        told.text,
        told.thanked_at,
    )


READERSHIP: Final = Projection(
    "readership",
    ("publication_list", "receipt_list", "thanks_list", "recognized_list"),
    fold,
    categories=("postmortem", "readership"),
)

# queries


class UnreadRow(Struct, frozen=True):
    """A published postmortem that somebody has not read; of `read_edition` an earlier edition."""

    postmortem_id: UUID
    number: int
    edition: int
    published_at: datetime
    read_edition: int | None
    incident_id: UUID
    title: str
    category: Category


class ThanksRow(Struct, frozen=True):
    position: int
    id: UUID
    text: str
    to: tuple[str, ...]
    thanked_by: str
    thanked_at: datetime


class Reader(Struct, frozen=True):
    """Whose reading is asked for: as whom that person sees, and up to which last day."""

    email: str
    eyes: tuple[str, ...]
    left_on: date | None = None


async def unread(
    connections: Connections,
    reader: Reader,
    viewer: tuple[str, ...] | None,
    *,
    limit: int,
    cursor: Cursor | None = None,
) -> Page[UnreadRow]:
    """One page of what a person has to read, the latest first; `viewer` as in incident_list."""
    records = await connections.fetch(
        SQL["unread"],
        reader.email,
        reader.eyes,
        reader.left_on,
        viewer,
        cursor and cursor.number,
        limit + 1,
    )
    return paged(records, limit, by_number).each(unread_row)


def unread_row(record: Record) -> UnreadRow:
    return UnreadRow(
        postmortem_id=record["id"],
        number=record["number"],
        edition=record["edition"],
        published_at=record["published_at"],
        read_edition=record["read_edition"],
        incident_id=record["incident_id"],
        title=record["title"],
        category=Category(record["category"]),
    )


async def thanks(
    connections: Connections, postmortem_id: UUID, *, limit: int, cursor: Cursor | None = None
) -> Page[ThanksRow]:
    """One page of the thanks for a postmortem, the first first."""
    after = cursor and cursor.number
    records = await connections.fetch(SQL["thanks"], postmortem_id, after, limit + 1)
    return paged(records, limit, lambda record: Cursor(record["position"])).each(thanks_row)


def thanks_row(record: Record) -> ThanksRow:
    return ThanksRow(
        record["position"],
        record["id"],
        record["text"],
        tuple(record["thanked"]),
        record["thanked_by"],
        record["thanked_at"],
    )
