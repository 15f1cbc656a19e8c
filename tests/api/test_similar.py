"""Declaring suggests earlier incidents of the same kind, as far as whoever declares may know."""

import asyncio

import httpx

from tests.api.nodes import Node, open_node
from tests.api.world import ANA, BEN, DECLARATION, declared, hours_later


async def test_declaring_suggests_earlier_incidents_of_the_kind(client: httpx.AsyncClient) -> None:
    system = {"feature": "rare feature of the suggestion"}
    earlier = await declared(client, system=system)
    later = await declared(client, system=system)
    assert later["similar"][0]["id"] == earlier["id"]
    assert later["similar"][0].keys() == {"id", "reference", "title", "category", "feature", "why"}


async def test_declaring_does_not_wait_for_a_view_that_stands_still(fresh_dsn: str) -> None:
    async with open_node(fresh_dsn, projections=False) as alone:
        first = await declared(alone.client)
        second = await declared(alone.client)
    assert first["id"] not in {one["id"] for one in second["similar"]}


async def test_what_somebody_may_not_know_of_is_not_suggested_to_them(
    client: httpx.AsyncClient,
) -> None:
    system = {"feature": "quotes that nobody asked for"}
    restricted = {"visibility": "restricted", "visible_to": {"people": [ANA]}}
    secret = await client.post(
        "/v1/incidents", json={**DECLARATION, "system": system, **restricted}
    )
    position = secret.headers["event-position"]
    assert (await client.get("/v1/incidents", params={"min_position": position})).is_success
    for person, told in ((ANA, {secret.json()["id"]}), (BEN, set())):
        headers = {"on-behalf-of": person, "min-position": position}
        body = {**DECLARATION, "title": "Another", "system": system}
        made = (await client.post("/v1/incidents", json=body, headers=headers)).json()
        assert {one["id"] for one in made["similar"]} & {secret.json()["id"]} == told


async def test_what_is_hidden_leaves_no_place_empty_for_what_can_be_seen(node: Node) -> None:
    detection, system = DECLARATION["detection"], {"feature": "orders that were hidden"}
    kind = {"category": "scope_creep", "system": system}
    seen = await declared(node.client, detection=detection, **kind)
    newer = {**detection, "detected_at": hours_later(1)}
    hidden = {"detection": newer, "visibility": "restricted", "visible_to": {"people": [ANA]}}
    await asyncio.gather(*(declared(node.client, **hidden, **kind) for _ in range(100)))
    headers = {"on-behalf-of": BEN, "min-position": str(await node.head())}
    assert (await node.client.get("/v1/incidents", headers=headers)).is_success
    answer = await node.client.post("/v1/incidents", json={**DECLARATION, **kind}, headers=headers)
    assert answer.json()["similar"][0]["id"] == seen["id"]
