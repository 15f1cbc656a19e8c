"""Tickets that move: the link goes to the new key once, and stays there while lists tell the old.

The proxy moves a ticket by telling another key in each read of it, under the old key as under the
new one; the lists go on telling what they told.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.tracker import TrackerKind
from tests.integrations.conformance.stage import Stage
from tests.integrations.conformance.test_sides import changed
from tests.integrations.house import QUICK, until

SWEEPING: Final = replace(QUICK, sweep=0.3, unlisted_spread=0.1)
JIRA_NEW, GITHUB_NEW = "MOVED-1", "acme/other#7"
JIRA_READS: Final = r"/issue/(POST|MOVED)-\d+\?"
JIRA_OLD_READS: Final = r"/issue/POST-\d+\?"


def move(stage: Stage, key: str) -> str:
    """Let the tracker tell that a ticket is elsewhere; its new key."""
    if stage.there.kind is TrackerKind.JIRA:
        stage.proxy.renamed[f"/issue/{JIRA_NEW}"] = f"/issue/{key}"
        stage.proxy.rewrite("GET", JIRA_READS, lambda body: changed(body, _moved))
        stage.renamed[JIRA_NEW] = key
        return JIRA_NEW
    number = key.rpartition("#")[2]
    stage.proxy.renamed["/repos/acme/other/issues/7"] = f"/repos/acme/actions/issues/{number}"
    stage.proxy.rewrite("GET", stage.read, _transferred(number))
    stage.renamed[GITHUB_NEW] = key
    return GITHUB_NEW


def _moved(issue: Any) -> None:
    issue["key"] = JIRA_NEW


def _transferred(number: str) -> Callable[[bytes], bytes]:
    """The ticket as GitHub shows it after its redirect to another repository."""

    def shown(issue: Any) -> None:
        issue["number"] = 7
        for name in ("url", "html_url", "repository_url"):
            issue[name] = (
                str(issue.get(name, ""))
                .replace("acme/actions", "acme/other")
                .replace(f"/issues/{number}", "/issues/7")
            )

    return lambda body: changed(body, shown)


async def at(stage: Stage, action_id: UUID, key: str) -> None:
    """Wait until a link is in step at a key."""

    async def there() -> bool:
        return (await stage.house.action(action_id)).ticket.key == key

    await until(there)
    await stage.rest()


async def swept(stage: Stage, action_id: UUID) -> None:
    """Wait until a sweep that begins now is over, and what it rang for has been looked at."""
    began = await stage.house.connections.fetchval("select clock_timestamp()")

    async def done() -> bool:
        return bool(
            await stage.house.connections.fetchval(
                "select sweep_began > $1 and sweep_token is null from ticket_trackers", began
            )
        )

    await until(done)
    await stage.house.at_rest(action_id)


async def moves(stage: Stage, action_id: UUID) -> list[str]:
    events = await stage.house.events(action_id)
    return [recorded.event.key for recorded in events if "ticket_moved" in recorded.topic]


async def test_a_moved_ticket_is_followed_and_stays_where_it_is(stage: Stage) -> None:
    async with stage.house.mirroring(timing=SWEEPING):
        action_id, key = await stage.linked()
        new = move(stage, key)
        await stage.house.retitle(action_id, "Moved " + uuid4().hex[:8])
        await at(stage, action_id, new)
        await stage.house.retitle(action_id, "Moved on " + uuid4().hex[:8])
        await at(stage, action_id, new)
        for _ in range(2):
            await swept(stage, action_id)
            await at(stage, action_id, new)
            assert (await stage.house.action(action_id)).ticket.warnings == ()
    assert await moves(stage, action_id) == [new]
    assert stage.proxy.count("POST", stage.create) == 1


async def test_a_ticket_that_is_moved_back_is_followed_back(stage: Stage) -> None:
    async with stage.house.mirroring():
        action_id, key = await stage.linked()
        new = move(stage, key)
        await stage.house.retitle(action_id, "Moved " + uuid4().hex[:8])
        await at(stage, action_id, new)
        stage.proxy.release()  # the new key is still read, and tells the old one
        await stage.house.retitle(action_id, "Moved back " + uuid4().hex[:8])
        await at(stage, action_id, key)
    assert await moves(stage, action_id) == [new, key]


@pytest.mark.parametrize("shown", ["the old key", "nothing"])
async def test_a_move_is_believed_once_the_new_key_tells_the_same(jira: Stage, shown: str) -> None:
    async with jira.house.mirroring():
        action_id, key = await jira.linked()
        jira.proxy.rewrite("GET", JIRA_OLD_READS, lambda body: changed(body, _moved))
        if shown == "the old key":
            jira.proxy.renamed[f"/issue/{JIRA_NEW}"] = f"/issue/{key}"
        await jira.house.retitle(action_id, "Moving " + uuid4().hex[:8])

        async def unsettled() -> bool:
            return (await jira.standing(action_id)).code == "move_unsettled"

        await until(unsettled)
        assert await moves(jira, action_id) == []
        jira.proxy.release()
        move(jira, key)
        await at(jira, action_id, JIRA_NEW)
    assert await moves(jira, action_id) == [JIRA_NEW]
