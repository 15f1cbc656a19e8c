"""The library's own test cases, on this log."""

from collections.abc import Iterator

import pytest
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    ProcessRecorder,
    TrackingRecorder,
)
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    InfrastructureFactoryTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    TrackingRecorderTestCase,
)
from eventsourcing.utils import Environment, get_topic

from eventstore.factory import Factory
from eventstore.recorder import (
    Datastore,
    LogRecorder,
    PositionRecorder,
    ProcessLogRecorder,
    SnapshotRecorder,
    StreamRecorder,
)


class OnDatastore:
    datastore: Datastore

    @pytest.fixture(autouse=True)
    def _open_datastore(self, fresh_dsn: str) -> Iterator[None]:
        self.datastore = Datastore(fresh_dsn)
        self.datastore.create_tables()
        yield
        self.datastore.close()


class TestStreams(OnDatastore, AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:
        return StreamRecorder(self.datastore)


class TestSnapshots(OnDatastore, AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:
        return SnapshotRecorder(self.datastore)


class TestLog(OnDatastore, ApplicationRecorderTestCase[ApplicationRecorder]):
    def create_recorder(self) -> ApplicationRecorder:
        return LogRecorder(self.datastore)

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNonInterleaving(OnDatastore, NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> ApplicationRecorder:
        return LogRecorder(self.datastore)


class TestTracking(OnDatastore, TrackingRecorderTestCase):
    def create_recorder(self) -> TrackingRecorder:
        return PositionRecorder(self.datastore, "reader")


class TestProcess(OnDatastore, ProcessRecorderTestCase):
    def create_recorder(self) -> ProcessRecorder:
        return ProcessLogRecorder(self.datastore, "reader")


class OtherPositionRecorder(PositionRecorder):
    pass


class TestFactory(InfrastructureFactoryTestCase[Factory]):
    @pytest.fixture(autouse=True)
    def _name_the_database(self, fresh_dsn: str) -> None:
        self.env = Environment(
            env={"PERSISTENCE_MODULE": "eventstore", "EVENTSTORE_DSN": fresh_dsn}
        )

    def expected_factory_class(self) -> type[Factory]:
        return Factory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return StreamRecorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return LogRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return PositionRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return OtherPositionRecorder

    def expected_process_recorder_class(self) -> type[ProcessRecorder]:
        return ProcessLogRecorder

    def test_a_recorder_of_ones_own(self) -> None:
        self.factory.env[Factory.APPLICATION_RECORDER_TOPIC] = get_topic(ProcessLogRecorder)
        with pytest.raises(TypeError, match="reader"):  # it was chosen, and wants more than ours
            self.factory.application_recorder()


def test_the_factory_wants_a_database() -> None:
    with pytest.raises(OSError, match="EVENTSTORE_DSN is not set"):
        Factory(Environment())
