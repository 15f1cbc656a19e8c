"""Action list: every action, found by who owes what, and by where its ticket stands.

Table `action_list`, one row per action. What an action shares with its incident (category,
visibility) is looked up in incident_list when asked for.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Record
from msgspec import Struct
from msgspec.json import Decoder, Encoder

from domain.action import OPEN, Action, evolve
from domain.action_events import ActionKind, ActionStatus
from domain.incident_events import Category
from domain.ticket import TicketState
from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from projections.fold import Fold, decoded, number
from projections.page import Cursor, Listed, Page, by_number, listed, page, plain
from projections.projection import Cache, Projection, Row, Statement, columns

SQL: Final = statements(__file__)
OF_INCIDENT_MAX: Final = 200

read: Final = Decoder(Action).decode
encode: Final = Encoder().encode

FOLD: Final = Fold("action", Action(), decoded(evolve), read, SQL["load"])


async def fold(conn: Connection, events: Sequence[Record], cache: Cache) -> list[Statement]:
    touched = await FOLD.fold(conn, events, cache)
    rows = [row_of(i, row) for i, row in touched.items()]
    return [(SQL["upsert"], columns(rows))] if rows else []


def row_of(action_id: UUID, row: Row) -> tuple[Any, ...]:
    action: Action = row.state
    return (
        action_id,
        row.version,
        number(action.reference),
        action.incident_id,
        action.postmortem_id,
        action.kind.value,
        action.status.value,
        action.status in OPEN,
        action.owner,
        action.due_on,
        action.proven,
        action.ticket.tracker_id,
        action.ticket.state.value,
        encode(action),
        f"{action.title}\n{action.details}",
        action.ticket.code,
    )


ACTION_LIST: Final = Projection("action_list", ("action_list",), fold, categories=("action",))


class Filter(Struct, frozen=True, kw_only=True):
    """What is None filters nothing. Overdue is what is open or in progress and due before `today`.

    `owners` are addresses: of one person, or of a team's members. `category` and `viewer` are the
    incident's; `viewer` as in incident_list.
    """

    today: date
    status: ActionStatus | None = None
    kind: ActionKind | None = None
    owners: tuple[str, ...] | None = None
    overdue: bool | None = None
    proven: bool | None = None
    category: Category | None = None
    ticket_state: TicketState | None = None
    q: str | None = None
    incident_id: UUID | None = None
    postmortem_id: UUID | None = None
    tracker_id: UUID | None = None
    ticket_code: str | None = None
    viewer: tuple[str, ...] | None = None


async def actions(
    connections: Connections, wanted: Filter, *, limit: int, cursor: Cursor | None = None
) -> Page[Action]:
    """One page of actions, the highest number first."""
    owners = wanted.owners
    records = await connections.fetch(
        SQL["newest_first"],
        wanted.status,
        wanted.kind,
        None if owners is None else [plain(owner) for owner in owners],
        wanted.overdue,
        wanted.today,
        wanted.proven,
        wanted.category,
        wanted.ticket_state,
        plain(wanted.q),
        wanted.incident_id,
        wanted.postmortem_id,
        wanted.tracker_id,
        wanted.viewer,
        cursor and cursor.number,
        limit + 1,
        plain(wanted.ticket_code),
    )
    return page(records, limit, read, by_number)


async def actions_of_incident(
    connections: Connections, incident_id: UUID
) -> tuple[Listed[Action], ...]:
    """The actions of an incident, the lowest number first; at most OF_INCIDENT_MAX."""
    records = await connections.fetch(SQL["of_incident"], incident_id, OF_INCIDENT_MAX)
    return tuple(listed(record, read) for record in records)
