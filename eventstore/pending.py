"""Appends on their way to the log."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from domain.errors import Overloaded, StoreUnavailable, VersionConflict
from eventstore.store import Appended, Command

BATCH_EVENTS_MAX: Final = 512
BATCH_BYTES_MAX: Final = 4 * 1024 * 1024


class Row(Struct, frozen=True, gc=False):
    """One event as it is stored, less what the log itself gives it."""

    stream_id: UUID
    version: int
    topic: str
    state: bytes
    metadata: bytes


def columns_of(rows: Sequence[Row]) -> tuple[list[Any], ...]:
    """The rows as the database takes them: one array a column, in the order of a row's fields."""
    return (
        [row.stream_id for row in rows],
        [row.version for row in rows],
        [row.topic for row in rows],
        [row.state for row in rows],
        [row.metadata for row in rows],
    )


class Pending:
    """Rows to be written together, all or none, with their command, and who waits for it."""

    __slots__ = ("bases", "command", "future", "rows", "size")

    def __init__(
        self,
        rows: Sequence[Row],
        command: Command | None,
        bases: Sequence["asyncio.Future[Appended]"] = (),
    ) -> None:
        self.rows, self.command, self.bases = rows, command, bases
        self.size = 0
        for row in rows:
            self.size += len(row.state) + len(row.metadata)
        self.future: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()

    def answer(self, appended: Appended) -> None:
        if not self.future.done():  # its caller gave up waiting
            self.future.set_result(appended)

    def fail(self, error: Exception) -> None:
        if not self.future.done():
            self.future.set_exception(error)

    def refuse_if_baseless(self) -> bool:
        """Fail where an append came to nothing in the belief of which this one was made."""
        baseless = [base for base in self.bases if is_void(base)]
        if not baseless:
            return False
        cause = None if baseless[0].cancelled() else baseless[0].exception()
        if isinstance(cause, StoreUnavailable):
            self.fail(StoreUnavailable(f"nothing was written: {cause}"))
        else:
            stream_id = self.rows[0].stream_id
            version = self.expected_version(stream_id)
            self.fail(VersionConflict(str(stream_id), version, version))
        return True

    def expected_version(self, stream_id: UUID) -> int:
        """The version of the stream that this append was made for."""
        return min(row.version for row in self.rows if row.stream_id == stream_id) - 1


def is_void(appending: "asyncio.Future[Appended]") -> bool:
    """Whether an append has ended without writing what it was to write."""
    if not appending.done():
        return False
    failed = appending.cancelled() or appending.exception() is not None
    return failed or appending.result().replayed is not None


class Queue:
    """First in, first out; bounded in events, in appends and in bytes."""

    def __init__(self, events_max: int, bytes_max: int) -> None:
        self._events_max, self._bytes_max = events_max, bytes_max
        self._waiting: deque[Pending] = deque()
        self._events = self._bytes = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def check_room(self, pending: Pending) -> None:
        """An empty queue has room for anything, so that no append is refused for ever.

        Raises:
            Overloaded: too much waits already.
        """
        if self._waiting and (
            self._events + len(pending.rows) > self._events_max
            or self._bytes + pending.size > self._bytes_max
            or len(self._waiting) >= self._events_max
        ):
            raise Overloaded(f"{self._events} events wait to be written")

    def add(self, pending: Pending) -> None:
        self._waiting.append(pending)
        self._events += len(pending.rows)
        self._bytes += pending.size

    def next_batch(self) -> Sequence[Pending]:
        """Take what came first: as much as makes one batch, at least one append if there is any."""
        if self._is_one_batch():
            everything = list(self._waiting)
            self._waiting.clear()
            self._events = self._bytes = 0
            return everything
        batch: list[Pending] = []
        events = size = 0
        while self._waiting and len(batch) < BATCH_EVENTS_MAX:
            first = self._waiting[0]
            events, size = events + len(first.rows), size + first.size
            if batch and (events > BATCH_EVENTS_MAX or size > BATCH_BYTES_MAX):
                break
            batch.append(self._take())
        return batch

    def _is_one_batch(self) -> bool:
        most = max(self._events, len(self._waiting))
        return most <= BATCH_EVENTS_MAX and self._bytes <= BATCH_BYTES_MAX

    def _take(self) -> Pending:
        pending = self._waiting.popleft()
        self._events -= len(pending.rows)
        self._bytes -= pending.size
        return pending
