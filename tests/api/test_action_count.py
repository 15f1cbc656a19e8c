"""An incident takes so many actions and no more, and says so."""

import asyncio

from domain.action import ACTIONS_MAX
from tests.api.nodes import Node, problem_of
from tests.api.world import ACTION, declared, planned


async def test_an_incident_with_its_most_actions_takes_no_other(node: Node) -> None:
    incident = (await declared(node.client))["id"]
    path = f"/v1/incidents/{incident}/actions"
    key = {"Idempotency-Key": "the last one"}
    for begin in range(1, ACTIONS_MAX, 20):
        end = min(begin + 20, ACTIONS_MAX)
        await asyncio.gather(*(planned(node.client, incident) for _ in range(begin, end)))
    last = await node.client.post(path, json=ACTION, headers=key)
    shown = {"Min-Position": last.headers["event-position"]}
    assert (await node.client.get("/v1/actions", headers=shown)).status_code == 200
    refused = await node.client.post(path, json=ACTION)
    assert "200" in problem_of(refused, 409, "action_refused")["detail"]
    again = await node.client.post(path, json=ACTION, headers=key)
    assert (again.status_code, again.json()) == (201, last.json())
