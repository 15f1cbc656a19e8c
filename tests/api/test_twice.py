"""The whole story told with every write sent twice: the second time changes nothing.

What is put or patched holds already when it comes again. What is posted adds something each time,
unless it carries an Idempotency-Key: here everything posted does.
"""

from dataclasses import replace
from typing import Any, Final

import httpx
import pytest

from domain.catalog import OF_CATEGORY
from tests.api import exchanges
from tests.api.nodes import Node, open_node
from tests.api.scenario import WEBHOOK

WRITES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
EVENTS_MAX: Final = 10_000


class Repeating:
    """A client that sends each write again and compares; it answers as the first time."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.repeated: list[str] = []

    async def request(
        self, method: str, target: str, *, headers: dict[str, str], **body: Any
    ) -> httpx.Response:
        names = {name.lower() for name in headers}
        if method == "POST" and "idempotency-key" not in names:
            headers = {**headers, "Idempotency-Key": headers["x-request-id"]}
        first = await self.node.client.request(method, target, headers=headers, **body)
        if method in WRITES and "if-match" not in names:
            head = await self.node.head()
            second = await self.node.client.request(method, target, headers=headers, **body)
            assert await self.node.head() == head, (method, target)
            assert second.status_code == first.status_code, (method, target)
            if first.is_success:
                assert second.content == first.content, (method, target)
            self.repeated.append(f"{method} {target}")
        return first


async def test_no_write_of_the_story_does_anything_the_second_time(
    fresh_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*WEBHOOK)
    async with open_node(fresh_dsn) as node:
        repeating: Any = Repeating(node)
        await exchanges.have(replace(node, client=repeating), exchanges.Ids())
        assert len(repeating.repeated) > 50
        await every_state_is_what_its_events_add_up_to(node)


async def every_state_is_what_its_events_add_up_to(node: Node) -> None:
    """What the service answers from is, for each stream, the fold of what it stored."""
    store = node.desk.repository.store
    recorded = await store.read_after(0, limit=EVENTS_MAX)
    assert len(recorded) == await node.head()
    streams = {r.stream_id: OF_CATEGORY[r.topic.partition(".")[0]] for r in recorded}
    assert {decider.category for decider in streams.values()} == set(OF_CATEGORY)
    for stream_id, decider in streams.items():
        events = [r.event for r in await store.load(stream_id)]
        known = await node.desk.repository.read(decider, stream_id)
        assert (known.version, known.state) == (len(events), decider.fold(events))
