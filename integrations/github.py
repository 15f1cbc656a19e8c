"""GitHub's REST API: sends one request, tells what came back; the only import of PyGithub.

PyGithub serves as client, signer and transport. Its objects are not used for writes: they hide the
status, and turn a redirect or an HTML page into an `Issue` whose number is None. It neither retries
nor rests: both are ours.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from github import Auth, Github, GithubException
from github.Requester import Requester

from integrations import answers
from integrations.answers import Answer, Unsent, answered, require_time
from integrations.credentials import header_safe
from integrations.destination import Destination, checked_url
from integrations.sessions import Clients, sent
from integrations.tracker import TrackerRejected

NAME: Final = "GitHub"
API_URL: Final = "https://api.github.com"
READ_SECONDS_MAX: Final = 15  # for connecting too: PyGithub insists on one whole number
PERMISSIONS: Final = {"issues": "write", "metadata": "read"}  # an App's token has none by default

OK, CREATED = frozenset({200}), frozenset({201})

logging.getLogger("github.Requester").setLevel(logging.INFO)  # at DEBUG it logs whole bodies


class GitHubApi:
    """One address with one credential, which is read at each call."""

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self._base_url = checked_url(destination.base_url or API_URL)
        self._clients = Clients(self._client)

    async def is_app(self) -> bool:
        """Whether the credential is a GitHub App's, which has no account to ask for."""
        return _is_app(await asyncio.to_thread(self._destination.secret))  # it may be in a file

    async def read(
        self, path: str, query: Mapping[str, str] | None = None, *, etag: str | None = None
    ) -> Answer:
        """Read; with the `etag` of an earlier answer, 304 says that it would be the same again.

        Such an answer counts against no limit.
        """
        statuses = OK if etag is None else OK | {HTTPStatus.NOT_MODIFIED}
        return await self.send("GET", path, query=query, statuses=statuses, etag=etag)

    async def send(
        self,
        verb: str,
        path: str,
        *,
        statuses: frozenset[int],
        query: Mapping[str, str] | None = None,
        body: object = None,
        before: float | None = None,
        etag: str | None = None,
    ) -> Answer:
        def call() -> Answer:
            requester = self._clients.get(self._destination.secret()).requester
            _sign_in(requester)
            if before is not None:
                require_time(before, NAME)
            asked, known = dict(query or {}), {"If-None-Match": etag} if etag else {}
            return sent(
                lambda: _answer(*requester.requestJson(verb, path, asked, known, input=body))
            )

        return await answered(
            call, door=self._destination.door, tracker=NAME, verb=verb, statuses=statuses
        )

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
            raise answers.refusal(Answer(401, {}), NAME, reading=True) from None
        raise Unsent from None
    except (OSError, ValueError, TypeError, AssertionError):
        raise Unsent from None
