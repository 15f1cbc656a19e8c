"""The database of this process: the one the operator named, or an embedded one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import asyncpg
import structlog

from api.embedded import STOP_SECONDS_MAX, EmbeddedPostgres
from api.embedded_files import Unusable, database_account, default_folder, make_folder
from api.settings import Settings
from domain.errors import StoreUnavailable
from eventstore.connections import Connection, connect
from eventstore.fitness import (
    ENCODING,
    VERSION_MIN,
    VERSION_TESTED,
    Hindrances,
    Server,
    act,
    hindrances_of,
    server_of,
)
from eventstore.migrate import MigrationChanged, MigrationUnknown, migrate

NEEDS: Final = (
    f"It takes a PostgreSQL, from {VERSION_MIN} on, that can be written to, a database of its own, "
    "and a user who owns that and may create roles."
)
# What a missing right, or a missing extension, is told as.
HINDERED: Final = (asyncpg.InsufficientPrivilegeError, asyncpg.FeatureNotSupportedError)

log = structlog.get_logger()


class DatabaseRefused(Exception):
    """The operator's database cannot be used. The text is for the user, without secrets."""


def data_folder(settings: Settings) -> Path:
    """The data folder, made where it is missing.

    Raises:
        Unusable: it cannot be.
    """
    account = database_account() if settings.database_url is None else None
    chosen = Path(settings.data_dir) if settings.data_dir else default_folder(account)
    try:
        folder = chosen.expanduser().absolute()
    except RuntimeError as error:
        raise Unusable(f"TWICESHY_DATA_DIR: {chosen} is below nobody's home.") from error
    make_folder(folder, account)
    return folder


@contextmanager
def database(
    settings: Settings, seconds_left: Callable[[], float] = lambda: STOP_SECONDS_MAX
) -> Iterator[tuple[str, EmbeddedPostgres | None]]:
    """The DSN of a running database, and its server where it is an embedded one.

    `seconds_left` is asked at the end: the time that an embedded server has to stop.

    Raises:
        Unusable: the data folder or the installation cannot be used.
        PostgresFailed: the embedded server does not start.
    """
    if settings.database_url is not None:
        yield settings.database_url, None
        return
    server = EmbeddedPostgres(data_folder(settings))
    server.start()
    try:
        yield server.dsn, server
    finally:
        server.stop(seconds_left())


async def prepare(dsn: str) -> None:
    """Migrate the database.

    Raises:
        DatabaseRefused: it cannot be reached, does not let us in, is none that the log can live in,
            does not give its user the rights, or has another history.
    """
    connection = await _connected(dsn)
    try:
        refuse_unfit(await server_of(connection))
        applied = await migrate(dsn)
        await act(connection)
    except (MigrationChanged, asyncpg.PostgresError, OSError) as error:
        hindered = isinstance(error, HINDERED) and remedy(await hindrances_of(connection))
        raise DatabaseRefused(hindered or _reason(error)) from error
    finally:
        await connection.close()
    log.info("database_migrated", applied=len(applied))


async def _connected(dsn: str) -> Connection:
    try:
        return await connect(dsn, role=None)
    except (StoreUnavailable, asyncpg.PostgresError) as error:
        raise DatabaseRefused(f"The database cannot be used: {error}.") from error
    except (ValueError, OverflowError, asyncpg.InterfaceError) as error:  # may hold parts of it
        raise DatabaseRefused("TWICESHY_DATABASE_URL is not understood.") from error


def refuse_unfit(found: Server) -> None:
    """Let a server pass in which the log can live.

    Raises:
        DatabaseRefused: it cannot.
    """
    if found.major < VERSION_MIN:
        raise DatabaseRefused(
            f"PostgreSQL {found.version} is too old: name a server of {VERSION_MIN} or newer in "
            f"TWICESHY_DATABASE_URL; {VERSION_TESTED} is the one that is tested."
        )
    if found.is_standby:
        raise DatabaseRefused(
            "The database is a standby, which only follows another one: name its primary in "
            "TWICESHY_DATABASE_URL."
        )
    if found.is_read_only:
        raise DatabaseRefused(
            "The database is read-only: name one that can be written to in TWICESHY_DATABASE_URL, "
            "or turn its default_transaction_read_only off."
        )
    if found.encoding != ENCODING:
        raise DatabaseRefused(
            f"The database has the encoding {found.encoding}, which does not hold every text: "
            f"name one in TWICESHY_DATABASE_URL that was made with encoding '{ENCODING}'."
        )


def remedy(found: Hindrances) -> str | None:
    """What to do about a right that is missing; None where none is."""
    if found.owner is not None:
        return (
            f"The database's tables belong to {found.owner}, not to {found.user}: name their owner "
            "as the user in TWICESHY_DATABASE_URL."
        )
    if found.lacks_extension:
        return (
            "The server does not have the extension pg_trgm: install PostgreSQL's contrib modules "
            "(the package postgresql-contrib of most systems) there."
        )
    if found.remedies:
        return (
            f"The user {found.user} lacks rights in the database: have an administrator run there "
            f"`{'; '.join(found.remedies)}`."
        )
    return None


def _reason(error: Exception) -> str:
    match error:
        case MigrationUnknown():
            return (
                f"The database is newer than this version, which does not know {error}; "
                "start the newer one."
            )
        case MigrationChanged():
            return (
                f"The database was made with another {error}; start the version that made it, or "
                "name another database in TWICESHY_DATABASE_URL."
            )
        case _:
            return f"The database cannot be migrated: {error}. {NEEDS}"
