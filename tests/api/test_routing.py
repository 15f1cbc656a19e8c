"""Where actions go that name no tracker, and whose account is whose there."""

import asyncio
from typing import Any

import httpx
import pytest

from api.accounts import Roster, accounts_there
from domain.tracker import TrackerKind
from tests.api.nodes import open_node, transaction
from tests.api.world import declared, planned, registered, whole

EVALS = {"routes": [{"team": "evals"}]}


async def person(client: httpx.AsyncClient, email: str, **fields: Any) -> str:
    """Put somebody on the roster; the position of that."""
    answer = await client.put(f"/v1/people/{email}", json={"name": "Somebody", **fields})
    assert answer.status_code in {200, 201}, answer.text
    return answer.headers["event-position"]


async def chosen(client: httpx.AsyncClient, incident: str, **fields: Any) -> str | None:
    """The tracker that an action without one of its own goes to."""
    action = await planned(client, incident, **fields)
    ticket = (await client.get(action["links"]["ticket"])).json()
    found: str | None = ticket["tracker_id"]
    return found


async def test_an_action_goes_where_the_lowest_route_that_fits_sends_it(fresh_dsn: str) -> None:
    async with open_node(fresh_dsn) as node:
        client = node.client
        usual = await registered(client, is_default=True)
        by_kind = await registered(
            client, rules={"routes": [{"kind": "monitoring", "rank": 5}, {"team": "evals"}]}
        )
        by_both = await registered(
            client, rules={"routes": [{"category": "drift", "kind": "monitoring", "rank": 5}]}
        )
        drift = await declared(client, category="drift")
        other = await declared(client, category="hallucination")
        position = await person(client, "eva@example.com", teams=["evals"])
        await whole(client, "/v1/trackers", min_position=position)
        await whole(client, "/v1/people", min_position=position)
        owner = "ben@example.com"
        plain = {"kind": "guardrail", "owner": owner}
        watch = {"kind": "monitoring", "owner": owner}
        assert await chosen(client, drift["id"], **plain) == usual["id"]
        assert await chosen(client, other["id"], **watch) == by_kind["id"]
        assert await chosen(client, drift["id"], **watch) == by_kind["id"]  # the older of two
        eva = {"kind": "guardrail", "owner": "eva@example.com"}
        assert await chosen(client, drift["id"], **eva) == by_kind["id"]
        rules = {"routes": [{"category": "drift", "kind": "monitoring", "rank": 1}]}
        changed = await client.patch(f"/v1/trackers/{by_both['id']}", json={"rules": rules})
        await whole(client, "/v1/trackers", min_position=changed.headers["event-position"])
        assert await chosen(client, drift["id"], **watch) == by_both["id"]
        assert await chosen(client, drift["id"], **watch, tracker=None) is None
        assert await chosen(client, drift["id"], **watch, tracker=usual["id"]) == usual["id"]


@pytest.mark.parametrize(
    ("view", "rules", "asked"),
    [
        ("tracker_list", {"is_default": True}, {}),
        ("tracker_list", {"rules": {"routes": [{"kind": "monitoring"}]}}, {"kind": "monitoring"}),
        ("tracker_list", {}, {"tracker": "Delivery board"}),
        ("person_list", {"rules": EVALS}, {"owner": "eva@example.com"}),
    ],
)
async def test_an_action_goes_by_what_was_said_before_it(
    fresh_dsn: str, view: str, rules: dict[str, Any], asked: dict[str, Any]
) -> None:
    """The lists that tell where are held back meanwhile."""
    async with open_node(fresh_dsn) as node, asyncio.timeout(20):
        incident = await declared(node.client)
        async with transaction(fresh_dsn) as held:
            await held.execute(f"lock table {view} in exclusive mode")
            tracker = await registered(node.client, **rules)
            await person(node.client, "eva@example.com", teams=["evals"])
            planning = asyncio.create_task(chosen(node.client, incident["id"], **asked))
            await asyncio.wait({planning}, timeout=0.5)
        assert await planning == tracker["id"]


async def test_an_account_is_whose_it_is_or_nobodys(fresh_dsn: str) -> None:
    async with open_node(fresh_dsn) as node:
        client, roster = node.client, Roster(node.desk.views)
        await person(client, "ana@example.com", github_login="Ana-Codes", jira_account="5b10")
        await person(client, "ben@example.com", github_login="shared")
        await person(client, "cem@example.com", github_login="Shared")
        tracker = await registered(client)
        incident = await declared(client)
        owners = ("ana@example.com", "ben@example.com", "dia@example.com")
        action, *_ = [
            await planned(client, incident["id"], owner=owner, tracker=tracker["id"])
            for owner in owners
        ]
        moved = await client.patch(f"/v1/actions/{action['id']}", json={"title": "x"})
        position = int(moved.headers["event-position"])
        for view in ("account_list", "action_list"):
            assert await node.desk.progress.reached(view, position)
        github, jira = TrackerKind.GITHUB, TrackerKind.JIRA
        assert await roster.account_of(github, "ana@example.com") == "Ana-Codes"
        assert await roster.account_of(jira, "ana@example.com") == "5b10"
        assert await roster.account_of(jira, "ben@example.com") is None
        assert await roster.account_of(github, "dia@example.com") is None
        assert await roster.person_of(github, "ana-codes") == "ana@example.com"
        assert await roster.person_of(jira, "5B10") is None
        assert await roster.person_of(github, "SHARED") is None
        assert await accounts_there(node.desk.views, tracker["id"], github) == {
            "ana@example.com": "Ana-Codes",
            "ben@example.com": "shared",
        }
        body = {"visibility": "restricted", "visible_to": {"people": ["ana@example.com"]}}
        hidden = await client.patch(f"/v1/incidents/{incident['id']}", json=body)
        position = int(hidden.headers["event-position"])
        assert await node.desk.progress.reached("incident_list", position)
        for viewer, seen in (("ana@example.com", 2), ("eve@example.com", 0)):
            found = await accounts_there(node.desk.views, tracker["id"], github, (viewer,))
            assert len(found) == seen
