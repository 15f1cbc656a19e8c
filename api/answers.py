"""Answers that are made once: a status, a few headers, bytes.

Litestar's own responses may carry cookies, background work and encoders, and making one asks for
each of them, at every request. These carry none.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from litestar import Request, Response
from litestar.types import Receive, Scope, Send
from msgspec import json

T = TypeVar("T")

JSON: Final = (b"content-type", b"application/json")
encode: Final = json.Encoder().encode


class Sent:
    """An answer as an ASGI application: two messages."""

    __slots__ = ("body", "headers", "status_code")

    def __init__(self, status_code: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.status_code, self.headers, self.body = status_code, headers, body

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.headers}
        )
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


class Answer(Response[T]):
    """JSON with headers; `encoded` is the document where it is at hand as bytes already."""

    def __init__(
        self,
        document: T,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        encoded: bytes | None = None,
    ) -> None:
        self.content, self.status_code, self.headers = document, status, dict(headers or {})
        self._encoded = encoded

    def to_asgi_response(  # type: ignore[override]
        self, _app: None = None, _request: Request[Any, Any, Any] | None = None, **_: Any
    ) -> Sent:
        """Return the answer; what Litestar passes is for responses of its own kind."""
        body = encode(self.content) if self._encoded is None else self._encoded
        headers = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]
        length = (b"content-length", b"%d" % len(body))
        return Sent(self.status_code or 200, [JSON, length, *headers], body)
