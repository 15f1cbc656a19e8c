"""Readers over HTTP: receipts, coverage by team, what is unread, thanks, recognition."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from tests.api.nodes import READERS, Node, pointers, problem_of, transaction, waiting
from tests.api.world import (
    MISSING_ID,
    SECTIONS,
    begun,
    listed,
    made,
    published,
    whole,
)

THANKS = {"text": "It taught me where our retries come from."}


class Org:
    """People and a team that no other test uses, and a published postmortem."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client, self.name = client, uuid4().hex[:8]
        self.team = f"readers-{self.name}"
        self.position = "0"

    def address(self, name: str) -> str:
        return f"{name}-{self.name}@readers.example.com"

    async def person(self, name: str, **fields: Any) -> str:
        body = {"name": name, "teams": [self.team], **fields}
        await self.sent("PUT", f"/v1/people/{self.address(name)}", body)
        return self.address(name)

    async def sent(
        self, method: str, path: str, body: Any, by: str | None = None, **headers: str
    ) -> httpx.Response:
        person = {"on-behalf-of": by} if by else {}
        answer = await self.client.request(method, path, json=body, headers={**person, **headers})
        self.position = answer.headers.get("event-position", self.position)
        return answer

    async def get(self, path: str, by: str | None = None, **query: Any) -> dict[str, Any]:
        headers = {"on-behalf-of": by} if by else {}
        query = {"min_position": self.position, **query}
        return await made(self.client.get(path, params=query, headers=headers))

    async def coverage(self, path: str) -> dict[str, Any]:
        """What the team's line says."""
        items = await whole(self.client, path, limit=200, min_position=self.position)
        return next((item for item in items if item["team"] == self.team), {})


@pytest.fixture
def org(client: httpx.AsyncClient) -> Org:
    return Org(client)


@pytest.fixture
async def postmortem(client: httpx.AsyncClient) -> dict[str, Any]:
    return (await published(client))[1]


def path_of(postmortem: dict[str, Any], rest: str) -> str:
    return f"/v1/postmortems/{postmortem['id']}/{rest}"


async def amended(org: Org, postmortem: dict[str, Any]) -> None:
    await made(
        org.client.post(path_of(postmortem, "amendments"), json={"reason": "A number was wrong."})
    )


async def rewritten(
    org: Org, postmortem: dict[str, Any], by: str, body: str = "Told better."
) -> None:
    current = await org.get(f"/v1/postmortems/{postmortem['id']}")
    edit = {"if-match": f'"{current["version"]}"'}
    path = path_of(postmortem, f"sections/{SECTIONS[0]}")
    answer = await org.sent("PUT", path, {"body": body}, by=by, **edit)
    assert answer.status_code == 200, answer.text


async def published_again(org: Org, postmortem: dict[str, Any]) -> None:
    waivers = [{"requirement": "review", "reason": "One number changed."}]
    answer = await org.sent("POST", path_of(postmortem, "publications"), {"waivers": waivers})
    assert answer.status_code == 201, answer.text


async def test_a_receipt_is_of_the_person_and_the_edition(
    node: Node, org: Org, postmortem: dict[str, Any]
) -> None:
    reader = await org.person("ria")
    path = path_of(postmortem, "reads")
    answer = await org.sent("POST", path, {}, by=reader.upper())
    assert answer.status_code == 201
    receipt = answer.json()
    assert (receipt["reader"], receipt["edition"]) == (reader, 1)
    assert receipt["reference"] == postmortem["reference"]
    head = await node.head()
    again = await org.sent("POST", path, {"edition": 1}, by=reader)
    assert (again.status_code, again.json()) == (201, receipt)
    assert await node.head() == head
    unchanged = await org.get(f"/v1/postmortems/{postmortem['id']}")
    assert unchanged["version"] == postmortem["version"]


async def test_a_tool_that_acts_for_nobody_reads_nothing(
    node: Node, postmortem: dict[str, Any]
) -> None:
    head = await node.head()
    for rest, body in (("reads", {}), ("thanks", THANKS)):
        answer = await node.client.post(path_of(postmortem, rest), json=body)
        problem = problem_of(answer, 400, "person_required")
        assert "On-Behalf-Of" in problem["detail"]
    assert await node.head() == head


