"""Names and addresses that look alike are alike: signs that nobody sees are refused in them."""

from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest

from domain.person import PERSON, PersonAs, PutPerson
from eventstore.transact import Circumstances, Step, transact
from tests.api.nodes import Node, pointers, problem_of
from tests.api.world import ACTION, DECLARATION, begun, declared, made
from tests.eventstore.kit import METADATA
from tests.samples import STAMP

TWIN: Final = "be\u200bn@example.com"
NAMELESS: Final = "signs@example.com"
PATHS: Final = (
    "people/ana%E2%80%8B@x",
    "people/%E2%80%AEana@x",
    "teams/ri%C2%ADsk",
    "teams/%E2%80%8D",
)


@pytest.mark.parametrize("path", PATHS)
async def test_no_path_makes_a_twin(node: Node, path: str) -> None:
    head = await node.head()
    answer = await node.client.put(f"/v1/{path}", json={"name": "Ana"} if "@" in path else {})
    assert pointers(problem_of(answer, 400, "invalid_request")) <= {"/email", "/name"}
    assert await node.head() == head


async def test_a_twin_from_before_has_a_last_day(node: Node) -> None:
    stream = node.desk.references.person(TWIN)
    put = Step(PERSON, stream, PersonAs(TWIN, PutPerson("Ben")))
    await transact(node.desk.repository, [put], Circumstances(STAMP, METADATA))
    body = {"name": "Ben, by mistake", "left_on": "2026-01-31"}
    person = await made(node.client.put(f"/v1/people/{quote(TWIN)}", json=body))
    assert (person["email"], person["left"]) == (TWIN, True)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"name": "An\u2060a"}, "/name"),
        ({"name": "Ana", "manager": TWIN}, "/manager"),
        ({"name": "Ana", "teams": ["risk", "risk\u200b"]}, "/teams/1"),
    ],
)
async def test_no_person_has_a_twin(client: httpx.AsyncClient, body: Any, wrong: str) -> None:
    answer = await client.put(f"/v1/people/{NAMELESS}", json=body)
    (error,) = problem_of(answer, 400, "invalid_request")["errors"]
    assert error["pointer"] == wrong
    assert "signs that nobody sees" in error["detail"]


async def test_nothing_names_a_twin(client: httpx.AsyncClient) -> None:
    incident, postmortem = await begun(client)
    here, there = f"/v1/incidents/{incident['id']}", f"/v1/postmortems/{postmortem['id']}"
    audience = {"visible_to": {"people": [TWIN], "teams": ["risk\u200b"]}}
    waiver = {"person": TWIN, "reason": "A drill."}
    for method, path, body, wrong in (
        ("POST", "/v1/incidents", {**DECLARATION, "lead": TWIN}, {"/lead"}),
        ("PATCH", here, audience, {"/visible_to/people/0", "/visible_to/teams/0"}),
        ("PUT", f"{here}/roles/lead", {"person": TWIN}, {"/person"}),
        ("POST", f"{here}/actions", {**ACTION, "owner": TWIN}, {"/owner"}),
        (
            "POST",
            f"{here}/stage-transitions",
            {"to": "closed", "waiver": waiver},
            {"/waiver/person"},
        ),
        ("POST", f"{there}/review-requests", {"reviewers": [TWIN]}, {"/reviewers/0"}),
        ("PUT", "/v1/teams/signs", {"members": [TWIN]}, {"/members/0"}),
    ):
        answer = await client.request(method, path, json=body)
        assert pointers(problem_of(answer, 400, "invalid_request")) == wrong, path
    by = {b"on-behalf-of": TWIN.encode()}
    problem_of(
        await client.patch(here, json={"title": "By a twin"}, headers=by), 400, "invalid_request"
    )


async def test_names_are_written_as_their_scripts_are(client: httpx.AsyncClient) -> None:
    name, team = "می\u200cگویم", "care 👩\u200d💻"
    body = {"name": name, "teams": [team]}
    person = await made(client.put(f"/v1/people/{quote(f'{name}@example.com')}", json=body))
    assert (person["name"], person["teams"]) == (name, [team])
    incident = await declared(client, title="A re\u00adfund \u200b👩\u200d💻")
    assert incident["title"] == "A re\u00adfund \u200b👩\u200d💻"
