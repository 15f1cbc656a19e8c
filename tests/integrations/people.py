"""What other people do in a tracker, straight at the stand-in and past our adapters and faults."""

import re
from datetime import date
from typing import Any, Final, Protocol

import httpx

from tests.standins.servers import GITHUB_STRANGER, GITHUB_TOKEN, PROJECT, REPOSITORY

SECONDS_MAX: Final = 30.0  # of a call: the stand-ins list all that the run made so far
START, WORK_ON, FINISH, BACK = "To Do", "In Progress", "Done", "To Do"


class People(Protocol):
    async def tickets(self, title: str) -> list[str]:
        """Keys of the tickets with a title, whoever made them."""
        ...

    async def fetch(self, key: str) -> tuple[str, str, bool]:
        """Title, whole body, whether closed."""
        ...

    async def write(
        self, key: str, *, title: str | None = None, body: str | None = None
    ) -> None: ...

    async def close(self, key: str) -> None: ...

    async def make_foreign(self, key: str) -> None:
        """Leave nothing of ours in a ticket."""
        ...

    async def reopen(self, key: str) -> None: ...

    async def copy(self, key: str) -> str:
        """Make a ticket with the same text as another person; its key."""
        ...

    async def twin(self, key: str) -> str:
        """Make a ticket with the same text and labels under our own account; its key."""
        ...

    async def assign(self, key: str, account: str) -> None: ...

    async def postpone(self, key: str, day: date) -> None:
        """Say another due date, wherever the tracker holds it."""
        ...

    async def give_up(self, key: str) -> None:
        """Close a ticket without having done it."""
        ...

    async def fields(self, key: str) -> tuple[str | None, set[str]]:
        """The assignee and the labels."""
        ...

    async def label(self, key: str, labels: list[str]) -> None:
        """Put labels in the place of all that are visible to a person."""
        ...


