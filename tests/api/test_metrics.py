"""Figures for Prometheus: parsed by its own reader, true, cheap, and about nobody."""

import asyncio
from collections.abc import Mapping
from uuid import uuid4

import asyncpg
import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.metrics import MEDIA_TYPE, told
from api.watch import COUNT_MAX, Look, Watch
from eventstore.connections import Connections
from integrations.measures import Measured
from tests.api.nodes import Node, client_of, problem_of
from tests.api.test_retries import held

Samples = Mapping[tuple[str, tuple[str, ...]], float]


def samples(text: str) -> Samples:
    """Value by name and label values, these in the order of the labels' names."""
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def figures(client: httpx.AsyncClient) -> Samples:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{MEDIA_TYPE}; charset=utf-8"
    return samples(answer.text)


async def test_the_figures_can_be_read_without_a_key(node: Node) -> None:
    async with client_of(node.url, "none") as client:
        await client.get("/healthz")
        found = await figures(client)
    names = {name for name, _ in found}
    assert {"twiceshy_links_due", "twiceshy_append_queue", "twiceshy_requests_total"} <= names
    assert ("twiceshy_follower_lag_events", ("action_list",)) in found


async def test_requests_are_counted_by_status(node: Node) -> None:
    before = await figures(node.client)
    for _ in range(3):
        await node.client.get("/v1/incidents/none")
    after = await figures(node.client)
    name = ("twiceshy_requests_total", ("404",))
    assert after[name] - before.get(name, 0.0) == 3


async def test_held_links_are_counted_by_code_and_name_nobody(node: Node) -> None:
    _, actions = await held(node, 2)
    assert await node.desk.progress.reached("action_list", await node.head())
    node.desk.watch._until = 0.0  # noqa: SLF001 - as if a second had passed
    answer = await node.client.get("/metrics")
    found = samples(answer.text)
    assert found[("twiceshy_links_held", ("permission_missing",))] >= 1
    assert found[("twiceshy_links_held", ("content_refused",))] >= 1
    for said in ("@", actions[0]["id"], actions[0]["reference"], actions[0]["title"]):
        assert said not in answer.text


async def test_the_lag_of_the_mirror_is_that_of_the_link_due_longest(fresh_dsn: str) -> None:
    connections = Connections(fresh_dsn)
    for minutes in (1, 10, -5):
        await connections.execute(
            "insert into ticket_jobs (action_id, tracker_id, due_at)"
            " values ($1, $2, now() - make_interval(mins => $3))",
            uuid4(),
            uuid4(),
            minutes,
        )
    look = await Watch(connections).look()
    assert look.due == 2
    assert 600 <= look.oldest_due_seconds < 660
    assert look.delivery_seconds is None
    await connections.close()


class Counted(Connections):
    """Counts its queries."""

    queries = 0

    async def fetch(self, sql: str, *values: object) -> list[asyncpg.Record]:
        self.queries += 1
        return await super().fetch(sql, *values)


async def test_many_who_ask_at_once_cost_one_look(fresh_dsn: str) -> None:
    connections = Counted(fresh_dsn)
    watch = Watch(connections)
    looks = await asyncio.gather(*(watch.look() for _ in range(20)))
    assert len(set(map(id, looks))) == 1
    assert connections.queries == 2
    await connections.close()


def test_calls_and_gates_are_told_as_they_were_counted() -> None:
    look = Look({"mirror": 4}, COUNT_MAX, 1.5, {}, 9.0)
    measured = Measured({("GitHub", "POST", "201"): 7}, {"rate_limited": 2.5})
    found = samples(told(look, measured, {200: 3}, 5).decode())
    assert found[("twiceshy_tracker_calls_total", ("201", "GitHub", "POST"))] == 7
    assert found[("twiceshy_tracker_gate_seconds_total", ("rate_limited",))] == 2.5
    assert found[("twiceshy_tracker_delivery_age_seconds", ())] == 9.0
    assert found[("twiceshy_append_queue", ())] == 5


async def test_a_database_that_is_away_is_told_as_a_problem(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = Watch(Connections("postgresql://nobody@127.0.0.1:1/none"))
    monkeypatch.setattr(node.desk.watch, "look", nowhere.look)
    problem_of(await node.client.get("/metrics"), 503, "unavailable")
