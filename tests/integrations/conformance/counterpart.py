"""The stand-ins past our adapters and past every fault: what they hold, what others do there."""

from collections.abc import Sequence
from typing import Any, Final, Protocol

import httpx
from msgspec import Struct

from domain.tracker import TrackerKind
from integrations.markers import comment, label
from integrations.tracker import Marker
from tests.integrations.conftest import There
from tests.standins.servers import GITHUB_STRANGER, GITHUB_TOKEN, PROJECT, REPOSITORY

PAGE_SIZE: Final = 100


class Held(Struct, frozen=True):
    """One ticket as the stand-in has it."""

    key: str
    title: str
    body: str
    labels: tuple[str, ...]
    author: str
    closed: bool


class Counterpart(Protocol):
    ours: str  # the account of our credential

    async def every(self) -> Sequence[Held]: ...

    def carries(self, held: Held, marker: Marker) -> bool:
        """Whether a ticket bears a marker, whoever wrote it there."""
        ...

    async def forge(self, title: str, marker: Marker) -> str:
        """As a stranger who knows a marker, make a ticket with it; its key."""
        ...

    async def make(self, title: str) -> None:
        """Under our own account, make a ticket of no action."""
        ...

    async def close_as(self, key: str, how: str) -> None:
        """Close with a word for how: GitHub's state_reason, Jira's status."""
        ...


class GitHubSide:
    ours = "octocat"

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/repos/{REPOSITORY}/issues"

    async def every(self) -> Sequence[Held]:
        found: list[Held] = []
        page = 1
        while batch := await self._call("GET", f"?state=all&per_page={PAGE_SIZE}&page={page}"):
            found += [_of_github(raw) for raw in batch]
            page += 1
        return found

    def carries(self, held: Held, marker: Marker) -> bool:
        return comment(marker) in held.body

    async def forge(self, title: str, marker: Marker) -> str:
        said = {"title": title, "body": comment(marker)}
        issue = await self._call("POST", "", said, GITHUB_STRANGER)
        return f"{REPOSITORY}#{issue['number']}"

    async def make(self, title: str) -> None:
        await self._call("POST", "", {"title": title})

    async def close_as(self, key: str, how: str) -> None:
        number = key.rpartition("#")[2]
        await self._call("PATCH", f"/{number}", {"state": "closed", "state_reason": how})

    async def _call(
        self, method: str, path: str, said: object = None, token: str = GITHUB_TOKEN
    ) -> Any:
        return await called(method, self._url + path, said, {"authorization": f"Bearer {token}"})


class JiraSide:
    ours = "admin"

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/rest/api/2"

    async def every(self) -> Sequence[Held]:
        query = f"/search?jql=project={PROJECT}&maxResults=5000"
        answer = await called("GET", self._url + query)
        return [_of_jira(raw) for raw in answer["issues"]]

    def carries(self, held: Held, marker: Marker) -> bool:
        return label(marker) in held.labels

    async def forge(self, title: str, marker: Marker) -> str:
        fields = {
            "project": {"key": PROJECT},
            "issuetype": {"name": "Task"},
            "summary": title,
            "labels": [label(marker)],
            "reporter": {"name": "alice"},
        }
        made = await called("POST", f"{self._url}/issue", {"fields": fields})
        return str(made["key"])

    async def make(self, title: str) -> None:
        fields = {
            "project": {"key": PROJECT},
            "issuetype": {"name": "Task"},
            "summary": title,
        }
        await called("POST", f"{self._url}/issue", {"fields": fields})

    async def close_as(self, key: str, how: str) -> None:
        place = f"{self._url}/issue/{key}/transitions"
        moves = (await called("GET", place))["transitions"]
        (move,) = [move["id"] for move in moves if move["to"]["name"] == how]
        await called("POST", place, {"transition": {"id": move}})


def counterpart_of(there: There) -> Counterpart:
    port = there.proxy.upstream_port
    return GitHubSide(port) if there.kind is TrackerKind.GITHUB else JiraSide(port)


async def called(
    method: str, url: str, said: object = None, headers: dict[str, str] | None = None
) -> Any:
    async with httpx.AsyncClient(headers=headers, trust_env=False, timeout=30) as client:
        answer = await client.request(method, url, json=said)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def _of_github(raw: dict[str, Any]) -> Held:
    return Held(
        key=f"{REPOSITORY}#{raw['number']}",
        title=raw["title"],
        body=raw["body"] or "",
        labels=tuple(one["name"] for one in raw["labels"]),
        author=raw["user"]["login"],
        closed=raw["state"] == "closed",
    )


def _of_jira(raw: dict[str, Any]) -> Held:
    fields = raw["fields"]
    return Held(
        key=raw["key"],
        title=fields["summary"],
        body=fields.get("description") or "",
        labels=tuple(fields.get("labels") or ()),
        author=(fields.get("creator") or {}).get("name", ""),
        closed=fields["status"]["statusCategory"]["key"] == "done",
    )
