"""Tickets that move, projects of another kind of Jira, and what a look at a tracker finds amiss."""

import base64
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec import json

from domain.action_events import ActionStatus
from domain.ticket import TicketState
from domain.tracker import TrackerKind
from integrations.jira_issues import JiraTracker
from integrations.tracker import Content, Draft, Ticket, Tracker, TrackerRejected
from tests.integrations.conftest import There
from tests.integrations.house import House, until
from tests.integrations.test_adapters import draft, json_answer, soon
from tests.integrations.test_mirror import planned, titled
from tests.standins.servers import REPOSITORY

DAY = date(2031, 2, 3)

# moves


async def test_an_issue_that_was_transferred_is_followed(house: House, github_there: There) -> None:
    there = github_there
    await there.proxy.mend()
    title = titled("Transferred")
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
        here, other = f"/repos/{REPOSITORY}".encode(), b"/repos/acme/elsewhere"
        there.proxy.renamed["/repos/acme/elsewhere"] = f"/repos/{REPOSITORY}"
        there.proxy.rewrite("GET", there.read, lambda body: body.replace(here, other))
        await house.retitle(action_id, title + ".")

        async def moved() -> bool:
            return (await house.action(action_id)).ticket.key == f"acme/elsewhere#{number(key)}"

        await until(moved)
        await house.in_step(action_id)
    assert "ticket_moved" in await house.topics(action_id)
    assert await there.people.tickets(title + ".") == [key]
    assert any("/repos/acme/elsewhere/issues/" in path for _, path, _ in there.proxy.seen)


def number(key: str) -> str:
    return key.rpartition("#")[2]


async def test_an_issue_that_was_moved_to_another_project_is_followed(
    house: House, jira_there: There
) -> None:
    there = jira_there
    await there.proxy.mend()
    title = titled("Moved")
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
        new = key.replace("POST-", "OTHER-")
        there.proxy.renamed[f"/issue/{new}"] = f"/issue/{key}"
        there.proxy.rewrite(
            "GET", r"/issue/(POST|OTHER)-\d+\?", lambda body: _with_key(body, key, new)
        )
        await house.retitle(action_id, title + ".")

        async def moved() -> bool:
            return (await house.action(action_id)).ticket.key == new

        await until(moved)
        await house.in_step(action_id)
    assert await there.people.tickets(title + ".") == [key]


def _with_key(body: bytes, key: str, new: str) -> bytes:
    return body.replace(f'"key":"{key}"'.encode(), f'"key":"{new}"'.encode())


# links


async def test_a_ticket_links_to_its_action_and_once(house: House, there: There) -> None:
    _, action_id = await planned(house, there, titled("Linked back"))
    url = f"https://twiceshy.example/v1/actions/{action_id}"
    async with house.mirroring(public_url="https://twiceshy.example/"):
        key = await house.linked(action_id)
        await house.retitle(action_id, titled("Linked back again"))
        await house.at_rest(action_id)
    assert url in (await there.people.fetch(key))[1]
    links = there.proxy.count("POST", "/remotelink")
    assert links == (1 if there.kind is TrackerKind.JIRA else 0)


async def test_a_link_that_is_refused_keeps_no_ticket_out_of_step(
    house: House, jira_there: There
) -> None:
    there = jira_there
    await there.proxy.mend()
    there.proxy.refuse("POST", "/remotelink", 403, times=9)
    _, action_id = await planned(house, there, titled("No link"))
    async with house.mirroring(public_url="https://twiceshy.example"):
        await house.linked(action_id)
    assert (await house.action(action_id)).ticket.state is TicketState.LINKED


# workflow


