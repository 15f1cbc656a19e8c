"""However the log is cut into batches, a view ends up the same, and as the domain folds it."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.incident_state import Incident
from domain.timeline import NAMED
from projections.fold import number
from projections.incident_list import encode
from projections.projection import Projection
from projections.rebuild import rebuild
from projections.registry import BY_NAME, PROJECTIONS
from tests.conftest import own_database as database
from tests.projections.kit import Log, caught_up, contents, fold, open_log, running
from tests.projections.world import World

STEPS_MAX: Final = 200
CATEGORY_OF: Final = {
    "incident_list": "incident",
    "postmortem_list": "postmortem",
    "action_list": "action",
    "tracker_list": "tracker",
}


def cut(total: int, sizes: Sequence[int]) -> Iterable[int]:
    """Batch sizes that add up to at least `total`, going round `sizes`."""
    done = 0
    while done < total:
        for size in sizes:
            done += size
            yield size


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    steps=st.integers(1, STEPS_MAX),
    sizes=st.lists(st.integers(1, 80), min_size=3, max_size=8),
)
async def test_a_rebuild_equals_what_was_folded_live_and_what_the_domain_says(
    server_dsn: str, seed: int, steps: int, sizes: list[int]
) -> None:
    async with database(server_dsn) as dsn, open_log(dsn) as log:
        world = World(Random(seed))
        head = await log.write(world.work(steps))
        for projection in PROJECTIONS:
            await fold(log, projection, cut(head, sizes))
            live = await contents(log, projection)
            await rebuild(dsn, projection.name, lambda _: None)
            assert await contents(log, projection) == live
            await assert_as_the_domain(log, projection, world)


async def assert_as_the_domain(log: Log, projection: Projection, world: World) -> None:
    if projection.name not in CATEGORY_OF:
        return
    rows = {row[0]: row for row in (await contents(log, projection))[projection.name]}
    folded = world.of(CATEGORY_OF[projection.name])
    assert rows.keys() == folded.keys()
    for stream_id, state in folded.items():
        row = rows[stream_id]
        assert row["version"] == world.versions[stream_id]
        assert row["number"] == number(state.reference)
        assert row["state"] == encode(listed(state))


def listed(state: Any) -> Any:
    if isinstance(state, Incident):
        return replace(state, timeline=tuple(e for e in state.timeline if e.kind in NAMED))
    return state


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda projection: projection.name)
async def test_events_that_come_again_change_nothing(
    fresh_dsn: str, projection: Projection
) -> None:
    async with open_log(fresh_dsn) as log:
        head = await log.write(World(Random(4)).work(300))
        await fold(log, projection, cut(head, [40]))
        once = await contents(log, projection)
        await fold(log, projection, cut(head, [7]))
        assert await contents(log, projection) == once


async def test_the_runner_folds_what_a_rebuild_does(fresh_dsn: str) -> None:
    async with open_log(fresh_dsn) as log:
        async with running(log):
            head = await log.write(World(Random(9)).work(400), at_once=3)
            await caught_up(log, head)
        for projection in BY_NAME.values():
            live = await contents(log, projection)
            await rebuild(fresh_dsn, projection.name, lambda _: None)
            assert await contents(log, projection) == live
