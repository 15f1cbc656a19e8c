"""Who calls: keys, scopes, people on whose behalf, and what each may know of."""

from collections.abc import Awaitable, Callable, Sequence

import httpx
import pytest

from tests.api.keys import key_with
from tests.api.nodes import KEY, Node, client_of, problem_of
from tests.api.world import (
    ACTION,
    ANA,
    BEN,
    DECLARATION,
    MISSING_ID,
    TRACKER,
    declared,
    hours_later,
    if_match,
    listed,
    planned,
    registered,
    whole,
)

Made = Callable[..., Awaitable[httpx.AsyncClient]]
REJECTED = {"verdict": "request_changes"}
NOTE = {"kind": "note", "occurred_at": hours_later(0), "text": "x"}


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer wrong",
        f"Basic {KEY}",
        KEY,
        f"Bearer {KEY} {KEY}",
        f"Bearer {KEY[:-1]}",
        "Bearer " + "x" * 600,
        b"Bearer \xff",
    ],
)
async def test_without_a_live_key_nothing_is_told(node: Node, authorization: str | None) -> None:
    head = await node.head()
    headers = {} if authorization is None else {"authorization": authorization}
    async with httpx.AsyncClient(base_url=node.url, trust_env=False, headers=headers) as anybody:
        for method, path in (
            ("GET", "/v1/incidents"),
            ("GET", f"/v1/incidents/{MISSING_ID}"),
            ("POST", "/v1/incidents"),
            ("GET", "/v1/events"),
        ):
            answer = await anybody.request(method, path, json={})
            problem = problem_of(answer, 401, "unauthorized")
            assert "Authorization: Bearer" in problem["detail"]
            assert answer.headers["www-authenticate"].startswith("Bearer")
    assert await node.head() == head


async def test_a_key_that_ended_is_none(dsn: str, node: Node) -> None:
    for key in (
        await key_with(dsn, "read", expired="-1 second"),
        await key_with(dsn, "read", revoked=True),
    ):
        async with client_of(node.url, key) as client:
            problem_of(await client.get("/v1/incidents"), 401, "unauthorized")


@pytest.mark.parametrize(
    ("scopes", "method", "path", "needed"),
    [
        (["write", "publish", "admin", "intake"], "GET", "/v1/incidents", "read"),
        (["read", "publish", "admin", "intake"], "POST", "/v1/incidents", "write"),
        (["read"], "PATCH", f"/v1/incidents/{MISSING_ID}", "write"),
        (["read"], "PUT", f"/v1/incidents/{MISSING_ID}/roles/lead", "write"),
        (
            ["read", "write", "admin"],
            "POST",
            f"/v1/postmortems/{MISSING_ID}/publications",
            "publish",
        ),
        (["read", "write", "admin"], "POST", f"/v1/postmortems/{MISSING_ID}/amendments", "publish"),
        (["read", "write", "publish"], "POST", "/v1/trackers", "admin"),
        (["read", "write", "publish"], "PATCH", f"/v1/trackers/{MISSING_ID}", "admin"),
        (["read", "write", "publish"], "POST", f"/v1/trackers/{MISSING_ID}/tests", "admin"),
    ],
)
async def test_a_key_reaches_as_far_as_its_scopes(
    dsn: str, node: Node, *, scopes: Sequence[str], method: str, path: str, needed: str
) -> None:
    head = await node.head()
    async with client_of(node.url, await key_with(dsn, *scopes)) as client:
        problem = problem_of(await client.request(method, path, json={}), 403, "forbidden")
    assert needed in problem["detail"]
    assert await node.head() == head
    async with client_of(node.url, await key_with(dsn, needed)) as client:
        answer = await client.request(method, path, json={})
        assert answer.status_code in {200, 400, 404}, answer.text


