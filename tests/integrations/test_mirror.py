"""The mirror against real counterparts: GitHub by `emulate`, Jira by `jira820`."""

import asyncio
from uuid import UUID, uuid4

import pytest

from domain.action_events import ActionStatus
from domain.ticket import TicketState
from domain.tracker import TRACKER, ChangeTracker, Credential
from integrations import jobs
from integrations.standing import row_of
from tests.integrations.conftest import There
from tests.integrations.house import CREDENTIAL, House, until
from tests.standins.servers import GITHUB_TOKEN


def titled(name: str) -> str:
    """A title that no other test uses: the stand-ins live for the whole run."""
    return f"{name} {uuid4().hex[:8]}"


async def planned(house: House, there: There, title: str) -> tuple[UUID, UUID]:
    """Register the tracker and plan an action for it; the ids of both."""
    tracker_id = await house.register(there.kind, there.proxy.url, there.project)
    return tracker_id, await house.plan(title, tracker_id)


async def test_an_action_with_a_tracker_gets_one_ticket(house: House, there: There) -> None:
    title = titled("Cap the retries")
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
    assert await there.people.tickets(title) == [key]
    action = await house.action(action_id)
    assert action.ticket.url is not None
    assert action.ticket.url.startswith(there.proxy.url)
    _, body, closed = await there.people.fetch(key)
    assert "what to do" in body
    assert "ana@example.com" in body
    assert not closed
    assert await house.topics(action_id) == [
        "planned",
        "ticket_requested",
        "ticket_create_started",
        "ticket_linked",
    ]
    row = await row_of(house.connections, action_id)
    assert row is not None
    assert row.last_synced_at is not None


async def test_events_of_the_mirror_name_the_mirror(house: House, there: There) -> None:
    _, action_id = await planned(house, there, titled("Named"))
    async with house.mirroring():
        await house.linked(action_id)
    linked = (await house.events(action_id))[-1].metadata
    assert (linked.actor.kind, linked.actor.id, linked.subject) == ("tool", "mirror", "ACT-1")


async def test_an_edit_here_is_pushed_there(house: House, there: There) -> None:
    first, second = titled("First"), titled("Second")
    _, action_id = await planned(house, there, first)
    async with house.mirroring():
        key = await house.linked(action_id)
        _, body, _ = await there.people.fetch(key)
        await there.people.write(key, body=f"theirs above\n\n{body}\n\ntheirs below")
        await house.retitle(action_id, second)

        async def pushed() -> bool:
            return (await there.people.fetch(key))[0] == second

        await until(pushed)
        await house.in_step(action_id)
    _, body, _ = await there.people.fetch(key)
    assert body.startswith("theirs above")
    assert body.endswith("theirs below")
    assert "ticket_updated" in await house.topics(action_id)
    assert there.proxy.count("POST", there.create) == 1


async def test_our_title_is_put_back_when_somebody_changes_it(house: House, there: There) -> None:
    title = titled("Ours")
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
        await there.people.write(key, title="somebody else's")

        async def restored() -> bool:
            return (await there.people.fetch(key))[0] == title

        await until(restored)


async def test_closed_there_is_done_here_and_reopened_there_is_open_here(
    house: House, there: There
) -> None:
    _, action_id = await planned(house, there, titled("Closed there"))
    async with house.mirroring():
        key = await house.linked(action_id)
        await there.people.close(key)
        await house.status(action_id, ActionStatus.DONE)
        await there.people.reopen(key)
        await house.status(action_id, ActionStatus.OPEN)
        await house.in_step(action_id)
    topics = await house.topics(action_id)
    assert topics.count("ticket_observed") == 2
    assert topics.count("status_changed") == 2
    actors = {r.metadata.actor.id for r in await house.events(action_id) if "status" in r.topic}
    assert actors == {"mirror"}


