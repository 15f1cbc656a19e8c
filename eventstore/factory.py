"""`PERSISTENCE_MODULE=eventstore`: an application of the library on this log.

Environment: EVENTSTORE_DSN, where the database is; CREATE_TABLE, "yes" unless told otherwise,
whether to migrate it first. Both may be prefixed with the application's name.
"""

from typing import TypeVar, cast

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    ProcessRecorder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool

from eventstore.recorder import (
    Datastore,
    LogRecorder,
    PositionRecorder,
    ProcessLogRecorder,
    SnapshotRecorder,
    StreamRecorder,
)

T = TypeVar("T")
TRecorder = TypeVar("TRecorder", bound=PositionRecorder)


class Factory(InfrastructureFactory[PositionRecorder]):
    """Makes the recorders of one application; they share its connections."""

    DSN = "EVENTSTORE_DSN"
    CREATE_TABLE = "CREATE_TABLE"

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        dsn = self.env.get(self.DSN)
        if not dsn:
            raise OSError(f"{self.DSN} is not set")
        self.datastore = Datastore(dsn)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        self._create_tables()
        recorder = StreamRecorder if purpose == "events" else SnapshotRecorder
        return recorder(self.datastore)

    def application_recorder(self) -> ApplicationRecorder:
        self._create_tables()
        recorder = self._chosen(self.APPLICATION_RECORDER_TOPIC, LogRecorder)
        return recorder(self.datastore)

    def tracking_recorder(
        self, tracking_recorder_class: type[TRecorder] | None = None
    ) -> TRecorder:
        self._create_tables()
        recorder = tracking_recorder_class or cast(
            "type[TRecorder]", self._chosen(self.TRACKING_RECORDER_TOPIC, PositionRecorder)
        )
        return recorder(self.datastore, self._reader())

    def process_recorder(self) -> ProcessRecorder:
        self._create_tables()
        recorder = self._chosen(self.PROCESS_RECORDER_TOPIC, ProcessLogRecorder)
        return recorder(self.datastore, self._reader())

    def close(self) -> None:
        self.datastore.close()

    def _reader(self) -> str:
        return self.env.name.lower() or "notification"

    def _chosen(self, key: str, default: type[T]) -> type[T]:
        topic = self.env.get(key)
        return resolve_topic(topic) if topic else default

    def _create_tables(self) -> None:
        if strtobool(self.env.get(self.CREATE_TABLE) or "yes"):
            self.datastore.create_tables()
