"""Held links over HTTP: why, found by their code, and all tried again."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from api import retries
from domain.action import ACTION
from domain.decider import Stamp
from domain.ticket import BlockTicket
from eventstore.store import Actor, Metadata
from eventstore.transact import Circumstances, Step, transact
from tests.api.nodes import Node, pointers, problem_of
from tests.api.world import ANA, MISSING_ID, declared, made, planned, registered, whole

CODES = ("permission_missing", "content_refused")


async def block(node: Node, action: dict[str, Any], code: str) -> None:
    """Do what the mirror does when a person is needed."""
    step = Step(ACTION, UUID(action["id"]), BlockTicket(code, "It may not.", "Let it."))
    metadata = Metadata(Actor("tool", "mirror"), "mirror-1", "mirror-1")
    circumstances = Circumstances(Stamp(datetime.now(UTC), "mirror", uuid4()), metadata)
    await transact(node.desk.repository, (step,), circumstances)


async def held(node: Node, count: int, **fields: Any) -> tuple[str, Sequence[dict[str, Any]]]:
    """A tracker's path, and its actions, whose links are held for each of CODES in turn."""
    tracker = await registered(node.client)
    incident = await declared(node.client, **fields)
    actions = [
        await planned(node.client, incident["id"], tracker=tracker["id"]) for _ in range(count)
    ]
    for number, action in enumerate(actions):
        await block(node, action, CODES[number % 2])
    return tracker["links"]["self"], actions


async def states(client: httpx.AsyncClient, actions: Sequence[dict[str, Any]]) -> list[str]:
    return [(await client.get(a["links"]["ticket"])).json()["state"] for a in actions]


async def test_held_links_are_found_by_state_and_by_code(node: Node) -> None:
    path, actions = await held(node, 3)
    position = await node.head()
    for state, code, expected in (
        ("blocked", None, actions[::-1]),
        ("blocked", CODES[0], [actions[2], actions[0]]),
        (None, CODES[1], [actions[1]]),
        ("linked", CODES[0], []),
        (None, "no_such_code", []),
        (None, "\0", []),
    ):
        query = {"state": state, "code": code, "min_position": position, "limit": 2}
        given = {name: value for name, value in query.items() if value is not None}
        links = await whole(node.client, f"{path}/links", **given)
        assert [link["action_id"] for link in links] == [action["id"] for action in expected]
        assert all(link["remedy"] == "Let it." and not link["in_step"] for link in links)


async def test_all_that_is_held_for_a_reason_is_tried_again(node: Node) -> None:
    path, actions = await held(node, 4)
    answer = await node.client.post(f"{path}/retries", json={"code": CODES[0]})
    assert answer.status_code == 200
    assert answer.json() == {"retried": 2, "passed_over": 0, "remaining": 0, "next_cursor": None}
    assert await states(node.client, actions) == ["pending", "blocked"] * 2
    answer = await node.client.post(f"{path}/retries", json={})
    assert answer.json()["retried"] == 2
    assert await states(node.client, actions) == ["pending"] * 4
    answer = await node.client.post(f"{path}/retries", json={})
    assert answer.json()["retried"] == 0


async def test_many_are_tried_in_batches_that_tell_what_remains(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "BATCH_MAX", 2)
    path, actions = await held(node, 5)
    body: dict[str, Any] = {}
    told = []
    while body.get("cursor", "") is not None:
        done = (await node.client.post(f"{path}/retries", json=body)).json()
        told.append((done["retried"], done["remaining"]))
        body = {"cursor": done["next_cursor"]} if done["next_cursor"] else {"cursor": None}
    assert told == [(2, 3), (2, 1), (1, 0)]
    assert set(await states(node.client, actions)) == {"pending"}


async def test_a_retry_is_on_record_as_the_callers(node: Node) -> None:
    path, (action,) = await held(node, 1)
    headers = {"on-behalf-of": ANA, "idempotency-key": uuid4().hex}
    first = await node.client.post(f"{path}/retries", json={}, headers=headers)
    again = await node.client.post(f"{path}/retries", json={}, headers=headers)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    query = {"subject": action["reference"], "min_position": await node.head()}
    retried = await whole(node.client, "/v1/events", **query)
    assert retried[-1]["type"] == "action.ticket_retried"
    assert retried[-1]["actor"]["on_behalf_of"] == ANA


async def test_links_of_a_restricted_incident_are_not_there_for_others(node: Node) -> None:
    restricted = {"visibility": "restricted", "visible_to": {"people": ["ben@example.com"]}}
    path, actions = await held(node, 1, **restricted)
    headers = {"on-behalf-of": "carl@example.com"}
    answer = await node.client.post(f"{path}/retries", json={}, headers=headers)
    assert answer.json()["retried"] == 0
    assert await states(node.client, actions) == ["blocked"]
    answer = await node.client.post(
        f"{path}/retries", json={}, headers={"on-behalf-of": "ben@example.com"}
    )
    assert answer.json()["retried"] == 1


async def test_links_are_told_by_who_may_know_at_the_position_asked_for(
    dsn: str, node: Node
) -> None:
    path, (action,) = await held(node, 1)
    restricted = {"visibility": "restricted", "visible_to": {"people": [ANA]}}
    conn = await asyncpg.connect(dsn)
    async with conn.transaction():
        await conn.execute("lock table incident_list in exclusive mode")
        await made(node.client.patch(f"/v1/incidents/{action['incident_id']}", json=restricted))
        headers = {"on-behalf-of": "carl@example.com", "min-position": str(await node.head())}
        asked = asyncio.create_task(node.client.get(f"{path}/links", headers=headers))
        await asyncio.wait({asked}, timeout=0.5)
    await conn.close()
    assert (await asked).json()["items"] == []


async def test_what_is_no_cursor_and_no_tracker_is_refused(node: Node) -> None:
    path, _ = await held(node, 1)
    answer = await node.client.post(f"{path}/retries", json={"cursor": "x"})
    problem_of(answer, 400, "cursor_invalid")
    answer = await node.client.post(f"{path}/retries", json={"code": 1, "cursor": 2, "more": 3})
    assert pointers(problem_of(answer, 400, "invalid_request")) == {"/code", "/cursor", "/more"}
    answer = await node.client.post(f"/v1/trackers/{MISSING_ID}/retries", json={})
    problem_of(answer, 404, "not_found")
