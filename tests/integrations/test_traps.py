"""What the two libraries do when they are left alone, and why the adapters do not leave them alone.

Each trap is shown on the library with its own settings, against a listener that answers as the trap
asks; beside it stands what the adapter does in the same place.
"""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

import pytest
from github import Auth, Github, GithubRetry
from github.Requester import HTTPRequestsConnectionClass
from jira import JIRA, JIRAError

from domain.tracker import TrackerKind
from integrations import github, jira
from integrations.destination import Destination
from tests.integrations.conftest import There
from tests.integrations.house import OPEN
from tests.integrations.test_adapters import draft, soon
from tests.integrations.test_mirror import titled

ISSUE: Final = {"number": 7, "title": "t", "html_url": "https://x/7", "url": "https://x/7"}
NEW: Final[dict[str, Any]] = {
    "summary": "t",
    "project": {"key": "P"},
    "issuetype": {"name": "Task"},
}
TWO: Final = ("one thread's", "another thread's")
PAGE: Final = b"<!DOCTYPE html><html><body>maintenance</body></html>"


class Listener:
    """Answers every request from a list, the last answer again and again, and counts."""

    def __init__(self, answers: list[bytes | None]) -> None:
        self.answers, self.requests = answers, list[tuple[str, str, bytes]]()
        self.url = ""

    def count(self, verb: str) -> int:
        return sum(seen == verb for seen, _, _ in self.requests)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        verb, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
        lengths = [line for line in head.lower().split(b"\r\n") if b"content-length" in line]
        length = int(lengths[0].split(b":")[1]) if lengths else 0
        self.requests.append((verb, path, await reader.readexactly(length)))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            writer.transport.abort()
            return
        writer.write(answer)
        await writer.drain()
        writer.close()


def said(status: str, body: bytes, *headers: str, kind: str = "application/json") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-type: {kind}", f"content-length: {len(body)}"]
    lines += ["connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def listening(*answers: bytes | None) -> AsyncIterator[Listener]:
    listener = Listener(list(answers))
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0)
    listener.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield listener


def in_thread(call: Callable[[], Any]) -> Any:
    return asyncio.get_running_loop().run_in_executor(None, call)


def usual_github(url: str, **settings: Any) -> Github:
    return Github(auth=Auth.Token("token"), base_url=url, lazy=True, **settings)


def quick_retry(total: int) -> Any:
    """PyGithub's own kind of retry, without its waits."""
    return GithubRetry(total=total, backoff_factor=0, secondary_rate_wait=0)


def usual_jira(url: str, **settings: Any) -> JIRA:
    options: dict[str, Any] = {"check_update": False}
    return JIRA(url, options=options, token_auth="t", get_server_info=False, **settings)


async def test_pygithub_posts_again_after_a_lost_answer() -> None:
    async with listening(None) as listener:
        client = usual_github(listener.url, retry=quick_retry(3), seconds_between_writes=0)
        repository = client.get_repo("acme/actions")
        with pytest.raises(Exception, match="Max retries"):
            await in_thread(lambda: repository.create_issue("t"))
        assert listener.count("POST") == 4


async def test_jira_posts_again_after_a_503_with_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    async with listening(said("503 X", b"{}", "retry-after: 1")) as listener:
        client = usual_jira(listener.url, max_retries=2)
        with pytest.raises(JIRAError):
            await in_thread(lambda: client.create_issue(NEW, prefetch=False))
        assert listener.count("POST") > 1


async def test_jira_breaks_on_a_pause_that_is_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    date = "retry-after: Wed, 21 Oct 2099 07:28:00 GMT"
    async with listening(said("429 X", b"{}", date)) as listener:
        client = usual_jira(listener.url, max_retries=2)
        with pytest.raises(ValueError, match="Oct 2099"):
            await in_thread(lambda: client.create_issue(NEW, prefetch=False))


async def test_jira_raises_although_the_ticket_was_made_when_the_read_after_it_fails() -> None:
    made = said("201 X", json.dumps({"id": "1", "key": "P-1"}).encode())
    async with listening(made, said("404 X", b"{}")) as listener:
        client = usual_jira(listener.url, max_retries=0)
        with pytest.raises(JIRAError):
            await in_thread(lambda: client.create_issue(NEW))
        assert [verb for verb, _, _ in listener.requests] == ["POST", "GET"]


@pytest.mark.parametrize(
    "answer",
    [said("307 X", b'{"message": "Moved"}', "location: /x"), said("200 X", PAGE, kind="text/html")],
    ids=["307", "200 with HTML"],
)
async def test_pygithub_makes_an_issue_of_what_is_none(answer: bytes) -> None:
    async with listening(answer) as listener:
        client = usual_github(listener.url, retry=None, seconds_between_writes=0)
        repository = client.get_repo("acme/actions")
        issue = await in_thread(lambda: repository.create_issue("t"))
        assert issue.raw_data.get("number") is None


