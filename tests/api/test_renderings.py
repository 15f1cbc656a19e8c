"""A postmortem as Markdown and as HTML: what is on it, when, and for whom."""

import base64
import hashlib
import re
from html import unescape
from typing import Any

import httpx
import pytest

from tests.api.nodes import problem_of
from tests.api.world import (
    ANA,
    BEN,
    MISSING_ID,
    SECTIONS,
    asked,
    begun,
    complete,
    hours_later,
    if_match,
    made,
    moved,
    noted,
    planned,
    published,
    reviewed,
    whole,
    written,
)

MARKDOWN, HTML = "text/markdown", "text/html"
WAIVED = re.compile(r"or waive (\S+) with a reason")
both = pytest.mark.parametrize("form", [MARKDOWN, HTML])


async def read(client: httpx.AsyncClient, name: str, form: str, **query: Any) -> str:
    path = f"/v1/postmortems/{name}"
    answer = await client.get(path, params=query, headers={"accept": form})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == f"{form}; charset=utf-8"
    return answer.text


def plain(text: str) -> str:
    """The words of a page, without elements and without the escapes of Markdown."""
    return " ".join(re.sub(r"<[^>]*>|\\(?=\W)", "", text).split())


@both
async def test_everything_that_was_told_is_on_the_page(
    client: httpx.AsyncClient, form: str
) -> None:
    lead = "cara@example.com"
    incident, postmortem = await begun(client, lead=lead, summary="Refunds.")
    await noted(client, incident["id"], kind="noticed", occurred_at=hours_later(0))
    await noted(client, incident["id"], kind="mitigated", occurred_at=hours_later(2.5))
    await moved(client, incident["id"], "contain", occurred_at=hours_later(1))
    action = await planned(client, incident["id"], kind="monitoring", title="Watch *it*")
    for version, section in enumerate(SECTIONS, 1):
        await written(client, postmortem["id"], section, f"About **{section}**.", version)
    text = plain(await read(client, postmortem["reference"], form))
    words = [incident["title"], postmortem["reference"], incident["reference"], lead, BEN]
    words += [
        "sev2",
        "Hallucination",
        "support assistant",
        "User report",
        "Not known",
        "2 h 30 min",
    ]
    words += [action["reference"], "Monitoring", "31 January 2030", "Open", "not proven"]
    for word in words:
        assert word.lower() in text.lower(), word
    assert "Watch *it*" in text
    assert "2 November 2026" in text
    assert "Before detection" not in text
    for section in SECTIONS:
        assert section.replace("_", " ").capitalize() in text


@both
async def test_a_section_that_nobody_wrote_says_so(client: httpx.AsyncClient, form: str) -> None:
    _, postmortem = await begun(client)
    text = await read(client, postmortem["id"], form)
    assert text.count("Nobody has written this section yet.") == len(SECTIONS) - 1


@both
async def test_what_was_waived_is_told_with_its_reason(
    client: httpx.AsyncClient, form: str
) -> None:
    incident, postmortem = await complete(client)
    await whole(client, f"/v1/incidents/{incident['id']}/history")
    for action in await whole(client, "/v1/actions", incident=incident["id"]):
        if action["kind"] == "documentation":
            body = {"to": "cancelled", "reason": "It is clear."}
            await made(client.post(f"{action['links']['self']}/status-changes", json=body))
    waivers = [{"requirement": "documentation", "reason": "The policy is *clear*."}]
    path = f"/v1/postmortems/{postmortem['id']}/publications"
    await made(client.post(path, json={"waivers": waivers}))
    text = plain(await read(client, postmortem["id"], form))
    for word in ("published", "edition 1", "documentation", "The policy is *clear*.", BEN):
        assert word.casefold() in text.casefold()


@both
async def test_a_waiver_is_told_in_words_and_the_day_of_recording_once(
    client: httpx.AsyncClient, form: str
) -> None:
    incident, postmortem = await begun(client)
    await noted(client, incident["id"], "Seen late.", kind="noticed")
    path = f"/v1/postmortems/{postmortem['id']}/publications"
    refused = (await client.post(path, json={})).json()["errors"]
    names = {found[1] for one in refused if (found := WAIVED.search(one["detail"]))}
    waivers = [{"requirement": name, "reason": "Not kept."} for name in sorted(names)]
    await made(client.post(path, json={"waivers": waivers}))
    text = plain(await read(client, postmortem["id"], form))
    assert "amed times: first signal" in text
    assert "named_times" not in text
    assert text.count("recorded on") == 1
    assert text.count("Seen late.") == 1


