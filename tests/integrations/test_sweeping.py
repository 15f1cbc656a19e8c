"""Every link, a few times a day, for a hundredth of a request each."""

import asyncio

import pytest
from msgspec.structs import replace

from domain.ticket import TicketState
from integrations.desks import Desks
from integrations.sweeping import Sweeper
from projections.rebuild import rebuild
from projections.registry import PROJECTIONS
from tests.integrations.conftest import There
from tests.integrations.house import QUICK, House, until
from tests.integrations.test_fields import jira
from tests.integrations.test_mirror import planned, titled


def lists(there: There) -> int:
    """Requests for pages of what is ours."""
    return there.proxy.count("GET", r"sort=created|created\+|ORDER\+BY\+created")


def reads(there: There) -> int:
    """Requests for single tickets."""
    return there.proxy.count("GET", there.read)


async def swept(house: House) -> None:
    await house.connections.execute("update ticket_trackers set sweep_at = '-infinity'")
    desks = Desks(house.connections, house.repository, QUICK)
    sweeper = Sweeper(house.connections, desks, QUICK)
    assert await sweeper.step() == 1
    assert await sweeper.step() == 0


async def test_links_in_step_are_listed_and_not_read(house: House, there: There) -> None:
    tracker_id = await house.register(there.kind, there.proxy.url, there.project)
    actions = [await house.plan(titled("Many"), tracker_id) for _ in range(12)]
    async with house.mirroring():
        await asyncio.gather(*map(house.linked, actions))
    listed, read = lists(there), reads(there)
    before = await house.connections.fetch("select due_at from ticket_jobs")
    await swept(house)
    assert lists(there) - listed <= 2
    assert reads(there) == read
    row = await house.connections.fetchrow(
        "select count(*) filter (where listed_at is not null) as listed,"
        " count(*) filter (where due_at <= clock_timestamp()) as due from ticket_jobs"
    )
    assert row is not None
    assert (row["listed"], row["due"], len(before)) == (12, 0, 12)


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
