"""What GitHub alone asks of its adapter: refused fields, links between pages, Apps."""

from datetime import UTC, datetime

import pytest
from msgspec import json
from msgspec.structs import replace

from integrations.tracker import (
    TrackerRejected,
    TrackerUnavailable,
)
from tests.integrations.conftest import There
from tests.integrations.test_adapters import draft, soon
from tests.integrations.test_mirror import titled
from tests.standins.servers import APP_ID, APP_KEY, INSTALLATION_ID
from tests.standins.wire import Forward, Request, Response


async def test_an_edit_of_nothing_but_what_github_refuses_is_sent_once(
    github_there: There,
) -> None:
    there = github_there
    await there.proxy.mend()
    tracker = there.tracker()
    wanted = draft(tracker, titled("Refused"))
    read = await tracker.read((await tracker.create(wanted, soon())).key)
    body = b'{"errors":[{"resource":"Issue","field":"assignees","code":"invalid"}]}'
    there.proxy.refuse("PATCH", r"/issues/\d+$", 422, times=9, body=body, holding=b"assignees")
    await tracker.edit(read, replace(wanted, assignee="octocat"))
    assert len(there.proxy.moments("PATCH")) == 1


@pytest.mark.parametrize("link", ["http://[", "", "?page=1&per_page=100"])
async def test_a_list_of_github_that_leads_nowhere_or_in_a_circle_proves_nothing(
    github_there: There, link: str
) -> None:
    there = github_there
    await there.proxy.mend()

    async def misleading(request: Request, forward: Forward) -> Response:
        answer = await forward(request)
        told = {"link": f'<{link}>; rel="next"'} if "/issues?" in request.path else {}
        return Response(answer.status, answer.headers | told, answer.body)

    tracker = there.tracker()
    wanted = draft(tracker, titled("Circle"))
    there.proxy.layers.append(misleading)
    try:
        with pytest.raises(TrackerUnavailable, match="same page"):
            await tracker.find(wanted.marker, datetime.now(UTC))
    finally:
        there.proxy.layers.remove(misleading)


async def test_a_github_app_signs_in_with_the_rights_it_needs(github_there: There) -> None:
    there = github_there
    await there.proxy.mend()
    app = {"app_id": APP_ID, "installation_id": INSTALLATION_ID, "private_key": APP_KEY}
    tracker, began = there.tracker(json.encode(app).decode()), datetime.now(UTC)
    wanted = draft(tracker, titled("By an App"))
    made = await tracker.create(wanted, soon())
    assert [ticket.key for ticket in await tracker.find(wanted.marker, began)] == [made.key]
    asked = [json.decode(body) for _, body in there.proxy.bodies if b"permissions" in body]
    assert asked
    assert all(one["permissions"] == {"issues": "write", "metadata": "read"} for one in asked)


@pytest.mark.parametrize("secret", ["{", "{}", '{"app_id": 1, "installation_id": 2}'])
async def test_a_github_app_that_is_none_is_refused(github_there: There, secret: str) -> None:
    with pytest.raises(TrackerRejected) as refused:
        await github_there.tracker(secret).changes(None)
    assert refused.value.code == "credential_malformed"


async def test_a_github_app_that_github_refuses_is_told(github_there: There) -> None:
    await github_there.proxy.mend()
    app = {"app_id": APP_ID, "installation_id": 999, "private_key": APP_KEY}
    tracker = github_there.tracker(json.encode(app).decode())
    with pytest.raises(TrackerRejected) as refused:
        await tracker.create(draft(tracker, titled("No App")), soon())
    assert refused.value.code == "credential_refused"
