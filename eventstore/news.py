"""What streams have since a version, for many readers at once.

Whatever is asked while one read is under way is the next read: one round trip serves all who wait,
as one commit serves all who write. Every answer is newer than its question.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from asyncpg import Record

from eventstore.connections import Connections
from eventstore.sql import statements

SQL: Final = statements(__file__)
BATCH_MAX: Final = 256


class Fact(NamedTuple):
    """An event as it is stored: as much of it as a fold needs."""

    version: int
    topic: str
    state: bytes


class Question(NamedTuple):
    stream_id: UUID
    after_version: int
    answer: "asyncio.Future[Sequence[Fact]]"


class News:
    """Belongs to one event loop."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._asked: list[Question] = []
        self._reading: asyncio.Task[None] | None = None

    async def since(self, stream_id: UUID, after_version: int) -> Sequence[Fact]:
        """The stream's events after a version, oldest first.

        Raises:
            StoreUnavailable: the database is away.
        """
        answer: asyncio.Future[Sequence[Fact]] = asyncio.get_running_loop().create_future()
        self._asked.append(Question(stream_id, after_version, answer))
        if self._reading is None:
            self._reading = asyncio.create_task(self._read(), name="news")
        return await answer

    async def _read(self) -> None:
        try:
            while self._asked:
                batch, self._asked = self._asked[:BATCH_MAX], self._asked[BATCH_MAX:]
                await self._answer(batch)
        finally:
            self._reading = None

    async def _answer(self, batch: Sequence[Question]) -> None:
        ids = [question.stream_id for question in batch]
        versions = [question.after_version for question in batch]
        try:
            rows = await self._connections.fetch(SQL["since"], ids, versions)
        except Exception as error:  # noqa: BLE001  whatever it is, those who wait are to know it
            fail(batch, error)
        else:
            share(batch, rows)


def share(batch: Sequence[Question], rows: Iterable[Record]) -> None:
    found: defaultdict[int, list[Fact]] = defaultdict(list)
    for place, *fact in rows:
        found[place].append(Fact(*fact))
    for place, question in enumerate(batch, 1):
        if not question.answer.done():  # its caller gave up waiting
            question.answer.set_result(found.get(place, ()))


def fail(batch: Sequence[Question], error: Exception) -> None:
    for question in batch:
        if not question.answer.done():
            question.answer.set_exception(error)
