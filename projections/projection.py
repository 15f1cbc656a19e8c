"""What a projection is, and how connections that read and write views are set.

A view never calls anything outside its tables, so that it may be rebuilt at any time.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from asyncpg import Record

from domain.catalog import TOPICS
from eventstore.codec import Codec
from eventstore.connections import Connection

# A filter that is null must not take part in the plan: each call is planned for its own values.
READ_SETTINGS: Final = {"plan_cache_mode": "force_custom_plan"}
# A view's last moments may be lost with a crash, for its checkpoint is lost with them.
WRITE_SETTINGS: Final = {"synchronous_commit": "off"}
# A process that hangs inside a batch must not keep its locks, nor anybody wait for them for long.
FOLLOW_SETTINGS: Final = {
    **WRITE_SETTINGS,
    "idle_in_transaction_session_timeout": "10s",
    "lock_timeout": "500ms",
}

decode: Final = Codec(TOPICS).decode


class Row(NamedTuple):
    """An aggregate as far as it was folded; `position` is that of its last event, 0 if loaded."""

    version: int
    state: Any
    position: int = 0


# What is known of aggregates before a batch: empty while following, kept through a rebuild.
Cache = dict[UUID, Row]


@dataclass(frozen=True, slots=True)
class Projection:
    """One view: its name (also the follower's), its tables, and how events are folded into them.

    `apply(conn, events, cache)` writes a whole batch inside the caller's transaction. Events are
    records (position, stream_id, version, topic, state, metadata) in order of position, of the
    `categories` alone (None: of all); `metadata` is null unless `reads_metadata`. Every write is
    guarded by the stream's version: a batch may come again.
    """

    name: str
    tables: tuple[str, ...]
    apply: Callable[[Connection, Sequence[Record], Cache], Awaitable[None]]
    categories: tuple[str, ...] | None = None
    reads_metadata: bool = False
