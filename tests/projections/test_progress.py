import asyncio
import time
from typing import Any

from eventstore.connections import Connections
from projections.progress import WAIT_SECONDS_MAX, Progress
from tests.projections.kit import Log


class Counted(Connections):
    looks = 0

    async def fetchval(self, sql: str, *values: Any) -> Any:
        self.looks += 1
        return await super().fetchval(sql, *values)


async def set_position(log: Log, position: int) -> None:
    await log.connections.execute(
        "insert into followers (name, position) values ('incident_list', $1)"
        " on conflict (name) do update set position = $1",
        position,
    )


async def test_what_was_reached_needs_no_wait(log: Log) -> None:
    await set_position(log, 7)
    progress = Progress(log.connections)
    assert await progress.reached("incident_list", 7)
    assert await progress.reached("incident_list", 0)


async def test_what_is_not_reached_in_time_is_false(log: Log) -> None:
    progress = Progress(log.connections)
    since = time.monotonic()
    assert not await progress.reached("incident_list", 1, seconds_max=0.1)
    assert 0.1 <= time.monotonic() - since < WAIT_SECONDS_MAX
    assert not await progress.reached("no_such_view", 2**80, seconds_max=0.01)


async def test_all_who_wait_learn_of_a_checkpoint_moved_elsewhere(log: Log) -> None:
    counted = Counted(log.dsn)
    progress = Progress(counted)
    waiting = [asyncio.create_task(progress.reached("incident_list", n)) for n in range(1, 101)]
    await asyncio.sleep(0)
    await set_position(log, 50)
    assert all(await asyncio.gather(*waiting[:50]))
    assert not any(task.done() for task in waiting[50:])
    await set_position(log, 100)
    assert all(await asyncio.gather(*waiting))
    assert counted.looks < 50  # not one each
    await counted.close()


async def test_a_runner_in_the_same_process_is_heard_without_a_look() -> None:
    progress = Progress(Connections("postgresql://nobody@/nowhere"))
    waiting = asyncio.create_task(progress.reached("incident_list", 3))
    await asyncio.sleep(0)
    progress.moved("incident_list", 3)
    assert await waiting
    assert await progress.reached("incident_list", 2)


async def test_a_position_known_never_goes_back() -> None:
    progress = Progress(Connections("postgresql://nobody@/nowhere"))
    progress.moved("incident_list", 3)
    progress.moved("incident_list", 1)
    assert await progress.reached("incident_list", 3, seconds_max=0.0)
