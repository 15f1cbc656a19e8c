"""Workload: what owners and teams have open, added up when it is asked for.

Reads the views action_list, people and incident_list, and has no table of its own.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from asyncpg import Record
from msgspec import Struct

from eventstore.connections import Connections
from eventstore.sql import statements
from projections.page import Cursor, Page, by_name, paged, plain

SQL: Final = statements(__file__)

By = Literal["owner", "team"]


class Oldest(Struct, frozen=True):
    """Of what is open, the action that was planned first."""

    id: UUID
    number: int
    planned_at: datetime


class Load(Struct, frozen=True):
    """`open` counts what is open or in progress, `overdue` those of them that are overdue."""

    name: str
    open: int
    overdue: int
    earliest_due_on: date | None
    oldest: Oldest | None


async def workload(
    connections: Connections,
    by: By,
    *,
    today: date,
    teams: Collection[str] | None,
    viewer: tuple[str, ...] | None,
    limit: int,
    cursor: Cursor | None = None,
) -> Page[Load]:
    """One page of owners or teams by name.

    Of `teams` only, where they are given; `viewer` as in incident_list.
    """
    records = await connections.fetch(
        SQL["by_owner" if by == "owner" else "by_team"],
        today,
        None if teams is None else [plain(team) for team in teams],
        viewer,
        cursor and plain(cursor.name),
        limit + 1,
    )
    return paged(records, limit, by_name("name")).each(load)


def load(record: Record) -> Load:
    oldest = record["oldest"]
    return Load(
        record["name"],
        record["open"],
        record["overdue"],
        record["earliest_due_on"],
        oldest and Oldest(record["oldest_id"], oldest, record["planned_at"]),
    )
