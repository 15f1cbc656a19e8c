"""What a team has to do, and who has how much of it, over HTTP."""

from uuid import uuid4

import httpx

from tests.api.nodes import Node, pointers, problem_of
from tests.api.world import declared, made, planned, whole


async def test_a_team_reads_all_it_has_to_do_and_who_has_how_much(
    node: Node, client: httpx.AsyncClient
) -> None:
    name = f"team-{uuid4()}"
    one, other = f"one@{name}.com", f"other@{name}.com"
    await made(client.put(f"/v1/teams/{name}", json={"members": [one, other]}))
    incident = await declared(client)
    hidden = await declared(client, visibility="restricted", visible_to={"people": [one]})
    days = {one: ("2020-01-31", "2031-01-31"), other: ("2031-01-30",)}
    mine = [
        await planned(client, incident["id"], owner=owner, due_on=day)
        for owner, due in days.items()
        for day in due
    ]
    secret = await planned(client, hidden["id"], owner=other, due_on="2020-02-01")
    position = await node.head()
    items = await whole(
        client, "/v1/actions", team=name.upper(), sort="due_on", limit=2, min_position=position
    )
    assert [item["id"] for item in items] == [
        mine[0]["id"],
        secret["id"],
        mine[2]["id"],
        mine[1]["id"],
    ]
    path, query = "/v1/actions/workload", {"team": name, "min_position": str(position)}
    owners = await whole(client, path, **query, limit=1)
    assert [(o["name"], o["open"], o["overdue"], o["earliest_due_on"]) for o in owners] == [
        (one, 2, 1, "2020-01-31"),
        (other, 2, 1, "2020-02-01"),
    ]
    oldest = owners[0]["oldest"]
    assert (oldest["id"], oldest["reference"]) == (mine[0]["id"], mine[0]["reference"])
    assert oldest["age_days"] == 0
    (team,) = await whole(client, path, **query, by="team")
    assert (team["name"], team["open"], team["overdue"]) == (name, 4, 2)
    found = (await client.get(team["links"]["actions"])).json()["items"]
    assert {item["id"] for item in found} == {*(a["id"] for a in mine), secret["id"]}
    as_stranger = {"on-behalf-of": "stranger@example.com"}
    seen = await client.get(path, params={**query, "by": "team"}, headers=as_stranger)
    assert [(t["open"], t["overdue"]) for t in seen.json()["items"]] == [(3, 1)]


async def test_a_team_with_nothing_to_do_has_no_oldest_action(
    node: Node, client: httpx.AsyncClient
) -> None:
    name = f"team-{uuid4()}"
    await made(client.put(f"/v1/teams/{name}", json={}))
    query = {"team": name, "by": "team", "min_position": await node.head()}
    (team,) = await whole(client, "/v1/actions/workload", **query)
    assert (team["open"], team["overdue"]) == (0, 0)
    assert (team["earliest_due_on"], team["oldest"]) == (None, None)
    assert await whole(client, "/v1/actions/workload", team=name) == []


async def test_work_is_added_up_by_owner_or_by_team_only(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/actions/workload", params={"by": "month"})
    assert pointers(problem_of(answer, 400, "invalid_request")) == {"/by"}
