"""A small HTTP proxy in front of a stand-in, that loses, spoils, holds and rewrites answers.

It runs in the test's own event loop and counts what passed, so that a test can say "one POST".
"""

import asyncio
import re
import socket
import struct
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Final
from urllib.parse import unquote

from tests.standins.wire import (
    CALLER,
    Forward,
    Layer,
    Request,
    Response,
    headers_of,
    request_in,
    response_in,
)


@dataclass(frozen=True)
class Pause:
    """A pause that was asked of `caller`, in seconds since the epoch."""

    began: float
    until: float
    caller: str


ANY: Final = "any method"
SINCE: Final = re.compile(rb"([?&]since=)([0-9A-Za-z%:-]+)")
MOMENT: Final = re.compile(rb'("(?:created|updated|closed)_at": ?")([0-9T:.-]+Z)')
HTML: Final = b"<!DOCTYPE html><html><body>maintenance</body></html>"


@dataclass
class Fault:
    """What happens to the next `times` requests that match.

    `method` may be ANY; `holding` is to be in the body. `effect` forwards the request first, `late`
    seconds after the connection was cut where that is given. `answer` replaces the answer: None
    cuts the connection. `gate` holds the answer back until it is set. `alter` changes the body of
    the request, `rewrite` that of the real answer, `cut` breaks it off in its middle.
    """

    method: str
    path: str
    times: int = 1
    effect: bool = True
    answer: Response | None = None
    gate: asyncio.Event | None = None
    rewrite: Callable[[bytes], bytes] | None = None
    alter: Callable[[bytes], bytes] | None = None
    holding: bytes = b""
    late: float | None = None
    cut: bool = False
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def takes(self, request: Request) -> bool:
        return (
            self.times > 0
            and self.method in {ANY, request.method}
            and self.holding in request.body
            and re.search(self.path, request.path) is not None
        )


