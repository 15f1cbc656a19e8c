"""A ticket of an incident that is restricted later takes back what it told, and tells it again."""

from datetime import date
from typing import Final
from uuid import UUID

import pytest
from msgspec import json

from domain.action_events import Priority
from domain.incident_events import Visibility
from domain.tracker_rules import Directions, Restricted, Rules
from tests.integrations.conformance.stage import Stage
from tests.integrations.conformance.test_sides import warned
from tests.integrations.house import until

LABELLED: Final = Rules(labels=("refunds",), priorities={Priority.MEDIUM: "P-medium"})
ELSEWHERE: Final = date(2031, 7, 8)
TOLD: Final = ("ecret", "ana", "2031", "edium", "guardrail", "refunds")


async def told_there(stage: Stage, key: str) -> tuple[str, str | None, date | None, set[str]]:
    """Title, assignee, due date, and labels without our mark."""
    ticket = await stage.there.tracker().read(key)
    labels = {name for name in ticket.labels if not name.startswith("twiceshy-")}
    return ticket.title, ticket.assignee, ticket.due_on, labels


async def shown_to(stage: Stage, action_id: UUID, visibility: Visibility) -> None:
    await stage.house.show(action_id, visibility)
    await stage.rest()


def rules_for(stage: Stage, restricted: Restricted) -> Rules:
    """The stand-in for Jira has priorities of its own, which it keeps."""
    priorities = LABELLED.priorities if stage.there.kind == "github" else {}
    return Rules(restricted=restricted, labels=LABELLED.labels, priorities=priorities)


@pytest.mark.parametrize("restricted", [Restricted.REFERENCE, Restricted.NONE])
async def test_what_was_told_is_taken_back_and_told_again(
    stage: Stage, restricted: Restricted
) -> None:
    rules = rules_for(stage, restricted)
    await stage.rule(rules)
    async with stage.house.mirroring():
        action_id, key = await stage.linked(title="Secret plan", details="secret details")
        before = await told_there(stage, key)
        assert before[:3] == ("Secret plan", "alice", date(2031, 2, 3))
        await stage.there.people.label(key, [*before[3], "theirs"])
        await shown_to(stage, action_id, Visibility.RESTRICTED)
        assert await told_there(stage, key) == ("ACT-1", None, None, {"theirs"})
        _, body, _ = await stage.there.people.fetch(key)
        assert [word for word in TOLD if word in body] == []
        await shown_to(stage, action_id, Visibility.ORGANIZATION)
        assert await told_there(stage, key) == (*before[:3], before[3] | {"theirs"})
    action = await stage.house.action(action_id)
    assert (action.owner, action.due_on) == ("ana@example.com", date(2031, 2, 3))
    assert (action.ticket.warnings, action.ticket.conflicts) == ((), ())


async def test_what_may_be_told_in_full_stays(stage: Stage) -> None:
    await stage.rule(rules_for(stage, Restricted.FULL))
    async with stage.house.mirroring():
        action_id, key = await stage.linked(title="Secret plan")
        before = await told_there(stage, key)
        await shown_to(stage, action_id, Visibility.RESTRICTED)
        assert await told_there(stage, key) == before


async def test_who_others_assign_meanwhile_stays_and_is_followed_once_it_is_open(
    stage: Stage,
) -> None:
    async with stage.house.mirroring():
        action_id, key = await stage.linked()
        await shown_to(stage, action_id, Visibility.RESTRICTED)
        await stage.there.people.assign(key, "octocat")
        await stage.house.revise(action_id, due_on=ELSEWHERE)
        await stage.rest()
        assert (await told_there(stage, key))[1:3] == ("octocat", None)
        assert (await stage.house.action(action_id)).owner == "ana@example.com"
        await shown_to(stage, action_id, Visibility.ORGANIZATION)
        await until(lambda: _is_followed(stage, action_id))
        await stage.rest()
        assert (await told_there(stage, key))[1:3] == ("octocat", ELSEWHERE)


async def _is_followed(stage: Stage, action_id: UUID) -> bool:
    return (await stage.house.action(action_id)).owner == "ben@example.com"


async def test_what_only_comes_from_there_is_left_alone(stage: Stage) -> None:
    await stage.rule(Rules(directions=Directions(owner="in", due_on="in")))
    async with stage.house.mirroring():
        action_id, key = await stage.linked()
        await stage.there.people.assign(key, "alice")
        await shown_to(stage, action_id, Visibility.RESTRICTED)
        assert (await told_there(stage, key))[1] == "alice"
        await shown_to(stage, action_id, Visibility.ORGANIZATION)


async def test_what_jira_does_not_take_back_is_told(jira: Stage) -> None:
    refused = b'{"errors": {"assignee": "Issues must be assigned."}}'
    async with jira.house.mirroring():
        action_id, key = await jira.linked(title="Secret plan")
        jira.proxy.refuse("PUT", "/issue/", 400, 1_000, body=refused, holding=b'"assignee"')
        await jira.house.show(action_id, Visibility.RESTRICTED)
        await warned(jira, action_id, "owner_not_taken")
        await jira.rest()
        assert (await told_there(jira, key))[:3] == ("ACT-1", "alice", None)
        jira.proxy.release()
        await shown_to(jira, action_id, Visibility.ORGANIZATION)


async def test_a_priority_of_jira_is_emptied(jira: Stage) -> None:
    await jira.rule(Rules(priorities={Priority.MEDIUM: "Medium"}))
    async with jira.house.mirroring():
        action_id, _ = await jira.linked()
        await jira.house.show(action_id, Visibility.RESTRICTED)
        await warned(jira, action_id, "priority_not_taken")  # this Jira keeps it
        await jira.rest()
        sent = [json.decode(body)["fields"] for verb, body in jira.proxy.bodies if verb == "PUT"]
        assert any(fields.get("priority", 1) is None for fields in sent)
        await shown_to(jira, action_id, Visibility.ORGANIZATION)


# labels


async def test_a_label_that_somebody_adds_between_our_look_and_our_write_stays(
    stage: Stage,
) -> None:
    async with stage.house.mirroring():
        action_id, key = await stage.linked()
        await stage.rule(Rules(labels=("refunds",)))
        look = stage.proxy.hold("GET", stage.read)
        await stage.house.retitle(action_id, "Labelled")
        await look.reached.wait()  # the tracker has told how the ticket is; we do not know it yet
        await stage.there.people.label(key, ["theirs"])
        stage.proxy.release()
        await stage.rest()
        assert (await told_there(stage, key))[3] == {"refunds", "theirs"}
