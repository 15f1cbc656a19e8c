"""What trackers send rings, and is not believed; what they do not send is found all the same."""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from msgspec import json
from msgspec.structs import replace

from domain.action_events import ActionStatus
from domain.tracker import TRACKER, ChangeTracker, Credential, TrackerKind, WebhookSecrets
from integrations import inbound
from integrations.inbound_signature import HEADERS
from tests.integrations.conformance.stage import Stage
from tests.integrations.house import QUICK, until

ENV, OLD_ENV = "DOORBELL_SECRET_OF_THE_TESTS", "OLD_DOORBELL_SECRET_OF_THE_TESTS"
SECRET, OLD_SECRET = "a secret of the tests", "the secret before"
DEAF: Final = replace(QUICK, poll=3_600.0)  # nothing is noticed unless somebody rings
HOURLY: Final = replace(QUICK, poll=1.0)


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENV, SECRET)
    monkeypatch.setenv(OLD_ENV, OLD_SECRET)


async def listen(stage: Stage) -> None:
    """Let the tracker ring under SECRET."""
    webhook = WebhookSecrets(Credential(ENV))
    await stage.house.do(TRACKER, stage.tracker_id, ChangeTracker(webhook=webhook))


def delivery(stage: Stage, key: str, **told: Any) -> bytes:
    """What the tracker sends about a ticket; what it `told` besides is not to be believed."""
    if stage.there.kind is TrackerKind.GITHUB:
        issue = {"number": int(key.rpartition("#")[2]), **told}
        place = {"full_name": stage.there.project}
        return json.encode({"action": "closed", "issue": issue, "repository": place})
    return json.encode({"webhookEvent": "jira:issue_updated", "issue": {"key": key, **told}})


async def ring(stage: Stage, body: bytes, *, name: str | None = None, secret: str = SECRET) -> bool:
    """Send a delivery as the tracker would; whether it was taken."""
    tracker = (await stage.house.repository.read(TRACKER, stage.tracker_id)).state
    signature = "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()
    name = name or uuid4().hex
    headers = {
        HEADERS[stage.there.kind]: signature,
        "x-github-event": "issues",
        "x-github-delivery": name,
        "x-atlassian-webhook-identifier": name,
    }
    connections = stage.house.connections
    return bool(await inbound.receive(connections, stage.tracker_id, tracker, headers, body))


async def wishes(stage: Stage, action_id: UUID) -> int:
    """How often somebody asked to look at a ticket."""
    asked = "select wishes from ticket_jobs where action_id = $1"
    return int(await stage.house.connections.fetchval(asked, action_id))


async def test_a_delivery_is_looked_up_at_once(stage: Stage) -> None:
    await listen(stage)
    async with stage.house.mirroring(timing=DEAF):
        action_id, key = await stage.linked()
        await stage.there.people.close(key)
        assert await ring(stage, delivery(stage, key))
        await stage.house.status(action_id, ActionStatus.DONE)
        await stage.rest()


async def test_a_delivery_five_times_rings_once(stage: Stage) -> None:
    await listen(stage)
    async with stage.house.mirroring(timing=DEAF):
        action_id, key = await stage.linked()
        before = await wishes(stage, action_id)
        topics = await stage.house.topics(action_id)
        for _ in range(5):
            assert await ring(stage, delivery(stage, key), name="again")
        assert await wishes(stage, action_id) == before + 1
        await stage.rest()
    assert await stage.house.topics(action_id) == topics


async def test_what_a_delivery_says_is_not_believed(stage: Stage) -> None:
    await listen(stage)
    async with stage.house.mirroring(timing=DEAF):
        action_id, key = await stage.linked()
        reads = stage.proxy.count("GET", stage.read)
        assert await ring(stage, delivery(stage, key, state="closed", title="forged"))
        await until(lambda: _read_again(stage, reads))
        await stage.rest()
    assert (await stage.house.action(action_id)).status is ActionStatus.OPEN


async def _read_again(stage: Stage, reads: int) -> bool:
    return stage.proxy.count("GET", stage.read) > reads


async def test_deliveries_in_the_wrong_order_end_in_what_is_so(stage: Stage) -> None:
    await listen(stage)
    async with stage.house.mirroring(timing=DEAF):
        action_id, key = await stage.linked()
        await stage.there.people.close(key)
        await stage.there.people.reopen(key)
        await stage.there.people.close(key)
        for state in ("closed", "open", "closed", "open"):
            assert await ring(stage, delivery(stage, key, state=state))
        await stage.house.status(action_id, ActionStatus.DONE)
        await stage.rest()


async def test_webhooks_off_for_an_hour_are_made_good_by_the_next_poll(stage: Stage) -> None:
    async with stage.house.mirroring(timing=HOURLY):
        action_id, key = await stage.linked()
        await stage.there.people.close(key)
        await stage.house.status(action_id, ActionStatus.DONE)
        await stage.rest()


@pytest.mark.parametrize("secret", ["another", OLD_SECRET], ids=["wrong", "old"])
async def test_a_wrong_or_an_old_signature_changes_nothing(stage: Stage, secret: str) -> None:
    await listen(stage)
    async with stage.house.mirroring(timing=DEAF):
        action_id, key = await stage.linked()
        before = await wishes(stage, action_id)
        assert not await ring(stage, delivery(stage, key), secret=secret)
        assert await wishes(stage, action_id) == before
        await stage.rest()


async def test_our_own_echo_costs_one_read_and_no_event(stage: Stage) -> None:
    await listen(stage)
    async with stage.house.mirroring(timing=DEAF):
        action_id, key = await stage.linked()
        await stage.house.retitle(action_id, f"Echo {uuid4().hex[:8]}")
        await stage.rest()
        topics, reads = await stage.house.topics(action_id), stage.proxy.count("GET", stage.read)
        assert await ring(stage, delivery(stage, key))
        await until(lambda: _read_again(stage, reads))
        await stage.rest()
    assert await stage.house.topics(action_id) == topics
    assert stage.proxy.count("GET", stage.read) == reads + 1


async def test_a_delivery_about_an_unknown_issue_is_answered_the_same(stage: Stage) -> None:
    await listen(stage)
    unknown = "acme/actions#99999" if stage.there.kind is TrackerKind.GITHUB else "POST-99999"
    async with stage.house.mirroring(timing=DEAF):
        action_id, _ = await stage.linked()
        before = await wishes(stage, action_id)
        assert await ring(stage, delivery(stage, unknown))
        assert await wishes(stage, action_id) == before
        await stage.rest()


async def test_a_list_that_is_as_it_was_is_not_sent_again(github: Stage) -> None:
    github.proxy.tags = True
    tracker = github.there.tracker()
    async with github.house.mirroring():
        _, key = await github.linked()
    began, saved = datetime.now(UTC) - timedelta(minutes=1), _unsent(github)  # by the mirror
    first = await tracker.changes(began)
    again = await tracker.changes(first.asked_at)
    same = await tracker.changes(again.asked_at)
    assert key in {ticket.key for ticket in first.tickets}
    assert (same.tickets, same.asked_at) == ((), again.asked_at)
    assert _unsent(github) - saved == 1
    await github.there.people.close(key)
    changed = await tracker.changes(same.asked_at)
    assert key in {ticket.key for ticket in changed.tickets if ticket.closed}
    await github.there.people.reopen(key)


def _unsent(github: Stage) -> int:
    """Lists that were answered by their tag alone."""
    return github.proxy.count("GET", r"/issues\?", statuses=range(304, 305))
