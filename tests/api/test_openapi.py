"""The description is true: it follows from the handlers, and its examples from the service.

`make openapi` writes both anew: UPDATE_EXAMPLES=1 has this module write api/examples.json.
"""

import json
import os
import re
import tomllib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
import yaml
from jsonschema.validators import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from api import openapi_examples
from api.app import create_litestar
from api.docs import SPECIFICATION
from api.openapi import description
from api.openapi_answers import SUCCESS
from api.openapi_examples import Exchange
from api.openapi_problems import MEDIA_TYPE
from tests.api import exchanges
from tests.api.nodes import Node, open_node
from tests.api.scenario import WEBHOOK

WRITES: Final = frozenset({"post", "put", "patch"})
NEVER: Final = '"999999999"'


def committed() -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(SPECIFICATION.read_bytes(), yaml.CSafeLoader)
    return document


DESCRIBED: Final = committed()
OPERATIONS: Final = [
    (path, method, operation)
    for path, methods in DESCRIBED["paths"].items()
    for method, operation in methods.items()
]

each_operation = pytest.mark.parametrize(
    ("path", "method", "operation"), OPERATIONS, ids=[o["operationId"] for _, _, o in OPERATIONS]
)


@pytest.fixture
async def fresh_node(fresh_dsn: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Node]:
    monkeypatch.setenv(*WEBHOOK)
    async with open_node(fresh_dsn) as node:
        yield node


async def test_the_examples_are_what_the_service_answers(fresh_node: Node) -> None:
    had = await exchanges.have(fresh_node, exchanges.Ids())
    if os.environ.get("UPDATE_EXAMPLES"):
        write(had, openapi_examples.FILE)
    kept = openapi_examples.exchanges()
    assert [e.summary for e in had] == [e.summary for e in kept], "make openapi tells them anew"
    for new, old in zip(had, kept, strict=True):
        assert new == old, f"{old.operation}: {old.summary}; make openapi tells it anew"


def write(had: list[Exchange], file: Path) -> None:
    file.write_bytes(msgspec.json.format(msgspec.json.encode(had), indent=2) + b"\n")
    openapi_examples.exchanges.cache_clear()


def test_the_committed_description_follows_from_the_handlers() -> None:
    made = description()
    assert committed() == made, "make openapi writes it anew"
    assert json.dumps(committed()) == json.dumps(made), "the order counts, too"


def test_the_api_has_the_version_of_the_project() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    assert DESCRIBED["info"]["version"] == project["version"]


def test_the_description_is_valid_openapi() -> None:
    validate(DESCRIBED)


def test_every_handler_is_described_and_nothing_else() -> None:
    handlers = {
        handler.operation_id
        for route in create_litestar(None).routes
        for handler in handlers_of(route)
    }
    assert sorted(o["operationId"] for _, _, o in OPERATIONS) == sorted(handlers)


def handlers_of(route: Any) -> Iterator[Any]:
    yield from (h for h in route.route_handlers if h.http_methods != {"OPTIONS"})


@each_operation
def test_an_operation_says_what_it_is_for(path: str, method: str, operation: Any) -> None:
    assert operation["summary"]
    assert operation["description"].endswith((".", "`")), "the docstring of its handler"
    assert set(operation["tags"]) <= {tag["name"] for tag in DESCRIBED["tags"]}
    assert ("security" in operation) == (not path.startswith("/v1/") or is_signed(operation))
    parameters = [resolved(p) for p in operation["parameters"]]
    assert all(p["description"] for p in parameters)
    assert {p["name"] for p in parameters if p["in"] == "path"} == set(names_in(path))


@each_operation
def test_an_operation_names_real_media_types(path: str, method: str, operation: Any) -> None:
    answers = [resolved(answer) for answer in operation["responses"].values()]
    contents = [*answers, resolved(operation.get("requestBody", {"content": {}}))]
    named = {name for content in contents for name in content["content"]}
    assert named, f"{method} {path}"
    assert all(re.fullmatch(r"[a-z]+/[a-z+.-]+(;.*)?", name) for name in named), named


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_what_asks_the_database_may_be_unavailable(path: str) -> None:
    assert "503" in DESCRIBED["paths"][path]["get"]["responses"]


def test_the_page_is_described_in_our_words() -> None:
    told = DESCRIBED["paths"]["/docs"]["get"]["description"]
    assert told == "The same description as a page for people."


def is_signed(operation: Any) -> bool:
    """Whether the body proves who calls, instead of a key."""
    return bool(operation.get("security"))


