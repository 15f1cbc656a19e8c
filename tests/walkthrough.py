"""Documents that show commands with their answers: the commands are run, the answers compared.

Commands stand in blocks of `console`: a `$`, then curl with a few of its options; what is shown
below is an excerpt of the answer. `NAME=$(curl ... | its_id)` keeps the id of an answer for later.
"""

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any, Final

import httpx
from msgspec import Struct

from projections.registry import PROJECTIONS
from tests.api.nodes import KEY, Node

ANYTHING: Final = "..."
KEPT: Final = re.compile(r"([A-Z]+)=\$\((curl .*) \| its_id\)")


class Step(Struct, frozen=True):
    """A command and what is shown of its answer; `keeps` names where the answer's id is kept."""

    command: str
    shown: str
    keeps: str | None = None


class Walk:
    """One reader of a document, who types its commands in their order."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._variables = {
            "API": f"{node.url}/v1",
            "KEY": f"Authorization: Bearer {KEY}",
            "JSON": "Content-Type: application/json",
        }

    async def take(self, step: Step) -> list[str]:
        """Where the answer to a step is not as the document shows it.

        Nobody types faster than the views follow: each step waits for them.
        """
        head = await self._node.head()
        for projection in PROJECTIONS:
            assert await self._node.desk.progress.reached(projection.name, head)
        answer = await self._node.client.send(request(step.command, self._variables))
        if step.keeps is not None:
            self._variables[step.keeps] = answer.json()["id"]
            return []
        if "json" in answer.headers["content-type"]:
            return list(differences(json.loads(step.shown), answer.json()))
        return list(missing_lines(step.shown, answer.text))


def steps(text: str) -> Iterator[Step]:
    """The commands of a document with the answers shown."""
    for block in re.findall(r"```console\n(.*?)```", text, flags=re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            match = KEPT.fullmatch(command)
            yield Step(match[2], "", match[1]) if match else Step(command, shown)


def request(command: str, variables: dict[str, str]) -> httpx.Request:
    """What curl would send, of the few options that the documents use."""
    for name in sorted(variables, key=len, reverse=True):
        command = command.replace(f"${name}", variables[name])
    program, *words = shlex.split(command)
    assert program == "curl"
    rest = iter(words)
    method, address, headers, body = None, "", {}, None
    for word in rest:
        match word:
            case "-s":
                continue
            case "-X":
                method = next(rest)
            case "-H":
                name, _, value = next(rest).partition(": ")
                headers[name] = value
            case "-d":
                body = next(rest)
            case _:
                assert not word.startswith("-"), word
                address = word
    return httpx.Request(
        method or ("GET" if body is None else "POST"), address, headers=headers, content=body
    )


def differences(shown: Any, given: Any, place: str = "") -> Iterator[str]:
    """Where an answer is not as the excerpt shows it."""
    if isinstance(shown, dict) and isinstance(given, dict):
        for name, value in shown.items():
            yield from differences(value, given.get(name, "(absent)"), f"{place}/{name}")
    elif isinstance(shown, list) and isinstance(given, list) and begins(shown, given):
        for number, value in enumerate(shown):
            yield from differences(value, given[number], f"{place}/{number}")
    elif shown not in (given, ANYTHING):
        yield f"{place}: {shown!r} shown, {given!r} given"


def begins(shown: list[Any], given: list[Any]) -> bool:
    """Whether a list may begin another; the empty list shows that there is nothing."""
    return len(shown) <= len(given) and bool(shown or not given)


def missing_lines(shown: str, given: str) -> Iterator[str]:
    """The lines of the excerpt that the answer has not, or not in this order.

    A line of three dots stands for lines that are left out, the dots in a line for a part of it.
    """
    rest = iter(given.splitlines())
    for line in shown.splitlines():
        pattern = re.compile(".*".join(map(re.escape, line.split(ANYTHING))))
        if line != ANYTHING and not any(pattern.fullmatch(one) for one in rest):
            yield f"{line!r} is shown, and does not follow in {given!r}"
