"""HTTP/1.1 as far as the two clients and the stand-ins speak it."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

CALLER: Final = re.compile(rb"\.caller-(\w+)\r\n")
HOP: Final = {"connection", "content-length", "transfer-encoding", "keep-alive"}


@dataclass(frozen=True)
class Request:
    """`at` is when it came, in seconds since the epoch; `caller` is named by its token."""

    method: str
    path: str
    head: bytes
    body: bytes
    caller: str = ""
    at: float = 0.0

    def to(self, method: str, path: str) -> "Request":
        """The same with another method and path."""
        _, _, rest = self.head.partition(b"\r\n")
        first = f"{method} {path} HTTP/1.1\r\n".encode("latin-1")
        return replace(self, method=method, path=path, head=first + rest)

    def saying(self, body: bytes) -> "Request":
        """The same with another body."""
        length = rb"\g<1>" + str(len(body)).encode()
        head = re.sub(rb"(?i)(\r\ncontent-length: *)\d+", length, self.head)
        return replace(self, head=head, body=body)


@dataclass(frozen=True)
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    def encoded(self) -> bytes:
        kept = {name: value for name, value in self.headers.items() if name not in HOP}
        kept |= {"content-length": str(len(self.body)), "connection": "close"}
        lines = "".join(f"{name}: {value}\r\n" for name, value in kept.items())
        return f"HTTP/1.1 {self.status} X\r\n{lines}\r\n".encode("latin-1") + self.body


Forward = Callable[[Request], Awaitable[Response]]
# What a stand-in lacks: answers a request, with the stand-in's help or without.
Layer = Callable[[Request, Forward], Awaitable[Response]]


async def request_in(reader: asyncio.StreamReader) -> Request:
    head = await reader.readuntil(b"\r\n\r\n")
    method, path, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
    length = int(headers_of(head).get("content-length", 0))
    body = await reader.readexactly(length)
    plain = re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", head)
    closing = plain[:-2] + b"Connection: close\r\n\r\n"
    named = CALLER.search(head)
    caller = named[1].decode() if named else ""
    return Request(method, path, closing, body, caller, time.time())


async def response_in(reader: asyncio.StreamReader) -> Response:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    headers = headers_of(head)
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return Response(status, headers, await _chunks(reader))
    if "content-length" in headers:
        return Response(status, headers, await reader.readexactly(int(headers["content-length"])))
    return Response(status, headers, await reader.read())


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    return body


def headers_of(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return {name.strip().lower(): value.strip() for name, value in pairs}