async def test_a_step_that_asks_for_a_field_is_told_with_the_field(
    house: House, jira_there: There
) -> None:
    there = jira_there
    await there.proxy.mend()
    _, action_id = await planned(house, there, titled("Asks for a field"))
    async with house.mirroring():
        key = await house.linked(action_id)
        await there.people.close(key)
        await house.status(action_id, ActionStatus.DONE)
        await house.in_step(action_id)
        asked = b'{"errorMessages":[],"errors":{"resolution":"is required"}}'
        there.proxy.refuse("POST", "/transitions", 400, times=9).answer = json_answer(400, asked)
        await house.move(action_id, ActionStatus.OPEN, "it happened again")
        action = await house.ticket(action_id, TicketState.BLOCKED)
    assert action.ticket.code == "transition_refused"
    assert "resolution" in (action.ticket.reason or "")


# Jira Cloud


def cloud(there: There, secret: str = "bot@example.com:token") -> JiraTracker:
    """The adapter as it is for Cloud, which the stand-in is not: other addresses, other names."""
    tracker = there.tracker(secret)
    assert isinstance(tracker, JiraTracker)
    tracker._api.is_cloud = True  # noqa: SLF001 - told by the host's name
    there.proxy.renamed["/search/jql"] = "/search"
    return tracker


async def test_cloud_is_asked_at_its_own_address_and_assigns_by_account_id(
    jira_there: There,
) -> None:
    there = jira_there
    await there.proxy.mend()
    tracker = cloud(there)
    wanted = owned(tracker, "5b10a2844c20165700ede21g")
    made = await tracker.create(wanted, soon())
    (said,) = [json.decode(body) for verb, body in there.proxy.bodies if verb == "POST"]
    assert said["fields"]["assignee"] == {"accountId": "5b10a2844c20165700ede21g"}
    found = await tracker.find(wanted.marker, datetime.now(UTC))
    assert [ticket.key for ticket in found] == [made.key]
    assert any("/search/jql?" in path for _, path, _ in there.proxy.seen)
    basic = base64.b64encode(b"bot@example.com:token")
    assert all(b"Basic " + basic in head for head in there.proxy.heads)


def owned(tracker: Tracker, account: str, title: str = "Owned") -> Draft:
    like = draft(tracker, titled(title))
    action_id = like.marker.action_id
    content = Content(
        action_id, "ACT-7", titled(title), due_on=DAY, assignee=account, priority="High"
    )
    return tracker.draft(content, like.marker)


async def test_data_center_assigns_by_name_and_signs_in_by_token(jira_there: There) -> None:
    there = jira_there
    await there.proxy.mend()
    tracker = there.tracker("a-personal-access-token")
    made = await tracker.create(owned(tracker, "alice"), soon())
    assert (await tracker.read(made.key)).assignee == "alice"
    assert all(b"Bearer a-personal-access-token" in head for head in there.proxy.heads)


@pytest.mark.parametrize("refused", ["assignee", "priority", "duedate"])
async def test_a_value_that_jira_does_not_take_is_left_out(jira_there: There, refused: str) -> None:
    there = jira_there
    await there.proxy.mend()
    tracker = there.tracker()
    body = f'{{"errorMessages":[],"errors":{{"{refused}":"is not valid"}}}}'.encode()
    there.proxy.refuse("POST", there.create, 400).answer = json_answer(400, body)
    await tracker.create(owned(tracker, "alice"), soon())
    sent = [json.decode(body)["fields"] for verb, body in there.proxy.bodies if verb == "POST"]
    assert refused in sent[0]
    assert refused not in sent[1]


async def test_a_refusal_of_what_must_be_there_is_a_refusal(jira_there: There) -> None:
    there = jira_there
    await there.proxy.mend()
    tracker = there.tracker()
    body = b'{"errorMessages":[],"errors":{"labels":"cannot be set"}}'
    there.proxy.refuse("POST", there.create, 400).answer = json_answer(400, body)
    with pytest.raises(TrackerRejected) as refused:
        await tracker.create(draft(tracker, titled("Labels refused")), soon())
    assert refused.value.fields == ("labels",)
    assert "labels" in refused.value.reason


# looking at a tracker


