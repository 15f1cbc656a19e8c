import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from domain.errors import StoreUnavailable
from eventstore.connections import Connections, connect
from eventstore.postgres import EventStore
from eventstore.subscription import Follower, Hint, LeaseLost
from tests.eventstore.kit import write
from tests.eventstore.proxy import proxied


@pytest.fixture
def name() -> str:
    return f"follower-{uuid4()}"


class Followers:
    """Two owners of one follower."""

    def __init__(self, connections: Connections, store: EventStore, name: str) -> None:
        self.first = Follower(connections, store, name, "first", lease_seconds=60)
        self.second = Follower(connections, store, name, "second", lease_seconds=60)
        self.expiring = Follower(connections, store, name, "expiring", lease_seconds=0)


@pytest.fixture
def owners(connections: Connections, store: EventStore, name: str) -> Followers:
    return Followers(connections, store, name)


async def test_one_owner_at_a_time(owners: Followers) -> None:
    assert await owners.first.acquire()
    assert not await owners.second.acquire()
    assert await owners.first.acquire()
    await owners.first.release()
    assert await owners.second.acquire()
    assert not await owners.first.acquire()


async def test_the_next_owner_goes_on_from_the_checkpoint(
    owners: Followers, connections: Connections, store: EventStore
) -> None:
    appended = await store.append([write(uuid4(), 0, "a")])
    assert await owners.first.acquire()
    async with connections.transaction() as conn:
        await owners.first.advance(conn, appended.position)
    assert await owners.first.batch(10) == []
    await owners.first.release()
    assert await owners.second.acquire()
    assert owners.second.position == appended.position
    later = await store.append([write(uuid4(), 0, "b")])
    assert [recorded.position for recorded in await owners.second.batch(10)] == [later.position]


async def test_an_owner_whose_lease_ran_out_cannot_move_the_checkpoint(
    owners: Followers, connections: Connections
) -> None:
    assert await owners.expiring.acquire()
    assert await owners.second.acquire()
    with pytest.raises(LeaseLost):
        async with connections.transaction() as conn:
            await owners.expiring.advance(conn, 1)
    with pytest.raises(LeaseLost):
        await owners.expiring.stall("late")
    assert owners.second.position == 0


async def test_an_expired_lease_that_nobody_took_still_moves(
    owners: Followers, connections: Connections
) -> None:
    assert await owners.expiring.acquire()
    async with connections.transaction() as conn:
        await owners.expiring.advance(conn, 5)
    assert owners.expiring.position == 5


async def test_a_restarted_owner_fences_off_its_former_self(
    owners: Followers, connections: Connections, store: EventStore, name: str
) -> None:
    assert await owners.first.acquire()
    again = Follower(connections, store, name, "first")
    assert await again.acquire()
    with pytest.raises(LeaseLost):
        async with connections.transaction() as conn:
            await owners.first.advance(conn, 1)


async def test_a_checkpoint_does_not_move_back(owners: Followers, connections: Connections) -> None:
    assert await owners.first.acquire()
    async with connections.transaction() as conn:
        await owners.first.advance(conn, 5)
    with pytest.raises(LeaseLost):
        async with connections.transaction() as conn:
            await owners.first.advance(conn, 4)


async def test_a_stalled_follower_says_so_until_it_advances(
    owners: Followers, connections: Connections, name: str
) -> None:
    read = "select state, error from followers where name = $1"
    assert await owners.first.acquire()
    await owners.first.stall("poisoned event at 7")
    stalled = await connections.fetchrow(read, name)
    async with connections.transaction() as conn:
        await owners.first.advance(conn, 5)
    running = await connections.fetchrow(read, name)
    assert [tuple(row or ()) for row in (stalled, running)] == [
        ("stalled", "poisoned event at 7"),
        ("running", None),
    ]


@pytest.fixture
async def hint(dsn: str) -> AsyncIterator[Hint]:
    hint = Hint(dsn, poll_seconds=60)
    hint.start()
    yield hint
    await hint.close()


async def test_an_append_is_hinted_at(hint: Hint, store: EventStore) -> None:
    async with asyncio.timeout(30):
        seen = await hint.after(0)  # it listens
        waiting = [asyncio.create_task(hint.after(seen)) for _ in range(3)]
        await store.append([write(uuid4(), 0, "a")])
        assert min(await asyncio.gather(*waiting)) > seen
        assert await hint.after(seen) > seen


async def test_without_news_it_returns_after_a_while(dsn: str) -> None:
    hint = Hint(dsn, poll_seconds=0.01)
    assert await hint.after(0) == 0
    await hint.close()


async def test_it_listens_again_after_a_loss(dsn: str, store: EventStore) -> None:
    async with proxied(dsn) as proxy:
        hint = Hint(proxy.dsn, poll_seconds=0.01)
        hint.start()
        seen = await _until_news(hint, 0)
        await proxy.shut()
        await proxy.open()
        seen = await _until_news(hint, seen)  # it listens again
        await store.append([write(uuid4(), 0, "a")])
        await _until_news(hint, seen)
        await hint.close()


async def test_a_connection_that_falls_silent_is_tried(dsn: str) -> None:
    async with proxied(dsn) as proxy:
        hint = Hint(proxy.dsn, poll_seconds=0.01, silence_seconds_max=0.05)
        hint.start()
        seen = await _until_news(hint, 0)
        proxy.loses_answers = True  # the answer to its next question, though nothing was closed
        await _until_news(hint, seen)
        await hint.close()


async def test_it_listens_again_where_nobody_answers_and_nothing_was_closed(
    dsn: str, store: EventStore
) -> None:
    async with proxied(dsn) as proxy:
        hint = Hint(proxy.dsn, poll_seconds=0.01, silence_seconds_max=0.05)
        hint.start()
        seen = await _until_news(hint, 0)
        proxy.fall_silent()
        seen = await _until_news(hint, seen)  # it listens again
        await store.append([write(uuid4(), 0, "a")])
        await _until_news(hint, seen)
        await hint.close()


async def test_it_waits_for_a_database_that_is_away(dsn: str) -> None:
    async with proxied(dsn) as proxy:
        await proxy.shut()
        hint = Hint(proxy.dsn, poll_seconds=0.01)
        hint.start()
        with pytest.raises(StoreUnavailable):
            await connect(proxy.dsn)
        await proxy.open()
        await _until_news(hint, 0)
        await hint.close()


async def _until_news(hint: Hint, seen: int) -> int:
    async with asyncio.timeout(30):
        while (now := await hint.after(seen)) == seen:
            pass
        return now
