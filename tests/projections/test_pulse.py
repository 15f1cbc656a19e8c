"""The pulse of the views of one process, on a real log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from eventstore.subscription import Hint
from projections.pulse import Pulse
from tests.projections.kit import Log
from tests.projections.world import World

SECONDS_MAX = 30.0


@asynccontextmanager
async def beating(log: Log, stop: asyncio.Event) -> AsyncIterator[Pulse]:
    hint = Hint(log.dsn, poll_seconds=60.0)
    hint.start()
    pulse = Pulse(hint, stop)
    running = asyncio.create_task(pulse.run())
    try:
        yield pulse
    finally:
        stop.set()
        await running
        await hint.close()


async def beat(pulse: Pulse, count: int) -> int:
    async with asyncio.timeout(SECONDS_MAX):
        await pulse.after(count)
    return pulse.count


async def test_all_who_wait_are_woken_when_the_log_grows(log: Log) -> None:
    async with beating(log, asyncio.Event()) as pulse:
        listening = await beat(pulse, await beat(pulse, 0))  # and quiet after that
        waiting = [asyncio.create_task(beat(pulse, listening)) for _ in range(3)]
        await log.write(World(Random(1)).work(1))
        assert await asyncio.gather(*waiting) == [listening + 1] * 3


async def test_after_news_there_is_one_beat_without_any(log: Log) -> None:
    async with beating(log, asyncio.Event()) as pulse:
        listening = await beat(pulse, await beat(pulse, 0))
        await log.write(World(Random(1)).work(1))
        assert await beat(pulse, await beat(pulse, listening)) == listening + 2


async def test_a_beat_that_was_missed_is_not_waited_for(log: Log) -> None:
    async with beating(log, asyncio.Event()) as pulse:
        seen = await beat(pulse, 0)
        assert await beat(pulse, seen - 1) == seen


async def test_the_stop_lets_everybody_go(log: Log) -> None:
    stop = asyncio.Event()
    async with beating(log, stop) as pulse:
        waiting = asyncio.create_task(beat(pulse, await beat(pulse, await beat(pulse, 0))))
        stop.set()
        await waiting
