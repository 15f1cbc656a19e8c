"""An append on its way to the log."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from domain.errors import StoreUnavailable, VersionConflict
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

    __slots__ = ("bases", "command", "future", "rows", "size")

    def __init__(
        self,
        rows: Sequence[Row],
        command: Command | None,
        bases: Sequence["asyncio.Future[Appended]"] = (),
    ) -> None:
        self.rows, self.command, self.bases = rows, command, bases
        self.size = sum(len(row.state) + len(row.metadata) for row in rows)
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
