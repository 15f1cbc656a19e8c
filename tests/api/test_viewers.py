"""Restricted incidents and teams: members see them, others and those who left do not."""

import asyncio
from typing import Any

import httpx
import pytest

from api.names import NameBook
from api.viewers import Viewers
from tests.api.nodes import Node, problem_of
from tests.api.world import DECLARATION, declared, if_match, listed, made, planned


def address(name: str) -> str:
    """An address that no other test uses."""
    return f"{name}@viewers.example.com"


async def put(client: httpx.AsyncClient, name: str, **fields: Any) -> str:
    await made(client.put(f"/v1/people/{address(name)}", json={"name": name, **fields}))
    return address(name)


async def sees(client: httpx.AsyncClient, person: str, incident: dict[str, Any]) -> bool:
    """Whether the incident is there for a person, by id and in the list alike."""
    headers = {"on-behalf-of": person}
    answer = await client.get(f"/v1/incidents/{incident['id']}", headers=headers)
    found = await client.get("/v1/incidents", params={"limit": 200}, headers=headers)
    ids = {item["id"] for item in found.json()["items"]}
    assert (incident["id"] in ids) is (answer.status_code == 200), answer.text
    return answer.status_code == 200


async def becomes(client: httpx.AsyncClient, person: str, incident: Any, *, seen: bool) -> None:
    """Wait until it is so, which takes as long as a viewer is kept."""
    path, headers = f"/v1/incidents/{incident['id']}", {"on-behalf-of": person}
    async with asyncio.timeout(20):
        while (await client.get(path, headers=headers)).is_success is not seen:  # noqa: ASYNC110  kept by the clock
            await asyncio.sleep(0.05)
    assert await sees(client, person, incident) is seen


@pytest.mark.parametrize("name", [".", " .. ", "a/b", "a  b", "x" * 65])
async def test_nothing_is_shown_to_what_can_be_no_team(
    client: httpx.AsyncClient, name: str
) -> None:
    words = problem_of(
        await client.put(f"/v1/people/{address('nat')}", json={"name": "Nat", "teams": [name]}),
        400,
        "invalid_request",
    )["errors"][0]["detail"]
    path = f"/v1/incidents/{(await declared(client))['id']}"
    body = {"visible_to": {"teams": ["not there yet", name]}}
    for answer in (
        await client.post("/v1/incidents", json={**DECLARATION, **body}),
        await client.patch(path, json=body),
    ):
        (error,) = problem_of(answer, 400, "invalid_request")["errors"]
        assert error["pointer"] == "/visible_to/teams/1"
        assert error["detail"] == words


async def restricted_to(client: httpx.AsyncClient, *teams: str) -> dict[str, Any]:
    audience = {"visibility": "restricted", "visible_to": {"teams": list(teams)}}
    answer = await client.post("/v1/incidents", json={**DECLARATION, **audience})
    position = answer.headers["event-position"]
    await listed(client, "/v1/incidents", limit=1, min_position=position)
    incident: dict[str, Any] = answer.json()
    return incident


async def test_a_member_of_the_team_sees_it_and_others_do_not(client: httpx.AsyncClient) -> None:
    member = await put(client, "mae", teams=["Sighted"])
    other = await put(client, "otto", teams=["blind"])
    incident = await restricted_to(client, "SIGHTED")
    assert await sees(client, member, incident)
    assert await sees(client, member.upper(), incident)
    assert not await sees(client, other, incident)
    assert not await sees(client, address("unknown"), incident)
    action = await planned(client, incident["id"])
    path = f"/v1/actions/{action['id']}"
    for person, status in ((member, 200), (other, 404)):
        headers = {"on-behalf-of": person}
        answer = await client.patch(path, json={"details": person}, headers=headers)
        assert answer.status_code == status


async def test_who_leaves_the_team_or_joins_it_is_known_in_a_moment(
    client: httpx.AsyncClient, other_node: Node
) -> None:
    person = await put(client, "pat", teams=["movers"])
    incident = await restricted_to(client, "movers")
    assert await sees(other_node.client, person, incident)
    await put(client, "pat", teams=[])
    await becomes(other_node.client, person, incident, seen=False)
    await made(client.put("/v1/teams/movers", json={"members": [person]}))
    await becomes(other_node.client, person, incident, seen=True)


