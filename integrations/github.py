"""GitHub Issues behind the port; the only import of PyGithub.

PyGithub serves as client, signer and transport. Its objects are not used for writes: they hide the
status, and turn a redirect or an HTML page into an `Issue` whose number is None.
"""

import json
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from github import Auth, Github, GithubException
from github.Requester import Requester

from integrations import answers, text
from integrations.answers import Answer, Unsent, answered, require_time
from integrations.credentials import header_safe
from integrations.destination import Destination, checked_url
from integrations.markers import comment
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

NAME: Final = "GitHub"
API_URL: Final = "https://api.github.com"
TITLE_CHARS_MAX: Final = 256  # Source: GitHub refuses longer titles with 422
DETAILS_CHARS_MAX: Final = 30_000  # a body may have 65,536, other people's text included
READ_SECONDS_MAX: Final = 15  # for connecting too: PyGithub insists on one whole number
PAGE_SIZE: Final = 100
PAGES_MAX: Final = 50
OVERLAP: Final = timedelta(minutes=2)  # between two polls; `updated_at` has whole seconds
SKEW: Final = timedelta(days=1)  # by which our clock may differ from GitHub's when we search
BEGIN: Final = "<!-- twiceshy begin: kept in step, edits in here are overwritten -->"
PERMISSIONS: Final = {"issues": "write", "metadata": "read"}  # an App's token has none by default

OK, CREATED = frozenset({200}), frozenset({201})

logging.getLogger("github.Requester").setLevel(logging.INFO)  # at DEBUG it logs whole bodies


class GitHubTracker:
    """Issues of one repository."""

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self._base_url = checked_url(destination.base_url or API_URL)
        self._clients = Clients(self._client)
        self._place: str | None = None

    def draft(self, content: Content, marker: Marker) -> Draft:
        title = text.one_line(content.title, chars_max=TITLE_CHARS_MAX) or content.reference
        details = text.fitted(content.details, text.markdown, chars_max=DETAILS_CHARS_MAX)
        facts = [f"- {name}: {text.markdown(value)}" for name, value in content.facts]
        parts = [BEGIN, *facts, "", text.quoted(details), "", comment(marker)]
        return Draft(marker, title, "\n".join(parts), content.due_on)

    def differing(self, draft: Draft, ticket: Ticket) -> tuple[str, ...]:
        block = text.block_in(ticket.body, BEGIN, comment(draft.marker))
        fields = {
            "title": text.same(ticket.title, draft.title),
            "body": block is not None and text.same(block, draft.block),
        }
        return tuple(name for name, is_same in fields.items() if not is_same)

    def is_ours(self, ticket: Ticket, key: str, marker: Marker) -> bool:
        return ticket.key == key or comment(marker) in ticket.body

    async def check(self) -> SelfTest:
        try:
            answer = await self._read(f"/repos/{self._destination.project}")
        except TrackerError as error:
            return failed("repository", error)
        repository = answer.body if isinstance(answer.body, dict) else {}
        allowed = repository.get("permissions")
        checks = (
            Check("repository", passed=True, detail=self._destination.project),
            Check("issues_enabled", repository.get("has_issues") is not False),
            Check("may_write_issues", not isinstance(allowed, dict) or bool(allowed.get("push"))),
        )
        return SelfTest(passed=all(check.passed for check in checks), checks=checks)

    async def find(self, marker: Marker, since: datetime) -> Sequence[Ticket]:
        login = await self._login()
        wanted, earliest = comment(marker), since - SKEW
        query = {"state": "all", "sort": "created", "direction": "desc", "since": _iso(earliest)}
        found = [
            ticket
            async for _, raw in self._issues(query)
            if _is_from(raw, login) and (ticket := self._ticket(raw)) and wanted in ticket.body
        ]
        return found[::-1]

    async def create(self, draft: Draft, before: float) -> Ticket:
        path = f"{await self._repository()}/issues"
        body = {"title": draft.title, "body": draft.block}
        answer = await self._send("POST", path, body=body, statuses=CREATED, before=before)
        ticket = self._ticket(answer.body)
        if ticket is None:
            raise TrackerUnconfirmed("unconfirmed", f"{NAME} answered 201 without an issue.")
        return ticket

    async def read(self, key: str) -> Ticket:
        path = f"{await self._repository()}/issues/{_number(key)}"
        try:
            answer = await self._read(path)
        except TrackerRejected as error:
            if error.code != "project_not_found":
                raise
            await self._read(await self._repository(afresh=True))  # raises when access was lost
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
        body = text.with_block(ticket.body, draft.block, BEGIN, comment(draft.marker))
        path = f"{await self._repository()}/issues/{_number(ticket.key)}"
        await self._send("PATCH", path, body={"title": draft.title, "body": body}, statuses=OK)

    async def reopen(self, key: str) -> None:
        path = f"{await self._repository()}/issues/{_number(key)}"
        await self._send("PATCH", path, body={"state": "open"}, statuses=OK)

    async def changes(self, since: datetime | None) -> Changes:
        # Newest first: an issue that changes while we page moves to the front and shifts the others
        # towards us, so that none is passed over.
        query = {"state": "all", "sort": "updated", "direction": "desc"}
        if since is None:
            answer = await self._read(await self._repository(), {})
            return Changes((), answer.date or datetime.now(UTC))
        asked_at: datetime | None = None
        tickets = []
        async for date, raw in self._issues(query | {"since": _iso(since - OVERLAP)}):
            asked_at = asked_at or date
            if ticket := self._ticket(raw):
                tickets.append(ticket)
        return Changes(tuple(tickets), asked_at or since)

    async def _issues(self, query: Mapping[str, str]) -> AsyncIterator[tuple[datetime | None, Any]]:
        """Page through a list of issues, pull requests included.

        Raises:
            TrackerUnavailable: Also when the list is too long: what was not seen is not absent.
        """
        path = f"{await self._repository()}/issues"
        for page in range(1, PAGES_MAX + 1):
            asked = {**query, "per_page": str(PAGE_SIZE), "page": str(page)}
            answer = await self._read(path, asked)
            if not isinstance(answer.body, list):
                raise TrackerUnavailable("unavailable", f"{NAME} answered with something else.")
            for raw in answer.body:
                yield answer.date, raw
            if len(answer.body) < PAGE_SIZE:
                return
        raise TrackerUnavailable("list_too_long", f"{NAME} lists too many issues to be sure.")

    async def _login(self) -> str | None:
        """The account of our credential; None for an App, which may not ask."""
        if _is_app(self._destination.secret()):
            return None
        answer = await self._read("/user")
        return answer.body.get("login") if isinstance(answer.body, dict) else None

    async def _repository(self, *, afresh: bool = False) -> str:
        """The repository's path, by number where the server can: a changed name leads to a 307."""
        if self._place is None or afresh:
            named = f"/repos/{self._destination.project}"
            answer = await self._read(named)
            number = answer.body.get("id") if isinstance(answer.body, dict) else None
            self._place = await self._numbered(number) or named
        return self._place

    async def _numbered(self, number: object) -> str | None:
        path = f"/repositories/{number}"
        try:
            await self._read(f"{path}/issues", {"per_page": "1"})
        except TrackerRejected:
            return None
        return path

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

        def call() -> Answer:
            requester = self._clients.get(secret).requester
            _sign_in(requester)
            if before is not None:
                require_time(before, NAME)
            asked = dict(query or {})
            return sent(lambda: _answer(*requester.requestJson(verb, path, asked, input=body)))

        return await answered(call, tracker=NAME, statuses=statuses, writes=verb == "POST")

    def _client(self, secret: str) -> Github:
        return Github(
            auth=_auth(secret),
            base_url=self._base_url,
            timeout=READ_SECONDS_MAX,
            retry=None,
            seconds_between_requests=0,
            seconds_between_writes=0,
            user_agent="twiceshy",
        )

    def _ticket(self, raw: Any) -> Ticket | None:
        """Read an issue; None for a pull request and for what only looks like an issue."""
        if not isinstance(raw, dict) or "pull_request" in raw or type(raw.get("number")) is not int:
            return None
        return Ticket(
            key=f"{self._destination.project}#{raw['number']}",
            url=str(raw.get("html_url") or ""),
            title=str(raw.get("title") or ""),
            body=str(raw.get("body") or ""),
            closed=raw.get("state") == "closed",
            closed_as=str(raw.get("state_reason") or ""),
            updated_at=str(raw.get("updated_at") or ""),
        )


