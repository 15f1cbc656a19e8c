"""GitHub Issues behind the port.

A repository is addressed by its number: a name leads to a 307 after it was changed. Due dates are a
line of our block, which either side may write, or an issue field of the organization. Lists hold
pull requests, which are passed over.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from integrations import github_draft, text
from integrations import github_lists as lists
from integrations import github_shapes as shapes
from integrations.destination import Destination
from integrations.github import CREATED, NAME, OK, GitHubApi
from integrations.github_check import checks_of
from integrations.github_draft import BEGIN
from integrations.github_due import DueField
from integrations.listed import Listed
from integrations.markers import comment
from integrations.tracker import (
    Changes,
    Content,
    Draft,
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

OVERLAP: Final = timedelta(minutes=2)  # between two polls; `updated_at` has whole seconds
SKEW: Final = timedelta(days=1)  # by which our clock may differ from GitHub's when we search


class GitHubTracker:
    """Issues of one repository."""

    def __init__(self, destination: Destination) -> None:
        self._destination, self._project = destination, destination.project
        self._api = GitHubApi(destination)
        self._place: str | None = None
        self._names = {self._project.lower()}
        self._listed = Listed()
        self._due = DueField(self._api, self._project, destination.fields)

    def draft(self, content: Content, marker: Marker) -> Draft:
        return github_draft.draft_of(content, marker)

    def differing(self, draft: Draft, ticket: Ticket) -> tuple[str, ...]:
        due_on = ("due_on",) if self._due.differs(draft, ticket) else ()
        return github_draft.differing(draft, ticket) + due_on

    def is_ours(self, ticket: Ticket, url: str, marker: Marker) -> bool:
        return ticket.url == url or comment(marker) in ticket.body

    def day_in(self, ticket: Ticket, marker: Marker) -> date | None:
        if self._due.is_named:
            return ticket.due_on
        return shapes.due_in(text.block_in(ticket.body, BEGIN, comment(marker)) or "")

    async def check(self, accounts: Mapping[str, str]) -> SelfTest:
        try:
            answer = await self._api.read(f"/repos/{self._project}")
            checks = await checks_of(self._api, self._project, answer.body, accounts, due=self._due)
        except TrackerError as error:
            return failed("repository", error)
        return SelfTest(passed=all(check.passed for check in checks), checks=checks)

    async def find(self, marker: Marker, since: datetime) -> Sequence[Ticket]:
        wanted = comment(marker)
        pages = [page async for page in self.ours(since - SKEW)]
        found = [ticket for page in pages for ticket in page if wanted in ticket.body]
        return found[::-1]

    async def create(self, draft: Draft, before: float) -> Ticket:
        path = await self._issues()
        body: dict[str, object] = {"title": draft.title, "body": draft.block}
        if draft.labels:
            body["labels"] = list(draft.labels)
        if draft.assignee:
            body["assignees"] = [draft.assignee]
        if values := await self._due.value_of(draft.due_on):
            body["issue_field_values"] = values
        answer = await self._send("POST", path, body, CREATED, before)
        if not shapes.is_issue(answer):
            raise TrackerUnconfirmed("unconfirmed", f"{NAME} answered 201 without an issue.")
        return self._ticket(answer)

    async def read(self, key: str) -> Ticket:
        await self._due.number()
        try:
            raw = (await self._api.read(await self._path(key))).body
        except TrackerRejected as error:
            if error.code != "project_not_found":
                raise
            await self._api.read(await self._repository(afresh=True))  # raises when access was lost
            raise TicketNotFound(
                "ticket_not_found",
                f"{NAME} no longer has the issue {key}.",
                "Restore it there, or ask for a retry to make a new one.",
            ) from None
        if not shapes.is_issue(raw):
            raise TrackerUnavailable("unavailable", f"{NAME} answered with something else.")
        return self._ticket(raw, await self._name_of(raw))

    async def edit(self, ticket: Ticket, draft: Draft) -> None:
        place = await self._path(ticket.key)
        if body := github_draft.changes_of(draft, ticket):
            await self._send("PATCH", place, body, OK)
        await self._label(f"{place}/labels", github_draft.lacking(draft, ticket))
        for name in github_draft.unwanted(draft, ticket):
            await self._attempt("DELETE", f"{place}/labels/{quote(name, safe='')}", OK)
        await self._due.write(place, draft, ticket)

    async def refer(self, key: str, draft: Draft) -> None:
        """Nothing: GitHub has no such links, and the text tells the address."""

    async def reopen(self, key: str) -> None:
        await self._send("PATCH", await self._path(key), {"state": "open"}, OK)

    async def changes(self, since: datetime | None) -> Changes:
        # Newest first: an issue that changes while we page moves to the front and shifts the others
        # towards us, so that none is passed over.
        query = {"state": "all", "sort": "updated", "direction": "desc"}
        if since is None:
            answer = await self._api.read(await self._repository(), {})
            return Changes((), answer.date or datetime.now(UTC))
        query |= {"since": shapes.spelled(since - OVERLAP)}
        pages = lists.pages(self._api, await self._issues(), query, self._listed)
        listed = [raw async for page in pages for raw in page]
        moments = (shapes.moment(raw, "updated_at") for raw in listed)
        # No later than what was seen: while nothing changes, the same list is asked for again.
        newest = max(filter(None, moments), default=since)
        tickets = tuple(self._ticket(raw) for raw in listed if shapes.is_issue(raw))
        return Changes(tickets, max(since, newest))

    async def ours(
        self, since: datetime | None, pages_max: int | None = None
    ) -> AsyncIterator[Sequence[Ticket]]:
        """What our account made, the newest first, back to a moment or to the beginning."""
        login, path = await self._login(), await self._issues()
        query = lists.made_by(login, "desc")
        async for page in lists.pages(self._api, path, query, pages_max=pages_max):
            mine = [raw for raw in page if shapes.is_issue(raw) and shapes.is_from(raw, login)]
            yield [self._ticket(raw) for raw in mine if _made_after(raw, since)]
            if page and not _made_after(page[-1], since):
                return

    async def marked(self, place: str, marks: Marks) -> Marked:  # noqa: ARG002 - lists show all
        # The oldest first: what is made meanwhile comes at the end, and shifts nothing.
        login = await self._login()
        asked = dict(parse_qsl(place)) or lists.first(lists.made_by(login, "asc"))
        answer = await lists.page(self._api, await self._issues(), asked)
        mine = [raw for raw in answer.body if shapes.is_issue(raw) and shapes.is_from(raw, login)]
        found = tuple(ticket for ticket in map(self._ticket, mine) if ticket.mark is not None)
        following = lists.following(asked, answer)
        return Marked(found, None if following is None else urlencode(following))

    async def _send(
        self,
        verb: str,
        path: str,
        body: dict[str, object],
        statuses: frozenset[int],
        before: float | None = None,
    ) -> Any:
        """Write; then, as long as GitHub refuses what a ticket can do without, without that.

        A refusal is for certain: the write after it is no second ticket. A create was counted
        before its attempt was recorded.
        """
        door = self._destination.door
        if before is None:
            await door.count()
        while body:
            try:
                answer = await self._api.send(
                    verb, path, body=body, statuses=statuses, before=before
                )
            except TrackerRejected as error:
                body = github_draft.without_refused(body, error)
                await door.count()
            else:
                return answer.body
        return None

    async def _label(self, path: str, names: Sequence[str]) -> None:
        """Add labels without telling the whole list, which others change too.

        GitHub takes all of them or none; so one that is refused keeps none of the others away.
        """
        if not names:
            return
        try:
            await self._api.send("POST", path, body={"labels": names}, statuses=OK)
        except TrackerRejected as error:
            if error.code == "content_refused" and len(names) > 1:
                for name in names:
                    await self._attempt("POST", path, OK, {"labels": [name]})

    async def _attempt(
        self, verb: str, path: str, statuses: frozenset[int], body: object = None
    ) -> None:
        """Write what a ticket can do without: whether it was taken, the next look tells."""
        with suppress(TrackerRejected):
            await self._api.send(verb, path, body=body, statuses=statuses)

    async def _login(self) -> str | None:
        """The account of our credential; None for an App, which may not ask."""
        if await self._api.is_app():
            return None
        answer = await self._api.read("/user")
        login = answer.body.get("login") if isinstance(answer.body, dict) else None
        if not isinstance(login, str):
            raise TrackerUnavailable("unavailable", f"{NAME} does not tell who we are.")
        return login

    async def _issues(self) -> str:
        return f"{await self._repository()}/issues"

    async def _repository(self, *, afresh: bool = False) -> str:
        """The repository's path, by number where the server can."""
        if self._place is None or afresh:
            named = f"/repos/{self._project}"
            answer = await self._api.read(named)
            told = answer.body if isinstance(answer.body, dict) else {}
            self._place = await self._numbered(told.get("id")) or named
            self._names = {self._project.lower(), str(told.get("full_name") or "").lower()}
        return self._place

    async def _numbered(self, number: object) -> str | None:
        path = f"/repositories/{number}"
        try:
            await self._api.read(f"{path}/issues", {"per_page": "1"})
        except TrackerRejected:
            return None
        return path

    async def _path(self, key: str) -> str:
        """Where an issue is: one that was transferred is in a repository of another name."""
        repository, _, number = key.rpartition("#")
        is_here = repository.lower() in {self._project.lower(), *self._names}
        place = await self._repository() if is_here else f"/repos/{repository}"
        return f"{place}/issues/{int(number)}"

    async def _name_of(self, raw: Any) -> str:
        """The repository of an issue, by the name that we know it by."""
        name = shapes.repository_of(raw) or self._project
        if name.lower() not in self._names:
            await self._repository(afresh=True)
        return self._project if name.lower() in self._names else name

    def _ticket(self, raw: Any, repository: str | None = None) -> Ticket:
        """An issue as it is; where its text holds several blocks, the day may be any one's."""
        body = str(raw.get("body") or "")
        end = body.rfind("<!-- twiceshy ")
        told = shapes.due_in(body[body.find(BEGIN) : end])
        due_on, has_due_date = self._due.day_in(raw, told)
        place = repository or self._project
        return shapes.ticket(raw, place, due_on, has_due_date=has_due_date)


def _made_after(raw: Any, since: datetime | None) -> bool:
    made = shapes.moment(raw, "created_at")
    return since is None or made is None or made >= since
