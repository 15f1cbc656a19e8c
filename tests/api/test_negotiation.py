"""Which form an answer takes: what Accept may say, and what is made of it."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.negotiation import Form, preferred, weight_in
from tests.api.nodes import JSON, problem_of
from tests.api.world import begun

OFFERS = tuple(Form)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", Form.JSON),
        (" ", Form.JSON),
        ("*/*", Form.JSON),
        ("application/*", Form.JSON),
        ("application/json", Form.JSON),
        ("text/*", Form.MARKDOWN),
        ("text/markdown", Form.MARKDOWN),
        ("text/markdown; charset=utf-8", Form.MARKDOWN),
        ('text/markdown; variant="a, b;q=0"', Form.MARKDOWN),
        ("text/html", Form.HTML),
        ("Text/HTML", Form.HTML),
        (BROWSER, Form.HTML),
        ("text/html;q=0.5, text/markdown;q=0.6", Form.MARKDOWN),
        ("text/html;q=0.5, text/markdown", Form.MARKDOWN),
        ("application/json;q=0, */*;q=0.1", Form.MARKDOWN),
        ("*/*, application/json;q=0.2, text/markdown;q=0.3, text/html;q=0.25", Form.MARKDOWN),
        ("text/*;q=0.9, text/markdown;q=0.1, application/json;q=0.5", Form.HTML),
        ("text/html;q=0, text/html", Form.HTML),
        ("junk, text/html", Form.HTML),
        ("text/html;q=2, text/markdown;q=0.001", Form.MARKDOWN),
        (",,text/html,", Form.HTML),
    ],
)
def test_the_form_with_the_greatest_weight_is_taken(accept: str, form: Form) -> None:
    assert preferred(accept, OFFERS) is form


@pytest.mark.parametrize(
    "accept",
    [
        "image/png",
        "text/plain, application/xml",
        "*/*;q=0",
        "text/html;q=0",
        "junk",
        "*/html",
        "text/html;q=high",
        "text/html;q=1.5",
        ",",
    ],
)
def test_who_takes_none_of_them_gets_none(accept: str) -> None:
    assert preferred(accept, OFFERS) is None


@given(st.text(alphabet='*/,;q=01."\\ atexhmljson', max_size=60))
def test_whatever_is_sent_has_an_answer(accept: str) -> None:
    assert preferred(accept, OFFERS) in {*OFFERS, None}


@pytest.mark.parametrize(
    ("parameters", "weight"),
    [("", 1.0), (";q=0.25", 0.25), ("; Q=1.000", 1.0), (";level=1", 1.0), (";q=0.1234", None)],
)
def test_a_weight_has_three_decimals_at_most(parameters: str, weight: float | None) -> None:
    assert weight_in(parameters) == weight


async def test_json_is_answered_unless_another_form_is_asked_for(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    path = f"/v1/postmortems/{postmortem['id']}"
    for accept in (None, "*/*", JSON, f"{JSON}, text/html;q=0.9"):
        headers = {} if accept is None else {"accept": accept}
        answer = await client.get(path, headers=headers)
        assert answer.json()["id"] == postmortem["id"]
        assert (answer.headers["content-type"], answer.headers["vary"]) == (JSON, "Accept")
        assert answer.headers["etag"] == '"1"'


async def test_several_fields_of_accept_count_as_one(client: httpx.AsyncClient) -> None:
    _, postmortem = await begun(client)
    request = client.build_request("GET", f"/v1/postmortems/{postmortem['id']}")
    del request.headers["accept"]
    fields = [("accept", "application/json;q=0.2"), ("accept", "text/markdown")]
    request.headers = httpx.Headers([*request.headers.multi_items(), *fields])
    answer = await client.send(request)
    assert answer.headers["content-type"].startswith("text/markdown")


async def test_a_form_in_which_it_does_not_come_is_refused_with_those_it_has(
    client: httpx.AsyncClient,
) -> None:
    _, postmortem = await begun(client)
    path = f"/v1/postmortems/{postmortem['id']}"
    answer = await client.get(path, headers={"accept": "image/png"})
    problem = problem_of(answer, 406, "not_acceptable")
    assert problem["offered"] == ["application/json", "text/markdown", "text/html"]
    assert answer.headers["vary"] == "Accept"
