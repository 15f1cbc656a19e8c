"""Both sides say the same in the end, whoever changed what, whatever the tracker makes of it."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from msgspec import json

from domain.action_events import ActionStatus
from domain.ticket import TicketState
from domain.tracker_rules import Followed, Rules
from integrations import github_lists, jira_issues
from integrations.accounts import NoAccounts
from tests.integrations.conformance.stage import Stage
from tests.integrations.house import Book, until

NOBODY: Final = Book({"ana@example.com": "nobody-there"})
AFTER: Final = date(2031, 4, 5)


async def closed_here(stage: Stage, action_id: UUID, *, closed: bool = True) -> None:
    """Wait until the ticket's being closed, or open, is known here and all is at rest."""

    async def seen() -> bool:
        return (await stage.house.action(action_id)).ticket.closed is closed

    await until(seen)
    await stage.rest()


async def warned(stage: Stage, action_id: UUID, code: str) -> None:
    """Wait until a link says that something is lacking."""

    async def told() -> bool:
        warnings = (await stage.house.action(action_id)).ticket.warnings
        return any(warning.code == code and warning.reason for warning in warnings)

    await until(told)


async def is_due(stage: Stage, action_id: UUID, day: date) -> bool:
    return (await stage.house.action(action_id)).due_on == day


async def test_close_reopen_and_close_reversed_within_a_second(stage: Stage) -> None:
    async with stage.house.mirroring():
        action_id, key = await stage.linked()
        await stage.there.people.close(key)
        await stage.there.people.reopen(key)
        await stage.there.people.close(key)
        await stage.seen(action_id)
    assert (await stage.house.action(action_id)).status is ActionStatus.DONE


async def test_both_sides_changed_the_text(stage: Stage) -> None:
    async with stage.house.mirroring():
        action_id, key = await stage.linked()
        await stage.there.people.write(key, title="theirs", body="theirs, without our block")
        await stage.house.retitle(action_id, "Ours " + uuid4().hex[:8])
        await stage.rest()
        title = (await stage.house.action(action_id)).title
        await until(lambda: _titled(stage, key, title))
        await stage.rest()
    _, body, _ = await stage.there.people.fetch(key)
    assert "theirs, without our block" in body


async def _titled(stage: Stage, key: str, title: str) -> bool:
    return (await stage.there.people.fetch(key))[0] == title


async def test_a_day_said_there_while_we_write_something_else_is_kept(stage: Stage) -> None:
    async with stage.house.mirroring():
        action_id, key = await stage.linked()
        await stage.rest()
        look = stage.proxy.hold("GET", stage.read)
        await stage.house.retitle(action_id, title := "Ours " + uuid4().hex[:8])
        await asyncio.wait_for(look.reached.wait(), 20)
        await stage.there.people.postpone(key, AFTER)
        stage.proxy.release()
        await until(lambda: _titled(stage, key, title))
        await until(lambda: is_due(stage, action_id, AFTER))
        await stage.rest()


async def test_what_people_write_while_we_write_the_text_is_kept(stage: Stage) -> None:
    async with stage.house.mirroring():
        action_id, key = await stage.linked()
        await stage.rest()
        look = stage.proxy.hold("GET", stage.read)
        await stage.house.revise(action_id, owner="ben@example.com")
        await asyncio.wait_for(look.reached.wait(), 20)
        await stage.there.people.postpone(key, AFTER)
        _, body, _ = await stage.there.people.fetch(key)
        await stage.there.people.write(key, body=f"seen in staging, too\n\n{body}")
        stage.proxy.release()
        await until(lambda: is_due(stage, action_id, AFTER))
        await stage.rest()
    _, body, _ = await stage.there.people.fetch(key)
    assert body.startswith("seen in staging, too")
    assert "ben@example.com" in body
    assert (await stage.there.people.fields(key))[0] == "octocat"


