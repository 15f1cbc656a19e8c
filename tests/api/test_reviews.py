"""From draft to published over HTTP: reviews, approvals, waivers, editions, the retold timeline."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.nodes import pointers, problem_of
from tests.api.world import (
    ANA,
    BEN,
    MISSING_ID,
    asked,
    begun,
    complete,
    declared,
    hours_later,
    if_match,
    made,
    noted,
    published,
    reviewed,
    whole,
)

CEM = "cem@example.com"
ALONE = {"requirement": "review", "reason": "There is nobody else."}


async def edited(client: httpx.AsyncClient, postmortem: str, by: str, text: str) -> dict[str, Any]:
    version = (await made(client.get(f"/v1/postmortems/{postmortem}")))["version"]
    headers = {"on-behalf-of": by, **if_match(version)}
    path = f"/v1/postmortems/{postmortem}/sections/summary"
    return await made(client.put(path, json={"body": text}, headers=headers))


async def test_a_postmortem_goes_from_draft_over_review_and_approval_to_published(
    client: httpx.AsyncClient,
) -> None:
    _, postmortem = await complete(client)
    assert (postmortem["state"], postmortem["approved_by"]) == ("approved", [BEN])
    path = f"/v1/postmortems/{postmortem['id']}"
    answer = await client.post(f"{path}/publications", json={})
    assert answer.status_code == 201
    assert answer.json()["state"] == "published"
    states = {
        version: (await made(client.get(path, params={"version": version})))["state"]
        for version in range(postmortem["version"] - 2, postmortem["version"] + 2)
    }
    assert list(states.values()) == ["draft", "in_review", "approved", "published"]


async def test_who_is_asked_is_on_record_and_found_by_it(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    path = f"/v1/postmortems/{postmortem['id']}/review-requests"
    body = {"reviewers": ["Cem@Example.com"], "note": "The root cause first."}
    answer = await client.post(path, json=body)
    assert answer.status_code == 201
    assert (answer.json()["state"], answer.json()["reviewers"]) == ("in_review", [CEM])
    again = await client.post(path, json=body)
    assert again.json() == answer.json()
    assert (await asked(client, postmortem["id"], BEN))["reviewers"] == [CEM, BEN]
    query = {"reviewer": "CEM@example.com", "min_position": answer.headers["event-position"]}
    found = await whole(client, "/v1/postmortems", **query, limit=200)
    assert postmortem["id"] in [item["id"] for item in found]
    await reviewed(client, postmortem["id"], "request_changes")
    position = (await client.post(path, json={})).headers["event-position"]
    found = await whole(client, "/v1/postmortems", reviewer=CEM, min_position=position, limit=200)
    assert postmortem["id"] not in [item["id"] for item in found]


async def test_reviews_are_listed_in_order_page_by_page(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    path = f"/v1/postmortems/{postmortem['id']}/reviews"
    for person, verdict in ((BEN, "request_changes"), (CEM, "request_changes"), (BEN, "approve")):
        await asked(client, postmortem["id"])
        body = {"verdict": verdict, "comment": f"By {person}."}
        await made(client.post(path, json=body, headers={"on-behalf-of": person}))
    reviews = await whole(client, path)
    assert [(r["reviewed_by"], r["verdict"], r["comment"]) for r in reviews] == [
        (BEN, "request_changes", f"By {BEN}."),
        (CEM, "request_changes", f"By {CEM}."),
        (BEN, "approve", f"By {BEN}."),
    ]
    assert [r["version"] for r in reviews] == [3, 5, 7]
    assert await whole(client, path, limit=1) == reviews


async def test_nobody_approves_their_own_text(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    await edited(client, postmortem["id"], ANA, "Written by Ana.")
    await asked(client, postmortem["id"])
    path = f"/v1/postmortems/{postmortem['id']}/reviews"
    for person in (ANA, "ANA@example.com"):
        answer = await client.post(
            path, json={"verdict": "approve"}, headers={"on-behalf-of": person}
        )
        problem_of(answer, 409, "review_refused")
    assert (await reviewed(client, postmortem["id"]))["state"] == "approved"


async def test_an_edit_takes_the_approval_back(client: httpx.AsyncClient) -> None:
    _, postmortem = await complete(client)
    await edited(client, postmortem["id"], BEN, "Ben mended a word.")
    path = f"/v1/postmortems/{postmortem['id']}"
    read = await made(client.get(path))
    assert (read["state"], read["approved_by"]) == ("in_review", [])
    problem = problem_of(
        await client.post(f"{path}/publications", json={}), 409, "publication_incomplete"
    )
    assert pointers(problem) == {"/state"}
    approve = await client.post(
        f"{path}/reviews", json={"verdict": "approve"}, headers={"on-behalf-of": BEN}
    )
    problem_of(approve, 409, "review_refused")
    assert (await reviewed(client, postmortem["id"], by=CEM))["state"] == "approved"


async def test_a_review_that_was_not_asked_for_is_refused(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    path = f"/v1/postmortems/{postmortem['id']}/reviews"
    for verdict in ("approve", "request_changes"):
        answer = await client.post(path, json={"verdict": verdict})
        assert "request a review" in problem_of(answer, 409, "postmortem_refused")["detail"]


async def test_a_team_of_one_waives_the_review_and_the_waiver_stays_with_the_edition(
    client: httpx.AsyncClient,
) -> None:
    _, postmortem = await complete(client)
    await edited(client, postmortem["id"], BEN, "A last word.")
    path = f"/v1/postmortems/{postmortem['id']}"
    unneeded = {"requirement": "named_times.noticed", "reason": "It is there."}
    body = {"waivers": [ALONE, unneeded]}
    first = await made(client.post(f"{path}/publications", json=body))
    assert [edition["waivers"] for edition in first["editions"]] == [[ALONE]]
    assert first["editions"][0].keys() == {
        "edition",
        "version",
        "published_at",
        "published_by",
        "waivers",
    }


async def test_everything_can_be_waived_by_its_name(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    path = f"/v1/postmortems/{postmortem['id']}/publications"
    problem = problem_of(await client.post(path, json={}), 409, "publication_incomplete")
    names = [error["detail"].split("waive ")[1].split(" ")[0] for error in problem["errors"]]
    assert len(names) == 7 + 4 + 3 + 1
    waivers = [{"requirement": name, "reason": "A drill."} for name in names]
    few = problem_of(
        await client.post(path, json={"waivers": waivers[1:]}), 409, "publication_incomplete"
    )
    assert pointers(few) == {"/sections/summary"}
    answer = await made(client.post(path, json={"waivers": waivers}))
    assert [w["requirement"] for w in answer["editions"][0]["waivers"]] == names


@pytest.mark.parametrize(
    ("post", "body", "wrong"),
    [
        ("review-requests", {"reviewers": ["nobody"], "note": " "}, {"/reviewers/0", "/note"}),
        ("review-requests", {"reviewers": [ANA] * 51}, {"/reviewers"}),
        ("review-requests", {"reviewer": ANA}, {"/reviewer"}),
        ("reviews", {}, {"/verdict"}),
        ("reviews", {"verdict": "maybe", "comment": ""}, {"/verdict", "/comment"}),
        ("reviews", {"verdict": "approve", "comment": "x" * 65_537}, {"/comment"}),
        ("publications", {"waivers": [{"requirement": "luck"}]}, {"/waivers/0/requirement"}),
        ("publications", {"waivers": [ALONE, ALONE]}, {""}),
        ("publications", {"waivers": [ALONE] * 18}, {"/waivers"}),
    ],
)
async def test_a_body_that_is_wrong_is_told_all_at_once(
    client: httpx.AsyncClient, post: str, body: dict[str, Any], wrong: set[str]
) -> None:
    _, postmortem = await begun(client)
    answer = await client.post(f"/v1/postmortems/{postmortem['id']}/{post}", json=body)
    assert pointers(problem_of(answer, 400, "invalid_request")) >= wrong


async def test_more_than_a_page_gets_a_warning_and_is_published_all_the_same(
    client: httpx.AsyncClient,
) -> None:
    _, postmortem = await complete(client)
    assert postmortem["warnings"] == []
    path = f"/v1/postmortems/{postmortem['id']}"
    section = await edited(client, postmortem["id"], ANA, "word " * 600)
    (warning,) = (await made(client.get(path)))["warnings"]
    assert section["warnings"] == [warning]
    assert "over one page" in warning
    answer = await made(client.post(f"{path}/publications", json={"waivers": [ALONE]}))
    assert answer["warnings"] == [warning]


async def test_earlier_editions_stay_readable(client: httpx.AsyncClient) -> None:
    incident, postmortem = await published(client)
    path = f"/v1/postmortems/{postmortem['id']}"
    await made(client.post(f"{path}/amendments", json={"reason": "more is known"}))
    await edited(client, postmortem["id"], ANA, "More is known.")
    await noted(client, incident["id"], "A later thought.")
    second = await made(client.post(f"{path}/publications", json={"waivers": [ALONE]}))
    assert [e["edition"] for e in second["editions"]] == [1, 2]
    for edition, summary in zip(
        second["editions"], ("About summary.", "More is known."), strict=True
    ):
        then = await made(client.get(path, params={"version": edition["version"]}))
        assert (then["state"], then["edition"]) == ("published", edition["edition"])
        assert then["sections"]["summary"]["body"] == summary
        texts = [entry["text"] for entry in then["sections"]["timeline"]["entries"]]
        assert ("A later thought." in texts) is (edition["edition"] == 2)
    first = await made(client.get(path, params={"version": second["editions"][0]["version"]}))
    assert first["sections"] == postmortem["sections"]


# the section timeline


async def test_the_section_timeline_retells_the_incident(client: httpx.AsyncClient) -> None:
    incident, postmortem = await begun(client)
    here = f"/v1/incidents/{incident['id']}"
    await noted(client, incident["id"], "Last.", occurred_at=hours_later(9))
    wrong = await noted(client, incident["id"], "Mistyped.", occurred_at=hours_later(1))
    gone = await noted(client, incident["id"], "Another one's.")
    entries = f"{here}/timeline-entries"
    await made(
        client.post(
            f"{entries}/{wrong['id']}/corrections", json={"text": "First.", "reason": "typo"}
        )
    )
    await made(client.post(f"{entries}/{gone['id']}/retractions", json={"reason": "wrong one"}))
    body = {"kind": "rollback", "target": "prompt 41", "occurred_at": hours_later(2)}
    await made(client.post(f"{here}/containments", json=body))
    path = f"/v1/postmortems/{postmortem['id']}"
    lines = (await made(client.get(path)))["sections"]["timeline"]["entries"]
    assert [line["kind"] for line in lines][-3:] == ["note", "containment", "note"]
    assert [line["text"] for line in lines if line["kind"] == "note"] == ["First.", "Last."]
    assert [line["occurred_at"] for line in lines] == sorted(line["occurred_at"] for line in lines)
    assert [bool(line["corrected_at"]) for line in lines][-3:] == [True, False, False]
    assert "entries" not in (await made(client.get(path)))["sections"]["summary"]
    position = (await client.post(f"{here}/containments", json=body)).headers["event-position"]
    listed = await whole(client, "/v1/postmortems", min_position=position, limit=200)
    assert all("entries" not in item["sections"]["timeline"] for item in listed)


async def test_an_entry_is_annotated_on_the_version_that_was_read(
    client: httpx.AsyncClient,
) -> None:
    incident, postmortem = await begun(client)
    entry = await noted(client, incident["id"])
    path = f"/v1/postmortems/{postmortem['id']}/timeline-annotations/{entry['id']}"
    answer = await client.put(path, json={"text": "The alert was muted."}, headers=if_match(1))
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"2"'
    assert answer.json()["version"] == 2
    line = answer.json()["entry"]
    assert (line["entry_id"], line["annotation"]) == (entry["id"], "The alert was muted.")
    read = await made(client.get(f"/v1/postmortems/{postmortem['id']}"))
    assert line in read["sections"]["timeline"]["entries"]
    problem_of(await client.put(path, json={"text": "x"}), 428, "precondition_required")
    stale = await client.put(path, json={"text": "x"}, headers=if_match(1))
    problem_of(stale, 412, "version_conflict")
    gone = await made(client.put(path, json={"text": ""}, headers=if_match(2)))
    assert gone["entry"]["annotation"] is None


async def test_an_entry_that_does_not_stand_is_not_found(client: httpx.AsyncClient) -> None:
    incident, postmortem = await begun(client)
    other = await noted(client, (await declared(client))["id"])
    entry = await noted(client, incident["id"])
    entries = f"/v1/incidents/{incident['id']}/timeline-entries"
    await made(client.post(f"{entries}/{entry['id']}/retractions", json={"reason": "x"}))
    for name in (entry["id"], other["id"], str(uuid4()), "x"):
        path = f"/v1/postmortems/{postmortem['id']}/timeline-annotations/{name}"
        answer = await client.put(path, json={"text": "x"}, headers=if_match(1))
        problem_of(answer, 404, "not_found")


@pytest.mark.parametrize("name", [MISSING_ID, "PM-999999", "x"])
async def test_what_is_not_there_cannot_be_reviewed(client: httpx.AsyncClient, name: str) -> None:
    path = f"/v1/postmortems/{name}"
    for answer in (
        await client.post(f"{path}/review-requests", json={}),
        await client.post(f"{path}/reviews", json={"verdict": "approve"}),
        await client.get(f"{path}/reviews"),
    ):
        problem_of(answer, 404, "not_found")


async def test_whoever_asks_is_told_of_reviewers_who_cannot_read_it(
    client: httpx.AsyncClient,
) -> None:
    incident, postmortem = await begun(client, visibility="restricted", lead=ANA)
    (warning,) = (await asked(client, postmortem["id"], ANA, BEN))["warnings"]
    assert warning.startswith(f"{BEN} was asked to review this and cannot read it")
    assert incident["reference"] in warning
    await made(client.put(f"/v1/incidents/{incident['id']}/roles/scribe", json={"person": CEM}))
    assert (await asked(client, postmortem["id"], CEM))["warnings"] == []
    _, known = await begun(client)
    assert (await asked(client, known["id"], BEN))["warnings"] == []
