"""What the service may rely on."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from msgspec import structs

from domain.errors import VersionConflict
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from eventstore.store import Actor, Command, Metadata, Write
from tests.eventstore.kit import METADATA, TOPIC, Noted, verified, write


def command(response: bytes = b"made") -> Command:
    return Command(uuid4().bytes, b"fingerprint", response)


async def test_what_was_appended_is_loaded_in_order(store: EventStore) -> None:
    stream_id, before = uuid4(), await store.head()
    appended = await store.append([write(stream_id, 0, "one", "two")])
    first, second = await store.load(stream_id)
    assert (first.version, second.version) == (1, 2)
    assert (first.event, second.event) == (Noted("one"), Noted("two"))
    assert (first.topic, first.stream_id, first.metadata) == (TOPIC, stream_id, METADATA)
    assert [first.position, second.position] == [before + 1, before + 2]
    assert appended.position == second.position == await store.head()
    assert appended.recorded_at == second.recorded_at
    assert appended.replayed is None


async def test_metadata_keeps_all_its_circumstances(store: EventStore) -> None:
    stream_id, happened = uuid4(), datetime(2026, 1, 2, 3, 4, 5, 678, UTC)
    metadata = Metadata(
        Actor("tool", "pager", on_behalf_of="ana@example.com"), "r", "c", "x", "INC-1", happened
    )
    await store.append([Write(stream_id, 0, (Noted("one"),), (metadata,))])
    [recorded] = await store.load(stream_id)
    assert recorded.metadata == metadata


async def test_a_part_of_a_stream(store: EventStore) -> None:
    stream_id = uuid4()
    await store.append([write(stream_id, 0, "one", "two", "three")])
    part = await store.load(stream_id, after_version=1, limit=1)
    assert [recorded.event for recorded in part] == [Noted("two")]


async def test_an_empty_stream(store: EventStore) -> None:
    assert await store.load(uuid4()) == []


@pytest.mark.parametrize("expected", [0, 1, 3])
async def test_a_writer_who_missed_something_is_refused(store: EventStore, expected: int) -> None:
    stream_id = uuid4()
    await store.append([write(stream_id, 0, "one", "two")])
    with pytest.raises(VersionConflict) as refused:
        await store.append([write(stream_id, expected, "late")])
    assert (refused.value.stream, refused.value.actual) == (str(stream_id), 2)
    assert refused.value.expected == expected
    assert len(await store.load(stream_id)) == 2


async def test_a_stream_begins_at_its_beginning(store: EventStore) -> None:
    with pytest.raises(VersionConflict) as refused:
        await store.append([write(uuid4(), 4, "five")])
    assert refused.value.actual == 0


async def test_several_streams_are_written_together_or_not_at_all(store: EventStore) -> None:
    one, other = uuid4(), uuid4()
    await store.append([write(one, 0, "a"), write(other, 0, "b", "c")])
    with pytest.raises(VersionConflict):
        await store.append([write(one, 1, "d"), write(other, 1, "late")])
    assert [len(await store.load(stream_id)) for stream_id in (one, other)] == [1, 2]


async def test_one_stream_twice_in_one_append(store: EventStore) -> None:
    stream_id = uuid4()
    await store.append([write(stream_id, 0, "a"), write(stream_id, 1, "b")])
    assert [recorded.version for recorded in await store.load(stream_id)] == [1, 2]


async def test_writers_pipeline(store: EventStore) -> None:
    stream_id = uuid4()
    appends = [store.append([write(stream_id, n, str(n))]) for n in range(50)]
    results = await asyncio.gather(*appends)
    positions = [appended.position for appended in results]
    assert positions == sorted(positions)
    assert [recorded.event.text for recorded in await store.load(stream_id)] == [
        str(n) for n in range(50)
    ]


async def test_each_append_in_a_batch_stands_alone(store: EventStore) -> None:
    streams = [uuid4() for _ in range(20)]
    appends = [store.append([write(s, 0, str(n), "x")]) for n in range(2) for s in streams]
    results = await asyncio.gather(*appends, return_exceptions=True)
    assert [isinstance(result, VersionConflict) for result in results] == [False] * 20 + [True] * 20
    for stream_id in streams:
        assert [r.event.text for r in await store.load(stream_id)] == ["0", "x"]


async def test_the_log_is_read_in_order_and_in_parts(store: EventStore) -> None:
    start, stream_id = await store.head(), uuid4()
    await store.append([write(stream_id, 0, "a", "b", "c")])
    first = await store.read_after(start, limit=2)
    rest = await store.read_after(first[-1].position, limit=2)
    assert [r.event.text for r in [*first, *rest]] == ["a", "b", "c"]
    assert await store.read_after(rest[-1].position, limit=2) == []


async def test_a_command_is_done_once(store: EventStore) -> None:
    stream_id, asked = uuid4(), command()
    first = await store.append([write(stream_id, 0, "one")], asked)
    again = await store.append([write(stream_id, 0, "one")], structs.replace(asked, response=b"x"))
    assert again.replayed == asked
    assert (again.position, again.recorded_at) == (first.position, first.recorded_at)
    assert len(await store.load(stream_id)) == 1
    assert await store.command(asked.key) == (asked, first.position)


async def test_a_command_that_was_refused_may_come_again(store: EventStore) -> None:
    stream_id, asked = uuid4(), command()
    with pytest.raises(VersionConflict):
        await store.append([write(stream_id, 7, "one")], asked)
    assert await store.command(asked.key) is None
    appended = await store.append([write(stream_id, 0, "one")], asked)
    assert appended.replayed is None


async def test_a_command_twice_in_one_batch_is_done_once(store: EventStore) -> None:
    stream_id, asked = uuid4(), command()
    first, *others = await asyncio.gather(
        *[store.append([write(stream_id, 0, "one")], asked) for _ in range(5)]
    )
    assert first.replayed is None
    assert [other.replayed for other in others] == [asked] * 4
    assert len(await store.load(stream_id)) == 1


async def test_a_command_without_events(store: EventStore) -> None:
    asked = command()
    appended = await store.append([], asked)
    assert appended.position == await store.head()
    assert (await store.append([], asked)).replayed == asked
    assert await store.command(asked.key) == (asked, appended.position)


async def test_only_old_commands_are_forgotten(store: EventStore, connections: Connections) -> None:
    asked = command()
    await store.append([], asked)
    assert await store.prune_commands(keep_hours=24, limit=100) == 0
    assert await store.command(asked.key) is not None


async def test_the_log_verifies_outside_the_database(store: EventStore, dsn: str) -> None:
    stream_id = uuid4()
    await store.append([write(stream_id, 0, "größer", "x" * 5000)])
    assert len(await verified(dsn)) == await store.head()
