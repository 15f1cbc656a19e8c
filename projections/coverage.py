"""Coverage and recognition: how many of those who should have read something, and who did good.

No table of its own: the views of readership, people and incidents, added up when asked for. To read
a postmortem is for everybody on the roster who may know of its incident and had not left before it
was published. Nobody is counted by fault.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Record
from msgspec import Struct

from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from projections.page import Cursor, Page, by_name, paged, plain
from projections.people import read_person

SQL: Final = statements(__file__)
PUBLICATIONS_MAX: Final = 1_000  # of those last published, which the insights look at


class Coverage(Struct, frozen=True):
    """`read_earlier`: of the unread ones, those who have read an earlier edition."""

    should_read: int
    read: int
    read_earlier: int


class TeamCoverage(Struct, frozen=True):
    team: str
    members: int
    coverage: Coverage


class Edition(Struct, frozen=True):
    """What is to be read: an edition of a postmortem, and who may know of it (None: everybody)."""

    postmortem_id: UUID
    edition: int
    published_on: date
    visible_to: tuple[str, ...] | None = None

    @property
    def values(self) -> tuple[Any, ...]:
        return self.postmortem_id, self.edition, self.published_on, self.visible_to


class Recognition(Struct, frozen=True):
    """Published postmortems that somebody wrote and has read, and the thanks received for some."""

    email: str
    name: str | None
    written: int
    thanked: int
    read: int


async def coverage(connections: Connections | Connection, edition: Edition) -> tuple[Coverage, int]:
    """What the whole roster has read of an edition; and how many people at all, guests included."""
    record = await connections.fetchrow(SQL["of_edition"], *edition.values)
    assert record is not None
    return coverage_of(record), record["readers"]


async def coverage_by_team(
    connections: Connections, edition: Edition, *, limit: int, cursor: Cursor | None = None
) -> tuple[Coverage, int, Page[TeamCoverage]]:
    """As `coverage`, with one page of teams by name of the same moment."""
    values = (*edition.values, cursor and plain(cursor.name), limit + 1)
    async with connections.snapshot() as conn:
        whole, readers = await coverage(conn, edition)
        records = await conn.fetch(SQL["of_edition_by_team"], *values)
    return whole, readers, paged(records, limit, by_name("team")).each(team_coverage)


async def coverage_of_teams(
    connections: Connections,
    viewer: tuple[str, ...] | None,
    *,
    limit: int,
    cursor: Cursor | None = None,
) -> tuple[int, Page[TeamCoverage]]:
    """How many published postmortems a viewer may know of; PUBLICATIONS_MAX at most.

    With one page of teams by name of the same moment: what of these each member should and did
    read.
    """
    after = cursor and plain(cursor.name)
    async with connections.snapshot() as conn:
        count = await conn.fetchval(SQL["publications"], viewer, PUBLICATIONS_MAX)
        records = await conn.fetch(SQL["by_team"], viewer, PUBLICATIONS_MAX, after, limit + 1)
    return count, paged(records, limit, by_name("team")).each(team_coverage)


async def recognition(
    connections: Connections,
    viewer: tuple[str, ...] | None,
    *,
    limit: int,
    cursor: Cursor | None = None,
) -> Page[Recognition]:
    """One page of people by address who wrote, read or were thanked for what a viewer may know."""
    after = cursor and plain(cursor.name)
    records = await connections.fetch(SQL["recognition"], viewer, after, limit + 1)
    return paged(records, limit, by_name("email")).each(recognition_of)


def recognition_of(record: Record) -> Recognition:
    return Recognition(
        record["email"],
        read_person(record["state"]).name if record["state"] else None,
        record["written"],
        record["thanked"],
        record["read"],
    )


def team_coverage(record: Record) -> TeamCoverage:
    return TeamCoverage(record["team"], record["members"], coverage_of(record))


def coverage_of(record: Record) -> Coverage:
    return Coverage(record["should_read"], record["read"], record["read_earlier"])
