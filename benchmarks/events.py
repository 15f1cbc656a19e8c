"""The event that every benchmark of the log writes."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID, uuid4

from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from msgspec import Struct

from benchmarks.databases import libpq
from eventstore.codec import Codec
from eventstore.store import Actor, Metadata

STREAM_EVENTS: Final = 20


class Noted(Struct, frozen=True):
    text: str


TOPIC: Final = "note.noted@1"
CODEC: Final = Codec({TOPIC: Noted})
NOTED: Final = Noted("x" * 305)  # 316 bytes of JSON
STATE: Final = CODEC.encode(NOTED)[1]
METADATA: Final = Metadata(Actor("tool", "bench"), "r", "c")


def places() -> Iterator[tuple[UUID, int]]:
    """Stream and version of one event after the other: a new stream every STREAM_EVENTS."""
    while True:
        stream_id = uuid4()
        for version in range(1, STREAM_EVENTS + 1):
            yield stream_id, version


def library_recorder(dsn: str, pool_size: int) -> PostgresApplicationRecorder:
    """The library's own recorder, through psycopg."""
    address: dict[str, Any] = dict(libpq(dsn))
    datastore = PostgresDatastore(**address, pool_size=pool_size)
    recorder = PostgresApplicationRecorder(datastore, events_table_name="stored_events")
    recorder.create_table()
    return recorder
