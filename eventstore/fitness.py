"""What a PostgreSQL is and what its user may do there: whether the log can live in it."""

from typing import Final, NamedTuple

from eventstore.connections import Connection
from eventstore.sql import statements

SQL: Final = statements(__file__)
# Source: PostgreSQL 15 brought `nulls not distinct`, of migrations/0068_note_named_people.sql.
VERSION_MIN: Final = 15
VERSION_TESTED: Final = 18
ENCODING: Final = "UTF8"


class Server(NamedTuple):
    """`version` as its maker writes it, '15.4'; `major` is its first number."""

    version: str
    major: int
    is_standby: bool
    is_read_only: bool
    encoding: str


class Hindrances(NamedTuple):
    """`user` is who asks; `owner` has its tables, where that is somebody else.

    `remedies` are statements that an administrator has to run, in order.
    """

    user: str
    owner: str | None
    lacks_extension: bool
    remedies: list[str]


async def server_of(conn: Connection) -> Server:
    """What `conn` leads to; any PostgreSQL of the last ten years answers."""
    (row,) = await conn.fetch(SQL["server"])
    return Server(*row)


async def hindrances_of(conn: Connection) -> Hindrances:
    """What keeps the user of `conn` from migrating, on a server that is not too old."""
    (row,) = await conn.fetch(SQL["hindrances"])
    return Hindrances(*row)


async def act(conn: Connection) -> None:
    """Become the service's role on `conn`.

    Raises:
        asyncpg.InsufficientPrivilegeError: its user may not.
    """
    await conn.execute(SQL["act"])
