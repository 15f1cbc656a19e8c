"""What the mirror leaves alone: what few may see, what is paused, given up or fought over."""

import pytest
from msgspec.structs import replace

from domain.action_events import ActionStatus
from domain.incident_events import Visibility
from domain.ticket import TicketState
from domain.tracker import TRACKER, ChangeTracker
from domain.tracker_rules import Restricted, Rules
from integrations.standing import row_of
from tests.integrations.conftest import There
from tests.integrations.house import QUICK, House, until
from tests.integrations.test_fields import codes, jira
from tests.integrations.test_mirror import planned, titled

# who may see


async def test_a_restricted_incident_shows_a_reference_and_nothing_else(
    house: House, there: There
) -> None:
    tracker_id = await house.register(there.kind, there.proxy.url, there.project)
    action_id = await house.plan(
        "Secret plan", tracker_id, "secret details", visibility=Visibility.RESTRICTED
    )
    async with house.mirroring():
        key = await house.linked(action_id)
        title, body, _ = await there.people.fetch(key)
        assert title == "ACT-1"
        for word in ("ecret", "ana", "2031", "medium", "guardrail"):
            assert word not in body
        assert (await there.people.fields(key))[0] is None
        await house.show(action_id, Visibility.ORGANIZATION)

        async def shown() -> bool:
            return (await there.people.fetch(key))[0] == "Secret plan"

        await until(shown)
        await house.show(action_id, Visibility.RESTRICTED)

        async def hidden() -> bool:
            title, body, _ = await there.people.fetch(key)
            return title == "ACT-1" and "secret" not in body

        await until(hidden)


async def test_rules_may_allow_no_ticket_for_a_restricted_incident(
    house: House, there: There
) -> None:
    tracker_id = await house.register(there.kind, there.proxy.url, there.project)
    rules = Rules(restricted=Restricted.NONE)
    await house.do(TRACKER, tracker_id, ChangeTracker(rules=rules))
    title = titled("No ticket")
    action_id = await house.plan(title, tracker_id, visibility=Visibility.RESTRICTED)
    async with house.mirroring():
        action = await house.ticket(action_id, TicketState.PAUSED)
        assert action.ticket.code == "incident_restricted"
        assert there.proxy.count("POST", there.create) == 0
        await house.show(action_id, Visibility.ORGANIZATION)
        await house.linked(action_id)


# holding still, giving up


async def test_a_paused_tracker_is_called_for_nothing_and_goes_on_later(
    house: House, there: There
) -> None:
    tracker_id, action_id = await planned(house, there, titled("Paused"))
    await house.do(TRACKER, tracker_id, ChangeTracker(paused=True))
    async with house.mirroring():
        action = await house.ticket(action_id, TicketState.PAUSED)
        assert action.ticket.code == "tracker_paused"
        assert there.proxy.heads == []
        await house.do(TRACKER, tracker_id, ChangeTracker(paused=False))
        await house.linked(action_id)


async def test_a_ticket_given_up_is_left_alone_and_taken_up_again(
    house: House, there: There
) -> None:
    title = titled("Detached")
    tracker_id, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
        await house.revise(action_id, tracker=None)
        await house.retitle(action_id, title + " changed")
        other = await house.plan(titled("Other"), tracker_id)
        await house.linked(other)
        assert await there.people.tickets(title) == [key]
        await house.request(action_id, tracker_id)
        assert await house.linked(action_id) == key
    assert await there.people.tickets(title + " changed") == [key]
    assert there.proxy.count("POST", there.create) == 2


# who fights


async def test_who_undoes_our_text_again_and_again_is_left_alone_until_a_person_retries(
    house: House, there: There
) -> None:
    title = titled("Fought over")
    _, action_id = await planned(house, there, title)
    timing = replace(QUICK, fights_max=3)

    async with house.mirroring(timing=timing):
        key = await house.linked(action_id)

        async def restored() -> bool:
            is_blocked = (await house.action(action_id)).ticket.state is TicketState.BLOCKED
            return is_blocked or (await there.people.fetch(key))[0] == title

        for _ in range(timing.fights_max + 1):
            await house.at_rest(action_id)
            await there.people.write(key, title="by a machine")
            await until(restored)
        action = await house.action(action_id)
        assert action.ticket.code == "fought_over"
        assert "title" in (action.ticket.reason or "")
        await house.retry(action_id)
        await house.linked(action_id)
    assert await there.people.tickets(title) == [key]


async def test_a_second_ticket_under_the_same_mark_is_told_and_forgotten_once_closed(
    house: House, jira_there: There
) -> None:
    there = jira_there
    await there.proxy.mend()
    title = titled("Twice")
    _, action_id = await planned(house, there, title)
    async with house.mirroring(timing=replace(QUICK, search=0.2)):
        key = await house.linked(action_id)
        twin = await there.people.twin(key)

        async def warned() -> bool:
            return codes((await house.action(action_id)).ticket.warnings) == {"ticket_twice"}

        await until(warned)
        await there.people.close(twin)

        async def settled() -> bool:
            return (await house.action(action_id)).ticket.warnings == ()

        await until(settled)
        row = await row_of(house.connections, action_id)
        assert row is not None
        assert row.last_synced_at is not None


@pytest.mark.parametrize("status", ["In Review"])
async def test_work_begun_there_is_in_progress_here(
    house: House, jira_there: There, status: str
) -> None:
    there = jira_there
    await there.proxy.mend()
    _, action_id = await planned(house, there, titled(status))
    async with house.mirroring():
        key = await house.linked(action_id)
        await jira(there.people).begin(key)
        await house.status(action_id, ActionStatus.IN_PROGRESS)
