"""Who calls: keys, scopes, people on whose behalf, and what each may know of."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx
import pytest

from tests.api.keys import key_with
from tests.api.nodes import KEY, Body, Node, client_of, problem_of
from tests.api.world import (
    ACTION,
    ANA,
    BEN,
    DECLARATION,
    MISSING_ID,
    TRACKER,
    begun,
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


@dataclass(frozen=True)
class Secret:
    """A restricted incident with all that hangs on it, and where each of it is."""

    client: httpx.AsyncClient
    incident: Body
    review: str
    task: str
    links: str
    ids: frozenset[str]
    position: str

    @property
    def here(self) -> str:
        return f"/v1/incidents/{self.incident['id']}"


async def secret(client: httpx.AsyncClient, *people: str) -> Secret:
    incident = await declared(
        client, visibility="restricted", lead=ANA, visible_to={"people": people}
    )
    here = f"/v1/incidents/{incident['id']}"
    postmortem = (await client.post(f"{here}/postmortem", json={})).json()
    tracker = await registered(client)
    action = await planned(client, incident["id"], tracker=tracker["id"])
    return Secret(
        client,
        incident,
        review=f"/v1/postmortems/{postmortem['id']}",
        task=f"/v1/actions/{action['id']}",
        links=f"/v1/trackers/{tracker['id']}/links",
        ids=frozenset({incident["id"], action["id"]}),
        position=(await client.patch(here, json={"impact": "x"})).headers["event-position"],
    )


async def asked(about: Secret, headers: dict[str, str]) -> list[httpx.Response]:
    """What is answered to whoever asks for it, or would change it."""
    client, here, review, task = about.client, about.here, about.review, about.task
    reads: tuple[str, ...] = (
        here,
        f"{here}?version=1",
        f"{here}/history",
        f"{here}/timeline-entries",
    )
    reads += (f"{here}/stage-transitions", review, f"{review}/sections/summary/revisions")
    reads += (f"{review}/reviews", task, f"{task}/ticket")
    other = await declared(client)
    link = {"kind": "related_to", "incident": about.incident["reference"]}
    writes: tuple[tuple[str, str, Body], ...] = (
        ("POST", f"{review}/review-requests", {}),
        ("POST", f"{review}/reviews", REJECTED),
        ("POST", f"{here}/timeline-entries", NOTE),
        ("POST", f"{here}/actions", ACTION),
        ("PATCH", task, {"details": headers["on-behalf-of"]}),
        ("PATCH", here, {"summary": headers["on-behalf-of"]}),
        ("POST", f"/v1/incidents/{other['id']}/links", link),
    )
    return [await client.get(path, headers=headers) for path in reads] + [
        await client.request(method, path, json=body, headers=headers)
        for method, path, body in writes
    ]


async def listed_to(about: Secret, headers: dict[str, str]) -> list[bool]:
    """Whether each of the lists that it could be in has any of it."""
    found = []
    for path in ("/v1/incidents", "/v1/actions", about.links):
        there = f"{path}?limit=200&min_position={about.position}"
        items = (await about.client.get(there, headers=headers)).json()["items"]
        found.append(bool(about.ids & {item.get("id") or item["action_id"] for item in items}))
    return found


async def test_a_restricted_incident_is_not_there_for_whom_it_does_not_name(
    client: httpx.AsyncClient,
) -> None:
    about = await secret(client, "Cy@example.com")
    head = (await whole(client, f"{about.here}/history"))[-1]["position"]
    as_ben = {"on-behalf-of": BEN}
    answers = await asked(about, as_ben)
    assert {answer.status_code for answer in answers} == {404}
    missing = await client.get(f"/v1/incidents/{MISSING_ID}", headers=as_ben)
    assert answers[0].text == missing.text.replace(MISSING_ID, about.incident["id"])
    stale = await client.patch(about.here, json={"title": "x"}, headers=as_ben | if_match(7))
    assert stale.status_code == 404
    assert await listed_to(about, as_ben) == [False] * 3
    assert (await whole(client, f"{about.here}/history"))[-1]["position"] == head


@pytest.mark.parametrize("person", [ANA, "CY@example.com"])
async def test_a_restricted_incident_is_there_for_whom_it_names(
    client: httpx.AsyncClient, person: str
) -> None:
    about, as_person = await secret(client, "Cy@example.com"), {"on-behalf-of": person}
    assert {a.status_code for a in await asked(about, as_person)} == {200, 201}
    assert await listed_to(about, as_person) == [True] * 3


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


async def test_a_person_is_the_same_in_a_filter_and_in_a_body(node: Node) -> None:
    email = "\u0130lke@example.com"
    incident, postmortem = await begun(node.client, lead=email)
    path = f"/v1/postmortems/{postmortem['id']}/review-requests"
    await node.client.post(path, json={"reviewers": [email]})
    for made, field in ((incident, "lead"), (postmortem, "lead"), (postmortem, "reviewer")):
        path = "/v1/incidents" if made is incident else "/v1/postmortems"
        query = {field: email, "min_position": await node.head()}
        assert [item["id"] for item in await whole(node.client, path, **query)] == [made["id"]]
