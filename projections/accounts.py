"""Account list: whose account in a tracker is whose. Table `account_list`, one row per person."""

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from asyncpg import Record
from msgspec.json import Decoder, Encoder

from domain.person import Person, evolve
from domain.tracker import TrackerKind
from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from projections.fold import Fold, decoded
from projections.page import plain
from projections.projection import Cache, Projection, Row, Statement, columns

SQL: Final = statements(__file__)

read: Final = Decoder(Person).decode
encode: Final = Encoder().encode

FOLD: Final = Fold("person", Person(), decoded(evolve), read, SQL["load"])
WITH: Final = {TrackerKind.GITHUB: SQL["with_github"], TrackerKind.JIRA: SQL["with_jira"]}


async def fold(conn: Connection, events: Sequence[Record], cache: Cache) -> list[Statement]:
    touched = await FOLD.fold(conn, events, cache)
    rows = [row_of(i, row) for i, row in touched.items()]
    return [(SQL["upsert"], columns(rows))] if rows else []


def row_of(person_id: UUID, row: Row) -> tuple[Any, ...]:
    person: Person = row.state
    github = person.github_login and person.github_login.lower()
    return (person_id, row.version, person.email, github, person.jira_account, encode(person))


ACCOUNT_LIST: Final = Projection("account_list", ("account_list",), fold, categories=("person",))


async def accounts_of(
    connections: Connections, kind: TrackerKind, emails: Collection[str]
) -> dict[str, str]:
    """The account of each of these people in trackers of a kind, where the roster tells one."""
    rows = await connections.fetch(SQL["accounts_of"], [plain(email) for email in emails])
    people = [read(row["state"]) for row in rows]
    is_github = kind is TrackerKind.GITHUB
    found = {one.email: one.github_login if is_github else one.jira_account for one in people}
    return {email: account for email, account in found.items() if account}


async def person_with(connections: Connections, kind: TrackerKind, account: str) -> str | None:
    """Whose account it is; None where nobody has it, or several have."""
    rows = await connections.fetch(WITH[kind], plain(account))
    return str(rows[0]["email"]) if len(rows) == 1 else None
