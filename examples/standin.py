"""The tracker of the demo: `emulate`, a stateful stand-in for GitHub that others wrote.

It keeps its issues in memory. So that a later run finds the tracker as it was left, they are
written down when it stops and made again, in their order, before anything else starts.
"""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx
from msgspec import DecodeError, Struct, json

from examples.children import child, free_port, is_free, listening
from examples.client import Refused
from examples.progress import say
from tests.standins.node import EMULATE, NODE

REPOSITORY: Final = "acme/actions"
TOKEN: Final = "token-of-the-stand-in"  # noqa: S105  it opens nothing else
PAGE_SIZE: Final = 100
KEPT: Final = "tracker.json"


class Issue(Struct, frozen=True):
    number: int
    title: str
    body: str
    state: str


class Kept(Struct, frozen=True):
    """What outlives the stand-in: the port in its address, and its issues."""

    port: int
    issues: tuple[Issue, ...] = ()


class StandIn:
    """The stand-in as a person uses it, past the service."""

    repository = REPOSITORY

    def __init__(self, port: int, token_file: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.token_file = token_file
        self._issues = f"{self.url}/repos/{REPOSITORY}/issues"
        self._http = httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"})

    def withdraw_token(self) -> None:
        """Leave the service without the tracker's token."""
        self.token_file.unlink()

    def give_token(self) -> None:
        _written(self.token_file, TOKEN.encode())

    async def close(self, key: str) -> bool:
        """Close a ticket; false where it was closed. Raises Refused."""
        path = "/" + key.rpartition("#")[2]
        if (await self._call("GET", path))["state"] == "closed":
            return False
        await self._call("PATCH", path, {"state": "closed"})
        return True

    async def issues(self) -> tuple[Issue, ...]:
        """Every issue, by number. Raises Refused."""
        found: list[Issue] = []
        for page in range(1, 1_000):
            query = f"?state=all&sort=created&direction=asc&per_page={PAGE_SIZE}&page={page}"
            batch = await self._call("GET", query)
            found += [
                Issue(raw["number"], raw["title"], raw["body"] or "", raw["state"]) for raw in batch
            ]
            if len(batch) < PAGE_SIZE:
                break
        return tuple(sorted(found, key=lambda issue: issue.number))

    async def restore(self, issues: Sequence[Issue]) -> None:
        """Make `issues` again; in their order, so that each gets its number. Raises Refused."""
        for issue in issues:
            made = await self._call("POST", "", {"title": issue.title, "body": issue.body})
            if made["number"] != issue.number:
                raise Refused(f"The stand-in numbers {issue.number} as {made['number']}.")
            if issue.state == "closed":
                await self._call("PATCH", f"/{issue.number}", {"state": "closed"})

    async def leave(self) -> None:
        await self._http.aclose()

    async def _call(self, verb: str, path: str, body: Any = None) -> Any:
        try:
            answer = await self._http.request(verb, self._issues + path, json=body)
        except httpx.TransportError as error:
            raise Refused(f"The stand-in tracker at {self.url} does not answer.") from error
        if answer.is_error:
            raise Refused(f"The stand-in tracker answered {verb} {path}: {answer.status_code}.")
        return answer.json()


@asynccontextmanager
async def stand_in(folder: Path) -> AsyncIterator[StandIn]:
    """Run the stand-in with the issues that `folder` keeps.

    Raises:
        Refused: it is not installed, does not start, or its port is taken.
    """
    if not EMULATE.exists():
        raise Refused("The stand-in for GitHub is not installed; `make demo` installs it.")
    kept_file, log = folder / KEPT, folder / "tracker.log"
    kept = _kept(kept_file)
    _written(kept_file, json.encode(kept))
    there = StandIn(kept.port, folder / "tracker-token")
    there.give_token()
    seed = _written(folder / "tracker-seed.json", json.encode(_seed(there.url)))
    command = [str(NODE), str(EMULATE), "start", "--service", "github", "--host", "127.0.0.1"]
    command += ["--port", str(kept.port), "--base-url", there.url, "--seed", str(seed)]
    async with child(command, log) as process:
        try:
            await listening(process, kept.port, log)
            await there.restore(kept.issues)
            yield there
        finally:
            await _keep(kept_file, kept.port, there)
            await there.leave()


async def _keep(path: Path, port: int, there: StandIn) -> None:
    """Write the issues down; what goes wrong here must not hide what went wrong before."""
    try:
        _written(path, json.encode(Kept(port, await there.issues())))
    except Refused as refusal:
        say(f"The tickets are not kept: {refusal}")


def forget(folder: Path) -> None:
    """Remove what earlier runs kept in `folder`. Raises Refused while one of them runs."""
    if (folder / KEPT).exists():
        _kept(folder / KEPT)
        shutil.rmtree(folder)


def _kept(path: Path) -> Kept:
    """What an earlier run kept; the port is part of the tracker's address, so it stays the same."""
    if not path.exists():
        return Kept(free_port())
    try:
        kept = json.decode(path.read_bytes(), type=Kept)
    except DecodeError as error:
        raise Refused(f"{path} cannot be read; remove {path.parent}.") from error
    if not is_free(kept.port):
        raise Refused(
            f"Port {kept.port}, where the demo's tracker was, is in use. If another demo runs, "
            f"stop it; if not, remove {path.parent}."
        )
    return kept


def _written(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{path.name}")
    draft.write_bytes(content)
    draft.chmod(0o600)
    return draft.replace(path)


def _seed(url: str) -> dict[str, Any]:
    owner, _, name = REPOSITORY.partition("/")
    return {
        "tokens": {TOKEN: {"login": "octocat", "scopes": ["repo", "user", "admin:org"]}},
        "github": {
            "baseUrl": url,
            "users": [{"login": "octocat"}],
            "orgs": [{"login": owner, "members": [{"login": "octocat", "role": "admin"}]}],
            "repos": [{"owner": owner, "name": name, "auto_init": True}],
        },
    }