@both
async def test_a_corrected_entry_is_marked_and_a_retracted_one_gone(
    client: httpx.AsyncClient, form: str
) -> None:
    incident, postmortem = await begun(client)
    mistaken = await noted(client, incident["id"], "Forty a day.")
    gone = await noted(client, incident["id"], "Of another story.")
    path = f"/v1/incidents/{incident['id']}/timeline-entries"
    correction = {"text": "Sixty a day.", "reason": "Chat was left out."}
    await made(client.post(f"{path}/{mistaken['id']}/corrections", json=correction))
    await made(client.post(f"{path}/{gone['id']}/retractions", json={"reason": "Not ours."}))
    text = plain(await read(client, postmortem["id"], form))
    assert "Sixty a day." in text
    assert "Chat was left out." in text
    assert "orrected" in text
    assert "Forty a day." not in text
    assert "Of another story." not in text


@both
async def test_the_page_is_read_as_it_stood(client: httpx.AsyncClient, form: str) -> None:
    incident, postmortem = await begun(client)
    action = await planned(client, incident["id"], title="The first plan")
    edited = await written(client, postmortem["id"], "summary", "The first text.", 1)
    await client.patch(f"/v1/actions/{action['id']}", json={"title": "The second plan"})
    await planned(client, incident["id"], title="A later plan")
    await client.patch(f"/v1/incidents/{incident['id']}", json={"title": "The second title"})
    await written(client, postmortem["id"], "summary", "The second text.", 2)
    now = await read(client, postmortem["id"], form)
    then = await read(client, postmortem["id"], form, version=edited["version"])
    for word in ("The second plan", "A later plan", "The second title", "The second text."):
        assert word in now
        assert word not in then
    for word in (incident["title"], "The first plan", "The first text.", "As it stood on"):
        assert word in then
        assert word not in now
    first = await read(client, postmortem["id"], form, version=1)
    assert "The first text." not in first
    missing = await client.get(
        f"/v1/postmortems/{postmortem['id']}", params={"version": 9}, headers={"accept": form}
    )
    problem_of(missing, 404, "not_found")


@both
async def test_the_page_is_read_as_of_a_moment(client: httpx.AsyncClient, form: str) -> None:
    _, postmortem = await begun(client)
    edited = await written(client, postmortem["id"], "summary", "The first text.", 1)
    await written(client, postmortem["id"], "summary", "The second text.", 2)
    text = await read(client, postmortem["id"], form, as_of=edited["edited_at"])
    assert "The second text." not in text
    path = f"/v1/postmortems/{postmortem['id']}"
    early = {"as_of": "2026-01-01T00:00:00Z"}
    problem_of(await client.get(path, params=early, headers={"accept": form}), 404, "not_found")
    nowhere = {"as_of": "2026-01-01T00:00:00"}
    problem_of(
        await client.get(path, params=nowhere, headers={"accept": form}), 400, "invalid_request"
    )


@both
async def test_the_tag_of_a_page_changes_with_what_it_shows_and_pins_the_version(
    client: httpx.AsyncClient, form: str
) -> None:
    incident, postmortem = await begun(client)
    path = f"/v1/postmortems/{postmortem['id']}"
    first = (await client.get(path, headers={"accept": form})).headers["etag"]
    assert (await client.get(path, headers={"accept": form})).headers["etag"] == first
    await planned(client, incident["id"])
    changed = (await client.get(path, headers={"accept": form})).headers["etag"]
    assert changed != first
    assert re.fullmatch(r'"1-(markdown|html)-[0-9a-f]{16}"', changed)
    edit = f"{path}/sections/summary"
    assert (
        await client.put(edit, json={"body": "x"}, headers={"if-match": changed})
    ).status_code == 200
    stale = await client.put(edit, json={"body": "y"}, headers={"if-match": changed})
    assert problem_of(stale, 412, "version_conflict")["current_version"] == 2
    assert (await client.put(edit, json={"body": "y"}, headers=if_match(2))).status_code == 200


@both
async def test_a_restricted_postmortem_is_not_found_by_others(
    client: httpx.AsyncClient, form: str
) -> None:
    _, postmortem = await begun(
        client, visibility="restricted", visible_to={"people": [ANA]}, lead=ANA
    )
    path = f"/v1/postmortems/{postmortem['id']}"
    allowed = await client.get(path, headers={"accept": form, "on-behalf-of": ANA})
    assert "estricted" in allowed.text
    refused = await client.get(path, headers={"accept": form, "on-behalf-of": BEN})
    problem_of(refused, 404, "not_found")
    problem_of(
        await client.get(f"/v1/postmortems/{MISSING_ID}", headers={"accept": form}),
        404,
        "not_found",
    )


