"""Every refusal that there is, met over HTTP; each says what to do next."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

import asyncpg
import httpx
import pytest

from domain.errors import DomainError
from eventstore.committer import Limits
from tests.api.nodes import WRITERS, Node, held_log, open_node, problem_of, waiting
from tests.api.world import (
    ANA,
    DECLARATION,
    MISSING_ID,
    asked,
    begun,
    declared,
    hours_later,
    if_match,
    planned,
    registered,
    whole,
    written,
)

ELSEWHERE: Final = {
    "domain_error",  # their common names, which nobody raises
    "refused",
    "store_unavailable",  # test_outage.py
    "overloaded",  # below, on a node of its own
    "stream_contended",
    "answer_misfit",  # test_diagnosis.py
    "not_published",  # test_readership.py
    "thanks_refused",  # test_readership.py
}


def codes(of: type[DomainError]) -> Iterable[str]:
    yield of.code
    for narrower in of.__subclasses__():
        yield from codes(narrower)


# Code: method, path, body, and a word of the advice. Names in braces are made by the fixture.
REFUSALS: Final[dict[str, tuple[str, str, Any, str]]] = {
    "not_found": ("GET", "/v1/incidents/INC-999999", None, "no incident"),
    "already_exists": ("POST", "/v1/incidents/{incident}/postmortem", {}, "already"),
    "time_refused": (
        "POST",
        "/v1/incidents/{incident}/stage-transitions",
        {"to": "contain", "occurred_at": "2199-01-01T00:00:00Z"},
        "give when it happened",
    ),
    "reason_required": (
        "POST",
        "/v1/incidents/{incident}/stage-transitions",
        {"to": "communicate"},
        "give a reason",
    ),
    "containment_missing": (
        "POST",
        "/v1/incidents/{incident}/stage-transitions",
        {"to": "diagnose"},
        "record a containment, or give a reason",
    ),
    "proof_missing": (
        "POST",
        "/v1/incidents/{incident}/stage-transitions",
        {"to": "closed", "reason": "x"},
        "waiver",
    ),
    "transition_refused": (
        "POST",
        "/v1/actions/{action}/status-changes",
        {"to": "verified"},
        "cannot become",
    ),
    "entry_refused": (
        "POST",
        "/v1/incidents/{incident}/timeline-entries/{entry}/retractions",
        {"reason": "x"},
        "move on, or back with a reason",
    ),
    "roster_refused": (
        "PUT",
        "/v1/people/eve@example.com",
        {"name": "Eve", "manager": "eve@example.com"},
        "their own manager",
    ),
    "action_refused": (
        "PATCH",
        "/v1/actions/{cancelled}",
        {"title": "x"},
        "open it again",
    ),
    "link_refused": (
        "POST",
        "/v1/incidents/{incident}/links",
        {"kind": "related_to", "incident": "{incident}"},
        "itself",
    ),
    "postmortem_refused": (
        "POST",
        "/v1/postmortems/{postmortem}/amendments",
        {"reason": "x"},
        "edit it as it is",
    ),
    "review_refused": (
        "POST",
        "/v1/postmortems/{in_review}/reviews",
        {"verdict": "approve"},
        "let somebody else",
    ),
    "publication_incomplete": ("POST", "/v1/postmortems/{postmortem}/publications", {}, "not met"),
    "ticket_refused": ("POST", "/v1/actions/{action}/ticket/retries", None, "ticket is none"),
    "tracker_refused": (
        "PATCH",
        "/v1/trackers/{tracker}",
        {"project": "ACME"},
        "like acme/actions",
    ),
    "version_conflict": ("PATCH", "/v1/incidents/{incident}", {"title": "x"}, "read it again"),
}


def test_no_refusal_is_left_out() -> None:
    assert set(codes(DomainError)) == REFUSALS.keys() | ELSEWHERE


@pytest.fixture(scope="module")
async def names(node: Node) -> dict[str, str]:
    incident, postmortem = await begun(node.client)
    action = await planned(node.client, incident["id"], tracker=None)
    cancelled = await planned(node.client, incident["id"], tracker=None)
    move = {"to": "cancelled", "reason": "The feature is gone."}
    await node.client.post(f"/v1/actions/{cancelled['id']}/status-changes", json=move)
    tracker = await registered(node.client)
    _, in_review = await begun(node.client)
    await written(node.client, in_review["id"], "summary", "Mine.", 1)
    await asked(node.client, in_review["id"])
    (entry,) = await whole(node.client, f"/v1/incidents/{incident['id']}/timeline-entries")
    things = {
        "postmortem": postmortem,
        "in_review": in_review,
        "action": action,
        "cancelled": cancelled,
        "tracker": tracker,
        "entry": entry,
    }
    return {"incident": incident["id"], **{name: thing["id"] for name, thing in things.items()}}


@pytest.mark.parametrize("code", REFUSALS)
async def test_a_refusal_says_what_to_do_next(node: Node, names: dict[str, str], code: str) -> None:
    method, path, body, advice = REFUSALS[code]
    if body is not None:
        body = {f: v.format(**names) if isinstance(v, str) else v for f, v in body.items()}
    head = await node.head()
    headers = if_match(99) if code == "version_conflict" else {}
    answer = await node.client.request(method, path.format(**names), json=body, headers=headers)
    status = {"not_found": 404, "version_conflict": 412}.get(code, 409)
    assert advice in problem_of(answer, status, code)["detail"]
    assert await node.head() == head


async def test_more_than_may_wait_is_told_to_come_again(fresh_dsn: str) -> None:
    async with open_node(fresh_dsn, limits=Limits(queue_events_max=2)) as node:
        incident = await declared(node.client)
        path = f"/v1/incidents/{incident['id']}/timeline-entries"
        body = {"kind": "note", "occurred_at": hours_later(0), "text": "x"}
        async with asyncio.TaskGroup() as group, held_log(fresh_dsn) as held:
            sent = [group.create_task(node.client.post(path, json=body))]
            await waiting(held, WRITERS, 1)
            sent += [group.create_task(node.client.post(path, json=body)) for _ in range(5)]
            done, waits = await asyncio.wait(sent, return_when="FIRST_COMPLETED")
            while len(waits) > 3:
                more, waits = await asyncio.wait(waits, return_when="FIRST_COMPLETED")
                done |= more
        for task in done:
            problem_of(task.result(), 503, "overloaded")
            assert task.result().headers["retry-after"] == "1"
        assert {task.result().status_code for task in waits} == {201}
        entries = await whole(node.client, path)
        assert len(entries) == 1 + len(waits)


async def test_a_position_that_is_not_there_is_waited_for_and_then_given_up(node: Node) -> None:
    incident = await declared(node.client)
    far = str(10**17)
    paths = [
        f"/v1/incidents/{incident['id']}",
        f"/v1/incidents/{incident['id']}/timeline-entries",
        "/v1/incidents",
        "/v1/postmortems",
        "/v1/actions",
        "/v1/trackers",
        "/v1/events",
        "/v1/events?type=incident.declared",
    ]
    by_header = (node.client.get(path, headers={"min-position": far}) for path in paths)
    by_query = (
        node.client.get(httpx.URL(path).copy_merge_params({"min_position": far})) for path in paths
    )
    for answer in await asyncio.gather(*by_header, *by_query):
        problem = problem_of(answer, 503, "unavailable")
        assert answer.headers["retry-after"] == "1"
        assert far in problem["detail"]


async def test_a_position_to_come_is_waited_for(node: Node, dsn: str) -> None:
    head = await node.head()
    query = {"min_position": head + 1, "after": head}
    async with asyncio.TaskGroup() as group:
        read = group.create_task(node.client.get("/v1/events", params=query))
        made = group.create_task(node.client.post("/v1/incidents", json=DECLARATION))
    (event,) = read.result().json()["items"]
    assert event["stream"] == f"incident-{made.result().json()['id']}"


async def test_pages_are_stable_while_rows_come_in(node: Node) -> None:
    feature = {"feature": "the paged feature"}
    ids = [(await declared(node.client, system=feature))["id"] for _ in range(5)]
    path = f"/v1/incidents?system=the paged feature&limit=2&min_position={await node.head()}"
    answer = await node.client.get(path)
    seen = [item["id"] for item in answer.json()["items"]]
    while link := answer.links.get("next"):
        assert answer.json()["next_cursor"] in link["url"]
        await declared(node.client, system=feature)
        early = {"source": "audit", "detected_at": "2026-12-01T00:00:00Z"}
        await node.client.post("/v1/incidents", json={**DECLARATION, "detection": early})
        answer = await node.client.get(link["url"])
        seen += [item["id"] for item in answer.json()["items"]]
    assert answer.json()["next_cursor"] is None
    assert [name for name in seen if name in ids] == ids[::-1]
    assert len(seen) == len(set(seen))
    assert ANA not in str(answer.links)


async def test_a_view_that_nobody_keeps_and_a_fault_of_ours_are_told_apart(fresh_dsn: str) -> None:
    async with open_node(fresh_dsn, projections=False) as node:
        await declared(node.client)
        conn = await asyncpg.connect(fresh_dsn)
        await conn.execute("drop table tracker_list")
        await conn.close()
        behind, broken = await asyncio.gather(
            node.client.get("/v1/incidents", params={"min_position": 1}),
            node.client.get("/v1/trackers"),
        )
    assert "incident_list" in problem_of(behind, 503, "unavailable")["detail"]
    problem = problem_of(broken, 500, "internal_error")
    assert problem.keys() == {"type", "title", "status", "detail", "code"}
    assert "tracker_list" not in broken.text
    assert broken.headers["x-request-id"]


@pytest.mark.parametrize(
    ("method", "path", "body", "name"),
    [
        ("GET", "/v1/incidents/INC-999999", None, "INC-999999"),
        ("GET", "/v1/postmortems/pm-999999", None, "pm-999999"),
        ("PATCH", "/v1/actions/ACT-999999", {"title": "Another"}, "ACT-999999"),
        (
            "POST",
            "/v1/incidents/{incident}/links",
            {"kind": "related_to", "incident": "INC-999999"},
            "INC-999999",
        ),
        ("GET", "/v1/incidents/{incident}?version=9", None, "{incident} at that time or version"),
        ("GET", f"/v1/incidents/{MISSING_ID}", None, MISSING_ID),
    ],
)
async def test_what_is_missing_is_named_as_the_caller_named_it(
    client: httpx.AsyncClient, method: str, path: str, body: Any, name: str
) -> None:
    incident = await declared(client)
    at = path.format(incident=incident["reference"])
    answer = await client.request(method, at, json=body)
    told = name.format(incident=incident["reference"])
    assert problem_of(answer, 404, "not_found")["detail"].endswith(f" {told}")
