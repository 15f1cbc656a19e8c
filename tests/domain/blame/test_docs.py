"""docs/blame.md is true: each of its examples is judged as it says."""

import re
from pathlib import Path
from typing import Final

import pytest

from domain.blame import check
from domain.blame_rules import NamedRule
from domain.postmortem_events import Section

TEXT: Final = Path(__file__).parents[3].joinpath("docs", "blame.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"```blame\n(.*?)```", TEXT, re.DOTALL)
EXAMPLES: Final = [line for block in BLOCKS for line in block.splitlines()]
PEOPLE: Final = ("Sarah Lindqvist", "tom@example.com", "@wei")


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_judged_as_the_document_says(example: str) -> None:
    section, expected, text = example.split(" | ", 2)
    found = check(text, section=Section(section), people=PEOPLE)
    assert [f"{finding.severity} {finding.rule}" for finding in found] == (
        [] if expected == "-" else [expected]
    )


def test_every_rule_has_its_chapter() -> None:
    assert re.findall(r"^### (\w+)$", TEXT, re.MULTILINE) == [rule.value for rule in NamedRule]