def _answer(status: int, headers: Mapping[str, Any], output: str) -> Answer:
    return Answer(
        status, {name: str(value) for name, value in headers.items()}, answers.decoded(output)
    )


def _is_app(secret: str) -> bool:
    return secret.startswith("{")


def _auth(secret: str) -> Auth.Auth:
    """A token, or an App's `{"app_id", "installation_id", "private_key"}` as JSON."""
    if not _is_app(secret):
        return Auth.Token(header_safe(secret))
    try:
        app = json.loads(secret)
        signer = Auth.AppAuth(app["app_id"], app["private_key"])
        return signer.get_installation_auth(int(app["installation_id"]), PERMISSIONS)
    except (KeyError, TypeError, ValueError, AssertionError):
        raise TrackerRejected(
            "credential_malformed",
            "The credential begins like a GitHub App's and is none.",
            "Give app_id, installation_id and private_key as one JSON object.",
        ) from None


def _sign_in(requester: Requester) -> None:
    """Let an App fetch its token now, so that a failure of that is no failure of the request.

    Raises:
        TrackerRejected: The App or its installation was refused.
        Unsent: GitHub gave no token.
    """
    if not isinstance(requester.auth, Auth.AppInstallationAuth):
        return
    try:
        _ = requester.auth.token
    except GithubException as error:
        if error.status in answers.DEFINITE_STATUSES:
            raise answers.refusal(Answer(401, {}), NAME) from None
        raise Unsent from None
    except (OSError, ValueError, TypeError, AssertionError):
        raise Unsent from None


def _is_from(raw: Any, login: str | None) -> bool:
    user = raw.get("user") if isinstance(raw, dict) else None
    if not isinstance(user, dict):
        return False
    return user.get("type") == "Bot" if login is None else user.get("login") == login


def _number(key: str) -> int:
    return int(key.rpartition("#")[2])


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
