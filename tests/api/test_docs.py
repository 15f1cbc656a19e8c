"""What people read of the interface: the page, the problems, the events; each held to the code."""

import ast
import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import yaml
from msgspec import NODEFAULT
from msgspec.structs import fields

from api import docs
from api.errors import HTTP, STATUS
from api.openapi_page import schemas
from domain.catalog import TOPICS
from domain.errors import DomainError

ROOT: Final = docs.HERE.parent
DESCRIBED: Final = yaml.load(docs.specification(), docs.LOADER)
VOID: Final = frozenset({"meta", "link", "img", "br", "hr", "input"})


class Page(HTMLParser):
    """What a browser would see of the page: ids, links, and elements that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.loaded: list[str] = []
        self.headings: list[int] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.loaded += [value or "" for name, value in attrs if name in {"src", "style"}]
        if tag == "a":
            self.links.append(found["href"] or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


PAGE: Final = Page(docs.page())


async def test_the_page_is_served_under_a_policy_that_lets_nothing_in(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/docs")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    style = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert len(style) == 1


async def test_the_committed_description_is_served(client: httpx.AsyncClient) -> None:
    answer = await client.get("/openapi.yaml")
    assert answer.headers["content-type"].partition(";")[0] == "application/yaml"
    assert answer.content == docs.SPECIFICATION.read_bytes()


def test_the_page_has_no_script_and_loads_nothing() -> None:
    assert not {"script", "link", "img", "iframe"} & set(PAGE.tags)
    assert PAGE.loaded == []
    assert all(link.startswith(("#", "/openapi.yaml")) for link in PAGE.links)


def test_the_page_tells_of_every_operation_and_schema() -> None:
    operations = {o["operationId"] for p in DESCRIBED["paths"].values() for o in p.values()}
    assert operations <= set(PAGE.ids)
    assert {f"schema-{name}" for name in DESCRIBED["components"]["schemas"]} <= set(PAGE.ids)


def test_the_page_names_every_form_of_an_answer() -> None:
    assert "or <code>text/markdown</code>, or <code>text/html</code>" in docs.page()


def test_every_link_in_the_page_leads_somewhere() -> None:
    assert len(PAGE.ids) == len(set(PAGE.ids))
    assert {link[1:] for link in PAGE.links if link.startswith("#")} <= set(PAGE.ids)


def test_the_page_can_be_found_through_by_its_landmarks_and_headings() -> None:
    assert [PAGE.tags.count(tag) for tag in ("main", "nav", "h1", "title")] == [1, 1, 1, 1]
    steps = zip(PAGE.headings, PAGE.headings[1:], strict=False)
    assert all(lower - higher <= 1 for higher, lower in steps)


def test_what_the_description_says_is_never_markup_in_the_page() -> None:
    evil = {"description": "<script>alert(1)</script> [x](javascript:alert(1))"}
    shown = schemas({"components": {"schemas": {"Evil": evil}}})[0].description
    assert "<script" not in docs.blocks(shown)
    assert "<a" not in docs.blocks(shown)


ROW: Final = re.compile(r"^\| `([a-z_]+)` \| (\d{3}) \|", re.MULTILINE)


def test_every_problem_is_documented_with_its_status() -> None:
    told = ROW.findall((ROOT / "docs" / "errors.md").read_text())
    assert len(told) == len(dict(told))
    assert {code: int(status) for code, status in told} == dict(problems())


def problems() -> Iterator[tuple[str, int]]:
    """Code and status of every problem that the code can answer."""
    yield from ((code, status) for status, (code, _) in HTTP.items())
    yield from in_domain(DomainError)
    for file in (ROOT / "api").glob("*.py"):
        yield from inline(file)


def in_domain(kind: type[DomainError]) -> Iterator[tuple[str, int]]:
    statuses = [STATUS[base] for base in kind.__mro__ if base in STATUS]
    if statuses:
        yield kind.code, statuses[0]
    for narrower in kind.__subclasses__():
        yield from in_domain(narrower)


def inline(file: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            yield from ((code, status_of(node)) for code in codes(node))


def status_of(call: ast.Call) -> int:
    status: int = ast.literal_eval(call.args[0])
    return status


def codes(call: ast.Call) -> Iterator[str]:
    """The codes that a call of `problem` is given as they are."""
    if not isinstance(call.func, ast.Name) or call.func.id != "problem":
        return
    for keyword in call.keywords:
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
            yield str(keyword.value.value)


def test_every_kind_of_refusal_has_a_status() -> None:
    assert all(dict(in_domain(kind)) for kind in DomainError.__subclasses__())


HEADING: Final = re.compile(r"^### `(.+)`$", re.MULTILINE)
FIELD: Final = re.compile(r"^\| `([a-z_]+)` \| [^|]+ \| ([^|]*) \| [^|]+\.\s\|$", re.MULTILINE)


def told_events() -> dict[str, str]:
    _, *parts = HEADING.split((ROOT / "docs" / "events.md").read_text())
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_type_of_event_is_documented_and_no_other() -> None:
    assert list(told_events()) == list(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_field_of_an_event_is_documented_and_no_other(topic: str) -> None:
    told = FIELD.findall(told_events()[topic])
    assert [(name, bool(default.strip())) for name, default in told] == [
        (field.encode_name, has_default(field)) for field in fields(TOPICS[topic])
    ]


def has_default(field: Any) -> bool:
    return field.default is not NODEFAULT or field.default_factory is not NODEFAULT
