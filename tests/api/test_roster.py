"""People and teams over HTTP: one event per change, guests, members, hostile names."""

from typing import Any, Final
from unicodedata import normalize
from urllib.parse import quote

import httpx
import pytest

from tests.api.nodes import Node, pointers, problem_of
from tests.api.world import declared, if_match, listed, made, planned, published, whole

ADA = {"name": "Ada Lovelace", "manager": "Max@Example.com", "teams": ["Engines", "numbers"]}


def address(name: str) -> str:
    """An address that no other test uses."""
    return f"{name}@roster.example.com"


async def events_after(client: httpx.AsyncClient, position: int) -> list[dict[str, Any]]:
    return await whole(client, "/v1/events", after=position)


async def test_a_person_is_put_on_the_roster_and_read_back(client: httpx.AsyncClient) -> None:
    path = f"/v1/people/{address('ada')}"
    answer = await client.put(path.replace("ada", "ADA"), json=ADA)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert (shown["email"], shown["name"]) == (address("ada"), "Ada Lovelace")
    assert (shown["manager"], shown["teams"]) == ("max@example.com", ["engines", "numbers"])
    assert (shown["guest"], shown["left"], shown["left_on"]) == (False, False, None)
    read = await client.get(path)
    assert (read.json(), read.headers["etag"]) == (shown, '"1"')
    found, _ = await listed(
        client, "/v1/people", team="ENGINES", min_position=answer.headers["event-position"]
    )
    assert found == [shown]


async def test_one_event_for_each_change_and_none_for_the_same_again(node: Node) -> None:
    path = f"/v1/people/{address('eve')}"
    await made(node.client.put(path, json=ADA))
    head = await node.head()
    again = await node.client.put(path, json=ADA)
    assert (again.status_code, await node.head()) == (200, head)
    changed = {**ADA, "name": "Eve", "manager": None, "left_on": "2020-01-31"}
    shown = await made(node.client.put(path, json=changed))
    assert (shown["version"], shown["left"], shown["teams"]) == (4, True, ["engines", "numbers"])
    events = await events_after(node.client, head)
    assert [event["type"] for event in events] == [
        "person.renamed",
        "person.manager_changed",
        "person.left",
    ]
    assert {event["subject"] for event in events} == {address("eve")}


async def test_what_is_absent_is_none_but_for_teams(client: httpx.AsyncClient) -> None:
    path = f"/v1/people/{address('fay')}"
    full = {
        **ADA,
        "github_login": "fay",
        "absences": [{"from": "2030-01-01", "until": "2030-01-02"}],
    }
    await made(client.put(path, json=full))
    shown = await made(client.put(path, json={"name": "Fay"}))
    assert (shown["manager"], shown["github_login"], shown["absences"]) == (None, None, [])
    assert shown["teams"] == ["engines", "numbers"]
    assert (await made(client.put(path, json={"name": "Fay", "teams": []})))["teams"] == []


async def test_a_stale_put_is_refused(client: httpx.AsyncClient) -> None:
    path = f"/v1/people/{address('gil')}"
    await made(client.put(path, json=ADA))
    answer = await client.put(path, json={"name": "Gil"}, headers=if_match(7))
    problem = problem_of(answer, 412, "version_conflict")
    assert problem["current_version"] == 1


async def test_what_is_there_is_not_put_anew_if_that_was_the_condition(node: Node) -> None:
    unless_there = {"if-none-match": "*"}
    for path, body in ((f"/v1/people/{address('abe')}", {"name": "Abe"}), ("/v1/teams/abes", {})):
        first = await node.client.put(path, json=body, headers=unless_there)
        assert first.status_code == 200, first.text
        head = await node.head()
        again = await node.client.put(path, json=body, headers=unless_there)
        problem = problem_of(again, 412, "version_conflict")
        assert problem["current_version"] == 1
        assert await node.head() == head


