"""Jira Cloud: people by account id, pages by tokens, no total, limits per issue."""

import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec import json
from msgspec.structs import replace

from domain.action_events import ActionStatus
from integrations.tracker import SelfTest, TrackerRejected, TrackerUnavailable
from tests.integrations.conformance.counterpart import counterpart_of
from tests.integrations.conformance.stage import Stage, on_stage
from tests.integrations.conformance.test_doorbell import DEAF, SECRET, listen, ring, wishes
from tests.integrations.conformance.test_sides import closed_here, is_due, warned
from tests.integrations.conftest import There, at_cloud
from tests.integrations.house import CREDENTIAL, QUICK, Book, House, until
from tests.integrations.test_adapters import draft, soon
from tests.integrations.test_mirror import titled
from tests.standins.jira_cloud import API, PAGE_MAX, JiraCloud, account_id

TOKEN: Final = "bot@example.com:a-token"
PEOPLE: Final = Book(
    {"ana@example.com": account_id("alice"), "ben@example.com": account_id("octocat")}
)
LATER: Final = date(2031, 5, 6)
SEARCH: Final = "/search/jql"


@pytest.fixture(scope="module")
async def site_there(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[There]:
    async with at_cloud(tmp_path_factory.mktemp("cloud")) as there:
        yield there


@pytest.fixture
async def there(
    site_there: There, credential: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[There]:
    monkeypatch.setenv(CREDENTIAL, TOKEN)
    monkeypatch.setenv("DOORBELL_SECRET_OF_THE_TESTS", SECRET)
    site = site_of(site_there)
    site.page_max, site.writes_max = PAGE_MAX, 1_000_000
    await site_there.proxy.mend()
    yield site_there
    await site_there.proxy.mend()


@pytest.fixture
async def cloud(house: House, there: There) -> AsyncIterator[Stage]:
    """What is asked of a site is allowed there, whatever the story."""
    async with on_stage(house, there, counterpart_of(there)) as opened:
        yield opened
    assert [one.path for one in there.proxy.asked if f"{API}/search?" in one.path] == []
    for body in (json.decode(said) for verb, said in there.proxy.bodies if said):
        assert not {"name", "key"} & set(body.get("fields", {}).get("assignee") or {})


def site_of(there: There) -> JiraCloud:
    site = there.proxy.layers[0]
    assert isinstance(site, JiraCloud)
    return site


async def looked_at(there: There, **accounts: str) -> SelfTest:
    return await there.tracker(TOKEN).check(
        {f"{who}@example.com": of for who, of in accounts.items()}
    )


async def test_a_ticket_lives_in_step_from_its_making_to_its_end(cloud: Stage) -> None:
    people = cloud.there.people
    async with cloud.house.mirroring(accounts=PEOPLE):
        action_id, key = await cloud.linked(title=titled("Cloud"))
        assert (await people.fields(key))[0] == "alice"
        await cloud.house.revise(
            action_id, title="Cloud again", due_on=LATER, owner="ben@example.com"
        )
        await cloud.rest()
        assert (await people.fetch(key))[0] == "Cloud again"
        assert (await people.fields(key))[0] == "octocat"
        await people.assign(key, "alice")
        await people.postpone(key, LATER + timedelta(days=1))
        await until(lambda: _is_owned(cloud, action_id, "ana@example.com"))
        await until(lambda: is_due(cloud, action_id, LATER + timedelta(days=1)))
        await people.close(key)
        await closed_here(cloud, action_id)
        await cloud.house.move(action_id, ActionStatus.OPEN, "it happened again")
        await closed_here(cloud, action_id, closed=False)
        assert not (await people.fetch(key))[2]
        await people.give_up(key)
        await closed_here(cloud, action_id)
    assert (await cloud.house.action(action_id)).ticket.warnings == ()


async def _is_owned(stage: Stage, action_id: UUID, owner: str) -> bool:
    return (await stage.house.action(action_id)).owner == owner


async def test_a_lost_answer_is_found_by_the_marker_in_the_new_search(cloud: Stage) -> None:
    cloud.proxy.lose("POST", cloud.create)
    async with cloud.house.mirroring(accounts=PEOPLE):
        await cloud.linked()
        await cloud.rest()
    assert cloud.proxy.count("POST", cloud.create) == 1
    assert any("labels" in path and SEARCH in path for _, path, _ in cloud.proxy.seen)


async def test_an_account_that_is_none_there_is_told_and_nobody_is_assigned(cloud: Stage) -> None:
    nobody = Book({"ana@example.com": "712020:nobody"})
    async with cloud.house.mirroring(accounts=nobody):
        action_id = await cloud.plan()
        await warned(cloud, action_id, "owner_not_taken")
        await cloud.rest()


# pages


async def test_a_change_during_paging_is_not_passed_over(cloud: Stage) -> None:
    site_of(cloud.there).page_max = 2
    async with cloud.house.mirroring(accounts=PEOPLE):
        for _ in range(5):
            await cloud.plan()
        await cloud.rest()
        first, *others = [(await cloud.house.action(one)).ticket.key or "" for one in cloud.actions]
        second_page = cloud.proxy.hold("GET", "nextPageToken=")
        for key in others:
            await cloud.there.people.close(key)
        await second_page.reached.wait()
        await cloud.there.people.close(first)
        cloud.proxy.release()
        for action_id in cloud.actions:
            await closed_here(cloud, action_id)


async def test_every_page_of_a_list_is_read_to_the_last(there: There) -> None:
    tracker = there.tracker(TOKEN)
    made = [await tracker.create(draft(tracker, titled("Paged")), soon()) for _ in range(5)]
    site_of(there).page_max = 2
    keys = [ticket.key async for page in tracker.ours(None) for ticket in page]
    assert {one.key for one in made} <= set(keys)
    assert len(keys) == len(set(keys))


def answering(pages: list[dict[str, Any]]) -> Callable[[bytes], bytes]:
    """Pages in turn in the place of what is found; the last one again and again."""
    left = list(pages)

    def page(body: bytes) -> bytes:
        said = left.pop(0) if len(left) > 1 else left[0]
        return json.encode({"issues": json.decode(body)["issues"]} | said)

    return page


async def test_an_empty_page_is_not_the_last_one(there: There) -> None:
    tracker, began = there.tracker(TOKEN), datetime.now(UTC)
    wanted = draft(tracker, titled("After an empty page"))
    made = await tracker.create(wanted, soon())
    there.proxy.rewrite("GET", SEARCH, lambda body: body)
    empty: dict[str, Any] = {"issues": [], "nextPageToken": "more", "isLast": False}
    there.proxy.faults[-1].rewrite = answering([empty, {}])
    site_of(there).any_token = True
    try:
        assert [one.key for one in await tracker.find(wanted.marker, began)] == [made.key]
    finally:
        site_of(there).any_token = False


async def test_a_token_of_null_is_the_end_also_where_nothing_says_so(there: There) -> None:
    tracker, began = there.tracker(TOKEN), datetime.now(UTC)
    wanted = draft(tracker, titled("Null"))
    made = await tracker.create(wanted, soon())
    there.proxy.rewrite(
        "GET",
        SEARCH,
        lambda body: json.encode({"issues": json.decode(body)["issues"], "nextPageToken": None}),
    )
    asked = len(there.proxy.asked)
    assert [one.key for one in await tracker.find(wanted.marker, began)] == [made.key]
    assert len(there.proxy.asked) - asked == 2  # who we are, and one page


async def test_a_page_that_is_told_again_is_no_list(there: There) -> None:
    again = {"nextPageToken": "again", "isLast": False}
    there.proxy.rewrite("GET", SEARCH, answering([again]))
    site_of(there).any_token = True
    tracker = there.tracker(TOKEN)
    with pytest.raises(TrackerUnavailable):
        await tracker.find(draft(tracker, "x").marker, datetime.now(UTC))
    site_of(there).any_token = False
    assert there.proxy.count("GET", SEARCH) == 2


async def test_links_are_swept_and_twins_are_found(cloud: Stage) -> None:
    site_of(cloud.there).page_max = 2
    timing = replace(QUICK, sweep=0.2, search=0.2, search_pace=0.01)
    async with cloud.house.mirroring(accounts=PEOPLE, timing=timing):
        title = titled("Swept")
        action_id, key = await cloud.linked(title=title)
        twin = await cloud.there.people.twin(key)
        await warned(cloud, action_id, "ticket_twice")
        await cloud.there.people.make_foreign(twin)
        await cloud.there.people.write(key, title="drifted")
        await until(lambda: _is_titled(cloud, key, title))
        await cloud.rest()


async def _is_titled(stage: Stage, key: str, title: str) -> bool:
    return (await stage.there.people.fetch(key))[0] == title


# limits


async def test_too_many_writes_to_one_issue_hold_that_issue_alone(cloud: Stage) -> None:
    async with cloud.house.mirroring(accounts=PEOPLE):
        busy, key = await cloud.linked()
        other, key_of_other = await cloud.linked()
        site = site_of(cloud.there)
        site.writes_max, site.writes_seconds = 1, 3.0
        await cloud.house.retitle(busy, first := titled("Busy"))
        await until(lambda: _is_titled(cloud, key, first))
        await cloud.house.retitle(busy, titled("Busier"))
        await until(lambda: _is_limited(cloud, busy))
        await cloud.house.retitle(other, another := titled("Not held"))
        await until(lambda: _is_titled(cloud, key_of_other, another))
        assert await _is_limited(cloud, busy)
        await cloud.rest()
        assert await cloud.house.connections.fetchval(
            "select max(asked_until) = '-infinity' from ticket_gates"
        )
        assert_spaced(cloud, key, site.writes_seconds)


async def _is_limited(stage: Stage, action_id: UUID) -> bool:
    return (await stage.standing(action_id)).code == "ticket_rate_limited"


def assert_spaced(stage: Stage, key: str, seconds: float) -> None:
    """After a refused write to an issue nothing was written to it until that was over."""
    moments = [one.at for one in stage.proxy.asked if one.method == "PUT" and key in one.path]
    statuses = [status for verb, path, status in stage.proxy.seen if verb == "PUT" and key in path]
    refused = [at for at, status in zip(moments, statuses, strict=True) if status == 429]
    assert refused
    assert not [at for at in moments for end in refused if end < at < end + seconds - 0.2]


def moment(seconds: float) -> str:
    """As Jira Cloud spells it: to the minute, or to the second."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("verb", ["POST", "GET"])
async def test_a_limit_of_the_site_is_waited_for_by_all(cloud: Stage, verb: str) -> None:
    cloud.proxy.refuse(
        verb,
        cloud.create if verb == "POST" else SEARCH,
        429,
        retry_after="1",
        x_ratelimit_remaining="0",
        x_ratelimit_reset=moment(1),
        ratelimit_reason="jira-burst-based",
    )
    one, two = (cloud.house.mirroring(name, accounts=PEOPLE) for name in ("one", "two"))
    async with one, two:
        for _ in range(3):
            await cloud.plan()
        await cloud.rest()
    assert cloud.proxy.pauses


async def test_a_limit_that_names_its_end_alone_is_waited_for(there: There) -> None:
    there.proxy.refuse("GET", "", 429, x_ratelimit_remaining="0", x_ratelimit_reset=moment(30))
    with pytest.raises(TrackerUnavailable) as limited:
        await there.tracker(TOKEN).changes(None)
    assert 25 <= limited.value.retry_after <= 31


# webhooks, and looks


def told_by_cloud(key: str) -> bytes:
    """A delivery as Jira Cloud writes it, shortened."""
    person = {"accountId": account_id("alice"), "displayName": "Alice", "accountType": "atlassian"}
    item = {"field": "status", "fieldtype": "jira", "from": "1", "to": "3"}
    issue = {"id": "10002", "self": f"https://site.example/{key}", "key": key, "fields": {}}
    return json.encode(
        {
            "timestamp": int(time.time() * 1000),
            "webhookEvent": "jira:issue_updated",
            "issue_event_type_name": "issue_generic",
            "user": person,
            "issue": {**issue, "fields": {"assignee": person, "summary": "x"}},
            "changelog": {"id": "1", "items": [item]},
        }
    )


async def test_a_delivery_of_cloud_rings(cloud: Stage) -> None:
    await listen(cloud)
    async with cloud.house.mirroring(timing=DEAF, accounts=PEOPLE):
        action_id, key = await cloud.linked()
        await cloud.there.people.close(key)
        before = await wishes(cloud, action_id)
        assert await ring(cloud, told_by_cloud(key))
        assert await wishes(cloud, action_id) == before + 1
        await cloud.house.status(action_id, ActionStatus.DONE)
        await cloud.rest()


async def test_a_look_finds_a_site_fit_and_people_by_their_ids(there: There) -> None:
    assert (await looked_at(there, ana=account_id("alice"))).passed
    found = await looked_at(there, ana="alice")
    assert [check.name for check in found.checks if not check.passed] == ["assignable"]


@pytest.mark.parametrize("deployment", ["cloud", "data_center"])
async def test_a_look_tells_of_what_kind_a_site_is(
    there: There, jira_there: There, deployment: str
) -> None:
    other = {"cloud": jira_there, "data_center": there}[deployment]
    await jira_there.proxy.mend()
    found = await other.tracker(TOKEN, {"deployment": deployment}).check({})
    amiss = {check.name: check.remedy for check in found.checks if not check.passed}
    right = {"cloud": "data_center", "data_center": "cloud"}[deployment]
    assert f"`{right}`" in amiss["deployment"]


async def test_a_token_that_has_ended_is_told_as_such(there: There) -> None:
    """Cloud then shows what anybody sees: no project, and its ticket neither."""
    gone = b'{"errorMessages":["No project could be found with key \'POST\'."],"errors":{}}'
    reason = "AUTHENTICATED_FAILED"
    there.proxy.refuse("GET", "", 404, 9, body=gone, x_seraph_loginreason=reason)
    with pytest.raises(TrackerRejected) as refused:
        await there.tracker(TOKEN).read("POST-1")
    assert refused.value.code == "credential_refused"


async def test_the_old_search_is_gone(there: There) -> None:
    """What the face is for: the adapter for Data Center finds nothing here."""
    tracker = there.tracker(TOKEN, {"deployment": "data_center"})
    with pytest.raises(TrackerRejected):
        await tracker.find(draft(tracker, "x").marker, datetime.now(UTC))
