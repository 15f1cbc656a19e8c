"""Every POST may carry an Idempotency-Key: the same request again gets the first answer again.

The answer is stored with the events it tells of, in their own transaction, so that there are never
two effects, whichever node the second request reaches. A request that was refused has no effect and
is not kept: sent again, it is tried again.
"""

import asyncio
import hashlib
from typing import Any, Final

from litestar import Request, Response
from msgspec import Raw, Struct, json

from api.answers import Answer
from api.auth import Caller
from api.errors import problem
from api.headers import header
from api.references import References
from api.versions import etag
from eventstore.postgres import EventStore

KEY_CHARS_MAX: Final = 255


class Key(Struct, frozen=True):
    """What names one request of one caller, and what it asked for; both are sha256."""

    key: bytes
    fingerprint: bytes


class Reply(Struct, frozen=True, omit_defaults=True):
    """An answer as it is kept: status, body, and what its headers say."""

    status: int
    body: Raw
    version: int | None = None
    location: str | None = None

    def response(self, position: int, *, replayed: bool = False) -> Response[bytes]:
        headers = {"Event-Position": str(position)}
        if self.version is not None:
            headers["ETag"] = etag(self.version)
        if self.location is not None:
            headers["Location"] = self.location
        if replayed:
            headers["Idempotency-Replayed"] = "true"
        return Answer(b"", self.status, headers, encoded=bytes(self.body))


encode_reply: Final = json.Encoder().encode
decode_reply: Final = json.Decoder(Reply).decode


class InFlight:
    """The keyed requests that this process is working on, each as long as its task runs."""

    def __init__(self) -> None:
        self._keys: set[bytes] = set()

    def hold(self, key: Key) -> None:
        """Hold `key` until the present task ends.

        Raises:
            ProblemDetailsException: 409, another request holds it.
        """
        if key.key in self._keys:
            raise problem(
                409,
                "A request with this Idempotency-Key is still running; send it again in a moment.",
                code="idempotency_in_flight",
                headers={"Retry-After": "1"},
            )
        task = asyncio.current_task()
        assert task is not None
        self._keys.add(key.key)
        task.add_done_callback(lambda _: self._keys.discard(key.key))


async def key_of(
    request: Request[Any, Any, Any], caller: Caller, references: References
) -> Key | None:
    """Return the key of this request, if it has one; by whichever name it calls what it is about.

    Raises:
        ProblemDetailsException: 400, the header is empty or too long.
    """
    name = header(request, b"idempotency-key")
    if name is None:
        return None
    name = name.strip().strip('"')
    if not 0 < len(name) <= KEY_CHARS_MAX:
        raise problem(400, f"Idempotency-Key takes 1 to {KEY_CHARS_MAX} characters.")
    path = references.by_id(request.scope["path"])
    parts = (caller.key.name, caller.person or "", path, name)
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return Key(digest, hashlib.sha256(await request.body()).digest())


async def done_before(store: EventStore, key: Key) -> tuple[Reply, int] | None:
    """Return the first answer under `key` and its position.

    Raises:
        ProblemDetailsException: 422, the key stands for another request.
    """
    found = await store.command(key.key)
    if found is None:
        return None
    command, position = found
    return same_request(key, command.fingerprint, command.response), position


def same_request(key: Key, fingerprint: bytes, response: bytes) -> Reply:
    if fingerprint != key.fingerprint:
        raise problem(
            422, "This Idempotency-Key was used with another body; use a new key for a new request."
        )
    return decode_reply(response)
