"""Folding a batch: load the touched aggregates at once, evolve each in memory."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from asyncpg import Record

from eventstore.connections import Connection
from projections.projection import Cache, Row, decode

EVENTS_AT_ONCE: Final = 250
# Columns of a record; several times as fast as by name.
STREAM_ID, TOPIC, BODY = 1, 3, 4


@dataclass(frozen=True, slots=True)
class Fold:
    """How one kind of aggregate is kept in a view.

    `evolve` takes a state and an event as stored, topic and body; `load` is the statement that
    answers (id, version, state) of the ids $1; `read` decodes such a state.
    """

    category: str
    initial: Any
    evolve: Callable[[Any, str, bytes], Any]
    read: Callable[[bytes], Any]
    load: str

    async def fold(
        self, conn: Connection, events: Sequence[Record], cache: Cache
    ) -> dict[UUID, Row]:
        """The aggregates which `events` change, as they stand after; known ones come from `cache`.

        Events already folded into a row are passed over. Each result is put into `cache`.
        """
        prefix = f"{self.category}."
        mine = [event for event in events if event[TOPIC].startswith(prefix)]
        await self._load(conn, {event[STREAM_ID] for event in mine} - cache.keys(), cache)
        touched: dict[UUID, Row] = {}
        for begin in range(0, len(mine), EVENTS_AT_ONCE):
            self._fold(mine[begin : begin + EVENTS_AT_ONCE], cache, touched)
            await asyncio.sleep(0)  # whatever else the loop has to do
        return touched

    def _fold(self, events: Sequence[Record], cache: Cache, touched: dict[UUID, Row]) -> None:
        for position, stream_id, version, topic, body, _ in events:
            before = cache[stream_id]
            if version <= before.version:
                continue
            assert version == before.version + 1, "a stream has no gaps"
            state = self.evolve(before.state, topic, body)
            cache[stream_id] = touched[stream_id] = Row(version, state, position)

    async def _load(self, conn: Connection, ids: Collection[UUID], cache: Cache) -> None:
        cache.update(dict.fromkeys(ids, Row(0, self.initial)))
        if cache.is_whole or not ids:
            return
        for stream_id, version, state in await conn.fetch(self.load, list(ids)):
            cache[stream_id] = Row(version, self.read(state))


def decoded(evolve: Callable[[Any, Any], Any]) -> Callable[[Any, str, bytes], Any]:
    """The domain's own `evolve`, on events as they are stored."""
    return lambda state, topic, body: evolve(state, decode(topic, body))


def number(reference: str) -> int:
    """The number in a reference: 12 in INC-12."""
    return int(reference.rpartition("-")[2])
