"""An append on its way to the log."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from eventstore.store import Appended, Command


class Row(NamedTuple):
    """One event as it is stored, less what the log itself gives it."""

    stream_id: UUID
    version: int
    topic: str
    state: bytes
    metadata: bytes


class Pending:
    """Rows to be written together, all or none, with their command, and who waits for it."""

    __slots__ = ("command", "future", "rows", "size")

    def __init__(self, rows: Sequence[Row], command: Command | None) -> None:
        self.rows, self.command = rows, command
        self.size = sum(len(row.state) + len(row.metadata) for row in rows)
        self.future: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()

    def answer(self, appended: Appended) -> None:
        if not self.future.done():  # its caller gave up waiting
            self.future.set_result(appended)

    def fail(self, error: Exception) -> None:
        if not self.future.done():
            self.future.set_exception(error)

    def expected_version(self, stream_id: UUID) -> int:
        """The version of the stream that this append was made for."""
        return min(row.version for row in self.rows if row.stream_id == stream_id) - 1
