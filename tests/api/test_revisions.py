"""Revisions of a section over HTTP: read, compared, and merged where two edited at once."""

from typing import Any

import httpx
import pytest

from projections.page import Cursor, encode_cursor
from tests.api.nodes import pointers, problem_of
from tests.api.world import ANA, BEN, begun, if_match, listed, made, whole, written

BASE = "The index was old. Nobody owned it. It took a day."


async def put(
    client: httpx.AsyncClient, postmortem: str, body: str, version: int, by: str = ANA
) -> httpx.Response:
    path = f"/v1/postmortems/{postmortem}/sections/root_cause"
    return await client.put(
        path, json={"body": body}, headers={**if_match(version), "on-behalf-of": by}
    )


async def test_two_revisions_are_compared_word_by_word(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    await made(put(client, postmortem["id"], "The old index.", 1))
    await made(put(client, postmortem["id"], "The stale index.", 2, BEN))
    path = f"/v1/postmortems/{postmortem['id']}/sections/root_cause/diff"
    diff = await made(client.get(path, params={"format": "words"}))
    assert diff["words"] == [
        {"op": "equal", "text": "The "},
        {"op": "delete", "text": "old "},
        {"op": "insert", "text": "stale "},
        {"op": "equal", "text": "index."},
    ]
    assert "diff" not in diff
    ((revision, version, author),) = [
        (edit["revision"], edit["version"], edit["edited_by"]) for edit in diff["edits"]
    ]
    assert (revision, version, author) == (2, 3, BEN)
    whole = await made(client.get(path, params={"from": 0, "to": 2}))
    assert [edit["edited_by"] for edit in whole["edits"]] == [ANA, BEN]
    back = await made(client.get(path, params={"from": 2, "to": 1}))
    assert back["edits"] == diff["edits"]
    wrong = await client.get(path, params={"format": "letters"})
    assert pointers(problem_of(wrong, 400, "invalid_request")) == {"/format"}


async def test_the_second_of_two_editors_is_told_what_to_merge(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    await made(put(client, postmortem["id"], BASE, 1))
    await made(put(client, postmortem["id"], BASE.replace("a day", "two days"), 2, BEN))
    mine = BASE.replace("old", "stale")
    problem = problem_of(await put(client, postmortem["id"], mine, 2), 412, "version_conflict")
    conflict = problem["conflict"]
    assert conflict["section"] == "root_cause"
    assert (conflict["base_revision"], conflict["revision"]) == (1, 2)
    assert conflict["body"] == BASE.replace("a day", "two days")
    assert [(e["revision"], e["edited_by"]) for e in conflict["edits"]] == [(2, BEN)]
    changed = [(w["op"], w["text"]) for w in conflict["words"] if w["op"] != "equal"]
    assert changed == [("delete", "a day."), ("insert", "two days.")]
    both = "The index was stale. Nobody owned it. It took two days."
    assert conflict["merge"] == {"clean": True, "body": both}
    answer = await put(client, postmortem["id"], both, problem["current_version"])
    assert (await made(client.get(f"/v1/postmortems/{postmortem['id']}")))["sections"][
        "root_cause"
    ] == {name: answer.json()[name] for name in ("body", "revision", "edited_at", "edited_by")}


async def test_edits_that_meet_are_marked(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    await made(put(client, postmortem["id"], "By Ben.", 1, BEN))
    problem = problem_of(await put(client, postmortem["id"], "By Ana.", 1), 412, "version_conflict")
    assert problem["conflict"]["base_revision"] == 0
    assert problem["conflict"]["merge"] == {
        "clean": False,
        "body": "<<<<<<< yours\nBy Ana.\n=======\nBy Ben.\n>>>>>>> revision 1\n",
    }


async def test_an_edit_of_another_section_leaves_nothing_to_merge(
    client: httpx.AsyncClient,
) -> None:
    _, postmortem = await begun(client)
    await written(client, postmortem["id"], "summary", "Something else.", 1)
    problem = problem_of(await put(client, postmortem["id"], BASE, 1), 412, "version_conflict")
    conflict = problem["conflict"]
    assert (conflict["base_revision"], conflict["revision"], conflict["edits"]) == (0, 0, [])
    assert conflict["merge"] == {"clean": True, "body": BASE}


async def test_a_section_is_told_apart_from_those_edited_between(
    client: httpx.AsyncClient,
) -> None:
    _, postmortem = await begun(client)
    for version in (1, 3, 5):
        await made(put(client, postmortem["id"], f"Text {version}.", version))
        await written(client, postmortem["id"], "summary", f"Other {version}.", version + 1)
    path = f"/v1/postmortems/{postmortem['id']}/sections/root_cause"
    for limit in (1, 2, 3, 4):
        told = await whole(client, f"{path}/revisions", limit=limit)
        assert [(one["revision"], one["version"], one["body"]) for one in told] == [
            (1, 2, "Text 1."),
            (2, 4, "Text 3."),
            (3, 6, "Text 5."),
        ]
    for number, count in ((-5, 3), (3, 0), (2**62, 0)):
        place = encode_cursor(Cursor(number))
        items, answer = await listed(client, f"{path}/revisions", cursor=place)
        assert (len(items), answer.json()["next_cursor"]) == (count, None)
    for known, base in ((1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (99, 3)):
        problem = problem_of(
            await put(client, postmortem["id"], "x", known), 412, "version_conflict"
        )
        conflict = problem["conflict"]
        assert (conflict["base_revision"], conflict["body"]) == (base, "Text 5.")
        assert [edit["revision"] for edit in conflict["edits"]] == [1, 2, 3][base:]


@pytest.mark.parametrize("texts", [("a b " * 16_384, "b a " * 16_384), ("\n" * 65_536, "x\n" * 9)])
async def test_hostile_texts_are_compared(client: httpx.AsyncClient, texts: Any) -> None:
    _, postmortem = await begun(client)
    for version, text in enumerate(texts, 1):
        await made(put(client, postmortem["id"], text, version))
    path = f"/v1/postmortems/{postmortem['id']}/sections/root_cause/diff"
    for kind in ("unified", "words"):
        assert (await client.get(path, params={"format": kind})).status_code == 200
    stale = await put(client, postmortem["id"], "mine", 2)
    assert problem_of(stale, 412, "version_conflict")["conflict"]["body"] == texts[1]
