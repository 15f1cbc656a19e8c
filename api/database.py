"""The database of this process: the one the operator named, or an embedded one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import asyncpg
import structlog

from api.embedded import STOP_SECONDS_MAX, EmbeddedPostgres
from api.embedded_files import database_account, default_folder, make_folder
from api.settings import Settings
from domain.errors import StoreUnavailable
from eventstore.connections import connect
from eventstore.migrate import MigrationChanged, MigrationUnknown, migrate

NEEDS: Final = (
    "It takes a PostgreSQL, from 18 on, that can be written to, a database of its own, and a user "
    "who owns that and may create roles."
)

log = structlog.get_logger()


class DatabaseRefused(Exception):
    """The operator's database cannot be used. The text is for the user, without secrets."""


def data_folder(settings: Settings) -> Path:
    """The data folder, made where it is missing."""
    account = database_account() if settings.database_url is None else None
    chosen = Path(settings.data_dir) if settings.data_dir else default_folder(account)
    folder = chosen.expanduser().absolute()
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
        DatabaseRefused: it cannot be reached, does not let us in, or has another history.
    """
    try:
        connection = await connect(dsn, role=None)
    except (StoreUnavailable, asyncpg.PostgresError) as error:
        raise DatabaseRefused(f"The database cannot be used: {error}.") from error
    except (ValueError, asyncpg.InterfaceError) as error:  # their texts may hold parts of the URL
        raise DatabaseRefused("TWICESHY_DATABASE_URL is not understood.") from error
    await connection.close()
    try:
        applied = await migrate(dsn)
    except MigrationUnknown as error:
        raise DatabaseRefused(
            f"The database is newer than this version, which does not know {error}; "
            "start the newer one."
        ) from error
    except MigrationChanged as error:
        raise DatabaseRefused(
            f"The database was made with another {error}; start the version that made it, or name "
            "another database in TWICESHY_DATABASE_URL."
        ) from error
    except (asyncpg.PostgresError, OSError) as error:
        raise DatabaseRefused(f"The database cannot be migrated: {error}. {NEEDS}") from error
    log.info("database_migrated", applied=len(applied))
