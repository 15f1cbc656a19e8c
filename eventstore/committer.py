"""Group commit: whatever arrives while one batch commits is the next batch.

One task, one connection, one transaction per batch, no timer. Every append in a batch is accepted
or refused on its own, in the order of arrival, so that writers may pipeline: an append may expect
the version which an append before it in the queue will make.

Invariants: an append is acknowledged only when it is durable; none is written twice; a caller that
gives up waiting disturbs nobody; nobody waits for ever, not even for a fault of this program.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain, repeat
from typing import Final

import asyncpg
import structlog
from msgspec import Struct

from domain.errors import StoreUnavailable
from eventstore.batch import APPEND, Batch, acknowledge, columns
from eventstore.connections import (
    ERRORS,
    ROLE,
    Connection,
    connect,
    is_lost,
    unavailable_when_lost,
)
from eventstore.pending import Pending, Queue, Row
from eventstore.settle import backend_gone, settle
from eventstore.store import Appended, Command

BACKOFF_SECONDS: Final = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

# One append's own fault: the batch is tried again without it. Anything else concerns them all.
BAD_DATA: Final = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
    asyncpg.InternalServerError,
)

log = structlog.get_logger()


class Limits(Struct, frozen=True):
    """How much may wait, and how long. A restart of the database takes less than the grace."""

    queue_events_max: int = 10_000
    queue_bytes_max: int = 64 * 1024 * 1024
    append_seconds_max: float = 30.0
    settle_seconds_max: float = 10.0
    grace_seconds: float = 1.0


LIMITS: Final = Limits()


class Committer:
    """The one writer of this process."""

    def __init__(self, dsn: str, *, role: str | None = ROLE, limits: Limits = LIMITS) -> None:
        self._dsn, self._role, self._limits = dsn, role, limits
        self._queue = Queue(limits.queue_events_max, limits.queue_bytes_max)
        self._needed = asyncio.Event()  # something to write, or a connection to find
        self._conn: Connection | None = None
        self._away = self._closed = False
        self._task: asyncio.Task[None] | None = None

    @property
    def queued(self) -> int:
        """How many appends wait to be written."""
        return len(self._queue)

    def start(self) -> None:
        """Begin to write, on the running loop; the database may still be away."""
        self._task = asyncio.create_task(self._run(), name="committer")

    async def append(self, rows: Sequence[Row], command: Command | None = None) -> Appended:
        """Write `rows` and `command` together, or nothing; return when they are durable.

        Raises:
            VersionConflict: a row does not follow its stream's last version.
            Overloaded: the queue is full; nothing was written.
            StoreUnavailable: the database is away. Unless the message says that nothing was
                written, the same append (same key, same versions) may be asked for again.
        """
        return await self.submit(rows, command)

    def submit(
        self,
        rows: Sequence[Row],
        command: Command | None = None,
        bases: Sequence["asyncio.Future[Appended]"] = (),
    ) -> "asyncio.Future[Appended]":
        """As `append`, but queued when this returns: its place in the order is settled.

        `bases` are appends submitted before, in the belief of which this one was made: unless they
        are written, this one is refused with VersionConflict.

        Raises:
            Overloaded, StoreUnavailable: at once; nothing was written.
        """
        pending = Pending(rows, command, bases if rows else ())
        self._admit(pending)
        return pending.future

    async def close(self) -> None:
        """Write what is queued, then stop. Appends after this are refused."""
        self._closed = True
        if self._task and not self._away:
            self._queue.add(last := Pending((), None))
            self._needed.set()
            await asyncio.wait([last.future])
            last.future.exception()
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._conn:
            await self._conn.close()

    def _admit(self, pending: Pending) -> None:
        if self._away or self._closed:
            raise StoreUnavailable("the log takes no appends at the moment; nothing was written")
        self._queue.check_room(pending)
        self._queue.add(pending)
        self._needed.set()

    async def _run(self) -> None:
        while True:
            await self._needed.wait()
            batch: Batch = ()
            try:
                conn = await self._connection()
                batch = self._queue.next_batch()
                if not self._queue:
                    self._needed.clear()
                await self._commit(conn, batch)
            except Exception as error:  # noqa: BLE001  the loop's edge: others are still served
                self._broken(batch, error)

    def _broken(self, batch: Batch, error: Exception) -> None:
        """A fault of this program: who waits is told, and the next batch has a connection anew."""
        log.error("batch_failed", appends=len(batch), exc_info=error)
        if self._conn:
            self._conn.terminate()
        if not batch:  # it came to none: the next append tries again
            self._away = False
            self._needed.clear()
            self._fail_queue(error)
        _fail(batch, _caused("not known whether it was written: the service failed", error))

    async def _commit(self, conn: Connection, batch: Batch) -> None:
        batch = [one for one in batch if not (one.bases and one.refuse_if_baseless())]
        if not batch:
            return
        pid = conn.get_server_pid()
        try:
            answer = await conn.fetch(
                APPEND, *columns(batch), timeout=self._limits.append_seconds_max
            )
            acknowledge(batch, answer)
        except asyncpg.PostgresError as error:
            await self._refused(conn, batch, pid, error)
        except Exception as error:  # whatever it is, the log knows
            if not isinstance(error, ERRORS):
                log.exception("batch_failed", appends=len(batch), exc_info=error)
            conn.terminate()
            await self._settle(batch, pid, error)

    async def _refused(self, conn: Connection, batch: Batch, pid: int, error: Exception) -> None:
        """From a connection that lives, an error means that nothing of the batch was written."""
        if is_lost(conn, error):
            conn.terminate()
            await self._settle(batch, pid, error)
        elif not isinstance(error, BAD_DATA):
            _fail(batch, _caused(f"nothing was written: {error}", error))
        elif len(batch) == 1:
            _fail(batch, error)
        else:
            await self._divide(batch)

    async def _divide(self, batch: Batch) -> None:
        """One append spoils the batch; find it by halves, in order."""
        middle = len(batch) // 2
        for half in (batch[:middle], batch[middle:]):
            await self._commit(await self._connection(), half)

    async def _settle(self, batch: Batch, pid: int, error: Exception) -> None:
        """Nobody knows what became of `batch`: ask the log, as soon as it can be asked."""
        try:
            async with asyncio.timeout(self._limits.settle_seconds_max):
                await self._ask(batch, pid)
        except ERRORS:
            _fail(batch, _caused(f"not known whether it was written: {error}", error))

    async def _ask(self, batch: Batch, pid: int) -> None:
        while True:
            conn = await self._connection()
            with suppress(StoreUnavailable), unavailable_when_lost(conn):
                await backend_gone(conn, pid)
                for pending in batch:
                    await settle(conn, pending)
                return

    async def _connection(self) -> Connection:
        """The held connection, or as soon as there is one again a new one."""
        if self._conn is None or self._conn.is_closed():
            self._conn = await self._reconnect()
            self._away = False
        return self._conn

    async def _reconnect(self) -> Connection:
        now = asyncio.get_running_loop().time
        since = now()
        pauses = chain(BACKOFF_SECONDS, repeat(BACKOFF_SECONDS[-1]))
        while True:
            try:
                return await connect(self._dsn, self._role)
            except StoreUnavailable as error:
                self._away = self._away or now() - since > self._limits.grace_seconds
                if self._away:
                    self._needed.set()
                    self._fail_queue(error)
            await asyncio.sleep(next(pauses))

    def _fail_queue(self, error: Exception) -> None:
        reason = str(error) if isinstance(error, StoreUnavailable) else "the service failed"
        while batch := self._queue.next_batch():
            _fail(batch, _caused(f"nothing was written: {reason}", error))


def _fail(batch: Batch, error: Exception) -> None:
    for pending in batch:
        pending.fail(error)


def _caused(message: str, cause: Exception) -> StoreUnavailable:
    error = StoreUnavailable(message)
    error.__cause__ = cause
    return error
