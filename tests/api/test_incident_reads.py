"""Incidents as they stood, as they are not, and as they are no more."""

import httpx
import pytest

from tests.api.nodes import pointers, problem_of
from tests.api.world import (
    ANA,
    MISSING_ID,
    begun,
    declared,
    hours_later,
    if_match,
    planned,
    whole,
)


async def test_an_incident_is_read_as_it_stood(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    path = f"/v1/incidents/{incident['id']}"
    await client.patch(path, json={"title": "Second"})
    await client.patch(path, json={"title": "Third"})
    events = await whole(client, f"{path}/history")
    for number, title in enumerate([incident["title"], "Second", "Third"], 1):
        for query in ({"version": number}, {"as_of": events[number - 1]["recorded_at"]}):
            answer = await client.get(path, params=query)
            assert answer.json()["title"] == title
            assert answer.json()["version"] == number
            assert answer.headers["etag"] == f'"{number}"'
    problem_of(await client.get(path, params={"version": 4}), 404, "not_found")
    early = {"as_of": "2026-01-01T00:00:00Z"}
    problem_of(await client.get(path, params=early), 404, "not_found")
    for query in ({"version": 0}, {"as_of": "2026-01-01T00:00:00"}, {"as_of": "yesterday"}):
        problem = problem_of(await client.get(path, params=query), 400, "invalid_request")
        assert pointers(problem) == {f"/{next(iter(query))}"}


@pytest.mark.parametrize("name", [MISSING_ID, "INC-999999999", "inc", "INC-0", "PM-1", "%00", "☃"])
async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient, name: str) -> None:
    path = f"/v1/incidents/{name}"
    note = {"kind": "note", "occurred_at": hours_later(0), "text": "x"}
    for answer in (
        await client.get(path),
        await client.get(f"{path}/history"),
        await client.get(f"{path}/timeline-entries"),
        await client.get(f"{path}/stage-transitions"),
        await client.get(path, params={"version": 1}),
        await client.patch(path, json={"title": "x"}),
        await client.put(f"{path}/roles/lead", json={"person": ANA}),
        await client.post(f"{path}/timeline-entries", json=note),
        await client.post(f"{path}/stage-transitions", json={"to": "contain"}),
        await client.post(f"{path}/postmortem", json={}),
        await client.post(f"{path}/stage-transitions", json={"to": "postmortem", "reason": "x"}),
    ):
        problem_of(answer, 404, "not_found")


async def test_an_id_of_another_kind_of_thing_names_no_incident(client: httpx.AsyncClient) -> None:
    incident, postmortem = await begun(client)
    action = await planned(client, incident["id"])
    for thing in (postmortem, action):
        path = f"/v1/incidents/{thing['id']}"
        problem_of(await client.get(path), 404, "not_found")
        problem_of(await client.patch(path, json={"title": "x"}), 404, "not_found")
        problem_of(await client.get(path, params={"version": 1}), 404, "not_found")
    problem_of(await client.get(f"/v1/actions/{incident['id']}"), 404, "not_found")
    problem_of(await client.get(f"/v1/postmortems/{incident['id']}"), 404, "not_found")
    problem_of(await client.get(f"/v1/trackers/{incident['id']}"), 404, "not_found")


async def test_a_stale_write_is_told_what_happened_since(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    path = f"/v1/incidents/{incident['id']}"
    await client.patch(path, json={"title": "Second"}, headers=if_match(1))
    answer = await client.patch(path, json={"title": "Third"}, headers=if_match(1))
    problem = problem_of(answer, 412, "version_conflict")
    assert problem["current_version"] == 2
    assert answer.headers["etag"] == '"2"'
    (event,) = problem["events"]
    assert (event["type"], event["version"]) == ("incident.retitled", 2)
    assert event["data"] == {"title": "Second"}
    ahead = problem_of(
        await client.patch(path, json={"title": "Third"}, headers=if_match(7)),
        412,
        "version_conflict",
    )
    assert ahead["events"] == []
