"""Every link, a few times a day, for a hundredth of a request each."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.ticket import TicketState
from integrations.desks import Desks
from integrations.jobs import ring
from integrations.sweeping import Sweeper
from integrations.timing import Timing
from projections.rebuild import rebuild
from projections.registry import PROJECTIONS
from tests.integrations.conformance.counterpart import PAGE_SIZE, counterpart_of
from tests.integrations.conftest import There, at_github, at_jira
from tests.integrations.house import QUICK, House, until
from tests.integrations.test_fields import jira
from tests.integrations.test_mirror import planned, titled


def lists(there: There) -> int:
    """Requests for pages of what is ours."""
    return there.proxy.count("GET", r"^(?=.*sort=created)(?=.*direction=desc)|ORDER\+BY\+created")


def reads(there: There) -> int:
    """Requests for single tickets."""
    return there.proxy.count("GET", there.read)


async def swept(house: House, timing: Timing = QUICK) -> None:
    await house.connections.execute("update ticket_trackers set sweep_at = '-infinity'")
    desks = Desks(house.connections, house.repository, timing)
    sweeper = Sweeper(house.connections, desks, timing)
    assert await sweeper.step() == 1
    assert await sweeper.step() == 0


@pytest.mark.parametrize("at", [at_github, at_jira])
async def test_links_in_step_are_listed_and_not_read(
    house: House, tmp_path: Path, at: Callable[[Path], AbstractAsyncContextManager[There]]
) -> None:
    async with at(tmp_path) as there:  # of its own: what other tests made would be listed, too
        tracker_id = await house.register(there.kind, there.proxy.url, there.project)
        actions = [await house.plan(titled("Many"), tracker_id) for _ in range(12)]
        async with house.mirroring():
            await asyncio.gather(*map(house.linked, actions))
        listed, read = lists(there), reads(there)
        await swept(house)
        assert (lists(there) - listed, reads(there) - read) == (1, 0)
    row = await house.connections.fetchrow(
        "select count(*) filter (where listed_at is not null) as listed,"
        " count(*) filter (where due_at <= clock_timestamp()) as due from ticket_jobs"
    )
    assert row is not None
    assert (row["listed"], row["due"]) == (12, 0)


async def test_a_list_puts_off_no_link_that_somebody_rang_for(house: House, there: There) -> None:
    _, action_id = await planned(house, there, titled("Rung"))
    async with house.mirroring():
        await house.linked(action_id)
    await ring(house.connections, [action_id])
    await swept(house)
    is_due = "select due_at <= greatest(clock_timestamp(), hold_until) from ticket_jobs"
    assert await house.connections.fetchval(is_due)


async def test_a_sweep_finds_what_no_poll_told(house: House, there: There) -> None:
    title = titled("Drifted")
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
    await there.people.write(key, title="drifted")
    await swept(house)
    async with house.mirroring(timing=replace(QUICK, poll=3600.0)):

        async def restored() -> bool:
            return (await there.people.fetch(key))[0] == title

        await until(restored)


async def test_what_no_page_shows_is_read_by_itself_and_found_deleted(
    house: House, jira_there: There
) -> None:
    there = jira_there
    await there.proxy.mend()
    _, action_id = await planned(house, there, titled("Deleted"))
    async with house.mirroring(timing=replace(QUICK, sweep=0.3, unlisted_spread=0.1)):
        key = await house.linked(action_id)
        await jira(there.people).delete(key)
        await house.ticket(action_id, TicketState.GONE)


@pytest.mark.parametrize("at", [at_github, at_jira])
async def test_a_list_that_costs_more_than_its_links_is_not_read(
    house: House, tmp_path: Path, at: Callable[[Path], AbstractAsyncContextManager[There]]
) -> None:
    async with at(tmp_path) as there:
        tracker_id = await house.register(there.kind, there.proxy.url, there.project)
        titles = [titled("Few"), titled("Drifted")]
        few = [await house.plan(title, tracker_id) for title in titles]
        async with house.mirroring():
            keys = await asyncio.gather(*map(house.linked, few))
        side = counterpart_of(there)
        await asyncio.gather(*(side.make(f"Not of a link {n}") for n in range(2 * PAGE_SIZE)))
        await there.people.write(keys[1], title="drifted")
        listed, read = lists(there), reads(there)
        costly = replace(QUICK, unlisted_spread=0.1, unlisted_pace=0.1)
        await swept(house, costly)
        assert lists(there) - listed == 1  # a page that tells how many there are
        await house.connections.execute("update ticket_trackers set poll_at = 'infinity'")
        async with house.mirroring():

            async def looked() -> bool:  # at each, and at what drifted once more after the edit
                return reads(there) - read == len(few) + 1

            await until(looked)
            await asyncio.gather(*map(house.in_step, few))
        assert await looked()
        assert (await there.people.fetch(keys[1]))[0] == titles[1]


async def test_a_sweep_that_fails_begins_again_and_shuts_the_gate(
    house: House, there: There
) -> None:
    _, action_id = await planned(house, there, titled("Failing sweep"))
    async with house.mirroring():
        await house.linked(action_id)
    there.proxy.refuse("GET", "", 503, times=1_000)
    there.proxy.faults[-1].answer = None
    await swept(house)
    failures = await house.connections.fetchval("select sum(failures) from ticket_gates")
    assert failures > 0
    assert await house.connections.fetchval("select sweep_token is null from ticket_trackers")


@pytest.mark.parametrize("view", [projection.name for projection in PROJECTIONS])
async def test_rebuilding_a_view_calls_no_tracker(house: House, there: There, view: str) -> None:
    _, action_id = await planned(house, there, titled("Rebuilt"))
    async with house.mirroring():
        await house.linked(action_id)
    heads = len(there.proxy.heads)
    await rebuild(house.dsn, view, lambda _: None)
    assert len(there.proxy.heads) == heads
