"""The escalation worker on a real log and real views: who is told, once, whoever looks."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
import httpx
import psycopg
import pytest

from api.escalation import BATCH_MAX, FOLLOWER, Escalator, rest_seconds, run
from api.services import CODEC
from domain.action import ACTION, NumberedPlan, PlanAction
from domain.action_events import ActionKind
from domain.decider import Policy, Stamp
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from eventstore.repository import Repository
from eventstore.store import Actor, Metadata
from eventstore.subscription import Follower, LeaseLost
from eventstore.transact import Circumstances, Step, transact
from tests.api.nodes import Node, open_node, problem_of, until
from tests.api.world import ANA, BEN, begun, declared, if_match, made, planned, published, whole

EVA: Final = "eva@example.com"
DUE: Final = date(2026, 3, 2)
NOWHERE: Final = "postgresql://nobody@127.0.0.1:1/none"
ESCALATED: Final = "action.escalated"
REMINDED: Final = "postmortem.reminded"
STOLEN: Final = "update followers set owner = 'another', fence = fence + 1 where name = %s"


@pytest.fixture
async def node(fresh_dsn: str) -> AsyncIterator[Node]:
    async with open_node(fresh_dsn) as opened:
        yield opened


def on(day: int) -> datetime:
    """A moment on the day that is so many days after DUE."""
    return datetime.combine(DUE + timedelta(day), time(4), UTC)


def follower_of(node: Node, owner: str = "one") -> Follower:
    desk = node.desk
    return Follower(desk.connections, desk.repository.store, FOLLOWER, owner, lease_seconds=30)


def escalator(node: Node, at: datetime, owner: str = "one") -> Escalator:
    desk = node.desk
    follower = follower_of(node, owner)
    return Escalator(desk.repository, desk.views, follower, Policy(), clock=lambda: at)


async def look(node: Node, day: int, owner: str = "one") -> int:
    """Look once, when the views show all that was written."""
    for view in ("action_list", "postmortem_list", "people"):
        assert await node.desk.progress.reached(view, await node.head())
    return await escalator(node, on(day), owner).look()


async def events(node: Node, kind: str) -> list[dict[str, Any]]:
    return await whole(node.client, "/v1/events", type=kind, min_position=await node.head())


async def told(node: Node, kind: str = ESCALATED) -> list[tuple[str, list[str]]]:
    return [(e["data"]["level"], e["data"]["to"]) for e in await events(node, kind)]


async def put(client: httpx.AsyncClient, email: str, **fields: Any) -> None:
    await made(client.put(f"/v1/people/{email}", json={"name": email.title(), **fields}))


async def overdue(node: Node, **fields: Any) -> dict[str, Any]:
    """An action of Ben's that was due on DUE, of an incident that Ana leads."""
    incident = await declared(node.client, **{"lead": ANA, **fields})
    return await planned(node.client, incident["id"], owner=BEN, due_on=str(DUE), tracker=None)


async def test_the_owner_the_lead_and_the_owners_manager_are_told_day_by_day(node: Node) -> None:
    await put(node.client, BEN, manager=EVA)
    action = await overdue(node)
    taken = [await look(node, day) for day in range(9)]
    assert taken == [0, 1, 0, 1, 0, 0, 0, 1, 1]
    assert await node.desk.progress.reached(FOLLOWER, await node.head() - 1)
    assert await told(node) == [
        ("owner", [BEN]),
        ("lead", [ANA]),
        ("manager", [EVA]),
        ("owner", [BEN]),
    ]
    read = (await node.client.get(f"/v1/actions/{action['id']}")).json()
    assert read["escalation"] == {
        "level": "owner",
        "last_at": "2026-03-10T04:00:00Z",
        "next_on": "2026-03-12",
    }


