"""Publication of postmortems over HTTP, what it asks for, and amendments."""

import asyncio

import httpx

from tests.api.nodes import (
    READERS,
    WRITERS,
    held_log,
    open_node,
    pointers,
    problem_of,
    transaction,
    waiting,
)
from tests.api.world import (
    NAMED_TIMES,
    SECTIONS,
    asked,
    begun,
    complete,
    hours_later,
    if_match,
    noted,
    planned,
    published,
    reviewed,
    whole,
    written,
)


async def test_a_refused_publication_lists_everything_that_is_missing(
    client: httpx.AsyncClient,
) -> None:
    incident, postmortem = await begun(client)
    path = f"/v1/postmortems/{postmortem['id']}/publications"
    await written(client, postmortem["id"], "summary", " \n", 1)
    problem = problem_of(await client.post(path, json={}), 409, "publication_incomplete")
    assert pointers(problem) == {
        *(f"/sections/{section}" for section in SECTIONS),
        *(f"/named_times/{kind}" for kind in NAMED_TIMES),
        "/actions",
        "/state",
    }
    assert len(problem["errors"]) == 7 + 4 + 3 + 1
    await planned(client, incident["id"], kind="monitoring")
    waivers = [{"requirement": "documentation", "reason": "there is none to change"}]
    problem = problem_of(
        await client.post(path, json={"waivers": waivers}), 409, "publication_incomplete"
    )
    kinds = [e["detail"] for e in problem["errors"] if e["pointer"] == "/actions"]
    assert len(kinds) == 1
    assert "regression_case" in kinds[0]


async def test_a_cancelled_action_meets_no_requirement(client: httpx.AsyncClient) -> None:
    incident, postmortem = await begun(client)
    action = await planned(client, incident["id"], kind="monitoring")
    await client.post(
        f"/v1/actions/{action['id']}/status-changes", json={"to": "cancelled", "reason": "no"}
    )
    path = f"/v1/postmortems/{postmortem['id']}/publications"
    problem = problem_of(await client.post(path, json={}), 409, "publication_incomplete")
    assert sum(error["pointer"] == "/actions" for error in problem["errors"]) == 3


async def test_the_named_time_of_a_retracted_entry_is_missing_again(
    client: httpx.AsyncClient,
) -> None:
    incident, postmortem = await begun(client)
    entry = await noted(client, incident["id"], kind="noticed", occurred_at=hours_later(0))
    path = f"/v1/postmortems/{postmortem['id']}/publications"
    problem = problem_of(await client.post(path, json={}), 409, "publication_incomplete")
    assert "/named_times/noticed" not in pointers(problem)
    await client.post(
        f"/v1/incidents/{incident['id']}/timeline-entries/{entry['id']}/retractions",
        json={"reason": "it was another one's"},
    )
    problem = problem_of(await client.post(path, json={}), 409, "publication_incomplete")
    assert "/named_times/noticed" in pointers(problem)


async def test_what_is_retracted_while_a_publication_is_checked_is_missed_in_it(
    fresh_dsn: str,
) -> None:
    async with open_node(fresh_dsn) as node:
        incident, postmortem = await complete(node.client)
        entries = f"/v1/incidents/{incident['id']}/timeline-entries"
        (noticed,) = [e for e in await whole(node.client, entries) if e["kind"] == "noticed"]
        publish = f"/v1/postmortems/{postmortem['id']}/publications"
        retraction = f"{entries}/{noticed['id']}/retractions"
        retract = node.client.post(retraction, json={"reason": "Nobody was there."})
        params = {"min_position": await node.head()}
        assert (await node.client.get("/v1/actions", params=params)).is_success
        async with held_log(fresh_dsn) as log:
            async with transaction(fresh_dsn) as views:
                await views.execute("lock table action_list")
                publishing = asyncio.create_task(node.client.post(publish, json={}))
                await waiting(views, READERS, 1)  # the timeline is read, the actions are not
                retracting = asyncio.create_task(retract)
                await waiting(log, WRITERS, 1)
            ended, _ = await asyncio.wait([publishing], timeout=0.5)
            assert not ended
        assert (await retracting).status_code == 201
        problem = problem_of(await publishing, 409, "publication_incomplete")
        assert "send the same again" in problem["errors"][0]["detail"]
        again = problem_of(await node.client.post(publish, json={}), 409, "publication_incomplete")
        assert pointers(again) == {"/named_times/noticed"}


async def test_a_postmortem_is_published_amended_and_published_again(
    client: httpx.AsyncClient,
) -> None:
    _, postmortem = await published(client)
    assert postmortem["state"] == "published"
    assert postmortem["edition"] == 1
    assert postmortem["published_at"] is not None
    assert postmortem["overdue"] is False
    path = f"/v1/postmortems/{postmortem['reference']}"
    again = await client.post(f"{path}/publications", json={})
    assert again.status_code == 201
    assert again.json() == postmortem
    edit = await client.put(
        f"{path}/sections/summary", json={"body": "x"}, headers=if_match(postmortem["version"])
    )
    assert "amendment" in problem_of(edit, 409, "postmortem_refused")["detail"]
    amended = await client.post(f"{path}/amendments", json={"reason": "more is known"})
    assert amended.status_code == 201
    assert amended.json()["state"] == "draft"
    assert amended.headers["etag"] == f'"{postmortem["version"] + 1}"'
    twice = await client.post(f"{path}/amendments", json={"reason": "more is known"})
    problem_of(twice, 409, "postmortem_refused")
    unread = await client.post(f"{path}/publications", json={})
    assert pointers(problem_of(unread, 409, "publication_incomplete")) == {"/state"}
    await asked(client, postmortem["id"])
    await reviewed(client, postmortem["id"])
    republished = await client.post(f"{path}/publications", json={})
    assert republished.json()["edition"] == 2
