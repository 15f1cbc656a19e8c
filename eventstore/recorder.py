"""The log under the interfaces of the library `eventsourcing`.

All applications on one database share one log, `stored_events`; snapshots and trackings have
tables of their own, made by `create_tables`. The recorders block: each call waits for a coroutine
on the bridge's loop, where the same group commit writes as for the service.
"""

from asyncio import run_coroutine_threadsafe
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

import asyncpg
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    DatabaseError,
    DataError,
    IntegrityError,
    ListenNotifySubscription,
    Notification,
    OperationalError,
    ProcessRecorder,
    StoredEvent,
    Tracking,
    TrackingRecorder,
)

from domain.errors import DomainError, VersionConflict
from eventstore.batch import APPEND, acknowledge, columns
from eventstore.bridge import Bridge
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.migrate import SQL as MIGRATE_SQL
from eventstore.migrate import migrate
from eventstore.pending import Pending, Row, columns_of
from eventstore.sql import statements
from eventstore.store import Appended
from eventstore.subscription import Hint

SQL: Final = statements(__file__)


class Datastore:
    """What the recorders of one application share: a loop, connections, the writer."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.run = Bridge()
        self.connections = Connections(dsn, role=None)
        self.committer = Committer(dsn, role=None)
        self.run.loop.call_soon_threadsafe(self.committer.start)

    def create_tables(self) -> None:
        """Migrate the database and make the library's two more tables."""
        self.run(self._create_tables())

    def close(self) -> None:
        if self.run.loop.is_closed():  # the library closes once more on deletion
            return
        self.run(self.committer.close())
        self.run.cancel_all()  # who still reads gives back the connection
        self.run(self.connections.close())
        self.run.close()

    async def _create_tables(self) -> None:
        await migrate(self.dsn)
        async with self.connections.transaction() as conn:
            await conn.execute(MIGRATE_SQL["take_turn"])
            await conn.execute(SQL["create_tables"])


@contextmanager
def library_errors() -> Iterator[None]:
    """Say what went wrong in the library's words."""
    try:
        yield
    except (VersionConflict, asyncpg.IntegrityConstraintViolationError) as error:
        raise IntegrityError(str(error)) from error
    except DomainError as error:
        raise OperationalError(str(error)) from error
    except asyncpg.DataError as error:
        raise DataError(str(error)) from error
    except asyncpg.PostgresError as error:
        raise DatabaseError(str(error)) from error


class StreamRecorder(AggregateRecorder):
    """Streams of the log, for an application without a notification log."""

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        self._append(stored_events)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        statement = "stream_descending" if desc else "stream"
        return _select(self.datastore, statement, originator_id, (gt, lte), limit)

    def _append(self, stored_events: Sequence[StoredEvent]) -> Sequence[int]:
        if not stored_events:
            return []
        with library_errors():
            appended = self.datastore.run(self.datastore.committer.append(_rows(stored_events)))
        return _positions(appended, len(stored_events))


class SnapshotRecorder(AggregateRecorder):
    """Snapshots: versions have holes, and nothing is notified of them."""

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        values = columns_of(_rows(stored_events))
        with library_errors():
            self.datastore.run(
                self.datastore.connections.execute(SQL["insert_snapshots"], *values[:4])
            )
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        statement = "snapshots_descending" if desc else "snapshots"
        return _select(self.datastore, statement, originator_id, (gt, lte), limit)


class LogRecorder(StreamRecorder, ApplicationRecorder):
    """The whole log: streams, and notifications in one order."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        return self._append(stored_events)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        after = (start or 0) - inclusive_of_start
        query = self.datastore.connections.fetch(
            SQL["notifications"], after, limit, stop, list(topics) or None
        )
        with library_errors():
            return [Notification(_uuid(row[0]), *row[1:]) for row in self.datastore.run(query)]

    def max_notification_id(self) -> int | None:
        with library_errors():
            found: int | None = self.datastore.run(
                self.datastore.connections.fetchval(SQL["last_notification"])
            )
        return found

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "LogSubscription":
        return LogSubscription(self, gt, topics)


class LogSubscription(ListenNotifySubscription[LogRecorder]):
    """The library's own, woken by our hint and at least once a second."""

    def __init__(self, recorder: LogRecorder, gt: int | None, topics: Sequence[str]) -> None:
        self._waking: Future[None] = Future()  # the pulling thread may stop before there is one
        super().__init__(recorder, gt, topics)
        datastore = recorder.datastore
        self._waking = run_coroutine_threadsafe(self._wake(datastore.dsn), datastore.run.loop)

    def stop(self) -> None:
        super().stop()
        self._waking.cancel()

    async def _wake(self, dsn: str) -> None:
        hint = Hint(dsn, role=None)
        hint.start()
        try:
            seen = 0
            while not self._has_been_stopped:
                seen = await hint.after(seen)
                self._has_been_notified.set()
        finally:
            await hint.close()


class PositionRecorder(TrackingRecorder):
    """How far `reader`, an application, has come in each application that it follows."""

    def __init__(self, datastore: Datastore, reader: str) -> None:
        self.datastore, self.reader = datastore, reader

    def insert_tracking(self, tracking: Tracking) -> None:
        with library_errors():
            self.datastore.run(self._insert((), tracking))

    def max_tracking_id(self, application_name: str) -> int | None:
        query = self.datastore.connections.fetchval(
            SQL["last_tracking"], self.reader, application_name
        )
        with library_errors():
            found: int | None = self.datastore.run(query)
        return found

    async def _insert(self, rows: Sequence[Row], tracking: Tracking) -> Sequence[int]:
        """Rows and tracking in one transaction, past the group commit: it holds the log's lock."""
        async with self.datastore.connections.transaction() as conn:
            place = (self.reader, tracking.application_name, tracking.notification_id)
            if not await conn.fetchval(SQL["track"], *place):
                raise IntegrityError(f"{tracking} was processed before")
            pending = Pending(rows, None)
            acknowledge([pending], await conn.fetch(APPEND, *columns([pending])))
            return _positions(await pending.future, len(rows))


class ProcessLogRecorder(PositionRecorder, LogRecorder, ProcessRecorder):
    """The whole log, with the place of what caused an append recorded together with it."""

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        tracking: Tracking | None = None,
        **_: Any,
    ) -> Sequence[int] | None:
        if tracking is None:
            return super().insert_events(stored_events)
        with library_errors():
            return self.datastore.run(self._insert(_rows(stored_events), tracking))


def _rows(stored_events: Sequence[StoredEvent]) -> list[Row]:
    return [
        Row(_uuid(e.originator_id), e.originator_version, e.topic, e.state, b"")
        for e in stored_events
    ]


def _uuid(originator_id: UUID | str) -> UUID:
    """The library's encoders know the plain class only, neither text nor asyncpg's own."""
    return UUID(str(originator_id)) if type(originator_id) is not UUID else originator_id


def _positions(appended: Appended, count: int) -> Sequence[int]:
    return list(range(appended.position - count + 1, appended.position + 1))


def _select(
    datastore: Datastore,
    statement: str,
    originator_id: UUID | str,
    between: tuple[int | None, int | None],
    limit: int | None,
) -> Sequence[StoredEvent]:
    query = datastore.connections.fetch(SQL[statement], originator_id, *between, limit)
    with library_errors():
        return [StoredEvent(_uuid(originator_id), *row) for row in datastore.run(query)]