async def test_what_is_not_published_cannot_be_read(client: httpx.AsyncClient, org: Org) -> None:
    _, draft = await begun(client)
    reader = org.address("early")
    for rest, body in (("reads", {}), ("thanks", THANKS)):
        answer = await org.sent("POST", path_of(draft, rest), body, by=reader)
        problem_of(answer, 409, "not_published")
    shown = await org.get(path_of(draft, "readership"))
    assert (shown["edition"], shown["published_at"], shown["items"]) == (0, None, [])
    assert (shown["should_read"], shown["share"]) == (0, None)
    assert shown["links"]["postmortem"] == f"/v1/postmortems/{draft['id']}"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"edition": 2}, 409, "not_published"),
        ({"edition": 0}, 400, "invalid_request"),
        ({"edition": 10**30}, 400, "invalid_request"),
        ({"edition": "1"}, 400, "invalid_request"),
        ({"version": 1}, 400, "invalid_request"),
        ([], 400, "invalid_request"),
    ],
)
async def test_what_no_edition_is(
    node: Node, org: Org, postmortem: dict[str, Any], *, body: Any, status: int, code: str
) -> None:
    head = await node.head()
    answer = await org.sent("POST", path_of(postmortem, "reads"), body, by=org.address("odd"))
    problem_of(answer, status, code)
    assert await node.head() == head


async def test_coverage_counts_who_should_have_read(org: Org, postmortem: dict[str, Any]) -> None:
    reader, guest = await org.person("amy"), org.address("guest")
    await org.person("bob")
    await org.person("old", left_on="2020-01-31")
    leaving = await org.person("leaving", left_on="2999-01-31")
    await org.sent("PUT", f"/v1/teams/{org.team}-2", {"members": [reader, guest]})
    for person in (reader, guest):
        await org.sent("POST", path_of(postmortem, "reads"), {}, by=person)
    shown = await org.get(path_of(postmortem, "readership"), limit=200)
    assert (shown["edition"], shown["readers"]) == (1, 2)
    assert shown["read"] == 1
    assert shown["unread"] == shown["should_read"] - 1
    team = await org.coverage(path_of(postmortem, "readership"))
    assert team == {
        "team": org.team,
        "should_read": 3,
        "read": 1,
        "unread": 2,
        "read_earlier": 0,
        "share": 0.3333,
    }
    second = next(t for t in shown["items"] if t["team"] == f"{org.team}-2")
    assert (second["should_read"], second["share"]) == (1, 1.0)
    await org.sent("POST", path_of(postmortem, "reads"), {}, by=leaving)
    assert (await org.coverage(path_of(postmortem, "readership")))["read"] == 2


@pytest.mark.parametrize("insight", [False, True])
async def test_a_sum_and_its_teams_are_of_one_moment(
    dsn: str, org: Org, postmortem: dict[str, Any], *, insight: bool
) -> None:
    ada, path = await org.person("ada"), path_of(postmortem, "readership")
    if insight:
        path = "/v1/insights/readership"
    before = await org.coverage(path)
    query = {"limit": 200, "min_position": org.position}
    async with asyncio.TaskGroup() as group, transaction(dsn) as held:
        await held.execute("lock table team_list")
        asked = group.create_task(get(org.client, path, query))
        await waiting(held, READERS, 1)  # the sum is read, the teams are not
        if insight:
            another = (await published(org.client))[1]
            await seen(held, "publication_list where edition > 0 and id::text = $1", another["id"])
        else:
            await org.sent("POST", path_of(postmortem, "reads"), {}, by=ada)
            await seen(held, "receipt_list where reader = $1", ada)
    told = asked.result()
    assert next(item for item in told["items"] if item["team"] == org.team) == before
    now = await org.get(path, limit=200)
    assert now != told


async def get(client: httpx.AsyncClient, path: str, query: dict[str, Any]) -> dict[str, Any]:
    return await made(client.get(path, params=query))


async def seen(conn: asyncpg.Connection, rows: str, value: str) -> None:
    """Wait until a view has such a row: a postmortem is in its view before it is published."""
    async with asyncio.timeout(10):
        found = f"select count(*) from {rows}"
        while not await conn.fetchval(found, value):  # noqa: ASYNC110  seen from outside
            await asyncio.sleep(0.005)


