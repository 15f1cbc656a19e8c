"""The tour is true: its calls are made, and the answers are those that it shows."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.api.nodes import open_node
from tests.walkthrough import Step, Walk, differences, missing_lines, steps

TOUR: Final = Path(__file__).parent.parent / "docs" / "tour.md"
TEXT: Final = TOUR.read_text(encoding="utf-8")


async def test_the_tour_gives_the_answers_that_it_shows(fresh_dsn: str) -> None:
    tour = list(steps(TEXT))
    assert len(tour) == TEXT.count("\n$ ")
    async with open_node(fresh_dsn) as node:
        walk = Walk(node)
        for step in tour:
            assert await walk.take(step) == [], step.command


def test_every_document_that_is_named_is_there() -> None:
    names = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert names
    assert [name for name in names if not (TOUR.parent / name).exists()] == []


def test_a_block_of_commands_is_told_apart_from_what_it_shows() -> None:
    text = "```console\n$ curl -s a\n{}\n$ NAME=$(curl -s b | its_id)\n```\n```sh\n$ c\n```"
    assert list(steps(text)) == [
        Step("curl -s a", "{}\n"),
        Step("curl -s b", "", "NAME"),
    ]


@pytest.mark.parametrize(
    ("shown", "given", "count"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, 0),
        ({"a": 1}, {"a": 2}, 1),
        ({"a": 1}, {}, 1),
        ({"a": "..."}, {"a": 2}, 0),
        ([1], [1, 2], 0),
        ([1, 2], [1], 1),
        ([], [1], 1),
        ([], [], 0),
    ],
)
def test_an_excerpt_differs_where_it_shows_what_was_not_answered(
    shown: object, given: object, count: int
) -> None:
    assert len(list(differences(shown, given))) == count


@pytest.mark.parametrize(
    ("shown", "count"),
    [("a\n...\nc d", 0), ("a\nb", 0), ("...\nc ...", 0), ("b\na", 1), ("c", 1), ("", 0)],
)
def test_lines_differ_where_they_are_not_there_or_in_another_order(shown: str, count: int) -> None:
    assert len(list(missing_lines(shown, "a\nb\nc d"))) == count