def names_in(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    """What a reference in the description leads to."""
    for name in value.get("$ref", "#").removeprefix("#").strip("/").split("/"):
        value = DESCRIBED if name == "components" else value
        value = value[name] if name else value
    return value


@each_operation
def test_an_operation_shows_an_exchange(path: str, method: str, operation: Any) -> None:
    shown = openapi_examples.of_operation(operation["operationId"])
    assert [e for e in shown if e.response.status in SUCCESS], "tests/api/scenario.py has none"
    for exchange in shown:
        assert str(exchange.response.status) in operation["responses"]
        assert exchange.request.method.lower() == method


@each_operation
def test_an_operation_answers_problems_in_one_form(path: str, method: str, operation: Any) -> None:
    for status, response in operation["responses"].items():
        if int(status) not in SUCCESS:
            content = resolved(response)["content"]
            assert list(content) == [MEDIA_TYPE]
            assert content[MEDIA_TYPE]["schema"] == {"$ref": "#/components/schemas/Problem"}


@each_operation
def test_the_examples_of_an_operation_follow_its_schemas(
    path: str, method: str, operation: Any
) -> None:
    for content in contents(operation):
        for name, example in content.get("examples", {}).items():
            errors = [e.message for e in checker(content["schema"]).iter_errors(example["value"])]
            assert not errors, name


def contents(operation: Any) -> Iterator[dict[str, Any]]:
    if "requestBody" in operation:
        yield from operation["requestBody"]["content"].values()
    for response in operation["responses"].values():
        yield from resolved(response)["content"].values()


REGISTRY: Final[Registry[Any]] = Registry().with_resource(
    "urn:twiceshy", DRAFT202012.create_resource(DESCRIBED)
)


def checker(schema: Any) -> Draft202012Validator:
    absolute = {"$id": "urn:twiceshy:check", **absolute_references(schema)}
    return Draft202012Validator(
        absolute, registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def absolute_references(schema: Any) -> Any:
    """As the schema, but found from anywhere."""
    if "$ref" in schema:
        return {**schema, "$ref": f"urn:twiceshy{schema['$ref']}"}
    return schema


@pytest.mark.parametrize("name", DESCRIBED["components"]["schemas"])
def test_a_schema_has_a_clean_name_and_a_sound_form(name: str) -> None:
    assert name.isidentifier()
    assert "_" not in name
    schema = DESCRIBED["components"]["schemas"][name]
    Draft202012Validator.check_schema(schema)
    assert set(schema.get("required", ())) <= set(schema.get("properties", ()))


@pytest.mark.parametrize(
    ("name", "body", "complaint"),
    [
        ("ReviseIncident", {"title": None}, "None is not of type 'string'"),
        ("ReviseIncident", {"urgent": True}, "'urgent' was unexpected"),
        ("DeclareIncident", {"labels": [" "]}, "does not match"),
        ("ChangeStage", {"to": "nowhere"}, "is not one of"),
        ("PlanAction", {"due_on": "31.1.2030"}, "is not a 'date'"),
        ("AddTimelineEntry", {"occurred_at": "noon"}, "is not a 'date-time'"),
    ],
)
def test_a_schema_refuses_what_the_service_refuses(name: str, body: Any, complaint: str) -> None:
    schema = {"$ref": f"#/components/schemas/{name}"}
    assert any(complaint in error.message for error in checker(schema).iter_errors(body))


async def test_a_pinned_write_is_described_as_one_and_no_other_is(fresh_node: Node) -> None:
    """Each told write again, pinned to a version that never was: 412 where If-Match is taken."""
    ids = exchanges.Ids()
    await exchanges.have(fresh_node, ids)
    for path, method, operation in OPERATIONS:
        if method in WRITES and path.startswith("/v1/") and not is_signed(operation):
            taken = {resolved(p)["name"] for p in operation["parameters"]}
            refused = await pinned_again(fresh_node, ids, operation["operationId"])
            assert refused == ("If-Match" in taken), operation["operationId"]
            assert ("412" in operation["responses"]) == refused


async def pinned_again(node: Node, ids: exchanges.Ids, operation_id: str) -> bool:
    told = next(
        e for e in openapi_examples.of_operation(operation_id) if e.response.status in SUCCESS
    )
    body = {} if told.request.body is msgspec.UNSET else {"json": told.request.body}
    answer = await node.client.request(
        told.request.method, ids.real(told.request.target), headers={"if-match": NEVER}, **body
    )
    return answer.status_code == 412


@each_operation
def test_the_problems_of_an_operation_follow_from_what_it_takes(
    path: str, method: str, operation: Any
) -> None:
    found = set(operation["responses"])
    if is_signed(operation):
        assert found == {"202", "400", "401", "413", "503"}
        return
    parameters = [resolved(p) for p in operation["parameters"]]
    assert "400" in found
    assert ("428" in found) == any(
        p["name"] == "If-Match" and p.get("required") for p in parameters
    )
    assert ("415" in found) == ("413" in found) == (method in WRITES)
    assert ("422" in found) == any(p["name"] == "Idempotency-Key" for p in parameters)
    assert ("401" in found) == ("403" in found) == path.startswith("/v1/")
    assert not any(p["in"] == "path" for p in parameters) or "404" in found
