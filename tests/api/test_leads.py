"""A postmortem is led by whom its incident is led, whoever names a lead at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
import pytest

from domain.incident import INCIDENT
from tests.api.nodes import WRITERS, Node, held_log, until, waiting
from tests.api.world import ANA, BEN, begun, declared, made

CEM = "cem@example.com"

Request = Callable[[Node, str], Awaitable[httpx.Response]]


def named(lead: str) -> Request:
    return lambda node, incident: node.client.put(
        f"/v1/incidents/{incident}/roles/lead", json={"person": lead}
    )


def start(node: Node, incident: str) -> Awaitable[httpx.Response]:
    return node.client.post(f"/v1/incidents/{incident}/postmortem", json={})


def move(node: Node, incident: str) -> Awaitable[httpx.Response]:
    path = f"/v1/incidents/{incident}/stage-transitions"
    return node.client.post(path, json={"to": "postmortem", "reason": "it is over"})


async def leads(node: Node, incident: str) -> tuple[str, str]:
    """Who leads the incident, and who its postmortem."""
    found = await made(node.client.get(f"/v1/incidents/{incident}"))
    postmortem = await made(node.client.get(found["links"]["postmortem"]))
    return found["roles"]["lead"], postmortem["lead"]


async def both(dsn: str, nodes: tuple[Node, Node], incident: str, *requests: Request) -> None:
    """Send two requests of which neither is written before both are under way."""
    one, other = nodes
    version = written(one, incident)
    async with asyncio.TaskGroup() as group, held_log(dsn) as held:
        first = group.create_task(answer(requests[0](one, incident)))
        await waiting(held, WRITERS, 1)
        second = group.create_task(answer(requests[1](other, incident)))
        if one is other:
            await until(lambda: written(one, incident) > version + 1)
        else:
            await waiting(held, WRITERS, 2)
    assert first.result().is_success, first.result().text
    assert second.result().is_success, second.result().text


def written(node: Node, incident: str) -> int:
    """The version that the appends under way lead to."""
    loaded = node.desk.repository.tip(INCIDENT, UUID(incident))
    assert loaded is not None
    return loaded.version


async def answer(request: Awaitable[httpx.Response]) -> httpx.Response:
    return await request


@pytest.mark.parametrize("apart", [False, True])
async def test_of_two_leads_named_at_once_the_last_one_leads_the_postmortem_too(
    dsn: str, node: Node, other_node: Node, *, apart: bool
) -> None:
    incident, _ = await begun(node.client, lead=ANA)
    nodes = node, other_node if apart else node
    await both(dsn, nodes, incident["id"], named(BEN), named(CEM))
    assert await leads(node, incident["id"]) == (CEM, CEM)


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize(
    "requests",
    [(start, named(BEN)), (named(BEN), start), (move, named(BEN)), (named(BEN), move)],
)
async def test_a_lead_named_while_the_postmortem_begins_leads_it(
    dsn: str, node: Node, other_node: Node, *, requests: tuple[Request, Request], apart: bool
) -> None:
    incident = await declared(node.client, lead=ANA)
    nodes = node, other_node if apart else node
    await both(dsn, nodes, incident["id"], *requests)
    assert await leads(node, incident["id"]) == (BEN, BEN)


async def test_a_node_that_saw_no_other_lead_lets_the_postmortem_follow_all_the_same(
    node: Node, other_node: Node
) -> None:
    incident, _ = await begun(node.client, lead=ANA)
    for at, lead in ((node, BEN), (other_node, CEM), (node, BEN)):
        await made(named(lead)(at, incident["id"]))
        assert await leads(other_node, incident["id"]) == (lead, lead)


async def test_a_lead_that_was_chosen_stays_though_the_incident_had_the_same_once(
    node: Node,
) -> None:
    incident = await declared(node.client, lead=ANA)
    path = f"/v1/incidents/{incident['id']}/postmortem"
    await made(node.client.post(path, json={"lead": CEM}))
    for lead in (CEM, BEN):
        await made(named(lead)(node, incident["id"]))
        assert await leads(node, incident["id"]) == (lead, CEM)
