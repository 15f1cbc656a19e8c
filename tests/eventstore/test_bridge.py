import asyncio
import gc
from typing import Final

from eventstore.bridge import Bridge
from eventstore.recorder import Datastore

BUSY: Final = (
    "select from pg_stat_activity where query like '%pg_sleep(600)%' and wait_event = 'PgSleep'"
)


async def _double(number: int) -> int:
    return 2 * number


async def _begin(ended: list[str]) -> "asyncio.Task[None]":
    task = asyncio.create_task(_wait_for_ever(ended))
    await asyncio.sleep(0)
    return task


async def _wait_for_ever(ended: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        ended.append("ended")


async def _begin_another(ended: list[str]) -> "asyncio.Task[None]":
    task = asyncio.create_task(_end_by_another(ended))
    await asyncio.sleep(0)
    return task


async def _end_by_another(ended: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        ended.append(asyncio.create_task(_end(ended)).get_name())


async def _end(ended: list[str]) -> None:
    await asyncio.sleep(0.01)
    ended.append("ended")


def test_a_thread_waits_for_a_coroutine() -> None:
    bridge = Bridge()
    assert bridge(_double(21)) == 42
    bridge.close()


def test_closing_ends_what_still_runs() -> None:
    bridge, ended = Bridge(), list[str]()
    task = bridge(_begin(ended))
    bridge.close()
    assert ended == ["ended"]
    assert task.cancelled()


def test_what_is_begun_for_the_end_may_finish() -> None:
    bridge, ended = Bridge(), list[str]()
    task = bridge(_begin_another(ended))
    bridge.close()
    assert ended[1:] == ["ended"]
    assert task.cancelled()


def test_closing_cuts_short_what_is_read_and_leaves_no_connection_open(fresh_dsn: str) -> None:
    datastore = Datastore(fresh_dsn)
    datastore.create_tables()
    reading = asyncio.run_coroutine_threadsafe(
        datastore.connections.fetch("select pg_sleep(600)"), datastore.run.loop
    )
    while not datastore.run(datastore.connections.fetch(BUSY)):
        assert not reading.done()
    datastore.close()
    assert reading.cancelled()
    gc.collect()  # an open connection, or a task that was left, would warn by now: an error
