"""What rules, replays and long logs tell a person of incidents that they may not know of."""

import re
from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import pytest

from domain.incident_events import IncidentTimelineEntryAdded
from domain.timeline import EntryKind
from eventstore.store import Actor, Metadata, Write
from projections.history import LOOKS_MAX
from tests.api.nodes import Node, open_node, problem_of
from tests.api.world import (
    ACTION,
    DECLARATION,
    NOON,
    begun,
    declared,
    listed,
    made,
    noted,
    planned,
    whole,
)
from tests.conftest import own_database

INSIDER: Final = "ines@unseen.example.com"
OUTSIDER: Final = "olaf@unseen.example.com"
INSIDE: Final = {"on-behalf-of": INSIDER}
OUTSIDE: Final = {"on-behalf-of": OUTSIDER}
RESTRICTED: Final[dict[str, Any]] = {
    "visibility": "restricted",
    "visible_to": {"people": [INSIDER]},
}


async def hide(client: httpx.AsyncClient, incident: dict[str, Any], *people: str) -> None:
    """From now on these people see it, and nobody else."""
    body = {"visibility": "restricted", "visible_to": {"people": people}}
    await made(client.patch(f"/v1/incidents/{incident['id']}", json=body))


# guests


async def known_to(node: Node, person: dict[str, str], email: str) -> bool:
    """Whether somebody is there for a person, alone and in the list alike."""
    headers = {**person, "min-position": str(await node.head())}
    one = await node.client.get(f"/v1/people/{email}", headers=headers)
    unread = await node.client.get(f"/v1/people/{email}/unread", headers=headers)
    found = await node.client.get("/v1/people", params={"q": email}, headers=headers)
    listed = {item["email"] for item in found.json()["items"]}
    assert (one.status_code == 200) is (unread.status_code == 200) is (email in listed)
    return one.status_code == 200


async def name_as_lead(node: Node, email: str) -> None:
    await declared(node.client, lead=email, **RESTRICTED)


async def name_as_owner(node: Node, email: str) -> None:
    incident = await declared(node.client, **RESTRICTED)
    await planned(node.client, incident["id"], owner=email)


async def name_as_lead_of_the_postmortem(node: Node, email: str) -> None:
    incident = await declared(node.client, **RESTRICTED)
    path = f"/v1/incidents/{incident['id']}/postmortem"
    await made(node.client.post(path, json={"lead": email}))


async def name_as_author(node: Node, email: str) -> None:
    people = {"visible_to": {"people": [INSIDER, email]}}
    incident = await declared(node.client, **RESTRICTED | people)
    body = {"kind": "note", "occurred_at": NOON.isoformat(), "text": "Seen."}
    path = f"/v1/incidents/{incident['id']}/timeline-entries"
    await made(node.client.post(path, json=body, headers={"on-behalf-of": email}))


async def name_by_a_link(node: Node, email: str) -> None:
    """The link belongs to an open incident."""
    known, secret = await declared(node.client), await declared(node.client, **RESTRICTED)
    await made(node.client.put(f"/v1/incidents/{secret['id']}/roles/lead", json={"person": email}))
    body = {"kind": "recurrence_of", "incident": secret["id"]}
    path = f"/v1/incidents/{known['id']}/links"
    await made(node.client.post(path, json=body, headers={"on-behalf-of": email}))


@pytest.mark.parametrize(
    "name",
    [
        name_as_lead,
        name_as_owner,
        name_as_lead_of_the_postmortem,
        name_as_author,
        name_by_a_link,
    ],
)
async def test_a_guest_is_there_for_whoever_may_know_of_what_names_them(
    node: Node, name: Any
) -> None:
    guest = f"{name.__name__}@unseen.example.com"
    await name(node, guest)
    assert not await known_to(node, OUTSIDE, guest)
    assert await known_to(node, INSIDE, guest)
    assert await known_to(node, {}, guest)
    await planned(node.client, (await declared(node.client))["id"], owner=guest)
    assert await known_to(node, OUTSIDE, guest)


async def test_whoever_is_on_the_roster_is_there_for_everybody(node: Node) -> None:
    email = "rosa@unseen.example.com"
    await name_as_lead(node, email)
    await made(node.client.put(f"/v1/people/{email}", json={"name": "Rosa"}))
    assert await known_to(node, OUTSIDE, email)


# rules about links


async def link(
    client: httpx.AsyncClient,
    one: dict[str, Any],
    other: dict[str, Any],
    person: dict[str, str],
    kind: str = "duplicate_of",
) -> httpx.Response:
    body = {"kind": kind, "incident": other["reference"]}
    return await client.post(f"/v1/incidents/{one['id']}/links", json=body, headers=person)


async def test_that_an_incident_is_the_duplicate_of_a_hidden_one_stands_in_nobodys_way(
    client: httpx.AsyncClient,
) -> None:
    known, other, secret = [await declared(client) for _ in range(3)]
    await made(link(client, known, secret, INSIDE))
    await hide(client, secret, INSIDER)
    refused = problem_of(await link(client, known, other, INSIDE), 409, "link_refused")
    assert "duplicate of another" in refused["detail"]
    answer = await link(client, known, other, OUTSIDE)
    assert answer.status_code == 201
    assert [one["incident_id"] for one in answer.json()["related"]] == [other["id"]]


async def test_that_the_original_is_the_duplicate_of_a_hidden_one_stands_in_nobodys_way(
    client: httpx.AsyncClient,
) -> None:
    known, original, secret = [await declared(client) for _ in range(3)]
    await made(link(client, original, secret, INSIDE))
    await hide(client, secret, INSIDER)
    refused = problem_of(await link(client, known, original, INSIDE), 409, "link_refused")
    assert "is a duplicate itself" in refused["detail"]
    assert (await link(client, known, original, OUTSIDE)).status_code == 201