async def test_whoever_is_named_anywhere_is_there_as_a_guest(client: httpx.AsyncClient) -> None:
    lead, owner, caller, seer = (address(f"stranger-{n}") for n in range(4))
    incident = await declared(
        client, lead=lead, visibility="restricted", visible_to={"people": [seer]}
    )
    await planned(client, incident["id"], owner=owner.upper())
    answer = await client.patch(
        f"/v1/incidents/{(await declared(client))['id']}",
        json={"impact": f"x {address('only-in-text')}"},
        headers={"on-behalf-of": caller},
    )
    position = answer.headers["event-position"]
    found, _ = await listed(client, "/v1/people", q="STRANGER-", guest=True, min_position=position)
    assert [person["email"] for person in found] == [lead, owner, caller, seer]
    assert {(p["guest"], p["version"], p["name"]) for p in found} == {(True, 0, None)}
    assert (await client.get(f"/v1/people/{owner}")).json() == found[1]
    missing = await client.get(f"/v1/people/{address('only-in-text')}")
    problem_of(missing, 404, "not_found")
    shown = await made(client.put(f"/v1/people/{lead}", json={"name": "Lea"}))
    assert (shown["guest"], shown["version"]) == (False, 1)


async def test_people_are_found_by_what_is_asked_for(client: httpx.AsyncClient) -> None:
    team = "finders"
    position = ""
    for name, left_on in (("hal", None), ("ida", "2020-01-31"), ("jon", "2999-01-31")):
        body = {"name": f"{name}%_ Tester", "teams": [team], "left_on": left_on}
        answer = await client.put(f"/v1/people/{address(name)}", json=body)
        position = answer.headers["event-position"]

    async def found(**query: Any) -> list[str]:
        people = await whole(
            client, "/v1/people", limit=1, team=team, min_position=position, **query
        )
        return [person["email"].partition("@")[0] for person in people]

    assert await found() == ["hal", "ida", "jon"]
    assert await found(left=True) == ["ida"]
    assert await found(left=False) == ["hal", "jon"]
    assert await found(q="AL%_ TEST") == ["hal"]
    assert await found(q="al__ test") == []
    assert await found(guest=True) == []
    assert await found(q="\0") == []


async def test_a_team_and_its_members_never_disagree(client: httpx.AsyncClient) -> None:
    kim, lou, mia = (address(name) for name in ("kim", "lou", "mia"))
    await made(client.put(f"/v1/people/{kim}", json={"name": "Kim", "teams": ["keepers"]}))
    body = {"title": "The keepers", "manager": "Max@Example.com", "members": [lou.upper(), mia]}
    answer = await client.put("/v1/teams/Keepers", json=body)
    shown = answer.json()
    assert (shown["name"], shown["title"], shown["manager"]) == (
        "keepers",
        "The keepers",
        "max@example.com",
    )
    assert shown["members"] == [lou, mia]
    position = {"min_position": answer.headers["event-position"]}
    assert (await client.get("/v1/teams/KEEPERS", params=position)).json() == shown
    assert (await client.get(f"/v1/people/{kim}")).json()["teams"] == []
    assert (await client.get(f"/v1/people/{mia}")).json()["teams"] == ["keepers"]
    assert (await client.get(f"/v1/people/{mia}")).json()["guest"] is True
    answer = await client.put(f"/v1/people/{mia}", json={"name": "Mia", "teams": []})
    position = {"min_position": answer.headers["event-position"]}
    assert (await client.get("/v1/teams/keepers", params=position)).json()["members"] == [lou]


async def test_the_same_team_again_changes_nothing(node: Node) -> None:
    body = {"title": "Again", "members": [address("nan")]}
    await made(node.client.put("/v1/teams/again", json=body))
    head = await node.head()
    await made(node.client.put("/v1/teams/again", json=body))
    without = await made(node.client.put("/v1/teams/again", json={"title": "Again"}))
    assert without["members"] == [address("nan")]
    assert await node.head() == head


async def test_a_team_that_only_people_name_is_there(client: httpx.AsyncClient) -> None:
    answer = await client.put(
        f"/v1/people/{address('oda')}", json={"name": "Oda", "teams": ["never added"]}
    )
    position = {"min_position": answer.headers["event-position"]}
    shown = (await client.get("/v1/teams/never added", params=position)).json()
    assert (shown["version"], shown["members"]) == (0, [address("oda")])
    teams = await whole(client, "/v1/teams", limit=2)
    assert [team["name"] for team in teams] == sorted(team["name"] for team in teams)
    (brief,) = [team for team in teams if team["name"] == "never added"]
    assert brief["member_count"] == 1
    problem_of(await client.get("/v1/teams/nobody names it"), 404, "not_found")


