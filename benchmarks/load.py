"""Loading a stream of 100 events and folding it into a state. Each way answers loads per second."""

import time
from typing import Final
from uuid import UUID, uuid4

import uvloop
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.databases import libpq
from benchmarks.events import CODEC, METADATA, NOTED, Noted
from domain.decider import Decider, Stamp
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.migrate import migrate
from eventstore.postgres import EventStore
from eventstore.store import Write

EVENTS: Final = 100


def evolve(count: int, noted: Noted) -> int:
    return count + len(noted.text)


def decide(_state: int, _command: object, _stamp: Stamp) -> tuple[Noted, ...]:
    return ()


NOTES: Final = Decider("note", 0, decide, evolve, {"note.noted@1": Noted})


class Notes(Aggregate):
    """The same in the library's style."""

    def __init__(self) -> None:
        self.count = 0

    @event("Noted")
    def note(self, text: str) -> None:
        self.count += len(text)


def load_ours(dsn: str, seconds: float) -> float:
    return uvloop.run(_load_ours(dsn, seconds))


def load_library(dsn: str, seconds: float) -> float:
    settings = {f"POSTGRES_{key.upper()}": value for key, value in libpq(dsn).items()}
    with Application[UUID](
        env={"PERSISTENCE_MODULE": "eventsourcing.postgres", **settings}
    ) as application:
        notes = Notes()
        for _ in range(EVENTS - 1):
            notes.note(NOTED.text)
        application.save(notes)
        count, since = 0, time.perf_counter()
        while time.perf_counter() < since + seconds:
            assert application.repository.get(notes.id).version == EVENTS
            count += 1
        return count / (time.perf_counter() - since)


async def _load_ours(dsn: str, seconds: float) -> float:
    await migrate(dsn)
    connections, committer = Connections(dsn), Committer(dsn)
    committer.start()
    store, stream_id = EventStore(connections, committer, CODEC), uuid4()
    await store.append([Write(stream_id, 0, (NOTED,) * EVENTS, (METADATA,) * EVENTS)])
    count, since = 0, time.perf_counter()
    while time.perf_counter() < since + seconds:
        history = await store.load(stream_id)
        assert NOTES.fold(recorded.event for recorded in history) == EVENTS * len(NOTED.text)
        count += 1
    await committer.close()
    await connections.close()
    return count / (time.perf_counter() - since)
