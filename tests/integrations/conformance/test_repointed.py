"""A tracker that is pointed at another project while it is not known whether a ticket was made."""

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.ticket import TicketState
from domain.tracker import TRACKER, ChangeTracker
from tests.integrations.conformance.counterpart import called
from tests.integrations.conformance.stage import Stage
from tests.integrations.conftest import There
from tests.integrations.house import QUICK, House
from tests.standins.servers import GITHUB_TOKEN, REPOSITORY

ELSEWHERE: Final = "acme/elsewhere"
SLOW: Final = replace(QUICK, settle=(3600.0,))  # nobody looks before the tracker is changed


@pytest.fixture(autouse=True)
async def elsewhere(github_there: There) -> AsyncIterator[None]:
    """A second repository beside the one that the tests use."""
    await github_there.proxy.mend()
    await at_github(github_there, "POST", "/orgs/acme/repos", {"name": "elsewhere"})
    yield
    await at_github(github_there, "DELETE", f"/repos/{ELSEWHERE}")


async def at_github(there: There, method: str, path: str, said: object = None) -> Any:
    signed = {"authorization": f"Bearer {GITHUB_TOKEN}"}
    return await called(method, f"http://127.0.0.1:{there.proxy.upstream_port}{path}", said, signed)


async def point(house: House, tracker_id: UUID, project: str) -> None:
    await house.do(TRACKER, tracker_id, ChangeTracker(project=project))


async def in_doubt(github: Stage) -> UUID:
    """Have a ticket made and its answer lost, then point the tracker elsewhere; whose it is."""
    github.proxy.lose("POST", github.create)
    action_id = await github.plan()
    async with github.house.mirroring(timing=SLOW):
        await github.house.ticket(action_id, TicketState.UNCONFIRMED)
        await github.house.at_rest(action_id)
    await github.house.connections.execute("update ticket_jobs set hold_until = '-infinity'")
    await point(github.house, github.tracker_id, ELSEWHERE)
    return action_id


async def test_a_ticket_in_doubt_is_found_where_the_tracker_pointed_before(github: Stage) -> None:
    action_id = await in_doubt(github)
    async with github.house.mirroring():
        key = await github.house.linked(action_id)
        await github.house.retitle(action_id, f"Written there {uuid4().hex[:8]}")
        await github.rest()
    assert key.startswith(f"{REPOSITORY}#")
    assert github.proxy.count("POST", github.create) == 1


async def test_where_the_former_project_is_not_shown_the_doubt_is_told_and_nothing_made(
    github: Stage,
) -> None:
    action_id = await in_doubt(github)
    hidden = github.proxy.refuse("GET", f"/repos/{REPOSITORY}", 404, times=1_000)
    async with github.house.mirroring():
        action = await github.held(action_id, "outcome_elsewhere")
        assert REPOSITORY in (action.ticket.reason or "")
        await github.linked()  # others go on
        github.proxy.faults.remove(hidden)
        await github.house.retry(action_id)
        await github.house.linked(action_id)
    github.actions.pop()  # that one is elsewhere
    assert github.proxy.count("POST", github.create) == 2


async def test_a_ticket_that_is_gone_with_its_project_is_made_anew_where_the_tracker_points(
    house: House, github_there: There
) -> None:
    there = github_there
    tracker_id = await house.register(there.kind, there.proxy.url, there.project)
    action_id = await house.plan(f"Gone {uuid4().hex[:8]}", tracker_id)
    async with house.mirroring():
        await house.linked(action_id)
        there.proxy.refuse("GET", f"/repos/{REPOSITORY}", 404, times=1_000)
        await point(house, tracker_id, ELSEWHERE)
        await house.retitle(action_id, f"Gone with it {uuid4().hex[:8]}")
        await house.ticket(action_id, TicketState.GONE)
        await house.retry(action_id)
        key = await house.linked(action_id)
    assert key.startswith(f"{ELSEWHERE}#")
