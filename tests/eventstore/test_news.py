import asyncio
from uuid import uuid4

import pytest

from domain.errors import StoreUnavailable
from eventstore.connections import Connections
from eventstore.news import News
from eventstore.postgres import EventStore
from tests.eventstore.kit import write


async def test_many_readers_get_each_their_own_streams_news(store: EventStore) -> None:
    ids = [uuid4() for _ in range(40)]
    for stream_id in ids:
        await store.append([write(stream_id, 0, "a", "b", "c")])
    answers = await asyncio.gather(*(store.since(i, n % 4) for n, i in enumerate(ids)))
    for n, (stream_id, found) in enumerate(zip(ids, answers, strict=True)):
        stored = await store.load(stream_id, after_version=n % 4)
        assert [fact.version for fact in found] == [r.version for r in stored]
        assert [store.decode(fact) for fact in found] == [r.event for r in stored]


async def test_an_answer_is_newer_than_its_question(store: EventStore) -> None:
    stream_id = uuid4()
    for version in range(20):
        await store.append([write(stream_id, version, "a")])
        asked = [store.since(stream_id, 0) for _ in range(8)]
        assert {len(found) for found in await asyncio.gather(*asked)} == {version + 1}


async def test_a_reader_who_leaves_disturbs_nobody(store: EventStore) -> None:
    stream_id = uuid4()
    await store.append([write(stream_id, 0, "a")])
    readers = [asyncio.create_task(store.since(stream_id, 0)) for _ in range(9)]
    await asyncio.sleep(0)
    readers[0].cancel()
    readers[4].cancel()
    answers = await asyncio.gather(*readers, return_exceptions=True)
    assert [isinstance(a, asyncio.CancelledError) for a in answers].count(True) == 2
    assert [len(a) for a in answers if not isinstance(a, BaseException)] == [1] * 7


async def test_whoever_waits_is_told_that_the_database_is_away() -> None:
    connections = Connections("postgresql://nobody@127.0.0.1:1/none")
    news = News(connections)
    readers = [asyncio.create_task(news.since(uuid4(), 0)) for _ in range(3)]
    await asyncio.sleep(0)
    readers[0].cancel()
    for reader in readers[1:]:
        with pytest.raises(StoreUnavailable):
            await reader
