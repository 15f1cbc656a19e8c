"""Readers of Jira's answers. Each takes anything and makes the best of what is not as expected."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any


def number(key: str) -> int:
    digits = key.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0


def is_last(body: Mapping[str, Any], seen: int) -> bool:
    if "total" in body:
        return seen >= int(body["total"])
    return bool(body.get("isLast", "nextPageToken" not in body))


def next_page(body: Mapping[str, Any], seen: int) -> dict[str, str]:
    token = body.get("nextPageToken")
    return {"nextPageToken": str(token)} if token else {"startAt": str(seen)}


def opening_step(moves: Any) -> str | None:
    """The transition that leads to an open status, one that was not begun yet if there is."""
    found = moves.get("transitions") if isinstance(moves, dict) else None
    steps = [step for step in found or () if isinstance(step, dict)]
    for wanted in ("new", "indeterminate"):
        for step in steps:
            if category(step.get("to")) == wanted:
                return str(step.get("id"))
    return None


def category(status: Any) -> str:
    found = status.get("statusCategory") if isinstance(status, dict) else None
    return str(found.get("key") or "") if isinstance(found, dict) else ""


def name(thing: Any) -> str:
    return str(thing.get("name") or "") if isinstance(thing, dict) else ""


def account(user: Any) -> str:
    """Cloud knows people by accountId, Data Center by name."""
    return str(user.get("accountId") or user.get("name") or "") if isinstance(user, dict) else ""


def creator(raw: Any) -> Any:
    fields = raw.get("fields") if isinstance(raw, dict) else None
    return fields.get("creator") if isinstance(fields, dict) else None


def labels(raw: Any) -> Sequence[Any]:
    fields = raw.get("fields") if isinstance(raw, dict) else None
    found = fields.get("labels") if isinstance(fields, dict) else None
    return found if isinstance(found, list) else ()


def day(spelled: Any) -> date | None:
    try:
        return date.fromisoformat(spelled[:10]) if isinstance(spelled, str) else None
    except ValueError:
        return None


def issue_types(body: Any) -> list[str]:
    projects = body.get("projects") if isinstance(body, dict) else None
    kinds = [kind for project in projects or () for kind in project.get("issuetypes") or ()]
    return [name(kind) for kind in kinds]