@dataclass
class FaultProxy:
    """Forwards `port` to `upstream_port`; both on 127.0.0.1."""

    port: int
    upstream_port: int
    secret: str = ""  # a token for which the stand-in gets its `aliases` in turn
    aliases: tuple[str, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)  # part of a path: what it is there
    faults: list[Fault] = field(default_factory=list)
    seen: list[tuple[str, str, int]] = field(
        default_factory=list
    )  # method, path, status from there
    heads: list[bytes] = field(default_factory=list)
    bodies: list[tuple[str, bytes]] = field(default_factory=list)  # method, what was sent
    asked: list[Request] = field(default_factory=list)  # whatever became of it
    clock_ahead: timedelta = timedelta(0)  # of the tracker's clock, which its moments go by
    tags: bool = False  # give each list a tag, and 304 to whoever has it, as GitHub does
    pauses: list[Pause] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)  # the outermost first
    _later: set[asyncio.Task[Response]] = field(default_factory=set)
    _serving: set[asyncio.Task[None]] = field(default_factory=set)
    chance: Callable[[Request], Fault | None] | None = None  # where no fault was asked for
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def count(self, method: str, path: str, *, statuses: range = range(200, 300)) -> int:
        """How many requests reached the stand-in and were done there."""
        return sum(
            verb == method and re.search(path, place) is not None and status in statuses
            for verb, place, status in self.seen
        )

    def moments(self, *methods: str) -> list[float]:
        """When requests of some methods came, whatever became of them."""
        return [request.at for request in self.asked if request.method in methods]

    def add(self, fault: Fault) -> Fault:
        self.faults.append(fault)
        return fault

    def lose(self, method: str, path: str, times: int = 1) -> Fault:
        """Cut the connection after the effect."""
        return self.add(Fault(method, path, times))

    def reset(self, method: str, path: str, times: int = 1) -> Fault:
        """Cut the connection before the effect."""
        return self.add(Fault(method, path, times, effect=False))

    def spoil(
        self, method: str, path: str, status: int, times: int = 1, *, effect: bool = True
    ) -> Fault:
        """Answer with an HTML page."""
        page = Response(status, {"content-type": "text/html"}, HTML)
        return self.add(Fault(method, path, times, effect=effect, answer=page))

    def refuse(
        self,
        method: str,
        path: str,
        status: int,
        times: int = 1,
        *,
        body: bytes = b"{}",
        holding: bytes = b"",
        **headers: str,
    ) -> Fault:
        """Answer with a status of our own, without effect."""
        said = Response(status, {"content-type": "application/json"} | _dashed(headers), body)
        fault = Fault(method, path, times, effect=False, answer=said, holding=holding)
        return self.add(fault)

    def delay(self, method: str, path: str, seconds: float) -> Fault:
        """Cut the connection at once; the effect follows."""
        return self.add(Fault(method, path, late=seconds))

    def truncate(self, method: str, path: str) -> Fault:
        """Break the answer off in its middle, after the effect."""
        return self.add(Fault(method, path, cut=True))

    def alter(self, method: str, path: str, change: Callable[[bytes], bytes]) -> Fault:
        """Let the stand-in get another body than was sent."""
        return self.add(Fault(method, path, times=1_000_000, alter=change))

    def pause(self, seconds: float, caller: str = "") -> None:
        """Note that `caller` was asked for no calls in the next `seconds`."""
        now = time.time()
        self.pauses.append(Pause(now, now + seconds, caller))

    def hold(self, method: str, path: str, *, effect: bool = True) -> Fault:
        """Hold the answer back until the fault's gate is set; without effect, for ever."""
        return self.add(Fault(method, path, effect=effect, gate=asyncio.Event()))

    def rewrite(self, method: str, path: str, change: Callable[[bytes], bytes]) -> Fault:
        return self.add(Fault(method, path, times=1_000_000, rewrite=change))

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def stop(self) -> None:
        """Stop listening: from now on connections are refused."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def release(self) -> None:
        """Let everything that is held go, and forget every fault."""
        for fault in self.faults:
            if fault.gate is not None:
                fault.gate.set()
        self.faults.clear()

    async def mend(self) -> None:
        """Forget every fault and all that was counted, and listen."""
        self.release()
        self.renamed.clear()
        self.seen.clear()
        self.heads.clear()
        self.bodies.clear()
        self.asked.clear()
        self.clock_ahead = timedelta(0)
        self.chance = None
        self.tags = False
        self.pauses.clear()
        if self._server is None:
            await self.start()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Known here, too: once its client was killed nothing else would keep this task alive.
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await self._answer(await request_in(reader), writer)
        finally:
            self._serving.discard(task)
            writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        fault = next((fault for fault in self.faults if fault.takes(request)), None)
        if fault is None and self.chance is not None:
            fault = self.chance(request)
        self.asked.append(request)
        self.heads.append(request.head)
        self.bodies.append((request.method, request.body))
        if fault is not None:
            fault.times -= 1
        answer = await self._effect(request, fault)
        if fault is not None:
            fault.reached.set()
            answer = await _spoiled(fault, answer)
        if answer is None:
            _reset(writer)
            return
        whole = answer.encoded()
        writer.write(whole[: len(whole) - len(answer.body) // 2] if fault and fault.cut else whole)
        await writer.drain()

    async def _effect(self, request: Request, fault: Fault | None) -> Response | None:
        if fault is None:
            return await self._forward(request)
        if fault.late is not None:
            task = asyncio.create_task(self._forward_later(request, fault.late))
            self._later.add(task)
            task.add_done_callback(self._later.discard)
            return None
        if not fault.effect:
            if fault.answer is not None and (seconds := seconds_asked(fault.answer.headers)) > 0:
                self.pause(seconds, request.caller)
            return None
        return await self._forward(_altered(request, fault))

    async def _forward_later(self, request: Request, seconds: float) -> Response:
        await asyncio.sleep(seconds)
        return await self._forward(request)

    def _renamed(self, head: bytes) -> bytes:
        if self.aliases:
            alias = self.aliases[len(self.seen) % len(self.aliases)]
            head = CALLER.sub(b"\r\n", head, 1)
            head = head.replace(f" {self.secret}\r\n".encode(), f" {alias}\r\n".encode(), 1)
        for here, there in self.renamed.items():
            head = head.replace(here.encode(), there.encode(), 1)
        return SINCE.sub(self._since, head) if self.clock_ahead else head

    def _since(self, found: re.Match[bytes]) -> bytes:
        moment = datetime.fromisoformat(unquote(found[2].decode())) - self.clock_ahead
        return found[1] + moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()

    async def _forward(self, request: Request) -> Response:
        forward: Forward = self._upstream
        for layer in reversed(self.layers):
            forward = _through(layer, forward)
        answer = await forward(request)
        if self.tags and request.method == "GET":
            answer = _tagged(request, answer)
        self.seen.append((request.method, request.path, answer.status))
        return self._dated(answer)

    async def _upstream(self, request: Request) -> Response:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream_port)
        try:
            writer.write(self._renamed(request.head) + request.body)
            await writer.drain()
            return await response_in(reader)
        finally:
            writer.close()

    def _dated(self, answer: Response) -> Response:
        if not self.clock_ahead:
            return answer
        told = format_datetime(datetime.now(UTC) + self.clock_ahead, usegmt=True)
        body = MOMENT.sub(self._moment, answer.body)
        return Response(answer.status, answer.headers | {"date": told}, body)

    def _moment(self, found: re.Match[bytes]) -> bytes:
        moment = datetime.fromisoformat(found[2].decode()) + self.clock_ahead
        return found[1] + moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()


def _through(layer: Layer, forward: Forward) -> Forward:
    return lambda request: layer(request, forward)


def _tagged(request: Request, answer: Response) -> Response:
    tag = f'"{sha256(answer.body).hexdigest()}"'
    if headers_of(request.head).get("if-none-match") == tag:
        return Response(304, {"etag": tag}, b"")
    return Response(answer.status, answer.headers | {"etag": tag}, answer.body)


def seconds_asked(headers: dict[str, str]) -> float:
    """Seconds of pause that an answer asks for: by Retry-After, or by the end of a spent budget."""
    if headers.get("x-ratelimit-remaining") == "0" and "retry-after" not in headers:
        reset = headers["x-ratelimit-reset"]  # GitHub's or Jira's spelling
        end = float(reset) if reset.isdecimal() else datetime.fromisoformat(reset).timestamp()
        return end - time.time()
    return seconds_in(headers.get("retry-after", ""))


def seconds_in(retry_after: str) -> float:
    """Seconds that Retry-After names, as a number or as a date; none where it is neither."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
    except ValueError:
        return 0.0


def _altered(request: Request, fault: Fault) -> Request:
    if fault.alter is None or not request.body:
        return request
    return request.saying(fault.alter(request.body))


async def _spoiled(fault: Fault, answer: Response | None) -> Response | None:
    if fault.gate is not None:
        await fault.gate.wait()
        return fault.answer or answer
    if fault.rewrite is not None and answer is not None:
        return Response(answer.status, answer.headers, fault.rewrite(answer.body))
    return answer if fault.cut or fault.alter is not None else fault.answer


def _reset(writer: asyncio.StreamWriter) -> None:
    wire: socket.socket = writer.get_extra_info("socket")
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@asynccontextmanager
async def fault_proxy(
    port: int, upstream_port: int, secret: str = "", aliases: tuple[str, ...] = ()
) -> AsyncIterator[FaultProxy]:
    proxy = FaultProxy(port, upstream_port, secret, aliases)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.stop()