async def test_the_process_that_took_the_change_knows_of_it_at_once(
    client: httpx.AsyncClient,
) -> None:
    person = await put(client, "quinn", teams=["leavers"])
    incident = await restricted_to(client, "leavers")
    assert await sees(client, person, incident)
    await put(client, "quinn", teams=[])
    assert not await sees(client, person, incident)
    await made(client.put("/v1/teams/leavers", json={"members": [person]}))
    assert await sees(client, person, incident)
    await made(client.put("/v1/teams/leavers", json={"members": []}))
    assert not await sees(client, person, incident)


async def test_who_has_left_sees_nothing_restricted_and_whatever_else(
    client: httpx.AsyncClient,
) -> None:
    gone = await put(client, "quin", teams=["leavers"], left_on="2020-01-31")
    incident = await restricted_to(client, "leavers")
    path = f"/v1/incidents/{incident['id']}"
    await made(client.put(f"{path}/roles/scribe", json={"person": gone}))
    assert not await sees(client, gone, incident)
    other = await declared(client)
    headers = {"on-behalf-of": gone}
    assert (await client.get(f"/v1/incidents/{other['id']}", headers=headers)).is_success
    await put(client, "quin", teams=["leavers"], left_on="2999-01-31")
    await becomes(client, gone, incident, seen=True)


async def test_a_refusal_tells_no_more_than_that_nothing_is_there(
    client: httpx.AsyncClient,
) -> None:
    incident = await restricted_to(client, "nobody is in it")
    headers = {"on-behalf-of": address("rex"), **if_match(9)}
    answer = await client.patch(
        f"/v1/incidents/{incident['id']}", json={"title": "x"}, headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_who_declares_what_nobody_is_named_to_see_is_told_it_again(
    client: httpx.AsyncClient,
) -> None:
    headers = {"on-behalf-of": address("zara"), "idempotency-key": "zara's"}
    body = {**DECLARATION, "visibility": "restricted"}
    first = await client.post("/v1/incidents", json=body, headers=headers)
    assert first.json()["visible_to"] == {"people": [address("zara")]}
    again = await client.post("/v1/incidents", json=body, headers=headers)
    assert (again.status_code, again.content) == (201, first.content)
    position = first.headers["event-position"]
    await listed(client, "/v1/incidents", limit=1, min_position=position)
    assert await sees(client, address("zara"), first.json())
    assert not await sees(client, address("otto"), first.json())


async def test_so_many_viewers_are_kept_and_no_more(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.viewers.VIEWERS_MAX", 3)
    viewers = Viewers(node.desk.repository.store, node.desk.references)
    for number in range(5):
        email = address(f"sid-{number}")
        assert await viewers.of(email) == (email,)
        assert await viewers.of(email) == (email,)
        assert viewers.kept == min(number + 1, 3), "one makes room for one"


async def test_who_changed_during_a_look_is_not_kept_as_before(node: Node) -> None:
    viewers = Viewers(node.desk.repository.store, node.desk.references)
    async with asyncio.TaskGroup() as group:
        group.create_task(viewers.of(address("tim")))
        group.create_task(viewers.of(address("uma")))
        await asyncio.sleep(0)
        viewers.forget([address("tim")])
    assert viewers.kept == 0


async def test_whoever_is_looked_up_drives_out_nobody_asked_for_at_once(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.names.KEPT_MAX", 2)
    people = [await put(node.client, name) for name in ("vera", "walt", "xena")]
    await listed(node.client, "/v1/people", limit=1, min_position=await node.head())
    names = NameBook(node.desk.views)
    assert await names.of(people[:1]) == {people[0], "vera"}
    assert await names.of(people) == {*people, "vera", "walt", "xena"}
    assert await names.of(people[1:]) == {*people[1:], "walt", "xena"}


async def test_a_team_called_by_an_address_is_nobodys_address(client: httpx.AsyncClient) -> None:
    member = await put(client, "yuri", teams=["risk@example.com"])
    incident = await restricted_to(client, "risk@example.com")
    assert await sees(client, member, incident)
    headers = {"on-behalf-of": "team:risk@example.com"}
    answer = await client.get(f"/v1/incidents/{incident['id']}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