async def test_reopened_here_is_reopened_there(house: House, there: There) -> None:
    _, action_id = await planned(house, there, titled("Reopened here"))
    async with house.mirroring():
        key = await house.linked(action_id)
        await there.people.close(key)
        await house.status(action_id, ActionStatus.DONE)
        await house.in_step(action_id)
        await house.move(action_id, ActionStatus.OPEN, "it happened again")

        async def opened() -> bool:
            return not (await there.people.fetch(key))[2]

        await until(opened)
        await house.in_step(action_id)
    assert (await house.action(action_id)).status is ActionStatus.OPEN


async def test_our_own_writes_come_back_as_nothing(house: House, there: There) -> None:
    _, action_id = await planned(house, there, titled("Echo"))
    async with house.mirroring():
        await house.linked(action_id)
        before = await house.topics(action_id)
        polls = r"since=" if there.kind == "github" else r"updated\+"
        seen = there.proxy.count("GET", polls)

        async def polled_twice() -> bool:
            return there.proxy.count("GET", polls) >= seen + 2

        await until(polled_twice)
        assert await house.topics(action_id) == before
    assert there.proxy.count("PATCH", "") + there.proxy.count("PUT", "") == 0


async def test_a_refusal_blocks_with_code_reason_and_remedy_until_somebody_retries(
    house: House, there: There
) -> None:
    there.proxy.refuse("POST", there.create, 403)
    title = titled("Refused")
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        ticket = (await house.ticket(action_id, TicketState.BLOCKED)).ticket
        assert ticket.code == "permission_missing"
        assert ticket.reason
        assert ticket.remedy
        await house.retry(action_id)
        assert await jobs.retry(house.connections, action_id)
        key = await house.linked(action_id)
    assert (await house.action(action_id)).ticket.code is None
    assert await there.people.tickets(title) == [key]


async def test_a_mended_configuration_frees_what_was_blocked(
    house: House, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CREDENTIAL)
    tracker_id, action_id = await planned(house, there, titled("Mended"))
    async with house.mirroring():
        action = await house.ticket(action_id, TicketState.BLOCKED)
        assert action.ticket.code == "credential_missing"
        assert CREDENTIAL in (action.ticket.reason or "")
        monkeypatch.setenv("ANOTHER_TOKEN", GITHUB_TOKEN)
        change = ChangeTracker(credential=Credential(env="ANOTHER_TOKEN"))
        await house.do(TRACKER, tracker_id, change)
        await house.linked(action_id)


async def test_a_tracker_is_followed_when_its_repository_has_a_new_name(
    house: House, github_there: There
) -> None:
    there = github_there
    await there.proxy.mend()
    title = titled("Renamed")
    tracker_id, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
        there.proxy.renamed["acme/other"] = there.project
        await house.do(TRACKER, tracker_id, ChangeTracker(project="acme/other"))
        await house.retitle(action_id, title + ".")
        await until(lambda: _titled(there, key, title + "."))
        await house.in_step(action_id)
    assert (await house.action(action_id)).ticket.key == key.replace("acme/actions", "acme/other")
    assert await there.people.tickets(title + ".") == [key]


async def _titled(there: There, key: str, title: str) -> bool:
    return (await there.people.fetch(key))[0] == title


async def test_what_does_not_carry_our_mark_is_not_overwritten(
    house: House, jira_there: There
) -> None:
    there = jira_there
    await there.proxy.mend()
    title = titled("Not ours")
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
        await there.people.make_foreign(key)
        await house.retitle(action_id, title + ".")
        action = await house.ticket(action_id, TicketState.BLOCKED)
        assert action.ticket.code == "ticket_not_ours"
    assert (await there.people.fetch(key))[0] == "somebody else's"


async def test_a_ticket_that_is_gone_is_told_and_made_again_only_on_request(
    house: House, there: There
) -> None:
    title = titled("Gone")
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
        there.proxy.refuse("GET", there.read, 404, times=2)
        await house.retitle(action_id, title + ".")
        await house.ticket(action_id, TicketState.GONE)
        assert there.proxy.count("POST", there.create) == 1
        await house.retry(action_id)
        assert await house.linked(action_id) == key  # it was there after all, and is found


