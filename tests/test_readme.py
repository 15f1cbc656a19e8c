"""The README is true: its tour is run, its table of settings is the settings."""

import json
import re
import shlex
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
import pytest

from api.settings import META, Settings, variable_of
from tests.api.nodes import KEY, Node, open_node

README: Final = Path(__file__).parent.parent / "README.md"
TEXT: Final = README.read_text(encoding="utf-8")
ANYTHING: Final = "..."


def steps() -> Iterator[tuple[str, str]]:
    """Commands of the tour with the answers shown."""
    for block in re.findall(r"```console\n(.*?)```", TEXT, flags=re.DOTALL):
        for step in block.split("$ curl ")[1:]:
            command, _, answer = step.partition("\n")
            yield command, answer


def request(command: str, api: str) -> httpx.Request:
    """What curl would send, of the few options that the tour uses."""
    variables = {
        "$API": api,
        "$KEY": f"Authorization: Bearer {KEY}",
        "$JSON": "Content-Type: application/json",
    }
    for name, value in variables.items():
        command = command.replace(name, value)
    words = iter(shlex.split(command))
    method, address, headers, body = None, "", {}, None
    for word in words:
        match word:
            case "-s":
                continue
            case "-X":
                method = next(words)
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "-d":
                body = next(words)
            case _:
                address = word
    return httpx.Request(
        method or ("GET" if body is None else "POST"), address, headers=headers, content=body
    )


def differences(shown: Any, given: Any, place: str = "") -> Iterator[str]:
    """Where an answer is not as the excerpt shows it."""
    if isinstance(shown, dict) and isinstance(given, dict):
        for name, value in shown.items():
            yield from differences(value, given.get(name, "(absent)"), f"{place}/{name}")
    elif isinstance(shown, list) and isinstance(given, list) and len(shown) <= len(given):
        for number, value in enumerate(shown):
            yield from differences(value, given[number], f"{place}/{number}")
    elif shown not in (given, ANYTHING):
        yield f"{place}: {shown!r} shown, {given!r} given"


@pytest.fixture
async def node(fresh_dsn: str) -> AsyncIterator[Node]:
    async with open_node(fresh_dsn) as opened:
        yield opened


async def test_the_tour_gives_the_answers_that_it_shows(node: Node) -> None:
    tour = list(steps())
    assert len(tour) == 10
    for command, shown in tour:
        answer = await node.client.send(request(command, f"{node.url}/v1"))
        assert not list(differences(json.loads(shown), answer.json())), command


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
    names = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert names
    assert [name for name in names if not (README.parent / name).exists()] == []
