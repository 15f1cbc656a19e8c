"""Incidents over HTTP: every call, and the shape of its answer."""

from typing import Any

import httpx
import pytest

from tests.api.nodes import problem_of
from tests.api.world import (
    ANA,
    BEN,
    DECLARATION,
    MISSING_ID,
    begun,
    declared,
    hours_later,
    listed,
    moved,
    noted,
    planned,
    whole,
)

INCIDENT_FIELDS = {
    "id",
    "reference",
    "version",
    "title",
    "category",
    "secondary_categories",
    "severity",
    "stage",
    "status",
    "summary",
    "impact",
    "detection",
    "system",
    "labels",
    "roles",
    "visibility",
    "postmortem_id",
    "named_times",
    "opened_at",
    "closed_at",
    "links",
}
BEYOND_THE_CONTRACT = {
    "visible_to",
    "postmortem_due_on",
    "postmortem_remind_on",
    "missing_times",
    "times_out_of_order",
    "related",
}
FULL: dict[str, Any] = {
    **DECLARATION,
    "summary": "Three users were promised refunds.",
    "impact": "Three refunds.",
    "detection": {
        "source": "monitoring",
        "signal": "refund alert",
        "detected_at": "2026-11-02T09:30:00+01:00",
    },
    "system": {
        "feature": "support assistant",
        "model": "acme-large",
        "model_version": "2026-08-01",
        "prompt_version": "v41",
        "deployment": "eu-west",
    },
    "secondary_categories": ["drift", "hallucination", "drift"],
    "labels": ["refunds", "refunds"],
    "lead": "Ana@Example.com",
    "visibility": "restricted",
    "visible_to": {"people": [BEN], "teams": ["support"]},
}


async def test_declaring_answers_with_the_incident_and_its_place(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/incidents", json=FULL)
    assert answer.status_code == 201
    incident = answer.json()
    assert incident.keys() == INCIDENT_FIELDS | BEYOND_THE_CONTRACT | {"similar"}
    assert answer.headers["location"] == incident["links"]["self"]
    assert answer.headers["location"] == f"/v1/incidents/{incident['id']}"
    assert answer.headers["etag"] == '"1"'
    assert int(answer.headers["event-position"]) > 0
    assert incident["reference"].startswith("INC-")
    assert incident["version"] == 1
    assert (incident["stage"], incident["status"]) == ("detect", "open")
    assert incident["detection"]["detected_at"] == "2026-11-02T08:30:00Z"
    assert incident["secondary_categories"] == ["drift"]
    assert incident["labels"] == ["refunds"]
    assert incident["roles"] == {"lead": ANA}
    assert incident["system"] == FULL["system"]
    assert incident["named_times"] == dict.fromkeys(
        ("first_signal", "noticed", "mitigated", "resolved")
    )
    assert (incident["closed_at"], incident["postmortem_id"]) == (None, None)


async def test_the_least_that_declaring_takes_is_enough(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    assert incident["summary"] == incident["impact"] == ""
    assert incident["visibility"] == "organization"


async def test_an_incident_is_read_by_id_and_by_reference_in_any_case(
    client: httpx.AsyncClient,
) -> None:
    made = await declared(client)
    del made["similar"]
    for name in (made["id"], made["id"].upper(), made["reference"], made["reference"].lower()):
        answer = await client.get(f"/v1/incidents/{name}")
        assert answer.json() == made
        assert answer.headers["etag"] == '"1"'


async def test_links_of_an_incident_lead_somewhere(client: httpx.AsyncClient) -> None:
    incident, _ = await begun(client)
    incident = (await client.get(incident["links"]["self"])).json()
    assert incident["links"].keys() == {
        "self",
        "timeline",
        "diagnosis",
        "related",
        "history",
        "actions",
        "postmortem",
    }
    for link in incident["links"].values():
        assert (await client.get(link)).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True),
        ({"category": "drift"}, True),
        ({"category": "scope_creep"}, False),
        ({"severity": "sev1"}, True),
        ({"severity": "sev4"}, False),
        ({"stage": "detect"}, True),
        ({"stage": "closed"}, False),
        ({"status": "open"}, True),
        ({"status": "closed"}, False),
        ({"system": "the filtered feature"}, True),
        ({"system": "another"}, False),
        ({"lead": "ANA@example.com"}, True),
        ({"lead": BEN}, False),
        ({"label": "filtered"}, True),
        ({"label": "other"}, False),
        ({"q": "zebra"}, True),
        ({"q": "okapi"}, False),
        ({"detected_after": "2026-01-31T00:00:00Z"}, True),
        ({"detected_after": "2026-02-02T00:00:00Z"}, False),
        ({"detected_before": "2026-02-02T00:00:00Z"}, True),
        ({"detected_before": "2026-01-31T00:00:00+02:00"}, False),
        ({"sort": "detected_at", "detected_after": "2026-01-31T00:00:00Z"}, True),
        ({"sort": "-detected_at", "label": "filtered", "q": "zebra", "category": "drift"}, True),
    ],
)
async def test_incidents_are_found_by_their_properties(
    client: httpx.AsyncClient, filtered: tuple[str, str], query: dict[str, str], *, found: bool
) -> None:
    name, position = filtered
    items = await whole(client, "/v1/incidents", **query, min_position=position, limit=200)
    assert (name in [item["id"] for item in items]) is found


