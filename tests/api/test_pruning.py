"""Old answers are forgotten, young ones are not."""

import asyncio

import asyncpg

from api.pruning import ROWS_AT_ONCE, forget_old_answers, forget_some
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from tests.api.nodes import until
from tests.eventstore.kit import CODEC

FILL = """
    insert into commands
    select sha256(('key ' || n)::bytea), '', 1, 0, '', now() - make_interval(hours => $1)
    from generate_series($2::int, $3::int) as n
"""


async def test_answers_older_than_two_days_are_forgotten_in_portions(fresh_dsn: str) -> None:
    owner = await asyncpg.connect(fresh_dsn)
    await owner.execute(FILL, 49, 1, ROWS_AT_ONCE + 5)
    await owner.execute(FILL, 47, 5_001, 5_003)
    connections = Connections(fresh_dsn)
    store, stop = EventStore(connections, Committer(fresh_dsn), CODEC), asyncio.Event()
    working = asyncio.create_task(forget_old_answers(store, stop))
    left = [0]

    async def look() -> None:
        while left[0] != 3:
            left[0] = await owner.fetchval("select count(*) from commands")

    looking = asyncio.create_task(look())
    await until(looking.done)
    stop.set()
    await working
    assert left == [3]
    await connections.close()
    await owner.close()


async def test_a_database_that_is_away_is_asked_another_time() -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    store = EventStore(Connections(nowhere), Committer(nowhere), CODEC)
    assert await forget_some(store) == 0
