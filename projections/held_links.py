"""Held links: the actions of a tracker whose tickets wait for a person or for a change there.

Reads `action_list`: of the states of a ticket only `blocked` and `paused` have a code.
"""

from typing import Final
from uuid import UUID

from msgspec import Struct

from domain.action import Action
from eventstore.connections import Connections
from eventstore.sql import statements
from projections.action_list import action_in
from projections.page import Cursor, Listed, Page, by_number, paged, plain

SQL: Final = statements(__file__)
COUNT_MAX: Final = 10_000


class Held(Struct, frozen=True):
    """`code` None means any; `viewer` as in incident_list."""

    tracker_id: UUID
    code: str | None = None
    viewer: tuple[str, ...] | None = None


async def held(
    connections: Connections, wanted: Held, *, limit: int, cursor: Cursor | None = None
) -> Page[Listed[Action]]:
    """One page of actions, the highest number first."""
    before = cursor and cursor.number
    records = await connections.fetch(SQL["newest_first"], *_filters(wanted), before, limit + 1)
    return paged(records, limit, by_number).each(action_in)


async def count(connections: Connections, wanted: Held, cursor: Cursor | None = None) -> int:
    """How many there are, all pages after `cursor` together; COUNT_MAX where there are more."""
    before = cursor and cursor.number
    return int(await connections.fetchval(SQL["count"], *_filters(wanted), before, COUNT_MAX))


def _filters(wanted: Held) -> tuple[UUID, str | None, tuple[str, ...] | None]:
    return wanted.tracker_id, plain(wanted.code), wanted.viewer
