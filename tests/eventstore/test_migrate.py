import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from eventstore.connections import connect
from eventstore.migrate import MigrationChanged, MigrationUnknown, migrate


@pytest.fixture
async def empty_dsn(server_dsn: str) -> AsyncIterator[str]:
    name = f"empty_{uuid4().hex}"
    conn = await asyncpg.connect(server_dsn)
    await conn.execute(f"create database {name}")
    yield server_dsn.replace("/postgres?", f"/{name}?")
    await conn.execute(f"drop database {name} with (force)")
    await conn.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_a.sql").write_text("create table a (id int);")
    return tmp_path


async def test_two_at_once_apply_each_file_once(empty_dsn: str) -> None:
    done = await asyncio.gather(migrate(empty_dsn), migrate(empty_dsn))
    assert min(map(len, done)) == 0
    assert "0001_log.sql" in done[0] + done[1]
    assert await migrate(empty_dsn) == []


async def test_what_is_new_is_applied(empty_dsn: str, folder: Path) -> None:
    assert await migrate(empty_dsn, folder) == ["0001_a.sql"]
    (folder / "0002_b.sql").write_text("alter table a add b int;")
    assert await migrate(empty_dsn, folder) == ["0002_b.sql"]


async def test_a_changed_file_is_refused(empty_dsn: str, folder: Path) -> None:
    await migrate(empty_dsn, folder)
    (folder / "0001_a.sql").write_text("create table a (id bigint);")
    with pytest.raises(MigrationChanged, match=r"0001_a\.sql"):
        await migrate(empty_dsn, folder)


async def test_a_missing_file_is_refused(empty_dsn: str, folder: Path) -> None:
    await migrate(empty_dsn, folder)
    (folder / "0001_a.sql").unlink()
    with pytest.raises(MigrationUnknown):
        await migrate(empty_dsn, folder)


async def test_a_failure_leaves_nothing_behind(empty_dsn: str, folder: Path) -> None:
    (folder / "0002_b.sql").write_text("create table b (id int); select 1 / 0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty_dsn, folder)
    (folder / "0002_b.sql").write_text("create table b (id int);")
    assert await migrate(empty_dsn, folder) == ["0001_a.sql", "0002_b.sql"]


async def test_an_owner_who_is_no_superuser(empty_dsn: str) -> None:
    user = f"owner_{uuid4().hex}"
    admin = await asyncpg.connect(empty_dsn)
    await admin.execute(f"create role {user} login createrole")
    await admin.execute(f"grant twiceshy_app to {user} with admin option")
    database = await admin.fetchval("select current_database()")
    await admin.execute(f"alter database {database} owner to {user}")
    address = empty_dsn.replace("postgres@", f"{user}@")
    assert await migrate(address)
    conn = await connect(address)
    assert await conn.fetchval(
        "select count(*) from append('{}','{}','{}','{}','{}','{}','{}','{}','{}')"
    )
    await conn.close()
    await admin.execute(
        f"reassign owned by {user} to postgres; drop owned by {user}; drop role {user}"
    )
    await admin.close()
