"""Streams as folded states.

A bounded cache stands in front of the log. It never answers a reader by itself: every read asks the
log for what came after the state it holds, so that each node sees every acknowledged write. It lets
a writer decide without a read, on the tip: the newest state, whose append may still be under way.
The log refuses what was decided on a state that is no longer, or never came to be.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from msgspec import Struct

from domain.decider import Decider
from domain.errors import NotFound
from eventstore.pending import is_void
from eventstore.postgres import EventStore
from eventstore.store import Appended

S = TypeVar("S")

STREAMS_MAX: Final = 1_000
FOLD_AT_ONCE: Final = 500


class Loaded(Struct, Generic[S], frozen=True):
    """The state of a stream at a version, the count of its events."""

    version: int
    state: S


class Tip(Struct, frozen=True):
    """The state that the newest append leads to, and that append while it is under way."""

    loaded: Loaded[Any]
    appending: "asyncio.Future[Appended]"

    @property
    def failed(self) -> bool:
        return is_void(self.appending)


class Repository:
    """Belongs to one event loop; keeps the states of the `streams_max` streams used last."""

    def __init__(self, store: EventStore, *, streams_max: int = STREAMS_MAX) -> None:
        self.store = store
        self.position = 0  # up to which the log is known to hold every event
        self._streams_max = streams_max
        self._committed: dict[UUID, Loaded[Any]] = {}
        self._tips: dict[UUID, Tip] = {}
        self._loading: dict[tuple[str, UUID], asyncio.Task[Loaded[Any]]] = {}

    async def read(self, decider: Decider[S, Any, Any], stream_id: UUID) -> Loaded[S]:
        """The state of a stream as the log holds it now.

        Raises:
            NotFound: the stream has no events, or is not of the decider's category.
        """
        loaded = await self.refresh(decider, stream_id)
        if loaded.version == 0:
            raise NotFound(decider.category, str(stream_id))
        return loaded

    async def read_at(
        self,
        decider: Decider[S, Any, Any],
        stream_id: UUID,
        *,
        version: int | None = None,
        as_of: datetime | None = None,
    ) -> Loaded[S]:
        """The state after `version` events, or after those recorded up to `as_of`.

        Raises:
            NotFound: there was nothing yet, or there is no such version.
        """
        history = await self.store.load(stream_id, limit=version)
        if not history:  # refused in the same words as now, and as what a caller may not know of
            raise NotFound(decider.category, str(stream_id))
        check_category(decider, stream_id, history[0].topic)
        past = [r.event for r in history if as_of is None or r.recorded_at <= as_of]
        if not past or (version is not None and len(history) < version):
            raise NotFound(decider.category, f"{stream_id} at that time or version")
        return Loaded(len(past), decider.fold(past))

    async def refresh(self, decider: Decider[S, Any, Any], stream_id: UUID) -> Loaded[S]:
        """Catch up with the log; version 0 where the stream has no events."""
        known = self._committed.get(stream_id)
        if known is None:
            loading = self._loading.get((decider.category, stream_id))
            if loading is None:
                return await self._load(decider, stream_id)
            known = await asyncio.shield(loading)
        if known.version and type(known.state) is not type(decider.initial):
            raise NotFound(decider.category, str(stream_id))
        return await self._catch_up(decider, stream_id, known)

    async def _load(self, decider: Decider[S, Any, Any], stream_id: UUID) -> Loaded[S]:
        """Read a stream that nobody has used lately, once for all who ask for it meanwhile."""
        nothing, asked = Loaded(0, decider.initial), (decider.category, stream_id)
        loading = asyncio.create_task(self._catch_up(decider, stream_id, nothing))
        self._loading[asked] = loading
        loading.add_done_callback(lambda _: self._loading.pop(asked, None))
        return await asyncio.shield(loading)

    async def _catch_up(
        self, decider: Decider[S, Any, Any], stream_id: UUID, known: Loaded[S]
    ) -> Loaded[S]:
        news = await self.store.since(stream_id, known.version)
        if known.version == 0 and news:
            check_category(decider, stream_id, news[0].topic)
        for start in range(0, len(news), FOLD_AT_ONCE):
            if start:
                await asyncio.sleep(0)  # a long stream does not keep others waiting
            part = news[start : start + FOLD_AT_ONCE]
            state = decider.fold(map(self.store.decode, part), known.state)
            known = Loaded(part[-1].version, state)
        if news:
            self.remember(stream_id, known)
        return known

    def tip(self, decider: Decider[S, Any, Any], stream_id: UUID) -> Loaded[S] | None:
        """The newest state to decide on, without asking the log; None where none is known."""
        tip = self._tips.get(stream_id)
        if tip is not None and tip.failed:
            del self._tips[stream_id]
            tip = None
        loaded = tip.loaded if tip else self._committed.get(stream_id)
        if loaded is None or type(loaded.state) is not type(decider.initial):
            return None
        return loaded

    def under_way(self, stream_ids: Iterable[UUID]) -> list["asyncio.Future[Appended]"]:
        """The appends that have to succeed for the tips of these streams to come true."""
        tips = (self._tips.get(stream_id) for stream_id in stream_ids)
        return list({tip.appending: None for tip in tips if tip is not None})

    async def ended(self, stream_ids: Iterable[UUID]) -> None:
        """Wait until the appends under way to these streams are written, or refused."""
        appends = map(asyncio.shield, self.under_way(stream_ids))
        await asyncio.gather(*appends, return_exceptions=True)

    def appending(self, stream_id: UUID, tip: Tip) -> None:
        """Writers after this one decide on `tip`; it is forgotten when its append has ended."""
        self._tips[stream_id] = tip
        tip.appending.add_done_callback(lambda _: self._settle(stream_id, tip))

    def remember(self, stream_id: UUID, loaded: Loaded[Any]) -> None:
        """Keep a committed state, unless a newer one is kept already."""
        known = self._committed.pop(stream_id, loaded)
        self._committed[stream_id] = loaded if loaded.version >= known.version else known
        if len(self._committed) > self._streams_max:
            del self._committed[next(iter(self._committed))]

    def _settle(self, stream_id: UUID, tip: Tip) -> None:
        if not tip.failed:
            self.position = max(self.position, tip.appending.result().position)
            self.remember(stream_id, tip.loaded)
        if self._tips.get(stream_id) is tip:
            del self._tips[stream_id]


def check_category(decider: Decider[Any, Any, Any], stream_id: UUID, topic: str) -> None:
    """An id of another kind of thing names nothing here."""
    if not topic.startswith(f"{decider.category}."):
        raise NotFound(decider.category, str(stream_id))
