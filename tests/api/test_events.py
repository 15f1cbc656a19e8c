"""The log over HTTP, and what operators ask for."""

from typing import Any

import httpx
import pytest

from tests.api.nodes import Node, pointers, problem_of
from tests.api.world import ANA, begun, declared, listed, made, moved, noted, planned, whole

ENVELOPE_FIELDS = {
    "position",
    "id",
    "type",
    "subject",
    "stream",
    "version",
    "occurred_at",
    "recorded_at",
    "actor",
    "request_id",
    "correlation_id",
    "causation_id",
    "data",
}


async def test_the_log_is_read_in_commit_order_without_gaps(node: Node) -> None:
    before = await node.head()
    incident = await declared(node.client)
    for _ in range(4):
        await noted(node.client, incident["id"])
    events = await whole(node.client, "/v1/events", after=before, limit=2)
    assert [event["position"] for event in events] == list(range(before + 1, before + 6))
    assert [event["version"] for event in events] == [1, 2, 3, 4, 5]
    assert events[0].keys() == ENVELOPE_FIELDS | {"schema"}
    assert events[0]["type"] == "incident.declared"
    assert events[0]["subject"] == incident["reference"]
    assert events[0]["stream"] == f"incident-{incident['id']}"
    assert events[0]["actor"] == {"kind": "tool", "id": "bootstrap"}
    assert len({event["id"] for event in events}) == 5


async def test_the_end_of_the_log_has_no_next_page(node: Node) -> None:
    items, answer = await listed(node.client, "/v1/events", after=await node.head())
    assert items == []
    assert answer.json()["next_cursor"] is None
    assert "link" not in answer.headers


async def test_an_event_keeps_when_it_happened_beside_when_it_was_recorded(node: Node) -> None:
    before = await node.head()
    incident = await declared(node.client)
    await noted(node.client, incident["id"], occurred_at="2026-11-01T10:00:00+01:00")
    declared_event, noted_event = await whole(node.client, "/v1/events", after=before)
    assert noted_event["occurred_at"] == "2026-11-01T09:00:00Z"
    assert noted_event["recorded_at"] > noted_event["occurred_at"]
    assert declared_event["occurred_at"] == declared_event["recorded_at"]


async def test_events_are_found_by_type_actor_and_subject(node: Node) -> None:
    before = await node.head()
    incident, postmortem = await begun(node.client)
    person = {"on-behalf-of": "Ana@Example.com"}
    path = f"/v1/incidents/{incident['id']}"
    await node.client.patch(path, json={"title": "By Ana"}, headers=person)
    head = {"after": before, "min_position": await node.head()}

    async def types(**query: str) -> list[str]:
        found = await whole(node.client, "/v1/events", limit=1, **query, **head)
        return [event["type"] for event in found]

    assert await types(type="incident.retitled") == ["incident.retitled"]
    for name in (ANA, "Ana@Example.com"):
        assert await types(actor=name) == ["incident.retitled"]
    assert len(await types(actor="bootstrap")) == 4
    for name in (postmortem["id"], postmortem["reference"], postmortem["reference"].lower()):
        assert await types(subject=name) == ["postmortem.started"]
    assert await types(subject=incident["id"], type="incident.declared", actor="bootstrap") == [
        "incident.declared"
    ]
    assert await types(type="nothing.of_the_kind") == []


async def test_a_subject_that_names_nothing_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/events", params={"subject": "the refund case"})
    problem = problem_of(answer, 400, "invalid_request")
    assert "INC-12" in problem["detail"]
    assert pointers(problem) == {"/subject"}


async def test_tools_and_people_are_on_record(node: Node) -> None:
    before = await node.head()
    headers = {
        "on-behalf-of": "Ana@Example.com",
        "x-request-id": "req-1:a.b_c",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }
    incident = await declared(node.client)
    await node.client.post(
        f"/v1/incidents/{incident['id']}/containments",
        json={"kind": "other", "target": "x", "occurred_at": "2026-11-02T00:00:00Z"},
        headers=headers,
    )
    _, event = await whole(node.client, "/v1/events", after=before)
    assert event["actor"] == {"kind": "tool", "id": "bootstrap", "on_behalf_of": ANA}
    assert event["request_id"] == "req-1:a.b_c"
    assert event["correlation_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert event["data"]["recorded_by"] == ANA


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({"x-request-id": "a" * 128}, True),
        ({"x-request-id": "a" * 129}, False),
        ({"x-request-id": ""}, False),
        ({"x-request-id": "two words"}, False),
        ({"x-request-id": b"\xff\xfe"}, False),
        ({"x-request-id": '"}{'}, False),
    ],
)
async def test_a_request_id_is_taken_or_made(
    node: Node, headers: dict[str, Any], *, is_taken: bool
) -> None:
    before = await node.head()
    answer = await node.client.post("/v1/incidents", json=BODY, headers=headers)
    returned = answer.headers["x-request-id"]
    assert (returned == headers["x-request-id"]) is is_taken
    (event,) = await whole(node.client, "/v1/events", after=before)
    assert event["request_id"] == event["correlation_id"] == returned


