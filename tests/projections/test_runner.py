"""The runner: one owner at a time, nothing skipped, loud when it cannot go on."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from random import Random
from typing import Any

import asyncpg
from asyncpg import Record
from msgspec import Struct
from structlog.testing import capture_logs

from domain.catalog import TOPICS
from eventstore.codec import Codec
from eventstore.committer import Committer
from eventstore.connections import Connection, Connections
from eventstore.postgres import EventStore
from eventstore.store import Write
from eventstore.subscription import Hint
from projections import runner
from projections.incident_list import INCIDENT_LIST, Filter, incidents
from projections.progress import Progress
from projections.projection import FOLLOW_SETTINGS, Cache, Projection, Statement
from projections.pulse import Pulse
from projections.rebuild import rebuild
from projections.registry import PROJECTIONS
from projections.runner import Shared, workers
from projections.tail import Tail
from tests.projections.kit import Log, caught_up, contents, eventually, follow, running
from tests.projections.world import World, declare

LEASE_SECONDS = 0.4


async def follower(log: Log, name: str = "incident_list") -> Record:
    row = await log.connections.fetchrow("select * from followers where name = $1", name)
    assert row is not None
    return row


async def assert_rebuild_equals(log: Log, projection: Projection) -> None:
    live = await contents(log, projection)
    await rebuild(log.dsn, projection.name, lambda _: None)
    assert await contents(log, projection) == live


async def test_views_follow_the_log_as_it_grows(log: Log) -> None:
    world = World(Random(1))
    async with running(log):
        for _ in range(5):
            declare(world)
            await caught_up(log, await log.write(world.writes[-1:]))
            page = await incidents(log.connections, Filter(), limit=50)
            assert {item.id for item in page.items} == set(world.of("incident"))


async def test_a_view_takes_up_where_it_left(log: Log) -> None:
    world = World(Random(2))
    for _ in range(3):
        async with running(log):
            await caught_up(log, await log.write(world.work(60)))
    assert len((await contents(log, INCIDENT_LIST))["incident_list"]) == len(world.of("incident"))


async def test_it_stops_at_once_and_lets_others_in(log: Log) -> None:
    world, stop = World(Random(3)), asyncio.Event()
    task = asyncio.create_task(follow(log, stop))
    await caught_up(log, await log.write(world.work(30)))
    stop.set()
    since = time.monotonic()
    await task
    async with running(log):
        await caught_up(log, await log.write(world.work(30)))
    assert time.monotonic() - since < runner.LEASE_SECONDS


async def test_it_tells_who_waits_in_the_same_process(log: Log) -> None:
    stop, progress = asyncio.Event(), Progress(Connections("postgresql://nobody@/nowhere"))
    task = asyncio.create_task(follow(log, stop, progress=progress))
    head = await log.write(World(Random(4)).work(30))
    assert await progress.reached("action_list", head)
    stop.set()
    await task


async def test_two_runners_share_the_views(log: Log) -> None:
    async with running(log), running(log):
        await caught_up(log, await log.write(World(Random(5)).work(200), at_once=2))
    for projection in PROJECTIONS:
        await assert_rebuild_equals(log, projection)


async def test_another_takes_over_when_one_dies(log: Log) -> None:
    world, stop = World(Random(6)), asyncio.Event()
    dying = asyncio.create_task(follow(log, stop, lease_seconds=LEASE_SECONDS))
    await caught_up(log, await log.write(world.work(30)))
    before = await follower(log)
    dying.cancel()
    await asyncio.wait([dying])
    async with running(log):
        await caught_up(log, await log.write(world.work(30)))
        after = await follower(log)
    assert after["owner"] != before["owner"]
    assert after["fence"] == before["fence"] + 1


class Gate(Connections):
    """Connections of a process that may be paused before it takes the answer to its question."""

    def __init__(self, dsn: str, **options: Any) -> None:
        super().__init__(dsn, **options)
        self.is_open = asyncio.Event()
        self.waits = asyncio.Event()

    async def fetch(self, sql: str, *values: Any) -> list[Record]:
        records = await super().fetch(sql, *values)
        self.waits.set()
        await self.is_open.wait()
        return records


@asynccontextmanager
async def process(
    log: Log, connections: Connections, projection: Projection = INCIDENT_LIST
) -> AsyncIterator[None]:
    """One view at work on connections of its own, with a short lease."""
    hint, stop = Hint(log.dsn), asyncio.Event()
    hint.start()
    pulse = Pulse(hint, stop)
    shared = Shared(connections, Tail(connections), pulse, stop, Progress(connections))
    (worker,) = workers(log.store, shared, [projection], LEASE_SECONDS)
    tasks = [asyncio.create_task(pulse.run()), asyncio.create_task(worker.run())]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)
        await hint.close()
        await connections.close()


async def test_one_that_lost_its_lease_writes_nothing(log: Log) -> None:
    world = World(Random(7))
    head = await log.write(world.work(60))
    paused = Gate(log.dsn, settings=FOLLOW_SETTINGS)
    async with process(log, paused):
        await paused.waits.wait()  # it read a batch under its lease, and stands still
        async with process(log, Connections(log.dsn, settings=FOLLOW_SETTINGS)):
            await caught_up(log, head, ["incident_list"])
            with capture_logs() as logged:
                paused.is_open.set()
                head = await log.write(world.work(60))
                await caught_up(log, head, ["incident_list"])
                await eventually(async_always(lambda: logged))
    assert {line["event"] for line in logged} == {"projection_waits"}
    assert {line["why"] for line in logged} == {"LeaseLost"}
    await assert_rebuild_equals(log, INCIDENT_LIST)


def async_always(holds: Any) -> Any:
    async def ask() -> Any:
        return holds()

    return ask


async def test_one_that_hangs_inside_a_batch_loses_its_locks(log: Log) -> None:
    hangs, resumes = asyncio.Event(), asyncio.Event()

    async def hang(conn: Connection, events: Sequence[Record], cache: Cache) -> list[Statement]:
        hangs.set()
        await resumes.wait()
        return await INCIDENT_LIST.fold(conn, events, cache)

    head = await log.write(World(Random(8)).work(60))
    settings = {**FOLLOW_SETTINGS, "idle_in_transaction_session_timeout": "300ms"}
    hanging = Connections(log.dsn, settings=settings)
    async with process(log, hanging, replace(INCIDENT_LIST, fold=hang)):
        await hangs.wait()
        async with process(log, Connections(log.dsn, settings=FOLLOW_SETTINGS)):
            await caught_up(log, head, ["incident_list"])
            resumes.set()
    await assert_rebuild_equals(log, INCIDENT_LIST)


async def test_an_event_that_cannot_be_folded_stalls_its_view_until_it_can(log: Log) -> None:
    world = World(Random(9))
    poison = (await log.write(world.work(60))) - 7
    mended = asyncio.Event()

    async def stumble(conn: Connection, events: Sequence[Record], cache: Cache) -> list[Statement]:
        if not mended.is_set() and poison in {event[0] for event in events}:
            raise ValueError("what the customer said")
        return await INCIDENT_LIST.fold(conn, events, cache)

    stumbling = replace(INCIDENT_LIST, fold=stumble, categories=None)
    with capture_logs() as logged:
        async with running(log, [stumbling, *PROJECTIONS[1:]]):
            await eventually(lambda: is_stalled(log))
            row = await follower(log)
            assert (row["position"], row["error"]) == (poison - 1, f"ValueError at {poison}")
            head = await log.write(world.work(30))
            others = [projection.name for projection in PROJECTIONS[1:]]
            await caught_up(log, head, others)
            assert await is_stalled(log)
            mended.set()
            await caught_up(log, head)
    row = await follower(log)
    assert (row["state"], row["error"]) == ("running", None)
    await assert_rebuild_equals(log, INCIDENT_LIST)
    assert [line for line in logged if line["log_level"] == "error"]
    assert [line["event"] for line in logged][-1] == "projection_recovered"
    assert "customer" not in str(logged)


async def is_stalled(log: Log) -> bool:
    stalled = "select count(*) from followers where name = 'incident_list' and state = 'stalled'"
    return bool(await log.connections.fetchval(stalled))


class Exploded(Struct, frozen=True):
    loudly: bool = True


async def test_an_event_of_an_unknown_type_is_not_skipped(log: Log) -> None:
    world = World(Random(10))
    head = await log.write(world.work(30))
    await write_by_a_later_release(log, world)
    async with running(log):
        await eventually(lambda: is_stalled(log))
        row = await follower(log)
        assert (row["position"], row["error"]) == (head, f"UnknownTopic at {head + 1}")
        await caught_up(log, head + 1, ["action_list", "tracker_list", "history"])


async def write_by_a_later_release(log: Log, world: World) -> None:
    committer = Committer(log.dsn)
    committer.start()
    newer = EventStore(
        log.connections, committer, Codec({**TOPICS, "incident.exploded@1": Exploded})
    )
    incident_id = next(iter(world.of("incident")))
    metadata = world.writes[0].metadata[:1]
    await newer.append([Write(incident_id, world.versions[incident_id], (Exploded(),), metadata)])
    await committer.close()


async def test_it_waits_for_the_database(log: Log, server_dsn: str) -> None:
    world = World(Random(11))
    async with running(log):
        await caught_up(log, await log.write(world.work(30)))
        await cut_off(log, server_dsn)
        await caught_up(log, await log.write(world.work(30)))
        assert (await follower(log))["state"] == "running"
    await assert_rebuild_equals(log, INCIDENT_LIST)


async def cut_off(log: Log, server_dsn: str) -> None:
    """Take the database away for a while."""
    name = log.dsn.split("/")[3].split("?")[0]
    server = await asyncpg.connect(server_dsn)
    await server.execute(f"alter database {name} allow_connections false")
    await server.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name
    )
    with capture_logs() as logged:
        await eventually(async_always(lambda: logged))
    await server.execute(f"alter database {name} allow_connections true")
    await server.close()
    assert {line["why"] for line in logged} == {"StoreUnavailable"}
    await eventually(lambda: is_reachable(log))


async def is_reachable(log: Log) -> bool:
    try:
        await log.store.append([])
    except Exception:  # noqa: BLE001  whatever it is, it is not reached
        return False
    return True


def test_a_view_rests_no_longer_however_often_it_failed() -> None:
    rests = [runner.backoff_seconds(failures) for failures in (1, 2, 3, 10_000)]
    assert rests == [1.0, 2.0, 4.0, runner.BACKOFF_SECONDS_MAX]