async def test_both_sides_changed_the_due_date_and_the_conflict_is_told(jira: Stage) -> None:
    async with jira.house.mirroring():
        action_id, _ = await jira.linked()
        jira.proxy.rewrite("GET", jira.read, lambda body: _due(body, "2031-03-03"))
        await jira.house.revise(action_id, due_on=AFTER)

        async def told() -> bool:
            return bool((await jira.house.action(action_id)).ticket.conflicts)

        await until(told)
        await jira.rest()
    conflict = (await jira.house.action(action_id)).ticket.conflicts[-1]
    assert (conflict.field, conflict.ours, conflict.theirs) == (
        "due_on",
        AFTER.isoformat(),
        "2031-03-03",
    )


def _due(body: bytes, day: str) -> bytes:
    return changed(body, lambda issue: issue["fields"].update(duedate=day))


def changed(body: bytes, change: Callable[[Any], object]) -> bytes:
    issue = json.decode(body)
    change(issue)
    return json.encode(issue)


async def test_not_planned_there_is_given_up_here(github: Stage) -> None:
    async with github.house.mirroring():
        action_id, key = await github.linked()
        await github.side.close_as(key, "not_planned")
        await closed_here(github, action_id)
    assert (await github.house.action(action_id)).status is ActionStatus.CANCELLED


async def test_an_unmapped_status_is_told(jira: Stage) -> None:
    await jira.rule(Rules(statuses={"To Do": Followed.OPEN}))
    async with jira.house.mirroring():
        action_id, key = await jira.linked()
        await jira.side.close_as(key, "In Progress")
        await warned(jira, action_id, "status_unmapped")
        await jira.rest()


async def test_a_transition_that_needs_a_field_is_held_with_its_remedy(jira: Stage) -> None:
    async with jira.house.mirroring():
        action_id, key = await jira.linked()
        await jira.there.people.close(key)
        await closed_here(jira, action_id)
        needs = b'{"errors": {"customfield_1": "Reason is required."}}'
        jira.proxy.refuse("POST", "/transitions", 400, times=1_000, body=needs)
        await jira.house.move(action_id, ActionStatus.OPEN, "it happened again")
        held = await jira.held(action_id, "transition_refused")
        assert held.ticket.remedy
        jira.proxy.release()
        await jira.house.retry(action_id)
        await closed_here(jira, action_id, closed=False)


async def test_an_automation_that_fights_us_is_left_alone_and_told(stage: Stage) -> None:
    async with stage.house.mirroring():
        action_id, _ = await stage.linked()
        stage.proxy.rewrite("GET", stage.read, _fighter())
        await stage.house.retitle(action_id, "Fought " + uuid4().hex[:8])
        held = await stage.held(action_id, "fought_over")
        assert held.ticket.remedy
        verb = "PATCH" if stage.there.kind == "github" else "PUT"
        assert stage.proxy.count(verb, "") <= 12


def _fighter() -> Callable[[bytes], bytes]:
    """Each read shows another title than was written."""
    reads = [0]

    def undone(body: bytes) -> bytes:
        reads[0] += 1
        name = f"automation {reads[0]}"

        def undo(issue: Any) -> None:
            if "fields" in issue:
                issue["fields"]["summary"] = name
            else:
                issue["title"] = name

        return changed(body, undo)

    return undone


async def test_silently_dropped_labels_and_assignees_are_told(github: Stage) -> None:
    await github.rule(Rules(labels=("incident",)))

    def without(body: bytes) -> bytes:
        kept = json.decode(body)
        for name in ("labels", "assignees"):
            kept.pop(name, None)
        return json.encode(kept)

    for verb in ("POST", "PATCH"):
        github.proxy.alter(verb, "/issues", without)
    action_id = await github.plan()
    async with github.house.mirroring():
        await warned(github, action_id, "labels_not_taken")
        await warned(github, action_id, "owner_not_taken")
        await github.rest()


async def test_an_owner_without_an_account_is_told_and_nobody_is_assigned(stage: Stage) -> None:
    action_id = await stage.plan()
    async with stage.house.mirroring(accounts=NoAccounts()):
        await warned(stage, action_id, "owner_unmapped")
        await stage.rest()


async def test_an_account_that_the_tracker_does_not_know_is_told(stage: Stage) -> None:
    refused = b'{"errors": {"assignee": "User does not exist."}}'
    for verb in ("POST", "PUT"):
        stage.proxy.refuse(verb, "/issue$", 400, 1_000, body=refused, holding=b'"assignee"')
    stage.proxy.rewrite("GET", r"/issue/POST", _unassigned)  # which this Jira would have assigned
    action_id = await stage.plan()
    async with stage.house.mirroring(accounts=NOBODY):
        await warned(stage, action_id, "owner_not_taken")
        await stage.rest()


