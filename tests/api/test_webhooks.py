"""What trackers send: proved by a signature, kept once, answered at once."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from api.app import BODY_BYTES_MAX
from tests.api.nodes import Node, problem_of
from tests.api.world import registered

ENV, OLD_ENV = "WEBHOOK_SECRET_OF_THE_TESTS", "OLD_WEBHOOK_SECRET_OF_THE_TESTS"
SECRET, OLD_SECRET = "a secret of the tests", "the secret before"
BODY: Final = msgspec.json.encode(
    {
        "action": "closed",
        "issue": {"number": 7, "title": "of a person"},
        "repository": {"full_name": "acme/actions"},
    }
)
REFUSED: Final = "The body is not signed under this tracker's webhook secret."


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENV, SECRET)
    monkeypatch.setenv(OLD_ENV, OLD_SECRET)


def signature(body: bytes = BODY, secret: str = SECRET, **more: str) -> dict[str, str]:
    """The headers of a signed body, with `more` of them."""
    digest = hmac.digest(secret.encode(), body, "sha256").hex()
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {"x-hub-signature-256": f"sha256={digest}", **named}


@asynccontextmanager
async def outside(node: Node) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a key, as a tracker is."""
    async with httpx.AsyncClient(base_url=node.url, trust_env=False, timeout=60) as client:
        yield client


class Sender:
    """A tracker that sends to its own address here."""

    def __init__(self, client: httpx.AsyncClient, node: Node, tracker: dict[str, Any]) -> None:
        self._client, self._node, self.tracker = client, node, tracker

    async def send(self, headers: dict[str, str], body: bytes = BODY) -> httpx.Response:
        usual = {"x-github-event": "issues", "content-type": "application/json"}
        return await self._client.post(
            self.tracker["links"]["webhook"], content=body, headers={**usual, **headers}
        )

    async def kept(self) -> list[Any]:
        return await self._node.desk.connections.fetch(
            "select delivery, event, keys, unread from tracker_deliveries where tracker_id = $1",
            UUID(self.tracker["id"]),
        )


@pytest.fixture
async def sender(node: Node) -> AsyncIterator[Sender]:
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    webhook = {
        "secret": {"env": ENV},
        "previous": {"env": OLD_ENV},
        "previous_until": until,
    }
    tracker = await registered(node.client, webhook=webhook)
    async with outside(node) as client:
        yield Sender(client, node, tracker)


async def test_a_signed_delivery_is_kept_without_what_it_says_and_answered(sender: Sender) -> None:
    answer = await sender.send(signature(x_github_delivery="d-1"))
    assert answer.status_code == 202
    assert answer.json() == {"delivery": "d-1"}
    (row,) = await sender.kept()
    assert tuple(row) == ("d-1", "issues", ["acme/actions#7"], None)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-hub-signature-256": "sha256="},
        {"x-hub-signature-256": "sha256=" + "0" * 64},
        {"x-hub-signature": "sha1=" + "0" * 40},
        signature(BODY + b" "),
        signature(secret="another"),
        {"authorization": "Bearer " + SECRET},
        {"authorization": "Basic OmEgc2VjcmV0IG9mIHRoZSB0ZXN0cw=="},
    ],
)
async def test_an_unproved_delivery_is_refused_and_leaves_nothing(
    sender: Sender, headers: dict[str, str]
) -> None:
    answer = await sender.send(headers)
    assert problem_of(answer, 401, "unauthorized")["detail"] == REFUSED
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert await sender.kept() == []


async def test_an_api_key_is_no_proof(node: Node, sender: Sender) -> None:
    answer = await node.client.post(sender.tracker["links"]["webhook"], content=BODY)
    problem_of(answer, 401, "unauthorized")