async def test_a_step_is_an_event_of_the_action_in_the_history_of_its_incident(node: Node) -> None:
    action = await overdue(node)
    await look(node, 1)
    (event,) = await events(node, ESCALATED)
    assert (event["subject"], event["stream"]) == (action["reference"], f"action-{action['id']}")
    assert event["actor"] == {"kind": "tool", "id": "escalation"}
    history = await whole(node.client, f"/v1/incidents/{action['incident_id']}/history")
    assert event in history


async def test_what_was_done_tells_nobody_and_shows_no_next_day(node: Node) -> None:
    action = await overdue(node)
    await look(node, 1)
    path = f"/v1/actions/{action['id']}"
    done = await made(node.client.post(f"{path}/status-changes", json={"to": "done"}))
    assert done["escalation"]["next_on"] is None
    assert await look(node, 30) == 0
    reopened = {"to": "open", "reason": "It came again."}
    await made(node.client.post(f"{path}/status-changes", json=reopened))
    assert await look(node, 30) == 1


async def test_who_is_absent_or_left_is_passed_over_until_back(node: Node) -> None:
    first, last = DUE + timedelta(1), DUE + timedelta(2)
    away = [{"from": str(first), "until": str(last)}]
    await put(node.client, BEN, absences=away, manager=EVA)
    await put(node.client, EVA, left_on=str(DUE))
    await overdue(node)
    await look(node, 1)
    await look(node, 7)
    await look(node, 8)
    told_of = [event["data"] for event in await events(node, ESCALATED)]
    assert [(data["level"], data["to"]) for data in told_of] == [
        ("lead", [ANA]),
        ("lead", [ANA]),
        ("owner", [BEN]),
    ]
    assert told_of[0]["passed_over"] == [{"level": "owner", "why": "absent", "person": BEN}]
    assert told_of[1]["days_overdue"] == 7
    assert "passed_over" not in told_of[2]


async def test_the_teams_manager_stands_in_for_a_manager_of_ones_own(node: Node) -> None:
    team = {"members": [BEN], "manager": EVA}
    await made(node.client.put("/v1/teams/evals", json=team))
    await overdue(node)
    await look(node, 7)
    assert await told(node) == [("owner", [BEN]), ("lead", [ANA]), ("manager", [EVA])]


async def test_a_restricted_incident_calls_only_on_those_who_may_know_of_it(node: Node) -> None:
    await put(node.client, BEN, manager=EVA)
    await made(node.client.put("/v1/teams/risk", json={"members": [EVA]}))
    await overdue(node, visibility="restricted", visible_to={"people": [], "teams": ["risk"]})
    await look(node, 1)
    (event,) = await events(node, ESCALATED)
    assert event["data"]["to"] == [ANA]
    assert event["data"]["passed_over"] == [{"level": "owner", "why": "not_allowed", "person": BEN}]
    await look(node, 7)
    assert (await told(node))[1:] == [("lead", [ANA]), ("manager", [EVA])]


async def test_with_nobody_left_to_tell_the_step_is_kept_all_the_same(node: Node) -> None:
    await put(node.client, BEN, left_on=str(DUE))
    await overdue(node, lead=None)
    await look(node, 1)
    (event,) = await events(node, ESCALATED)
    assert event["data"]["to"] == []
    assert event["data"]["reason"] == (
        "there is nobody to tell: owner (left), lead (nobody), manager (nobody)"
    )


async def test_a_postmortem_is_reminded_of_until_it_is_published(node: Node) -> None:
    await put(node.client, ANA, manager=EVA)
    incident = await declared(node.client, lead=ANA)
    path = f"/v1/incidents/{incident['id']}/postmortem"
    postmortem = await made(node.client.post(path, json={"due_on": str(DUE)}))
    taken = [await look(node, day) for day in (-3, -2, -1, 0, 1, 2, 3)]
    assert taken == [0, 1, 0, 0, 1, 0, 1]
    kinds = [event["data"]["kind"] for event in await events(node, REMINDED)]
    assert kinds == ["reminder", "overdue", "overdue"]
    assert await told(node, REMINDED) == [("lead", [ANA]), ("lead", [ANA]), ("manager", [EVA])]
    history = await whole(node.client, f"/v1/incidents/{incident['id']}/history")
    assert [e["type"] for e in history].count(REMINDED) == 3
    assert (postmortem["remind_on"], postmortem["escalation"]) == ("2026-02-28", None)
    read = (await node.client.get(f"/v1/postmortems/{postmortem['id']}")).json()
    assert read["escalation"] == {
        "level": "manager",
        "last_at": "2026-03-05T04:00:00Z",
        "next_on": "2026-03-10",
    }


