"""Blame over HTTP: found at every edit, listed, overruled, and in the way of publishing."""

from typing import Any

import httpx
import pytest

from tests.api.keys import key_with
from tests.api.nodes import Node, client_of, pointers, problem_of
from tests.api.world import (
    ACTION,
    ANA,
    BEN,
    MISSING_ID,
    begun,
    complete,
    declared,
    hours_later,
    if_match,
    made,
    noted,
    planned,
    whole,
    written,
)

BLAME = "Ana forgot to run the eval."
PLAIN = "The deploy process did not ask for an eval."
FINDING = {"id", "severity", "rule", "start", "end", "excerpt", "why", "question"}


async def blamed(
    client: httpx.AsyncClient, text: str = BLAME, **fields: Any
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """An incident led by Ana, its postmortem, and the answer to writing its root cause."""
    incident, postmortem = await begun(client, lead=ANA, **fields)
    return incident, postmortem, await written(client, postmortem["id"], "root_cause", text, 1)


# any text


async def test_any_text_is_checked_and_nothing_is_stored(node: Node) -> None:
    head = await node.head()
    body = {"text": f"{PLAIN} {BLAME}", "section": "root_cause", "people": ["Ana"]}
    answer = await node.client.post("/v1/blame-checks", json=body)
    assert answer.status_code == 200
    (finding,) = answer.json()["findings"]
    assert finding.keys() == FINDING
    assert finding["severity"] == "high"
    assert body["text"][finding["start"] : finding["end"]] == finding["excerpt"]
    assert finding["excerpt"].startswith("Ana forgot")
    plain = await made(node.client.post("/v1/blame-checks", json={"text": PLAIN}))
    assert plain == {"findings": []}
    assert await node.head() == head


async def test_a_key_that_only_reads_may_check(dsn: str, node: Node) -> None:
    async with client_of(node.url, await key_with(dsn, "read")) as client:
        answer = await client.post("/v1/blame-checks", json={"text": PLAIN})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"/text"}),
        ({"text": "x" * 65_537, "section": "fault", "people": [""]}, {"/text", "/section"}),
        ({"text": "x", "people": ["Ana"] * 201}, {"/people"}),
        ({"text": "x", "persons": []}, {"/persons"}),
        ({"text": "a\0b"}, {"/text"}),
    ],
)
async def test_a_wrong_check_is_told_all_at_once(
    client: httpx.AsyncClient, body: dict[str, Any], wrong: set[str]
) -> None:
    answer = await client.post("/v1/blame-checks", json=body)
    assert pointers(problem_of(answer, 400, "invalid_request")) >= wrong


@pytest.mark.parametrize("text", ["comma, " * 9_000, "Ana forgot it. " * 4_000, "\ud83d" * 9, "\n"])
async def test_hostile_texts_are_checked(client: httpx.AsyncClient, text: str) -> None:
    body = {"text": text.encode(errors="replace").decode(), "people": ["Ana"]}
    answer = await client.post("/v1/blame-checks", json=body)
    assert answer.status_code == 200
    assert all(
        body["text"][f["start"] : f["end"]] == f["excerpt"] for f in answer.json()["findings"]
    )


# at every edit


async def test_a_section_is_answered_with_what_in_it_is_blame(client: httpx.AsyncClient) -> None:
    _, postmortem, edited = await blamed(client)
    (finding,) = edited["blame_findings"]
    assert finding.keys() == FINDING
    assert (finding["severity"], finding["start"]) == ("high", 0)
    better = await written(client, postmortem["id"], "root_cause", PLAIN, 2)
    assert better["blame_findings"] == []


async def test_the_incident_knows_its_people_by_their_names_too(client: httpx.AsyncClient) -> None:
    email = "qx7@example.com"
    person = {"name": "Philippa Grau"}
    assert (await client.put(f"/v1/people/{email}", json=person)).status_code in {200, 201}
    position = (await client.put(f"/v1/people/{email}", json=person)).headers["event-position"]
    await client.get("/v1/people", params={"min_position": position})
    incident, postmortem = await begun(client, lead=email)
    text = "Philippa broke the deploy."
    edited = await written(client, postmortem["id"], "root_cause", text, 1)
    assert [finding["severity"] for finding in edited["blame_findings"]] == ["high"]
    entry = await noted(client, incident["id"], "Philippa was careless.")
    assert len(entry["blame_findings"]) == 1


