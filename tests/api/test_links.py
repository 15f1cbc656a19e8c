"""Links between incidents over HTTP, from both sides and for those who may not know both."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.api.nodes import Node, problem_of
from tests.api.world import ANA, BEN, MISSING_ID, declared, if_match, made, moved, whole


async def linked(
    client: httpx.AsyncClient, one: dict[str, Any], other: dict[str, Any], kind: str
) -> dict[str, Any]:
    body = {"kind": kind, "incident": other["reference"]}
    return await made(client.post(f"/v1/incidents/{one['id']}/links", json=body))


async def links_of(
    client: httpx.AsyncClient, incident: dict[str, Any], **headers: str
) -> list[tuple[str, str, str]]:
    """Direction, kind and other end of each link, as it shows in the view."""
    head = (await client.get(f"/v1/incidents/{incident['id']}/history")).json()["items"][-1]
    path = f"/v1/incidents/{incident['id']}/links"
    query = {"min_position": head["position"]}
    answer = await client.get(path, params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    return [(item["direction"], item["kind"], item["reference"]) for item in items]


@pytest.mark.parametrize("kind", ["recurrence_of", "duplicate_of", "related_to"])
async def test_a_link_is_shown_by_both_ends(client: httpx.AsyncClient, kind: str) -> None:
    one, other = await declared(client), await declared(client, title="The original")
    await linked(client, one, other, kind)
    assert await links_of(client, one) == [("outbound", kind, other["reference"])]
    head = (await client.get(f"/v1/incidents/{one['id']}/history")).json()["items"][-1]["position"]
    path = f"/v1/incidents/{other['id']}/links"
    (item,) = (await client.get(path, params={"min_position": head})).json()["items"]
    assert item == {
        "direction": "inbound",
        "kind": kind,
        "incident_id": one["id"],
        "reference": one["reference"],
        "title": one["title"],
        "stage": "detect",
        "links": {"incident": f"/v1/incidents/{one['id']}"},
    }


async def test_of_two_incidents_one_is_a_recurrence_of_the_other_whoever_links_them(
    client: httpx.AsyncClient,
) -> None:
    one, other = await declared(client), await declared(client)
    ends = ((one, other), (other, one))
    answers = await asyncio.gather(
        *(
            client.post(
                f"/v1/incidents/{here['id']}/links",
                json={"kind": "recurrence_of", "incident": there["reference"]},
            )
            for here, there in ends
        )
    )
    refused = max(answers, key=lambda answer: answer.status_code)
    assert "one of them came first" in problem_of(refused, 409, "link_refused")["detail"]
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_links_come_page_by_page(client: httpx.AsyncClient) -> None:
    one = await declared(client)
    others = [await declared(client) for _ in range(5)]
    for other in others:
        await linked(client, one, other, "related_to")
    assert len(await links_of(client, one)) == 5
    items = await whole(client, f"/v1/incidents/{one['id']}/links", limit=2)
    assert [item["incident_id"] for item in items] == [other["id"] for other in others]


async def test_a_link_is_retracted_with_a_reason(client: httpx.AsyncClient) -> None:
    one, other = await declared(client), await declared(client)
    await linked(client, one, other, "duplicate_of")
    path = f"/v1/incidents/{one['id']}/links/retractions"
    body = {"kind": "duplicate_of", "incident": other["id"], "reason": "Another prompt."}
    answer = await client.post(path, json=body)
    assert answer.status_code == 201
    assert answer.json()["related"] == []
    assert await links_of(client, one) == []
    events = await whole(client, f"/v1/incidents/{one['id']}/history")
    assert events[-1]["type"] == "incident.unlinked"
    assert events[-1]["data"]["reason"] == "Another prompt."
    problem_of(await client.post(path, json=body), 409, "link_refused")
    problem_of(await client.post(path, json={**body, "incident": MISSING_ID}), 404, "not_found")
    await linked(client, other, one, "duplicate_of")


async def test_a_duplicate_is_of_one_original_which_is_none_itself(
    client: httpx.AsyncClient,
) -> None:
    one, two, three = [await declared(client) for _ in range(3)]
    await linked(client, one, two, "duplicate_of")
    for start, end, says in (
        (two, one, "is a duplicate itself"),
        (three, one, "is a duplicate itself"),
        (one, three, "is the duplicate of another already"),
    ):
        body = {"kind": "duplicate_of", "incident": end["reference"]}
        answer = await client.post(f"/v1/incidents/{start['id']}/links", json=body)
        assert says in problem_of(answer, 409, "link_refused")["detail"]
    again = await linked(client, one, two, "duplicate_of")
    assert again["version"] == 2
    await linked(client, three, two, "duplicate_of")
    assert await links_of(client, two) == [
        ("inbound", "duplicate_of", one["reference"]),
        ("inbound", "duplicate_of", three["reference"]),
    ]


async def test_two_incidents_never_become_duplicates_of_each_other(
    client: httpx.AsyncClient, other_node: Node
) -> None:
    for _ in range(10):
        one, two = await declared(client), await declared(client)
        answers = await asyncio.gather(
            *(
                on.post(f"/v1/incidents/{start['id']}/links", json=link)
                for on, start, end in ((client, one, two), (other_node.client, two, one))
                for link in [{"kind": "duplicate_of", "incident": end["id"]}]
            )
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_a_link_decided_on_an_old_version_is_refused(client: httpx.AsyncClient) -> None:
    one, other = await declared(client), await declared(client)
    await moved(client, one["id"], "contain")
    body = {"kind": "duplicate_of", "incident": other["id"]}
    path = f"/v1/incidents/{one['id']}/links"
    stale = await client.post(path, json=body, headers=if_match(1))
    problem_of(stale, 412, "version_conflict")


async def test_a_link_to_what_somebody_may_not_know_of_is_not_shown_to_them(
    client: httpx.AsyncClient,
) -> None:
    known = await declared(client)
    secret = await declared(client, visibility="restricted", visible_to={"people": [ANA]})
    await linked(client, known, secret, "recurrence_of")
    await linked(client, secret, known, "duplicate_of")
    ana, ben = {"on-behalf-of": ANA}, {"on-behalf-of": BEN}
    assert len(await links_of(client, known, **ana)) == 2
    assert await links_of(client, known, **ben) == []
    path = f"/v1/incidents/{known['id']}"
    assert len((await client.get(path, headers=ana)).json()["related"]) == 1
    assert (await client.get(path, headers=ben)).json()["related"] == []
    listed = (await client.get("/v1/incidents?limit=200", headers=ben)).json()["items"]
    assert all(link["incident_id"] != secret["id"] for item in listed for link in item["related"])
    revised = await client.patch(path, json={"title": "Known"}, headers=ben)
    assert revised.json()["related"] == []
    stale = await client.patch(path, json={"title": "Late"}, headers={**ben, **if_match(1)})
    problem = problem_of(stale, 412, "version_conflict")
    assert [event["type"] for event in problem["events"]] == ["incident.retitled"]
    for headers, told in ((ana, 2), (ben, 0)):
        events = (await client.get(f"{path}/history", headers=headers)).json()["items"]
        assert sum(secret["id"] in str(event["data"]) for event in events) == told
    body = {"kind": "related_to", "incident": secret["id"]}
    answer = await client.post(f"{path}/links", json=body, headers=ben)
    problem_of(answer, 404, "not_found")
    problem_of(
        await client.get(f"/v1/incidents/{secret['id']}/links", headers=ben), 404, "not_found"
    )


async def test_links_of_nothing_are_not_found(client: httpx.AsyncClient) -> None:
    problem_of(await client.get(f"/v1/incidents/{MISSING_ID}/links"), 404, "not_found")
    incident = await declared(client)
    body = {"kind": "related_to", "incident": incident["id"]}
    for path in (f"/v1/incidents/{MISSING_ID}/links", "/v1/incidents/INC-0/links"):
        problem_of(await client.post(path, json=body), 404, "not_found")