HOSTILE = [
    "%00",
    "a%00@b",
    "a@b%0A",
    "a%1Fb@c",
    "a%2Fb",
    "nobody",
    "a@b@c",
    "mailto:a@b",
    "team:a@b",
    "@",
    "%20",
    "%F0%9F%98%80",
    "x" * 300 + "@b",
]


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_is_no_address_is_nobody(node: Node, name: str) -> None:
    head = await node.head()
    path = f"/v1/people/{name}"
    problem_of(await node.client.get(path), 404, "not_found")
    problem = problem_of(await node.client.put(path, json=ADA), 400, "invalid_request")
    assert pointers(problem) == {"/email"}
    assert await node.head() == head


@pytest.mark.parametrize(
    "name", ["%00", "%20", "a%20%20b", "a%0A", "%E2%80%A8", "x" * 65, "%2E%2E", "a%2Fb"]
)
async def test_what_cannot_be_a_team_is_none(node: Node, name: str) -> None:
    head = await node.head()
    problem_of(await node.client.get(f"/v1/teams/{name}"), 404, "not_found")
    problem = problem_of(
        await node.client.put(f"/v1/teams/{name}", json={}), 400, "invalid_request"
    )
    assert pointers(problem) == {"/name"}
    assert await node.head() == head


async def test_everything_that_is_wrong_is_told_at_once(node: Node) -> None:
    head = await node.head()
    body = {
        "name": "",
        "manager": "max",
        "teams": ["a/b", "...", "."],
        "left_on": "tomorrow",
        "absences": [{"from": "2030-01-02", "until": "2030-01-01"}],
        "github_login": "a b",
        "title": "x",
    }
    answer = await node.client.put(f"/v1/people/{address('pia')}", json=body)
    assert pointers(problem_of(answer, 400, "invalid_request")) == {
        "/name",
        "/manager",
        "/teams/0",
        "/teams/2",
        "/left_on",
        "/absences/0",
        "/github_login",
        "/title",
    }
    assert await node.head() == head


@pytest.mark.parametrize("cursor", ["x", "WzBd", "WzAsbnVsbCwiXHUwMDAwIl0", "W10"])
async def test_a_cursor_from_elsewhere_does_no_harm(client: httpx.AsyncClient, cursor: str) -> None:
    for path in ("/v1/people", "/v1/teams"):
        answer = await client.get(path, params={"cursor": cursor})
        assert answer.status_code in {200, 400}


async def test_unusual_addresses_go_through(client: httpx.AsyncClient) -> None:
    for name in (
        "o'neil+x=%",
        "é",
        "a b".replace(" ", "~"),
        "#?&",
        "dept/it",
        "/",
        "%2f",
        "a/%2f/%",
    ):
        path = f"/v1/people/{quote(address(name), safe='')}"
        shown = await made(client.put(path, json={"name": "'; drop table x; --"}))
        assert shown["email"] == address(name)
        assert (await client.get(path)).json() == shown
        assert (await client.get(shown["links"]["self"])).json() == shown
        unread = await client.get(shown["links"]["unread"], params={"limit": 1})
        assert unread.status_code == 200
        behalf = {b"on-behalf-of": address(name).encode()}
        note = {"kind": "note", "occurred_at": "2026-11-02T12:00:00Z", "text": "Seen."}
        incident = (await declared(client))["id"]
        entries = f"/v1/incidents/{incident}/timeline-entries"
        answer = await client.post(entries, json=note, headers=behalf)
        assert answer.json()["recorded_by"] == address(name)


async def test_pages_of_unusual_addresses_lead_to_the_next(node: Node) -> None:
    client = node.client
    path = f"/v1/people/{quote(address('é/x'), safe='')}"
    await made(client.put(path, json={"name": "É"}))
    for _ in range(2):
        await published(client)
    query = {"limit": 1, "min_position": await node.head()}
    first = await client.get(f"{path}/unread", params=query)
    link = first.links["next"]["url"]
    assert link.startswith(f"{path}/unread?")
    second = (await client.get(link)).json()["items"]
    assert second
    assert second != first.json()["items"]


@pytest.mark.parametrize(
    "name", ["risk & money", "who?", "#1", "100%25", "a=b", "été", "back\\slash", "a@b.c"]
)
async def test_links_lead_to_teams_of_unusual_names(node: Node, name: str) -> None:
    body = {"members": [address("member")]}
    team = await made(node.client.put(f"/v1/teams/{quote(name, safe='')}", json=body))
    written = {"min-position": str(await node.head())}
    there = await node.client.get(team["links"]["self"], headers=written)
    assert there.json() == team
    events, _ = await listed(
        node.client, "/v1/events", subject=team["reference"], min_position=await node.head()
    )
    assert events[0]["type"] == "team.added"
    members = await node.client.get(team["links"]["members"], headers=written)
    assert [member["email"] for member in members.json()["items"]] == [address("member")]


