"""What a request may get wrong beside its body: type, size, method, path, headers."""

import asyncio
import json
from typing import Any, Final

import httpx
import pytest

from tests.api.nodes import Node, pointers, problem_of
from tests.api.world import DECLARATION, declared, listed

JSON: Final = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json-patch+json",
        "application/msgpack",
        "",
        "junk",
        "application",
        ";",
    ],
)
async def test_a_body_of_another_type_is_refused(node: Node, kind: str) -> None:
    head = await node.head()
    for content in (json.dumps(DECLARATION), chunks(json.dumps(DECLARATION).encode())):
        answer = await node.client.post(
            "/v1/incidents", content=content, headers={"content-type": kind}
        )
        problem = problem_of(answer, 415, "unsupported_media_type")
        assert "application/json" in problem["detail"]
    assert await node.head() == head


async def test_a_body_without_a_type_is_refused(node: Node) -> None:
    content = json.dumps(DECLARATION).encode()
    for body in (content, chunks(content)):
        answer = await node.client.post("/v1/incidents", content=body)
        problem_of(answer, 415, "unsupported_media_type")


async def chunks(body: bytes, size: int = 60_000) -> Any:
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def test_a_type_may_have_parameters(client: httpx.AsyncClient) -> None:
    for kind in ("application/json; charset=utf-8", "Application/JSON"):
        answer = await client.post(
            "/v1/incidents", content=json.dumps(DECLARATION), headers={"content-type": kind}
        )
        assert answer.status_code == 201


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_over_one_mebibyte_is_refused(node: Node, *, chunked: bool) -> None:
    head = await node.head()
    body = json.dumps({**DECLARATION, "x": "x" * 1_048_576}).encode()
    content: Any = chunks(body) if chunked else body
    answer = await node.client.post("/v1/incidents", content=content, headers=JSON)
    problem_of(answer, 413, "body_too_large")
    assert await node.head() == head
    assert (await node.client.get("/readyz")).status_code == 200


async def test_a_body_just_under_one_mebibyte_is_read(client: httpx.AsyncClient) -> None:
    body = json.dumps({**DECLARATION, "x": ""}).encode()
    body = body.replace(b'"x": ""', b'"x": "' + b"x" * (1_048_576 - len(body)) + b'"')
    assert len(body) == 1_048_576
    for content in (body, chunks(body)):
        answer = await client.post("/v1/incidents", content=content, headers=JSON)
        assert pointers(problem_of(answer, 400, "invalid_request")) == {"/x"}


@pytest.mark.parametrize("method", ["DELETE", "PUT", "TRACE", "OPTIONS", "PROPFIND", "M-SEARCH"])
async def test_a_method_that_a_resource_lacks_is_refused(
    client: httpx.AsyncClient, method: str
) -> None:
    answer = await client.request(method, "/v1/incidents", json={})
    if method == "OPTIONS":
        assert answer.status_code in {204, 405}
        return
    problem_of(answer, 405, "method_not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v2/incidents",
        "/v1/incidents/%00",
        "/v1/incidents/%ff%fe",
        "/v1/incidents/..%2f..%2fetc%2fpasswd",
        "/v1/incidents/" + "x" * 20_000,
        "/v1/incidents/INC-" + "9" * 5_000,
        "/v1/incidents/%ED%A0%80",
        "/v1/incidents/INC-1%0A",
        "/v1/incidents/INC-\u0661",
        "/v1/incidents/{id}",
        "/v1/incidents/x/y/z",
        "//v1/incidents/x",
        "/v1/incidents/00000000000000000000000000000000",
    ],
)
async def test_a_path_that_leads_nowhere_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(httpx.URL(str(client.base_url) + path))
    problem_of(answer, 404, "not_found")


@pytest.mark.parametrize(
    ("header", "values"),
    [
        (
            "if-match",
            ["", "1", "*", 'W/"1"', '"x"', '"1", "2"', '"-1"', '"1e3"', b'"\xb2"', "9" * 999],
        ),
        ("on-behalf-of", ["", "ana", "a@", "@b", "a b@c", "a@b@c", "x" * 300 + "@b", b"\xff"]),
        ("min-position", ["", "x", "-1", b"\xb2", "9" * 400]),
    ],
)
async def test_a_header_of_a_wrong_form_is_refused(
    node: Node, header: str, values: list[Any]
) -> None:
    incident = await declared(node.client)
    path = f"/v1/incidents/{incident['id']}"
    for value in values:
        head = await node.head()
        answer = await node.client.patch(path, json={"title": "x"}, headers={header: value})
        if header == "min-position":
            answer = await node.client.get(path, headers={header: value})
        else:
            assert await node.head() == head
        problem = problem_of(answer, 400, "invalid_request")
        assert header.replace("-", "") in problem["detail"].lower().replace("-", "").replace(
            "_", ""
        )


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /v1/incidents\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /v1/incidents HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /v1/incidents HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /v1/incidents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\r\n\r\n",
        b"GET /v1/incidents HTTP/1.1\r\n" + b"X-Junk: y\r\n" * 500 + b"\r\n",
    ],
)
async def test_junk_on_the_wire_leaves_the_service_alive(node: Node, raw: bytes) -> None:
    host, _, port = node.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(raw)
    writer.write_eof()
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert b" 500 " not in answer[:20]
    assert (await listed(node.client, "/v1/incidents", limit=1))[1].status_code == 200
