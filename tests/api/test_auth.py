"""Keys are looked up together and kept for a moment; a new one works at once."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from api.auth import KEY_SECONDS_MAX, REST_SECONDS, SQL, KeyRing
from domain.errors import StoreUnavailable
from eventstore.connections import Connection, Connections
from tests.api.keys import digest_of, key_with, new_key, revoke
from tests.api.nodes import (
    READERS,
    WAITING,
    Node,
    client_of,
    problem_of,
    transaction,
    until,
    waiting,
)

PATH = "/v1/incidents"
LOCK = "lock table api_keys in access exclusive mode"
MANY_KEYS = """
    insert into api_keys (name, digest, scopes)
    select 'many ' || n, sha256(n::text::bytea), '{read}' from generate_series(1, 5000) n
"""


class Watched(Connections):
    """Counts questions and answers; an answer is passed on while `passing` is set."""

    def __init__(self, dsn: str) -> None:
        super().__init__(dsn, size=4, wait_seconds_max=0.5)
        self.asked = self.answered = 0
        self.passing = asyncio.Event()
        self.passing.set()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        self.asked += 1
        async with super().acquire() as conn:
            yield conn
            self.answered += 1
            await self.passing.wait()

    async def answer_is_held(self) -> None:
        """Wait until the database has answered; nobody knows the answer yet."""
        await until(lambda: self.answered)


@pytest.fixture
async def connections(dsn: str) -> AsyncIterator[Watched]:
    opened = Watched(dsn)
    yield opened
    await opened.close()


@pytest.fixture
def ring(connections: Watched) -> KeyRing:
    return KeyRing(connections)


async def test_wrong_tokens_are_looked_up_together(ring: KeyRing, connections: Watched) -> None:
    tokens = [new_key() for _ in range(200)] * 2
    assert await asyncio.gather(*map(ring.find, tokens)) == [None] * len(tokens)
    assert connections.asked == 1


async def test_wrong_tokens_in_a_row_cost_so_many_looks_a_second_and_no_more(
    ring: KeyRing, connections: Watched
) -> None:
    begun = time.monotonic()
    for _ in range(10):
        assert await ring.find(new_key()) is None
    assert connections.asked <= 1 + (time.monotonic() - begun) / REST_SECONDS


async def test_a_flood_of_wrong_tokens_leaves_the_other_connections_to_others(
    dsn: str, ring: KeyRing, connections: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.auth.KEY_SECONDS_MAX", 60.0)
    key = await key_with(dsn, "read")
    assert await ring.find(key)
    async with asyncio.TaskGroup() as group, transaction(dsn) as conn:
        await conn.execute(LOCK)
        for _ in range(3):
            for _ in range(20):
                group.create_task(ring.find(new_key()))
            await waiting(conn, READERS, 1)
            assert await ring.find(key)
            assert await connections.fetchval("select 1") == 1
        assert await conn.fetchval(WAITING, READERS) == 1


async def test_more_tokens_than_one_look_takes_are_all_found(
    dsn: str, ring: KeyRing, connections: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.auth.ASKED_MAX", 2)
    *keys, last = [await key_with(dsn, "read") for _ in range(6)]
    connections.passing.clear()
    finds = [asyncio.create_task(ring.find(key)) for key in keys]
    await connections.answer_is_held()
    finds.append(asyncio.create_task(ring.find(last)))  # where there is room
    await asyncio.sleep(0)
    connections.passing.set()
    assert all(await asyncio.gather(*finds))
    assert connections.asked == 3


async def test_the_key_looked_up_first_makes_room_and_a_wrong_token_takes_none(
    dsn: str, ring: KeyRing, connections: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.auth.KEYS_MAX", 3)
    monkeypatch.setattr("api.auth.KEY_SECONDS_MAX", 60.0)
    first, *others = [await key_with(dsn, "read") for _ in range(4)]
    for key in (first, *others):
        assert await ring.find(key)
    await asyncio.gather(*(ring.find(new_key()) for _ in range(20)))
    before = connections.asked
    for key in others:
        assert await ring.find(key)
    assert connections.asked == before
    assert await ring.find(first)
    assert connections.asked == before + 1


async def test_a_key_made_after_it_was_tried_works_at_once(dsn: str, node: Node) -> None:
    key = new_key()
    async with client_of(node.url, key) as client:
        problem_of(await client.get(PATH), 401, "unauthorized")
        await key_with(dsn, "read", key=key)
        assert (await client.get(PATH)).status_code == 200


async def test_a_key_made_during_a_look_works_for_who_asks_after_that(
    dsn: str, ring: KeyRing, connections: Watched
) -> None:
    key = new_key()
    connections.passing.clear()
    early = asyncio.create_task(ring.find(key))
    await connections.answer_is_held()
    await key_with(dsn, "read", key=key)
    late = asyncio.create_task(ring.find(key))
    await asyncio.sleep(0)
    connections.passing.set()
    assert await early is None
    assert await late is not None


async def test_a_revoked_key_ends_within_the_time_promised(
    dsn: str, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert KEY_SECONDS_MAX <= 5.0
    monkeypatch.setattr("api.auth.KEY_SECONDS_MAX", 0.3)
    async with client_of(node.url, key := await key_with(dsn, "read")) as client:
        assert (await client.get(PATH)).status_code == 200
        await revoke(dsn, key)
        ended = begun = time.monotonic()
        while (answer := await client.get(PATH)).is_success:
            assert begun < ended + 0.3
            begun = time.monotonic()
        problem_of(answer, 401, "unauthorized")


async def test_the_time_that_a_key_is_kept_begins_with_the_question(
    dsn: str, ring: KeyRing, connections: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.auth.KEY_SECONDS_MAX", 0.1)
    key = await key_with(dsn, "read")
    connections.passing.clear()
    early = asyncio.create_task(ring.find(key))
    await connections.answer_is_held()
    await revoke(dsn, key)
    over = time.monotonic() + 0.1
    await until(lambda: time.monotonic() > over)
    connections.passing.set()
    assert await early is not None
    assert await ring.find(key) is None


async def test_who_hangs_up_takes_no_answer_from_others(
    dsn: str, ring: KeyRing, connections: Watched
) -> None:
    key = await key_with(dsn, "read")
    connections.passing.clear()
    leaving, staying = (asyncio.create_task(ring.find(key)) for _ in range(2))
    await connections.answer_is_held()
    leaving.cancel()
    await asyncio.wait([leaving])
    connections.passing.set()
    assert await staying is not None


async def test_a_look_that_fails_is_told_to_all_who_wait_and_not_remembered(
    dsn: str, ring: KeyRing, connections: Watched
) -> None:
    key = await key_with(dsn, "read")
    connections.passing.clear()
    busy = [asyncio.create_task(connections.fetchval("select 1")) for _ in range(4)]
    await until(lambda: connections.answered == len(busy))
    failed = await asyncio.gather(ring.find(key), ring.find(new_key()), return_exceptions=True)
    assert [type(error) for error in failed] == [StoreUnavailable] * 2
    connections.passing.set()
    await asyncio.gather(*busy)
    assert await ring.find(key) is not None


async def test_keys_are_looked_up_by_index(fresh_dsn: str) -> None:
    async with transaction(fresh_dsn) as conn:
        await conn.execute(MANY_KEYS)
        await conn.execute("analyze api_keys")
        digests = [digest_of(new_key()) for _ in range(20)]
        plan = await conn.fetch(f"explain {SQL['live_keys']}", digests)
    assert "api_keys_digest_key" in str(plan)
