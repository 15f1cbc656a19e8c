"""What is recorded about an incident over time, over HTTP."""

import httpx
import pytest

from tests.api.nodes import pointers, problem_of
from tests.api.world import MISSING_ID, declared, hours_later, if_match, listed, noted, whole

ENTRY_FIELDS = {
    "id",
    "kind",
    "occurred_at",
    "recorded_at",
    "recorded_by",
    "text",
    "evidence",
    "corrections",
    "retraction",
}


async def test_an_entry_has_the_time_it_happened_and_the_time_it_was_recorded(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    evidence = [{"label": "graph", "url": "https://graphs.example.com/1"}]
    body = {
        "kind": "mitigated",
        "occurred_at": "2026-11-02T10:00:00.123456+02:00",
        "text": "Rolled back.",
        "evidence": evidence,
    }
    path = f"/v1/incidents/{incident['reference']}/timeline-entries"
    answer = await client.post(path, json=body)
    assert answer.status_code == 201
    entry = answer.json()
    assert entry.keys() == ENTRY_FIELDS | {"blame_findings", "times_out_of_order"}
    assert entry["occurred_at"] == "2026-11-02T08:00:00.123456Z"
    assert entry["recorded_at"] > entry["occurred_at"]
    assert entry["evidence"] == evidence
    assert (entry["corrections"], entry["retraction"]) == ([], None)
    assert answer.headers["etag"] == '"2"'
    read = (await client.get(f"/v1/incidents/{incident['id']}")).json()
    assert read["named_times"]["mitigated"] == "2026-11-02T08:00:00.123456Z"


async def test_the_timeline_is_in_the_order_in_which_things_happened(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    for hours in (3, 1, 2, 1, 3):
        await noted(client, incident["id"], text=f"{hours}", occurred_at=hours_later(hours))
    path = f"/v1/incidents/{incident['id']}/timeline-entries"
    for limit in (1, 2, 200):
        entries = await whole(client, path, limit=limit)
        assert [e["text"] for e in entries if e["kind"] == "note"] == ["1", "1", "2", "3", "3"]
        assert len(entries) == 6


async def test_entries_that_come_between_pages_shift_nothing(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    for hours in (1, 2, 3, 4):
        await noted(client, incident["id"], text=f"{hours}", occurred_at=hours_later(hours))
    path = f"/v1/incidents/{incident['id']}/timeline-entries"
    first, answer = await listed(client, path, limit=3)
    await noted(client, incident["id"], text="early", occurred_at=hours_later(0))
    rest = (await client.get(answer.links["next"]["url"])).json()
    assert [e["text"] for e in first[1:]] + [e["text"] for e in rest["items"]] == list("1234")
    assert rest["next_cursor"] is None


async def test_an_entry_is_corrected_and_retracted_never_edited_away(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    entry = await noted(client, incident["id"], text="At noon.")
    path = f"/v1/incidents/{incident['id']}/timeline-entries/{entry['id']}"
    answer = await client.post(
        f"{path}/corrections",
        json={"reason": "the clock was wrong", "occurred_at": hours_later(1), "text": "At one."},
    )
    assert answer.status_code == 201
    corrected = answer.json()
    assert (corrected["text"], corrected["occurred_at"]) == ("At one.", hours_later(1))
    assert corrected["corrections"][0]["previous_text"] == "At noon."
    assert corrected["corrections"][0]["reason"] == "the clock was wrong"
    same = await client.post(f"{path}/corrections", json={"reason": "again", "text": "At one."})
    assert same.headers["etag"] == answer.headers["etag"] == '"3"'
    retracted = await client.post(f"{path}/retractions", json={"reason": "another incident's"})
    assert retracted.status_code == 201
    assert retracted.json()["retraction"]["reason"] == "another incident's"
    assert retracted.json()["text"] == "At one."
    again = await client.post(f"{path}/retractions", json={"reason": "again"})
    assert "add a new one" in problem_of(again, 409, "entry_refused")["detail"]


async def test_an_entry_that_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    incident, other = await declared(client), await declared(client)
    entry = await noted(client, other["id"])
    for name in (entry["id"], MISSING_ID, "x", "INC-1"):
        path = f"/v1/incidents/{incident['id']}/timeline-entries/{name}"
        for call in ("corrections", "retractions"):
            answer = await client.post(f"{path}/{call}", json={"reason": "gone"})
            problem_of(answer, 404, "not_found")


@pytest.mark.parametrize("field", ["known", "unknown"])
@pytest.mark.parametrize("text", [None, "", " \n"])
async def test_a_communication_that_leaves_out_the_known_or_the_unknown_is_refused(
    client: httpx.AsyncClient, field: str, text: str | None
) -> None:
    incident = await declared(client)
    body = {"audience": "public", "known": "x", "unknown": "y", "sent_at": hours_later(0)}
    del body[field]
    if text is not None:
        body[field] = text
    answer = await client.post(f"/v1/incidents/{incident['id']}/communications", json=body)
    assert pointers(problem_of(answer, 400, "invalid_request")) == {f"/{field}"}


async def test_a_correction_and_a_retraction_keep_every_time(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    entry = await noted(client, incident["id"], occurred_at=hours_later(0))
    path = f"/v1/incidents/{incident['id']}/timeline-entries/{entry['id']}"
    change = {"reason": "the clock was wrong", "occurred_at": hours_later(-1)}
    corrected = (await client.post(f"{path}/corrections", json=change)).json()
    assert corrected["recorded_at"] == entry["recorded_at"]
    assert corrected["occurred_at"] == hours_later(-1)
    (past,) = corrected["corrections"]
    assert past["previous_occurred_at"] == hours_later(0)
    assert past["corrected_at"] >= entry["recorded_at"]
    retracted = (await client.post(f"{path}/retractions", json={"reason": "not ours"})).json()
    assert (retracted["recorded_at"], retracted["occurred_at"]) == (
        entry["recorded_at"],
        hours_later(-1),
    )
    assert retracted["corrections"] == [past]
    assert retracted["retraction"]["retracted_at"] >= past["corrected_at"]


async def test_a_containment_recorded_by_mistake_is_retracted_and_contains_nothing(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    path = f"/v1/incidents/{incident['id']}"
    step = {"kind": "rollback", "target": "prompt v41", "occurred_at": hours_later(0)}
    made = (await client.post(f"{path}/containments", json=step)).json()
    entry = f"{path}/timeline-entries/{made['id']}"
    wrong = {"reason": "wrong", "text": "prompt v42"}
    refused = problem_of(
        await client.post(f"{entry}/corrections", json=wrong), 409, "entry_refused"
    )
    assert "record the containment as it was" in refused["detail"]
    retracted = await client.post(f"{entry}/retractions", json={"reason": "of another incident"})
    assert retracted.status_code == 201
    assert retracted.json()["recorded_at"] <= retracted.json()["retraction"]["retracted_at"]
    move = await client.post(f"{path}/stage-transitions", json={"to": "diagnose", "reason": None})
    problem_of(move, 409, "containment_missing")


async def test_entries_that_come_by_themselves_are_not_edited(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    path = f"/v1/incidents/{incident['id']}/timeline-entries"
    (entry,) = await whole(client, path)
    answer = await client.post(f"{path}/{entry['id']}/retractions", json={"reason": "no"})
    problem_of(answer, 409, "entry_refused")


async def test_a_containment_is_recorded_and_appears_in_the_timeline(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    body = {
        "kind": "disable_feature",
        "target": "refund answers",
        "held": True,
        "occurred_at": hours_later(0),
        "text": "Behind a flag.",
    }
    answer = await client.post(f"/v1/incidents/{incident['id']}/containments", json=body)
    assert answer.status_code == 201
    made = answer.json()
    assert made.keys() == {*body, "id", "recorded_at", "recorded_by"}
    assert {field: made[field] for field in body} == body
    timeline = await whole(client, f"/v1/incidents/{incident['id']}/timeline-entries")
    assert (timeline[-1]["id"], timeline[-1]["kind"]) == (made["id"], "containment")


async def test_a_communication_says_what_is_known_and_what_is_not(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    body = {
        "audience": "customers",
        "known": "Some answers were wrong.",
        "unknown": "How many.",
        "channel": "status page",
        "sent_at": hours_later(0),
    }
    answer = await client.post(f"/v1/incidents/{incident['id']}/communications", json=body)
    assert answer.status_code == 201
    made = answer.json()
    assert made.keys() == {*body, "id", "recorded_at", "recorded_by"}
    assert {field: made[field] for field in body} == body
    timeline = await whole(client, f"/v1/incidents/{incident['id']}/timeline-entries")
    assert (timeline[-1]["id"], timeline[-1]["kind"]) == (made["id"], "communication")


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("timeline-entries", {"kind": "note", "occurred_at": hours_later(0), "text": "x"}),
        ("containments", {"kind": "other", "target": "x", "occurred_at": hours_later(0)}),
        (
            "communications",
            {"audience": "public", "known": "x", "unknown": "y", "sent_at": hours_later(0)},
        ),
        ("stage-transitions", {"to": "contain"}),
        ("links", {"kind": "related_to", "incident": "{other}"}),
    ],
)
async def test_every_write_takes_if_match(
    client: httpx.AsyncClient, call: str, body: dict[str, str]
) -> None:
    incident, other = await declared(client), await declared(client)
    if "incident" in body:
        body = {**body, "incident": other["id"]}
    path = f"/v1/incidents/{incident['id']}/{call}"
    problem_of(await client.post(path, json=body, headers=if_match(2)), 412, "version_conflict")
    assert (await client.post(path, json=body, headers=if_match(1))).status_code == 201


async def test_times_out_of_order_are_taken_and_told_until_one_is_corrected(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    path = f"/v1/incidents/{incident['id']}"
    noticed = await noted(client, incident["id"], kind="noticed", occurred_at=hours_later(0))
    signal = await noted(client, incident["id"], kind="first_signal", occurred_at=hours_later(1))
    pairs = [{"first": "first_signal", "then": "noticed"}]
    assert (noticed["times_out_of_order"], signal["times_out_of_order"]) == ([], pairs)
    assert (await client.get(path)).json()["times_out_of_order"] == pairs
    listed = await whole(client, f"{path}/timeline-entries")
    assert all("times_out_of_order" not in entry for entry in listed)
    correction = {"occurred_at": hours_later(2), "reason": "Another time zone."}
    answer = await client.post(
        f"{path}/timeline-entries/{noticed['id']}/corrections", json=correction
    )
    assert answer.json()["times_out_of_order"] == []
    assert (await client.get(path)).json()["times_out_of_order"] == []
