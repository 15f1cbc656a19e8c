"""Actions and their tickets over HTTP."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from domain.action import ACTION as DECIDER
from domain.decider import Stamp
from domain.ticket import BlockTicket
from eventstore.store import Actor, Metadata
from eventstore.transact import Circumstances, Step, transact
from tests.api.nodes import (
    WRITERS,
    Node,
    held_log,
    open_node,
    pointers,
    problem_of,
    until,
    waiting,
)
from tests.api.world import (
    ACTION,
    ANA,
    BEN,
    MISSING_ID,
    begun,
    declared,
    if_match,
    made,
    planned,
    registered,
    whole,
)

ACTION_FIELDS = {
    "id",
    "reference",
    "version",
    "incident_id",
    "postmortem_id",
    "kind",
    "title",
    "details",
    "owner",
    "due_on",
    "overdue",
    "priority",
    "status",
    "proven",
    "ticket",
    "escalation",
    "links",
}


async def test_an_action_of_a_postmortem_is_its_incidents_as_well(
    client: httpx.AsyncClient,
) -> None:
    incident, postmortem = await begun(client)
    body = {**ACTION, "details": "All of them.", "priority": "urgent", "tracker": None}
    answer = await client.post(f"/v1/postmortems/{postmortem['reference']}/actions", json=body)
    assert answer.status_code == 201
    action = answer.json()
    assert action.keys() == ACTION_FIELDS | {"blame_findings", "warnings"}
    assert answer.headers["location"] == f"/v1/actions/{action['id']}"
    assert answer.headers["etag"] == '"1"'
    assert action["reference"].startswith("ACT-")
    assert action["incident_id"] == incident["id"]
    assert action["postmortem_id"] == postmortem["id"]
    assert (action["status"], action["proven"], action["overdue"]) == ("open", False, False)
    assert action["ticket"] == {"state": "none", "key": None, "url": None}
    assert {field: action[field] for field in body if field != "tracker"} == {
        field: body[field] for field in body if field != "tracker"
    }
    for link in action["links"].values():
        assert (await client.get(link)).status_code == 200


async def test_an_action_of_an_incident_needs_no_postmortem(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    action = await planned(client, incident["reference"], due_on="2020-01-31", owner="Ben@X.org")
    assert action["postmortem_id"] is None
    assert action["overdue"] is True
    assert action["owner"] == "ben@x.org"
    assert action["priority"] == "medium"


async def test_an_action_planned_while_the_postmortem_begins_belongs_to_it(fresh_dsn: str) -> None:
    async with open_node(fresh_dsn) as node:
        client, store = node.client, node.desk.repository.store
        incident = await declared(client)
        async with held_log(fresh_dsn) as held:
            planning = asyncio.create_task(planned(client, incident["id"]))
            await waiting(held, WRITERS, 1)
            path = f"/v1/incidents/{incident['id']}/postmortem"
            beginning = asyncio.create_task(made(client.post(path, json={})))
            await until(lambda: store.queued == 1)
        action, postmortem = await planning, await beginning
        here, where = f"/v1/actions/{action['id']}", f"/v1/actions?postmortem={postmortem['id']}"
        position = str(await node.head())
        answers = (
            await made(client.get(here)),
            await made(client.patch(here, json={"title": "Another"})),
            await made(client.post(f"{here}/status-changes", json={"to": "in_progress"})),
            *(await whole(client, where, min_position=position)),
        )
        for answer in answers:
            assert answer["postmortem_id"] == postmortem["id"]
            assert answer["links"]["postmortem"] == postmortem["links"]["self"]
        assert len(answers) == 4


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True),
        ({"status": "open"}, True),
        ({"status": "done"}, False),
        ({"status": ["done", "open"]}, True),
        ({"status": ["done", "cancelled"]}, False),
        ({"kind": "structural"}, True),
        ({"kind": "guardrail"}, False),
        ({"owner": "ANA@example.com"}, True),
        ({"owner": BEN}, False),
        ({"owner": [BEN, "ANA@example.com"]}, True),
        ({"priority": "medium"}, True),
        ({"priority": ["low", "high"]}, False),
        ({"overdue": "true"}, True),
        ({"overdue": "false"}, False),
        ({"proven": "false"}, True),
        ({"proven": "true"}, False),
        ({"category": "hallucination"}, True),
        ({"category": "drift"}, False),
        ({"ticket_state": "none"}, True),
        ({"ticket_state": "linked"}, False),
        ({"q": "tapir"}, True),
        ({"q": "numbat"}, False),
    ],
)
async def test_actions_are_found_by_their_properties(
    client: httpx.AsyncClient, overdue: tuple[str, int], query: dict[str, Any], *, found: bool
) -> None:
    name, position = overdue
    items = await whole(client, "/v1/actions", **query, min_position=position, limit=200)
    assert (name in [item["id"] for item in items]) is found


@pytest.fixture(scope="module")
async def overdue(node: Node) -> tuple[str, int]:
    """The id of an action to find, and the log's end after it."""
    incident = await declared(node.client)
    facts = {"kind": "structural", "owner": ANA, "due_on": "2020-01-31"}
    action = await planned(node.client, incident["id"], title="A tapir", **facts)
    return action["id"], await node.head()


