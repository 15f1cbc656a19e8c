"""Which event a view cannot fold: looked for when a rebuild has failed, in the twins that it left.

A batch is folded again in ever smaller parts, until one event is left that fails by itself.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import asyncpg
from asyncpg import Record

from domain.errors import StoreUnavailable
from eventstore.connections import Connection
from eventstore.sql import statements
from eventstore.subscription import LeaseLost
from projections import runner
from projections.fold import TOPIC
from projections.projection import Cache, Projection, fill

LOG: Final = statements(runner.__file__)
BATCH_EVENTS: Final = 20_000
OF_VALUES: Final = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
)
OF_THE_DATABASE: Final = (OSError, StoreUnavailable, LeaseLost)


class Unfoldable(NamedTuple):
    """An event that cannot be folded, and the name of what is raised when it is."""

    position: int
    topic: str
    why: str


class CannotFold(Exception):
    """A rebuild met an event that the view cannot fold; the old version still serves."""

    def __init__(self, view: str, event: Unfoldable) -> None:
        super().__init__(
            f"{view} was not rebuilt: the event at position {event.position} ({event.topic}) "
            f"cannot be folded ({event.why}). The old version of the view still serves. It is a "
            "fault of the service: start a version that can fold the event, then rebuild again. "
            'See "When a view stalls" in docs/operations.md.'
        )
        self.view, self.event = view, event


def is_of_an_event(error: Exception) -> bool:
    """Whether an event may be the cause, rather than the database or somebody else at work."""
    if isinstance(error, asyncpg.PostgresError):
        return isinstance(error, OF_VALUES)
    if isinstance(error, asyncpg.InterfaceError):
        return isinstance(error, ValueError)  # a value that no column takes
    return not isinstance(error, OF_THE_DATABASE)


async def unfoldable(conn: Connection, view: Projection, after: int) -> Unfoldable | None:
    """The first event after `after` that `view` cannot fold; None where all can be.

    `conn` sees the twins, which hold what was folded up to `after`; they are filled further.
    """
    head, limit = await conn.fetchval(LOG["head"]) or 0, BATCH_EVENTS
    while after < head:
        upto = min(after + limit, head)
        events = await conn.fetch(LOG["events"], after, upto, view.categories, view.reads_metadata)
        error = await failure(conn, view, events)
        if error is None:
            after = upto
        elif limit == 1:
            return Unfoldable(upto, events[0][TOPIC], type(error).__name__)
        else:
            limit //= 2
    return None


async def failure(conn: Connection, view: Projection, events: Sequence[Record]) -> Any:
    """What is raised when these events are folded and written; None, and they are written."""
    try:
        async with conn.transaction():
            await fill(conn, await view.fold(conn, events, Cache()))
    except Exception as error:
        if not is_of_an_event(error):
            raise
        return error
    return None
