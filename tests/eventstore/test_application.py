"""An unmodified application of the library on this log, and the library's recorder beside it."""

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import (
    DatabaseError,
    DataError,
    IntegrityError,
    OperationalError,
    StoredEvent,
    Tracking,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.system import NotificationLogReader

from eventstore.recorder import Datastore, LogRecorder, ProcessLogRecorder, library_errors
from tests.eventstore.kit import verified


class Dog(Aggregate):
    def __init__(self, name: str, mother: UUID | None = None) -> None:
        self.name, self.mother, self.tricks = name, mother, list[str]()

    @event("TrickAdded")
    def add_trick(self, trick: str) -> None:
        self.tricks.append(trick)


class Kennel(Application[UUID]):
    snapshotting_intervals: ClassVar = {Dog: 2}

    def register(self, name: str, mother: UUID | None = None) -> UUID:
        dog = Dog(name, mother)
        self.save(dog)
        return dog.id

    def teach(self, dog_id: UUID, trick: str) -> None:
        dog: Dog = self.repository.get(dog_id)
        dog.add_trick(trick)
        self.save(dog)


@pytest.fixture
def env(fresh_dsn: str) -> dict[str, str]:
    return {"PERSISTENCE_MODULE": "eventstore", "EVENTSTORE_DSN": fresh_dsn}


@pytest.fixture
def kennel(env: dict[str, str]) -> Iterator[Kennel]:
    with Kennel(env=env) as kennel:
        yield kennel
    kennel.close()


def test_aggregates_are_saved_and_loaded_with_snapshots(kennel: Kennel) -> None:
    mother = kennel.register("Luna")
    for trick in ("roll", "sit", "jump"):
        kennel.teach(mother, trick)
    loaded: Dog = kennel.repository.get(mother)
    child: Dog = kennel.repository.get(kennel.register("Fido", loaded.id))
    assert (loaded.tricks, loaded.version) == (["roll", "sit", "jump"], 4)
    assert child.mother == mother
    assert kennel.snapshots is not None
    assert [snapshot.originator_version for snapshot in kennel.snapshots.get(mother)] == [2, 4]


def test_a_stale_aggregate_is_refused(kennel: Kennel) -> None:
    dog_id = kennel.register("Luna")
    stale: Dog = kennel.repository.get(dog_id)
    kennel.teach(dog_id, "sit")
    stale.add_trick("roll")
    with pytest.raises(IntegrityError):
        kennel.save(stale)


def test_the_notification_log_has_every_event_in_order(kennel: Kennel) -> None:
    dogs = [kennel.register(str(n)) for n in range(12)]
    section = kennel.notification_log["1,10"]
    assert [item.id for item in section.items] == list(range(1, 11))
    everything = list(NotificationLogReader(kennel.notification_log).read(start=1))
    assert [item.originator_id for item in everything] == dogs


def test_a_subscription_is_woken(kennel: Kennel) -> None:
    kennel.register("before")
    with kennel.recorder.subscribe(gt=0) as subscription:
        assert next(subscription).id == 1
        kennel.register("after")
        assert next(subscription).id == 2


def test_the_librarys_own_recorder_reads_and_follows_the_same_rows(
    kennel: Kennel, fresh_dsn: str
) -> None:
    dog_id = kennel.register("Luna")
    kennel.teach(dog_id, "sit")
    parts = urlsplit(fresh_dsn)
    query = parse_qs(parts.query)
    datastore = PostgresDatastore(
        parts.path[1:], query["host"][0], query["port"][0], "postgres", "none", pool_size=2
    )
    theirs = PostgresApplicationRecorder(datastore, events_table_name="stored_events")
    ours = kennel.recorder
    assert theirs.select_events(dog_id) == ours.select_events(dog_id)
    assert theirs.select_notifications(1, 10) == ours.select_notifications(1, 10)
    assert theirs.max_notification_id() == ours.max_notification_id() == 2
    with theirs.subscribe(gt=2) as subscription:
        _until_somebody_listens(ours)
        kennel.teach(dog_id, "roll")  # our notification wakes it
        assert next(subscription).id == 3
    datastore.close()


async def test_events_and_their_cause_are_recorded_together(fresh_dsn: str) -> None:
    datastore = Datastore(fresh_dsn)
    datastore.create_tables()
    recorder = ProcessLogRecorder(datastore, "registry")
    event_of = [StoredEvent(uuid4(), 1, "t", b"{}") for _ in range(2)]
    assert recorder.insert_events(event_of[:1], tracking=Tracking("kennel", 7)) == [1]
    with pytest.raises(IntegrityError):
        recorder.insert_events(event_of[:1], tracking=Tracking("kennel", 8))
    with pytest.raises(IntegrityError):
        recorder.insert_events(event_of[1:], tracking=Tracking("kennel", 7))
    assert recorder.max_tracking_id("kennel") == 7
    assert ProcessLogRecorder(datastore, "other").max_tracking_id("kennel") is None
    datastore.close()
    datastore.close()
    assert len(await verified(fresh_dsn)) == 1


def test_text_identifiers_are_read_as_uuids(fresh_dsn: str) -> None:
    datastore = Datastore(fresh_dsn)
    datastore.create_tables()
    recorder, stream_id = LogRecorder(datastore), uuid4()
    recorder.insert_events([StoredEvent(str(stream_id), 1, "t", b"{}")])
    assert recorder.select_events(str(stream_id)) == [StoredEvent(stream_id, 1, "t", b"{}")]
    with pytest.raises(DataError):
        recorder.insert_events([StoredEvent(stream_id, 2, "nul\0", b"{}")])
    assert recorder.insert_events([]) == []
    datastore.close()


def test_the_librarys_words_for_an_absent_or_broken_database(fresh_dsn: str) -> None:
    datastore = Datastore(fresh_dsn.replace("/test_", "/no_"))
    with pytest.raises(OperationalError):
        LogRecorder(datastore).max_notification_id()
    datastore.close()
    datastore = Datastore(fresh_dsn)
    with pytest.raises(DatabaseError), library_errors():
        datastore.run(datastore.connections.execute("select no_such_column"))
    datastore.close()


def _until_somebody_listens(recorder: Any) -> None:
    """The library says that it subscribed before it listens, and looks no second time."""
    query = (
        "select exists (select from pg_stat_activity where datname = current_database()"
        " and state = 'idle' and query like 'LISTEN%')"
    )
    datastore = recorder.datastore
    while not datastore.run(datastore.connections.fetchval(query)):
        pass
