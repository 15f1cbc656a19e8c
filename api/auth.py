"""Who calls, and whether the key allows it.

Keys are compared by digest. A key is looked up again after KEY_SECONDS_MAX: that long a revoked one
may still work. A new one works at once, so that no wrong token is remembered; instead, all tokens
that wait are looked up together, one look at a time.
"""

import asyncio
import hashlib
import re
import time
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from litestar import Request
from msgspec import Struct

from api.errors import problem
from api.headers import header, header_bytes
from domain.values import ADDRESS_CHARS_MAX, ADDRESS_SEEN
from domain.values import person as one_person
from eventstore.connections import Connections
from eventstore.sql import statements
from eventstore.store import Actor

SQL: Final = statements(__file__)
KEY_SECONDS_MAX: Final = 5.0
KEYS_MAX: Final = 1_000
ASKED_MAX: Final = 500  # tokens of one look
REST_SECONDS: Final = 0.02  # after a look with a wrong token: they cost at most 50 looks a second
BEARER: Final = re.compile(r"Bearer +([!-~]{1,500})", re.IGNORECASE)
EMAIL: Final = re.compile(ADDRESS_SEEN)
PUBLIC: Final = "public"
SIGNED: Final = "signed"  # no key: the handler asks the body for its proof


class Scope(StrEnum):
    READ = "read"
    WRITE = "write"
    PUBLISH = "publish"
    ADMIN = "admin"
    INTAKE = "intake"


class Key(Struct, frozen=True):
    """`name` is who a tool is on record."""

    name: str
    scopes: frozenset[str]


class Caller(Struct, frozen=True):
    """A tool, by its key, and the person it acts for, with as whom that person sees."""

    key: Key
    person: str | None = None
    viewer: tuple[str, ...] | None = None

    @property
    def by(self) -> str:
        """The author on record: the person, or else the tool."""
        return self.person or self.key.name

    @property
    def actor(self) -> Actor:
        return Actor("tool", self.key.name, self.person)


class KeyRing:
    """The keys of this installation, and those used last, kept for a moment.

    Belongs to one event loop. Holds one connection at most, whatever tokens come.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._known: dict[bytes, tuple[float, Key]] = {}  # the one looked up first stands first
        self._asked: set[bytes] = set()
        self._next: asyncio.Task[Mapping[bytes, Key]] | None = None  # the look for `_asked`
        self._turn = asyncio.Lock()
        self._rested = 0.0

    async def find(self, token: str) -> Key | None:
        """Return the live key that `token` is.

        Raises:
            StoreUnavailable: the database is away.
        """
        digest = hashlib.sha256(token.encode()).digest()
        until, key = self._known.get(digest, (0.0, None))
        if key is not None and until > time.monotonic():
            return key
        found = await asyncio.shield(self._ask(digest))
        return found.get(digest)

    def _ask(self, digest: bytes) -> "asyncio.Task[Mapping[bytes, Key]]":
        if self._next is None or len(self._asked) >= ASKED_MAX:
            self._asked = set()
            self._next = asyncio.create_task(self._look(self._asked), name="keys")
        self._asked.add(digest)
        return self._next

    async def _look(self, asked: set[bytes]) -> Mapping[bytes, Key]:
        async with self._turn:
            await asyncio.sleep(self._rested - time.monotonic())
            if asked is self._asked:
                self._next = None  # whoever asks from now on may know of a newer key
            until = time.monotonic() + KEY_SECONDS_MAX
            rows = await self._connections.fetch(SQL["live_keys"], list(asked))
            found = {row["digest"]: Key(row["name"], frozenset(row["scopes"])) for row in rows}
            self._keep(asked, found, until)
            if len(found) < len(asked):
                self._rested = time.monotonic() + REST_SECONDS
            return found

    def _keep(self, asked: Iterable[bytes], found: Mapping[bytes, Key], until: float) -> None:
        for digest in asked:
            self._known.pop(digest, None)
        self._known.update((digest, (until, key)) for digest, key in found.items())
        while len(self._known) > KEYS_MAX:
            del self._known[next(iter(self._known))]


async def keep_bootstrap_key(connections: Connections, token: str, *, given: bool) -> None:
    """Let `token` do everything. One that the operator gave ends the one before it."""
    digest = hashlib.sha256(token.encode()).digest()
    statement = SQL["replace_bootstrap_key" if given else "add_bootstrap_key"]
    await connections.execute(statement, digest, [str(scope) for scope in Scope])


async def authenticate(request: Request[Any, Any, Any]) -> None:
    """Ask every route that is not public for a key; leaves the Caller in the request's state.

    Not a guard of Litestar's: that would copy the route's handler at each request.

    Raises:
        ProblemDetailsException: 401 without a live key, 403 where its scopes do not reach.
    """
    rights = request.route_handler.opt
    if PUBLIC in rights or SIGNED in rights:
        return
    keys: KeyRing = request.app.state.desk.keys
    match = BEARER.fullmatch(header(request, b"authorization") or "")
    key = await keys.find(match[1]) if match else None
    if key is None:
        raise problem(
            401,
            "Send a live API key, as in Authorization: Bearer twy_...",
            headers={"WWW-Authenticate": 'Bearer realm="twiceshy"'},
        )
    needed = rights.get("scope") or usual_scope(request.method)
    if needed not in key.scopes:
        raise problem(403, f"The key {key.name} lacks the scope {needed}.")
    person = on_behalf_of(request)
    viewer = await request.app.state.desk.viewers.of(person) if person else None
    request.scope["state"]["caller"] = Caller(key, person, viewer)


def usual_scope(method: str) -> Scope:
    return Scope.READ if method in {"GET", "HEAD"} else Scope.WRITE


def on_behalf_of(request: Request[Any, Any, Any]) -> str | None:
    """The person for whom the tool acts, if it acts for one.

    Raises:
        ProblemDetailsException: 400, the header is no address in UTF-8.
    """
    sent = header_bytes(request, b"on-behalf-of")
    if sent is None:
        return None
    try:
        email = sent.decode()
    except UnicodeDecodeError as error:
        raise problem(400, "Send On-Behalf-Of in UTF-8.") from error
    if len(email) > ADDRESS_CHARS_MAX or EMAIL.fullmatch(email) is None:
        raise problem(400, "On-Behalf-Of takes the e-mail address of one person.")
    return one_person(email)
