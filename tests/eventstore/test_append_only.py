"""Nobody changes history: not the service's role, and not the owner by mistake."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from eventstore.connections import Connection, connect
from eventstore.postgres import EventStore
from eventstore.store import Command
from tests.eventstore.kit import write

CHANGES = [
    "update stored_events set state = ''",
    "delete from stored_events",
    "truncate stored_events",
    "update commands set response = ''",
    "delete from commands",
    "truncate commands",
    "update installation set namespace = gen_random_uuid()",
    "delete from installation",
    "truncate installation",
]
BEYOND_THE_SERVICE = [
    "insert into stored_events select * from stored_events",
    "insert into commands select * from commands",
    "select write_events(0, '', now(), '{}', '{}', '{}', '{}', '{}')",
    "alter table stored_events disable trigger all",
    "drop table stored_events cascade",
    "drop schema public cascade",
    "set session_replication_role = replica",
    "create table anything (id int)",
    "select setval('incident_number', 1)",
]


@pytest.fixture(autouse=True)
async def _something_is_stored(store: EventStore) -> None:
    await store.append([write(uuid4(), 0, "a")], Command(uuid4().bytes, b"", b""))


@pytest.fixture
async def owner(dsn: str) -> AsyncIterator[Connection]:
    conn = await connect(dsn, role=None)
    yield conn
    await conn.close()


@pytest.fixture
async def service(dsn: str) -> AsyncIterator[Connection]:
    conn = await connect(dsn)
    yield conn
    await conn.close()


@pytest.mark.parametrize("change", CHANGES)
async def test_the_owner_is_stopped_by_a_trigger(owner: Connection, change: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="is append-only"):
        await owner.execute(change)


@pytest.mark.parametrize("change", CHANGES)
async def test_a_replica_session_is_stopped_too(owner: Connection, change: str) -> None:
    await owner.execute("set session_replication_role = replica")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="is append-only"):
        await owner.execute(change)


@pytest.mark.parametrize("statement", [*CHANGES, *BEYOND_THE_SERVICE])
async def test_the_service_may_not(service: Connection, statement: str) -> None:
    with pytest.raises(
        asyncpg.InsufficientPrivilegeError, match=r"permission denied|must be owner"
    ):
        await service.execute(statement)


async def test_the_service_draws_numbers(service: Connection) -> None:
    first, second = [await service.fetchval("select nextval('incident_number')") for _ in "ab"]
    assert second > first


async def test_a_command_is_forgotten_after_its_day(owner: Connection, store: EventStore) -> None:
    old, young = uuid4().bytes, uuid4().bytes
    insert = "insert into commands values ($1, '', 1, 0, '', now() - $2::interval)"
    await owner.execute(insert, old, timedelta(hours=25))
    await owner.execute(insert, young, timedelta(hours=23))
    assert await store.prune_commands(keep_hours=24, limit=10) == 1
    assert [await store.command(key) is None for key in (old, young)] == [True, False]


async def test_nothing_prunes_within_the_day(owner: Connection, store: EventStore) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="is append-only"):
        await store.prune_commands(keep_hours=0, limit=10)


async def test_there_is_one_installation(owner: Connection) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        await owner.execute("insert into installation default values")
