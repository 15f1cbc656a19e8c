"""A restricted incident is not there for whoever may not know of it: through every operation.

The operations are those of openapi.yaml, so that a new one is tried as soon as it is described.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import pytest
from msgspec import UNSET

from api import openapi_examples
from tests.api.nodes import Node, open_node, problem_of
from tests.api.test_openapi import OPERATIONS
from tests.api.world import (
    DECLARATION,
    MISSING_ID,
    NAMED_TIMES,
    SECTIONS,
    declared,
    hours_later,
    made,
    moved,
    noted,
    planned,
    registered,
    written,
)
from tests.conftest import own_database

MEMBER: Final = "mia@example.com"
OUTSIDER: Final = "otto@example.com"
AUTHOR: Final = "ari@example.com"
GUEST: Final = "gus@example.com"  # named in what is hidden, and nowhere else
SECRET: Final = "quetzalcoatl"  # in every text of what is hidden
OWNERS: Final = ("incident", "postmortem", "action")


@dataclass
class Scene:
    """An open incident, and a hidden one with all that may belong to it."""

    node: Node
    open: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    references: set[str] = field(default_factory=set)
    tracker: str = ""
    began: int = 0
    before: dict[str, Any] = field(default_factory=dict)

    async def send(
        self, person: str, method: str, path: str, body: Any = UNSET, **query: Any
    ) -> httpx.Response:
        headers = {"on-behalf-of": person, "min-position": str(await self.node.head())}
        if method != "GET":
            headers["if-match"] = '"1"'
        sent = {} if body is UNSET else {"json": body}
        return await self.node.client.request(
            method, path, headers=headers, params=query or None, **sent
        )

    async def collections(self, person: str) -> dict[str, Any]:
        """What every operation without a thing in its path answers to a person."""
        found = {}
        for path, method, operation in OPERATIONS:
            if method == "get" and "{" not in path and path.startswith("/v1/"):
                query = {"after": self.began} if path == "/v1/events" else {}
                taken = {p.get("name") for p in operation["parameters"]}
                query |= {"limit": 200} if "limit" in taken else {}
                answer = await self.send(person, "GET", path, **query)
                assert answer.status_code == 200, answer.text
                found[path] = answer.json()
        return found

    def tells(self, text: str) -> set[str]:
        """Which traces of what is hidden are in a text."""
        names = {SECRET, GUEST, *self.hidden.values(), *self.references}
        return {name for name in names if re.search(rf"\b{re.escape(name)}\b", text)}


@pytest.fixture(scope="module")
async def scene(server_dsn: str) -> AsyncIterator[Scene]:
    async with own_database(server_dsn) as dsn, open_node(dsn) as node:
        scene = Scene(node)
        await people(node.client)
        await prepare(scene)
        scene.before = await scene.collections(OUTSIDER)
        await hide(scene)
        yield scene


async def people(client: httpx.AsyncClient) -> None:
    for email, team in ((MEMBER, "risk"), (AUTHOR, "risk"), (OUTSIDER, "support")):
        body = {"name": email.partition("@")[0], "teams": [team]}
        await made(client.put(f"/v1/people/{email}", json=body))


async def prepare(scene: Scene) -> None:
    client = scene.node.client
    incident = await declared(client)
    action = await planned(client, incident["id"])
    tracker = await registered(client)
    postmortem = await made(client.post(f"/v1/incidents/{incident['id']}/postmortem", json={}))
    scene.open = dict(zip(OWNERS, (incident["id"], postmortem["id"], action["id"]), strict=True))
    scene.tracker = tracker["id"]
    scene.began = await scene.node.head()


async def hide(scene: Scene) -> None:
    client = scene.node.client
    audience = {"visibility": "restricted", "visible_to": {"teams": ["Risk"]}}
    incident = await declared(client, title=f"The {SECRET} case", summary=SECRET, **audience)
    here = f"/v1/incidents/{incident['id']}"
    for hour, kind in enumerate(NAMED_TIMES):
        moment = hours_later(hour)
        await noted(client, incident["id"], SECRET, kind=kind, occurred_at=moment)
    await made(
        client.post(
            f"{here}/containments",
            json={"kind": "other", "target": SECRET, "occurred_at": hours_later(0), "held": True},
        )
    )
    await made(
        client.put(
            f"{here}/diagnosis/grounding_available", json={"answer": "yes", "finding": SECRET}
        )
    )
    await made(client.put(f"{here}/roles/scribe", json={"person": GUEST}))
    await moved(client, incident["id"], "postmortem", reason=SECRET)
    postmortem = await made(client.get(here))
    await learn(scene, incident, str(postmortem["postmortem_id"]))
    scene.hidden["entry"] = (await noted(client, incident["id"], SECRET))["id"]
    for one, other in (
        (incident["id"], scene.open["incident"]),
        (scene.open["incident"], incident["id"]),
    ):
        link = {"kind": "related_to", "incident": other}
        await made(client.post(f"/v1/incidents/{one}/links", json=link))


async def learn(scene: Scene, incident: dict[str, Any], postmortem: str) -> None:
    """The hidden postmortem, published, read and thanked for; an action with a ticket."""
    client, path = scene.node.client, f"/v1/postmortems/{postmortem}"
    actions = [
        await planned(
            client, incident["id"], kind=kind, title=f"{SECRET} {kind}", tracker=scene.tracker
        )
        for kind in ("regression_case", "monitoring", "documentation")
    ]
    version = (await made(client.get(path)))["version"]
    for number, section in enumerate(SECTIONS):
        await written(client, postmortem, section, f"About {SECRET}.", version + number)
    current = (await made(client.get(path)))["version"]
    headers = {"on-behalf-of": AUTHOR, "if-match": f'"{current}"'}
    body = {"body": f"By an author, about {SECRET}."}
    await made(client.put(f"{path}/sections/summary", json=body, headers=headers))
    waivers = [{"requirement": "review", "reason": SECRET}]
    await made(client.post(f"{path}/publications", json={"waivers": waivers}))
    by = {"on-behalf-of": MEMBER}
    await made(client.post(f"{path}/reads", json={}, headers=by))
    await made(client.post(f"{path}/thanks", json={"text": f"For {SECRET}."}, headers=by))
    ids = (incident["id"], postmortem, actions[0]["id"])
    scene.hidden |= dict(zip(OWNERS, ids, strict=True))
    scene.references = {incident["reference"], *(action["reference"] for action in actions)}
    scene.references.add(incident["reference"].replace("INC", "PM"))


def of_things() -> list[Any]:
    """Every operation on something that belongs to an incident."""
    return [
        pytest.param(path, method.upper(), operation["operationId"], id=operation["operationId"])
        for path, method, operation in OPERATIONS
        if any(f"{{{owner}}}" in path for owner in OWNERS)
    ]


def filled(path: str, things: dict[str, str], tracker: str) -> str:
    """A path with ids in it, and with values of the other kinds that exist."""
    values = {
        "entry": MISSING_ID,
        "question": "grounding_available",
        "section": "summary",
        "role": "scribe",
        "finding": "0123456789abcdef",
        "tracker": tracker,
        **things,
    }
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], path)


def body_of(operation: str) -> Any:
    """A body that the operation understands."""
    told = openapi_examples.of_operation(operation)
    return next((e.request.body for e in told if e.response.status in range(200, 300)), UNSET)


def masked(answer: httpx.Response, things: dict[str, str]) -> str:
    """An answer without the ids that were asked for."""
    text = answer.text
    for value in things.values():
        text = text.replace(value, "(asked for)")
    return text


@pytest.mark.parametrize(("path", "method", "operation"), of_things())
async def test_what_is_hidden_is_refused_as_what_is_not_there(
    scene: Scene, path: str, method: str, operation: str
) -> None:
    head, body = await scene.node.head(), body_of(operation)
    missing = dict.fromkeys(OWNERS, MISSING_ID)
    one = await scene.send(OUTSIDER, method, filled(path, scene.hidden, scene.tracker), body)
    other = await scene.send(OUTSIDER, method, filled(path, missing, scene.tracker), body)
    problem_of(one, 404, "not_found")
    assert masked(one, scene.hidden) == masked(other, missing)
    assert not scene.tells(masked(one, scene.hidden))
    assert await scene.node.head() == head


@pytest.mark.parametrize("headers", [{}, {"if-match": "x"}, {"idempotency-key": "the same"}])
@pytest.mark.parametrize(("path", "method", "operation"), of_things())
async def test_what_is_wrong_with_a_request_is_told_without_telling_of_it(
    scene: Scene, path: str, method: str, operation: str, headers: dict[str, str]
) -> None:
    missing, answers = dict.fromkeys(OWNERS, MISSING_ID), []
    by = {"on-behalf-of": OUTSIDER, **headers}
    for things in (scene.hidden, missing):
        for body in ({"?": 1}, body_of(operation)):
            place = filled(path, things, scene.tracker)
            sent = None if method == "GET" or body is UNSET else body
            answer = await scene.node.client.request(method, place, headers=by, json=sent)
            answers.append((answer.status_code, masked(answer, things)))
    assert answers[:2] == answers[2:]


@pytest.mark.parametrize("query", [{"version": 99}, {"as_of": "2001-01-01T00:00:00Z"}])
@pytest.mark.parametrize(("path", "method", "operation"), of_things())
async def test_the_past_of_what_is_hidden_is_refused_as_that_of_what_is_not_there(
    scene: Scene, path: str, method: str, operation: str, query: dict[str, Any]
) -> None:
    body, missing = body_of(operation), dict.fromkeys(OWNERS, MISSING_ID)
    hidden, absent = (filled(path, ids, scene.tracker) for ids in (scene.hidden, missing))
    one = await scene.send(OUTSIDER, method, hidden, body, **query)
    other = await scene.send(OUTSIDER, method, absent, body, **query)
    assert one.status_code == other.status_code
    assert masked(one, scene.hidden) == masked(other, missing)


@pytest.mark.parametrize(("path", "method", "operation"), of_things())
async def test_who_may_know_finds_it(scene: Scene, path: str, method: str, operation: str) -> None:
    if method == "GET":
        answer = await scene.send(MEMBER, method, filled(path, scene.hidden, scene.tracker))
        assert answer.status_code == 200, answer.text
        return
    answer = await scene.send(MEMBER, method, filled(path, scene.hidden, scene.tracker), {"?": 1})
    assert answer.status_code in {200, 201, 400, 404, 409, 412}
    if answer.status_code == 404:
        assert "{entry}" in path or "{finding}" in path


async def test_lists_counts_and_the_log_are_as_if_it_were_not_there(scene: Scene) -> None:
    after = await scene.collections(OUTSIDER)
    for path, found in after.items():
        assert not scene.tells(str(found)), path
        if path in {"/v1/events", "/v1/incidents"}:
            continue  # the open incident has got a link, which the person may not know of
        assert found == scene.before[path], path
    for path in ("/v1/events", "/v1/incidents"):
        assert len(after[path]["items"]) == len(scene.before[path]["items"])


async def test_who_may_know_finds_it_in_lists_and_in_the_log(scene: Scene) -> None:
    found = await scene.collections(MEMBER)
    for path, owner in (
        ("/v1/incidents", "incident"),
        ("/v1/postmortems", "postmortem"),
        ("/v1/actions", "action"),
        ("/v1/events", "postmortem"),
    ):
        assert scene.hidden[owner] in str(found[path]), path
    (line,) = [x for x in found["/v1/insights/recognition"]["items"] if x["email"] == AUTHOR]
    assert (line["written"], line["thanked"]) == (1, 1)
    assert found["/v1/insights/readership"]["postmortems"] == 1


async def test_a_stale_write_tells_nothing_of_it(scene: Scene) -> None:
    path = f"/v1/incidents/{scene.open['incident']}"
    answer = await scene.send(OUTSIDER, "PATCH", path, {"title": "Newer"})
    problem = problem_of(answer, 412, "version_conflict")
    assert "incident.linked" not in {event["type"] for event in problem["events"]}
    known = await scene.send(MEMBER, "PATCH", path, {"title": "Newer"})
    assert "incident.linked" in {event["type"] for event in known.json()["events"]}


async def test_filters_by_what_is_hidden_find_nothing(scene: Scene) -> None:
    hidden, missing = scene.hidden, dict.fromkeys(OWNERS, MISSING_ID)
    for path, name, owner in (
        ("/v1/actions", "incident", "incident"),
        ("/v1/actions", "postmortem", "postmortem"),
        *(("/v1/events", "subject", owner) for owner in OWNERS),
    ):
        found = await scene.send(OUTSIDER, "GET", path, **{name: hidden[owner]})
        other = await scene.send(OUTSIDER, "GET", path, **{name: missing[owner]})
        assert found.json() == other.json() == {"items": [], "next_cursor": None}
        known = await scene.send(MEMBER, "GET", path, **{name: hidden[owner]})
        assert known.json()["items"]
    for path in ("/v1/incidents", "/v1/postmortems", "/v1/actions"):
        found = await scene.send(OUTSIDER, "GET", path, q=SECRET)
        assert found.json()["items"] == []
        assert (await scene.send(MEMBER, "GET", path, q=SECRET)).json()["items"]


async def test_the_log_is_whole_for_a_tool_and_filtered_for_a_person(scene: Scene) -> None:
    client = scene.node.client
    whole = (await client.get("/v1/events", params={"limit": 200})).json()["items"]
    assert [event["position"] for event in whole] == list(range(1, len(whole) + 1))
    assert scene.tells(str(whole))
    shown: list[int] = []
    after = 0
    while True:
        page = (await scene.send(OUTSIDER, "GET", "/v1/events", after=after, limit=7)).json()
        shown += [event["position"] for event in page["items"]]
        if page["next_cursor"] is None:
            break
        after = int(page["next_cursor"])
    assert shown == sorted(set(shown))
    hidden = {event["position"] for event in whole if scene.tells(str(event))}
    assert set(shown) == {event["position"] for event in whole} - hidden


async def test_nothing_like_it_is_suggested_and_nothing_links_to_it(scene: Scene) -> None:
    similar = await scene.send(
        OUTSIDER, "POST", "/v1/incidents", {**DECLARATION, "title": f"The {SECRET} case again"}
    )
    assert similar.status_code == 201
    assert scene.hidden["incident"] not in str(similar.json()["similar"])
    path = f"/v1/incidents/{scene.open['incident']}/links"
    for name in (scene.hidden["incident"], *(r for r in scene.references if r.startswith("INC"))):
        answer = await scene.node.client.post(
            path,
            json={"kind": "related_to", "incident": name},
            headers={"on-behalf-of": OUTSIDER},
        )
        problem_of(answer, 404, "not_found")


async def test_unread_lists_and_tickets_tell_nothing_of_it(scene: Scene) -> None:
    unread = f"/v1/people/{AUTHOR}/unread"
    links = f"/v1/trackers/{scene.tracker}/links"
    for path in (unread, links):
        assert not scene.tells((await scene.send(OUTSIDER, "GET", path)).text)
        assert scene.tells((await scene.send(MEMBER, "GET", path)).text)


async def test_who_is_named_there_alone_is_as_one_who_was_never_named(scene: Scene) -> None:
    for path in ("/v1/people/{}", "/v1/people/{}/unread"):
        one = await scene.send(OUTSIDER, "GET", path.format(GUEST))
        other = await scene.send(OUTSIDER, "GET", path.format("nobody@example.com"))
        problem_of(one, 404, "not_found")
        assert one.json() == other.json()


@pytest.mark.parametrize("kind", ["text/markdown", "text/html", "application/json"])
async def test_no_rendering_tells_of_it(scene: Scene, kind: str) -> None:
    headers = {"on-behalf-of": OUTSIDER, "accept": kind}
    for things, status in ((scene.hidden, 404), (scene.open, 200)):
        path = f"/v1/postmortems/{things['postmortem']}"
        answer = await scene.node.client.get(path, headers=headers)
        assert answer.status_code == status
        assert not scene.tells(masked(answer, scene.hidden))


@pytest.mark.parametrize(("path", "method", "operation"), of_things())
async def test_what_is_open_tells_nothing_of_what_is_linked_to_it(
    scene: Scene, path: str, method: str, operation: str
) -> None:
    if method == "GET":
        answer = await scene.send(OUTSIDER, method, filled(path, scene.open, scene.tracker))
        assert answer.status_code in {200, 404}, answer.text
    else:
        body = body_of(operation)
        answer = await scene.send(OUTSIDER, method, filled(path, scene.open, scene.tracker), body)
    assert not scene.tells(answer.text)
