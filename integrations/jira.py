"""Jira behind the port, Cloud and Data Center, through API v2; the only import of `jira`.

The library serves as client, signer and session. Its `create_issue` cannot send an entity property
in the same POST and hides the status; its `update` reads after writing and raises when that fails.
"""

import json
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlsplit

from jira import JIRA, JIRAError
from requests import Response

from integrations import answers, text
from integrations import jira_shapes as shapes
from integrations.answers import Answer, answered, require_time
from integrations.credentials import header_safe
from integrations.destination import Destination, checked_url
from integrations.markers import label
from integrations.sessions import Clients, sent
from integrations.tracker import (
    Changes,
    Check,
    Content,
    Draft,
    Marker,
    SelfTest,
    Ticket,
    TicketNotFound,
    TrackerError,
    TrackerRejected,
    TrackerUnavailable,
    TrackerUnconfirmed,
    failed,
)

NAME: Final = "Jira"
API: Final = "/rest/api/2"
SUMMARY_CHARS_MAX: Final = 255
DETAILS_CHARS_MAX: Final = 20_000  # a description may have 32,767, other people's text included
PAGE_SIZE: Final = 100
PAGES_MAX: Final = 50
OVERLAP: Final = timedelta(minutes=5)  # JQL counts whole minutes, and its index lags
PROPERTY: Final = "twiceshy"
FIELDS: Final = "summary,description,status,resolution,duedate,labels,updated,creator"
CLOUD_HOSTS: Final = (".atlassian.net", ".jira.com", "api.atlassian.com")

T = TypeVar("T")

OK, CREATED, CHANGED = frozenset({200}), frozenset({201}), frozenset({200, 204})