class Meeting:
    """Lets two threads go on together once both have told a client what they want of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        both, ask = threading.Barrier(2, timeout=10), HTTPRequestsConnectionClass.getresponse

        def getresponse(connection: HTTPRequestsConnectionClass) -> Any:
            both.wait()
            return ask(connection)

        monkeypatch.setattr(HTTPRequestsConnectionClass, "getresponse", getresponse)


def titles_sent(listener: Listener) -> set[str]:
    return {json.loads(body)["title"] for verb, _, body in listener.requests if verb == "POST"}


async def test_pygithub_sends_one_of_two_threads_twice_and_the_other_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a thread wants is kept in the client until it is sent: the last one to tell is sent."""
    Meeting(monkeypatch)
    async with listening(said("201 X", json.dumps(ISSUE).encode())) as listener:
        client = usual_github(listener.url, retry=None, seconds_between_writes=0)
        repository = client.get_repo("acme/actions")
        await asyncio.gather(*(in_thread(partial(repository.create_issue, t)) for t in TWO))
        assert listener.count("POST") == 2
        assert len(titles_sent(listener)) == 1


async def test_an_adapter_has_a_client_for_each_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    Meeting(monkeypatch)
    async with listening(said("201 X", json.dumps(ISSUE).encode())) as listener:
        there = Destination(TrackerKind.GITHUB, listener.url, "acme/actions", lambda: "t", OPEN)
        api = github.GitHubApi(there)
        send = partial(api.send, "POST", "/repos/acme/actions/issues", statuses=github.CREATED)
        await asyncio.gather(*(send(body={"title": title}) for title in TWO))
        assert listener.count("POST") == 2
        assert titles_sent(listener) == set(TWO)


async def test_pygithub_rests_in_the_thread_between_two_writes() -> None:
    made = said("201 X", json.dumps(ISSUE).encode())
    async with listening(made) as listener:
        client = usual_github(listener.url, retry=None)
        repository = client.get_repo("acme/actions")

        def twice() -> float:
            repository.create_issue("t")
            began = time.monotonic()
            repository.create_issue("t")
            return time.monotonic() - began

        assert await in_thread(twice) > 0.5


async def test_an_adapter_rests_in_no_thread(github_there: There) -> None:
    await github_there.proxy.mend()
    tracker = github_there.tracker()
    await tracker.create(draft(tracker, titled("First")), soon())
    took = []
    for _ in range(5):  # whoever rests does so each time; a busy machine does not
        began = time.monotonic()
        await tracker.create(draft(tracker, titled("Next")), soon())
        took.append(time.monotonic() - began)
    assert min(took) < 0.5


async def test_an_error_of_jira_tells_headers_and_body() -> None:
    refused = said("400 X", b'{"errorMessages": ["word of a stranger"]}', "x-secret: in a header")
    async with listening(refused) as listener:
        client = usual_jira(listener.url, max_retries=0)
        with pytest.raises(JIRAError) as failed:
            await in_thread(lambda: client.create_issue(NEW, prefetch=False))
        told = str(failed.value)
        assert "word of a stranger" in told
        assert "in a header" in told


async def test_jira_assigns_whom_a_search_finds_first() -> None:
    found = json.dumps([{"self": "x", "name": n} for n in ("anastasia", "ana")]).encode()
    async with listening(said("200 X", found)) as listener:
        client = usual_jira(listener.url, max_retries=0)
        await in_thread(lambda: client.assign_issue("P-1", "ana@example.com"))
        assert json.loads(listener.requests[-1][2]) == {"name": "anastasia"}


def test_an_app_asks_for_no_right_unless_told() -> None:
    signer = Auth.AppAuth(1, "key")
    assert signer.get_installation_auth(2).token_permissions is None
    assert signer.get_installation_auth(2, github.PERMISSIONS).token_permissions == {
        "issues": "write",
        "metadata": "read",
    }


def test_the_adapters_leave_nothing_to_the_libraries() -> None:
    there = Destination(TrackerKind.GITHUB, "https://x.example", "acme/actions", lambda: "t", OPEN)
    kept = github.GitHubApi(there)._client("t").requester.kwargs  # noqa: SLF001
    assert kept["retry"] is None
    assert (kept["seconds_between_requests"], kept["seconds_between_writes"]) == (0, 0)
    session = jira.JiraApi(there)._client("t")._session  # noqa: SLF001
    assert (session.max_retries, session.timeout) == (0, (3.05, 15.0))
