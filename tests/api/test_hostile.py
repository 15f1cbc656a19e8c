"""Whatever is sent: an answer that says what is wrong, and nothing written."""

import json
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest

from tests.api.nodes import PROBLEM, Node, pointers, problem_of
from tests.api.world import ANA, DECLARATION, declared, hours_later, planned, registered

JSON: Final = {"content-type": "application/json"}
NOTE: Final = {"kind": "note", "occurred_at": hours_later(0), "text": "x"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"nul",
        b"null",
        b"[]",
        b'""',
        b"0",
        b"NaN",
        b'{"title": NaN}',
        b'{"title": 1e999}',
        b'{"title": ' + b"9" * 5_000 + b"}",
        b"{'title': 'x'}",
        b"\xff\xfe\x00",
        b'{"title": "\xff"}',
        b'\xef\xbb\xbf{"title": "x"}',
        b'{"title": "\\ud800"}',
        b'{"title": "\\udc00"}',
        b'{"title": "\\ud800\\ud800"}',
        b'{"\\udc00": 1}',
        b'{"title": "\x00"}',
        b'{"title": "x",}',
        b'{"title": "x"} {}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"detection":' * 50 + b"1" + b"}" * 50,
        b'{"labels": ' + b"[" * 500 + b"]" * 500 + b"}",
    ],
)
async def test_a_body_that_is_none_is_refused(node: Node, body: bytes) -> None:
    incident = await declared(node.client)
    head = await node.head()
    here = f"/v1/incidents/{incident['id']}"
    for method, path in (
        ("POST", "/v1/incidents"),
        ("PATCH", here),
        ("PUT", f"{here}/roles/lead"),
        ("POST", "/v1/trackers"),
    ):
        answer = await node.client.request(method, path, content=body, headers=JSON)
        problem_of(answer, 400, "invalid_request")
    assert await node.head() == head


