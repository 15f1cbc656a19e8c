"""Chaos: many actions, two workers that are killed at random, a proxy that spoils at random.

When it is over every action has one ticket, none is lost, and each link that is not in step says
why. Run it by `make chaos-mirror`; a small one is among the tests.
"""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

from msgspec import Struct

from integrations.standing import rows_of, standing_of
from tests.integrations.chaos.dice import Dice
from tests.integrations.conformance.counterpart import Held
from tests.integrations.conformance.pauses import trespasses
from tests.integrations.conformance.stage import Stage
from tests.integrations.house import CREDENTIAL
from tests.standins.servers import GITHUB_TOKEN

WORKERS = 2
AT_ONCE = 25
KILL_SECONDS = (0.8, 4.0)  # between two kills, at random
LOOK_SECONDS = 0.2
REST_SECONDS_MAX = 900.0

Say = Callable[[str], None]


class Verdict(Struct, frozen=True):
    """What is left when all came to rest; the last five are to be 0."""

    actions: int
    in_step: int
    kills: int
    faults: int
    seconds: float
    duplicates: int
    lost: int
    unequal: int
    unexplained: int
    trespasses: int

    @property
    def is_clean(self) -> bool:
        wrong = (self.duplicates, self.lost, self.unequal, self.unexplained, self.trespasses)
        return not any(wrong)


async def chaos(
    stages: Sequence[Stage],
    seed: int,
    actions: int,
    say: Say,
    kill_seconds: tuple[float, float] = KILL_SECONDS,
) -> Verdict:
    """Plan `actions` on all stages in turn, in one house, while workers die and answers spoil."""
    began, dice, house = time.monotonic(), Dice(seed), stages[0].house
    for stage in stages:
        stage.proxy.chance = dice.fate_of
    async with workers(house.dsn) as mirrors:
        killer = asyncio.create_task(mirrors.kill_at_random(random.Random(seed), kill_seconds))
        await _planned(stages, actions, say)
        await _edited(stages, random.Random(seed))
        await _until_rest(stages, say, share=0.9)
        killer.cancel()
        dice.is_over = True
        await mirrors.revive()
        say("No more faults and kills; waiting until everything is at rest")
        await _until_rest(stages, say)
    verdict = await _judged(stages)
    trespassed = []
    for stage in stages:
        stage.deaths.update(mirrors.deaths)
        trespassed += await trespasses(house, stage.proxy, mirrors.deaths)
    for line in trespassed:
        say(f"  within a pause: {line}")
    return Verdict(
        actions=actions,
        in_step=verdict[0],
        kills=mirrors.kills,
        faults=dice.fell.total(),
        seconds=time.monotonic() - began,
        duplicates=verdict[1],
        lost=verdict[2],
        unequal=verdict[3],
        unexplained=verdict[4],
        trespasses=len(trespassed),
    )


class Mirrors:
    """Worker processes on one database."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._processes: list[asyncio.subprocess.Process] = []
        self._names: dict[int, str] = {}
        self.kills = 0
        self.deaths: dict[str, float] = {}  # by name, in seconds since the epoch

    async def revive(self) -> None:
        """Start as many as are missing."""
        alive = [one for one in self._processes if one.returncode is None]
        while len(alive) < WORKERS:
            alive.append(await self._started(uuid4().hex[:8]))
        self._processes = alive

    async def _started(self, name: str) -> asyncio.subprocess.Process:
        """A worker that signs in under its own name, so that the proxy knows who calls."""
        token = {CREDENTIAL: f"{GITHUB_TOKEN}.caller-{name}"}
        quiet = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.integrations.chaos.worker", self._dsn, name),
            stdout=quiet,
            stderr=quiet,
            env=os.environ | token,
        )
        self._names[process.pid] = name
        return process

    async def kill_at_random(self, dice: random.Random, seconds: tuple[float, float]) -> None:
        """Kill one, start another, again and again."""
        while True:
            await asyncio.sleep(dice.uniform(*seconds))
            victim = dice.choice(self._processes)
            victim.send_signal(signal.SIGKILL)
            await victim.wait()
            self.deaths[self._names[victim.pid]] = time.time()
            self.kills += 1
            await self.revive()

    async def end(self) -> None:
        for process in self._processes:
            if process.returncode is None:
                process.kill()
            await process.wait()


@asynccontextmanager
async def workers(dsn: str) -> AsyncIterator[Mirrors]:
    mirrors = Mirrors(dsn)
    await mirrors.revive()
    try:
        yield mirrors
    finally:
        await mirrors.end()


async def _planned(stages: Sequence[Stage], actions: int, say: Say) -> None:
    for first in range(0, actions, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, actions))
        await asyncio.gather(*(stages[n % len(stages)].plan(f"Chaos {n}") for n in numbers))
    say(f"{actions} actions are planned")


async def _edited(stages: Sequence[Stage], dice: random.Random) -> None:
    """Change every fifth action while its ticket may be under way."""
    for stage in stages:
        for action_id in dice.sample(stage.actions, len(stage.actions) // 5):
            await stage.house.retitle(action_id, f"Edited {uuid4().hex[:8]}")


async def _until_rest(stages: Sequence[Stage], say: Say, share: float = 1.0) -> None:
    """Wait until a share of all links is in step, or held.

    Raises:
        TimeoutError: It takes too long.
    """
    wanted = int(share * sum(len(stage.actions) for stage in stages))
    told = 0.0
    async with asyncio.timeout(REST_SECONDS_MAX):
        while (at_rest := sum([await _count_at_rest(stage) for stage in stages])) < wanted:
            if time.monotonic() - told > 5:
                told = time.monotonic()
                say(f"  {at_rest} of {wanted} at rest")
            await asyncio.sleep(LOOK_SECONDS)
    say(f"  {at_rest} of {wanted} at rest")


async def _count_at_rest(stage: Stage) -> int:
    return int(
        await stage.house.connections.fetchval(
            "select count(*) from ticket_jobs where in_step and tracker_id = $1", stage.tracker_id
        )
    )


async def _judged(stages: Sequence[Stage]) -> tuple[int, int, int, int, int]:
    """Counts of links in step, duplicates, lost, unequal, unexplained."""
    counts = [0, 0, 0, 0, 0]
    for stage in stages:
        for number, found in enumerate(await _judged_one(stage)):
            counts[number] += found
    return counts[0], counts[1], counts[2], counts[3], counts[4]


async def _judged_one(stage: Stage) -> tuple[int, int, int, int, int]:
    everything = await stage.side.every()
    rows = await rows_of(stage.house.connections, stage.actions)
    in_step = duplicates = lost = unequal = unexplained = 0
    for action_id in stage.actions:
        action = await stage.house.action(action_id)
        mine = [held for held in everything if stage.is_mine(held, action_id)]
        stands = standing_of(action, rows.get(action_id))
        in_step += stands.in_step
        duplicates += len(mine) > 1
        lost += _is_lost(mine, action.ticket.key)
        unequal += stands.in_step and [held.title for held in mine] != [action.title]
        unexplained += not stands.in_step and not (stands.code and stands.remedy)
    return in_step, duplicates, lost, unequal, unexplained


def _is_lost(mine: Sequence[Held], key: str | None) -> bool:
    """No ticket, or another than the log knows."""
    return key is None or key not in {held.key for held in mine}
