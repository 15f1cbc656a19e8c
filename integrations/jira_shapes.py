"""Readers of Jira's answers. Each takes anything and makes the best of what is not as expected."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from integrations.answers import dicts
from integrations.markers import mark_in_labels
from integrations.tracker import Ticket


def number(key: str) -> int:
    digits = key.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0


def is_last(body: Mapping[str, Any], seen: int) -> bool:
    """Cloud tells the last page, or no token for another; its pages may be empty before that."""
    if "total" in body:
        return seen >= total(body) or not body.get("issues")
    return bool(body.get("isLast", not body.get("nextPageToken")))


def is_page(body: Any) -> bool:
    """Whether an answer is a page of what a query finds: anything else proves nothing absent."""
    if not isinstance(body, dict) or not isinstance(body.get("issues"), list):
        return False
    return type(body.get("total", 0)) is int


def total(body: Mapping[str, Any]) -> int:
    """How many issues a query finds; 0 where that is not told, as by Cloud."""
    said = body.get("total")
    return said if type(said) is int else 0


def next_page(body: Mapping[str, Any], seen: int) -> dict[str, str]:
    token = body.get("nextPageToken")
    return {"nextPageToken": str(token)} if token else {"startAt": str(seen)}


def opening_step(moves: Any) -> str | None:
    """The transition that leads to an open status, one that was not begun yet if there is."""
    found = moves.get("transitions") if isinstance(moves, dict) else None
    steps = dicts(found)
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


def issue_types(body: Any) -> list[dict[str, Any]]:
    """Types of issues of one project: as Cloud lists them, or as Data Center before 9 did."""
    told = body if isinstance(body, dict) else {}
    listed = told.get("issueTypes") or told.get("values") or ()
    for project in dicts(told.get("projects")):
        listed = project.get("issuetypes") or listed
    return dicts(listed)


def ticket(raw: Mapping[str, Any], url: str, *, has_due_date: bool) -> Ticket | None:
    """Read an issue."""
    fields = raw.get("fields")
    if not isinstance(fields, dict):
        return None
    status = fields.get("status")
    found = tuple(map(str, labels(raw)))
    return Ticket(
        key=raw["key"],
        url=url,
        title=str(fields.get("summary") or ""),
        body=str(fields.get("description") or ""),
        closed=category(status) == "done",
        closed_as=name(fields.get("resolution")) if category(status) == "done" else "",
        due_on=day(fields.get("duedate")),
        has_due_date=has_due_date,
        assignee=account(fields.get("assignee")) or None,
        priority=name(fields.get("priority")) or None,
        status=name(status),
        in_progress=category(status) == "indeterminate",
        labels=found,
        mark=mark_in_labels(found),
        updated_at=str(fields.get("updated") or ""),
    )


def editable(raw: Any) -> frozenset[str] | None:
    """Fields on an issue's screen; None where the answer does not tell."""
    meta = raw.get("editmeta") if isinstance(raw, dict) else None
    fields = meta.get("fields") if isinstance(meta, dict) else None
    return frozenset(map(str, fields)) if isinstance(fields, dict) else None


def required(fields: Any) -> tuple[str, ...]:
    """Names of the fields without which no issue is made, and which have no usual value."""
    listed = fields.items() if isinstance(fields, dict) else ()
    return tuple(
        str(field)
        for field, told in listed
        if isinstance(told, dict) and told.get("required") and not told.get("hasDefaultValue")
    )
