"""Several nodes, one log: nobody decides on what is no longer so, and nothing happens twice."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from domain.incident import INCIDENT
from domain.playbook import Stage
from tests.api.nodes import (
    READERS,
    WRITERS,
    Node,
    held_log,
    problem_of,
    transaction,
    until,
    waiting,
)
from tests.api.world import (
    ACTION,
    DECLARATION,
    begun,
    declared,
    hours_later,
    if_match,
    listed,
    moved,
    noted,
    whole,
)

NOTE = {"kind": "note", "occurred_at": hours_later(0), "text": "Seen."}


def keyed(key: str) -> dict[str, str]:
    return {"idempotency-key": key}


def tip(node: Node, incident: str) -> Any:
    """The newest state that a node decides on."""
    loaded = node.desk.repository.tip(INCIDENT, UUID(incident))
    assert loaded is not None
    return loaded.state


@pytest.mark.parametrize("same_batch", [False, True])
async def test_what_was_decided_on_a_refused_write_is_decided_again(
    dsn: str, node: Node, other_node: Node, *, same_batch: bool
) -> None:
    incident, aside = await declared(node.client), await declared(node.client)
    name = incident["id"]
    await moved(other_node.client, name, "mitigate", reason="it ran away")
    path = f"/v1/incidents/{name}/stage-transitions"
    async with asyncio.TaskGroup() as group, held_log(dsn) as held:
        if same_batch:  # what comes while an append is under way is the next batch
            group.create_task(noted(node.client, aside["id"]))
            await waiting(held, WRITERS, 1)
        first = group.create_task(node.client.post(path, json={"to": "contain"}))
        await until(lambda: tip(node, name).stage is Stage.CONTAIN)
        second = group.create_task(node.client.post(path, json={"to": "communicate"}))
        await until(lambda: tip(node, name).stage is Stage.COMMUNICATE)
    problem_of(first.result(), 409, "reason_required")
    problem_of(second.result(), 409, "reason_required")
    stages = [move["to_stage"] for move in await whole(node.client, path)]
    assert stages == ["mitigate"]


async def test_what_was_decided_on_a_repeated_write_shows_what_was_written_the_first_time(
    dsn: str, node: Node, other_node: Node
) -> None:
    name = (await declared(node.client))["id"]
    path = f"/v1/incidents/{name}/timeline-entries"
    async with asyncio.TaskGroup() as group, held_log(dsn) as held:

        def send(to: Node, **headers: str) -> asyncio.Task[httpx.Response]:
            return group.create_task(to.client.post(path, json=NOTE, headers=headers))

        first = send(other_node, **keyed(name))
        await waiting(held, WRITERS, 1)
        repeated = send(node, **keyed(name))
        await until(lambda: len(tip(node, name).timeline) == 2)
        after = send(node)
        await until(lambda: len(tip(node, name).timeline) == 3)
    assert repeated.result().headers["idempotency-replayed"] == "true"
    assert repeated.result().content == first.result().content
    for reader in (node, other_node):
        entries = await whole(reader.client, path)
        ids = [answer.result().json()["id"] for answer in (first, after)]
        assert [entry["id"] for entry in entries if entry["kind"] == "note"] == ids


async def same_request_on_both(
    dsn: str, node: Node, other_node: Node, path: str, body: Any, **headers: str
) -> tuple[httpx.Response, httpx.Response]:
    """Answers to one keyed request, sent to the second node while the first one works on it."""
    headers = {**keyed(path + str(body)), **headers}
    async with asyncio.TaskGroup() as group, held_log(dsn) as held:
        first = group.create_task(node.client.post(path, json=body, headers=headers))
        await waiting(held, WRITERS, 1)
        second = group.create_task(other_node.client.post(path, json=body, headers=headers))
        await waiting(held, WRITERS, 2)
    return first.result(), second.result()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/incidents", DECLARATION),
        ("/v1/incidents/{}/timeline-entries", NOTE),
        ("/v1/incidents/{}/stage-transitions", {"to": "contain"}),
        ("/v1/incidents/{}/stage-transitions", {"to": "postmortem", "reason": "it is over"}),
        ("/v1/incidents/{}/postmortem", {}),
        ("/v1/incidents/{}/actions", ACTION),
    ],
)
async def test_one_key_on_two_nodes_has_one_effect_and_one_answer(
    dsn: str, node: Node, other_node: Node, path: str, body: Any
) -> None:
    path = path.format((await declared(node.client))["id"])
    before = await node.head()
    first, second = await same_request_on_both(dsn, node, other_node, path, body)
    assert first.status_code == second.status_code == 201, second.text
    assert first.content == second.content
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    for header in ("event-position", "etag", "location"):
        assert first.headers.get(header) == second.headers.get(header)
    assert await node.head() == int(first.headers["event-position"]) > before


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("/v1/incidents/{}/postmortem", {}, {}),
        (
            "/v1/incidents/{}/stage-transitions",
            {"to": "postmortem", "reason": "it is over"},
            if_match(1),
        ),
    ],
)
async def test_a_repeated_request_is_not_refused_for_its_own_effect(
    dsn: str, node: Node, other_node: Node, *, path: str, body: Any, headers: dict[str, str]
) -> None:
    """The second node asks for the key before the first is done, and decides after."""
    path = path.format((await declared(node.client))["id"])
    headers = {**headers, **keyed("its own effect")}
    async with asyncio.TaskGroup() as group, transaction(dsn) as view:
        async with held_log(dsn) as held:
            first = group.create_task(node.client.post(path, json=body, headers=headers))
            await waiting(held, WRITERS, 1)
            await view.execute("lock table action_list")
            second = group.create_task(other_node.client.post(path, json=body, headers=headers))
            await waiting(view, READERS, 1)
        await asyncio.wait([first])
    assert second.result().status_code == 201, second.result().text
    assert second.result().content == first.result().content
    assert second.result().headers["idempotency-replayed"] == "true"


async def test_fifty_writers_on_one_incident_lose_nothing(node: Node, other_node: Node) -> None:
    name = (await declared(node.client))["id"]
    path = f"/v1/incidents/{name}/timeline-entries"
    texts = [f"note {number}" for number in range(50)]
    nodes = [node, other_node]
    answers = await asyncio.gather(
        *(nodes[n % 2].client.post(path, json={**NOTE, "text": t}) for n, t in enumerate(texts))
    )
    for answer in answers:
        if answer.status_code != 201:
            problem_of(answer, 503, "stream_contended")
    accepted = [a.json() for a in answers if a.status_code == 201]
    entries = [e for e in await whole(node.client, path) if e["kind"] == "note"]
    assert sorted(e["id"] for e in entries) == sorted(e["id"] for e in accepted)
    assert len({a.headers["etag"] for a in answers if a.status_code == 201}) == len(accepted)
    assert len(accepted) >= 45
    history = await whole(node.client, f"/v1/incidents/{name}/history")
    assert [event["version"] for event in history] == list(range(1, len(accepted) + 2))


async def test_nodes_in_turn_never_decide_on_what_is_no_longer_so(
    node: Node, other_node: Node
) -> None:
    name = (await declared(node.client))["id"]
    path = f"/v1/incidents/{name}/stage-transitions"
    for turn in range(6):
        here, there = (node, other_node) if turn % 2 else (other_node, node)
        await moved(here.client, name, "mitigate", reason="it ran away")
        problem_of(await there.client.post(path, json={"to": "contain"}), 409, "reason_required")
        await moved(there.client, name, "detect", reason="it came back")
        answer = await here.client.post(path, json={"to": "contain"})
        assert answer.status_code == 201, answer.text
        assert (await here.client.get(f"/v1/incidents/{name}")).json()["stage"] == "contain"
        assert (await there.client.get(f"/v1/incidents/{name}")).json()["stage"] == "contain"


async def test_of_two_who_edit_one_version_on_two_nodes_one_wins(
    node: Node, other_node: Node
) -> None:
    _, postmortem = await begun(node.client)
    path = f"/v1/postmortems/{postmortem['id']}/sections/summary"
    answers = await asyncio.gather(
        *(n.client.put(path, json={"body": n.url}, headers=if_match(1)) for n in (node, other_node))
    )
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert won.status_code == 200
    problem = problem_of(lost, 412, "version_conflict")
    assert problem["current_version"] == 2
    assert [event["data"]["body"] for event in problem["events"]] == [won.json()["body"]]
    assert lost.headers["etag"] == '"2"'


async def test_every_node_reads_what_another_one_acknowledged(node: Node, other_node: Node) -> None:
    answer = await other_node.client.post("/v1/incidents", json=DECLARATION)
    position, made = answer.headers["event-position"], answer.json()
    read = await node.client.get(f"/v1/incidents/{made['id']}", params={"min_position": position})
    assert read.json()["version"] == 1
    for reader in (node, other_node):
        items, _ = await listed(reader.client, "/v1/incidents", min_position=position, limit=200)
        assert made["id"] in {item["id"] for item in items}


async def test_thirty_two_at_once_with_one_key_have_one_effect(
    node: Node, other_node: Node
) -> None:
    before = await node.head()
    nodes = [node, other_node]
    answers = await asyncio.gather(
        *(
            nodes[n % 2].client.post("/v1/incidents", json=DECLARATION, headers=keyed("thirty-two"))
            for n in range(32)
        )
    )
    done = [answer for answer in answers if answer.status_code == 201]
    for answer in answers:
        if answer.status_code != 201:
            problem_of(answer, 409, "idempotency_in_flight")
    assert len({answer.content for answer in done}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in done) == 1
    assert await node.head() == before + 1
