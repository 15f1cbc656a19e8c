"""People and teams: the roster, and everybody else who is named anywhere.

Tables `person_list` (one row per address), `team_list` (one row per name) and `person_named` (what
the events tell of that name somebody). Whoever an event names without being on the roster has a row
of version 0, as a guest; so has a team that nobody added and people name.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Record
from msgspec import Struct
from msgspec.json import Decoder, Encoder

from domain.person import Absence, Person
from domain.person import evolve as evolve_person
from domain.team import MEMBERS_MAX, Team
from domain.team import evolve as evolve_team
from domain.values import composed
from domain.visibility import eyes
from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from projections.fold import BODY, EVENTS_AT_ONCE, TOPIC, Fold, decoded
from projections.names import named_in
from projections.page import Cursor, Page, by_name, paged, plain
from projections.projection import Cache, Projection, Row, Statement, columns, decode
from projections.telling import other_in

SQL: Final = statements(__file__)
OF_INCIDENTS: Final = ("incident.", "postmortem.", "action.")
JOINING: Final = ("person.added@", "person.teams_changed@")  # the events that name teams

read_person: Final = Decoder(Person).decode
read_team: Final = Decoder(Team).decode
encode: Final = Encoder().encode

PEOPLE_FOLD: Final = Fold(
    "person", Person(), decoded(evolve_person), read_person, SQL["load_people"]
)
TEAMS_FOLD: Final = Fold("team", Team(), decoded(evolve_team), read_team, SQL["load_teams"])

# folding


async def fold(conn: Connection, events: Sequence[Record], cache: Cache) -> list[Statement]:
    people = await PEOPLE_FOLD.fold(conn, events, cache)
    teams = await TEAMS_FOLD.fold(conn, events, cache)
    named = await names_in(events)
    named_teams = sorted(teams_in(events))
    made: list[Statement] = []
    if named:
        guests = sorted({email for email, *_ in named})
        made.append((SQL["note_guests"], [*columns(map(guest, guests)), *columns(named)]))
    if people:
        made.append((SQL["upsert_people"], columns(person_of(i, r) for i, r in people.items())))
    if named_teams:
        made.append((SQL["note_teams"], (named_teams, [encode(Team(t)) for t in named_teams])))
    if teams:
        made.append((SQL["upsert_teams"], columns(team_of(i, r) for i, r in teams.items())))
    return made


def teams_in(events: Sequence[Record]) -> set[str]:
    """The teams that people were put into, also those that they left again in the same batch."""
    return {
        team
        for event in events
        if event[TOPIC].startswith(JOINING)
        for team in decode(event[TOPIC], event[BODY]).teams
    }


Named = tuple[str, UUID | None, UUID | None]  # a row of person_named


async def names_in(events: Sequence[Record]) -> set[Named]:
    found: set[Named] = set()
    for begin in range(0, len(events), EVENTS_AT_ONCE):
        for event in events[begin : begin + EVENTS_AT_ONCE]:
            found.update(named_by(event))
        await asyncio.sleep(0)  # whatever else the loop has to do
    return found


def named_by(event: Record) -> list[Named]:
    _, stream_id, _, topic, body, metadata = event
    emails = named_in(body, metadata)
    if not emails:
        return []
    stream = stream_id if topic.startswith(OF_INCIDENTS) else None
    other = other_in(topic, body)
    return [(email, stream, other) for email in emails]


def guest(email: str) -> tuple[Any, ...]:
    return email, encode([email]).decode(), email, encode(Person(email))


def person_of(stream_id: Any, row: Row) -> tuple[Any, ...]:
    person: Person = row.state
    return (
        person.email,
        stream_id,
        row.version,
        person.is_guest,
        encode(person.teams).decode(),
        encode(eyes(person.email, person.teams)).decode(),
        person.left_on,
        composed(f"{person.name or ''} {person.email}"),
        encode(person),
    )


def team_of(stream_id: Any, row: Row) -> tuple[Any, ...]:
    return row.state.name, stream_id, row.version, encode(row.state)


PEOPLE: Final = Projection(
    "people", ("person_list", "team_list", "person_named"), fold, reads_metadata=True
)

# queries


class PersonRow(Struct, frozen=True):
    """A person as the view knows it; a `guest` is named somewhere, but not on the roster."""

    version: int
    guest: bool
    email: str
    name: str | None
    manager: str | None
    teams: tuple[str, ...]
    left_on: date | None
    absences: tuple[Absence, ...]
    github_login: str | None
    jira_account: str | None


class TeamRow(Struct, frozen=True):
    version: int
    name: str
    title: str | None
    manager: str | None
    member_count: int


class Filter(Struct, frozen=True, kw_only=True):
    """What is None filters nothing. `q` is a part of a name or an address, `email` a whole one.

    Who has left has a last day before `today`. `viewer` as in incident_list: guests come up for
    those alone who may know of an event that names them, as far as the lists of incidents,
    postmortems and actions have come.
    """

    today: date
    team: str | None = None
    guest: bool | None = None
    left: bool | None = None
    q: str | None = None
    email: str | None = None
    viewer: tuple[str, ...] | None = None


async def people(
    connections: Connections, wanted: Filter, *, limit: int, cursor: Cursor | None = None
) -> Page[PersonRow]:
    """One page of people by address."""
    records = await connections.fetch(
        SQL["by_address"],
        plain(wanted.team),
        wanted.guest,
        wanted.left,
        wanted.today,
        None if wanted.q is None else containing(wanted.q),
        cursor and plain(cursor.name),
        limit + 1,
        wanted.viewer,
        plain(wanted.email),
    )
    return paged(records, limit, by_name("email")).each(person_in)


async def people_by_email(
    connections: Connections, emails: Collection[str]
) -> dict[str, PersonRow]:
    """What is known of each of these people, by the address in lower case."""
    wanted = [plain(email) for email in emails]
    records = await connections.fetch(SQL["people_by_email"], wanted)
    return {row.email: row for row in map(person_in, records)}


async def teams_of(connections: Connections, email: str) -> tuple[str, ...]:
    """The names of the teams of a person, in order; none of who is not known."""
    found = await people_by_email(connections, (email,))
    return found[email].teams if email in found else ()


async def members_of(connections: Connections, team: str) -> tuple[str, ...]:
    """The addresses of a team's members in order, of those who left too; at most MEMBERS_MAX + 1.

    One more than a team may be given: whoever has to know that they are all looks for it.
    """
    records = await connections.fetch(SQL["members_of"], plain(team), MEMBERS_MAX + 1)
    return tuple(record["email"] for record in records)


async def teams(
    connections: Connections, *, limit: int, cursor: Cursor | None = None
) -> Page[TeamRow]:
    """One page of teams by name."""
    after = cursor and plain(cursor.name)
    records = await connections.fetch(SQL["by_name"], after, limit + 1)
    return paged(records, limit, by_name("name")).each(team_row)


async def team(connections: Connections, name: str) -> TeamRow | None:
    """The team of that name in lower case, if it is known."""
    record = await connections.fetchrow(SQL["team"], plain(name))
    return team_row(record) if record else None


async def managers_of_teams(connections: Connections, names: Collection[str]) -> dict[str, str]:
    """The manager of each of these teams that has one, by the team's name."""
    records = await connections.fetch(SQL["managers_of_teams"], list(names))
    managers = ((record["name"], read_team(record["state"]).manager) for record in records)
    return {name: manager for name, manager in managers if manager is not None}


def person_in(record: Record) -> PersonRow:
    return person_row(record["version"], read_person(record["state"]))


def person_row(version: int, person: Person) -> PersonRow:
    return PersonRow(
        version=version,
        guest=person.is_guest,
        email=person.email,
        name=person.name,
        manager=person.manager,
        teams=person.teams,
        left_on=person.left_on,
        absences=person.absences,
        github_login=person.github_login,
        jira_account=person.jira_account,
    )


def team_row(record: Record) -> TeamRow:
    state = read_team(record["state"])
    return TeamRow(
        record["version"], state.name, state.title, state.manager, record["member_count"]
    )


def containing(text: str) -> str:
    """The pattern of texts that hold `text`, in lower case and composed."""
    escaped = composed(text).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{plain(escaped)}%"