@pytest.mark.parametrize("headers", [{}, JSON])
async def test_a_body_that_is_missing_is_told_as_such(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/v1/incidents", headers=headers)
    problem = problem_of(answer, 400, "invalid_request")
    assert problem["errors"] == [{"pointer": "", "detail": "the body is empty; send a JSON object"}]


async def test_all_that_is_wrong_is_told_at_once(client: httpx.AsyncClient) -> None:
    body = {
        "title": "",
        "category": "bad luck",
        "detection": {"source": "rumour", "detected_at": "2026-11-02T08:30:00", "by": "Sarah"},
        "system": [],
        "labels": ["ok", "", 7],
        "visible_to": {"people": ["ana@example.com", "ana"]},
        "blame": "Sarah",
    }
    problem = problem_of(await client.post("/v1/incidents", json=body), 400, "invalid_request")
    assert pointers(problem) == {
        "/title",
        "/category",
        "/severity",
        "/detection/source",
        "/detection/detected_at",
        "/detection/by",
        "/system",
        "/labels/1",
        "/labels/2",
        "/visible_to/people/1",
        "/blame",
    }
    assert all(error["detail"] for error in problem["errors"])


async def test_a_body_full_of_errors_is_answered_briefly(client: httpx.AsyncClient) -> None:
    body = {**DECLARATION, "labels": [""] * 10_000, **{f"x{n}/~": n for n in range(10_000)}}
    problem = problem_of(await client.post("/v1/incidents", json=body), 400, "invalid_request")
    assert len(problem["errors"]) == 100


async def test_who_chose_what_is_not_offered_is_told_what_is(client: httpx.AsyncClient) -> None:
    severities = {"pointer": "/severity", "detail": "takes sev1, sev2, sev3, sev4"}
    body = {**DECLARATION, "severity": "high"}
    statuses = {
        "pointer": "/status",
        "detail": "takes open, in_progress, done, verified, cancelled",
    }
    for answer, told in (
        (await client.post("/v1/incidents", json=body), [severities]),
        (await client.get("/v1/incidents?severity=high"), [severities]),
        (await client.get("/v1/actions?status=open&status=closed"), [statuses]),
    ):
        assert problem_of(answer, 400, "invalid_request")["errors"] == told
    answer = await client.get("/v1/incidents?sort=title")
    (told,) = problem_of(answer, 400, "invalid_request")["errors"]
    assert told["detail"] == "takes -detected_at, detected_at"


async def test_who_misspells_a_part_of_a_path_is_told_what_it_takes(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    path = f"/v1/incidents/{incident['id']}/roles/leader"
    problem = problem_of(await client.put(path, json={"person": ANA}), 404, "not_found")
    assert problem["detail"] == (
        "There is no such thing: role takes lead, commander, communications, scribe."
    )


async def test_pointers_escape_what_pointers_escape(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/incidents", json={**DECLARATION, "a/b~c": 1})
    assert pointers(problem_of(answer, 400, "invalid_request")) == {"/a~1b~0c"}


async def test_unknown_parameters_are_refused_all_at_once(client: httpx.AsyncClient) -> None:
    query = {"a": "1", "b/c": "2", "limit": "5"}
    problem = problem_of(await client.get("/v1/incidents", params=query), 400, "invalid_request")
    assert pointers(problem) == {"/a", "/b~1c"}
    assert "detected_after" in problem["detail"]
    answer = await client.post("/v1/incidents?dry_run=1", json=DECLARATION)
    assert pointers(problem_of(answer, 400, "invalid_request")) == {"/dry_run"}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("limit", ["0", "201", "-1", "x", "1.5", "", "9" * 400, "\0", "\u0661"]),
        ("category", ["", "Drift", "drift\0", "x" * 5_000]),
        ("status", ["open,closed", "OPEN"]),
        ("sort", ["detected", "-severity"]),
        (
            "detected_after",
            ["", "now", "2026-13-01T00:00:00Z", "2026-11-02", "2026-11-02T00:00:00"],
        ),
        ("detected_after", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "\0"]),
        ("q", ["x" * 201]),
        ("min_position", ["-1", "x", "9" * 19, "1.0", "\0", "\u0661"]),
    ],
)
async def test_a_parameter_of_a_wrong_form_is_refused(
    client: httpx.AsyncClient, name: str, values: list[str]
) -> None:
    for value in values:
        answer = await client.get("/v1/incidents", params={name: value})
        problem = problem_of(answer, 400, "invalid_request")
        assert pointers(problem) == {f"/{name}"}, value


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/v1/incidents", ["q", "system", "lead", "label"]),
        ("/v1/postmortems", ["q", "lead"]),
        ("/v1/actions", ["q", "owner"]),
        ("/v1/events", ["type", "actor"]),
    ],
)
@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "%", "'", "\\", "&|!():*<->", "☃" * 200])
async def test_any_text_may_be_searched_for(
    client: httpx.AsyncClient, path: str, names: list[str], text: str
) -> None:
    for name in names:
        encoded = text.encode(errors="surrogatepass").hex()
        pairs = "".join(f"%{encoded[i : i + 2]}" for i in range(0, len(encoded), 2))
        answer = await client.get(f"{path}?{name}={pairs}")
        if name == "type" and len(text) > 100:
            problem_of(answer, 400, "invalid_request")
        else:
            assert answer.status_code == 200, (name, answer.text)


