"""The README is true: its tour is run, its table of settings is the settings."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from api.settings import META, Settings, variable_of
from tests.api.nodes import Node, open_node
from tests.walkthrough import Walk, steps

README: Final = Path(__file__).parent.parent / "README.md"
TEXT: Final = README.read_text(encoding="utf-8")
LINK: Final = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)")


@pytest.fixture
async def node(fresh_dsn: str) -> AsyncIterator[Node]:
    async with open_node(fresh_dsn) as opened:
        yield opened


async def test_the_tour_gives_the_answers_that_it_shows(node: Node) -> None:
    tour = list(steps(TEXT))
    assert len(tour) == 11
    walk = Walk(node)
    for step in tour:
        assert await walk.take(step) == [], step.command


def test_the_table_of_settings_is_the_settings() -> None:
    rows = re.findall(r"^\| `(TWICESHY_\w+)` \| (?:`(.*?)`)? ?\| (.*) \|$", TEXT, re.MULTILINE)
    assert rows == [
        (variable_of(field.name), default(field.default), META[field.name].description)
        for field in msgspec.structs.fields(Settings)
    ]


def default(value: Any) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return ",".join(f"{number:g}" for number in value)
        case _:
            return str(value)


def test_every_document_that_is_named_is_there() -> None:
    documents = [README, *(README.parent / "docs").rglob("*.md")]
    named = [(file, *link) for file in documents for link in LINK.findall(file.read_text())]
    assert len(named) > 10
    assert [link for link in named if not leads_somewhere(*link)] == []


def leads_somewhere(file: Path, name: str, heading: str) -> bool:
    """Whether a link in `file` names a file beside it and, where it says so, a heading there."""
    target = file.parent / name if name else file
    if not target.exists():
        return False
    titles = re.findall("^#+ (.+)$", target.read_text(), re.MULTILINE) if heading else []
    return not heading or heading in [
        re.sub(r"[^\w-]", "", t.lower().replace(" ", "-")) for t in titles
    ]
