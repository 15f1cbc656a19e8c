"""What a request may get wrong beside its body: type, size, method, path, headers."""

import asyncio
import gzip
import json
from typing import Any, Final

import httpx
import pytest
import yaml

from api.docs import LOADER, specification
from tests.api.nodes import PROBLEM, Node, pointers, problem_of
from tests.api.world import DECLARATION, MISSING_ID, declared, listed

JSON: Final = {"content-type": "application/json"}
DESCRIBED: Final = yaml.load(specification(), LOADER)
PATHS: Final = sorted(DESCRIBED["paths"])


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


async def test_a_compressed_body_is_refused(node: Node) -> None:
    head = await node.head()
    body = gzip.compress(json.dumps(DECLARATION).encode())
    for coding in ("gzip", "br", "gzip, identity"):
        headers = JSON | {"content-encoding": coding}
        answer = await node.client.post("/v1/incidents", content=body, headers=headers)
        assert "Content-Encoding" in problem_of(answer, 415, "unsupported_media_type")["detail"]
    assert await node.head() == head


async def test_a_body_just_under_one_mebibyte_is_read(client: httpx.AsyncClient) -> None:
    body = json.dumps({**DECLARATION, "x": ""}).encode()
    body = body.replace(b'"x": ""', b'"x": "' + b"x" * (1_048_576 - len(body)) + b'"')
    assert len(body) == 1_048_576
    for content in (body, chunks(body)):
        answer = await client.post("/v1/incidents", content=content, headers=JSON)
        assert pointers(problem_of(answer, 400, "invalid_request")) == {"/x"}


@pytest.mark.parametrize("method", ["DELETE", "PUT", "TRACE", "PROPFIND", "M-SEARCH"])
async def test_a_method_that_a_resource_lacks_is_refused(
    client: httpx.AsyncClient, method: str
) -> None:
    answer = await client.request(method, "/v1/incidents", json={})
    problem = problem_of(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert answer.headers["allow"] in problem["detail"]


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
    problem = problem_of(answer, 404, "not_found")
    assert problem["detail"] != "Not Found", "it says more than the status"
    assert "\x1f" not in problem["detail"], "a slash is a slash"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        (
            "if-match",
            ["", "1", "*", 'W/"1"', '"x"', '"1", "2"', '"-1"', '"1e3"', b'"\xb2"', "9" * 999],
        ),
        ("if-none-match", ["", '"1"', 'W/"1"', '*, "1"', b"\xff"]),
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
    async with asyncio.timeout(30):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    head = answer.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    assert head == [""] or f"content-type: {PROBLEM}" in head, "none to who went, or a problem"
    assert " 500 " not in head[0]
    assert (await listed(node.client, "/v1/incidents", limit=1))[1].status_code == 200


async def test_blanks_around_a_value_are_no_part_of_it(node: Node) -> None:
    key = node.client.headers["authorization"].removeprefix("Bearer ")
    host, _, port = node.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"GET /v1/categories HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: blanks \r\n"
        b"Min-Position: 1\t\r\nAuthorization:  Bearer  %s \t\r\n\r\n" % key.encode()
    )
    async with asyncio.timeout(30):
        head = (await reader.read()).partition(b"\r\n\r\n")[0].decode()
    writer.close()
    await writer.wait_closed()
    assert head.startswith("HTTP/1.1 200 "), head
    assert "x-request-id: blanks" in head.split("\r\n")


@pytest.mark.parametrize(
    "name", ["Authorization", "Idempotency-Key", "If-Match", "Min-Position", "On-Behalf-Of"]
)
async def test_of_two_headers_none_is_chosen(node: Node, name: str) -> None:
    head = await node.head()
    twice = [(name, "a@example.com"), (name, "b@example.com")]
    headers = [*node.client.headers.items(), *JSON.items(), *twice]
    if name == "Authorization":
        headers = [*JSON.items(), ("Authorization", node.client.headers["authorization"]), *twice]
    answer = await node.client.post("/v1/incidents", content=b"{}", headers=headers)
    assert name in problem_of(answer, 400, "invalid_request")["detail"]
    assert await node.head() == head


async def test_of_two_values_of_a_parameter_none_is_chosen(client: httpx.AsyncClient) -> None:
    query = "category=drift&category=hallucination&limit=1&limit=2&status=open"
    answer = await client.get(f"/v1/incidents?{query}")
    assert pointers(problem_of(answer, 400, "invalid_request")) == {"/category", "/limit"}
    answer = await client.get("/v1/actions?status=open&status=done")
    assert answer.status_code == 200, "any of several, where a list is taken"


@pytest.mark.parametrize("path", ["/healthz", "/docs", "/v1/incidents", "/v1/incidents/{id}"])
async def test_head_is_get_without_the_body(node: Node, path: str) -> None:
    path = path.format(**await declared(node.client))
    seen = {"min-position": str(await node.head())}
    told = await node.client.head(path, headers=seen)
    whole = await node.client.get(path, headers=seen)
    assert (told.status_code, told.content) == (200, b"")
    for name in ("content-type", "content-length", "etag", "link"):
        assert told.headers.get(name) == whole.headers.get(name)


async def test_head_of_what_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.head("/v1/incidents/INC-0")).status_code == 404
    assert (await client.head("/v1/blame-checks")).status_code == 405
    async with httpx.AsyncClient(base_url=client.base_url) as nobody:
        assert (await nobody.head("/v1/incidents")).status_code == 401


@pytest.mark.parametrize("path", PATHS)
async def test_options_names_the_methods_that_there_are(
    client: httpx.AsyncClient, path: str
) -> None:
    described = {method.upper() for method in DESCRIBED["paths"][path]}
    real = path.format_map(Anything())
    answer = await client.options(real)
    assert answer.status_code == 204
    allowed = set(answer.headers["allow"].split(", "))
    assert allowed - {"HEAD", "OPTIONS"} == described
    assert ("HEAD" in allowed) == ("GET" in allowed)
    refused = await client.delete(real)
    assert refused.headers["allow"] == answer.headers["allow"]


class Anything(dict[str, str]):
    """Something for each name in a path."""

    def __missing__(self, name: str) -> str:
        return MISSING_ID


@pytest.mark.parametrize("sent", ["%1b%5B2Jx", "x%0Ay", "a%2Fb", "x%E2%80%AEy", "%00", "%ff"])
async def test_no_sign_of_a_path_reaches_the_terminal_of_who_reads_the_log(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str], sent: str
) -> None:
    await client.get(httpx.URL(f"{client.base_url}/v1/incidents/{sent}"))
    lines = capsys.readouterr().out.splitlines()
    (line,) = [line for line in lines if "/v1/incidents/" in line]
    assert line.isprintable()
