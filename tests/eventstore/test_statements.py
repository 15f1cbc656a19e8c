"""Every statement is SQL that the database accepts, from the role that sends it."""

from pathlib import Path

import pytest

import eventstore
from eventstore.connections import ROLE, Connections, connect
from eventstore.sql import statements

FOLDER = Path(eventstore.__file__).parent
FILES = sorted(path.with_suffix(".py") for path in FOLDER.glob("*.sql"))
OWNERS = {"migrate.py", "recorder.py"}  # run by whoever owns the database


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_every_statement_prepares(fresh_dsn: str, file: Path) -> None:
    conn = await connect(fresh_dsn, None if file.name in OWNERS else ROLE)
    for name, statement in statements(str(file)).items():
        if name.startswith("create_"):
            await conn.execute(statement)
        else:
            await conn.prepare(statement)
    await conn.close()


async def test_the_reads_use_their_indexes(connections: Connections) -> None:
    store = statements(str(FOLDER / "postgres.py"))
    async with connections.transaction() as conn:
        await conn.execute(
            "set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan"
        )
        await conn.execute(f"prepare load as {store['load']}")
        await conn.execute(f"prepare read_after as {store['read_after']}")
        load = await conn.fetch("explain execute load(gen_random_uuid(), 0, 10)")
        read_after = await conn.fetch("explain execute read_after(0, 10)")
    assert "stored_events_pkey" in str(load)
    assert "stored_events_notification_id_idx" in str(read_after)
    assert "Sort" not in str(load) + str(read_after)
