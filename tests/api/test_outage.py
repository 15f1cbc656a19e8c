"""The database goes away and comes back: callers are told, nothing acknowledged is lost."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import httpx
import pytest

from api.embedded import THROWAWAY, EmbeddedPostgres
from eventstore.migrate import migrate
from tests.api.nodes import Node, open_node, problem_of, until
from tests.api.world import DECLARATION, declared, hours_later, listed, whole

WRITERS = 8
RESTARTS = 3


@pytest.fixture
def server(open_folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(open_folder, THROWAWAY)


@pytest.fixture
async def own_node(server: EmbeddedPostgres) -> AsyncIterator[Node]:
    """A node on a PostgreSQL of its own, which the test may restart."""
    server.start()
    try:
        await migrate(server.dsn)
        async with open_node(server.dsn) as opened:
            yield opened
    finally:
        server.stop()


class Load:
    """Writers who repeat what was not acknowledged, and a reader, until it is over."""

    def __init__(self, client: httpx.AsyncClient, path: str) -> None:
        self.client, self.path = client, path
        self.acknowledged: list[str] = []
        self.refused: list[httpx.Response] = []
        self.is_over = False

    async def write(self, writer: int) -> None:
        for number in count():
            if self.is_over:
                return
            await self.note(f"{writer}: {number}")

    async def note(self, text: str) -> None:
        body = {"kind": "note", "occurred_at": hours_later(0), "text": text}
        headers = {"idempotency-key": text}
        while (answer := await self.client.post(self.path, json=body, headers=headers)).is_error:
            assert answer.status_code == 503, answer.text
            self.refused.append(answer)
        self.acknowledged.append(text)

    async def read(self) -> None:
        while not self.is_over:
            for path in (self.path, "/v1/incidents", "/v1/events", "/readyz", "/healthz"):
                answer = await self.client.get(path)
                assert answer.status_code in {200, 503}, answer.text
                if answer.is_error:
                    self.refused.append(answer)

    async def goes_on(self) -> None:
        """Wait until writes are acknowledged again, several of each writer."""
        goal = len(self.acknowledged) + 5 * WRITERS
        await until(lambda: len(self.acknowledged) >= goal)

    async def is_refused(self) -> None:
        before = len(self.refused)
        await until(lambda: len(self.refused) > before)


async def test_a_restart_under_load_loses_nothing_that_was_acknowledged(
    server: EmbeddedPostgres, own_node: Node
) -> None:
    incident = await declared(own_node.client)
    path = f"/v1/incidents/{incident['id']}/timeline-entries"
    load = Load(own_node.client, path)
    async with asyncio.TaskGroup() as group:
        group.create_task(load.read())
        for writer in range(WRITERS):
            group.create_task(load.write(writer))
        for _ in range(RESTARTS):
            await load.goes_on()
            server.stop()
            await load.is_refused()
            server.start()
        await load.goes_on()
        load.is_over = True
    for answer in load.refused:
        code = answer.json()["code"]
        problem_of(answer, 503, code)
        assert code in {"store_unavailable", "unavailable", "stream_contended"}
        assert answer.headers["retry-after"] == "1"
        assert "sql" not in answer.text.lower()
    entries = await whole(own_node.client, path, limit=200)
    notes = [entry["text"] for entry in entries if entry["kind"] == "note"]
    assert sorted(notes) == sorted(load.acknowledged)


async def test_while_the_database_is_away_callers_are_told_to_come_again(
    server: EmbeddedPostgres, own_node: Node
) -> None:
    client = own_node.client
    incident = await declared(client)
    server.stop()
    for call in (
        client.get(f"/v1/incidents/{incident['id']}"),
        client.get("/v1/incidents"),
        client.get("/v1/events"),
        client.post("/v1/incidents", json=DECLARATION),
        client.post("/v1/incidents", json=DECLARATION, headers={"idempotency-key": "away"}),
        client.patch(f"/v1/incidents/{incident['id']}", json={"title": "x"}),
        client.get("/readyz"),
    ):
        answer = await call
        assert answer.status_code == 503, answer.text
        assert answer.headers["retry-after"] == "1"
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await client.get("/healthz")).status_code == 200
    server.start()
    async with asyncio.timeout(20):
        while (await client.post("/v1/incidents", json=DECLARATION)).status_code != 201:
            pass
        position = await own_node.head()
        items, _ = await listed(client, "/v1/incidents", min_position=position)
    assert len(items) == 2
