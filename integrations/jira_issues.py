"""Jira issues behind the port, in wiki text, which Cloud and Data Center read alike through API v2.

The mark is a label and an entity property in the one POST. A field that is not on the project's
screen, or a value that it does not take, is left out and told, rather than standing in the way.
"""

import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeVar
from urllib.parse import quote

from integrations import jira_draft
from integrations import jira_shapes as shapes
from integrations.destination import Destination
from integrations.jira import CHANGED, CREATED, NAME, JiraApi
from integrations.jira_check import checks_of
from integrations.jira_draft import Fields
from integrations.markers import label, label_of, mark_of
from integrations.tracker import (
    Changes,
    Content,
    Draft,
    ListTooLong,
    Marked,
    Marker,
    Marks,
    SelfTest,
    Ticket,
    TicketNotFound,
    TrackerError,
    TrackerRejected,
    TrackerUnavailable,
    TrackerUnconfirmed,
    failed,
)

PAGE_SIZE: Final = 100
PAGES_MAX: Final = 1_000
OVERLAP: Final = timedelta(minutes=5)  # JQL counts whole minutes, and its index lags
MARKS_MAX: Final = 50  # in one question: an address of 3,000 characters
MARKED_PAGES_MAX: Final = 10  # of its answer; people may copy a ticket with its labels
PROPERTY: Final = "twiceshy"
FIELDS: Final = (
    "summary,description,status,resolution,duedate,assignee,priority,labels,updated,creator"
)
LINKED: Final = frozenset({200, 201})
OPTIONAL: Final = frozenset({"duedate", "assignee", "priority"})

T = TypeVar("T")


