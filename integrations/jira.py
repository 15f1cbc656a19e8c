"""Jira's REST API v2: sends one request, tells what came back; the only import of `jira`.

The library serves as client, signer and session, for Cloud and Data Center alike. Its
`create_issue` cannot send an entity property in the same POST and hides the status, its `update`
reads after writing and raises when that fails, and its `assign_issue` takes the first hit of a
search.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from jira import JIRA, JIRAError
from requests import Response

from integrations import answers
from integrations.answers import Answer, answered, require_time
from integrations.credentials import header_safe
from integrations.destination import Destination, checked_url
from integrations.sessions import Clients, sent

NAME: Final = "Jira"
API: Final = "/rest/api/2"
CLOUD_HOSTS: Final = (
    ".atlassian.net",
    ".jira.com",
    "api.atlassian.com",
    ".atlassian-us-gov-mod.net",
)

OK, CREATED, CHANGED = frozenset({200}), frozenset({201}), frozenset({200, 204})


class JiraApi:
    """One address with one credential, which is read at each call.

    A credential `account:token` signs in to Cloud; without a colon it is a personal access token of
    Data Center.
    """

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self.base_url = checked_url(destination.base_url)
        self.is_cloud = _is_cloud(destination, self.base_url)
        self._clients = Clients(self._client)

    async def read(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        return await self.send("GET", path, query=query, statuses=OK)

    async def send(
        self,
        verb: str,
        path: str,
        *,
        statuses: frozenset[int],
        query: Mapping[str, str] | None = None,
        body: object = None,
        before: float | None = None,
    ) -> Answer:
        address = f"{self.base_url}{API}{path}"
        content = None if body is None else json.dumps(body)

        def request() -> Answer:
            client = self._clients.get(self._destination.secret())
            session = client._session  # noqa: SLF001 - the class has no other door
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

        return await answered(
            call, door=self._destination.door, tracker=NAME, verb=verb, statuses=statuses
        )

    def _client(self, secret: str) -> JIRA:
        account, is_pair, token = header_safe(secret).partition(":")
        auth: dict[str, Any] = (
            {"basic_auth": (account, token)} if is_pair else {"token_auth": secret}
        )
        return JIRA(
            self.base_url,
            options={"check_update": False},
            timeout=(answers.CONNECT_SECONDS_MAX, answers.READ_SECONDS_MAX),
            max_retries=0,
            get_server_info=False,
            logging=False,
            **auth,
        )


def _is_cloud(destination: Destination, base_url: str) -> bool:
    """As it was configured, for a site under a name of its own; else as its host tells."""
    told = destination.fields.get("deployment")
    host = urlsplit(base_url).hostname or ""
    return told == "cloud" if told else host.endswith(CLOUD_HOSTS)


def _answer(response: Response | None) -> Answer:
    if response is None:
        raise ValueError("no answer")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, answers.decoded(response.content))
