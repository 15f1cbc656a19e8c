"""Every request that goes to GitHub is one that GitHub's own description allows."""

import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
from msgspec.structs import replace

from integrations.tracker import Content, Draft, Marker, Tracker, Withheld
from tests.contracts.description import complaints
from tests.integrations.conftest import There
from tests.standins.issue_fields import IssueFields
from tests.standins.servers import APP_ID, APP_KEY, INSTALLATION_ID
from tests.standins.wire import Request

CALLS: Final = {
    name
    for name, method in vars(Tracker).items()
    if not name.startswith("_") and "no call." not in str(method.__doc__)
}
DAY, LATER = date(2031, 2, 3), date(2031, 3, 4)
HOSTILE: Final = "a" * 300 + ' @octocat "quoted"\r\n#1 \u202e <!-- -->'
APP: Final = {
    "app_id": APP_ID,
    "installation_id": INSTALLATION_ID,
    "private_key": APP_KEY,
}


def draft_for(tracker: Tracker, assignee: str = "alice") -> Draft:
    marker = Marker(uuid4(), "ab" * 32)
    content = Content(
        marker.action_id,
        "ACT-1",
        HOSTILE,
        details=HOSTILE,
        facts=(("Owner", "ana@example.com"),),
        due_on=DAY,
        assignee=assignee,
        labels=("incident", "refund policy"),
        priority="P1",
        url="https://twiceshy.example/v1/actions/1",
    )
    return tracker.draft(content, marker)


async def marks_of_links(after: str, most: int) -> list[str]:
    """So few that they are told at once."""
    return ["ab" * 20, "cd" * 20] if most > 2 and not after else []


async def drive(tracker: Tracker, assignee: str = "alice") -> set[str]:
    """Do everything that the mirror ever does; the names of what was done."""
    began = datetime.now(UTC) - timedelta(minutes=1)
    draft = draft_for(tracker, assignee)
    marker = draft.marker
    ticket = await tracker.create(draft, time.monotonic() + 60)
    steps: dict[str, Callable[[], Awaitable[Any]]] = {
        "check": lambda: tracker.check({"ana@example.com": assignee}),
        "find": lambda: tracker.find(marker, began),
        "read": lambda: tracker.read(ticket.key),
        "edit": lambda: tracker.edit(
            replace(ticket, labels=("old / one",)), replace(draft, without_labels=("old / one",))
        ),
        "reopen": lambda: tracker.reopen(ticket.key),
        "changes": lambda: tracker.changes(began),
        "marked": lambda: tracker.marked("", marks_of_links),
        "refer": lambda: tracker.refer(ticket.key, draft),
    }
    for step in steps.values():
        await step()
    await tracker.changes(None)
    async for _ in tracker.ours(began):
        pass
    async for _ in tracker.ours(None):
        pass
    return {"create", "ours", *steps}


@pytest.mark.parametrize("secret", [None, json.dumps(APP)], ids=["token", "app"])
async def test_every_request_is_one_that_github_describes(
    github_there: There, secret: str | None
) -> None:
    await github_there.proxy.mend()
    tracker = github_there.tracker() if secret is None else github_there.tracker(secret)
    assert await drive(tracker) == CALLS
    sent = github_there.proxy.asked
    assert {request.method for request in sent} == {"GET", "POST", "PATCH", "DELETE"}
    found = [complaint for request in sent for complaint in complaints(request)]
    assert not found, "\n".join(found)


async def test_so_is_every_request_about_a_field_of_the_organization(github_there: There) -> None:
    proxy, layer = github_there.proxy, IssueFields()
    await proxy.mend()
    tracker = github_there.tracker(fields={"due_on": "Target date"})
    proxy.layers.append(layer)
    try:
        assert await drive(tracker) == CALLS
        await move_due_date(tracker)
    finally:
        proxy.layers.remove(layer)
    assert {request.method for request in proxy.asked if "field" in request.path} == {
        "GET",
        "POST",
        "DELETE",
    }
    found = [complaint for request in proxy.asked for complaint in complaints(request)]
    assert not found, "\n".join(found)


async def move_due_date(tracker: Tracker) -> None:
    """Make a ticket, give it another day, and take that away."""
    draft = draft_for(tracker)
    ticket = await tracker.create(draft, time.monotonic() + 60)
    later = replace(draft, due_on=LATER)
    await tracker.edit(ticket, later)
    ticket = await tracker.read(ticket.key)
    assert (ticket.due_on, tracker.differing(later, ticket)) == (LATER, ())
    bare = replace(draft, due_on=None, withheld=Withheld(days=(LATER,)))
    await tracker.edit(ticket, bare)
    assert (await tracker.read(ticket.key)).due_on is None


@pytest.mark.parametrize(
    ("method", "path", "body", "why"),
    [
        ("POST", "/repos/a/b/issues", b'{"body": "no title"}', "title"),
        ("POST", "/repositories/7/issues", b'{"title": "t", "duedate": "x"}', "duedate"),
        ("PATCH", "/repos/a/b/issues/1", b'{"state": "done"}', "state"),
        ("GET", "/repos/a/b/issues?state=any", b"", "state"),
        ("GET", "/repos/a/b/issues?perpage=5", b"", "perpage"),
        ("GET", "/repos/a/b/nothing", b"", "Path"),
        ("PUT", "/repos/a/b/issues", b"", "Operation"),
    ],
)
def test_a_request_that_github_does_not_describe_is_found(
    method: str, path: str, body: bytes, why: str
) -> None:
    request = Request(method, path, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", body)
    (complaint,) = complaints(request)
    assert why in complaint
