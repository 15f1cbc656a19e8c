"""A rebuild disturbs nobody, whatever happens to it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import asyncpg
import pytest
from asyncpg import Record
from msgspec import ValidationError

from domain.errors import StoreUnavailable
from eventstore.connections import Connection
from eventstore.subscription import LeaseLost
from projections import rebuild as rebuilding
from projections.incident_list import INCIDENT_LIST, Filter, incidents
from projections.projection import Cache, Projection, Statement
from projections.rebuild import (
    RebuildRunning,
    Rebuilt,
    UnknownView,
    ViewHeld,
    rebuild,
    rebuild_view,
)
from projections.registry import PROJECTIONS
from projections.unfoldable import CannotFold, is_of_an_event
from tests.projections.kit import Log, caught_up, contents, fold, running
from tests.projections.world import World, declare


def unwatched(_: Rebuilt) -> None:
    pass


class Stopped(Exception):
    pass


class Paused:
    """A view whose first batch waits, before it is written, to be let go on."""

    def __init__(self, projection: Projection) -> None:
        self.view = replace(projection, fold=self._fold)
        self._fold_batch = projection.fold
        self.waits, self.goes_on = asyncio.Event(), asyncio.Event()
        self.fails = False

    async def _fold(
        self, conn: Connection, events: Sequence[Record], cache: Cache
    ) -> list[Statement]:
        self.waits.set()
        await self.goes_on.wait()
        if self.fails:
            raise Stopped
        return await self._fold_batch(conn, events, cache)


async def spoil(log: Log) -> None:
    """What a rebuild is for: the rows are wrong."""
    await log.connections.execute("update incident_list set title = 'spoilt', search = ''")


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda projection: projection.name)
async def test_it_goes_on_where_it_ends(log: Log, projection: Projection) -> None:
    world = World(Random(1))
    head = await log.write(world.work(80))
    seen: list[Rebuilt] = []
    done = await rebuild(log.dsn, projection.name, seen.append)
    assert (done.done, done.total) == (head, head)
    assert seen[-1].done == head
    assert done.events_per_second > 0
    async with running(log):
        await caught_up(log, await log.write(world.work(80)))
    live = await contents(log, projection)
    await rebuild(log.dsn, projection.name, unwatched)
    assert await contents(log, projection) == live


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda projection: projection.name)
async def test_it_needs_no_memory_of_all(
    log: Log, projection: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "CACHE_ROWS_MAX", 5)
    monkeypatch.setattr(rebuilding, "BATCH_EVENTS", 20)
    await fold(log, projection, [await log.write(World(Random(12)).work(300))])
    live = await contents(log, projection)
    await rebuild(log.dsn, projection.name, unwatched)
    assert await contents(log, projection) == live


async def test_an_empty_log_makes_an_empty_view(log: Log) -> None:
    done = await rebuild(log.dsn, "incident_list", unwatched)
    assert (done.done, done.total) == (0, 0)
    assert not (await contents(log, INCIDENT_LIST))["incident_list"]


async def test_what_was_wrong_is_right_afterwards(log: Log) -> None:
    await fold(log, INCIDENT_LIST, [await log.write(World(Random(2)).work(80))])
    right = await contents(log, INCIDENT_LIST)
    await spoil(log)
    assert await contents(log, INCIDENT_LIST) != right
    await rebuild(log.dsn, "incident_list", unwatched)
    assert await contents(log, INCIDENT_LIST) == right


async def test_the_old_version_serves_and_grows_meanwhile(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "NEAR_EVENTS", 0)
    world, paused = World(Random(3)), Paused(INCIDENT_LIST)
    async with running(log):
        await caught_up(log, await log.write(world.work(80)))
        await spoil(log)
        task = asyncio.create_task(rebuild_view(log.dsn, paused.view, unwatched))
        await paused.waits.wait()
        declare(world)
        await caught_up(log, await log.write(world.writes[-1:]))
        titles = await titles_of(log)
        assert len(titles) == len(world.of("incident"))
        assert "spoilt" in titles
        paused.goes_on.set()
        await task
        head = await log.write(world.work(40))
        await caught_up(log, head)
        assert await titles_of(log) == sorted(s.title for s in world.of("incident").values())


async def titles_of(log: Log) -> list[str]:
    rows = await log.connections.fetch("select title from incident_list order by title")
    return [row["title"] for row in rows]


async def test_writes_may_go_on_through_all_of_it(log: Log) -> None:
    world = World(Random(4))

    async def write_on() -> None:
        while not done.is_set():
            await log.write(world.work(3))
            page = await incidents(log.connections, Filter(), limit=5)
            assert page.items  # read without a break

    async with running(log):
        await caught_up(log, await log.write(world.work(60)))
        done = asyncio.Event()
        writing = asyncio.create_task(write_on())
        for projection in PROJECTIONS:
            await rebuild(log.dsn, projection.name, unwatched)
        done.set()
        await writing
        await caught_up(log, await log.store.head())
    for projection in PROJECTIONS:
        live = await contents(log, projection)
        await rebuild(log.dsn, projection.name, unwatched)
        assert await contents(log, projection) == live


async def test_one_that_dies_leaves_the_view_alone_and_the_next_starts_clean(log: Log) -> None:
    await fold(log, INCIDENT_LIST, [await log.write(World(Random(5)).work(80))])
    right = await contents(log, INCIDENT_LIST)
    paused = Paused(INCIDENT_LIST)
    dying = asyncio.create_task(rebuild_view(log.dsn, paused.view, unwatched))
    await paused.waits.wait()
    await kill_sessions(log)
    paused.goes_on.set()
    with pytest.raises(StoreUnavailable):
        await dying
    assert await contents(log, INCIDENT_LIST) == right
    await rebuild(log.dsn, "incident_list", unwatched)
    assert await contents(log, INCIDENT_LIST) == right


async def kill_sessions(log: Log) -> None:
    conn = await asyncpg.connect(log.dsn)
    await conn.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
        " where datname = current_database() and application_name = 'twiceshy rebuild'"
    )
    await conn.close()


async def test_an_event_that_cannot_be_folded_ends_it(log: Log) -> None:
    await fold(log, INCIDENT_LIST, [await log.write(World(Random(6)).work(80))])
    right = await contents(log, INCIDENT_LIST)
    paused = Paused(INCIDENT_LIST)
    paused.fails = True
    paused.goes_on.set()
    with pytest.raises(Stopped) as caught:
        await rebuild_view(log.dsn, paused.view, unwatched)
    assert caught.value.__notes__ == ["while incident_list was rebuilt, after 0"]
    assert await contents(log, INCIDENT_LIST) == right


@pytest.mark.parametrize("last", [False, True], ids=["among others", "alone"])
async def test_it_says_which_event_cannot_be_folded(
    log: Log, monkeypatch: pytest.MonkeyPatch, *, last: bool
) -> None:
    monkeypatch.setattr(rebuilding, "BATCH_EVENTS", 30)
    head = await log.write(World(Random(10)).work(80))
    await fold(log, INCIDENT_LIST, [head])
    right = await contents(log, INCIDENT_LIST)
    position, topic = await spoil_event(log, head if last else head // 2)
    with pytest.raises(CannotFold) as caught:
        await rebuild(log.dsn, "incident_list", unwatched)
    assert caught.value.event == (position, topic, "ValidationError")
    assert f"position {position} ({topic})" in str(caught.value)
    assert "old version of the view still serves" in str(caught.value)
    assert isinstance(caught.value.__cause__, ValidationError)
    assert await contents(log, INCIDENT_LIST) == right


async def spoil_event(log: Log, upto: int) -> tuple[int, str]:
    """Make the last event of an incident up to there one of a shape that nobody can read."""
    conn = await asyncpg.connect(log.dsn)
    await conn.execute(
        "alter table stored_events disable trigger all"
    )  # nobody else can change one
    row = await conn.fetchrow(
        "update stored_events set state = '{}' where notification_id = ("
        " select max(notification_id) from stored_events"
        " where notification_id <= $1 and topic like 'incident.%'"
        ") returning notification_id, topic",
        upto,
    )
    await conn.close()
    assert row is not None
    return row["notification_id"], row["topic"]


async def test_what_is_no_events_fault_is_not_laid_at_one(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.write(World(Random(11)).work(20))

    async def fails_once(*_: object) -> None:
        raise Stopped

    monkeypatch.setattr(rebuilding, "rebuild_view", fails_once)
    conn = await asyncpg.connect(log.dsn)
    await conn.execute("select begin_rebuild($1, $2)", "incident_list", INCIDENT_LIST.tables)
    await conn.close()
    with pytest.raises(Stopped):
        await rebuild(log.dsn, "incident_list", unwatched)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (KeyError("x"), True),
        (asyncpg.CheckViolationError(""), True),
        (asyncpg.DiskFullError(""), False),
        (asyncpg.InterfaceError(""), False),
        (OSError(), False),
        (StoreUnavailable(""), False),
        (LeaseLost(""), False),
    ],
)
def test_what_may_be_an_events_fault(error: Exception, *, expected: bool) -> None:
    assert is_of_an_event(error) is expected


async def test_one_that_took_too_long_gives_way(log: Log) -> None:
    await fold(log, INCIDENT_LIST, [await log.write(World(Random(9)).work(80))])
    right = await contents(log, INCIDENT_LIST)
    paused = Paused(INCIDENT_LIST)  # so near to the end of the log, it has taken the lease already
    slow = asyncio.create_task(rebuild_view(log.dsn, paused.view, unwatched))
    await paused.waits.wait()
    await log.connections.execute("update followers set fence = fence + 1, owner = 'another'")
    paused.goes_on.set()
    with pytest.raises(LeaseLost, match="incident_list was not rebuilt: its last step"):
        await slow
    assert await contents(log, INCIDENT_LIST) == right


async def test_two_of_one_view_do_not_meet(log: Log) -> None:
    await log.write(World(Random(7)).work(20))
    paused = Paused(INCIDENT_LIST)
    first = asyncio.create_task(rebuild_view(log.dsn, paused.view, unwatched))
    await paused.waits.wait()
    with pytest.raises(RebuildRunning, match="incident_list is being rebuilt by another process"):
        await rebuild(log.dsn, "incident_list", unwatched)
    await rebuild(log.dsn, "action_list", unwatched)
    paused.goes_on.set()
    await first


async def test_a_view_that_nobody_knows_is_refused(log: Log) -> None:
    with pytest.raises(UnknownView):
        await rebuild(log.dsn, "no_such_view", unwatched)


async def test_a_long_read_holds_it_up_but_nobody_else(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(Random(8))
    monkeypatch.setattr(rebuilding, "LOCK_WAIT_MILLISECONDS", "50")
    async with running(log):
        await caught_up(log, await log.write(world.work(40)))
        async with log.connections.transaction() as reader:
            await reader.fetch("select * from incident_list")
            with pytest.raises(ViewHeld, match="incident_list was not rebuilt: a transaction"):
                await rebuild(log.dsn, "incident_list", unwatched)
        await caught_up(log, await log.write(world.work(40)))


async def test_the_new_tables_are_like_the_old_ones(log: Log) -> None:
    before = await structure(log)
    for projection in PROJECTIONS:
        await rebuild(log.dsn, projection.name, unwatched)
    assert await structure(log) == before


async def structure(log: Log) -> list[tuple[Any, ...]]:
    """Columns, indexes, settings and rights of every table."""
    rows = await log.connections.fetch(
        "select c.relname, c.reloptions, c.relacl::text, a.attname, a.attnotnull, t.typname,"
        " pg_get_indexdef(c.oid) from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " join pg_type t on t.oid = a.atttypid"
        " where relnamespace = 'public'::regnamespace and a.attnum > 0 and relkind in ('r', 'i')"
        " order by c.relname, a.attname"
    )
    return [tuple(row) for row in rows]
