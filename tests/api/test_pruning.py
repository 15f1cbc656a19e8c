"""What is old is forgotten, what is young is not."""

import asyncio

import asyncpg
from structlog.testing import capture_logs

from api.pruning import ROWS_AT_ONCE, forget_old, forget_some, old_rows
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from integrations.inbound import KEEP_HOURS
from tests.api.nodes import until
from tests.eventstore.kit import CODEC

ANSWERS = """
    insert into commands
    select sha256(('key ' || n)::bytea), '', 1, 0, '', now() - make_interval(hours => $1)
    from generate_series($2::int, $3::int) as n
"""
DELIVERIES = """
    insert into tracker_deliveries (tracker_id, delivery, received_at, event, keys)
    select gen_random_uuid(), 'one', now() - make_interval(hours => $1), 'ping', '{}'
    from generate_series($2::int, $3::int) as n
"""


async def test_what_is_too_old_is_forgotten_in_portions(fresh_dsn: str) -> None:
    owner = await asyncpg.connect(fresh_dsn)
    for fill, hours in ((ANSWERS, 48), (DELIVERIES, KEEP_HOURS)):
        await owner.execute(fill, hours + 1, 1, ROWS_AT_ONCE + 5)
        await owner.execute(fill, hours - 1, 5_001, 5_003)
    connections = Connections(fresh_dsn)
    store, stop = EventStore(connections, Committer(fresh_dsn), CODEC), asyncio.Event()
    working = asyncio.create_task(forget_old(old_rows(connections, store), stop))
    left = [0, 0]

    async def look() -> None:
        while left != [3, 3]:
            left[0] = await owner.fetchval("select count(*) from commands")
            left[1] = await owner.fetchval("select count(*) from tracker_deliveries")

    looking = asyncio.create_task(look())
    await until(looking.done)
    stop.set()
    await working
    assert left == [3, 3]
    await connections.close()
    await owner.close()


async def test_a_database_that_is_away_is_asked_another_time() -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    connections = Connections(nowhere)
    store = EventStore(connections, Committer(nowhere), CODEC)
    for name, forget in old_rows(connections, store).items():
        assert await forget_some(name, forget) == 0


async def test_a_failure_is_told_and_ends_nothing() -> None:
    async def deadlocked() -> int:
        raise asyncpg.DeadlockDetectedError("deadlock detected")

    with capture_logs() as logs:
        assert await forget_some("answers", deadlocked) == 0
    assert [(entry["event"], entry["what"]) for entry in logs] == [("old_rows_kept", "answers")]