def _unassigned(body: bytes) -> bytes:
    return changed(body, lambda issue: issue["fields"].update(assignee=None))


async def test_a_due_date_that_is_not_on_the_screen_is_told(jira: Stage) -> None:
    refused = b'{"errors": {"duedate": "Field duedate cannot be set. It is not on the screen."}}'
    for verb in ("POST", "PUT"):
        jira.proxy.refuse(verb, "/issue", 400, 1_000, body=refused, holding=b'"duedate"')
    jira.proxy.rewrite("GET", jira.read, _without_due)
    action_id = await jira.plan()
    async with jira.house.mirroring():
        await warned(jira, action_id, "due_date_off_screen")
        await jira.rest()


async def test_a_due_date_that_only_the_screen_of_edits_has_is_set_there(jira: Stage) -> None:
    refused = b'{"errors": {"duedate": "Field duedate cannot be set. It is not on the screen."}}'
    jira.proxy.refuse("POST", "/issue", 400, 1_000, body=refused, holding=b'"duedate"')
    jira.proxy.rewrite("GET", jira.read, _with_due_on_screen)
    async with jira.house.mirroring():
        action_id, key = await jira.linked()
        await jira.rest()
    action = await jira.house.action(action_id)
    assert (await jira.there.tracker().read(key)).due_on == action.due_on
    assert action.ticket.warnings == ()


def _with_due_on_screen(body: bytes) -> bytes:
    return changed(body, lambda issue: issue.update(editmeta={"fields": {"duedate": {}}}))


def _without_due(body: bytes) -> bytes:
    return changed(body, lambda issue: issue["fields"].pop("duedate", None))


async def test_a_deleted_ticket_is_told_and_made_again_only_on_request(stage: Stage) -> None:
    async with stage.house.mirroring():
        action_id, key = await stage.linked()
        stage.proxy.refuse("GET", stage.read, 404, times=2)
        await stage.house.retitle(action_id, "Deleted " + uuid4().hex[:8])
        await stage.house.ticket(action_id, TicketState.GONE)
        assert (await stage.standing(action_id)).code == "ticket_gone"
        assert stage.proxy.count("POST", stage.create) == 1
        await stage.house.retry(action_id)
        assert await stage.house.linked(action_id) == key  # it was there after all
        await stage.rest()


async def test_a_change_during_paging_is_not_passed_over(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (github_lists, jira_issues):
        monkeypatch.setattr(module, "PAGE_SIZE", 2)
    async with stage.house.mirroring():
        for _ in range(5):
            await stage.plan()
        await stage.rest()
        first, *others = [(await stage.house.action(one)).ticket.key or "" for one in stage.actions]
        second_page = stage.proxy.hold("GET", r"[?&](page=2|startAt=2)(&|$)")
        for key in others:
            await stage.there.people.close(key)
        await second_page.reached.wait()
        await stage.there.people.close(first)
        stage.proxy.release()
        for action_id in stage.actions:
            await closed_here(stage, action_id)


@pytest.mark.parametrize("minutes", [10, -10])
async def test_a_clock_that_is_ten_minutes_off_hides_no_change(stage: Stage, minutes: int) -> None:
    stage.proxy.clock_ahead = timedelta(minutes=minutes)
    async with stage.house.mirroring():
        action_id, key = await stage.linked()
        await stage.there.people.close(key)
        await closed_here(stage, action_id)
        await stage.there.people.reopen(key)
        await closed_here(stage, action_id, closed=False)


@pytest.mark.parametrize("how", ["Done", "Cancelled"])
async def test_every_way_of_closing_a_jira_ticket_is_followed(jira: Stage, how: str) -> None:
    async with jira.house.mirroring():
        action_id, key = await jira.linked()
        if how == "Done":
            await jira.side.close_as(key, "In Progress")
        await jira.side.close_as(key, how)
        await closed_here(jira, action_id)
