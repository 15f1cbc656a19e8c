"""The end of the log, read once for all who follow it."""

import asyncio
from random import Random
from typing import Any

from asyncpg import Record

from eventstore.connections import Connections
from projections.history import HISTORY
from projections.incident_list import INCIDENT_LIST
from projections.projection import STAYS, Cache, Moving, Projection
from projections.registry import PROJECTIONS
from projections.tail import KEPT_EVENTS_MAX, Tail
from tests.projections.kit import Log
from tests.projections.world import World

LIMIT = 1_000


class Counted(Connections):
    reads = 0

    async def fetch(self, sql: str, *values: Any) -> list[Record]:
        self.reads += 1
        return await super().fetch(sql, *values)


async def test_views_that_ask_together_are_one_read(log: Log) -> None:
    head = await log.write(World(Random(1)).work(40))
    counted = Counted(log.dsn)
    tail = Tail(counted)
    batches = await asyncio.gather(*(tail.after(view, 0, LIMIT) for view in PROJECTIONS))
    assert counted.reads == 1
    assert {upto for upto, _ in batches} == {head}
    await counted.close()


async def test_each_view_gets_the_events_of_its_categories_alone(log: Log) -> None:
    head = await log.write(World(Random(2)).work(60))
    tail = Tail(log.connections)
    for view in PROJECTIONS:
        _, events = await tail.after(view, 0, LIMIT)
        kinds = {event["topic"].partition(".")[0] for event in events}
        assert kinds <= set(view.categories or kinds)
    _, everything = await tail.after(HISTORY, 0, LIMIT)
    assert [event["position"] for event in everything] == list(range(1, head + 1))


async def test_who_is_a_little_behind_is_served_from_what_was_read(log: Log) -> None:
    head = await log.write(World(Random(3)).work(40))
    counted = Counted(log.dsn)
    tail = Tail(counted)
    await tail.after(HISTORY, 0, LIMIT)
    upto, events = await tail.after(HISTORY, head - 5, LIMIT)
    assert (upto, [event["position"] for event in events]) == (head, [*range(head - 4, head + 1)])
    upto, events = await tail.after(HISTORY, 3, 4)
    assert (upto, [event["position"] for event in events]) == (7, [4, 5, 6, 7])
    assert counted.reads == 1
    await counted.close()


async def test_what_came_since_is_read(log: Log) -> None:
    world, tail = World(Random(4)), Tail(log.connections)
    before = await log.write(world.work(20))
    await tail.after(HISTORY, 0, LIMIT)
    head = await log.write(world.work(20))
    upto, events = await tail.after(HISTORY, before, LIMIT)
    assert (upto, len(events)) == (head, head - before)


async def test_much_at_once_is_not_kept(log: Log) -> None:
    head = await log.write(World(Random(5)).work(KEPT_EVENTS_MAX + 100))
    assert head > KEPT_EVENTS_MAX
    counted = Counted(log.dsn)
    tail = Tail(counted)
    for _ in range(2):
        upto, _ = await tail.after(HISTORY, 0, LIMIT)
        assert upto == min(head, LIMIT)
    assert counted.reads == 2
    await counted.close()


async def folded(log: Log, view: Projection, cache: Cache, begin: int) -> list[Any]:
    _, events = await Tail(log.connections).after(view, begin, LIMIT)
    async with log.connections.acquire() as conn:
        return list(await view.fold(conn, events, cache))


async def test_a_batch_of_notes_is_one_statement_that_can_move_the_checkpoint(log: Log) -> None:
    world, cache = World(Random(6)), Cache()
    begin = await log.write(world.work(30))
    await folded(log, INCIDENT_LIST, cache, 0)
    await log.write(world.notes(10))
    for view in (INCIDENT_LIST, HISTORY):
        (statement,) = await folded(log, view, cache, begin)
        assert isinstance(statement, Moving)
        assert tuple(statement.values[-len(STAYS) :]) == STAYS
