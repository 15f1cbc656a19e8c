"""Following the log: a hint that it grew, and a lease on a named checkpoint.

A notification is a hint, a look each second the truth: a follower asks for the events after its
position whenever `Hint.after` returns. Positions have no gaps and become visible in order, so
"after my position" never misses an event.

    follower = Follower(connections, store, "incident_board", owner)
    if await follower.acquire():                                 # every few seconds
        if batch := await follower.batch(500):
            async with connections.transaction() as conn:
                ...write the view on conn...
                await follower.advance(conn, batch[-1].position)
        else:
            seen = await hint.after(seen)

Table: `followers`. Invariant: a checkpoint moves only in the hands of the last to acquire it.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import asyncpg

from domain.errors import StoreUnavailable
from eventstore.connections import ROLE, Connection, Connections, connect, unavailable_when_lost
from eventstore.postgres import EventStore
from eventstore.sql import statements
from eventstore.store import Recorded

SQL: Final = statements(__file__)

CHANNEL: Final = "stored_events"
POLL_SECONDS: Final = 1.0
SILENCE_SECONDS_MAX: Final = 10.0
LEASE_SECONDS: Final = 15.0
LOST: Final = "TW001"  # the error of move_follower, where the fence is not the present one


class LeaseLost(Exception):
    """Another owner holds this follower now; roll back and acquire again."""


class Follower:
    """One named reader of the log, held by one owner at a time.

    `owner` names this process; `position` is that of the last event done, known once acquired.
    """

    def __init__(
        self,
        connections: Connections,
        store: EventStore,
        name: str,
        owner: str,
        *,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._connections, self._store = connections, store
        self.name, self.owner, self._lease_seconds = name, owner, lease_seconds
        self.position = self._fence = 0

    async def acquire(self) -> bool:
        """Take or prolong the lease; whether it is ours for the next `lease_seconds`."""
        row = await self._connections.fetchrow(
            SQL["acquire"], self.name, self.owner, self._fence, self._lease_seconds
        )
        if row is None:
            return False
        self.position, self._fence = row["position"], row["fence"]
        return True

    async def batch(self, limit: int) -> Sequence[Recorded[Any]]:
        """The next events to do, at most `limit`, in order."""
        return await self._store.read_after(self.position, limit=limit)

    async def batch_of(
        self, topics: tuple[str, ...], limit: int
    ) -> tuple[int, Sequence[Recorded[Any]]]:
        """As `batch`, but only what begins so; with the position up to which that is all."""
        return await self._store.read_of(self.position, topics, limit=limit)

    async def advance(self, conn: Connection, position: int) -> None:
        """Move the checkpoint inside the transaction on `conn`, and prolong the lease.

        The new position counts once that transaction is committed; after a rollback acquire again.

        Raises:
            LeaseLost: the lease went to another owner.
        """
        moved = await conn.fetchval(
            SQL["advance"], self.name, self._fence, position, self._lease_seconds
        )
        if not moved:
            raise LeaseLost(self.name)
        self.position = position

    async def advance_by(
        self, conn: Connection, position: int, sql: str, values: Sequence[Any]
    ) -> None:
        """As `advance`, by a statement whose last four values go to the function move_follower.

        Raises:
            LeaseLost: the lease went to another owner; nothing was written.
        """
        move = (self.name, self._fence, position, self._lease_seconds)
        try:
            await conn.execute(sql, *values, *move)
        except asyncpg.PostgresError as error:
            if error.sqlstate == LOST:
                raise LeaseLost(self.name) from error
            raise
        self.position = position

    async def stall(self, error: str) -> None:
        """Tell everyone that `error` keeps this follower at its position; advancing clears it.

        Raises:
            LeaseLost: the lease went to another owner.
        """
        if not await self._connections.fetchval(SQL["stall"], self.name, self._fence, error):
            raise LeaseLost(self.name)

    async def release(self) -> None:
        """Let another owner in at once."""
        await self._connections.execute(SQL["release"], self.name, self._fence)


class Hint:
    """Says when the log may have grown; one for all followers of a process."""

    def __init__(
        self,
        dsn: str,
        *,
        role: str | None = ROLE,
        poll_seconds: float = POLL_SECONDS,
        silence_seconds_max: float = SILENCE_SECONDS_MAX,
    ) -> None:
        self._dsn, self._role = dsn, role
        self._poll_seconds, self._silence_seconds_max = poll_seconds, silence_seconds_max
        self._seen = 0
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen, on the running loop, once; the database may still be away."""
        self._task = self._task or asyncio.create_task(self._run(), name="hint")

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def after(self, seen: int) -> int:
        """Return when there was news since `seen`, an earlier result, or a second has passed."""
        if seen >= self._seen:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll_seconds):
                    await self._news.wait()
        return self._seen

    def _wake(self, *_: object) -> None:
        self._seen += 1
        self._news.set()
        self._news = asyncio.Event()

    async def _run(self) -> None:
        while True:
            with suppress(StoreUnavailable):
                await self._listen()
            await asyncio.sleep(self._poll_seconds)

    async def _listen(self) -> None:
        conn = await connect(self._dsn, self._role)
        try:
            with unavailable_when_lost(conn):
                await conn.add_listener(CHANNEL, self._wake)
                self._wake()  # for what came before we listened
                await self._until_lost(conn)
        finally:
            conn.terminate()

    async def _until_lost(self, conn: Connection) -> None:
        """Return when the connection ended, or answers no more after a silence."""
        lost = asyncio.Event()
        conn.add_termination_listener(lambda _: lost.set())
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._silence_seconds_max):
                    await lost.wait()
                    return
            try:
                await conn.execute(SQL["ping"], timeout=self._silence_seconds_max)
            except TimeoutError as error:  # whoever was at the other end is no longer
                raise StoreUnavailable("the connection that listens fell silent") from error