async def test_teams_come_page_by_page(org: Org, postmortem: dict[str, Any]) -> None:
    for team in ("a", "b"):
        await org.sent("PUT", f"/v1/teams/{org.team}-{team}", {"members": []})
    for path in (path_of(postmortem, "readership"), "/v1/insights/readership"):
        teams = (await org.get(path, limit=200))["items"]
        limit = len(teams) // 2
        assert await whole(org.client, path, limit=limit, min_position=org.position) == teams


async def test_a_new_edition_counts_anew_and_tells_who_read_the_old_one(
    org: Org, postmortem: dict[str, Any]
) -> None:
    reader = await org.person("ned")
    await org.sent("POST", path_of(postmortem, "reads"), {}, by=reader)
    await amended(org, postmortem)
    line = await org.coverage(path_of(postmortem, "readership"))
    assert line["read"] == 1, "the last edition stands until the next is published"
    await published_again(org, postmortem)
    line = await org.coverage(path_of(postmortem, "readership"))
    assert (line["read"], line["read_earlier"], line["unread"]) == (0, 1, 1)
    unread = await org.get(f"/v1/people/{reader}/unread", limit=200)
    (item,) = [i for i in unread["items"] if i["postmortem_id"] == postmortem["id"]]
    assert (item["edition"], item["read_edition"]) == (2, 1)
    await org.sent("POST", path_of(postmortem, "reads"), {}, by=reader)
    line = await org.coverage(path_of(postmortem, "readership"))
    assert (line["read"], line["read_earlier"]) == (1, 0)


async def test_unread_is_what_is_published_and_not_read(
    client: httpx.AsyncClient, org: Org, postmortem: dict[str, Any]
) -> None:
    reader, gone = await org.person("una"), await org.person("gone", left_on="2020-01-31")
    incident, other = await published(client)
    _, draft = await begun(client)
    answer = await org.sent("POST", path_of(other, "reads"), {}, by=reader)
    assert answer.status_code == 201
    items = await whole(client, f"/v1/people/{reader}/unread", limit=2, min_position=org.position)
    numbers = [int(item["reference"].removeprefix("PM-")) for item in items]
    assert numbers == sorted(numbers, reverse=True)
    ids = {item["postmortem_id"] for item in items}
    assert postmortem["id"] in ids
    assert not ids & {other["id"], draft["id"]}
    item = next(i for i in items if i["postmortem_id"] == postmortem["id"])
    assert item["title"] == incident["title"]
    assert item["read_edition"] is None
    assert await whole(client, f"/v1/people/{gone}/unread") == []
    problem_of(await client.get(f"/v1/people/{org.address('nobody')}/unread"), 404, "not_found")


async def test_thanks_go_to_the_other_authors(org: Org, postmortem: dict[str, Any]) -> None:
    author, reader = await org.person("art"), await org.person("tim")
    await amended(org, postmortem)
    await rewritten(org, postmortem, by=author)
    await published_again(org, postmortem)
    answer = await org.sent("POST", path_of(postmortem, "thanks"), THANKS, by=reader)
    assert answer.status_code == 201, answer.text
    given = answer.json()
    assert (given["by"], given["to"], given["text"]) == (reader, [author], THANKS["text"])
    again = await org.sent("POST", path_of(postmortem, "thanks"), THANKS, by=reader)
    assert again.json() == given
    more = await org.sent("POST", path_of(postmortem, "thanks"), {"text": "Again."}, by=reader)
    query = {"limit": 1, "min_position": org.position}
    shown = await whole(org.client, path_of(postmortem, "thanks"), **query)
    assert shown == [given, more.json()]
    own = await org.sent("POST", path_of(postmortem, "thanks"), THANKS, by=author)
    problem_of(own, 409, "thanks_refused")
    lines = await whole(org.client, "/v1/insights/recognition", limit=3, min_position=org.position)
    assert [line["email"] for line in lines] == sorted(line["email"] for line in lines)
    (line,) = [line for line in lines if line["email"] == author]
    assert line == {"email": author, "name": "art", "written": 1, "thanked": 2, "read": 0}
    assert reader not in {line["email"] for line in lines}, "who did nothing so far is not ranked"


