"""Postmortems over HTTP: start, list, read, edit, compare; see also test_publications.py."""

import httpx
import pytest

from tests.api.nodes import (
    Node,
    pointers,
    problem_of,
)
from tests.api.world import (
    ANA,
    BEN,
    MISSING_ID,
    SECTIONS,
    begun,
    declared,
    hours_later,
    if_match,
    listed,
    made,
    moved,
    planned,
    whole,
    written,
)

POSTMORTEM_FIELDS = {
    "id",
    "reference",
    "version",
    "incident_id",
    "state",
    "due_on",
    "remind_on",
    "overdue",
    "escalation",
    "lead",
    "authors",
    "sections",
    "reviewers",
    "approved_by",
    "warnings",
    "editions",
    "published_at",
    "links",
}


async def test_a_postmortem_is_started_once_and_has_seven_sections(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client, lead=ANA)
    path = f"/v1/incidents/{incident['reference']}/postmortem"
    answer = await client.post(path, json={})
    assert answer.status_code == 201
    postmortem = answer.json()
    assert postmortem.keys() == POSTMORTEM_FIELDS | {"edition"}
    assert answer.headers["location"] == f"/v1/postmortems/{postmortem['id']}"
    assert answer.headers["etag"] == '"1"'
    assert postmortem["reference"] == incident["reference"].replace("INC", "PM")
    assert (postmortem["state"], postmortem["lead"]) == ("draft", ANA)
    assert (postmortem["overdue"], postmortem["published_at"]) == (False, None)
    empty = {"body": "", "revision": 0, "edited_at": None, "edited_by": None}
    (declaration,) = postmortem["sections"]["timeline"].pop("entries")
    assert (declaration["kind"], declaration["annotation"]) == ("stage", None)
    assert postmortem["sections"] == dict.fromkeys(SECTIONS, empty)
    for link in postmortem["links"].values():
        assert (await client.get(link)).status_code == 200
    again = await client.post(path, json={})
    problem_of(again, 409, "already_exists")


async def test_who_starts_a_postmortem_may_say_who_leads_and_when_it_is_due(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client, lead=ANA)
    body = {"lead": BEN, "due_on": "2020-01-31"}
    answer = await client.post(f"/v1/incidents/{incident['id']}/postmortem", json=body)
    started = answer.json()
    assert (started["lead"], started["due_on"], started["overdue"]) == (BEN, "2020-01-31", True)
    for name in (started["id"], started["reference"], started["reference"].lower()):
        read = await client.get(f"/v1/postmortems/{name}")
        assert read.json() == started
        assert read.headers["etag"] == '"1"'


async def test_actions_planned_before_belong_to_the_postmortem_from_then_on(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    action = await planned(client, incident["id"])
    await whole(client, f"/v1/incidents/{incident['id']}/history")
    answer = await client.post(f"/v1/incidents/{incident['id']}/postmortem", json={})
    position = answer.headers["event-position"]
    query = {"postmortem": answer.json()["reference"], "min_position": position}
    items, _ = await listed(client, "/v1/actions", **query)
    assert [item["id"] for item in items] == [action["id"]]
    assert items[0]["postmortem_id"] == answer.json()["id"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True),
        ({"state": "draft"}, True),
        ({"state": "published"}, False),
        ({"overdue": "true"}, True),
        ({"overdue": "false"}, False),
        ({"lead": "BEN@example.com"}, True),
        ({"lead": ANA}, False),
        ({"category": "hallucination"}, True),
        ({"category": "drift"}, False),
        ({"q": "quagga"}, True),
        ({"q": "Moa"}, True),
        ({"q": "moa quagga"}, True),
        ({"q": "thylacine"}, False),
    ],
)
async def test_postmortems_are_found_by_their_properties(
    client: httpx.AsyncClient, late: tuple[str, int], query: dict[str, str], *, found: bool
) -> None:
    name, position = late
    items = await whole(client, "/v1/postmortems", **query, min_position=position, limit=200)
    assert (name in [item["id"] for item in items]) is found


