"""Due dates of GitHub tickets in an issue field of the organization, beside others' fields."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Final

import pytest

from domain.incident_events import Visibility
from domain.tracker import TRACKER, ChangeTracker
from integrations.tracker import Check
from tests.integrations.conformance.stage import Stage
from tests.integrations.conformance.test_sides import is_due, warned
from tests.integrations.conftest import There
from tests.integrations.house import until
from tests.standins.issue_fields import DUE, EFFORT, TEAM, IssueFields

DAY, LATER, EARLIER = date(2031, 2, 3), date(2031, 3, 4), date(2031, 1, 2)
NAMED: Final = "target DATE"  # names are compared without case


@pytest.fixture
async def fields(github: Stage) -> AsyncIterator[IssueFields]:
    """The organization's fields, one of which the stage's tracker names."""
    layer = IssueFields()
    github.proxy.layers.append(layer)
    await name_field(github, NAMED)
    yield layer
    github.proxy.layers.remove(layer)


async def name_field(github: Stage, name: str) -> None:
    change = ChangeTracker(fields={"due_on": name})
    await github.house.do(TRACKER, github.tracker_id, change)


async def held(fields: IssueFields, key: str, day: date) -> None:
    async def holds() -> bool:
        return fields.of(key).get(DUE) == day.isoformat()

    await until(holds)


async def test_the_due_date_is_in_the_field_and_comes_back_from_there(
    github: Stage, fields: IssueFields
) -> None:
    async with github.house.mirroring():
        action_id, key = await github.linked()
        assert fields.of(key) == {DUE: DAY.isoformat()}
        assert not any("issue-field-values" in request.path for request in github.proxy.asked)
        fields.set(key, TEAM, "evals")
        await github.house.revise(action_id, due_on=LATER)
        await held(fields, key, LATER)
        await github.rest()
        fields.set(key, DUE, EARLIER.isoformat())
        title, _, _ = await github.there.people.fetch(key)
        await github.there.people.write(key, title=title)  # which a change of a field does there

        async def followed() -> bool:
            return (await github.house.action(action_id)).due_on == EARLIER

        await until(followed)
        await github.rest()
    assert fields.of(key) == {DUE: EARLIER.isoformat(), TEAM: "evals"}
    assert (await github.house.action(action_id)).ticket.warnings == ()


async def test_values_are_known_by_the_number_of_their_field(
    github: Stage, fields: IssueFields
) -> None:
    fields.named = False
    async with github.house.mirroring():
        action_id, key = await github.linked()
        fields.set(key, DUE, EARLIER.isoformat())
        await github.house.retitle(action_id, "Looked at")
        await until(lambda: is_due(github, action_id, EARLIER))
        await github.rest()
    assert fields.of(key) == {DUE: EARLIER.isoformat()}
    assert (await github.house.action(action_id)).ticket.warnings == ()


async def test_where_both_changed_it_the_field_wins_and_the_conflict_is_told(
    github: Stage, fields: IssueFields
) -> None:
    async with github.house.mirroring():
        action_id, key = await github.linked()
    fields.set(key, DUE, EARLIER.isoformat())
    await github.house.revise(action_id, due_on=LATER)
    async with github.house.mirroring():
        await github.rest()
    action = await github.house.action(action_id)
    (conflict,) = action.ticket.conflicts
    told = (conflict.field, conflict.ours, conflict.theirs)
    assert told == ("due_on", LATER.isoformat(), EARLIER.isoformat())
    assert action.due_on == EARLIER


async def test_a_restricted_incident_empties_the_field_and_leaves_others_fields(
    github: Stage, fields: IssueFields
) -> None:
    async with github.house.mirroring():
        action_id, key = await github.linked()
        fields.set(key, TEAM, "evals")
        await github.house.show(action_id, Visibility.RESTRICTED)
        await github.rest()
        assert fields.of(key) == {TEAM: "evals"}
        await github.house.show(action_id, Visibility.ORGANIZATION)
        await github.rest()
        assert fields.of(key) == {TEAM: "evals", DUE: DAY.isoformat()}


async def test_a_field_named_by_its_number_need_not_be_listed(
    github: Stage, fields: IssueFields
) -> None:
    fields.shown = False
    await name_field(github, str(DUE))
    async with github.house.mirroring():
        _, key = await github.linked()
    assert fields.of(key) == {DUE: DAY.isoformat()}


async def test_without_the_field_the_text_tells_the_day_and_the_link_says_so(
    github: Stage, fields: IssueFields
) -> None:
    fields.fields = fields.fields[:1]
    action_id = await github.plan()
    async with github.house.mirroring():
        await warned(github, action_id, "due_date_off_screen")
        await github.rest()
        key = (await github.house.action(action_id)).ticket.key or ""
        assert f"- Due: {DAY}" in (await github.there.people.fetch(key))[1]
        fields.fields = IssueFields().fields
        await name_field(github, "Target date")  # mended
        await github.house.retitle(action_id, "Seen again")
        await held(fields, key, DAY)
        await github.rest()
    assert (await github.house.action(action_id)).ticket.warnings == ()


async def test_who_looks_for_the_field_at_once_finds_it(github: Stage, fields: IssueFields) -> None:
    async with github.house.mirroring():
        _, key = await github.linked()
    tracker = github.there.tracker(fields={"due_on": NAMED})
    listing = github.proxy.hold("GET", r"/issue-fields$")
    first = asyncio.create_task(tracker.read(key))
    await listing.reached.wait()
    second = asyncio.create_task(tracker.read(key))
    await asyncio.wait([second], timeout=0.5)
    github.proxy.release()
    for ticket in (await first, await second):
        assert (ticket.due_on, ticket.has_due_date) == (DAY, True)
    assert fields.of(key) == {DUE: DAY.isoformat()}


LISTING: Final = r"/issue-fields$"
SILENCES: Final[dict[str, Callable[[Stage], object]]] = {
    "500": lambda github: github.proxy.spoil("GET", LISTING, 500),
    "a pause": lambda github: github.proxy.refuse("GET", LISTING, 429, retry_after="1"),
    "a refused token": lambda github: github.proxy.refuse("GET", LISTING, 401),
    "something else": lambda github: github.proxy.refuse("GET", LISTING, 200, body=b"{}"),
}


@pytest.mark.parametrize("silence", SILENCES)
async def test_a_list_of_fields_that_failed_is_asked_for_again_and_no_ticket_lacks_its_day(
    github: Stage, fields: IssueFields, silence: str
) -> None:
    async with github.house.mirroring("before"):
        action_id, key = await github.linked()
    SILENCES[silence](github)
    await github.house.revise(action_id, due_on=LATER)
    async with github.house.mirroring("restarted"):
        await until(lambda: _goes_on(github))
        _, other = await github.linked()
    assert (fields.of(key), fields.of(other)) == ({DUE: str(LATER)}, {DUE: str(DAY)})
    assert "ticket_warned" not in await github.house.topics(action_id)


async def _goes_on(github: Stage) -> bool:
    return all([(await github.standing(one)).in_step for one in github.actions])


async def test_a_repository_without_fields_is_told(github: Stage, fields: IssueFields) -> None:
    fields.enabled = False
    action_id = await github.plan()
    async with github.house.mirroring():
        await warned(github, action_id, "due_date_off_screen")
        await github.rest()


async def test_a_field_that_the_account_may_not_set_is_told(
    github: Stage, fields: IssueFields
) -> None:
    fields.settable = False
    action_id = await github.plan()
    async with github.house.mirroring():
        await warned(github, action_id, "due_on_not_taken")
        await github.rest()


async def test_a_value_that_is_refused_with_the_issue_makes_no_second_one(
    github: Stage, fields: IssueFields
) -> None:
    body = b'{"message": "Validation Failed", "errors": [{"field": "issue_field_values"}]}'
    github.proxy.refuse("POST", github.create, 422, body=body, holding=b"issue_field_values")
    action_id = await github.plan()
    async with github.house.mirroring():
        await warned(github, action_id, "due_on_not_taken")
        key = await github.house.linked(action_id)
        await github.house.revise(action_id, due_on=LATER)
        await held(fields, key, LATER)
        await github.rest()
    assert github.proxy.count("POST", github.create) == 1


REFUSED: Final = b'{"message": "Validation Failed", "errors": [{"field": "%s"}]}'
BOTH: Final = b"assignees", b"issue_field_values"


@pytest.mark.parametrize("refused", BOTH)
async def test_a_new_issue_is_without_what_was_refused_and_with_the_rest(
    github: Stage, fields: IssueFields, refused: bytes
) -> None:
    (kept,) = set(BOTH) - {refused}
    github.proxy.refuse("POST", github.create, 422, body=REFUSED % refused, holding=refused)
    await github.plan()
    async with github.house.mirroring():
        await github.rest()
    first, second = sent_to(github, "POST", github.create)
    assert refused in first
    assert kept in second
    assert refused not in second


async def test_what_is_refused_one_after_the_other_is_left_out_and_each_time_counted(
    github: Stage, fields: IssueFields
) -> None:
    assert fields.settable
    for refused in BOTH:
        github.proxy.refuse("POST", github.create, 422, body=REFUSED % refused, holding=refused)
    await github.plan()
    async with github.house.mirroring():
        await github.rest()
    assert len(sent_to(github, "POST", github.create)) == 3
    assert github.proxy.count("POST", github.create) == 1
    counted = await github.house.connections.fetchval("select count(*) from ticket_creations")
    assert counted == len(github.proxy.moments("POST", "PATCH")) - len(
        sent_to(github, "POST", "issue-field-values$")
    )


def sent_to(stage: Stage, method: str, path: str) -> list[bytes]:
    """What requests said, whatever became of them."""
    asked = [one for one in stage.proxy.asked if one.method == method]
    return [one.body for one in asked if re.search(path, one.path)]


# the self-test


async def lacking(there: There, name: str) -> Check | None:
    """What the self-test says is wrong with a field."""
    found = await there.tracker(fields={"due_on": name}).check({})
    wrong = [check for check in found.checks if not check.passed]
    assert len(wrong) <= 1
    assert found.passed is not bool(wrong)
    return wrong[0] if wrong else None


async def test_the_self_test_says_what_to_mend(github: Stage, fields: IssueFields) -> None:
    assert await lacking(github.there, NAMED) is None
    assert await lacking(github.there, str(DUE)) is None
    absent = await lacking(github.there, "Due")
    assert absent
    assert "acme has no issue field Due" in absent.detail
    assert "date: Target date." in absent.detail
    assert "fields.due_on" in absent.remedy
    odd = await lacking(github.there, "Effort")
    assert odd
    assert "Effort is of the type number" in odd.detail
    assert (await lacking(github.there, str(EFFORT))) is not None
    fields.shown = False
    assert await lacking(github.there, str(DUE)) is None
    hidden = await lacking(github.there, NAMED)
    assert hidden
    assert "read:org" in hidden.remedy


async def test_the_self_test_asks_for_push_access(github: Stage, fields: IssueFields) -> None:
    assert fields.settable
    triage = b'"permissions":{"admin":false,"push":false,"triage":true,"pull":true}'
    github.proxy.rewrite("GET", r"/repos/acme/actions$", lambda body: _with_rights(body, triage))
    refused = await lacking(github.there, NAMED)
    assert refused
    assert refused.name == "may_set_due_date"
    assert "push access" in refused.detail
    assert "Write" in refused.remedy


def _with_rights(body: bytes, rights: bytes) -> bytes:
    return re.sub(rb'"permissions":\{[^}]*\}', rights, body)
