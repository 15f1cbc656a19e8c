"""Every code that a link may show is told of in docs/trackers.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import integrations

FOLDER: Final = Path(integrations.__file__).parent
TOLD: Final = FOLDER.parent / "docs" / "trackers.md"
RAISED: Final = {
    "HeldBack",
    "ListTooLong",
    "PauseTicket",
    "TicketHeldBack",
    "TicketNotFound",
    "TrackerRejected",
    "TrackerUnavailable",
}
GONE: Final = {"ticket_not_found"}  # two of these make a deletion, told as ticket_gone


def codes() -> Iterator[str]:
    """First arguments of what is raised or recorded, and of the causes in standing.py."""
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED and node.args:
                yield from text_of(node.args[0])
            if file.name == "standing.py" and isinstance(node, ast.Tuple) and len(node.elts) == 3:
                yield from text_of(node.elts[0])


def text_of(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def test_every_code_of_a_link_is_told_with_who_acts() -> None:
    rows = [line for line in TOLD.read_text().splitlines() if line.startswith("| `")]
    told = {code for row in rows for code in re.findall(r"`(\w+)`", row.split("|")[1])}
    found = set(codes())
    assert len(found) > 15
    assert found - GONE <= told, found - GONE - told