async def test_a_reminder_is_in_nobodys_way_who_edits_meanwhile(node: Node) -> None:
    incident = await declared(node.client, lead=ANA)
    start = {"due_on": str(DUE)}
    postmortem = await made(
        node.client.post(f"/v1/incidents/{incident['id']}/postmortem", json=start)
    )
    path = f"/v1/postmortems/{postmortem['id']}/sections/summary"

    async def edit(body: str, version: int) -> httpx.Response:
        return await node.client.put(path, json={"body": body}, headers=if_match(version))

    assert await look(node, 3) == 1
    assert (await edit("Known.", 1)).json()["version"] == 3
    for old in (1, 2):
        stale = problem_of(await edit("Late.", old), 412, "version_conflict")
        assert stale["current_version"] == 3
    assert (await edit("In time.", 3)).status_code == 200
    problem_of(await edit("Ahead of time.", 5), 412, "version_conflict")


async def test_a_published_postmortem_is_not_reminded_of(node: Node) -> None:
    await published(node.client)
    _, unpublished = await begun(node.client)
    far = datetime.now(UTC).date() - DUE + timedelta(400)
    assert await look(node, far.days) == 1
    assert [e["subject"] for e in await events(node, REMINDED)] == [unpublished["reference"]]


async def test_looking_twice_takes_no_step_twice_even_on_an_old_list(node: Node) -> None:
    for _ in range(3):
        await overdue(node)
    for view in ("action_list", "people"):
        assert await node.desk.progress.reached(view, await node.head())
    both = (escalator(node, on(1)), escalator(node, on(1)))  # of one owner: both may go on
    came = await asyncio.gather(*(one.look() for one in both), return_exceptions=True)
    assert any(isinstance(each, int) for each in came)
    await both[0].look()
    assert await told(node) == [("owner", [BEN])] * 3


async def test_of_many_processes_one_looks_and_the_next_takes_over(node: Node) -> None:
    await overdue(node)
    assert await follower_of(node, "one").acquire()
    assert await look(node, 1, "two") == 0
    one = follower_of(node, "one")
    assert await one.acquire()
    await one.release()
    assert await look(node, 1, "two") == 1


async def test_more_than_a_batch_is_taken_in_one_look(node: Node) -> None:
    incident = await declared(node.client, lead=ANA)
    count = 2 * BATCH_MAX + 7
    await plan_many(node, UUID(incident["id"]), count)
    assert await look(node, 1) == count
    assert await look(node, 2) == 0
    assert await look(node, 3) == count


async def plan_many(node: Node, incident_id: UUID, count: int) -> None:
    """Plan actions that were due on DUE, faster than over HTTP."""
    body = PlanAction("Add a case", ActionKind.REGRESSION_CASE, BEN, DUE)
    stamp = Stamp(on(-9), "tests", UUID(int=1))
    circumstances = Circumstances(stamp, Metadata(Actor("tool", "tests"), "many", "many"))
    steps = [
        Step(ACTION, UUID(int=n), NumberedPlan(f"ACT-{n}", incident_id, None, None, body), 0)
        for n in range(1_000, 1_000 + count)
    ]
    await asyncio.gather(
        *(transact(node.desk.repository, (step,), circumstances) for step in steps)
    )


