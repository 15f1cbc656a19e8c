"""The event log in PostgreSQL: reads on held connections, writes through the group commit."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from asyncpg import Record

from eventstore.codec import Codec, decode_metadata, encode
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.news import Fact, News
from eventstore.pending import Row
from eventstore.sql import statements
from eventstore.store import Appended, Command, Recorded, Write

E = TypeVar("E")

SQL: Final = statements(__file__)


class EventStore:
    """The log as the service sees it: events in, events out."""

    def __init__(self, connections: Connections, committer: Committer, codec: Codec) -> None:
        self._connections, self._committer, self._codec = connections, committer, codec
        self._news = News(connections)

    @property
    def queued(self) -> int:
        """How many appends of this process wait to be written."""
        return self._committer.queued

    async def load(
        self, stream_id: UUID, *, after_version: int = 0, limit: int | None = None
    ) -> Sequence[Recorded[Any]]:
        """A stream's events after `after_version`, oldest first; all of them unless `limit`."""
        rows = await self._connections.fetch(SQL["load"], stream_id, after_version, limit)
        return [self.recorded(row) for row in rows]

    async def load_of(
        self, stream_id: UUID, kind: type[E], *, after_version: int, limit: int
    ) -> Sequence[Recorded[E]]:
        """A stream's events of one kind, whatever their schema, as `load`; the rest stays there."""
        kinds = [self._codec.topic_of(kind).partition("@")[0]]
        rows = await self._connections.fetch(SQL["load_of"], stream_id, after_version, limit, kinds)
        return [self.recorded(row) for row in rows]

    async def load_each(
        self, stream_ids: Collection[UUID], *, recorded_until: datetime
    ) -> dict[UUID, list[Any]]:
        """The events of each stream recorded up to a moment, oldest first, in one round trip.

        Streams that had not begun then are left out.
        """
        histories: dict[UUID, list[Any]] = {}
        for row in await self._connections.fetch(SQL["load_each"], stream_ids, recorded_until):
            recorded = self.recorded(row)
            histories.setdefault(recorded.stream_id, []).append(recorded.event)
        return histories

    async def since(self, stream_id: UUID, after_version: int) -> Sequence[Fact]:
        """A stream's events after a version, in one round trip with all who ask at this time."""
        return await self._news.since(stream_id, after_version)

    def decode(self, fact: Fact) -> Any:
        """The event that is stored as `fact`."""
        return self._codec.decode(fact.topic, fact.state)

    async def append(self, writes: Sequence[Write], command: Command | None = None) -> Appended:
        """Write all of `writes` and `command` together, or nothing; return when durable.

        Raises:
            VersionConflict: a stream is not at its expected version.
            Overloaded: too many appends wait already; nothing was written.
            StoreUnavailable: the database is away; the same command may be sent again.
        """
        return await self.submit(writes, command)

    def submit(
        self,
        writes: Sequence[Write],
        command: Command | None = None,
        bases: Sequence["asyncio.Future[Appended]"] = (),
    ) -> "asyncio.Future[Appended]":
        """As `append`, but queued when this returns: its place in the order is settled.

        `bases` are appends under way in the belief of which this one was made. It is refused
        where one of them writes nothing, for the versions alone would not tell.
        """
        rows: list[Row] = []
        for write in writes:
            self._add_rows(rows, write)
        return self._committer.submit(rows, command, bases)

    async def read_after(self, position: int, *, limit: int) -> Sequence[Recorded[Any]]:
        """At most `limit` events of any stream after `position`, in order, without gaps."""
        rows = await self._connections.fetch(SQL["read_after"], position, limit)
        return [self.recorded(row) for row in rows]

    async def read_of(
        self, position: int, topics: tuple[str, ...], *, limit: int
    ) -> tuple[int, Sequence[Recorded[Any]]]:
        """The position up to which `read_after` would come, and of its events those that count.

        `topics` are beginnings of what counts; the rest is not decoded.
        """
        rows = await self._connections.fetch(SQL["read_after"], position, limit)
        upto = rows[-1]["notification_id"] if rows else position
        return upto, [self.recorded(row) for row in rows if row["topic"].startswith(topics)]

    async def head(self) -> int:
        """The position of the last event; 0 in an empty log."""
        return int(await self._connections.fetchval(SQL["head"]) or 0)

    async def command(self, key: bytes) -> tuple[Command, int] | None:
        """The command done under `key`, with the position of its last event."""
        row = await self._connections.fetchrow(SQL["command"], key)
        if row is None:
            return None
        return Command(key, row["fingerprint"], row["response"]), row["position"]

    async def prune_commands(self, *, keep_hours: int, limit: int) -> int:
        """Forget at most `limit` commands older than `keep_hours`, 24 at least; return how many."""
        return int(await self._connections.fetchval(SQL["prune_commands"], keep_hours, limit))

    def recorded(self, row: Record) -> Recorded[Any]:
        """A row of `load` or `read_after` as an event in its envelope."""
        position, stream_id, version, topic, state, recorded_at, metadata = row
        return Recorded(
            position,
            stream_id,
            version,
            topic,
            recorded_at,
            decode_metadata(metadata),
            self._codec.decode(topic, state),
        )

    def _add_rows(self, rows: list[Row], write: Write) -> None:
        version = write.expected_version
        for event, metadata in zip(write.events, write.metadata, strict=True):
            version += 1
            topic, state = self._codec.encode(event)
            rows.append(Row(write.stream_id, version, topic, state, encode(metadata)))
