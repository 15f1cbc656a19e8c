"""Pages of a list: rows in a fixed order, and the place after which the next page begins.

A cursor names the last row's sort key, not its ordinal: rows that come in between shift nothing.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Final, Generic, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import Struct

R = TypeVar("R")
S = TypeVar("S")
T = TypeVar("T")


class CursorInvalid(ValueError):
    """The text is no cursor of ours."""


class Listed(Struct, Generic[S], frozen=True):
    """One aggregate as a view knows it."""

    id: UUID
    version: int
    state: S


class Cursor(Struct, frozen=True, array_like=True):
    """The sort key of a row: its number, after `at` where the list is sorted by that; or a name.

    `of` marks the list that it is a place in, where whoever shows the list gave it a mark.
    """

    number: int
    at: datetime | None = None
    name: str | None = None
    of: str | None = None


class Page(Struct, Generic[T], frozen=True):
    """`next` is the place of the last item; None on the last page."""

    items: tuple[T, ...]
    next: Cursor | None

    def each(self, read: Callable[[T], R]) -> "Page[R]":
        """The same page, with each item as `read` makes it."""
        return Page(tuple(map(read, self.items)), self.next)


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Cursor).decode


def encode_cursor(cursor: Cursor) -> str:
    """Text that passes through a URL as it is."""
    return base64.urlsafe_b64encode(_encode(cursor)).decode().rstrip("=")


def decode_cursor(text: str) -> Cursor:
    """Read a cursor back.

    Raises:
        CursorInvalid: the text is not what encode_cursor made.
    """
    try:
        cursor = _decode(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True))
    except (ValueError, binascii.Error) as error:
        raise CursorInvalid(text) from error
    if not -(2**63) <= cursor.number < 2**63:
        raise CursorInvalid(text)
    if cursor.at is None:
        return cursor
    try:
        at = cursor.at.astimezone(UTC)
    except OverflowError as error:
        raise CursorInvalid(text) from error
    if cursor.at.tzinfo is None:
        raise CursorInvalid(text)
    return Cursor(cursor.number, at, cursor.name, cursor.of)


def paged(rows: Sequence[T], limit: int, key: Callable[[T], Cursor]) -> Page[T]:
    """One page of `rows`, which were asked for with one more than `limit`."""
    more = len(rows) > limit
    return Page(tuple(rows[:limit]), key(rows[limit - 1]) if more else None)


class Place(NamedTuple):
    """Where a look at what is due left off: the day on which the row was due, and its number."""

    day: date
    number: int


def due(
    records: Sequence[Record], read: Callable[[bytes], S]
) -> tuple[tuple[Listed[S], ...], Place | None]:
    """What is due, and the place of the last of it; None where nothing is."""
    place = Place(records[-1]["day"], records[-1]["number"]) if records else None
    return tuple(listed(record, read) for record in records), place


def listed(record: Record, read: Callable[[bytes], S]) -> Listed[S]:
    return Listed(record["id"], record["version"], read(record["state"]))


def by_number(record: Record) -> Cursor:
    return Cursor(record["number"])


def by_name(column: str) -> Callable[[Record], Cursor]:
    """The key of a list that is sorted by names, or addresses, alone."""
    return lambda record: Cursor(0, name=record[column])


def plain(text: str | None) -> str | None:
    """Text that PostgreSQL takes as a value: it has no NUL, and so nothing stored has one."""
    return None if text is None else text.replace("\0", "\ufffd")
