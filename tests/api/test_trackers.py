"""Trackers over HTTP: register, list, read, change, test, links."""

import asyncio
import re
from typing import Any

import httpx
import pytest

from tests.api.nodes import Node, pointers, problem_of
from tests.api.world import (
    MISSING_ID,
    TRACKER,
    declared,
    if_match,
    listed,
    planned,
    registered,
    whole,
)


async def test_a_tracker_is_registered_read_and_listed(client: httpx.AsyncClient) -> None:
    body: dict[str, Any] = {
        "kind": "jira",
        "name": "Delivery",
        "project": "ACME",
        "credential": {"file": "/run/secrets/jira"},
        "base_url": "https://jira.example.com",
        "fields": {"customfield_10001": "Incident"},
        "is_default": False,
        "webhook": {"secret": {"env": "JIRA_WEBHOOK_SECRET"}},
        "rules": {
            "restricted": "none",
            "labels": ["ai-failure"],
            "statuses": {"In Review": "in_progress"},
            "resolutions": {"Declined": "cancelled"},
            "priorities": {"urgent": "Highest"},
            "directions": {"owner": "out"},
            "routes": [{"category": "drift", "team": "evals", "rank": 2}],
        },
    }
    answer = await client.post("/v1/trackers", json=body)
    assert answer.status_code == 201
    tracker = answer.json()
    assert tracker.keys() == {*body, "id", "reference", "version", "paused", "links"}
    assert tracker["paused"] is False
    assert {field: tracker[field] for field in body} == body
    assert answer.headers["location"] == f"/v1/trackers/{tracker['id']}"
    assert answer.headers["etag"] == '"1"'
    for name in (tracker["id"], tracker["reference"], tracker["reference"].lower()):
        read = await client.get(f"/v1/trackers/{name}")
        assert read.json() == tracker
        assert read.headers["etag"] == '"1"'
    query = {"min_position": answer.headers["event-position"], "limit": 1}
    assert tracker in await whole(client, "/v1/trackers", **query)


async def test_a_tracker_is_changed_as_a_whole_or_in_part(client: httpx.AsyncClient) -> None:
    tracker = await registered(client)
    path = f"/v1/trackers/{tracker['reference']}"
    answer = await client.patch(path, json={"name": "Renamed"}, headers=if_match(1))
    assert answer.status_code == 200
    assert answer.json() == {**tracker, "name": "Renamed", "version": 2}
    problem_of(
        await client.patch(path, json={"name": "x"}, headers=if_match(1)), 412, "version_conflict"
    )
    misfit = await client.patch(path, json={"project": "ACME"})
    assert "acme/actions" in problem_of(misfit, 409, "tracker_refused")["detail"]
    same = await client.patch(path, json={"name": "Renamed"})
    assert same.headers["etag"] == '"2"'


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"credential": {"value": "hunter2"}}, {"/credential/value"}),
        ({"credential": {}}, {"/credential"}),
        ({"credential": {"env": "A", "file": "/b"}}, {"/credential"}),
        ({"credential": {"env": "hunter-2"}}, {"/credential/env"}),
        ({"kind": "jira", "base_url": None}, {""}),
        ({"project": "../.."}, {"/project"}),
        ({"credential": {"env": "TWICESHY_DATABASE_URL"}}, {""}),
        ({"webhook": {"secret": {"env": "TWICESHY_BOOTSTRAP_API_KEY"}}}, {""}),
        ({"base_url": "file:///etc/passwd"}, {"/base_url"}),
        ({"base_url": "https://bot:hunter2@git.example.com"}, {"/base_url"}),
        ({"base_url": "https://git.example.com?token=hunter2"}, {"/base_url"}),
        ({"kind": "svn", "name": ""}, {"/kind", "/name"}),
        ({"rules": {"routes": [{"rank": 1}]}}, {"/rules/routes/0"}),
        ({"rules": {"statuses": {"Proven": "verified"}}}, {"/rules/statuses/Proven"}),
        ({"fields": {"a b": "x", "c": "\n"}}, {"/fields/a b", "/fields/c"}),
    ],
)
async def test_a_tracker_that_cannot_be_is_refused(
    client: httpx.AsyncClient, fields: dict[str, Any], where: set[str]
) -> None:
    answer = await client.post("/v1/trackers", json={**TRACKER, **fields})
    problem = problem_of(answer, 400, "invalid_request")
    assert pointers(problem) == where
    assert "hunter" not in answer.text


async def test_a_self_test_tells_what_it_found_and_writes_nothing(
    client: httpx.AsyncClient,
) -> None:
    tracker = await registered(client)
    answer = await client.post(f"/v1/trackers/{tracker['id']}/tests")
    assert answer.status_code == 200
    assert answer.json()["passed"] is False
    assert "NOWHERE_TO_BE_FOUND" in answer.text
    read = await client.get(f"/v1/trackers/{tracker['id']}")
    assert read.json()["version"] == 1


async def test_a_self_test_sends_nothing_while_the_tracker_asks_for_a_pause(
    client: httpx.AsyncClient, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN_OF_A_PAUSED_TRACKER", "t")
    async with await asyncio.start_server(lambda *_: None, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        place = {"base_url": f"http://127.0.0.1:{port}"}
        tracker = await registered(client, credential={"env": "TOKEN_OF_A_PAUSED_TRACKER"}, **place)
        gate = f"{tracker['kind']} {place['base_url']} env:TOKEN_OF_A_PAUSED_TRACKER"
        await node.desk.connections.execute(
            "insert into ticket_gates (gate, asked_until)"
            " values ($1, now() + interval '9 minutes')",
            gate,
        )
        answer = await client.post(f"/v1/trackers/{tracker['id']}/tests")
    (check,) = answer.json()["checks"]
    assert re.search(r"a pause of 5[34]\d more seconds", check["detail"])
    assert check["remedy"] == "Look again when that is over."


async def test_the_links_of_a_tracker_come_with_their_state(client: httpx.AsyncClient) -> None:
    tracker = await registered(client)
    incident = await declared(client)
    actions = [await planned(client, incident["id"], tracker=tracker["id"]) for _ in range(3)]
    await whole(client, f"/v1/incidents/{incident['id']}/history")
    head = (await listed(client, "/v1/events", limit=200))[0]
    assert head
    path = f"/v1/trackers/{tracker['reference']}/links"
    position = (await client.patch(f"/v1/actions/{actions[0]['id']}", json={"title": "x"})).headers[
        "event-position"
    ]
    links = await whole(client, path, limit=2, min_position=position)
    assert [link["action_id"] for link in links] == [a["id"] for a in reversed(actions)]
    assert {link["state"] for link in links} == {"pending"}
    assert await whole(client, path, state="linked") == []
    assert len(await whole(client, path, state="pending")) == 3


@pytest.mark.parametrize("name", [MISSING_ID, "TRK-99999", "INC-1"])
async def test_a_tracker_that_is_not_there_is_not_found(
    client: httpx.AsyncClient, name: str
) -> None:
    path = f"/v1/trackers/{name}"
    for answer in (
        await client.get(path),
        await client.get(f"{path}/links"),
        await client.patch(path, json={"name": "x"}),
        await client.post(f"{path}/tests"),
    ):
        problem_of(answer, 404, "not_found")