async def test_the_page_comes_under_a_policy_that_lets_nothing_run_or_load(
    client: httpx.AsyncClient,
) -> None:
    _, postmortem = await published(client)
    answer = await client.get(f"/v1/postmortems/{postmortem['id']}", headers={"accept": HTML})
    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert answer.headers["content-security-policy"] == f"{policy}; frame-ancestors 'none'"
    assert f'content="{policy.replace(chr(39), "&#39;")}"' in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not re.findall(r"<script|<link|<img|<iframe| style=| on\w+=|@import|url\(", answer.text)


async def test_a_text_of_markdown_ends_before_the_next_section(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    await written(client, postmortem["id"], "root_cause", "```\nopen", 1)
    text = await read(client, postmortem["id"], MARKDOWN)
    assert "````text\n```\nopen\n````\n\n## Contributing factors" in text


@both
async def test_what_a_terminal_would_obey_is_shown_as_unknown(
    client: httpx.AsyncClient, form: str
) -> None:
    incident, postmortem = await begun(client)
    await written(client, postmortem["id"], "root_cause", "Red \x1b[31m alert,\tthen \x9b2J.", 1)
    entry = await noted(client, incident["id"])
    path = f"/v1/incidents/{incident['id']}/timeline-entries/{entry['id']}/corrections"
    await made(client.post(path, json={"text": "Seen again.", "reason": "Heard a \x07bell."}))
    text = await read(client, postmortem["id"], form)
    assert not re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    assert "alert,\tthen \ufffd" in text
    assert "\ufffdbell" in text


async def test_what_people_are_called_does_not_turn_what_stands_beside_it(
    client: httpx.AsyncClient,
) -> None:
    noa = "noa@pages.example"
    await made(client.put(f"/v1/people/{noa}", json={"name": "\u05e0\u05d5\u05e2\u05d4"}))
    incident, postmortem = await begun(client, lead=noa)
    proof = {"label": "\u202ecod", "url": "https://proof.example"}
    await noted(client, incident["id"], evidence=[proof, proof])
    text = await read(client, postmortem["id"], HTML)
    assert "<dd><bdi>\u05e0\u05d5\u05e2\u05d4</bdi></dd>" in text
    assert text.count("<bdi>\u202ecod</bdi></a>") == 2


@both
async def test_an_annotation_stands_with_its_entry(client: httpx.AsyncClient, form: str) -> None:
    incident, postmortem = await begun(client)
    entry = await noted(client, incident["id"])
    path = f"/v1/postmortems/{postmortem['id']}/timeline-annotations/{entry['id']}"
    text = "The *first* of three.\n\n> And more."
    await made(client.put(path, json={"text": text}, headers=if_match(1)))
    shown = await read(client, postmortem["id"], form)
    expected = {
        MARKDOWN: "Seen.\n\n> The *first* of three.\n> \n> > And more.\n",
        HTML: "<p>The <em>first</em> of three.</p>",
    }
    assert expected[form] in shown


@both
async def test_people_go_by_their_names_and_the_authors_are_thanked(
    client: httpx.AsyncClient, form: str
) -> None:
    dora = "dora@pages.example"
    await made(client.put(f"/v1/people/{dora}", json={"name": "Dora & *Co*"}))
    incident, postmortem = await published(client, lead=dora)
    role = f"/v1/incidents/{incident['id']}/roles/scribe"
    await made(client.put(role, json={"person": dora}))
    path = f"/v1/postmortems/{postmortem['id']}"
    amended = await made(client.post(f"{path}/amendments", json={"reason": "More is known."}))
    by_ana = {"on-behalf-of": ANA, **if_match(amended["version"])}
    await made(client.put(f"{path}/sections/summary", json={"body": "More."}, headers=by_ana))
    await asked(client, postmortem["id"])
    await reviewed(client, postmortem["id"])
    await made(client.post(f"{path}/publications", json={}))
    acting = {"on-behalf-of": dora}
    await made(client.post(f"{path}/reads", json={}, headers=acting))
    thanks = await client.post(f"{path}/thanks", json={"text": "Well *told*."}, headers=acting)
    position = thanks.headers["event-position"]
    text = await read(client, postmortem["id"], form, min_position=position)
    words = unescape(plain(text)).lower()
    assert "led by" in words
    assert words.count("dora & *co*") == 3
    assert dora not in words
    assert re.search(r"[1-9]\d* of the [1-9]\d* people who should read this edition", words)
    assert {MARKDOWN: "> Well *told*.\n>\n> Dora", HTML: "Well <em>told</em>."}[form] in text
    then = await read(client, postmortem["id"], form, version=postmortem["version"])
    assert "Readers" not in then