async def test_a_process_that_is_killed_repeats_nothing_and_loses_nothing(
    node: Node, fresh_dsn: str
) -> None:
    incident = await declared(node.client, lead=ANA)
    count = 3 * BATCH_MAX
    await plan_many(node, UUID(incident["id"]), count)
    assert await node.desk.progress.reached("action_list", await node.head())
    watcher = await asyncpg.connect(fresh_dsn)
    for share in (0.1, 0.6):
        await killed(fresh_dsn, watcher, int(share * count))
    await watcher.execute(
        "update followers set lease_until = '-infinity' where name = $1", FOLLOWER
    )
    await look(node, 1)
    streams = await watcher.fetch(
        "select originator_id, count(*) as steps from stored_events"
        " where topic = 'action.escalated@1' group by originator_id"
    )
    assert len(streams) == count
    assert {row["steps"] for row in streams} == {1}
    await watcher.close()


async def killed(dsn: str, watcher: asyncpg.Connection, steps_min: int) -> None:
    """Start an escalation process, and kill it as soon as so many steps are in the log."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.api.escalation_process", dsn, on(1).isoformat()
    )
    async with asyncio.timeout(60):
        while await written(watcher) < steps_min:  # noqa: ASYNC110  seen from outside
            await asyncio.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()


async def written(watcher: asyncpg.Connection) -> int:
    count: int = await watcher.fetchval(
        "select count(*) from stored_events where topic = 'action.escalated@1'"
    )
    return count


# the loop


def test_the_next_look_comes_after_a_minute_or_when_the_day_turns() -> None:
    assert rest_seconds(datetime(2026, 3, 2, 12, tzinfo=UTC), 60) == 60
    assert rest_seconds(datetime(2026, 3, 2, 23, 59, 48, tzinfo=UTC), 60) == 12


async def test_it_looks_again_and_again_until_it_is_stopped(node: Node) -> None:
    stop, times = asyncio.Event(), iter(range(1, 10_000))
    desk, follower = node.desk, follower_of(node)
    days: list[int] = []

    def clock() -> datetime:
        days.append(next(times))
        return on(days[-1])

    looking = Escalator(desk.repository, desk.views, follower, Policy(), clock)
    working = asyncio.create_task(run(looking, follower, stop, clock=lambda: on(0), look_seconds=0))
    await until(lambda: len(days) > 3)
    stop.set()
    await working
    assert await follower_of(node, "another").acquire()


async def test_a_failed_look_is_followed_by_another(node: Node) -> None:
    stop, fails = asyncio.Event(), [True, True]
    desk, follower = node.desk, follower_of(node)

    def clock() -> datetime:
        if fails:
            fails.pop()
            raise ValueError("the clock's own fault")
        stop.set()
        return on(0)

    looking = Escalator(desk.repository, desk.views, follower, Policy(), clock)
    await run(looking, follower, stop, clock=lambda: on(0), look_seconds=0)
    assert fails == []


async def test_a_database_that_is_away_is_asked_another_time() -> None:
    stop, looks = asyncio.Event(), [0]
    connections, committer = Connections(NOWHERE), Committer(NOWHERE)
    store = EventStore(connections, committer, CODEC)
    follower = Follower(connections, store, FOLLOWER, "one")

    def clock() -> datetime:
        looks[0] += 1
        if looks[0] > 2:
            stop.set()
        return on(0)

    looking = Escalator(Repository(store), connections, follower, Policy())
    await run(looking, follower, stop, clock=clock, look_seconds=0)
    assert looks == [3]


async def test_who_loses_the_lease_in_the_middle_leaves_the_rest_to_another(
    node: Node, fresh_dsn: str
) -> None:
    await overdue(node)
    assert await node.desk.progress.reached("action_list", await node.head())

    def clock() -> datetime:
        """Tells the time at which another process takes over."""
        with psycopg.connect(fresh_dsn) as other:
            other.execute(STOLEN, (FOLLOWER,))
        return on(1)

    desk, follower = node.desk, follower_of(node)
    with pytest.raises(LeaseLost):
        await Escalator(desk.repository, desk.views, follower, Policy(), clock).look()
    assert await told(node) == []