async def test_a_rule_about_links_still_speaks_of_those_that_may_be_known(
    client: httpx.AsyncClient,
) -> None:
    known, one, two = [await declared(client) for _ in range(3)]
    await made(link(client, known, one, OUTSIDE))
    problem_of(await link(client, known, two, OUTSIDE), 409, "link_refused")
    problem_of(await link(client, two, known, OUTSIDE), 409, "link_refused")


# the first answer again


async def again(
    client: httpx.AsyncClient, path: str, body: Any, key: str, person: dict[str, str]
) -> httpx.Response:
    return await client.post(path, json=body, headers={"idempotency-key": key, **person})


async def test_who_declared_an_incident_and_may_not_see_it_now_is_not_told_it_again(
    client: httpx.AsyncClient,
) -> None:
    said = "/v1/incidents", DECLARATION, "declared once", OUTSIDE
    first = await again(client, *said)
    await hide(client, first.json(), INSIDER)
    refused = await again(client, *said)
    problem_of(refused, 404, "not_found")
    assert DECLARATION["title"] not in refused.text
    await hide(client, first.json(), INSIDER, OUTSIDER)
    answer = await again(client, *said)
    assert answer.content == first.content
    assert answer.headers["idempotency-replayed"] == "true"


async def test_what_somebody_did_where_they_may_not_see_now_is_not_told_again(
    client: httpx.AsyncClient,
) -> None:
    incident, postmortem = await begun(client)
    action = await planned(client, incident["id"])
    note = {"kind": "note", "occurred_at": NOON.isoformat(), "text": "Seen."}
    posts = {
        f"/v1/incidents/{incident['reference']}/timeline-entries": note,
        f"/v1/postmortems/{postmortem['id']}/actions": ACTION,
        f"/v1/actions/{action['reference']}/status-changes": {"to": "done"},
    }
    for path, body in posts.items():
        assert (await again(client, path, body, "done once", OUTSIDE)).status_code == 201
    await hide(client, incident, INSIDER)
    for path, body in posts.items():
        for sent in (body, {}):
            refused = await again(client, path, sent, "done once", OUTSIDE)
            problem_of(refused, *((404, "not_found") if sent else (422, "idempotency_mismatch")))


async def test_the_first_answer_comes_again_without_what_may_not_be_known_any_more(
    node: Node,
) -> None:
    client, system = node.client, {"feature": "the orange parrot"}
    like = await declared(client, system=system)
    await listed(client, "/v1/incidents", limit=1, min_position=await node.head())
    declaration = {**DECLARATION, "system": system}
    first = await again(client, "/v1/incidents", declaration, "like it", OUTSIDE)
    assert like["id"] in {one["id"] for one in first.json()["similar"]}
    path = f"/v1/incidents/{first.json()['id']}/links"
    body = {"kind": "related_to", "incident": like["id"]}
    linked = await again(client, path, body, "linked", OUTSIDE)
    assert [one["incident_id"] for one in linked.json()["related"]] == [like["id"]]
    await hide(client, like, INSIDER)
    for said, before in (
        (("/v1/incidents", declaration, "like it"), first),
        ((path, body, "linked"), linked),
    ):
        told = await again(client, *said, OUTSIDE)
        assert told.headers["idempotency-replayed"] == "true"
        assert not re.search(rf"{like['id']}|{like['reference']}\b", told.text)
        lists = {"related", "similar"}
        shown = {name: part for name, part in told.json().items() if name not in lists}
        assert shown == {n: part for n, part in before.json().items() if n not in lists}


# a long log of what is hidden


@pytest.fixture
async def lone(server_dsn: str) -> AsyncIterator[Node]:
    """A node with a log of its own."""
    async with own_database(server_dsn) as dsn, open_node(dsn) as node:
        yield node


def entry(number: int) -> IncidentTimelineEntryAdded:
    return IncidentTimelineEntryAdded(
        entry_id=uuid4(),
        kind=EntryKind.NOTE,
        occurred_at=NOON,
        recorded_at=NOON,
        recorded_by="bot",
        text=f"Note {number}",
        evidence=(),
    )


async def test_one_page_passes_over_so_many_hidden_events_and_no_more(lone: Node) -> None:
    client = lone.client
    secret = await declared(client, **RESTRICTED)
    metadata = Metadata(Actor("tool", "bot"), "r", "c", subject=secret["reference"])
    entries = tuple(entry(number) for number in range(2 * LOOKS_MAX))
    write = Write(UUID(secret["id"]), 1, entries, (metadata,) * len(entries))
    await lone.desk.repository.store.append([write])
    known = await declared(client)
    await noted(client, known["id"])
    head = str(await lone.head())

    async def page(after: str) -> tuple[list[str], str | None]:
        query = {"after": after, "min_position": head}
        answer = (await client.get("/v1/events", params=query, headers=OUTSIDE)).json()
        return [event["subject"] for event in answer["items"]], answer["next_cursor"]

    assert await page("0") == ([], str(LOOKS_MAX))
    assert await page(str(LOOKS_MAX)) == ([], str(2 * LOOKS_MAX))
    assert await page(str(2 * LOOKS_MAX)) == ([known["reference"]] * 2, None)
    query = {"type": "incident.declared", "limit": "1", "min_position": head}
    declarations = await client.get("/v1/events", params=query, headers=OUTSIDE)
    assert [e["subject"] for e in declarations.json()["items"]] == [known["reference"]]
    assert len(await whole(client, "/v1/events", limit=200, min_position=head)) == int(head)
