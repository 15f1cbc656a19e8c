"""The group commit when things go wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from domain.errors import Overloaded, StoreUnavailable, VersionConflict
from eventstore.committer import Committer, Limits
from eventstore.connections import Connection
from eventstore.pending import BATCH_BYTES_MAX, BATCH_EVENTS_MAX
from eventstore.postgres import EventStore
from eventstore.store import Command
from tests.eventstore.kit import held_log, log_of, rows, verified, writer_in_flight
from tests.eventstore.proxy import Proxy, proxied

ASKING = """
select state_change from pg_stat_activity
where datname = current_database() and pid not in ($1, pg_backend_pid())
    and query like '%where pid = %'
"""
HASTY = Limits(grace_seconds=0.0, settle_seconds_max=0.3)


@asynccontextmanager
async def committing(dsn: str, limits: Limits) -> AsyncIterator[Committer]:
    committer = Committer(dsn, limits=limits)
    committer.start()
    yield committer
    await committer.close()


@pytest.fixture
async def proxy(dsn: str) -> AsyncIterator[Proxy]:
    async with proxied(dsn) as proxy:
        yield proxy


@pytest.fixture
async def through(proxy: Proxy) -> AsyncIterator[Committer]:
    """A committer behind the proxy, its connection warm."""
    async with committing(proxy.dsn, Limits()) as committer:
        await committer.append(rows(uuid4(), 1, b"warm"))
        yield committer


def command() -> Command:
    return Command(uuid4().bytes, b"fingerprint", b"response")


async def test_a_full_queue_refuses(dsn: str) -> None:
    limits = Limits(queue_events_max=3)
    async with committing(dsn, limits) as committer, held_log(dsn) as conn:
        flying = committer.submit(rows(uuid4(), 1, b"in flight"))
        await writer_in_flight(conn)
        waiting = [committer.submit(rows(uuid4(), 1, b"waits")) for _ in range(3)]
        with pytest.raises(Overloaded, match="3 events wait"):
            await committer.append(rows(uuid4(), 1, b"too many"))
        with pytest.raises(Overloaded):
            await committer.append([], command())
        await conn.close()
        await asyncio.gather(flying, *waiting)
        await committer.append(rows(uuid4(), 1, b"room again"))


async def test_a_queue_full_of_bytes_refuses(dsn: str) -> None:
    limits = Limits(queue_bytes_max=1000)
    async with committing(dsn, limits) as committer, held_log(dsn) as conn:
        flying = committer.submit(rows(uuid4(), 1, b"x" * 5000))  # alone, it may be larger
        await writer_in_flight(conn)
        waiting = committer.submit(rows(uuid4(), 1, b"x" * 900))
        with pytest.raises(Overloaded):
            await committer.append(rows(uuid4(), 1, b"x" * 900))
        await conn.close()
        await asyncio.gather(flying, waiting)


async def test_batches_are_bounded(committer: Committer, dsn: str) -> None:
    half = b"x" * (BATCH_BYTES_MAX // 2 + 1)
    many = [b"x"] * (BATCH_EVENTS_MAX // 2 + 1)
    async with held_log(dsn) as conn:
        flying = committer.submit(rows(uuid4(), 1, b"x"))
        await writer_in_flight(conn)
        large = [committer.submit(rows(uuid4(), 1, half)) for _ in range(2)]
        long = [committer.submit(rows(uuid4(), 1, *many)) for _ in range(2)]
    times = [(await made).recorded_at for made in (flying, *large, *long)]
    assert [times.index(time) for time in times] == [0, 1, 2, 2, 4]


async def test_a_caller_who_leaves_disturbs_nobody(committer: Committer, dsn: str) -> None:
    leaving, staying = uuid4(), uuid4()
    async with held_log(dsn) as conn:
        left = asyncio.create_task(committer.append(rows(leaving, 1, b"a")))
        await writer_in_flight(conn)
        stays = committer.submit(rows(staying, 1, b"b"))
        left.cancel()
    await stays
    assert left.cancelled()
    stored = {row["originator_id"] for row in await log_of(dsn)}
    assert {leaving, staying} <= stored


async def test_a_conflict_nobody_waits_for(committer: Committer, dsn: str) -> None:
    async with held_log(dsn) as conn:
        left = asyncio.create_task(committer.append(rows(uuid4(), 9, b"a")))
        await writer_in_flight(conn)
        left.cancel()
    await committer.append(rows(uuid4(), 1, b"b"))
    assert left.cancelled()


@pytest.mark.parametrize("topic", ["nul\0", "half\ud800"])
async def test_a_poisoned_event_fails_alone(committer: Committer, dsn: str, topic: str) -> None:
    stream_id, others = uuid4(), [uuid4() for _ in range(7)]
    async with held_log(dsn) as conn:
        flying = committer.submit(rows(uuid4(), 1, b"x"))
        await writer_in_flight(conn)
        before = [committer.submit(rows(other, 1, b"a")) for other in others]
        poisoned = committer.submit(rows(stream_id, 1, b"a", topic=topic))
        follower = committer.submit(rows(stream_id, 2, b"b"))
        after = [committer.submit(rows(other, 2, b"b")) for other in others]
    await asyncio.gather(flying, *before, *after)
    with pytest.raises(asyncpg.DataError):
        await poisoned
    with pytest.raises(VersionConflict):
        await follower
    await verified(dsn)


async def test_a_negative_version_fails_alone(committer: Committer) -> None:
    bad = committer.submit(rows(uuid4(), -1, b"x"))
    good = committer.submit(rows(uuid4(), 1, b"x"))
    assert (await good).position
    with pytest.raises(VersionConflict):
        await bad


async def test_a_lost_connection_before_the_write(committer: Committer, dsn: str) -> None:
    stream_id = uuid4()
    async with held_log(dsn) as conn:
        flying = committer.submit(rows(stream_id, 1, b"a"))
        pid = await writer_in_flight(conn)
        queued = committer.submit(rows(stream_id, 1, b"b"))
        await conn.execute("select pg_terminate_backend($1)", pid)
        with pytest.raises(StoreUnavailable, match="nothing was written"):
            await flying
    await queued
    states = [row["state"] for row in await verified(dsn) if row["originator_id"] == stream_id]
    assert states == [b"b"]


async def test_a_lost_answer_is_acknowledged(proxy: Proxy, through: Committer, dsn: str) -> None:
    stream_id = uuid4()
    proxy.loses_answers = True
    appended = await through.append(rows(stream_id, 1, b"a", b"b"))
    stored = [row for row in await verified(dsn) if row["originator_id"] == stream_id]
    assert [row["state"] for row in stored] == [b"a", b"b"]
    assert appended.position == stored[-1]["notification_id"]
    assert appended.recorded_at == stored[-1]["recorded_at"]
    assert appended.replayed is None


async def test_a_servers_last_word_is_no_answer(proxy: Proxy, through: Committer) -> None:
    stream_id = uuid4()
    proxy.says_last_word = True
    first = await through.append(rows(stream_id, 1, b"a"))
    assert (await through.append(rows(stream_id, 2, b"b"))).position > first.position


async def test_another_writers_event_is_no_acknowledgement(
    proxy: Proxy, through: Committer, committer: Committer
) -> None:
    stream_id = uuid4()
    await committer.append(rows(stream_id, 1, b"theirs"))
    proxy.loses_answers = True
    with pytest.raises(StoreUnavailable, match="nothing was written"):
        await through.append(rows(stream_id, 1, b"ours"))


@pytest.mark.parametrize("count", [0, 2])
async def test_a_lost_answer_to_a_command(proxy: Proxy, through: Committer, count: int) -> None:
    asked, events = command(), rows(uuid4(), 1, *[b"x"] * count)
    proxy.loses_answers = True
    appended = await through.append(events, asked)
    assert appended.replayed is None
    again = await through.append(events, asked)
    assert (again.replayed, again.position) == (asked, appended.position)


async def test_a_lost_answer_to_a_command_done_before(
    proxy: Proxy, through: Committer, committer: Committer
) -> None:
    asked = command()
    first = await committer.append(rows(uuid4(), 1, b"x"), asked)
    proxy.loses_answers = True
    again = await through.append(rows(uuid4(), 1, b"x"), asked)
    assert (again.replayed, again.position) == (asked, first.position)


async def test_a_lost_answer_to_a_refused_command(
    proxy: Proxy, through: Committer, store: EventStore
) -> None:
    asked = command()
    proxy.loses_answers = True
    with pytest.raises(StoreUnavailable, match="nothing was written"):
        await through.append(rows(uuid4(), 7, b"x"), asked)
    assert await store.command(asked.key) is None


async def test_the_database_goes_and_comes_back(proxy: Proxy) -> None:
    async with committing(proxy.dsn, HASTY) as committer:
        await committer.append(rows(uuid4(), 1, b"before"))
        await proxy.shut()
        with pytest.raises(StoreUnavailable):
            await committer.append(rows(uuid4(), 1, b"away"))
        with pytest.raises(StoreUnavailable, match="takes no appends"):
            await committer.append(rows(uuid4(), 1, b"still away"))
        await proxy.open()
        await _until_it_writes(committer)


async def test_an_append_in_flight_when_the_database_goes_for_long(proxy: Proxy, dsn: str) -> None:
    async with committing(proxy.dsn, HASTY) as committer:
        async with held_log(dsn) as conn:
            flying = committer.submit(rows(uuid4(), 1, b"a"))
            await writer_in_flight(conn)
            queued = committer.submit(rows(uuid4(), 1, b"b"))
            await proxy.shut()
            with pytest.raises(StoreUnavailable, match="not known whether"):
                await flying
            with pytest.raises(StoreUnavailable, match="nothing was written"):
                await queued
        await proxy.open()
        await _until_it_writes(committer)


async def test_a_short_absence_is_waited_out(proxy: Proxy, through: Committer, dsn: str) -> None:
    async with held_log(dsn) as conn:
        flying = through.submit(rows(uuid4(), 1, b"a"))
        pid = await writer_in_flight(conn)
        queued = through.submit(rows(uuid4(), 1, b"b"))
        await proxy.shut()
        await proxy.open()
        await _asks_for(conn, pid)
    assert (await flying).position < (await queued).position


async def test_an_append_that_takes_too_long_is_settled(dsn: str) -> None:
    async with (
        committing(dsn, Limits(append_seconds_max=0.1)) as committer,
        held_log(dsn) as conn,
    ):
        flying = committer.submit(rows(uuid4(), 1, b"a"))
        pid = await writer_in_flight(conn)
        await _asks_for(conn, pid)
        await conn.execute("select pg_terminate_backend($1)", pid)
        with pytest.raises(StoreUnavailable, match="nothing was written"):
            await flying
        await conn.close()
        await committer.append(rows(uuid4(), 1, b"b"))


async def test_a_canceled_statement_says_that_nothing_was_written(
    committer: Committer, dsn: str
) -> None:
    async with held_log(dsn) as conn:
        flying = committer.submit(rows(uuid4(), 1, b"a"))
        await conn.execute("select pg_cancel_backend($1)", await writer_in_flight(conn))
        with pytest.raises(StoreUnavailable, match="nothing was written"):
            await flying


async def test_closing_writes_what_is_queued(dsn: str) -> None:
    committer = Committer(dsn)
    committer.start()
    queued = [committer.submit(rows(uuid4(), 1, b"x")) for _ in range(100)]
    await committer.close()
    assert all(future.result().position for future in queued)
    with pytest.raises(StoreUnavailable):
        await committer.append(rows(uuid4(), 1, b"late"))


async def test_closing_without_a_database(proxy: Proxy) -> None:
    await proxy.shut()
    committer = Committer(proxy.dsn, limits=HASTY)
    committer.start()
    with pytest.raises(StoreUnavailable):
        await committer.append(rows(uuid4(), 1, b"x"))
    await committer.close()


async def test_closing_what_never_began(dsn: str) -> None:
    await Committer(dsn).close()


async def _until_it_writes(committer: Committer) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                await committer.append(rows(uuid4(), 1, b"back"))
            except StoreUnavailable:
                await asyncio.sleep(0)
            else:
                return


async def _asks_for(conn: Connection, pid: int) -> None:
    """Return when somebody has asked again and again whether the server process `pid` runs."""
    asked = set[object]()
    async with asyncio.timeout(30):
        while len(asked) < 5:
            asked |= {row["state_change"] for row in await conn.fetch(ASKING, pid)}
