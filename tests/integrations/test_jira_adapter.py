"""What Jira alone asks of its adapter: screens, labels, properties, workflows."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from integrations.tracker import (
    TrackerRejected,
)
from tests.integrations.conftest import There
from tests.integrations.test_adapters import draft, json_answer, soon
from tests.integrations.test_mirror import titled


async def test_jira_without_a_due_date_on_its_screen_gets_the_rest(jira_there: There) -> None:
    there = jira_there
    await there.proxy.mend()
    tracker = there.tracker()
    body = b'{"errorMessages":[],"errors":{"duedate":"cannot be set"}}'
    there.proxy.refuse("POST", there.create, 400).answer = json_answer(400, body)
    wanted = draft(tracker, titled("No due date"))
    made = await tracker.create(wanted, soon())
    read = await tracker.read(made.key)
    assert read.due_on is None
    assert "2031-02-03" in read.body
    assert tracker.differing(wanted, read) == ()


async def test_what_a_create_shows_of_its_screen_changes_no_ticket_read_before(
    jira_there: There,
) -> None:
    there = jira_there
    await there.proxy.mend()
    tracker = there.tracker()
    wanted = draft(tracker, titled("Due"))
    read = await tracker.read((await tracker.create(wanted, soon())).key)
    later = replace(wanted, due_on=date(2031, 4, 5))
    body = b'{"errorMessages":[],"errors":{"duedate":"cannot be set"}}'
    there.proxy.refuse("POST", there.create, 400).answer = json_answer(400, body)
    await tracker.create(draft(tracker, titled("Beside")), soon())
    assert tracker.differing(later, read) == ("due_on",)
    await tracker.edit(read, later)
    assert (await tracker.read(read.key)).due_on == later.due_on


async def test_jira_is_sent_a_label_and_a_property_in_the_one_post(jira_there: There) -> None:
    there = jira_there
    await there.proxy.mend()
    tracker = there.tracker()
    wanted = draft(tracker, titled("Property"))
    await tracker.create(wanted, soon())
    (sent,) = [body for verb, body in there.proxy.bodies if verb == "POST"]
    assert wanted.marker.mac.encode() in sent
    assert UUID(str(wanted.marker.action_id)).hex in sent.decode().replace("-", "")
    assert b'"properties"' in sent


async def test_jira_refuses_to_open_what_the_workflow_keeps_closed(jira_there: There) -> None:
    there = jira_there
    await there.proxy.mend()
    tracker = there.tracker()
    made = await tracker.create(draft(tracker, titled("Kept closed")), soon())
    await there.people.close(made.key)
    there.proxy.rewrite("GET", "/transitions", lambda _: b'{"transitions":[]}')
    with pytest.raises(TrackerRejected) as refused:
        await tracker.reopen(made.key)
    assert refused.value.code == "transition_missing"