class GitHubPeople:
    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/repos/{REPOSITORY}/issues"

    async def tickets(self, title: str) -> list[str]:
        found, page = [], 1
        while batch := await self._call("GET", f"?state=all&per_page=100&page={page}"):
            found += [_key(issue) for issue in batch if issue["title"] == title]
            page += 1
        return found

    async def fetch(self, key: str) -> tuple[str, str, bool]:
        issue = await self._call("GET", f"/{_number(key)}")
        return issue["title"], issue["body"] or "", issue["state"] == "closed"

    async def write(self, key: str, *, title: str | None = None, body: str | None = None) -> None:
        said = {"title": title, "body": body}
        await self._call(
            "PATCH", f"/{_number(key)}", {k: v for k, v in said.items() if v is not None}
        )

    async def close(self, key: str) -> None:
        await self._call("PATCH", f"/{_number(key)}", {"state": "closed"})

    async def reopen(self, key: str) -> None:
        await self._call("PATCH", f"/{_number(key)}", {"state": "open"})

    async def make_foreign(self, key: str) -> None:
        await self.write(key, title="somebody else's", body="theirs")

    async def copy(self, key: str, token: str = GITHUB_STRANGER) -> str:
        title, body, _ = await self.fetch(key)
        issue = await self._call("POST", "", {"title": title, "body": body}, token)
        return _key(issue)

    async def twin(self, key: str) -> str:
        return await self.copy(key, GITHUB_TOKEN)

    async def assign(self, key: str, account: str) -> None:
        await self._call("PATCH", f"/{_number(key)}", {"assignees": [account]})

    async def postpone(self, key: str, day: date) -> None:
        _, body, _ = await self.fetch(key)
        await self.write(key, body=re.sub(r"(?m)^- Due: .*$", f"- Due: {day.isoformat()}", body))

    async def give_up(self, key: str) -> None:
        said = {"state": "closed", "state_reason": "not_planned"}
        await self._call("PATCH", f"/{_number(key)}", said)

    async def label(self, key: str, labels: list[str]) -> None:
        await self._call("PATCH", f"/{_number(key)}", {"labels": labels})

    async def fields(self, key: str) -> tuple[str | None, set[str]]:
        issue = await self._call("GET", f"/{_number(key)}")
        assignee = issue["assignees"][0]["login"] if issue["assignees"] else None
        return assignee, {label["name"] for label in issue["labels"]}

    async def _call(
        self, method: str, path: str, said: object = None, token: str = GITHUB_TOKEN
    ) -> Any:
        headers = {"authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(headers=headers, timeout=SECONDS_MAX) as client:
            answer = await client.request(method, self._url + path, json=said)
        answer.raise_for_status()
        return answer.json()


class JiraPeople:
    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/rest/api/2"

    async def tickets(self, title: str) -> list[str]:
        query = {"jql": f"project = {PROJECT}", "maxResults": "5000", "fields": "summary"}
        answer = await self._call("GET", "/search", params=query)
        return [raw["key"] for raw in answer["issues"] if raw["fields"]["summary"] == title]

    async def fetch(self, key: str) -> tuple[str, str, bool]:
        fields = (await self._call("GET", f"/issue/{key}"))["fields"]
        closed = fields["status"]["statusCategory"]["key"] == "done"
        return fields["summary"], fields["description"] or "", closed

    async def write(self, key: str, *, title: str | None = None, body: str | None = None) -> None:
        said = {"summary": title, "description": body}
        kept = {name: value for name, value in said.items() if value is not None}
        await self._call("PUT", f"/issue/{key}", json={"fields": kept})

    async def close(self, key: str) -> None:
        await self._move(key, WORK_ON)
        await self._move(key, FINISH)

    async def reopen(self, key: str) -> None:
        await self._move(key, BACK)

    async def make_foreign(self, key: str) -> None:
        fields = {"summary": "somebody else's", "description": "theirs", "labels": []}
        await self._call("PUT", f"/issue/{key}", json={"fields": fields})

    async def copy(self, key: str, reporter: str = "alice") -> str:
        fields = (await self._call("GET", f"/issue/{key}"))["fields"]
        said = {name: fields[name] for name in ("summary", "description", "labels")}
        said |= {"project": {"key": PROJECT}, "issuetype": {"name": "Task"}}
        said |= {"reporter": {"name": reporter}}
        made = await self._call("POST", "/issue", json={"fields": said})
        return str(made["key"])

    async def assign(self, key: str, account: str) -> None:
        said = {"fields": {"assignee": {"name": account}}}
        await self._call("PUT", f"/issue/{key}", json=said)

    async def postpone(self, key: str, day: date) -> None:
        await self._call("PUT", f"/issue/{key}", json={"fields": {"duedate": day.isoformat()}})

    async def give_up(self, key: str) -> None:
        await self._move(key, "Cancelled")

    async def label(self, key: str, labels: list[str]) -> None:
        _, held = await self.fields(key)
        kept = [name for name in held if name.startswith("twiceshy-")]
        await self._call("PUT", f"/issue/{key}", json={"fields": {"labels": [*kept, *labels]}})

    async def twin(self, key: str) -> str:
        return await self.copy(key, "admin")

    async def delete(self, key: str) -> None:
        await self._call("DELETE", f"/issue/{key}")

    async def begin(self, key: str) -> None:
        await self._move(key, WORK_ON)

    async def fields(self, key: str) -> tuple[str | None, set[str]]:
        fields = (await self._call("GET", f"/issue/{key}"))["fields"]
        assignee = fields["assignee"]["name"] if fields["assignee"] else None
        return assignee, set(fields["labels"])

    async def _move(self, key: str, status: str) -> None:
        moves = (await self._call("GET", f"/issue/{key}/transitions"))["transitions"]
        (move,) = [move["id"] for move in moves if move["to"]["name"] == status]
        await self._call("POST", f"/issue/{key}/transitions", json={"transition": {"id": move}})

    async def _call(self, method: str, path: str, **said: Any) -> Any:
        async with httpx.AsyncClient(timeout=SECONDS_MAX) as client:
            answer = await client.request(method, self._url + path, **said)
        answer.raise_for_status()
        return answer.json() if answer.content else None


def _key(issue: dict[str, Any]) -> str:
    return f"{REPOSITORY}#{issue['number']}"


def _number(key: str) -> str:
    return key.rpartition("#")[2]
