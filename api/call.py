"""One request in progress: what it may use, who asks, and how it is answered."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from litestar import Response
from msgspec import Raw, Struct, json

from api import request_context
from api.answers import Answer
from api.auth import Caller
from api.bodies import StrictRequest
from api.desk import Desk
from api.envelopes import envelope
from api.errors import NAMED, problem
from api.headers import header
from api.idempotency import Key, Reply, done_before, encode_reply, same_request
from api.positions import log_reached, min_position
from api.queries import in_utc
from api.references import Prefix
from api.replays import known_reply
from api.versions import etag, expected_version
from api.visibility import check_known, known_events
from domain.decider import Decider, Stamp
from domain.errors import DomainError, VersionConflict
from eventstore.repository import Loaded
from eventstore.store import Command, Metadata
from eventstore.transact import Circumstances, Done, Outcome, Step, transact, unchanged

S = TypeVar("S")
T = TypeVar("T")

EVENTS_SINCE_MAX: Final = 100
NO_HEADERS: Final[Mapping[str, str]] = {}
encode: Final = json.Encoder().encode


class Shape(Struct, frozen=True):
    """What a write answers: the document, the version it shows, where it can be read."""

    document: Any
    version: int | None = None
    location: str | None = None


Render = Callable[[Sequence[Outcome]], Shape]
# Further members of the problem of a caller who knew less than the log.
Beside = Callable[[VersionConflict], Awaitable[Mapping[str, Any]]]


class Call(StrictRequest):
    """A request as handlers take it; a dependency would cost a quarter of Litestar's own work."""

    @property
    def desk(self) -> Desk:
        desk: Desk = self.app.state.desk
        return desk

    @property
    def caller(self) -> Caller:
        caller: Caller = self.scope["state"]["caller"]
        return caller

    @property
    def viewer(self) -> tuple[str, ...] | None:
        """Whose eyes see: a person's and their teams', or (None) a tool's that acts for nobody."""
        return self.caller.viewer

    def id_of(self, prefix: Prefix, name: str) -> UUID:
        found = self.desk.references.resolve(prefix, name)
        self.scope["state"].setdefault(NAMED, {})[str(found)] = name
        return found

    def expected(self, *, required: bool = False) -> int | None:
        """The version that the caller pins; see api.versions."""
        match, none_match = header(self, b"if-match"), header(self, b"if-none-match")
        return expected_version(match, none_match, required=required)

    async def read(self, decider: Decider[S, Any, Any], stream_id: UUID) -> Loaded[S]:
        await self.check_known(decider, stream_id)
        return await self.desk.repository.read(decider, stream_id)

    async def read_at(
        self,
        decider: Decider[S, Any, Any],
        stream_id: UUID,
        version: int | None,
        as_of: datetime | None,
    ) -> Loaded[S]:
        """The state now, or as it stood at a version or a moment."""
        at = in_utc("as_of", as_of)
        await self.check_known(decider, stream_id)
        if version is None and at is None:
            return await self.desk.repository.read(decider, stream_id)
        return await self.desk.repository.read_at(decider, stream_id, version=version, as_of=at)

    async def check_known(self, decider: Decider[Any, Any, Any], stream_id: UUID) -> None:
        """See api.visibility."""
        await check_known(self.desk.repository, decider, stream_id, self.viewer)

    async def reached(self, view: str, position: int = 0) -> None:
        """Wait until `view` shows what the caller, or this handler, has to find in it.

        Raises:
            ProblemDetailsException: 503, the view is too far behind.
        """
        wanted = max(position, min_position(self))
        if wanted and not await self.desk.progress.reached(view, wanted):
            raise problem(503, f"{view} has not reached position {wanted} yet; ask again.")

    async def nearly_reached(self, view: str, seconds_max: float) -> None:
        """Give `view` a moment to show what this process wrote; then go on with what it shows."""
        wanted = max(self.desk.repository.position, min_position(self))
        await self.desk.progress.reached(view, wanted, seconds_max)

    async def committed(self) -> None:
        """Wait until the log itself has the event that the caller wants to see.

        Raises:
            ProblemDetailsException: 503, there is no such event yet.
        """
        wanted = min_position(self)
        if wanted and not await log_reached(self.desk.repository, wanted):
            raise problem(503, f"The log has not reached position {wanted} yet; ask again.")

    async def write(
        self, *steps: Step, render: Render, status: int = 200, beside: Beside | None = None
    ) -> Response[Any]:
        """Carry out `steps`, all or none, and answer with what `render` makes of the outcome.

        `beside` tells whoever knew less than the log more than what happened since.
        """
        for step in steps:
            await self.check_known(step.decider, step.stream_id)
        replies: list[Reply] = []

        def answer(outcomes: tuple[Outcome, ...]) -> Command | None:
            replies.append(reply(render(outcomes), status))
            return self.keyed(replies[-1])

        try:
            done = await transact(self.desk.repository, steps, self.circumstances(), answer)
        except DomainError as refusal:
            return await self.refused(refusal, beside)
        return await self.answer(done, replies[-1])

    async def answer_once(self, document: Any) -> Response[Any]:
        """Answer with what was found out, and the same again to the same keyed request."""
        found = reply(Shape(document), 200)
        done = await unchanged(self.desk.repository, (), lambda _: self.keyed(found))
        return await self.answer(done, found)

    async def answer(self, done: Done, made: Reply) -> Response[bytes]:
        """The answer just made, or the one that was kept under this request's key."""
        if done.replayed is None or self.key is None:
            return made.response(done.position)
        kept = same_request(self.key, done.replayed.fingerprint, done.replayed.response)
        return await self.again(kept, done.position)

    async def answered_before(self) -> Response[bytes] | None:
        """The answer that was given before under this request's key, as far as it may be known now.

        Raises:
            NotFound: see api.replays.
        """
        done = self.key and await done_before(self.desk.repository.store, self.key)
        return await self.again(*done) if done else None

    async def again(self, told: Reply, position: int) -> Response[bytes]:
        known = await known_reply(
            self.desk.repository,
            self.desk.references,
            told,
            self.viewer,
            self.path_params,
        )
        return known.response(position, replayed=True)

    async def refused(self, refusal: DomainError, beside: Beside | None = None) -> Response[Any]:
        """The answer to a request that its own effect refuses, done on another node meanwhile.

        Raises:
            DomainError, ProblemDetailsException: there is none.
        """
        done = await self.answered_before()
        if done:
            return done
        if isinstance(refusal, VersionConflict):
            members = await beside(refusal) if beside else {}
            raise await self.stale(refusal, members) from refusal
        raise refusal

    @property
    def key(self) -> Key | None:
        key: Key | None = self.scope["state"].get("idempotency")
        return key

    def keyed(self, kept: Reply) -> Command | None:
        """The command that keeps `kept` under this request's key, if it has one."""
        if self.key is None:
            return None
        return Command(self.key.key, self.key.fingerprint, encode_reply(kept))

    def circumstances(self) -> Circumstances:
        ids = request_context.current.get()
        stamp = Stamp(datetime.now(UTC), self.caller.by, uuid4(), self.desk.policy)
        return Circumstances(stamp, Metadata(self.caller.actor, ids.request_id, ids.correlation_id))

    async def stale(self, conflict: VersionConflict, members: Mapping[str, Any]) -> Exception:
        """The problem of a caller who knew less than the log: what happened since."""
        since = await self.desk.repository.store.load(
            UUID(conflict.stream), after_version=conflict.expected or 0, limit=EVENTS_SINCE_MAX
        )
        known = await known_events(self.desk.repository, since, self.viewer)
        return problem(
            412,
            f"The resource is at version {conflict.actual}; read it again, then decide again.",
            headers={"ETag": etag(conflict.actual)},
            current_version=conflict.actual,
            events=[envelope(recorded) for recorded in known],
            **members,
        )


def reply(shape: Shape, status: int) -> Reply:
    return Reply(status, Raw(encode(shape.document)), shape.version, shape.location)


def answered(
    loaded: Loaded[Any], document: T, headers: Mapping[str, str] = NO_HEADERS
) -> Response[T]:
    """The answer to a read of one resource."""
    return Answer(document, headers={"ETag": etag(loaded.version), **headers})
