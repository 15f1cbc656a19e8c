"""Every request to Jira Cloud is one that it knows, and its face here answers as it does."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.contracts.jira_description import (
    OPERATIONS,
    complaints,
    complaints_of_answer,
    operation_of,
)
from tests.contracts.test_github_requests import CALLS, drive
from tests.integrations.conftest import There, at_cloud
from tests.standins.jira_cloud import account_id
from tests.standins.wire import Forward, Request, Response

TOKEN = "bot@example.com:a-token"


@pytest.fixture
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[There]:
    async with at_cloud(tmp_path_factory.mktemp("cloud")) as there:
        yield there


@pytest.fixture
def exchanges(site: There) -> list[tuple[Request, Response]]:
    """Whatever is asked and answered, as the adapter sees it."""
    seen: list[tuple[Request, Response]] = []

    async def note(request: Request, forward: Forward) -> Response:
        answer = await forward(request)
        seen.append((request, answer))
        return answer

    site.proxy.layers.insert(0, note)
    return seen


async def test_every_request_and_every_answer_is_one_of_jira_cloud(
    site: There, exchanges: list[tuple[Request, Response]]
) -> None:
    tracker = site.tracker(TOKEN)
    assert await drive(tracker, account_id("alice")) == CALLS
    assert {operation_of(request) for request, _ in exchanges} == set(OPERATIONS)
    asked = [one for request, _ in exchanges for one in complaints(request)]
    assert not asked, "\n".join(asked)
    answered = [one for pair in exchanges for one in complaints_of_answer(*pair)]
    assert not answered, "\n".join(answered)


async def test_what_jira_cloud_does_not_know_is_complained_of(
    exchanges: list[tuple[Request, Response]], site: There
) -> None:
    await site.tracker(TOKEN).changes(None)
    request, answer = exchanges[0]
    strange = [
        request.to("GET", "/rest/api/2/search?jql=x"),
        request.to("GET", "/rest/api/2/search/jql?jql=x&startAt=100"),
        request.to("GET", "/rest/api/2/user/assignable/search?project=X&username=alice"),
        replace(request.to("POST", "/rest/api/2/issue"), body=b'{"labels": []}'),
    ]
    assert [len(list(complaints(one))) for one in strange] == [1] * len(strange)
    search = request.to("GET", "/rest/api/2/search/jql?jql=x")
    odd = Response(200, answer.headers, b'{"issues": {}, "isLast": "no"}')
    assert len(list(complaints_of_answer(search, odd))) == 2
