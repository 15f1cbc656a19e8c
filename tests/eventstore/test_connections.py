import asyncio

import asyncpg
import pytest

from domain.errors import StoreUnavailable
from eventstore.connections import Connections, connect
from tests.eventstore.proxy import proxied


async def test_everything_acts_as_the_service(connections: Connections) -> None:
    assert await connections.fetchval("select current_user") == "twiceshy_app"


async def test_a_connection_is_held_and_used_again(connections: Connections) -> None:
    pids = {await connections.fetchval("select pg_backend_pid()") for _ in range(5)}
    assert len(pids) == 1


async def test_each_way_to_ask(connections: Connections) -> None:
    assert [row[0] for row in await connections.fetch("select generate_series(1, $1)", 2)] == [1, 2]
    row = await connections.fetchrow("select 1 as one")
    assert row is not None
    assert row["one"] == 1
    assert await connections.execute("select 1") == "SELECT 1"


async def test_a_transaction_is_kept_or_undone(connections: Connections) -> None:
    insert = "insert into followers (name) values ($1)"
    async with connections.transaction() as conn:
        await conn.execute(insert, "kept")
    with pytest.raises(asyncpg.UniqueViolationError):
        async with connections.transaction() as conn:
            await conn.executemany(insert, [("undone",), ("kept",)])
    rows = await connections.fetch("select name from followers where name in ('kept', 'undone')")
    assert [row["name"] for row in rows] == ["kept"]


async def test_a_refusal_is_no_absence(connections: Connections) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await connections.fetchval("select 1 / 0")


async def test_a_lost_connection_is_replaced(dsn: str) -> None:
    async with proxied(dsn) as proxy:
        connections = Connections(proxy.dsn)
        await connections.fetchval("select 1")
        proxy.loses_answers = True
        with pytest.raises(StoreUnavailable, match="connection lost"):
            await connections.fetchval("select 2")
        assert await connections.fetchval("select 3") == 3
        await proxy.shut()
        with pytest.raises(StoreUnavailable):
            await connections.fetchval("select 4")
        with pytest.raises(StoreUnavailable, match="no connection"):
            await connections.fetchval("select 5")
        await proxy.open()
        assert await connections.fetchval("select 6") == 6
        await connections.close()


async def test_a_connection_that_falls_silent_is_replaced(dsn: str) -> None:
    async with proxied(dsn) as proxy:
        connections = Connections(proxy.dsn, answer_seconds_max=0.2)
        await connections.fetchval("select 1")
        proxy.fall_silent()
        with pytest.raises(StoreUnavailable, match="no answer"):
            await connections.fetchval("select 2")
        assert await connections.fetchval("select 3") == 3
        await connections.close()


async def test_a_servers_last_word_ends_the_connection(dsn: str) -> None:
    async with proxied(dsn) as proxy:
        connections = Connections(proxy.dsn)
        await connections.fetchval("select 1")
        proxy.says_last_word = True
        with pytest.raises(StoreUnavailable, match="terminating connection"):
            await connections.fetchval("select 2")
        assert await connections.fetchval("select 3") == 3
        await connections.close()


async def test_a_connection_that_died_idle_is_passed_over(dsn: str) -> None:
    connections = Connections(dsn, size=1)
    async with connections.acquire() as conn:
        pass
    conn.terminate()
    assert await connections.fetchval("select 1") == 1
    await connections.close()


async def test_a_wrong_database_is_unavailable(dsn: str) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist"):
        await connect(dsn.replace("/test_", "/no_"))


async def test_callers_take_turns(dsn: str) -> None:
    connections = Connections(dsn, size=2)
    pids = await asyncio.gather(
        *[connections.fetchval("select pg_backend_pid()") for _ in range(20)]
    )
    assert len(set(pids)) == 2
    await connections.close()


async def test_nobody_waits_for_a_connection_for_ever(dsn: str) -> None:
    connections = Connections(dsn, size=1, wait_seconds_max=0.01)
    async with connections.acquire():
        with pytest.raises(StoreUnavailable, match="busy"):
            await connections.fetchval("select 1")
    assert await connections.fetchval("select 1") == 1
    await connections.close()


async def test_a_caller_who_leaves_spoils_no_connection(dsn: str) -> None:
    connections = Connections(dsn, size=1)
    leaving = asyncio.create_task(connections.fetchval("select pg_sleep(60)"))
    async with asyncio.timeout(30):
        watching = await connect(dsn, role=None)
        while not await watching.fetchval(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and wait_event = 'PgSleep'"
        ):
            pass
        leaving.cancel()
        await asyncio.wait([leaving])
        assert await connections.fetchval("select 1") == 1
    await watching.close()
    await connections.close()


async def test_an_open_transaction_is_not_handed_on(dsn: str) -> None:
    connections = Connections(dsn, size=1)
    async with connections.acquire() as conn:
        await conn.execute("begin")
    async with connections.acquire() as conn:
        assert not conn.is_in_transaction()
    await connections.close()