@pytest.mark.parametrize("name", ["incident", "postmortem"])
async def test_actions_of_what_is_not_there_are_not_found(
    client: httpx.AsyncClient, name: str
) -> None:
    for text in ("x", "\0", "☃"):
        problem_of(await client.get("/v1/actions", params={name: text}), 404, "not_found")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "\0",
        "====",
        "W10",  # []
        "WzFd",  # [1]
        "WyJ4Il0",  # ["x"]
        "W251bGwsbnVsbF0",  # [null,null]
        "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5LG51bGxd",  # past 64 bits
        "WzEsIjAwMDEtMDEtMDFUMDA6MDA6MDArMTQ6MDAiXQ",  # [1,"0001-01-01T00:00:00+14:00"]
        "WzEsIjk5OTktMTItMzFUMjM6NTk6NTktMTQ6MDAiXQ",  # [1,"9999-12-31T23:59:59-14:00"]
        "WzEsIjIwMjYtMDEtMDFUMDA6MDA6MDAiXQ",  # without an offset
        "WzEsIjIwMjYtMDEtMDFUMDA6MDA6MDBaIl0",  # whole, but of another list
        "W1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tb",
        "x" * 200,
        "x" * 201,
        "☃",
    ],
)
async def test_a_cursor_of_no_page_harms_nothing(client: httpx.AsyncClient, cursor: str) -> None:
    incident = await declared(client)
    tracker = await registered(client)
    here = f"/v1/incidents/{incident['id']}"
    for path in (
        "/v1/incidents",
        "/v1/postmortems",
        "/v1/actions",
        "/v1/trackers",
        f"/v1/trackers/{tracker['id']}/links",
        f"{here}/history",
        f"{here}/timeline-entries",
        f"{here}/stage-transitions",
    ):
        answer = await client.get(path, params={"cursor": cursor})
        assert answer.status_code in {200, 400}, (path, answer.text)
        if answer.status_code == 400:
            assert answer.headers["content-type"] == PROBLEM
            assert pointers(answer.json()) == {"/cursor"}


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "3000-01-01", "9999-12-31"])
async def test_a_day_out_of_reach_is_refused(client: httpx.AsyncClient, day: str) -> None:
    incident = await declared(client)
    action = await planned(client, incident["id"])
    path = f"/v1/incidents/{incident['id']}/postmortem"
    problem_of(await client.post(path, json={"due_on": day}), 409, "time_refused")
    path = f"/v1/actions/{action['id']}"
    problem_of(await client.patch(path, json={"due_on": day}), 409, "time_refused")


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00+23:59",
        "1999-12-31T23:59:59Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59.999999-23:59",
        "2099-01-01T00:00:00Z",
    ],
)
async def test_a_moment_out_of_reach_is_refused(client: httpx.AsyncClient, moment: str) -> None:
    incident = await declared(client)
    here = f"/v1/incidents/{incident['id']}"
    detection = {"source": "audit", "detected_at": moment}
    move = {"to": "postmortem", "reason": "x", "occurred_at": moment}
    text = {"known": "x", "unknown": "x"}
    for path, body in (
        ("/v1/incidents", {**DECLARATION, "detection": detection}),
        (f"{here}/timeline-entries", {**NOTE, "occurred_at": moment}),
        (f"{here}/stage-transitions", {"to": "contain", "occurred_at": moment}),
        (f"{here}/stage-transitions", move),
        (f"{here}/containments", {"kind": "other", "target": "x", "occurred_at": moment}),
        (f"{here}/communications", {"audience": "public", "sent_at": moment, **text}),
    ):
        problem = problem_of(await client.post(path, json=body), 409, "time_refused")
        assert "give when it happened" in problem["detail"]
    for version in ("", "&version=1"):
        query = f"as_of={quote(moment)}{version}"
        assert (await client.get(f"{here}?{query}")).status_code in {200, 400, 404}


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-02",
        "2026-11-02T00:00:00",
        "2026-02-30T00:00:00Z",
        "2026-11-02T25:00:00Z",
        "2026-11-02T00:00:00+25:00",
        "10000-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        1762041600,
        None,
    ],
)
async def test_a_moment_that_is_none_is_refused(client: httpx.AsyncClient, moment: Any) -> None:
    incident = await declared(client)
    path = f"/v1/incidents/{incident['id']}/timeline-entries"
    answer = await client.post(path, json={**NOTE, "occurred_at": moment})
    assert pointers(problem_of(answer, 400, "invalid_request")) == {"/occurred_at"}


async def test_texts_have_their_bounds(client: httpx.AsyncClient) -> None:
    for title, status in (("é" * 200, 201), ("é" * 201, 400), ("a\nb", 400), ("\u2028", 400)):
        answer = await client.post("/v1/incidents", json={**DECLARATION, "title": title})
        assert answer.status_code == status
    for summary, status in (("😀" * 65_536, 201), ("x" * 65_537, 400)):
        answer = await client.post("/v1/incidents", json={**DECLARATION, "summary": summary})
        assert answer.status_code == status, answer.text
    answer = await client.post("/v1/incidents", json={**DECLARATION, "summary": "a\0b"})
    assert answer.json()["errors"][0]["detail"] == "takes Markdown without NUL characters"


async def test_a_field_given_twice_counts_once(client: httpx.AsyncClient) -> None:
    body = json.dumps(DECLARATION)[:-1] + ', "title": "The last one"}'
    answer = await client.post("/v1/incidents", content=body, headers=JSON)
    assert answer.json()["title"] == "The last one"