async def test_a_cancelled_action_gets_no_ticket(house: House, there: There) -> None:
    title = titled("Cancelled")
    tracker_id, action_id = await planned(house, there, title)
    await house.move(action_id, ActionStatus.CANCELLED, "not worth it")
    other = await house.plan(titled("Planned later"), tracker_id)
    async with house.mirroring():
        await house.linked(other)
        await house.in_step(other)
    assert await there.people.tickets(title) == []


async def test_pull_requests_are_passed_over(house: House, github_there: There) -> None:
    there = github_there
    await there.proxy.mend()
    _, action_id = await planned(house, there, titled("Pull request"))
    async with house.mirroring():
        key = await house.linked(action_id)
        there.proxy.rewrite("GET", r"/issues\?", _as_pull_requests)
        changes = await there.tracker().changes((await house.events(action_id))[0].recorded_at)
        assert key not in {ticket.key for ticket in changes.tickets}
        assert changes.tickets == ()


def _as_pull_requests(body: bytes) -> bytes:
    return body.replace(b'"number":', b'"pull_request":{},"number":')


async def test_reading_the_log_again_makes_no_second_ticket(house: House, there: There) -> None:
    title = titled("Read again")
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
    await house.connections.execute("update followers set position = 0 where name = 'mirror'")
    await house.connections.execute("delete from ticket_jobs")
    async with house.mirroring("later"):
        await house.in_step(action_id)
    assert await there.people.tickets(title) == [key]
    assert there.proxy.count("POST", there.create) == 1


async def test_a_retry_that_is_read_again_with_the_request_before_it_forgets_no_ticket(
    house: House, there: There
) -> None:
    there.proxy.refuse("POST", there.create, 410)
    _, action_id = await planned(house, there, titled("Retried"))
    async with house.mirroring():
        await house.ticket(action_id, TicketState.BLOCKED)
        await house.retry(action_id)
        await house.linked(action_id)
    await house.connections.execute("update followers set position = 0 where name = 'mirror'")
    await house.connections.execute("delete from ticket_jobs")
    async with house.mirroring("later"):
        await house.in_step(action_id)
    assert there.proxy.count("POST", there.create) == 1


async def test_two_mirrors_make_one_ticket_each(house: House, there: There) -> None:
    titles = [titled("Two mirrors") for _ in range(12)]
    tracker_id = await house.register(there.kind, there.proxy.url, there.project)
    async with house.mirroring("one"), house.mirroring("two"):
        actions = [await house.plan(title, tracker_id) for title in titles]
        keys = await asyncio.gather(*(house.linked(action_id) for action_id in actions))
    assert len(set(keys)) == len(titles)
    assert there.proxy.count("POST", there.create) == len(titles)


async def test_a_credential_is_in_no_event_row_or_log(
    house: House, there: There, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    there.proxy.refuse("POST", there.create, 401)
    there.proxy.lose("POST", there.create)
    there.proxy.spoil("GET", there.read, 500)
    _, action_id = await planned(house, there, titled("Secret"))
    async with house.mirroring():
        await house.ticket(action_id, TicketState.BLOCKED)
        await house.retry(action_id)
        await house.linked(action_id)
    assert any(GITHUB_TOKEN.encode() in head for head in there.proxy.heads)
    assert not any(GITHUB_TOKEN.encode() in head.split(b"\r\n")[0] for head in there.proxy.heads)
    printed = "".join(capfd.readouterr())
    assert "ticket_linked" in printed
    assert GITHUB_TOKEN not in printed + caplog.text
    everything = await house.connections.fetch(
        "select state || metadata as bytes from stored_events"
        " union all select convert_to(ticket_jobs::text, 'UTF8') from ticket_jobs"
        " union all select convert_to(ticket_trackers::text, 'UTF8') from ticket_trackers"
    )
    assert not any(GITHUB_TOKEN.encode() in row["bytes"] for row in everything)
