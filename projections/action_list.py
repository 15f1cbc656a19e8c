"""Action list: every action, found by who owes what, and by where its ticket stands.

Table `action_list`, one row per action. What an action shares with its incident (category,
visibility) is looked up in incident_list when asked for.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final, Literal
from uuid import UUID

from asyncpg import Record
from msgspec import Struct
from msgspec.json import Decoder, Encoder
from msgspec.structs import replace

from domain.action import OPEN, Action, evolve
from domain.action_events import ActionKind, ActionStatus, Priority
from domain.incident_events import Category
from domain.ticket import TicketState
from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from projections.fold import Fold, decoded, number
from projections.page import Cursor, Listed, Page, Place, by_number, due, listed, paged, plain
from projections.projection import Cache, Projection, Row, Statement, columns

SQL: Final = statements(__file__)
OF_INCIDENT_MAX: Final = 1_000  # far more than an incident takes; see ACTIONS_MAX

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
        action.escalation and action.escalation.next_on,
        action.priority.value,
    )


ACTION_LIST: Final = Projection("action_list", ("action_list",), fold, categories=("action",))


Sort = Literal["-number", "number", "due_on", "-due_on"]


class Filter(Struct, frozen=True, kw_only=True):
    """What is None filters nothing; of several values any one will do.

    Overdue is what is open or in progress and due before `today`. `teams` are those of which the
    owner is a member. `categories` and `viewer` are the incident's; `viewer` as in incident_list.
    """

    today: date
    statuses: tuple[ActionStatus, ...] | None = None
    kinds: tuple[ActionKind, ...] | None = None
    owners: tuple[str, ...] | None = None
    teams: tuple[str, ...] | None = None
    overdue: bool | None = None
    proven: bool | None = None
    categories: tuple[Category, ...] | None = None
    ticket_states: tuple[TicketState, ...] | None = None
    priorities: tuple[Priority, ...] | None = None
    q: str | None = None
    incident_id: UUID | None = None
    postmortem_id: UUID | None = None
    tracker_id: UUID | None = None
    ticket_code: str | None = None
    viewer: tuple[str, ...] | None = None


async def actions(
    connections: Connections,
    wanted: Filter,
    *,
    limit: int,
    cursor: Cursor | None = None,
    sort: Sort = "-number",
) -> Page[Listed[Action]]:
    """One page of actions with their incidents' postmortems, by default the latest first."""
    owners, teams = wanted.owners, wanted.teams
    records = await connections.fetch(
        SQL["listed"],
        wanted.statuses,
        wanted.kinds,
        None if owners is None else [plain(owner) for owner in owners],
        wanted.overdue,
        wanted.today,
        wanted.proven,
        wanted.categories,
        wanted.ticket_states,
        plain(wanted.q),
        wanted.incident_id,
        wanted.postmortem_id,
        wanted.tracker_id,
        wanted.priorities,
        wanted.viewer,
        sort,
        cursor and cursor.at and cursor.at.date(),
        cursor and cursor.number,
        limit + 1,
        plain(wanted.ticket_code),
        None if teams is None else [plain(team) for team in teams],
    )
    key = by_due_day if sort.endswith("due_on") else by_number
    return paged(records, limit, key).each(belonging)


def belonging(record: Record) -> Listed[Action]:
    """An action with its incident's postmortem."""
    item = action_in(record)
    return replace(item, state=replace(item.state, postmortem_id=record["postmortem_id"]))


def by_due_day(record: Record) -> Cursor:
    return Cursor(record["number"], datetime.combine(record["due_on"], time(), UTC))


async def to_escalate(
    connections: Connections,
    today: date,
    *,
    first_day: int,
    limit: int,
    after: Place | None = None,
) -> tuple[tuple[Listed[Action], ...], Place | None]:
    """Overdue actions whose next step is due, the longest due first, and where they end.

    `first_day` is the day overdue on which the first step comes.
    """
    day, number = after or (None, None)
    records = await connections.fetch(SQL["to_escalate"], today, first_day, day, number, limit)
    return due(records, read)


async def count_of_incident(connections: Connections, incident_id: UUID, most: int) -> int:
    """How many actions an incident has; counted up to `most`."""
    count: int = await connections.fetchval(SQL["count_of_incident"], incident_id, most)
    return count


async def actions_of_incident(
    connections: Connections, incident_id: UUID
) -> tuple[Listed[Action], ...]:
    """The actions of an incident, the lowest number first; at most OF_INCIDENT_MAX."""
    records = await connections.fetch(SQL["of_incident"], incident_id, OF_INCIDENT_MAX)
    return tuple(map(action_in, records))


def action_in(record: Record) -> Listed[Action]:
    return listed(record, read)