async def test_actions_come_in_the_order_of_their_due_dates(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    days = ("2031-02-03", "2031-02-01", "2031-02-02", "2031-02-01")
    made = [await planned(client, incident["id"], due_on=day) for day in days]
    names = [action["id"] for action in made]
    orders = {"due_on": [1, 3, 2, 0], "-due_on": [0, 2, 3, 1], "number": [0, 1, 2, 3]}
    for sort, order in orders.items():
        query = {"incident": incident["id"], "sort": sort, "limit": 2}
        items = await whole(client, "/v1/actions", **query, min_position=await head(client))
        assert [item["id"] for item in items] == [names[place] for place in order]


async def head(client: httpx.AsyncClient) -> int:
    items = await whole(client, "/v1/events", limit=200)
    position: int = items[-1]["position"]
    return position


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"status": ["open", "finished"]}, "/status"),
        ({"priority": "high,low"}, "/priority"),
        ({"sort": "owner"}, "/sort"),
        ({"owner": ["a@example.com"] * 51}, "/owner"),
        ({"owner": "a" * 201}, "/owner"),
    ],
)
async def test_a_filter_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, query: dict[str, Any], pointer: str
) -> None:
    problem = problem_of(await client.get("/v1/actions", params=query), 400, "invalid_request")
    assert pointers(problem) == {pointer}


