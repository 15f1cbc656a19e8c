"""A cursor belongs to the list that gave it, with the filters that it was given for."""

from typing import Any, Final

import httpx
import pytest

from projections.page import Cursor, encode_cursor
from tests.api.nodes import Node, pointers, problem_of
from tests.api.world import declared, listed, made, noted, planned, whole

LISTS: Final = (
    "/v1/incidents",
    "/v1/actions",
    "/v1/people",
    "/v1/teams",
    "/v1/insights/recognition",
    "/v1/actions/workload?by=owner",
)
LONG: Final = "ü" * 240  # beside a domain, nearly all that an address may have


@pytest.fixture
async def incident(client: httpx.AsyncClient) -> dict[str, Any]:
    """One with two of everything that is listed."""
    incident = await declared(client, lead="Cleo@example.com", labels=["cursor"])
    await declared(client, lead="cleo@example.com", labels=["cursor"])
    for number in range(2):
        await planned(client, incident["id"], owner=f"owner-{number}@cursors.example.com")
        await noted(client, incident["id"], f"Entry {number}")
        path = f"/v1/people/member-{number}@cursors.example.com"
        await made(client.put(path, json={"name": "M", "teams": [f"cursors-{number}"]}))
    return incident


async def first(client: httpx.AsyncClient, path: str, **query: Any) -> str:
    """The cursor behind the first item."""
    _, answer = await listed(client, path, limit=1, **query)
    cursor: str = answer.json()["next_cursor"]
    assert cursor is not None
    return cursor


@pytest.mark.usefixtures("incident")
async def test_another_list_refuses_it(node: Node) -> None:
    query = {"min_position": await node.head()}
    cursors = [await first(node.client, path, **query) for path in (LISTS[0], LISTS[2])]
    for cursor, own in zip(cursors, (LISTS[0], LISTS[2]), strict=True):
        for path in LISTS:
            answer = await node.client.get(httpx.URL(path).copy_add_param("cursor", cursor))
            if path == own:
                assert answer.status_code == 200, answer.text
                continue
            problem = problem_of(answer, 400, "cursor_invalid")
            assert pointers(problem) == {"/cursor"}
            assert "another list" in problem["detail"]


async def test_so_does_the_same_list_of_another_thing(
    client: httpx.AsyncClient, incident: dict[str, Any]
) -> None:
    other = await declared(client)
    cursor = await first(client, f"/v1/incidents/{incident['id']}/timeline-entries")
    query = {"cursor": cursor}
    for name in (incident["reference"], incident["id"].upper(), incident["reference"].lower()):
        path = f"/v1/incidents/{name}/timeline-entries"
        items, _ = await listed(client, path, limit=2, **query)
        assert len(items) > 0
    answer = await client.get(f"/v1/incidents/{other['id']}/timeline-entries", params=query)
    problem_of(answer, 400, "cursor_invalid")


@pytest.mark.usefixtures("incident")
async def test_other_filters_refuse_it_and_other_sizes_of_pages_do_not(node: Node) -> None:
    client, path = node.client, "/v1/incidents"
    filters = {"lead": "Cleo@example.com", "label": "cursor"}
    cursor = await first(client, path, min_position=await node.head(), **filters)
    for more in ({}, {"limit": 7}, {"min_position": 1}, {"lead": "cleo@EXAMPLE.com"}):
        items, _ = await listed(client, path, cursor=cursor, **{**filters, **more})
        assert items
    for less in ({}, {"lead": filters["lead"]}, {**filters, "severity": "sev1"}):
        answer = await client.get(path, params={"cursor": cursor, **less})
        problem_of(answer, 400, "cursor_invalid")


@pytest.mark.usefixtures("incident")
async def test_one_that_an_older_version_gave_still_leads_on(node: Node) -> None:
    query = {"min_position": await node.head()}
    (newest,), _ = await listed(node.client, "/v1/actions", limit=1, **query)
    number = int(newest["reference"].removeprefix("ACT-"))
    items, _ = await listed(node.client, "/v1/actions", cursor=encode_cursor(Cursor(number)))
    assert int(items[0]["reference"].removeprefix("ACT-")) == number - 1


async def test_a_long_address_has_a_next_page(node: Node) -> None:
    for number in range(2):
        path = f"/v1/people/{number}{LONG}@c.example"
        await made(node.client.put(path, json={"name": "L", "teams": ["long-addresses"]}))
    query = {"team": "long-addresses", "min_position": await node.head()}
    people = await whole(node.client, "/v1/people", limit=1, **query)
    assert [person["email"][0] for person in people] == ["0", "1"]