async def test_a_restricted_incident_is_not_there_for_whom_it_does_not_name(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(
        client, visibility="restricted", lead=ANA, visible_to={"people": ["Cy@example.com"]}
    )
    here, name = f"/v1/incidents/{incident['id']}", incident["id"]
    postmortem = (await client.post(f"{here}/postmortem", json={})).json()
    tracker = await registered(client)
    action = await planned(client, name, tracker=tracker["id"])
    position = (await client.patch(here, json={"impact": "x"})).headers["event-position"]
    review, task = f"/v1/postmortems/{postmortem['id']}", f"/v1/actions/{action['id']}"

    async def seen_by(person: str) -> set[int]:
        headers = {"on-behalf-of": person}
        other = await declared(client)
        link = {"kind": "related_to", "incident": incident["reference"]}
        answers = [
            await client.get(here, headers=headers),
            await client.get(here, params={"version": 1}, headers=headers),
            await client.get(f"{here}/history", headers=headers),
            await client.get(f"{here}/timeline-entries", headers=headers),
            await client.get(f"{here}/stage-transitions", headers=headers),
            await client.get(review, headers=headers),
            await client.get(f"{review}/sections/summary/revisions", headers=headers),
            await client.get(f"{review}/reviews", headers=headers),
            await client.post(f"{review}/review-requests", json={}, headers=headers),
            await client.post(f"{review}/reviews", json=REJECTED, headers=headers),
            await client.get(task, headers=headers),
            await client.get(f"{task}/ticket", headers=headers),
            await client.post(f"{here}/timeline-entries", json=NOTE, headers=headers),
            await client.post(f"{here}/actions", json=ACTION, headers=headers),
            await client.patch(task, json={"details": person}, headers=headers),
            await client.patch(here, json={"summary": person}, headers=headers),
            await client.post(f"/v1/incidents/{other['id']}/links", json=link, headers=headers),
        ]
        if answers[0].status_code == 404:
            missing = await client.get(f"/v1/incidents/{MISSING_ID}", headers=headers)
            assert answers[0].text == missing.text.replace(MISSING_ID, name)
            edit = {**headers, **if_match(7)}
            answers.append(await client.patch(here, json={"title": "x"}, headers=edit))
        for path in ("/v1/incidents", "/v1/actions", f"/v1/trackers/{tracker['id']}/links"):
            there = f"{path}?limit=200&min_position={position}"
            items = (await client.get(there, headers=headers)).json()["items"]
            ids = {item.get("id") or item["action_id"] for item in items}
            assert bool(ids & {name, action["id"]}) is (answers[0].status_code == 200)
        return {answer.status_code for answer in answers}

    head = (await whole(client, f"{here}/history"))[-1]["position"]
    assert await seen_by(BEN) == {404}
    assert (await whole(client, f"{here}/history"))[-1]["position"] == head
    assert await seen_by(ANA) == {200, 201}
    assert await seen_by("CY@example.com") == {200, 201}


async def test_who_acts_for_nobody_sees_everything(client: httpx.AsyncClient) -> None:
    incident = await declared(client, visibility="restricted")
    assert (await client.get(f"/v1/incidents/{incident['id']}")).status_code == 200


async def test_secrets_never_leave(
    node: Node, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "hunter2-hunter2"
    monkeypatch.setenv("SECRET_OF_THE_TESTS", secret)
    before = await node.head()
    tracker = await registered(node.client, credential={"env": "SECRET_OF_THE_TESTS"})
    path = f"/v1/trackers/{tracker['id']}"
    wrong = {**TRACKER, "credential": {"env": secret}}
    answers = [
        await node.client.get(path),
        await node.client.post(f"{path}/tests"),
        await node.client.post("/v1/trackers", json=wrong),
        await node.client.post("/v1/trackers", json={**TRACKER, "credential": secret}),
        await node.client.get("/v1/events", params={"after": before}),
        await node.client.get("/v1/incidents", params={"limit": "x"}),
        await node.client.post("/v1/incidents", json=DECLARATION, headers={"if-match": "x"}),
    ]
    items, _ = await listed(node.client, "/v1/events", after=before)
    captured = capfd.readouterr()
    everything = "\n".join(
        [*(a.text + str(a.headers) for a in answers), str(items), captured.out, captured.err]
    )
    assert secret not in everything
    assert KEY not in everything


async def test_a_tracker_that_is_down_is_no_matter_of_the_api(client: httpx.AsyncClient) -> None:
    tracker = await registered(client, base_url="http://127.0.0.1:1")
    incident = await declared(client)
    action = await planned(client, incident["id"], tracker=tracker["id"])
    assert action["ticket"]["state"] == "pending"
    moved = await client.post(f"/v1/actions/{action['id']}/status-changes", json={"to": "done"})
    assert moved.status_code == 201
    found = await client.post(f"/v1/trackers/{tracker['id']}/tests")
    assert found.status_code == 200
    assert found.json()["passed"] is False


@pytest.mark.parametrize("sent", ["jürgen@example.com".encode("latin-1"), b"\xff@example.com"])
async def test_for_whom_a_tool_acts_is_sent_in_utf_8(
    client: httpx.AsyncClient, sent: bytes
) -> None:
    answer = await client.get("/v1/incidents", headers={b"on-behalf-of": sent})
    assert "UTF-8" in problem_of(answer, 400, "invalid_request")["detail"]


async def test_a_person_is_the_same_in_a_header_and_in_a_body(client: httpx.AsyncClient) -> None:
    email = "jürgen.ß@example.com"
    audience = {"visibility": "restricted", "visible_to": {"people": [email]}}
    incident = await declared(client, **audience)
    for name in (email, email.upper().replace("SS", "ß")):
        behalf = {b"on-behalf-of": name.encode()}
        answer = await client.get(f"/v1/incidents/{incident['id']}", headers=behalf)
        assert answer.status_code == 200