class JiraTracker:
    """Issues of one project."""

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self._project = destination.project
        self._api = JiraApi(destination)
        self._has_due_date = True  # until an issue's screen, or a refusal, shows otherwise

    def draft(self, content: Content, marker: Marker) -> Draft:
        return jira_draft.draft_of(content, marker)

    def differing(self, draft: Draft, ticket: Ticket) -> tuple[str, ...]:
        return jira_draft.differing(draft, ticket)

    def is_ours(self, ticket: Ticket, url: str, marker: Marker) -> bool:  # noqa: ARG002 - issues move
        return label(marker) in ticket.labels or jira_draft.end(marker) in ticket.body

    def day_in(self, ticket: Ticket, marker: Marker) -> date | None:  # noqa: ARG002 - has a field
        return ticket.due_on

    async def check(self, accounts: Mapping[str, str]) -> SelfTest:
        try:
            checks = await checks_of(self._api, self._project, self._issue_type, accounts)
        except TrackerError as error:
            return failed("project", error)
        return SelfTest(passed=all(check.passed for check in checks), checks=checks)

    async def find(self, marker: Marker, since: datetime) -> Sequence[Ticket]:  # noqa: ARG002 - a label needs none
        query = f'project = "{self._project}" AND labels = "{label(marker)}"'
        found = [
            ticket
            async for page in self._mine(query)
            for ticket in page
            if ticket.mark == mark_of(marker)
        ]
        return sorted(found, key=lambda ticket: shapes.number(ticket.key))

    async def create(self, draft: Draft, before: float) -> Ticket:
        fields = self._fields(draft, has_due_date=self._has_due_date)
        return await self._without_refused(
            fields, lambda fields: self._create(draft, fields, before)
        )

    async def read(self, key: str) -> Ticket:
        try:
            answer = await self._api.read(f"{_path(key)}?fields={FIELDS}&expand=editmeta")
        except TrackerRejected as error:
            if error.code != "project_not_found":
                raise
            await self._api.read(f"/project/{quote(self._project, safe='')}")
            raise TicketNotFound(
                "ticket_not_found",
                f"{NAME} no longer has the issue {key}.",
                "Restore it there, or ask for a retry to make a new one.",
            ) from None
        screen = shapes.editable(answer.body)
        if screen is not None:
            self._has_due_date = "duedate" in screen
        ticket = self._ticket(answer.body)
        if ticket is None:
            raise TrackerUnavailable("unavailable", f"{NAME} answered with something else.")
        return ticket

    async def edit(self, ticket: Ticket, draft: Draft) -> None:
        # By the ticket: what another one's screen has may have been learned since.
        wanted = self._fields(draft, has_due_date=ticket.has_due_date)
        wanted |= jira_draft.cleared_of(draft, ticket)
        wanted["description"] = jira_draft.described(draft, ticket)
        labels = jira_draft.label_changes(draft, ticket)
        fields = jira_draft.only_differing(wanted, draft, ticket)
        await self._without_refused(fields, lambda fields: self._edit(ticket.key, fields, labels))

    async def refer(self, key: str, draft: Draft) -> None:
        if draft.url is None:
            return
        link = {"url": draft.url, "title": f"{draft.reference} in Twiceshy"}
        body = {"globalId": f"twiceshy={draft.marker.action_id}", "object": link}
        # The same `globalId` again changes the link that is there: no second one.
        await self._api.send("POST", f"{_path(key)}/remotelink", body=body, statuses=LINKED)

    async def reopen(self, key: str) -> None:
        moves = (await self._api.read(f"{_path(key)}/transitions")).body
        move = shapes.opening_step(moves)
        if move is None:
            raise TrackerRejected(
                "transition_missing",
                f"The workflow has no step that opens {key} again.",
                "Open it by hand, or give the workflow a step out of the closed status.",
            )
        body = {"transition": {"id": move}}
        try:
            await self._api.send("POST", f"{_path(key)}/transitions", body=body, statuses=CHANGED)
        except TrackerRejected as error:
            if error.code != "content_refused":
                raise
            raise _refused_step(key, error.fields) from None

    async def changes(self, since: datetime | None) -> Changes:
        # Not of the account: the clock is asked for to see whether the project is shown as well.
        project = f"/project/{quote(self._project, safe='')}"
        asked_at = (await self._api.read(project)).date or datetime.now(UTC)
        if since is None:
            return Changes((), asked_at)
        # Relative, since JQL reads absolute times in the time zone of the account.
        minutes = max(math.ceil((asked_at - since + OVERLAP) / timedelta(minutes=1)), 1)
        query = f'project = "{self._project}" AND updated >= "-{minutes}m"'
        # Newest first: what changes while we page shifts the others towards us.
        pages = [page async for page in self._pages(f"{query} ORDER BY updated DESC")]
        tickets = (self._ticket(raw) for page in pages for raw in page)
        return Changes(tuple(filter(None, tickets)), asked_at)

    async def ours(
        self, since: datetime | None, pages_max: int | None = None
    ) -> AsyncIterator[Sequence[Ticket]]:
        query = f'project = "{self._project}" AND creator = currentUser()'
        if since is not None:
            days = max(math.ceil((datetime.now(UTC) - since) / timedelta(days=1)), 1)
            query += f' AND created >= "-{days}d"'
        async for page in self._mine(f"{query} ORDER BY created DESC", pages_max):
            yield [ticket for ticket in page if ticket.mark is not None]

    async def marked(self, place: str, marks: Marks) -> Marked:
        wanted = await marks(place, MARKS_MAX)
        if not wanted:
            return Marked(())
        labels = ", ".join(f'"{label_of(mark)}"' for mark in wanted)
        query = f'project = "{self._project}" AND labels in ({labels})'
        found: list[Ticket] = []
        # Too long with so many twins that those seen are told, and shown as the first.
        with suppress(ListTooLong):
            async for page in self._mine(query, MARKED_PAGES_MAX):
                found += page
        return Marked(tuple(found), wanted[-1] if len(wanted) == MARKS_MAX else None)

    async def _mine(
        self, query: str, pages_max: int | None = None
    ) -> AsyncIterator[Sequence[Ticket]]:
        """Asked and answered are two things: what comes back must be of our own account."""
        account = shapes.account((await self._api.read("/myself")).body)
        if not account:
            raise TrackerUnavailable("unavailable", f"{NAME} does not tell who we are.")
        async for page in self._pages(query, pages_max):
            mine = [raw for raw in page if shapes.account(shapes.creator(raw)) == account]
            yield list(filter(None, map(self._ticket, mine)))

    async def _pages(self, query: str, pages_max: int | None = None) -> AsyncIterator[list[Any]]:
        """Page through what a query finds.

        Raises:
            TrackerUnavailable: Jira did not tell.
            ListTooLong: There are more than `pages_max` pages, or PAGES_MAX.
        """
        path = "/search/jql" if self._api.is_cloud else "/search"
        seen, place = 0, dict[str, str]()
        for _ in range(min(pages_max or PAGES_MAX, PAGES_MAX)):
            asked = {"jql": query, "fields": FIELDS, "maxResults": str(PAGE_SIZE), **place}
            body = (await self._api.read(path, asked)).body
            if not shapes.is_page(body):
                raise TrackerUnavailable("unavailable", f"{NAME} answered with something else.")
            if pages_max and shapes.total(body) > pages_max * PAGE_SIZE:
                break
            yield body["issues"]
            seen += len(body["issues"])
            if shapes.is_last(body, seen):
                return
            before, place = place, shapes.next_page(body, seen)
            if place == before:
                raise TrackerUnavailable("unavailable", f"{NAME} told the same page again.")
        raise ListTooLong("list_too_long", f"{NAME} lists too many issues to be sure.")

    @property
    def _issue_type(self) -> str:
        return self._destination.fields.get("issue_type", "Task")

    def _fields(self, draft: Draft, *, has_due_date: bool) -> Fields:
        """What is the same in a create and an edit."""
        fields: Fields = {"summary": draft.title}
        if draft.due_on and has_due_date:
            fields["duedate"] = draft.due_on.isoformat()
        if draft.assignee:
            name = "accountId" if self._api.is_cloud else "name"
            fields["assignee"] = {name: draft.assignee}
        if draft.priority:
            fields["priority"] = {"name": draft.priority}
        return fields

    async def _without_refused(self, fields: Fields, write: Callable[[Fields], Awaitable[T]]) -> T:
        """Write; then, as long as optional fields are refused, once more without those.

        A refusal is for certain: the write after it is no second ticket.
        """
        while True:
            try:
                return await write(fields)
            except TrackerRejected as error:
                refused = OPTIONAL & set(error.fields) & set(fields)
                if not refused:
                    raise
                self._has_due_date &= "duedate" not in refused
                fields = {name: said for name, said in fields.items() if name not in refused}

    async def _create(self, draft: Draft, fields: Fields, before: float) -> Ticket:
        fields = fields | {
            "project": {"key": self._project},
            "issuetype": {"name": self._issue_type},
            "description": draft.block,
            "labels": jira_draft.labels_of(draft),
        }
        value = {"action_id": str(draft.marker.action_id), "mac": draft.marker.mac}
        body = {"fields": fields, "properties": [{"key": PROPERTY, "value": value}]}
        has_due_date = "duedate" in fields or draft.due_on is None
        answer = await self._api.send("POST", "/issue", body=body, statuses=CREATED, before=before)
        key = answer.body.get("key") if isinstance(answer.body, dict) else None
        if not isinstance(key, str) or not key:
            raise TrackerUnconfirmed("unconfirmed", f"{NAME} answered 201 without a key.")
        place, labels = (key, self._url(key)), tuple(jira_draft.labels_of(draft))
        return Ticket(
            *place, draft.title, draft.block, closed=False, has_due_date=has_due_date, labels=labels
        )

    async def _edit(self, key: str, fields: Fields, labels: list[dict[str, str]]) -> None:
        """Set fields, and change labels without telling the whole list, which others change too."""
        changes = {"fields": fields, "update": {"labels": labels} if labels else {}}
        if body := {name: said for name, said in changes.items() if said}:
            await self._api.send("PUT", _path(key), body=body, statuses=CHANGED)

    def _ticket(self, raw: Any) -> Ticket | None:
        if not isinstance(raw, dict) or not isinstance(raw.get("key"), str):
            return None
        return shapes.ticket(raw, self._url(raw["key"]), has_due_date=self._has_due_date)

    def _url(self, key: str) -> str:
        return f"{self._api.base_url}/browse/{quote(key, safe='')}"


def _refused_step(key: str, fields: tuple[str, ...]) -> TrackerRejected:
    asked = f" It asks for: {', '.join(fields)}." if fields else ""
    return TrackerRejected(
        "transition_refused",
        f"The workflow does not open {key} again without more.{asked}",
        "Open it by hand, or let that step of the workflow ask for nothing.",
    )


def _path(key: str) -> str:
    return f"/issue/{quote(key, safe='')}"
