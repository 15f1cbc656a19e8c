"""One request, sent more than once, has one effect and one answer."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.api.nodes import WRITERS, Node, client_of, held_log, problem_of, waiting
from tests.api.world import (
    ACTION,
    ANA,
    BEN,
    DECLARATION,
    TRACKER,
    asked,
    begun,
    declared,
    hours_later,
    noted,
    planned,
    published,
    written,
)

NOTE: dict[str, Any] = {"kind": "note", "occurred_at": hours_later(0), "text": "Seen."}


def keyed(key: str, **headers: str) -> dict[str, str]:
    return {"idempotency-key": key, **headers}


async def every_post(client: httpx.AsyncClient) -> dict[str, Any]:
    """A body for every path that can be posted to with an effect."""
    incident, postmortem = await begun(client)
    other = await declared(client)
    entry, retracted = await noted(client, other["id"]), await noted(client, other["id"])
    action = await planned(client, other["id"])
    _, to_amend = await published(client)
    _, to_review = await begun(client)
    await asked(client, to_review["id"])
    _, to_settle = await begun(client, lead=ANA)
    blame = await written(client, to_settle["id"], "root_cause", "Ana forgot the eval.", 1)
    finding = f"blame-findings/{blame['blame_findings'][0]['id']}"
    here, entries = f"/v1/incidents/{other['id']}", f"/v1/incidents/{other['id']}/timeline-entries"
    text = {"known": "x", "unknown": "y"}
    return {
        "/v1/incidents": DECLARATION,
        "/v1/trackers": TRACKER,
        f"{here}/stage-transitions": {"to": "contain"},
        entries: NOTE,
        f"{entries}/{entry['id']}/corrections": {"reason": "x", "text": "y"},
        f"{entries}/{retracted['id']}/retractions": {"reason": "x"},
        f"{here}/containments": {"kind": "other", "target": "x", "occurred_at": hours_later(0)},
        f"{here}/communications": {"audience": "public", "sent_at": hours_later(0), **text},
        f"{here}/links": {"kind": "related_to", "incident": incident["reference"]},
        f"{here}/postmortem": {"due_on": "2030-01-01"},
        f"{here}/actions": ACTION,
        f"/v1/postmortems/{postmortem['id']}/actions": ACTION,
        f"/v1/postmortems/{to_amend['id']}/amendments": {"reason": "x"},
        f"/v1/postmortems/{postmortem['id']}/review-requests": {"reviewers": [BEN]},
        f"/v1/postmortems/{to_review['id']}/reviews": {"verdict": "approve"},
        f"/v1/postmortems/{to_settle['id']}/{finding}/overrides": {"reason": "A quotation."},
        f"/v1/actions/{action['id']}/status-changes": {"to": "done"},
    }


async def test_every_post_is_replayed_byte_by_byte(node: Node) -> None:
    for path, body in (await every_post(node.client)).items():
        first = await node.client.post(path, json=body, headers=keyed("again"))
        assert first.status_code == 201, (path, first.text)
        assert "idempotency-replayed" not in first.headers
        head = await node.head()
        second = await node.client.post(path, json=body, headers=keyed("again"))
        assert second.headers["idempotency-replayed"] == "true", path
        assert second.content == first.content
        assert second.status_code == first.status_code
        for header in ("etag", "event-position", "location", "content-type"):
            assert second.headers.get(header) == first.headers.get(header)
        assert await node.head() == head


async def test_a_key_for_another_body_is_refused(node: Node) -> None:
    headers = keyed("another body")
    await node.client.post("/v1/incidents", json=DECLARATION, headers=headers)
    head = await node.head()
    body = {**DECLARATION, "title": "Another"}
    problem = problem_of(
        await node.client.post("/v1/incidents", json=body, headers=headers),
        422,
        "idempotency_mismatch",
    )
    assert "new key" in problem["detail"]
    assert await node.head() == head


async def test_a_key_is_held_while_its_request_runs(dsn: str, node: Node) -> None:
    incident = await declared(node.client)
    path = f"/v1/incidents/{incident['id']}/timeline-entries"
    async with asyncio.TaskGroup() as group, held_log(dsn) as held:
        first = group.create_task(node.client.post(path, json=NOTE, headers=keyed("held")))
        await waiting(held, WRITERS, 1)
        answer = await node.client.post(path, json=NOTE, headers=keyed("held"))
        problem = problem_of(answer, 409, "idempotency_in_flight")
        assert "again" in problem["detail"]
        assert answer.headers["retry-after"] == "1"
        other = await node.client.post(path, json={}, headers=keyed("other"))
        problem_of(other, 400, "invalid_request")
    assert first.result().status_code == 201
    again = await node.client.post(path, json=NOTE, headers=keyed("held"))
    assert again.headers["idempotency-replayed"] == "true"


async def test_one_key_on_two_paths_or_by_two_callers_is_two_keys(node: Node) -> None:
    headers = keyed("independent")
    ids = set()
    one, other = await declared(node.client), await declared(node.client)
    for incident in (one, other):
        path = f"/v1/incidents/{incident['id']}/timeline-entries"
        for person in ({}, {"on-behalf-of": ANA}, {"on-behalf-of": BEN}):
            answer = await node.client.post(path, json=NOTE, headers=headers | person)
            assert "idempotency-replayed" not in answer.headers
            ids.add(answer.json()["id"])
    assert len(ids) == 6


async def test_one_thing_by_two_names_is_one_key(node: Node) -> None:
    incident = await declared(node.client)
    reference = incident["reference"]
    answers = [
        await node.client.post(
            f"/v1/incidents/{name}/timeline-entries", json=NOTE, headers=keyed("two names")
        )
        for name in (incident["id"], incident["id"].upper(), reference, reference.lower())
    ]
    assert len({answer.content for answer in answers}) == 1
    assert [answer.headers.get("idempotency-replayed") for answer in answers[1:]] == ["true"] * 3


async def test_an_entry_by_any_form_of_its_id_is_one_key(node: Node) -> None:
    incident = await declared(node.client)
    entry = await noted(node.client, incident["id"])
    path = f"/v1/incidents/{incident['id']}/timeline-entries"
    forms = (entry["id"], entry["id"].replace("-", ""), f"{{{entry['id']}}}")
    answers = []
    for form in forms:
        retract = node.client.post(
            f"{path}/{form}/retractions", json={"reason": "Seen by nobody."}, headers=keyed("forms")
        )
        answers.append(await retract)
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.content for answer in answers}) == 1


async def test_a_refused_request_may_be_mended_under_its_key(node: Node) -> None:
    incident = await declared(node.client)
    path, headers = f"/v1/incidents/{incident['id']}/stage-transitions", keyed("mended")
    refused = await node.client.post(path, json={"to": "closed"}, headers=headers)
    problem_of(refused, 409, "proof_missing")
    problem_of(
        await node.client.post(path, json={"to": "nowhere"}, headers=headers),
        400,
        "invalid_request",
    )
    done = await node.client.post(path, json={"to": "contain"}, headers=headers)
    assert done.status_code == 201
    assert "idempotency-replayed" not in done.headers


async def test_what_is_so_already_is_answered_and_kept(node: Node) -> None:
    incident = await declared(node.client)
    path, headers = f"/v1/incidents/{incident['id']}/stage-transitions", keyed("already so")
    head = await node.head()
    first = await node.client.post(path, json={"to": "detect"}, headers=headers)
    assert first.status_code == 201
    assert first.json()["version"] == 1
    assert await node.head() == head == int(first.headers["event-position"])
    await node.client.post(path, json={"to": "contain"})
    second = await node.client.post(path, json={"to": "detect"}, headers=headers)
    assert second.headers["idempotency-replayed"] == "true"
    assert second.content == first.content
    assert second.headers["event-position"] == first.headers["event-position"]


@pytest.mark.parametrize("key", ["", '""', "x" * 256])
async def test_a_key_that_is_none_is_refused(node: Node, key: str) -> None:
    answer = await node.client.post("/v1/incidents", json=DECLARATION, headers=keyed(key))
    problem = problem_of(answer, 400, "invalid_request")
    assert "Idempotency-Key" in problem["detail"]


@pytest.mark.parametrize("key", ["x" * 255, '"quoted"', "a, b", b"\xe9\xff"])
async def test_any_short_text_is_a_key(node: Node, key: Any) -> None:
    for replayed in (None, "true"):
        answer = await node.client.post(
            "/v1/incidents", json=DECLARATION, headers={"idempotency-key": key}
        )
        assert answer.status_code == 201
        assert answer.headers.get("idempotency-replayed") == replayed


async def test_a_client_that_hangs_up_leaves_the_whole_effect(dsn: str, node: Node) -> None:
    incident = await declared(node.client)
    path = f"/v1/incidents/{incident['id']}/stage-transitions"
    body = {"to": "postmortem", "reason": "it is over"}
    async with held_log(dsn) as held, client_of(node.url) as hasty:
        request = asyncio.create_task(hasty.post(path, json=body, headers=keyed("hung up")))
        await waiting(held, WRITERS, 1)
        request.cancel()
        await asyncio.wait([request])
    async with asyncio.timeout(30):
        again = await node.client.post(path, json=body, headers=keyed("hung up"))
        while again.status_code == 409:
            again = await node.client.post(path, json=body, headers=keyed("hung up"))
    assert again.headers["idempotency-replayed"] == "true"
    read = (await node.client.get(f"/v1/incidents/{incident['id']}")).json()
    assert read["stage"] == "postmortem"
    assert (await node.client.get(f"/v1/postmortems/{read['postmortem_id']}")).status_code == 200


async def test_a_client_that_hangs_up_within_its_body_leaves_nothing(node: Node) -> None:
    host, _, port = node.url.removeprefix("http://").partition(":")
    head = await node.head()
    _, writer = await asyncio.open_connection(host, int(port))
    key = node.client.headers["authorization"]
    writer.write(
        f"POST /v1/incidents HTTP/1.1\r\nHost: x\r\nAuthorization: {key}\r\n"
        "Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{".encode()
    )
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await node.client.get("/readyz")).status_code == 200
    assert await node.head() == head