async def test_trackers_that_do_not_exist_or_expect_nothing_refuse_in_the_same_words(
    node: Node, sender: Sender
) -> None:
    without = await registered(node.client)
    async with outside(node) as client:
        for name in (without["id"], str(uuid4()), "TRK-999999", "INC-1", "none"):
            path = f"/v1/trackers/{name}/webhook"
            answer = await client.post(path, content=BODY, headers=signature())
            assert problem_of(answer, 401, "unauthorized")["detail"] == REFUSED


async def test_the_previous_secret_counts_while_its_window_is_open(
    node: Node, sender: Sender
) -> None:
    assert (await sender.send(signature(secret=OLD_SECRET))).status_code == 202
    over = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    webhook = {"secret": {"env": ENV}, "previous": {"env": OLD_ENV}, "previous_until": over}
    path = sender.tracker["links"]["self"]
    assert (await node.client.patch(path, json={"webhook": webhook})).status_code == 200
    problem_of(await sender.send(signature(secret=OLD_SECRET)), 401, "unauthorized")
    assert (await sender.send(signature())).status_code == 202
    assert (await node.client.patch(path, json={"webhook": None})).status_code == 200
    problem_of(await sender.send(signature()), 401, "unauthorized")


async def test_a_delivery_five_times_is_kept_once(sender: Sender) -> None:
    for _ in range(5):
        answer = await sender.send(signature(x_github_delivery="again"))
        assert answer.status_code == 202
        assert answer.json() == {"delivery": "again"}
    assert len(await sender.kept()) == 1


async def test_a_signed_body_that_nobody_understands_is_kept_and_answered(sender: Sender) -> None:
    body = b"\xff not JSON"
    assert (await sender.send(signature(body), body)).status_code == 202
    (row,) = await sender.kept()
    assert (row["keys"], row["unread"]) == ([], body)


async def test_a_ping_is_answered(sender: Sender) -> None:
    body = b'{"zen": "Design for failure.", "hook_id": 1}'
    answer = await sender.send(signature(body, x_github_event="ping"), body)
    assert answer.status_code == 202
    assert [row["event"] for row in await sender.kept()] == ["ping"]


async def test_any_content_type_is_read_after_its_proof(sender: Sender) -> None:
    body = b"payload=%7B%22issue%22%3A%7B%22number%22%3A9%7D%7D"
    kind = "application/x-www-form-urlencoded"
    assert (await sender.send(signature(body, content_type=kind), body)).status_code == 202
    (row,) = await sender.kept()
    assert "acme/actions#9" in row["keys"]
    problem_of(await sender.send({"content-type": "text/plain"}, body), 401, "unauthorized")


async def test_a_body_that_is_too_large_is_refused(sender: Sender) -> None:
    body = b"x" * (BODY_BYTES_MAX + 1)
    problem_of(await sender.send(signature(body), body), 413, "body_too_large")
    assert await sender.kept() == []


async def test_a_delivery_makes_the_ticket_it_speaks_of_due_once(
    node: Node, sender: Sender
) -> None:
    action_id, tracker_id = uuid4(), UUID(sender.tracker["id"])
    await node.desk.connections.execute(
        "insert into ticket_jobs (action_id, tracker_id, key) values ($1, $2, 'acme/actions#7')",
        action_id,
        tracker_id,
    )
    for _ in range(2):
        await sender.send(signature(x_github_delivery="ring"))
    row = await node.desk.connections.fetchrow(
        "select wishes, due_at <= clock_timestamp() as is_due from ticket_jobs"
        " where action_id = $1",
        action_id,
    )
    assert row is not None
    assert tuple(row) == (2, True)


async def test_a_secret_is_in_no_log_and_no_row(
    sender: Sender, capfd: pytest.CaptureFixture[str]
) -> None:
    await sender.send(signature())
    await sender.send({"authorization": f"Basic {SECRET}"})
    printed = "".join(capfd.readouterr())
    assert "webhook_kept" in printed
    assert "webhook_refused" in printed
    assert SECRET not in printed
    assert "of a person" not in printed
