"""Owner, due date, labels, status and who may see: field by field, against real counterparts."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.action_events import ActionStatus, Priority
from domain.incident_events import Visibility
from domain.tracker import TRACKER, ChangeTracker
from domain.tracker_rules import Directions, Followed, Rules
from tests.integrations.conftest import There
from tests.integrations.house import Book, House, until
from tests.integrations.people import JiraPeople, People
from tests.integrations.test_mirror import planned, titled

DAY, LATER, EARLIER = date(2031, 2, 3), date(2031, 3, 4), date(2031, 1, 2)


async def ruled(house: House, there: There, title: str, **rules: Any) -> tuple[UUID, UUID]:
    """As `planned`, in a tracker with rules."""
    tracker_id, action_id = await planned(house, there, title)
    await house.do(TRACKER, tracker_id, ChangeTracker(rules=Rules(**rules)))
    return tracker_id, action_id


async def owned(house: House, action_id: UUID, owner: str) -> None:
    async def is_owner() -> bool:
        return (await house.action(action_id)).owner == owner

    await until(is_owner)


async def due(house: House, action_id: UUID, day: date) -> None:
    async def is_due() -> bool:
        return (await house.action(action_id)).due_on == day

    await until(is_due)


async def due_there(there: There, key: str, day: date) -> None:
    tracker = there.tracker()

    async def is_due() -> bool:
        return (await tracker.read(key)).due_on == day

    await until(is_due)


async def assigned(there: There, key: str, account: str | None) -> None:
    async def is_assigned() -> bool:
        return (await there.people.fields(key))[0] == account

    await until(is_assigned)


def jira(people: People) -> JiraPeople:
    assert isinstance(people, JiraPeople)
    return people


def codes(warnings: Sequence[Any]) -> set[str]:
    return {warning.code for warning in warnings}


async def test_the_owner_goes_there_and_comes_back(house: House, there: There) -> None:
    _, action_id = await planned(house, there, titled("Owner"))
    async with house.mirroring():
        key = await house.linked(action_id)
        await assigned(there, key, "alice")
        await house.revise(action_id, owner="ben@example.com")
        await assigned(there, key, "octocat")
        await house.in_step(action_id)
        await there.people.assign(key, "alice")
        await owned(house, action_id, "ana@example.com")
        await house.in_step(action_id)
    assert (await house.action(action_id)).ticket.warnings == ()
    assert "ticket_conflict" not in await house.topics(action_id)


async def test_the_due_date_goes_there_and_comes_back(house: House, there: There) -> None:
    _, action_id = await planned(house, there, titled("Due"))
    async with house.mirroring():
        key = await house.linked(action_id)
        await house.revise(action_id, due_on=LATER)
        await due_there(there, key, LATER)
        await house.in_step(action_id)
        await there.people.postpone(key, EARLIER)
        await due(house, action_id, EARLIER)
        await due_there(there, key, EARLIER)


async def test_where_both_sides_changed_the_tracker_wins_and_the_conflict_is_shown(
    house: House, there: There
) -> None:
    _, action_id = await planned(house, there, titled("Both"))
    async with house.mirroring():
        key = await house.linked(action_id)
    await house.revise(action_id, due_on=LATER, owner="ben@example.com")
    await there.people.postpone(key, EARLIER)
    async with house.mirroring():
        await due(house, action_id, EARLIER)
        await house.in_step(action_id)
        await assigned(there, key, "octocat")
    (conflict,) = (await house.action(action_id)).ticket.conflicts
    assert (conflict.field, conflict.ours, conflict.theirs) == (
        "due_on",
        "2031-03-04",
        "2031-01-02",
    )


async def test_an_owner_without_an_account_is_told_and_nobody_is_assigned(
    house: House, there: There
) -> None:
    _, action_id = await planned(house, there, titled("Unmapped"))
    async with house.mirroring(accounts=Book({})):
        key = await house.linked(action_id)
    assert codes((await house.action(action_id)).ticket.warnings) == {"owner_unmapped"}
    assert (await there.people.fields(key))[0] is None
    async with house.mirroring():  # the roster knows by now
        await house.revise(action_id, priority=Priority.HIGH)
        await assigned(there, key, "alice")
        await house.in_step(action_id)
    assert (await house.action(action_id)).ticket.warnings == ()


async def test_who_is_assigned_there_without_being_on_the_roster_is_left_and_told(
    house: House, there: There
) -> None:
    _, action_id = await planned(house, there, titled("Stranger"))
    async with house.mirroring(accounts=Book({"ana@example.com": "alice"})):
        key = await house.linked(action_id)
        await there.people.assign(key, "octocat")

        async def told() -> bool:
            return codes((await house.action(action_id)).ticket.warnings) == {"assignee_unknown"}

        await until(told)
        await house.in_step(action_id)
    assert (await house.action(action_id)).owner == "ana@example.com"
    assert (await there.people.fields(key))[0] == "octocat"


def _drops_people(body: bytes) -> bytes:
    return body.replace(b'"assignees":[{', b'"assignees":[],"was":[{').replace(
        b'"assignee":{', b'"assignee":null,"is":{'
    )


async def test_an_assignee_who_is_dropped_in_silence_is_told_and_not_pushed_for_ever(
    house: House, there: There
) -> None:
    there.proxy.rewrite("GET", there.read, _drops_people)
    _, action_id = await planned(house, there, titled("Dropped"))
    async with house.mirroring():
        await house.linked(action_id)
        await house.retitle(action_id, titled("Dropped again"))
        await house.in_step(action_id)
    assert codes((await house.action(action_id)).ticket.warnings) == {"owner_not_taken"}
    assert there.proxy.count("PATCH", "") + there.proxy.count("PUT", "") <= 2


async def test_an_assignee_whom_the_tracker_does_not_know_keeps_no_ticket_from_being_made(
    house: House, github_there: There
) -> None:
    there = github_there
    await there.proxy.mend()
    title = titled("Nobody")
    _, action_id = await planned(house, there, title)
    async with house.mirroring(accounts=Book({"ana@example.com": "no-such-login"})):
        key = await house.linked(action_id)
    assert codes((await house.action(action_id)).ticket.warnings) == {"owner_not_taken"}
    assert await there.people.tickets(title) == [key]


@pytest.mark.parametrize("noted", ["alice", "ALICE"])
async def test_a_login_is_the_same_in_whatever_case_github_or_the_roster_spells_it(
    house: House, github_there: There, noted: str
) -> None:
    there, book = github_there, Book({"ana@example.com": noted, "ben@example.com": "octocat"})
    await there.proxy.mend()
    there.proxy.rewrite("GET", there.read, lambda body: body.replace(b'"alice"', b'"Alice"'))
    _, action_id = await planned(house, there, titled("Spelled"))
    async with house.mirroring(accounts=book):
        key = await house.linked(action_id)
        assert (await house.action(action_id)).ticket.warnings == ()
        assert (await there.people.fields(key))[0] == "alice"
        await house.show(action_id, Visibility.RESTRICTED)
        await assigned(there, key, None)
        await house.in_step(action_id)


async def test_what_was_agreed_of_a_login_in_another_case_is_no_change(
    house: House, github_there: There
) -> None:
    there = github_there
    await there.proxy.mend()
    _, action_id = await planned(house, there, titled("Noted before"))
    async with house.mirroring():
        key = await house.linked(action_id)
    spelled = """update ticket_jobs set agreed =
        convert_to(replace(convert_from(agreed, 'UTF8'), '"alice"', '"Alice"'), 'UTF8')"""
    await house.connections.execute(spelled)
    await house.revise(action_id, owner="ben@example.com")
    async with house.mirroring():
        await assigned(there, key, "octocat")
        await house.in_step(action_id)
    action = await house.action(action_id)
    assert (action.owner, action.ticket.conflicts) == ("ben@example.com", ())


async def test_labels_are_put_beside_theirs(house: House, there: There) -> None:
    _, action_id = await ruled(house, there, titled("Labels"), labels=("ai-failure",))
    async with house.mirroring():
        key = await house.linked(action_id)
        assert "ai-failure" in (await there.people.fields(key))[1]
        await there.people.label(key, ["theirs"])

        async def both() -> bool:
            return {"theirs", "ai-failure"} <= (await there.people.fields(key))[1]

        await until(both)
        await house.in_step(action_id)


async def test_a_priority_is_a_label_in_github_and_the_old_one_goes(
    house: House, github_there: There
) -> None:
    there = github_there
    await there.proxy.mend()
    words = {Priority.MEDIUM: "P2", Priority.URGENT: "P0"}
    _, action_id = await ruled(house, there, titled("Priority"), priorities=words)
    async with house.mirroring():
        key = await house.linked(action_id)
        assert "P2" in (await there.people.fields(key))[1]
        await house.revise(action_id, priority=Priority.URGENT)

        async def raised() -> bool:
            labels = (await there.people.fields(key))[1]
            return "P0" in labels and "P2" not in labels

        await until(raised)


async def test_given_up_there_is_cancelled_here_and_says_how(house: House, there: There) -> None:
    statuses = {"Cancelled": Followed.CANCELLED}
    _, action_id = await ruled(house, there, titled("Given up"), statuses=statuses)
    async with house.mirroring():
        key = await house.linked(action_id)
        await there.people.give_up(key)
        await house.status(action_id, ActionStatus.CANCELLED)
    changed = [r.event for r in await house.events(action_id) if "status_changed" in r.topic]
    assert "closed in the tracker" in changed[-1].reason


async def test_a_direction_that_is_off_is_left_alone(house: House, there: There) -> None:
    off = Directions(owner="off", due_on="off", status="off")
    _, action_id = await ruled(house, there, titled("Off"), directions=off)
    async with house.mirroring():
        key = await house.linked(action_id)
        assert (await there.people.fields(key))[0] is None
        await there.people.assign(key, "octocat")
        await there.people.close(key)

        async def closed() -> bool:
            return (await house.action(action_id)).ticket.closed

        await until(closed)
        await house.in_step(action_id)
    action = await house.action(action_id)
    assert (action.status, action.owner) == (ActionStatus.OPEN, "ana@example.com")
