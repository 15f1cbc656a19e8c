"""Examples in the description: exchanges that the service really had, kept in examples.json.

tests/api/test_openapi.py has them with the service again, and writes the file when told to.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType

FILE: Final = Path(__file__).with_name("examples.json")


class Request(Struct, frozen=True, omit_defaults=True):
    """`target` is the path with its query."""

    method: str
    target: str
    headers: dict[str, str] = {}
    body: Any = UNSET


class Response(Struct, frozen=True, omit_defaults=True):
    """`body` is absent where the answer is no JSON."""

    status: int
    headers: dict[str, str] = {}
    body: Any | UnsetType = UNSET


class Exchange(Struct, frozen=True):
    operation: str
    summary: str
    request: Request
    response: Response

    @property
    def name(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", self.summary.lower()).strip("-")

    @property
    def line(self) -> str:
        """The request in one line of Markdown: its target, and the headers that matter."""
        headers = "".join(f", with `{n}: {v}`" for n, v in self.request.headers.items())
        return f"`{self.request.method} {self.request.target}`{headers}"

    def sent(self) -> dict[str, Any]:
        """The body of the request, as an OpenAPI example."""
        return {"summary": self.summary, "description": self.line, "value": self.request.body}

    def answered(self) -> dict[str, Any]:
        return {"summary": self.summary, "description": self.line, "value": self.response.body}


@cache
def exchanges() -> tuple[Exchange, ...]:
    """Every exchange, in the order in which they were had."""
    return msgspec.json.decode(FILE.read_bytes(), type=tuple[Exchange, ...])


def of_operation(operation_id: str) -> list[Exchange]:
    return [exchange for exchange in exchanges() if exchange.operation == operation_id]