async def test_addresses_of_people_stay_out_of_the_log(
    client: httpx.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    quiet = address("quiet"), f"quiet%2F{address('quiet')}"
    for path in (f"/v1/people/{quiet[0]}", f"/nowhere/{quiet[0]}/x", f"/v1/people/{quiet[1]}"):
        await client.get(path)
        await client.put(path, json={"name": "Quiet Person"})
    captured = capfd.readouterr()
    assert "request_served" in captured.out + captured.err
    assert "{email}" in captured.out + captured.err
    assert "quiet" not in (captured.out + captured.err).lower()


@pytest.mark.parametrize(
    "path", ["people/%FFbytes@x", "people/%C3%28@x", "teams/%FF", "teams/a%80"]
)
async def test_bytes_that_are_no_utf_8_name_nothing_new(node: Node, path: str) -> None:
    head = await node.head()
    answer = await node.client.put(f"/v1/{path}", json={"name": "B"} if "@" in path else {})
    assert pointers(problem_of(answer, 400, "invalid_request")) <= {"/email", "/name"}
    assert await node.head() == head


async def test_an_incident_names_each_team_once_in_whatever_case(node: Node) -> None:
    teams = {"visible_to": {"teams": ["Risk", "risk", " RISK "]}}
    incident = await declared(node.client, visibility="restricted", **teams)
    assert incident["visible_to"] == {"teams": ["Risk"]}, "as it was typed, and once"
    path, head = f"/v1/incidents/{incident['id']}", await node.head()
    shown = await made(node.client.patch(path, json={"visible_to": {"teams": ["RISK"]}}))
    assert (shown["version"], await node.head()) == (incident["version"], head)


ZOE: Final = normalize("NFC", address("zoé"))  # one code point for the é
TYPED: Final = normalize("NFD", ZOE)  # two, as some systems type it


async def test_an_address_is_one_person_in_both_forms_of_unicode(node: Node) -> None:
    client = node.client
    put = await made(
        client.put(f"/v1/people/{quote(TYPED)}", json={"name": normalize("NFD", "Zoé")})
    )
    assert (put["email"], put["version"]) == (ZOE, 1)
    assert (await made(client.get(f"/v1/people/{quote(ZOE)}")))["id"] == put["id"]
    other = await made(
        client.put(f"/v1/people/{address('zack')}", json={"name": "Z", "manager": TYPED})
    )
    assert other["manager"] == ZOE
    team = await client.put("/v1/teams/caf\u00e9", json={"manager": TYPED, "members": [TYPED]})
    assert (team.json()["manager"], team.json()["members"]) == (ZOE, [ZOE])
    path, filters = quote(normalize("NFD", "café")), {"min_position": await node.head()}
    shown = await made(client.get(f"/v1/teams/{path}", params=filters))
    assert shown == team.json()
    found, _ = await listed(client, "/v1/people", q=TYPED[:4], **filters)
    assert [item["email"] for item in found] == [ZOE]


async def test_roles_and_actors_are_one_person_in_both_forms_of_unicode(node: Node) -> None:
    client, by = node.client, {b"on-behalf-of": TYPED.encode()}
    hidden = {"visibility": "restricted", "visible_to": {"people": [TYPED]}}
    incident = await declared(client, lead=TYPED, **hidden)
    assert (incident["roles"]["lead"], incident["visible_to"]["people"]) == (ZOE, [ZOE])
    action = await planned(client, incident["id"], owner=TYPED)
    assert action["owner"] == ZOE
    path = f"/v1/incidents/{incident['id']}"
    await made(client.patch(path, json={"title": "By her"}, headers=by))
    postmortem = await made(client.post(f"{path}/postmortem", json={"lead": TYPED}))
    assert postmortem["lead"] == ZOE
    for sent in (ZOE, TYPED):
        headers = {b"on-behalf-of": sent.encode()}
        assert (await client.get(path, headers=headers)).status_code == 200
        filters = {"min_position": await node.head()}
        events, _ = await listed(client, "/v1/events", actor=sent, **filters)
        assert [event["actor"]["on_behalf_of"] for event in events] == [ZOE]
        for things, role in (("incidents", "lead"), ("actions", "owner"), ("postmortems", "lead")):
            items, _ = await listed(client, f"/v1/{things}", **{role: sent}, **filters)
            assert len(items) == 1
