"""A client may send only so much, only so slowly, and is told so in the form of all refusals."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import repeat
from typing import Any, Final

import pytest
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

from api.http_server import listen, serve_app
from api.request_context import RequestContext
from api.wire import HEAD_BYTES_MAX, BoundedProtocol
from tests.api.nodes import PROBLEM

HEAD: Final = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
CHUNKED: Final = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
WHOLE: Final = HEAD + b"\r\nabc"

Port = int


class Hasty(BoundedProtocol):
    arrival_seconds_max = 0.2
    look_seconds = 0.02


class Echo:
    """Answers with the body once it is there and `go` is set; keeps the bodies."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.live(receive, send)
            return
        body, more = b"", True
        while more:
            message: Any = await receive()
            if message["type"] == "http.disconnect":
                return
            body, more = body + message["body"], message["more_body"]
        self.bodies.append(body)
        await self.go.wait()
        head: Any = {"type": "http.response.start", "status": 200, "headers": []}
        await send(head)
        rest: Any = {"type": "http.response.body", "body": body, "more_body": False}
        await send(rest)

    async def live(self, receive: Receive, send: Send) -> None:
        for phase in ("startup", "shutdown"):
            await receive()
            done: Any = {"type": f"lifespan.{phase}.complete"}
            await send(done)


@pytest.fixture
def echo() -> Echo:
    return Echo()


@asynccontextmanager
async def served(echo: Echo, protocol: type[BoundedProtocol]) -> AsyncIterator[Port]:
    stop, ready = asyncio.Event(), asyncio.Event()
    with listen("127.0.0.1", 0) as listener:
        serving = asyncio.create_task(serve_app(echo, listener, stop, ready.set, protocol))
        await ready.wait()
        yield listener.getsockname()[1]
        stop.set()
        await serving


@pytest.fixture
async def port(echo: Echo) -> AsyncIterator[Port]:
    async with served(echo, BoundedProtocol) as opened:
        yield opened


@pytest.fixture
async def hasty(echo: Echo) -> AsyncIterator[Port]:
    """For what is about time; the rest may take its own on a busy machine."""
    async with served(echo, Hasty) as opened:
        yield opened


async def said(port: Port, *parts: bytes) -> bytes:
    """All that is answered to `parts` until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = asyncio.create_task(reader.read())
    try:
        async with asyncio.timeout(10):
            for part in parts:
                writer.write(part)
                await writer.drain()
            return await answer
    finally:
        writer.close()


def problem_in(answer: bytes) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *headers = head.decode().split("\r\n")
    assert status == "HTTP/1.1 400 Bad Request"
    assert f"content-type: {PROBLEM}" in headers
    assert f"content-length: {len(body)}" in headers
    problem: dict[str, Any] = json.loads(body)
    assert problem["code"] == "invalid_request"
    assert problem["type"] == "urn:twiceshy:problem:invalid_request"
    assert problem["status"] == 400
    return problem


async def test_what_is_no_http_is_a_problem_like_any_other(port: Port) -> None:
    assert "HTTP/1.1" in problem_in(await said(port, b"HELO there\r\n\r\n"))["detail"]


@pytest.mark.parametrize("begun", [HEAD, CHUNKED + b"0\r\n"], ids=["head", "trailers"])
async def test_fields_without_an_end_are_cut_off(port: Port, echo: Echo, begun: bytes) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    with pytest.raises(ConnectionError):  # nobody reads what comes after the refusal
        await pour(writer, begun, 100 * HEAD_BYTES_MAX)
    assert echo.bodies == []


async def pour(writer: asyncio.StreamWriter, begun: bytes, size: int) -> None:
    """Send `begun`, and fields of that many bytes."""
    field = b"X-Junk: " + b"y" * 1_000 + b"\r\n"
    for part in (begun, *repeat(field, size // len(field))):
        writer.write(part)
        await writer.drain()


async def test_large_bodies_are_no_large_heads(port: Port, echo: Echo) -> None:
    size = 20 * HEAD_BYTES_MAX
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % size
    assert (await said(port, head, b"x" * size)).startswith(b"HTTP/1.1 200 ")
    assert echo.bodies == [b"x" * size]


@pytest.mark.parametrize("part", [b"", b"POST / HT", HEAD, HEAD + b"\r\n", HEAD + b"\r\nab"])
async def test_a_request_that_does_not_arrive_is_given_up(
    hasty: Port, echo: Echo, part: bytes
) -> None:
    assert "0 seconds" in problem_in(await said(hasty, part))["detail"]
    assert echo.bodies == []


async def test_one_that_arrived_may_take_its_time(hasty: Port, echo: Echo) -> None:
    echo.go.clear()
    answer = asyncio.create_task(said(hasty, WHOLE.replace(b"Host", b"Connection: close\r\nHost")))
    await asyncio.sleep(3 * Hasty.arrival_seconds_max)
    assert not answer.done()
    echo.go.set()
    assert (await answer).count(b"abc") == 1


async def test_the_next_that_does_not_arrive_is_no_answer_to_the_one_before(
    port: Port, echo: Echo
) -> None:
    echo.go.clear()
    assert await said(port, WHOLE, b"junk\r\n\r\n") == b""
    echo.go.set()
    assert echo.bodies == [b"abc"]


async def test_a_second_request_has_time_of_its_own(hasty: Port, echo: Echo) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hasty)
    for _ in range(2):
        writer.write(WHOLE)
        await reader.readuntil(b"abc")
        await asyncio.sleep(2 * Hasty.arrival_seconds_max)
    writer.close()
    assert echo.bodies == [b"abc", b"abc"]


@pytest.mark.parametrize("size", [1, 7, 10_000])
async def test_an_offer_to_upgrade_is_passed_over(port: Port, echo: Echo, size: int) -> None:
    offer = b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHost"
    last = WHOLE.replace(b"Host", b"Connection: close\r\nHost")
    sent = (WHOLE + CHUNKED + b"3\r\ndef\r\n0\r\n\r\n" + last).replace(b"Host", offer)
    parts = (sent[start : start + size] for start in range(0, len(sent), size))
    answer = await said(port, *parts)
    assert answer.count(b"HTTP/1.1 200 ") == answer.count(b"HTTP/1.1 ") == 3
    assert echo.bodies == [b"abc", b"def", b"abc"]


async def test_a_tunnel_is_refused_once_and_nothing_behind_it_read(port: Port, echo: Echo) -> None:
    answer = await said(port, WHOLE.replace(b"POST", b"CONNECT") + WHOLE)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert echo.bodies == []


async def test_who_waits_when_the_service_stops_is_told_to_come_again() -> None:
    async def hang(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await Echo().live(receive, send)
            return
        begun.set()
        await asyncio.Event().wait()

    stop, ready, begun = asyncio.Event(), asyncio.Event(), asyncio.Event()
    with listen("127.0.0.1", 0) as listener:
        serving = asyncio.create_task(serve_app(RequestContext(hang), listener, stop, ready.set))
        await ready.wait()
        port = listener.getsockname()[1]
        answer = asyncio.create_task(said(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
        await begun.wait()
        stop.set()
        head, _, body = (await answer).partition(b"\r\n\r\n")
        await serving
    assert head.startswith(b"HTTP/1.1 503 ")
    assert {b"retry-after: 1", f"content-type: {PROBLEM}".encode()} <= {*head.split(b"\r\n")}
    assert b"x-request-id: " in head
    assert json.loads(body)["code"] == "unavailable"