class JiraTracker:
    """Issues of one project."""

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self._base_url = checked_url(destination.base_url)
        self._is_cloud = (urlsplit(self._base_url).hostname or "").endswith(CLOUD_HOSTS)
        self._clients = Clients(self._client)
        self._has_due_date = True  # until a refusal shows that the field is not on the screen

    def draft(self, content: Content, marker: Marker) -> Draft:
        title = text.one_line(content.title, chars_max=SUMMARY_CHARS_MAX) or content.reference
        details = text.fitted(content.details, text.wiki, chars_max=DETAILS_CHARS_MAX)
        facts = [f"* {name}: {text.wiki(value)}" for name, value in content.facts]
        parts = [_begin(marker), *facts, "", details, _end(marker)]
        return Draft(marker, title, "\n".join(parts), content.due_on)

    def differing(self, draft: Draft, ticket: Ticket) -> tuple[str, ...]:
        block = text.block_in(ticket.body, _begin(draft.marker), _end(draft.marker))
        fields = {
            "title": text.same(ticket.title, draft.title),
            "body": block is not None and text.same(block, draft.block),
            "due_on": not self._due(draft) or ticket.due_on == draft.due_on,
        }
        return tuple(name for name, is_same in fields.items() if not is_same)

    def is_ours(self, ticket: Ticket, key: str, marker: Marker) -> bool:  # noqa: ARG002 - keys move
        return label(marker) in ticket.labels or _end(marker) in ticket.body

    async def check(self) -> SelfTest:
        project = quote(self._destination.project, safe="")
        try:
            await self._read(f"/project/{project}")
            answer = await self._read(
                f"/issue/createmeta?projectKeys={project}&expand=projects.issuetypes.fields"
            )
        except TrackerError as error:
            return failed("project", error)
        kinds = shapes.issue_types(answer.body)
        wanted = self._issue_type
        checks = (
            Check("project", passed=True, detail=self._destination.project),
            Check(
                "issue_type", not kinds or wanted in kinds, f"{wanted} (there: {', '.join(kinds)})"
            ),
        )
        return SelfTest(passed=all(check.passed for check in checks), checks=checks)

    async def find(self, marker: Marker, since: datetime) -> Sequence[Ticket]:  # noqa: ARG002 - a label needs none
        account = shapes.account((await self._read("/myself")).body)
        wanted = label(marker)
        issues = await self._search(
            f'project = "{self._destination.project}" AND labels = "{wanted}"'
        )
        # Asked and answered are two things: what comes back must carry the label and be ours.
        ours = [
            raw
            for raw in issues
            if wanted in shapes.labels(raw) and shapes.account(shapes.creator(raw)) == account
        ]
        tickets = filter(None, map(self._ticket, ours))
        return sorted(tickets, key=lambda ticket: shapes.number(ticket.key))

    async def create(self, draft: Draft, before: float) -> Ticket:
        return await self._maybe_without_due_date(lambda: self._create(draft, before))

    async def read(self, key: str) -> Ticket:
        try:
            answer = await self._read(f"/issue/{quote(key, safe='')}?fields={FIELDS}")
        except TrackerRejected as error:
            if error.code != "project_not_found":
                raise
            await self._read(f"/project/{quote(self._destination.project, safe='')}")
            raise TicketNotFound(
                "ticket_not_found",
                f"{NAME} no longer has the issue {key}.",
                "Restore it there, or ask for a retry to make a new one.",
            ) from None
        ticket = self._ticket(answer.body)
        if ticket is None:
            raise TrackerUnavailable("unavailable", f"{NAME} answered with something else.")
        return ticket

    async def edit(self, ticket: Ticket, draft: Draft) -> None:
        await self._maybe_without_due_date(lambda: self._edit(ticket, draft))

    async def _edit(self, ticket: Ticket, draft: Draft) -> None:
        begin, end = _begin(draft.marker), _end(draft.marker)
        described = text.with_block(ticket.body, draft.block, begin, end)
        fields = {"summary": draft.title, "description": described} | self._due(draft)
        await self._send("PUT", _path(ticket.key), body={"fields": fields}, statuses=CHANGED)

    async def reopen(self, key: str) -> None:
        moves = (await self._read(f"{_path(key)}/transitions")).body
        move = shapes.opening_step(moves)
        if move is None:
            raise TrackerRejected(
                "transition_missing",
                f"The workflow has no step that opens {key} again.",
                "Open it by hand, or give the workflow a step out of the closed status.",
            )
        body = {"transition": {"id": move}}
        await self._send("POST", f"{_path(key)}/transitions", body=body, statuses=CHANGED)

    async def changes(self, since: datetime | None) -> Changes:
        asked_at = (await self._read("/myself")).date or datetime.now(UTC)
        if since is None:
            return Changes((), asked_at)
        # Relative, since JQL reads absolute times in the time zone of the account.
        minutes = max(math.ceil((asked_at - since + OVERLAP) / timedelta(minutes=1)), 1)
        query = f'project = "{self._destination.project}" AND updated >= "-{minutes}m"'
        # Newest first: what changes while we page shifts the others towards us.
        issues = await self._search(f"{query} ORDER BY updated DESC")
        return Changes(tuple(filter(None, map(self._ticket, issues))), asked_at)

    @property
    def _issue_type(self) -> str:
        return self._destination.fields.get("issue_type", "Task")

    def _due(self, draft: Draft) -> dict[str, str]:
        return {"duedate": draft.due_on.isoformat()} if draft.due_on and self._has_due_date else {}

    async def _maybe_without_due_date(self, write: Callable[[], Awaitable[T]]) -> T:
        """Write, once more without a due date where the field is not on the project's screen."""
        try:
            return await write()
        except TrackerRejected as error:
            if not (self._has_due_date and "duedate" in error.reason):
                raise
            self._has_due_date = False  # refused for certain: the second write is no second ticket
            return await write()

    async def _create(self, draft: Draft, before: float) -> Ticket:
        fields = {
            "project": {"key": self._destination.project},
            "issuetype": {"name": self._issue_type},
            "summary": draft.title,
            "description": draft.block,
            "labels": [label(draft.marker)],
        } | self._due(draft)
        value = {"action_id": str(draft.marker.action_id), "mac": draft.marker.mac}
        body = {"fields": fields, "properties": [{"key": PROPERTY, "value": value}]}
        answer = await self._send("POST", "/issue", body=body, statuses=CREATED, before=before)
        key = answer.body.get("key") if isinstance(answer.body, dict) else None
        if not isinstance(key, str) or not key:
            raise TrackerUnconfirmed("unconfirmed", f"{NAME} answered 201 without a key.")
        return Ticket(key, self._url(key), draft.title, draft.block, closed=False)

    async def _search(self, query: str) -> list[Any]:
        """Every issue that a query finds.

        Raises:
            TrackerUnavailable: Also when there are too many to be sure.
        """
        path = "/search/jql" if self._is_cloud else "/search"
        issues: list[Any] = []
        place: dict[str, str] = {}
        for _ in range(PAGES_MAX):
            asked = {"jql": query, "fields": FIELDS, "maxResults": str(PAGE_SIZE), **place}
            body = (await self._read(path, asked)).body
            page = body.get("issues") if isinstance(body, dict) else None
            if not isinstance(page, list):
                raise TrackerUnavailable("unavailable", f"{NAME} answered with something else.")
            issues += page
            if not page or shapes.is_last(body, len(issues)):
                return issues
            place = shapes.next_page(body, len(issues))
        raise TrackerUnavailable("list_too_long", f"{NAME} lists too many issues to be sure.")

    async def _read(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        return await self._send("GET", path, query=query, statuses=OK)

    async def _send(
        self,
        verb: str,
        path: str,
        *,
        statuses: frozenset[int],
        query: Mapping[str, str] | None = None,
        body: object = None,
        before: float | None = None,
    ) -> Answer:
        secret = self._destination.secret()
        address = f"{self._base_url}{API}{path}"
        content = None if body is None else json.dumps(body)

        def request() -> Answer:
            session = self._clients.get(secret)._session  # noqa: SLF001 - the class has no other door
            try:
                return _answer(
                    session.request(
                        verb, address, params=query, data=content, allow_redirects=False
                    )
                )
            except JIRAError as error:
                return _answer(error.response)

        def call() -> Answer:
            if before is not None:
                require_time(before, NAME)
            return sent(request)

        return await answered(call, tracker=NAME, statuses=statuses, writes=verb == "POST")

    def _client(self, secret: str) -> JIRA:
        account, is_pair, token = header_safe(secret).partition(":")
        auth: dict[str, Any] = (
            {"basic_auth": (account, token)} if is_pair else {"token_auth": secret}
        )
        return JIRA(
            self._base_url,
            options={"check_update": False},
            timeout=(answers.CONNECT_SECONDS_MAX, answers.READ_SECONDS_MAX),
            max_retries=0,
            get_server_info=False,
            logging=False,
            **auth,
        )

    def _ticket(self, raw: Any) -> Ticket | None:
        fields = raw.get("fields") if isinstance(raw, dict) else None
        if not isinstance(fields, dict) or not isinstance(raw.get("key"), str):
            return None
        return Ticket(
            key=raw["key"],
            url=self._url(raw["key"]),
            title=str(fields.get("summary") or ""),
            body=str(fields.get("description") or ""),
            closed=shapes.category(fields.get("status")) == "done",
            closed_as=shapes.name(fields.get("resolution")),
            due_on=shapes.day(fields.get("duedate")),
            labels=tuple(map(str, shapes.labels(raw))),
            updated_at=str(fields.get("updated") or ""),
        )

    def _url(self, key: str) -> str:
        return f"{self._base_url}/browse/{quote(key, safe='')}"


def _begin(marker: Marker) -> str:
    return f"» Twiceshy {marker.mac[:8]}: kept in step; edits down to its end are overwritten"


def _end(marker: Marker) -> str:
    return f"« Twiceshy {marker.mac[:8]}: end"


def _answer(response: Response | None) -> Answer:
    if response is None:
        raise ValueError("no answer")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, answers.decoded(response.content))


def _path(key: str) -> str:
    return f"/issue/{quote(key, safe='')}"
