"""The databases that the other tests are given."""

import asyncpg


async def test_databases_come_migrated_and_apart(dsn: str, fresh_dsn: str) -> None:
    names = []
    for address in (dsn, fresh_dsn):
        connection = await asyncpg.connect(address)
        names.append(await connection.fetchval("select current_database()"))
        assert await connection.fetchval("select count(*) from migrations") > 0
        await connection.close()
    assert len(set(names)) == 2
