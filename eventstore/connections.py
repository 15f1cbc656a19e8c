"""Held connections to the log's database.

A fixed number of connections is kept and handed out, the last used first, without a round trip on
return: asyncpg's own pool resets each one, which costs more than most queries here. Statements stay
prepared on the connection. A lost connection is replaced when it is next needed.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Final

import asyncpg

from domain.errors import StoreUnavailable

ROLE: Final = "twiceshy_app"
CONNECT_SECONDS_MAX: Final = 5.0
WAIT_SECONDS_MAX: Final = 5.0
ANSWER_SECONDS_MAX: Final = 30.0  # later a held connection is taken for lost, as nobody hung up
STATEMENTS_MAX: Final = 500
# All that asyncpg raises; a timeout is an OSError.
ERRORS: Final = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
NO_SETTINGS: Final[Mapping[str, str]] = {}

if TYPE_CHECKING:
    Connection = asyncpg.Connection[Any]
else:  # generic in its stubs only
    Connection = asyncpg.Connection


async def connect(
    dsn: str,
    role: str | None = ROLE,
    settings: Mapping[str, str] = NO_SETTINGS,
    answer_seconds_max: float | None = None,
) -> Connection:
    """Open one connection acting as `role`; None acts as the user of `dsn`.

    `settings` are PostgreSQL's, by name, for the life of the connection. A statement that takes
    longer than `answer_seconds_max` is given up with TimeoutError.

    Raises:
        StoreUnavailable: the database cannot be reached, or does not let this user in.
    """
    as_role = {"role": role} if role else {}
    try:
        return await asyncpg.connect(
            dsn,
            timeout=CONNECT_SECONDS_MAX,
            command_timeout=answer_seconds_max,
            statement_cache_size=STATEMENTS_MAX,
            max_cached_statement_lifetime=0,
            server_settings={"application_name": "twiceshy", **as_role, **settings},
        )
    except ERRORS as error:
        raise StoreUnavailable(f"no connection: {error}") from error


@contextmanager
def unavailable_when_lost(conn: Connection) -> Iterator[None]:
    """Turn the loss of `conn` into StoreUnavailable; other errors pass."""
    try:
        yield
    except ERRORS as error:
        if is_lost(conn, error):
            conn.terminate()
            raise StoreUnavailable(f"connection lost: {str(error) or 'no answer'}") from error
        raise


def is_lost(conn: Connection, error: Exception) -> bool:
    """Whether `conn` ends with `error`.

    A server that goes says so a moment before it hangs up; one that fell silent does neither.
    """
    last_word = getattr(error, "severity_en", None) in {"FATAL", "PANIC"}
    given_up = isinstance(error, asyncpg.InternalClientError | TimeoutError)
    return last_word or given_up or conn.is_closed()


class Connections:
    """At most `size` connections, opened when first needed. Belongs to one event loop."""

    def __init__(
        self,
        dsn: str,
        *,
        size: int = 8,
        role: str | None = ROLE,
        settings: Mapping[str, str] = NO_SETTINGS,
        wait_seconds_max: float = WAIT_SECONDS_MAX,
        answer_seconds_max: float = ANSWER_SECONDS_MAX,
    ) -> None:
        self._dsn, self._role, self._settings = dsn, role, settings
        self._wait_seconds_max, self._answer_seconds_max = wait_seconds_max, answer_seconds_max
        self._free = asyncio.Semaphore(size)
        self._idle: list[Connection] = []

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        """Hold one connection, out of any transaction.

        Raises:
            StoreUnavailable: the database is away, goes away meanwhile, or no connection came free
                within `wait_seconds_max`.
        """
        await self._turn()
        try:
            conn = await self._take()
            try:
                with unavailable_when_lost(conn):
                    yield conn
            finally:
                self._give_back(conn)
        finally:
            self._free.release()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Hold one connection inside a transaction, committed at the end."""
        async with self.acquire() as conn, conn.transaction():
            yield conn

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """Hold one connection that sees the database as it is at the first statement, to read."""
        async with (
            self.acquire() as conn,
            conn.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield conn

    async def fetch(self, sql: str, *values: Any) -> list["asyncpg.Record"]:
        async with self.acquire() as conn:
            return await conn.fetch(sql, *values)

    async def fetchrow(self, sql: str, *values: Any) -> "asyncpg.Record | None":
        async with self.acquire() as conn:
            return await conn.fetchrow(sql, *values)

    async def fetchval(self, sql: str, *values: Any) -> Any:
        async with self.acquire() as conn:
            return await conn.fetchval(sql, *values)

    async def execute(self, sql: str, *values: Any) -> str:
        async with self.acquire() as conn:
            return await conn.execute(sql, *values)

    async def close(self) -> None:
        """Close what is idle; nobody may hold a connection any more."""
        while self._idle:
            await self._idle.pop().close()

    async def _turn(self) -> None:
        if not self._free.locked():
            await self._free.acquire()  # comes back at once, and costs no timer
            return
        try:
            async with asyncio.timeout(self._wait_seconds_max):
                await self._free.acquire()
        except TimeoutError as error:
            raise StoreUnavailable("every connection is busy") from error

    async def _take(self) -> Connection:
        while self._idle:
            conn = self._idle.pop()
            if not conn.is_closed():
                return conn
        return await connect(self._dsn, self._role, self._settings, self._answer_seconds_max)

    def _give_back(self, conn: Connection) -> None:
        if conn.is_closed():
            return
        if conn.is_in_transaction():  # its rollback was cut short
            conn.terminate()
        else:
            self._idle.append(conn)
