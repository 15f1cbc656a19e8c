"""A second ticket of an action is found once a day, however long the lists are."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.tracker import TRACKER, ChangeTracker
from integrations import github_lists
from integrations.desks import Desks
from integrations.timing import Timing
from integrations.twins import Searcher
from tests.integrations.conformance.counterpart import counterpart_of
from tests.integrations.conftest import There, at_github, at_jira
from tests.integrations.house import QUICK, House, until
from tests.integrations.test_fields import codes
from tests.integrations.test_mirror import titled
from tests.standins.github_cursors import cursors

PAGE_SIZE, PAGES = 2, 24
STEP_CALLS_MAX = 3  # who we are, and a page; the repository's number at first
UNDER_WAY = "select search_token is not null from ticket_trackers"
PLACE = "select search_place from ticket_trackers"
At = Callable[[Path], AbstractAsyncContextManager[There]]


@dataclass
class Crowd:
    """A tracker of many tickets, few of them of links, one of which has a twin."""

    house: House
    there: There
    tracker_id: UUID
    action_id: UUID
    key: str
    twin: str = ""

    def searcher(self, timing: Timing = QUICK) -> Searcher:
        """Of a process that knows nothing yet."""
        desks = Desks(self.house.connections, self.house.repository, timing)
        return Searcher(self.house.connections, desks, timing)

    async def due(self) -> None:
        await self.house.connections.execute("update ticket_trackers set search_at = '-infinity'")

    async def look(self) -> Any:
        return await self.house.connections.fetchval(
            "select twin from ticket_jobs where action_id = $1", self.action_id
        )

    async def searched(self) -> int:
        """Search to the end, each step in another process; how many steps that took."""
        steps = 0
        while True:
            await self.due()
            before = len(self.there.proxy.asked)
            assert await self.searcher().step() == 1
            assert len(self.there.proxy.asked) - before <= STEP_CALLS_MAX + 1
            steps += 1
            if await self.house.connections.fetchval(PLACE) == "":
                return steps


@pytest.fixture(params=[at_github, at_jira])
async def crowd(
    request: pytest.FixtureRequest,
    house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Crowd]:
    monkeypatch.setattr(github_lists, "PAGE_SIZE", PAGE_SIZE)
    at: At = request.param
    async with at(tmp_path) as there:
        tracker_id = await house.register(there.kind, there.proxy.url, there.project)
        action_id = await house.plan(titled("One of few"), tracker_id)
        async with house.mirroring(timing=replace(QUICK, sweep=3600.0)):
            key = await house.linked(action_id)
        side = counterpart_of(there)
        for number in range(PAGE_SIZE * PAGES):
            await side.make(f"Not of a link {number}")
        crowd = Crowd(house, there, tracker_id, action_id, key)
        crowd.twin = await there.people.twin(key)
        yield crowd


async def test_a_twin_is_found_at_the_end_of_a_list_that_no_sweep_reads(crowd: Crowd) -> None:
    steps = await crowd.searched()
    assert steps == (PAGES + 1 if crowd.there.kind == "github" else 1)
    assert await crowd.look() == crowd.twin


async def test_the_mirror_searches_by_itself_and_the_link_tells_until_one_is_closed(
    crowd: Crowd,
) -> None:
    always = replace(QUICK, sweep=3600.0, search=0.1, search_pace=0.0)

    async def told() -> bool:
        ticket = (await crowd.house.action(crowd.action_id)).ticket
        return codes(ticket.warnings) == {"ticket_twice"} and crowd.twin in str(ticket.warnings)

    async def settled() -> bool:
        return (await crowd.house.action(crowd.action_id)).ticket.warnings == ()

    await crowd.due()
    async with crowd.house.mirroring(timing=always):
        await until(told)
        await crowd.there.people.close(crowd.twin)
        await until(settled)


async def test_one_step_is_done_by_one_of_many(crowd: Crowd) -> None:
    await crowd.due()
    done = await asyncio.gather(*(crowd.searcher().step() for _ in range(4)))
    assert sum(done) == 1


async def test_a_search_goes_on_where_a_dead_process_left_it(crowd: Crowd) -> None:
    await crowd.due()
    await crowd.searcher().step()
    place = await crowd.house.connections.fetchval(PLACE)
    held = crowd.there.proxy.hold("GET", "/issues|/search")
    await crowd.due()
    dying = asyncio.create_task(crowd.searcher().step())
    await held.reached.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    crowd.there.proxy.release()
    assert await crowd.house.connections.fetchval(UNDER_WAY)
    assert await crowd.searcher().step() == 0  # its lease has not ended
    assert await crowd.house.connections.fetchval(PLACE) == place
    await crowd.searched()
    assert await crowd.look() == crowd.twin


async def test_who_lost_the_lease_moves_nothing(crowd: Crowd) -> None:
    await crowd.due()
    held = crowd.there.proxy.hold("GET", "/issues|/search")
    slow = asyncio.create_task(crowd.searcher().step())
    await held.reached.wait()
    await crowd.house.connections.execute(
        "update ticket_trackers set search_token = gen_random_uuid(), search_place = 'elsewhere'"
    )
    crowd.there.proxy.release()
    assert await slow == 1
    assert await crowd.house.connections.fetchval(PLACE) == "elsewhere"


async def test_a_search_waits_for_the_gate_and_a_failed_step_is_done_again(crowd: Crowd) -> None:
    crowd.there.proxy.refuse("GET", "", 429, retry_after="30")
    await crowd.due()
    assert await crowd.searcher().step() == 1
    calls = len(crowd.there.proxy.asked)
    await crowd.due()
    assert await crowd.searcher().step() == 0
    assert len(crowd.there.proxy.asked) == calls
    await crowd.house.connections.execute(
        "update ticket_gates set not_before = '-infinity', asked_until = '-infinity'"
    )
    await crowd.searched()
    assert await crowd.look() == crowd.twin


async def test_the_next_search_begins_a_day_after_this_one_did(crowd: Crowd) -> None:
    await crowd.searched()
    hours = await crowd.house.connections.fetchval(
        "select extract(epoch from search_at - search_began) / 3600 from ticket_trackers"
    )
    assert hours == 24
    calls = len(crowd.there.proxy.asked)
    assert await crowd.searcher().step() == 0
    assert len(crowd.there.proxy.asked) == calls


async def test_a_tracker_that_was_changed_is_searched_from_the_beginning(crowd: Crowd) -> None:
    await crowd.house.connections.execute(
        "update ticket_trackers set search_at = 'infinity', search_place = 'page=7'"
    )
    await crowd.house.do(TRACKER, crowd.tracker_id, ChangeTracker(name="another"))
    async with crowd.house.mirroring(timing=replace(QUICK, sweep=3600.0, search_pace=0.0)):

        async def found() -> bool:
            return bool(await crowd.look() == crowd.twin)

        await until(found)


@pytest.mark.parametrize("crowd", [at_github], indirect=True)
async def test_pages_that_github_does_not_number_are_read_by_their_cursors(crowd: Crowd) -> None:
    crowd.there.proxy.layers.append(cursors(3))
    assert await crowd.searched() == PAGES + 1
    assert await crowd.look() == crowd.twin
    made = await crowd.there.people.tickets("Not of a link 0")
    tracker = crowd.there.tracker()
    assert made
    assert sum([len(page) async for page in tracker.ours(None)]) == PAGES * PAGE_SIZE + 2


@pytest.mark.parametrize("crowd", [at_github], indirect=True)
async def test_a_cursor_that_is_refused_is_forgotten(crowd: Crowd) -> None:
    await crowd.due()
    await crowd.searcher().step()
    assert await crowd.house.connections.fetchval(PLACE) != ""
    crowd.there.proxy.refuse("GET", "page=2", 422)
    await crowd.due()
    await crowd.searcher().step()
    assert await crowd.house.connections.fetchval(PLACE) == ""
    await crowd.searched()
    assert await crowd.look() == crowd.twin


async def test_a_tracker_without_links_is_not_searched(house: House, there: There) -> None:
    await house.register(there.kind, there.proxy.url, there.project)
    async with house.mirroring():

        async def known() -> bool:
            return bool(
                await house.connections.fetchval("select count(*) from ticket_trackers") == 1
            )

        await until(known)
    asked = len(there.proxy.asked)
    desks = Desks(house.connections, house.repository, QUICK)
    assert await Searcher(house.connections, desks, QUICK).step() == 0
    assert len(there.proxy.asked) == asked