async def test_who_writes_in_a_draft_is_thanked_once_it_is_published(
    org: Org, postmortem: dict[str, Any]
) -> None:
    writer, reader = await org.person("wes"), await org.person("tove")
    await amended(org, postmortem)
    await rewritten(org, postmortem, by=writer)
    early = await org.sent("POST", path_of(postmortem, "thanks"), THANKS, by=reader)
    problem_of(early, 409, "thanks_refused")
    await published_again(org, postmortem)
    answer = await org.sent("POST", path_of(postmortem, "thanks"), THANKS, by=reader)
    assert (answer.status_code, answer.json()["to"]) == (201, [writer])


async def test_who_writes_in_a_draft_is_recognized_once_it_is_published(
    org: Org, postmortem: dict[str, Any]
) -> None:
    author = await org.person("dora")
    await amended(org, postmortem)
    await rewritten(org, postmortem, by=author)
    answer = await org.sent("POST", path_of(postmortem, "thanks"), THANKS, by=author)
    problem_of(answer, 409, "thanks_refused")
    assert await recognized(org, author) == []
    await published_again(org, postmortem)
    (line,) = await recognized(org, author)
    assert (line["written"], line["thanked"], line["read"]) == (1, 0, 0)


async def test_thanks_during_an_amendment_go_to_who_wrote_what_is_published(
    org: Org, postmortem: dict[str, Any]
) -> None:
    author, drafting, reader = [await org.person(name) for name in ("paul", "dirk", "rosa")]
    await amended(org, postmortem)
    await rewritten(org, postmortem, by=author)
    await published_again(org, postmortem)
    await amended(org, postmortem)
    await rewritten(org, postmortem, by=drafting, body="Told better still.")
    answer = await org.sent("POST", path_of(postmortem, "thanks"), THANKS, by=reader)
    assert answer.json()["to"] == [author]
    assert await recognized(org, drafting) == []


async def recognized(org: Org, person: str) -> list[dict[str, Any]]:
    path = "/v1/insights/recognition"
    lines = await whole(org.client, path, limit=200, min_position=org.position)
    return [line for line in lines if line["email"] == person]


@pytest.mark.parametrize("text", ["", " \n", "a\0b", "x" * 2_001, None, 7])
async def test_thanks_without_words_are_refused(
    node: Node, org: Org, postmortem: dict[str, Any], text: Any
) -> None:
    head = await node.head()
    body = {"text": text, "to": "x"}
    answer = await org.sent("POST", path_of(postmortem, "thanks"), body, by=org.address("x"))
    assert pointers(problem_of(answer, 400, "invalid_request")) == {"/text", "/to"}
    assert await node.head() == head


async def test_insights_tell_how_far_each_team_reads(org: Org, postmortem: dict[str, Any]) -> None:
    reader = await org.person("zed")
    before = await org.coverage("/v1/insights/readership")
    assert (before["members"], before["read"], before["share"]) == (1, 0, 0.0)
    assert before["should_read"] == (await org.get("/v1/insights/readership"))["postmortems"]
    await org.sent("POST", path_of(postmortem, "reads"), {}, by=reader)
    after = await org.coverage("/v1/insights/readership")
    assert (after["read"], after["unread"]) == (1, before["should_read"] - 1)


async def test_the_same_key_gives_one_receipt(org: Org, postmortem: dict[str, Any]) -> None:
    reader, key = org.address("key"), {"idempotency-key": uuid4().hex}
    path = path_of(postmortem, "reads")
    first = await org.sent("POST", path, {}, by=reader, **key)
    second = await org.sent("POST", path, {}, by=reader, **key)
    assert second.json() == first.json()
    assert second.headers["idempotency-replayed"] == "true"
    events, _ = await listed(org.client, "/v1/events", actor=reader, min_position=org.position)
    assert [event["type"] for event in events] == ["readership.read"]


async def test_what_is_not_there_has_no_readers(org: Org) -> None:
    for method, rest, body in (
        ("GET", "readership", None),
        ("GET", "thanks", None),
        ("POST", "reads", {}),
        ("POST", "thanks", THANKS),
    ):
        answer = await org.sent(
            method, f"/v1/postmortems/{MISSING_ID}/{rest}", body, by=org.address("y")
        )
        problem_of(answer, 404, "not_found")