async def test_revising_an_action_makes_one_event_for_each_change(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    action = await planned(client, incident["id"])
    change = {
        "title": "Another",
        "details": "More.",
        "owner": ANA,
        "due_on": "2031-02-28",
        "priority": "low",
    }
    path = f"/v1/actions/{action['reference'].lower()}"
    answer = await client.patch(path, json=change, headers=if_match(1))
    assert answer.status_code == 200
    assert {field: answer.json()[field] for field in change} == change
    assert answer.headers["etag"] == '"6"'
    problem_of(await client.patch(path, json=change, headers=if_match(1)), 412, "version_conflict")
    read = await client.get(path)
    assert read.json() | {"blame_findings": []} == answer.json()
    earlier = await client.get(path, params={"version": 1})
    assert earlier.json()["title"] == ACTION["title"]


async def test_an_action_moves_to_done_and_verified_only_with_proof(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    action = await planned(client, incident["id"])
    path = f"/v1/actions/{action['id']}/status-changes"
    for to in ("in_progress", "done"):
        evidence = [{"label": "change", "url": "https://code.example.com/1"}]
        answer = await client.post(path, json={"to": to, "evidence": evidence})
        assert answer.status_code == 201
        assert answer.json()["status"] == to
    problem_of(await client.post(path, json={"to": "verified"}), 409, "proof_missing")
    problem_of(
        await client.post(path, json={"to": "cancelled", "reason": "no"}),
        409,
        "transition_refused",
    )
    problem_of(await client.post(path, json={"to": "open"}), 409, "reason_required")
    reopened = await client.post(path, json={"to": "open", "reason": "it was not"})
    assert reopened.json()["status"] == "open"


async def test_every_move_is_kept_with_its_reason_and_its_evidence(
    client: httpx.AsyncClient,
) -> None:
    action = await planned(client, (await declared(client))["id"], tracker=None)
    path = f"/v1/actions/{action['reference']}/status-changes"
    evidence = [{"label": "The change", "url": "https://code.example.com/1"}]
    moves: list[dict[str, Any]] = [
        {"to": "done", "evidence": evidence},
        {"to": "open", "reason": "It was not."},
        {"to": "cancelled", "reason": "The feature is gone."},
    ]
    for move in moves:
        await made(client.post(path, json=move, headers={"on-behalf-of": BEN}))
    await made(client.post(path, json={"to": "open", "reason": "It is back."}))
    changes = await whole(client, path, limit=2)
    assert [(c["from_status"], c["to_status"]) for c in changes] == [
        ("open", "done"),
        ("done", "open"),
        ("open", "cancelled"),
        ("cancelled", "open"),
    ]
    assert [change["version"] for change in changes] == [2, 3, 4, 5]
    assert [change["changed_by"] for change in changes] == [BEN, BEN, BEN, "bootstrap"]
    assert [change["evidence"] for change in changes] == [evidence, [], [], []]
    assert changes[2]["reason"] == "The feature is gone."
    assert changes[0]["changed_at"].endswith("Z")


async def test_a_settled_action_is_opened_again_before_it_changes(
    client: httpx.AsyncClient,
) -> None:
    action = await planned(client, (await declared(client))["id"], tracker=None)
    path = f"/v1/actions/{action['id']}"
    cancel = {"to": "cancelled", "reason": "The feature is gone."}
    await made(client.post(f"{path}/status-changes", json=cancel))
    problem_of(await client.patch(path, json={"owner": ANA}), 409, "action_refused")
    await made(client.patch(path, json={"owner": action["owner"]}))
    problem_of(
        await client.post(f"{path}/status-changes", json={"to": "done"}), 409, "transition_refused"
    )
    reopen = {"to": "open", "reason": "It is back."}
    await made(client.post(f"{path}/status-changes", json=reopen))
    assert (await made(client.patch(path, json={"owner": ANA})))["owner"] == ANA


@pytest.mark.parametrize("name", [MISSING_ID, "ACT-999999", "INC-1", "x"])
async def test_an_action_that_is_not_there_is_not_found(
    client: httpx.AsyncClient, name: str
) -> None:
    path = f"/v1/actions/{name}"
    for answer in (
        await client.get(path),
        await client.get(f"{path}/ticket"),
        await client.patch(path, json={"title": "x"}),
        await client.post(f"{path}/status-changes", json={"to": "done"}),
        await client.get(f"{path}/status-changes"),
        await client.post(f"{path}/ticket/retries"),
    ):
        problem_of(answer, 404, "not_found")


async def test_a_tracker_is_named_by_id_reference_or_name(client: httpx.AsyncClient) -> None:
    name = f"The board {uuid4()}"
    tracker = await registered(client, name=name)
    await whole(client, "/v1/events", type="tracker.registered", limit=200)
    incident = await declared(client)
    for given in (tracker["id"], tracker["reference"], name, name.upper()):
        action = await planned(client, incident["id"], tracker=given)
        assert action["ticket"]["state"] == "pending"
        ticket = (await client.get(action["links"]["ticket"])).json()
        assert ticket["tracker_id"] == tracker["id"]
    for unknown in (MISSING_ID, "TRK-99999", "nobody's", incident["id"]):
        body = {**ACTION, "tracker": unknown}
        answer = await client.post(f"/v1/incidents/{incident['id']}/actions", json=body)
        problem = problem_of(answer, 400, "invalid_request")
        assert pointers(problem) == {"/tracker"}
        assert "/v1/trackers" in problem["detail"]


async def test_an_action_gets_a_tracker_later_but_keeps_it(client: httpx.AsyncClient) -> None:
    one, other = await registered(client), await registered(client)
    incident = await declared(client)
    action = await planned(client, incident["id"], tracker=None)
    path = f"/v1/actions/{action['id']}"
    given = await client.patch(path, json={"tracker": one["id"]})
    assert given.json()["ticket"]["state"] == "pending"
    same = await client.patch(path, json={"tracker": one["id"]})
    assert same.headers["etag"] == given.headers["etag"]
    problem_of(await client.patch(path, json={"tracker": other["id"]}), 409, "ticket_refused")
    given_up = await client.patch(path, json={"tracker": None})
    assert given_up.json()["ticket"]["state"] == "detached"
    elsewhere = await client.patch(path, json={"tracker": other["id"]})
    assert elsewhere.json()["ticket"]["state"] == "pending"


async def test_without_a_name_the_default_tracker_is_meant(fresh_dsn: str) -> None:
    async with open_node(fresh_dsn) as node:
        tracker = await registered(node.client, is_default=True)
        await whole(node.client, "/v1/trackers", min_position=1)
        incident = await declared(node.client)
        action = await planned(node.client, incident["id"])
        ticket = (await node.client.get(action["links"]["ticket"])).json()
        assert ticket["tracker_id"] == tracker["id"]
        none = await planned(node.client, incident["id"], tracker=None)
        assert none["ticket"]["state"] == "none"


async def test_a_ticket_tells_where_its_mirror_stands(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    action = await planned(client, incident["id"], tracker=None)
    answer = await client.get(f"/v1/actions/{action['reference']}/ticket")
    assert answer.headers["etag"] == '"1"'
    ticket = answer.json()
    assert ticket.keys() == {
        "action_id",
        "state",
        "tracker_id",
        "key",
        "url",
        "closed",
        "in_step",
        "last_synced_at",
        "next_look_at",
        "code",
        "reason",
        "remedy",
        "warnings",
        "conflicts",
        "links",
    }
    assert (ticket["state"], ticket["last_synced_at"]) == ("none", None)
    retry = await client.post(f"/v1/actions/{action['id']}/ticket/retries")
    problem_of(retry, 409, "ticket_refused")


async def test_a_blocked_ticket_says_why_and_is_tried_again(
    node: Node, client: httpx.AsyncClient
) -> None:
    incident = await declared(client)
    tracker = await registered(client)
    action = await planned(client, incident["id"], tracker=tracker["id"])
    block = BlockTicket("forbidden", "may not create issues", "grant the permission")
    stamp = Stamp(datetime.now(UTC), ANA, uuid4())
    circumstances = Circumstances(stamp, Metadata(Actor("tool", "mirror"), "r", "c"))
    steps = [Step(DECIDER, UUID(action["id"]), block)]
    await transact(node.desk.repository, steps, circumstances)
    path = f"/v1/actions/{action['id']}/ticket"
    ticket = (await client.get(path)).json()
    assert (ticket["state"], ticket["code"]) == ("blocked", "forbidden")
    assert (ticket["reason"], ticket["remedy"]) == (block.reason, block.remedy)
    answer = await client.post(f"{path}/retries", headers={"idempotency-key": action["id"]})
    assert answer.status_code == 201
    assert (answer.json()["state"], answer.json()["code"]) == ("pending", "not_planned")
    again = await client.post(f"{path}/retries", headers={"idempotency-key": action["id"]})
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == answer.content