async def test_titles_of_actions_and_entries_are_answered_with_their_findings(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client, lead=ANA)
    blame = "Remind Ana to be more careful"
    action = await planned(client, incident["id"], title=blame)
    assert [f["excerpt"] for f in action["blame_findings"]]
    path = f"/v1/actions/{action['id']}"
    assert "blame_findings" not in await made(client.get(path))
    same = await made(client.patch(path, json={"details": "more"}))
    assert same["blame_findings"] == action["blame_findings"]
    better = await made(client.patch(path, json={"title": ACTION["title"]}))
    assert better["blame_findings"] == []
    entry = await noted(client, incident["id"], BLAME)
    assert entry["blame_findings"]
    here = f"/v1/incidents/{incident['id']}/timeline-entries"
    listed = await whole(client, here)
    assert all("blame_findings" not in item for item in listed)
    path = f"{here}/{entry['id']}/corrections"
    corrected = await made(client.post(path, json={"text": PLAIN, "reason": "not so"}))
    assert corrected["blame_findings"] == []
    later = {"reason": "later", "occurred_at": entry["occurred_at"].replace("12:", "13:")}
    assert "blame_findings" not in await made(client.post(path, json=later))


async def test_an_annotation_is_checked_as_well(client: httpx.AsyncClient) -> None:
    incident, postmortem, _ = await blamed(client, PLAIN)
    entry = await noted(client, incident["id"])
    path = f"/v1/postmortems/{postmortem['id']}/timeline-annotations/{entry['id']}"
    line = await made(client.put(path, json={"text": BLAME}, headers=if_match(2)))
    assert line["blame_findings"]


# the whole of it


async def test_an_annotation_is_gone_with_its_entry(client: httpx.AsyncClient) -> None:
    incident, postmortem, _ = await blamed(client, PLAIN)
    entry = await noted(client, incident["id"])
    path = f"/v1/postmortems/{postmortem['id']}"
    annotation = f"{path}/timeline-annotations/{entry['id']}"
    await made(client.put(annotation, json={"text": BLAME}, headers=if_match(2)))
    assert await whole(client, f"{path}/blame-findings")
    entries = f"/v1/incidents/{incident['id']}/timeline-entries"
    await made(client.post(f"{entries}/{entry['id']}/retractions", json={"reason": "not ours"}))
    assert await whole(client, f"{path}/blame-findings") == []


async def test_findings_are_listed_wherever_they_are(client: httpx.AsyncClient) -> None:
    incident, postmortem, _ = await blamed(client)
    entry = await noted(client, incident["id"], BLAME)
    retracted = await noted(client, incident["id"], BLAME)
    await made(
        client.post(
            f"/v1/incidents/{incident['id']}/timeline-entries/{retracted['id']}/retractions",
            json={"reason": "twice"},
        )
    )
    action = await planned(client, incident["id"], title="Remind Ana to be more careful")
    gone = await planned(client, incident["id"], title="Remind Ana to be more careful again")
    cancel = {"to": "cancelled", "reason": "no"}
    await made(client.post(f"/v1/actions/{gone['id']}/status-changes", json=cancel))
    annotations = f"/v1/postmortems/{postmortem['id']}/timeline-annotations/{entry['id']}"
    await made(client.put(annotations, json={"text": "Ana was careless."}, headers=if_match(2)))
    path = f"/v1/postmortems/{postmortem['id']}/blame-findings"
    found = await whole(client, path)
    assert [finding["place"] for finding in found] == [
        "/sections/root_cause",
        f"/annotations/{entry['id']}",
        f"/actions/{action['reference']}/title",
        f"/timeline/{entry['id']}",
    ]
    assert all(finding.keys() == FINDING | {"place", "section", "overridden"} for finding in found)
    assert await whole(client, path, limit=1) == found


