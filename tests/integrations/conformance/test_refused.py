"""What a tracker refuses of a ticket is left out, told, and tried again once somebody asks."""

from typing import Final
from uuid import uuid4

from msgspec import json

from domain.tracker_rules import Rules
from tests.integrations.conformance.stage import Stage
from tests.integrations.conformance.test_sides import warned
from tests.integrations.house import until

NO_USER: Final = json.encode({"errors": {"assignee": "User does not exist."}})
# Source: GitHub's answer, as in hub4j/github-api#1051
NO_LABEL: Final = json.encode(
    {
        "message": "Validation Failed",
        "errors": [{"value": "bad", "resource": "Label", "field": "name", "code": "invalid"}],
    }
)
NO_ASSIGNEE: Final = json.encode(
    {"errors": [{"value": "alice", "resource": "Issue", "field": "assignees", "code": "invalid"}]}
)


async def test_a_label_that_github_refuses_keeps_no_ticket_and_no_other_label_away(
    github: Stage,
) -> None:
    await github.rule(Rules(labels=("good", "bad")))
    github.proxy.refuse("POST", "/issues", 422, 1_000, body=NO_LABEL, holding=b'"bad"')
    action_id = await github.plan()
    async with github.house.mirroring():
        key = await github.house.linked(action_id)
        await warned(github, action_id, "labels_not_taken")
        await github.rest()
    assert await github.there.people.fields(key) == ("alice", {"good"})


async def test_labels_that_github_takes_are_added_by_one_call(github: Stage) -> None:
    async with github.house.mirroring():
        action_id, key = await github.linked()
        await github.rule(Rules(labels=("good", "fine")))
        await github.house.retitle(action_id, f"Labelled {uuid4().hex[:8]}")
        await github.rest()
    assert (await github.there.people.fields(key))[1] == {"good", "fine"}
    assert github.proxy.count("POST", "/labels$") == 1


async def test_what_was_refused_is_written_once_it_is_taken_and_a_retry_is_asked_for(
    stage: Stage,
) -> None:
    told = {"github": (422, NO_ASSIGNEE, b'"assignees":'), "jira": (400, NO_USER, b'"assignee"')}
    status, body, holding = told[stage.there.kind]
    for verb in ("POST", "PATCH", "PUT"):
        stage.proxy.refuse(verb, "/issue", status, 1_000, body=body, holding=holding)
    action_id = await stage.plan()
    async with stage.house.mirroring():
        key = await stage.house.linked(action_id)
        await warned(stage, action_id, "owner_not_taken")
        await stage.rest()
        stage.proxy.release()  # the person is a collaborator by now
        await stage.house.retry(action_id)

        async def is_whole() -> bool:
            return (await stage.house.action(action_id)).ticket.warnings == ()

        await until(is_whole)
        await stage.rest()
    assert (await stage.there.people.fields(key))[0] == "alice"
