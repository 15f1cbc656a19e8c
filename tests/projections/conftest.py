"""One log of a busy organization, folded into every view: for tests that only read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from random import Random

import pytest

from projections.registry import PROJECTIONS
from tests.conftest import own_database as database
from tests.projections.kit import Log, fold, open_log
from tests.projections.world import World


@dataclass(frozen=True)
class Busy:
    log: Log
    world: World
    head: int


@pytest.fixture(scope="session")
async def busy(server_dsn: str) -> AsyncIterator[Busy]:
    async with database(server_dsn) as dsn, open_log(dsn) as log:
        world = World(Random(3))
        head = await log.write(world.work(1_800))
        for projection in PROJECTIONS:
            await fold(log, projection, [head])
        yield Busy(log, world, head)


@pytest.fixture
async def log(fresh_dsn: str) -> AsyncIterator[Log]:
    async with open_log(fresh_dsn) as opened:
        yield opened
