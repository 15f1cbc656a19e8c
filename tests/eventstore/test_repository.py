import asyncio
from uuid import UUID, uuid4

import pytest

from domain.action import ACTION
from domain.catalog import TOPICS
from domain.errors import AlreadyExists, NotFound, StoreUnavailable
from domain.incident import INCIDENT
from eventstore.codec import Codec
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from eventstore.repository import FOLD_AT_ONCE, Repository
from eventstore.store import Write
from eventstore.transact import Circumstances, Step, transact
from tests.eventstore.kit import METADATA, held_log, writer_in_flight
from tests.samples import DECLARE, DECLARED, STAMP, entry

LENGTH = 2 * FOLD_AT_ONCE + 7


@pytest.fixture
def store(connections: Connections, committer: Committer) -> EventStore:
    return EventStore(connections, committer, Codec(TOPICS))


async def long_stream(store: EventStore) -> UUID:
    stream_id = uuid4()
    notes = (entry(number=number) for number in range(LENGTH - 1))
    events = (DECLARED, *notes)
    await store.append([Write(stream_id, 0, events, (METADATA,) * LENGTH)])
    return stream_id


async def test_a_long_stream_is_whole_for_all_who_ask_for_it_first(store: EventStore) -> None:
    stream_id = await long_stream(store)
    repository = Repository(store)
    found = await asyncio.gather(*(repository.read(INCIDENT, stream_id) for _ in range(20)))
    expected = INCIDENT.fold(recorded.event for recorded in await store.load(stream_id))
    assert {loaded.version for loaded in found} == {LENGTH}
    assert all(loaded.state == expected for loaded in found)


async def test_whoever_asks_sees_what_was_written_while_the_stream_was_loaded(
    store: EventStore,
) -> None:
    stream_id = await long_stream(store)
    repository = Repository(store)
    first = asyncio.create_task(repository.read(INCIDENT, stream_id))
    await asyncio.sleep(0)
    await store.append([Write(stream_id, LENGTH, (entry(number=9_999),), (METADATA,))])
    assert (await repository.read(INCIDENT, stream_id)).version == LENGTH + 1
    assert (await first).version >= LENGTH


async def test_an_id_of_another_kind_names_nothing_however_often_it_is_asked(
    store: EventStore,
) -> None:
    stream_id = await long_stream(store)
    repository = Repository(store)
    for _ in range(2):
        asked = [repository.read(ACTION, stream_id) for _ in range(3)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(answer) for answer in answers] == [NotFound] * 3
        await repository.read(INCIDENT, stream_id)


async def test_who_asks_for_another_kind_does_not_spoil_the_answer_of_others(
    store: EventStore,
) -> None:
    stream_id = await long_stream(store)
    repository = Repository(store)
    wrong = asyncio.create_task(repository.read(ACTION, stream_id))
    await asyncio.sleep(0)  # it asks first
    assert (await repository.read(INCIDENT, stream_id)).version == LENGTH
    with pytest.raises(NotFound):
        await wrong


async def test_a_first_load_that_fails_is_not_remembered() -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    repository = Repository(EventStore(Connections(nowhere), Committer(nowhere), Codec(TOPICS)))
    stream_id = uuid4()
    for _ in range(2):
        asked = [repository.read(INCIDENT, stream_id) for _ in range(3)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(answer) for answer in answers] == [StoreUnavailable] * 3


async def test_whoever_is_refused_by_what_is_being_appended_waits_for_it(
    dsn: str, store: EventStore
) -> None:
    repository, circumstances = Repository(store), Circumstances(STAMP, METADATA)
    declare = (Step(INCIDENT, uuid4(), DECLARE),)
    async with held_log(dsn) as conn:
        first = asyncio.create_task(transact(repository, declare, circumstances))
        await writer_in_flight(conn)
        second = asyncio.create_task(transact(repository, declare, circumstances))
        ended, _ = await asyncio.wait([second], timeout=0.5)
        assert not ended
    assert [outcome.version for outcome in (await first).outcomes] == [1]
    with pytest.raises(AlreadyExists):
        await second
