"""Readers of GitHub's answers. Each takes anything and makes the best of what is odd."""

import re
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from integrations.markers import mark_in_body
from integrations.tracker import Ticket

DUE_LINE: Final = "- Due: "
_DUE: Final = re.compile(rf"(?m)^{DUE_LINE}(\d{{4}}-\d{{2}}-\d{{2}})\s*$")
_LAST_PAGE: Final = re.compile(r'[?&]page=(\d{1,9})[^>]*>; *rel="last"')
_NEXT_PAGE: Final = re.compile(r'<([^>]*)>; *rel="next"')
_REPOSITORY: Final = re.compile(r"/repos/([^/]+/[^/]+)/?$")


def is_issue(raw: Any) -> bool:
    """False for a pull request and for what only looks like an issue."""
    return isinstance(raw, dict) and "pull_request" not in raw and type(raw.get("number")) is int


def ticket(
    raw: dict[str, Any], repository: str, due_on: date | None, *, has_due_date: bool
) -> Ticket:
    """Read an issue of a repository, whose due date was read before."""
    body = str(raw.get("body") or "")
    assignees = logins(raw.get("assignees"))
    return Ticket(
        key=f"{repository}#{raw['number']}",
        url=str(raw.get("html_url") or ""),
        title=str(raw.get("title") or ""),
        body=body,
        closed=raw.get("state") == "closed",
        closed_as=str(raw.get("state_reason") or "") if raw.get("state") == "closed" else "",
        due_on=due_on,
        has_due_date=has_due_date,
        assignee=assignees[0] if assignees else None,
        others=assignees[1:],
        labels=names(raw.get("labels")),
        mark=mark_in_body(body),
        updated_at=str(raw.get("updated_at") or ""),
    )


def repository_of(raw: Any) -> str | None:
    """The name of the repository that holds an issue now."""
    said = raw.get("repository_url") if isinstance(raw, dict) else None
    hit = _REPOSITORY.search(said) if isinstance(said, str) else None
    return hit[1] if hit else None


def last_page(links: str) -> int:
    """The number of the last page of a list, as its header `Link` tells; 0 where it does not."""
    hit = _LAST_PAGE.search(links)
    return int(hit[1]) if hit else 0


def next_page(links: str) -> dict[str, str] | None:
    """What to ask for the page after this one, as its header `Link` tells."""
    hit = _NEXT_PAGE.search(links)
    return dict(parse_qsl(hit[1].partition("?")[2])) if hit else None


def is_from(raw: Any, login: str | None) -> bool:
    """Whether an account made an issue; None stands for an App, whose issues a bot made."""
    user = raw.get("user") if isinstance(raw, dict) else None
    if not isinstance(user, dict):
        return False
    return user.get("type") == "Bot" if login is None else user.get("login") == login


def due_in(block: str) -> date | None:
    """The day that the managed line tells, whoever wrote it there."""
    hit = _DUE.search(block)
    return day(hit[1]) if hit else None


def day(said: Any) -> date | None:
    """A day that is spelled so, or as a moment of it."""
    try:
        return date.fromisoformat(said[:10]) if isinstance(said, str) else None
    except ValueError:
        return None


def logins(found: Any) -> tuple[str, ...]:
    """In small letters, as accounts are compared."""
    listed = found if isinstance(found, list) else ()
    return tuple(str(one.get("login") or "").lower() for one in listed if isinstance(one, dict))


def names(found: Any) -> tuple[str, ...]:
    listed = found if isinstance(found, list) else ()
    return tuple(str(one.get("name") or "") for one in listed if isinstance(one, dict))


def moment(raw: Any, field: str) -> datetime | None:
    said = raw.get(field) if isinstance(raw, dict) else None
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def spelled(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