@pytest.fixture(scope="module")
async def filtered(node: Any) -> tuple[str, str]:
    """The id of an incident to find, and its position."""
    body = {
        **DECLARATION,
        "title": "A zebra in the answers",
        "category": "drift",
        "severity": "sev1",
        "detection": {"source": "audit", "detected_at": "2026-02-01T00:00:00Z"},
        "system": {"feature": "the filtered feature"},
        "labels": ["filtered"],
        "lead": ANA,
    }
    answer = await node.client.post("/v1/incidents", json=body)
    return answer.json()["id"], answer.headers["event-position"]


async def test_the_last_detected_comes_first_or_last(client: httpx.AsyncClient) -> None:
    await declared(client)
    for sort in ("detected_at", "-detected_at"):
        items, _ = await listed(client, "/v1/incidents", sort=sort, limit=200)
        times = [item["detection"]["detected_at"] for item in items]
        assert times == sorted(times, reverse=sort.startswith("-"))


async def test_revising_makes_one_event_for_each_thing_that_changed(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    change = {
        "title": "Another title",
        "summary": "A summary",
        "impact": "An impact",
        "system": {"feature": "another"},
        "labels": ["a"],
        "severity": "sev1",
        "category": "drift",
        "secondary_categories": ["scope_creep"],
        "visibility": "restricted",
        "reason": "known better by now",
    }
    answer = await client.patch(f"/v1/incidents/{incident['reference']}", json=change)
    assert answer.status_code == 200
    revised = answer.json()
    assert revised.keys() == INCIDENT_FIELDS | BEYOND_THE_CONTRACT
    del change["reason"]
    assert {field: revised[field] for field in change} == change
    assert revised["version"] == 9
    assert answer.headers["etag"] == '"9"'
    types = [e["type"] for e in await whole(client, f"/v1/incidents/{incident['id']}/history")]
    assert types == [
        "incident.declared",
        "incident.retitled",
        "incident.summary_changed",
        "incident.impact_changed",
        "incident.system_changed",
        "incident.labels_changed",
        "incident.severity_changed",
        "incident.reclassified",
        "incident.visibility_changed",
    ]


async def test_revising_what_is_so_already_changes_nothing(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    answer = await client.patch(f"/v1/incidents/{incident['id']}", json={"severity": "sev2"})
    assert answer.status_code == 200
    assert answer.json()["version"] == 1
    answer = await client.patch(f"/v1/incidents/{incident['id']}", json={})
    assert answer.json()["version"] == 1


async def test_an_incident_runs_through_its_stages_to_its_end(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    path = f"/v1/incidents/{incident['id']}/stage-transitions"
    await moved(client, incident["id"], "contain")
    await client.post(
        f"/v1/incidents/{incident['id']}/containments",
        json={"kind": "rollback", "target": "prompt v41", "occurred_at": hours_later(1)},
    )
    for to in ("communicate", "diagnose", "mitigate"):
        await moved(client, incident["id"], to)
    entered = await client.post(
        path, json={"to": "postmortem", "occurred_at": "2026-11-03T23:30:00Z"}
    )
    assert entered.status_code == 201
    assert entered.json()["stage"] == "postmortem"
    assert entered.json()["postmortem_due_on"] == "2026-11-10"
    assert entered.headers["etag"] == f'"{entered.json()["version"]}"'
    postmortem = (await client.get(f"/v1/postmortems/{entered.json()['postmortem_id']}")).json()
    assert postmortem["due_on"] == "2026-11-10"
    await moved(client, incident["id"], "verify")
    waiver = {"person": ANA, "reason": "the feature is gone"}
    closed = await moved(client, incident["id"], "closed", waiver=waiver)
    assert closed["status"] == "closed"
    assert closed["closed_at"] is not None
    reopened = await moved(client, incident["id"], "diagnose", reason="it came back")
    assert (reopened["status"], reopened["closed_at"]) == ("open", None)
    moves = await whole(client, path, limit=2)
    assert [move["to_stage"] for move in moves] == [
        "contain",
        "communicate",
        "diagnose",
        "mitigate",
        "postmortem",
        "verify",
        "closed",
        "diagnose",
    ]
    assert moves[0].keys() == {
        "version",
        "from_stage",
        "to_stage",
        "occurred_at",
        "recorded_at",
        "recorded_by",
        "skipped",
        "reason",
        "waiver",
    }
    assert moves[6]["waiver"] == waiver


async def test_the_postmortem_is_due_from_the_time_mitigated_and_missing_times_are_asked_for(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    assert incident["missing_times"] == []
    diagnosed = await moved(client, incident["id"], "mitigate", reason="plain cause")
    assert diagnosed["missing_times"] == ["noticed", "first_signal"]
    await noted(client, incident["id"], kind="mitigated", occurred_at="2026-11-04T12:00:00Z")
    ended = await moved(client, incident["id"], "postmortem", occurred_at="2026-11-06T12:00:00Z")
    assert ended["missing_times"] == ["noticed", "first_signal"]
    assert ended["postmortem_due_on"] == "2026-11-11"
    assert ended["postmortem_remind_on"] == "2026-11-09"
    postmortem = (await client.get(f"/v1/postmortems/{ended['postmortem_id']}")).json()
    assert postmortem["due_on"] == "2026-11-11"


async def test_entering_the_same_stage_again_changes_nothing(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    again = await moved(client, incident["id"], "detect")
    assert again["version"] == 1


async def test_a_role_is_given_to_one_person(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    path = f"/v1/incidents/{incident['id']}/roles"
    answer = await client.put(f"{path}/commander", json={"person": "Ben@Example.com"})
    assert answer.status_code == 200
    assert answer.json()["roles"] == {"commander": BEN}
    assert answer.headers["etag"] == '"2"'
    again = await client.put(f"{path}/commander", json={"person": BEN})
    assert again.json()["version"] == 2
    problem_of(await client.put(f"{path}/king", json={"person": BEN}), 404, "not_found")


async def test_incidents_link_to_each_other(client: httpx.AsyncClient) -> None:
    one, other = await declared(client), await declared(client)
    path = f"/v1/incidents/{one['id']}/links"
    for name in (other["reference"], other["id"]):
        body = {"kind": "recurrence_of", "incident": name}
        answer = await client.post(path, json=body)
        assert answer.status_code == 201
        assert answer.json()["related"] == [
            {
                "kind": "recurrence_of",
                "incident_id": other["id"],
                "reference": other["reference"],
            }
        ]
    missing = {"kind": "related_to", "incident": MISSING_ID}
    problem_of(await client.post(path, json=missing), 404, "not_found")
    itself = {"kind": "related_to", "incident": one["reference"]}
    problem_of(await client.post(path, json=itself), 409, "link_refused")


async def test_history_tells_of_the_incident_its_postmortem_and_its_actions(
    client: httpx.AsyncClient,
) -> None:
    incident, postmortem = await begun(client)
    action = await planned(client, incident["id"])
    await noted(client, incident["id"])
    events = await whole(client, f"/v1/incidents/{incident['reference']}/history", limit=2)
    assert [event["type"] for event in events] == [
        "incident.declared",
        "postmortem.started",
        "incident.postmortem_started",
        "action.planned",
        "incident.timeline_entry_added",
    ]
    subjects = {event["subject"] for event in events}
    assert subjects == {thing["reference"] for thing in (incident, postmortem, action)}
    positions = [event["position"] for event in events]
    assert positions == sorted(positions)