BODY = {
    "title": "x",
    "category": "drift",
    "severity": "sev4",
    "detection": {"source": "audit", "detected_at": "2026-11-02T00:00:00Z"},
    "system": {"feature": "x"},
}


@pytest.mark.parametrize(
    "trace",
    [
        "",
        "00",
        "00-" + "0" * 32 + "-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-junk",
    ],
)
async def test_a_trace_that_is_none_is_passed_over(node: Node, trace: str) -> None:
    before = await node.head()
    answer = await node.client.post("/v1/incidents", json=BODY, headers={"traceparent": trace})
    (event,) = await whole(node.client, "/v1/events", after=before)
    assert event["correlation_id"] == answer.headers["x-request-id"]


async def test_events_of_one_request_share_its_id(node: Node) -> None:
    incident = await declared(node.client)
    await planned(node.client, incident["id"])
    await whole(node.client, f"/v1/incidents/{incident['id']}/history")
    before = await node.head()
    answer = await node.client.post(f"/v1/incidents/{incident['id']}/postmortem", json={})
    events = await whole(node.client, "/v1/events", after=before)
    assert [event["type"] for event in events] == [
        "postmortem.started",
        "incident.postmortem_started",
        "action.attached",
    ]
    assert {event["request_id"] for event in events} == {answer.headers["x-request-id"]}


def causes(events: list[dict[str, Any]]) -> dict[str, str | None]:
    """By type, the type of what caused it, where that is among the events before it."""
    types: dict[str | None, str | None] = {None: None}
    found = {}
    for event in events:
        found[event["type"]] = types[event["causation_id"]]
        types[event["id"]] = event["type"]
    return found


async def test_what_follows_from_a_move_names_it_as_its_cause(node: Node) -> None:
    incident = await declared(node.client)
    await planned(node.client, incident["id"])
    before = await node.head()
    await moved(node.client, incident["id"], "postmortem", reason="All is known.")
    path = f"/v1/incidents/{incident['id']}/roles/lead"
    await made(node.client.put(path, json={"person": ANA}))
    assert causes(await whole(node.client, "/v1/events", after=before)) == {
        "incident.stage_entered": None,
        "postmortem.started": "incident.stage_entered",
        "incident.postmortem_started": "postmortem.started",
        "action.attached": "postmortem.started",
        "incident.role_assigned": None,
        "postmortem.lead_changed": "incident.role_assigned",
    }


async def test_what_was_asked_for_has_no_cause_but_what_follows_from_it_has(node: Node) -> None:
    original, incident = await declared(node.client), await declared(node.client)
    before = await node.head()
    await made(node.client.post(f"/v1/incidents/{incident['id']}/postmortem", json={}))
    link = {"kind": "duplicate_of", "incident": original["reference"]}
    await made(node.client.post(f"/v1/incidents/{incident['id']}/links", json=link))
    changes = {"title": "Another title", "severity": "sev1"}
    await made(node.client.patch(f"/v1/incidents/{incident['id']}", json=changes))
    assert causes(await whole(node.client, "/v1/events", after=before)) == {
        "postmortem.started": None,
        "incident.postmortem_started": "postmortem.started",
        "incident.linked": None,
        "incident.duplicate_noted": "incident.linked",
        "incident.retitled": None,
        "incident.severity_changed": None,
    }


@pytest.mark.parametrize(("path", "status"), [("/healthz", "alive"), ("/readyz", "ready")])
async def test_operators_need_no_key(node: Node, path: str, status: str) -> None:
    async with httpx.AsyncClient(base_url=node.url, trust_env=False) as anybody:
        answer = await anybody.get(path)
    assert answer.status_code == 200
    assert answer.json() == {"status": status}
    assert answer.headers["x-request-id"]


async def test_the_description_needs_no_key(node: Node) -> None:
    async with httpx.AsyncClient(base_url=node.url, trust_env=False) as anybody:
        answer = await anybody.get("/openapi.yaml")
    assert answer.status_code == 200
    assert answer.text.startswith("openapi: 3.1")