@pytest.fixture(scope="module")
async def late(node: Node) -> tuple[str, int]:
    """The id of a postmortem to find, and the log's end after it."""
    incident = await declared(node.client, title="The chat bot sold a moa")
    body = {"lead": BEN, "due_on": "2020-01-31"}
    answer = await node.client.post(f"/v1/incidents/{incident['id']}/postmortem", json=body)
    await written(node.client, answer.json()["id"], "root_cause", "A quagga.", 1)
    return answer.json()["id"], await node.head()


async def test_a_section_is_edited_on_the_version_that_was_read(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    path = f"/v1/postmortems/{postmortem['reference']}/sections/summary"
    answer = await client.put(path, json={"body": "First."}, headers=if_match(1))
    assert answer.status_code == 200
    edited = answer.json()
    text = {"section", "version", "body", "revision", "edited_at", "edited_by"}
    assert edited.keys() == text | {"blame_findings", "warnings"}
    assert (edited["section"], edited["body"], edited["revision"]) == ("summary", "First.", 1)
    assert answer.headers["etag"] == '"2"'
    problem = problem_of(
        await client.put(path, json={"body": "Other."}, headers=if_match(1)),
        412,
        "version_conflict",
    )
    assert problem["current_version"] == 2
    assert [event["type"] for event in problem["events"]] == ["postmortem.section_edited"]
    missing = problem_of(
        await client.put(path, json={"body": "Other."}), 428, "precondition_required"
    )
    assert "If-Match" in missing["detail"]
    same = await client.put(path, json={"body": "First."}, headers=if_match(2))
    assert same.json()["version"] == 2


async def test_a_section_that_is_none_is_not_found(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    path = f"/v1/postmortems/{postmortem['id']}/sections/blame"
    answer = await client.put(path, json={"body": "x"}, headers=if_match(1))
    problem_of(answer, 404, "not_found")
    problem_of(await client.get(f"{path}/revisions"), 404, "not_found")
    problem_of(await client.get(f"{path}/diff"), 404, "not_found")


async def test_every_revision_is_kept_and_any_two_are_compared(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    texts = ["one\n", "one\ntwo\n", "two"]
    for version, text in enumerate(texts, 1):
        await written(client, postmortem["id"], "summary", text, version)
    await written(client, postmortem["id"], "timeline", "aside", 4)
    path = f"/v1/postmortems/{postmortem['id']}/sections/summary"
    revisions = await whole(client, f"{path}/revisions")
    assert [revision["body"] for revision in revisions] == texts
    for limit in (1, 2):
        assert await whole(client, f"{path}/revisions", limit=limit) == revisions
    assert [revision["revision"] for revision in revisions] == [1, 2, 3]
    assert [revision["version"] for revision in revisions] == [2, 3, 4]
    assert revisions[0].keys() == {"revision", "version", "edited_at", "edited_by", "body"}
    diff = (await client.get(f"{path}/diff", params={"from": 1, "to": 2})).json()
    assert diff == {
        "section": "summary",
        "from_revision": 1,
        "to_revision": 2,
        "edits": [{name: revisions[1][name] for name in revisions[1] if name != "body"}],
        "diff": "--- revision 1\n+++ revision 2\n@@ -1 +1,2 @@\n one\n+two\n",
    }
    last = (await client.get(f"{path}/diff")).json()
    assert (last["from_revision"], last["to_revision"]) == (2, 3)
    whole_text = (await client.get(f"{path}/diff", params={"from": 0, "to": 3})).json()
    assert whole_text["diff"].endswith("+two\n\\ No newline at end of file\n")
    alike = (await client.get(f"{path}/diff", params={"from": 2, "to": 2})).json()
    assert alike["diff"] == ""
    unknown = await client.get(f"{path}/diff", params={"from": 1, "to": 9})
    assert "9" in problem_of(unknown, 404, "not_found")["detail"]
    both = await client.get(f"{path}/diff", params={"from": "x", "to": "-1"})
    assert pointers(problem_of(both, 400, "invalid_request")) == {"/from", "/to"}


async def test_a_postmortem_is_read_as_it_stood(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    edited = await written(client, postmortem["id"], "summary", "First.", 1)
    await written(client, postmortem["id"], "summary", "Second.", 2)
    path = f"/v1/postmortems/{postmortem['id']}"
    for query in ({"version": 2}, {"as_of": edited["edited_at"]}):
        read = (await client.get(path, params=query)).json()
        assert (read["version"], read["sections"]["summary"]["body"]) in {
            (2, "First."),
            (1, ""),  # recorded a moment after it was stamped
        }
    answer = await client.get(path, params={"version": 9})
    problem_of(answer, 404, "not_found")


@pytest.mark.parametrize("name", [MISSING_ID, "PM-999999", "INC-1", "x"])
async def test_a_postmortem_that_is_not_there_is_not_found(
    client: httpx.AsyncClient, name: str
) -> None:
    path = f"/v1/postmortems/{name}"
    for answer in (
        await client.get(path),
        await client.get(f"{path}/sections/summary/revisions"),
        await client.get(f"{path}/sections/summary/diff"),
        await client.put(f"{path}/sections/summary", json={"body": ""}, headers=if_match(1)),
        await client.post(f"{path}/publications", json={}),
        await client.post(f"{path}/amendments", json={"reason": "x"}),
        await client.post(
            f"{path}/actions",
            json={"title": "x", "kind": "guardrail", "owner": ANA, "due_on": "2030-01-01"},
        ),
    ):
        problem_of(answer, 404, "not_found")


async def test_a_postmortem_that_begins_after_a_second_mitigation_is_due_by_that(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    before = hours_later(-10 * 24)
    await moved(client, incident["id"], "verify", reason="Plain.", occurred_at=before)
    await moved(client, incident["id"], "mitigate", reason="It is back.")
    entered = await moved(client, incident["id"], "postmortem", occurred_at=hours_later(0))
    answer = await client.get(f"/v1/postmortems/{entered['postmortem_id']}")
    days = [answer.json()[name] for name in ("due_on", "remind_on")]
    assert days == [entered["postmortem_due_on"], entered["postmortem_remind_on"]]
    assert days == ["2026-11-09", "2026-11-07"]


@pytest.mark.parametrize(
    ("chosen", "due_on", "remind_on"),
    [({}, "2026-11-09", "2026-11-07"), ({"due_on": "2026-12-24"}, "2026-12-24", "2026-12-22")],
)
async def test_a_second_mitigation_moves_the_day_of_a_draft_unless_somebody_chose_it(
    client: httpx.AsyncClient, chosen: dict[str, str], due_on: str, remind_on: str
) -> None:
    incident = await declared(client)
    before = hours_later(-10 * 24)
    await moved(client, incident["id"], "verify", reason="Plain.", occurred_at=before)
    path = f"/v1/incidents/{incident['id']}/postmortem"
    started = (await client.post(path, json=chosen)).json()
    await moved(client, incident["id"], "mitigate", reason="It is back.")
    for stage in ("postmortem", "verify"):
        await moved(client, incident["id"], stage, occurred_at=hours_later(0))
        answer = await client.get(f"/v1/postmortems/{started['id']}")
        found = answer.json()
        assert (found["due_on"], found["remind_on"]) == (due_on, remind_on)


@pytest.mark.parametrize(
    ("declaration", "chosen", "lead"),
    [({}, {}, BEN), ({"lead": ANA}, {}, BEN), ({"lead": ANA}, {"lead": "cem@example.com"}, None)],
)
async def test_a_new_lead_of_the_incident_leads_its_draft_unless_somebody_chose_another(
    client: httpx.AsyncClient,
    declaration: dict[str, str],
    chosen: dict[str, str],
    lead: str | None,
) -> None:
    incident = await declared(client, **declaration)
    path = f"/v1/incidents/{incident['id']}"
    started = (await client.post(f"{path}/postmortem", json=chosen)).json()
    await made(client.put(f"{path}/roles/scribe", json={"person": BEN}))
    answer = await client.put(f"{path}/roles/lead", json={"person": BEN})
    found = (await client.get(f"/v1/postmortems/{started['id']}")).json()
    assert found["lead"] == (lead or chosen["lead"])
    position = answer.headers["event-position"]
    led, _ = await listed(client, "/v1/postmortems", lead=found["lead"], min_position=position)
    assert started["id"] in {each["id"] for each in led}
