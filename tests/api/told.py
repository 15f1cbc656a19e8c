"""One exchange of a scenario, and short ways to tell it."""

from typing import Any

from msgspec import Struct


class Told(Struct, frozen=True, omit_defaults=True):
    """One exchange to have. `keep` names the id in its answer for targets that follow.

    `sent` is a body that no example shows; `key` is another key than the usual one.
    """

    operation: str
    summary: str
    method: str
    target: str
    body: Any = None
    headers: dict[str, str] = {}
    status: int = 200
    keep: str | None = None
    sent: bytes | None = None
    key: str | None = None


class Blocked(Struct, frozen=True):
    """The mirror blocks the ticket of the first action, as for a tracker without its secret."""


def get(operation: str, summary: str, target: str, **more: Any) -> Told:
    return Told(operation, summary, "GET", target, **more)


def post(operation: str, summary: str, target: str, body: Any = None, **more: Any) -> Told:
    return Told(operation, summary, "POST", target, body, **{"status": 201, **more})


def put(operation: str, summary: str, target: str, body: Any, **more: Any) -> Told:
    return Told(operation, summary, "PUT", target, body, **more)


def patch(operation: str, summary: str, target: str, body: Any, **more: Any) -> Told:
    return Told(operation, summary, "PATCH", target, body, **more)
