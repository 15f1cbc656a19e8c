"""What an answer about revisions takes from the database: the same of a long history as of a short.

Counted are the bytes that the database sends, each text being BYTES long. A look at something else
may come between, so that the least of LOOKS counts.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from domain.decider import Stamp
from domain.postmortem import POSTMORTEM, EditSection
from domain.postmortem_events import Section
from eventstore.store import Actor, Metadata
from eventstore.transact import Circumstances, Step, transact
from projections.page import Cursor, encode_cursor
from tests.api.nodes import Node, open_node
from tests.api.world import ANA, begun, if_match
from tests.conftest import own_database
from tests.eventstore.proxy import Proxy, proxied

BYTES: Final = 10_000
FEW: Final = 220
MANY: Final = 3 * FEW
LOOKS: Final = 3
SECTIONS: Final = (Section.SUMMARY, Section.LESSONS_LEARNED)
PAGE: Final = {"limit": 3, "cursor": encode_cursor(Cursor(60))}


class Counted:
    """A node whose database answers through a door that counts."""

    def __init__(self, node: Node, proxy: Proxy) -> None:
        self.node, self.proxy = node, proxy

    async def bytes_for(self, path: str, version: int | None = None, **query: Any) -> int:
        """What the answer takes; with a version, to an edit that knew no later one."""
        return min([await self._look(path, version, query) for _ in range(LOOKS)])

    async def _look(self, path: str, version: int | None, query: dict[str, Any]) -> int:
        before = self.proxy.answered_bytes
        if version is None:
            answer = await self.node.client.get(path, params=query)
            assert answer.status_code == 200, answer.text
        else:
            edit = self.node.client.put(path, json={"body": "Mine."}, headers=if_match(version))
            assert "conflict" in (await edit).json()
        return self.proxy.answered_bytes - before


@pytest.fixture(scope="module")
async def counted(server_dsn: str) -> AsyncIterator[Counted]:
    async with (
        own_database(server_dsn) as dsn,
        open_node(dsn),  # keeps the views
        proxied(dsn) as proxy,
        open_node(proxy.dsn, projections=False) as node,
    ):
        yield Counted(node, proxy)


@pytest.fixture(scope="module")
async def histories(counted: Counted) -> tuple[str, str]:
    """The paths of one section of two postmortems: of FEW edits, and of MANY."""
    return await edited(counted.node, FEW), await edited(counted.node, MANY)


async def edited(node: Node, edits: int) -> str:
    """The path of a section of a postmortem that had so many edits, of this one and another."""
    _, postmortem = await begun(node.client)
    name = UUID(postmortem["id"])
    steps = [
        Step(POSTMORTEM, name, EditSection(SECTIONS[n % 2], f"{n:09} " + "x" * (BYTES - 10)))
        for n in range(edits)
    ]
    stamp = Stamp(datetime.now(UTC), ANA, uuid4())
    circumstances = Circumstances(stamp, Metadata(Actor("person", ANA), "r", "c"))
    await transact(node.desk.repository, steps, circumstances)
    return f"/v1/postmortems/{postmortem['id']}/sections/{SECTIONS[0]}"


@pytest.mark.parametrize(
    ("rest", "query", "texts"),
    [
        ("revisions", PAGE, 3),
        ("revisions", {"limit": 1}, 1),
        ("diff", {}, 2),
        ("diff", {"from": 3, "to": 100}, 2),
        ("diff", {"from": 100, "to": 3, "format": "words"}, 2),
    ],
)
async def test_a_read_takes_the_texts_that_it_shows(
    counted: Counted, histories: tuple[str, str], rest: str, query: dict[str, Any], texts: int
) -> None:
    for path in histories:
        taken = await counted.bytes_for(f"{path}/{rest}", **query)
        assert texts * BYTES <= taken < (texts + 2) * BYTES


async def test_who_edited_what_is_long_gone_takes_no_more(
    counted: Counted, histories: tuple[str, str]
) -> None:
    few, many = [await counted.bytes_for(path, version=5) for path in histories]
    assert abs(many - few) < BYTES


async def test_who_edited_what_has_just_gone_takes_the_base_and_what_came_since(
    counted: Counted, histories: tuple[str, str]
) -> None:
    for path, edits in zip(histories, (FEW, MANY), strict=True):
        taken = await counted.bytes_for(path, version=edits - 1)  # of 1 + edits
        assert 2 * BYTES <= taken < 5 * BYTES


async def test_those_are_told_who_edited_last(counted: Counted, histories: tuple[str, str]) -> None:
    answer = await counted.node.client.get(f"{histories[0]}/diff", params={"from": 0})
    last = FEW // 2
    told = [edit["revision"] for edit in answer.json()["edits"]]
    assert told == list(range(last - 49, last + 1))