async def test_a_finding_is_overruled_for_a_reason_and_stays_so_while_the_words_stand(
    client: httpx.AsyncClient,
) -> None:
    incident, postmortem, edited = await blamed(client)
    (finding,) = edited["blame_findings"]
    path = f"/v1/postmortems/{postmortem['id']}/blame-findings"
    override = f"{path}/{finding['id']}/overrides"
    problem_of(await client.post(override, json={"reason": " "}), 400, "invalid_request")
    reason = {"reason": "A quotation from the vendor's report."}
    answer = await client.post(override, json=reason, headers={"on-behalf-of": ANA})
    assert answer.status_code == 201
    assert answer.json() == {"finding": finding["id"], "version": 3, "overridden": True}
    assert await whole(client, path) == []
    (overruled,) = await whole(client, path, overridden=True)
    assert (overruled["id"], overruled["overridden"]) == (finding["id"], True)
    assert (await client.post(override, json={"reason": "again"})).json() == answer.json()
    longer = await written(client, postmortem["id"], "root_cause", f"{PLAIN}\n\n{BLAME}", 3)
    assert longer["blame_findings"] == []
    other = await written(client, postmortem["id"], "root_cause", "Ana forgot the alert.", 4)
    assert len(other["blame_findings"]) == 1
    elsewhere = await written(client, postmortem["id"], "summary", BLAME, 5)
    assert len(elsewhere["blame_findings"]) == 1
    history = await whole(client, f"/v1/incidents/{incident['id']}/history")
    (event,) = [e for e in history if e["type"] == "postmortem.blame_overridden"]
    assert event["data"]["reason"] == reason["reason"]
    assert event["data"]["overridden_by"] == ANA


@pytest.mark.parametrize("finding", ["0123456789abcdef", "x", MISSING_ID])
async def test_what_is_no_finding_cannot_be_overruled(
    client: httpx.AsyncClient, finding: str
) -> None:
    _, postmortem, _ = await blamed(client)
    path = f"/v1/postmortems/{postmortem['id']}/blame-findings/{finding}/overrides"
    problem_of(await client.post(path, json={"reason": "x"}), 404, "not_found")


async def test_blame_keeps_a_postmortem_from_being_published_until_it_is_settled(
    client: httpx.AsyncClient,
) -> None:
    incident, postmortem = await complete(client, lead=ANA)
    entry = await noted(client, incident["id"], "Ana was careless.")
    path = f"/v1/postmortems/{postmortem['id']}"
    review = {"requirement": "review", "reason": "A small team."}
    body = {"waivers": [review]}
    await written(client, postmortem["id"], "lessons_learned", BLAME, postmortem["version"])
    problem = problem_of(
        await client.post(f"{path}/publications", json=body), 409, "publication_incomplete"
    )
    assert pointers(problem) == {"/sections/lessons_learned", f"/timeline/{entry['id']}"}
    assert "Ana forgot" in problem["errors"][0]["detail"]
    for finding in await whole(client, f"{path}/blame-findings"):
        override = f"{path}/blame-findings/{finding['id']}/overrides"
        await made(client.post(override, json={"reason": "A quotation."}))
    published = await made(client.post(f"{path}/publications", json=body))
    assert published["state"] == "published"


async def test_what_is_only_doubtful_keeps_nobody_from_publishing(
    client: httpx.AsyncClient,
) -> None:
    _, postmortem = await complete(client)
    text = "Someone forgot to run the eval."
    version = postmortem["version"]
    edited = await written(client, postmortem["id"], "what_worked", text, version)
    assert {finding["severity"] for finding in edited["blame_findings"]} == {"medium"}
    body = {"waivers": [{"requirement": "review", "reason": "A small team."}]}
    path = f"/v1/postmortems/{postmortem['id']}/publications"
    assert (await made(client.post(path, json=body)))["state"] == "published"


async def test_who_may_not_know_of_it_finds_no_findings(client: httpx.AsyncClient) -> None:
    _, postmortem, edited = await blamed(client, visibility="restricted")
    path = f"/v1/postmortems/{postmortem['id']}/blame-findings"
    headers = {"on-behalf-of": BEN}
    override = f"{path}/{edited['blame_findings'][0]['id']}/overrides"
    problem_of(await client.get(path, headers=headers), 404, "not_found")
    answer = await client.post(override, json={"reason": "x"}, headers=headers)
    problem_of(answer, 404, "not_found")
    assert (await client.get(path, headers={"on-behalf-of": ANA})).status_code == 200
    missing = await client.get(f"/v1/postmortems/{MISSING_ID}/blame-findings")
    problem_of(missing, 404, "not_found")
    note = {"kind": "note", "occurred_at": hours_later(0), "text": BLAME}
    incident = postmortem["incident_id"]
    there = f"/v1/incidents/{incident}/timeline-entries"
    problem_of(await client.post(there, json=note, headers=headers), 404, "not_found")