async def failing(tracker: Tracker, **accounts: str) -> dict[str, str]:
    """What fails, and what mends it."""
    found = await tracker.check(accounts)
    assert found.passed == all(check.passed for check in found.checks)
    return {check.name: check.remedy for check in found.checks if not check.passed}


JIRA_FAULTS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "issue_type": ("createmeta", lambda body: body.replace(b'"Task"', b'"Chore"')),
    "required_fields": (
        "createmeta",
        lambda body: body.replace(b'"labels":{', b'"cf_1":{"required":true},"labels":{'),
    ),
    "labels_on_screen": ("createmeta", lambda body: body.replace(b'"labels"', b'"other"')),
    "due_date_on_screen": ("createmeta", lambda body: body.replace(b'"duedate"', b'"other"')),
    "statuses": ("/statuses", lambda body: body.replace(b'"key":"done"', b'"key":"new"')),
}


@pytest.mark.parametrize("name", JIRA_FAULTS)
async def test_a_look_at_a_project_says_what_to_mend(jira_there: There, name: str) -> None:
    there = jira_there
    await there.proxy.mend()
    path, change = JIRA_FAULTS[name]
    there.proxy.rewrite("GET", path, change)
    found = await failing(there.tracker())
    assert set(found) == {name}
    assert found[name]


async def test_a_right_that_is_lacking_is_named(jira_there: There) -> None:
    there = jira_there
    await there.proxy.mend()
    told = b'{"permissions":{"CREATE_ISSUES":{"havePermission":false}}}'
    there.proxy.refuse("GET", "/mypermissions", 200).answer = json_answer(200, told)
    found = await there.tracker().check({})
    (lacking,) = [check for check in found.checks if not check.passed]
    assert lacking.name == "permissions"
    assert "CREATE_ISSUES" in lacking.detail


GITHUB_FAULTS: dict[str, Callable[[bytes], bytes]] = {
    "issues_enabled": lambda body: body.replace(b'"has_issues":true', b'"has_issues":false'),
    "not_archived": lambda body: body.replace(b'"archived":false', b'"archived":true'),
    "may_write_issues": lambda body: body.replace(b'"push":true', b'"push":false').replace(
        b'"triage":true', b'"triage":false'
    ),
}


@pytest.mark.parametrize("name", GITHUB_FAULTS)
async def test_a_look_at_a_repository_says_what_to_mend(github_there: There, name: str) -> None:
    there = github_there
    await there.proxy.mend()
    there.proxy.rewrite("GET", f"/repos/{REPOSITORY}$", GITHUB_FAULTS[name])
    found = await failing(there.tracker())
    assert set(found) == {name}
    assert found[name]


async def test_who_cannot_be_assigned_is_named(there: There) -> None:
    found = await there.tracker().check({"ana@example.com": "no-such-account"})
    (lacking,) = [check for check in found.checks if not check.passed]
    assert lacking.name == "assignable"
    assert "ana@example.com" in lacking.detail
    assert lacking.remedy


async def test_who_can_be_assigned_is_found_exactly(there: There) -> None:
    if there.kind is TrackerKind.GITHUB:
        there.proxy.refuse("GET", "/assignees/alice", 204)
    else:
        told = b'[{"name":"alice2"},{"name":"alice"}]'
        there.proxy.refuse("GET", "/assignable/", 200).answer = json_answer(200, told)
    assert await failing(there.tracker(), ana="alice") == {}


async def test_ours_since_a_moment_are_none_of_long_ago(there: There) -> None:
    tracker = there.tracker()
    made = await tracker.create(draft(tracker, titled("Ours")), soon())
    recent = await keys(tracker, datetime.now(UTC) - timedelta(days=1))
    assert made.key in recent
    assert set(recent) <= set(await keys(tracker, None))


async def keys(tracker: Tracker, since: datetime | None) -> list[str]:
    pages: list[list[Ticket]] = [list(page) async for page in tracker.ours(since)]
    return [ticket.key for page in pages for ticket in page]
