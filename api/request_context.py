"""Around every request: its id, its line in the log, its place in a trace.

Outermost, so that what no route answers is answered and logged in the same way.
"""

import asyncio
import itertools
import re
import secrets
import time
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Final

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import Struct, json

from api.errors import RETRY_SECONDS, document
from api.headers import fields_of
from api.methods import as_get
from api.slashes import keep_slashes
from api.watch import REQUESTS

ID: Final = re.compile(rb"[A-Za-z0-9._:-]{1,128}")
# Source: W3C Trace Context, 3.2: version, trace-id, parent-id, flags.
# No version is ff, no id is all zero.
TRACE_PARENT: Final = re.compile(
    rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
)
ADDRESS: Final = re.compile("[^/]*@[^/]*")
STOPPING: Final = (
    "The service stops, and whether a write landed is not known; send the same again, with its "
    "Idempotency-Key."
)
QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})

PROCESS: Final = secrets.token_hex(10)  # ids we make: this process, then a number
NUMBERS: Final = itertools.count(1)

log = structlog.get_logger()


class RequestIds(Struct, frozen=True):
    """`correlation_id` is the trace the request belongs to; alone, the request itself."""

    request_id: str
    correlation_id: str


current: ContextVar[RequestIds] = ContextVar("current")


class RequestContext:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        keep_slashes(scope)
        scope.setdefault("state", {})
        ids = ids_of(fields_of(scope))
        current.set(ids)
        began, status = time.perf_counter(), 0
        name = ids.request_id.encode()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", name)]
            await send(message)

        try:
            await self.app(as_get(scope), receive, send_with_id)
        except asyncio.CancelledError:  # by the server, which waited for long and stops now
            if status:
                raise
            await tell_of_the_stop(send_with_id)
        finally:
            REQUESTS[status] += 1
            if scope["path"] not in QUIET:
                log.info(
                    "request_served",
                    method=scope["method"],
                    path=loggable(scope["path"]),
                    status=status,
                    milliseconds=round((time.perf_counter() - began) * 1_000, 2),
                    request_id=ids.request_id,
                )


async def tell_of_the_stop(send: Send) -> None:
    body = json.encode(document(503, STOPPING))
    fields = {"content-type": "application/problem+json", "retry-after": RETRY_SECONDS}
    length = {"content-length": str(len(body))}
    headers = [(name.encode(), text.encode()) for name, text in (fields | length).items()]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def loggable(path: str) -> str:
    """The path without the addresses of people in it, and without signs that move a cursor."""
    if not path.isprintable():
        path = path.encode("unicode_escape").decode()
    return ADDRESS.sub("{email}", path) if "@" in path else path


def ids_of(fields: Mapping[bytes, bytes]) -> RequestIds:
    given = ID.fullmatch(fields.get(b"x-request-id", b""))
    request_id = given[0].decode() if given else f"{PROCESS}{next(NUMBERS):012x}"
    trace = TRACE_PARENT.fullmatch(fields.get(b"traceparent", b""))
    return RequestIds(request_id, trace[1].decode() if trace else request_id)
