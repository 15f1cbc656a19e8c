"""Any body, anywhere: an answer of our own, and nothing written where it is a refusal."""

import asyncio
import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import EnumType
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct, UnsetType

from api.app import create_litestar
from api.errors import HTTP
from tests.api.nodes import PROBLEM, Node
from tests.api.world import begun, declared, noted, planned, registered

LINES: Final = ["a", "É", "INC-1", "ana@example.com", "https://example.com/x", "sev1", "x" * 200]
TEXTS: Final = st.sampled_from(
    [*LINES, "", " ", "a\nb", "\0", "\u2028", "\x85", "x" * 201, "'; drop table x; --", "{}"]
) | st.text(max_size=8)
TIMES: Final = st.sampled_from(
    ["2026-11-02T08:30:00Z", "2026-11-02T08:30:00+02:00", "0001-01-01T00:00:00+14:00", "9999", "x"]
) | st.datetimes().map(lambda at: at.isoformat() + "Z")
DAYS: Final = st.sampled_from(["2030-01-31", "0001-01-01", "9999-12-31", "2026-02-30"])
NUMBERS: Final = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JUNK: Final = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def near(kind: Any) -> st.SearchStrategy[Any]:
    """Values that are mostly of a type, and now and then are not."""
    return st.integers(0, 19).flatmap(lambda chance: JUNK if chance == 0 else of(kind))


def of(kind: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911  one case per kind of type
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return of(arguments[0])
    if origin in {Union, UnionType}:
        return st.one_of(*(of(arm) for arm in arguments if arm is not UnsetType))
    if origin is tuple:
        return st.lists(near(arguments[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(TEXTS, near(arguments[1]), max_size=3)
    if origin is Literal:
        return st.sampled_from(arguments)
    if isinstance(kind, EnumType):
        members: Mapping[str, Any] = kind.__members__
        return st.sampled_from([str(member) for member in members.values()])
    if isinstance(kind, type) and issubclass(kind, Struct):
        return struct(kind)
    return PLAIN[kind]


PLAIN: Final[Mapping[Any, st.SearchStrategy[Any]]] = {
    str: TEXTS,
    bool: st.booleans(),
    int: NUMBERS,
    float: NUMBERS,
    datetime: TIMES,
    date: DAYS,
    UUID: st.uuids().map(str),
    NoneType: st.none(),
}


def struct(kind: type[Struct]) -> st.SearchStrategy[dict[str, Any]]:
    fields = msgspec.structs.fields(kind)
    required = {f.encode_name: near(f.type) for f in fields if f.required}
    optional = {f.encode_name: near(f.type) for f in fields if not f.required}
    whole = st.fixed_dictionaries(required, optional=optional)
    return whole | st.builds(lambda body, name, value: {**body, name: value}, whole, TEXTS, JUNK)


def operations() -> list[tuple[str, str, Any]]:
    """Method, path and body type of every operation that takes a body."""
    found = []
    for route in create_litestar(None).routes:
        for handler in getattr(route, "route_handlers", ()):
            data = handler.parsed_fn_signature.parameters.get("data")
            if data is not None:
                (method,) = handler.http_methods & {"POST", "PUT", "PATCH"}
                found.append((method, route.path, data.annotation))
    return sorted(found, key=lambda operation: operation[:2])


OPERATIONS: Final = operations()


@pytest.fixture(scope="module")
async def names(node: Node) -> Mapping[str, str]:
    """One thing of each kind, by the name of the path's parameter."""
    incident, postmortem = await begun(node.client)
    entry = await noted(node.client, incident["id"])
    tracker = await registered(node.client)
    action = await planned(node.client, incident["id"])
    await declared(node.client)
    return {
        "{incident:str}": incident["id"],
        "{postmortem:str}": postmortem["id"],
        "{action:str}": action["id"],
        "{tracker:str}": tracker["id"],
        "{entry:uuid}": entry["id"],
        "{role:str}": "lead",
        "{question:str}": "grounding_available",
        "{section:str}": "summary",
    }


def filled(path: str, names: Mapping[str, str]) -> str:
    for parameter, name in names.items():
        path = path.replace(parameter, name)
    return path


async def send(node: Node, method: str, path: str, body: bytes, **headers: str) -> None:
    head = await node.head()
    headers = {"content-type": "application/json", **headers}
    answer = await node.client.request(method, path, content=body, headers=headers)
    assert answer.status_code < 500, (path, body, answer.text)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == PROBLEM
        problem = answer.json()
        assert problem.keys() >= {"type", "title", "status", "detail", "code"}
        assert problem["status"] == answer.status_code
        assert answer.status_code in HTTP
        assert await node.head() == head
    else:
        assert int(answer.headers["event-position"]) >= head


ONCE: Final = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize(
    ("method", "path", "kind"), OPERATIONS, ids=[f"{m} {p}" for m, p, _ in OPERATIONS]
)
async def test_any_body_is_taken_or_refused_whole(
    node: Node, names: Mapping[str, str], method: str, path: str, kind: Any
) -> None:
    bodies: list[bytes] = []

    @ONCE
    @given(near(kind))
    def collect(body: Any) -> None:
        bodies.append(json.dumps(body).encode())

    await asyncio.to_thread(collect)
    for body in bodies:
        await send(node, method, filled(path, names), body)


async def test_any_bytes_are_taken_or_refused_whole(node: Node) -> None:
    bodies: list[bytes] = []

    @ONCE
    @given(st.binary(max_size=40) | st.text(max_size=40).map(lambda text: text.encode()))
    def collect(body: bytes) -> None:
        bodies.append(body)

    await asyncio.to_thread(collect)
    for body in bodies:
        await send(node, "POST", "/v1/incidents", body)
