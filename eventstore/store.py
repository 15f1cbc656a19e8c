"""The append-only log: one order of all events (`position`), one order per stream (`version`).

Both count from 1 and have no gaps. What is recorded is never changed.
"""

from datetime import datetime
from typing import Generic, Literal, TypeVar
from uuid import UUID, uuid5

from msgspec import Struct

E = TypeVar("E")


class Actor(Struct, frozen=True, omit_defaults=True):
    """Who acted: a person by e-mail, or a tool by the name of its key, perhaps for a person."""

    kind: Literal["person", "tool"]
    id: str
    on_behalf_of: str | None = None


class Metadata(Struct, frozen=True, omit_defaults=True):
    """Circumstances of an event; never read by a decision.

    `subject` is the reference of the aggregate, "INC-12". `occurred_at` is set where the fact
    happened at another moment than it was recorded.
    """

    actor: Actor
    request_id: str
    correlation_id: str
    causation_id: str | None = None
    subject: str = ""
    occurred_at: datetime | None = None


class Recorded(Struct, Generic[E], frozen=True):
    """An event in its envelope."""

    position: int
    stream_id: UUID
    version: int
    topic: str
    recorded_at: datetime
    metadata: Metadata
    event: E


def event_id(stream_id: UUID, version: int) -> UUID:
    """The id of a stream's event, which follows from its place there."""
    return uuid5(stream_id, str(version))


class Write(Struct, frozen=True):
    """One stream's share of an append; several make one atomic append.

    `expected_version` counts the events already in the stream: 0 means it must not exist.
    `metadata` holds one entry per event.
    """

    stream_id: UUID
    expected_version: int
    events: tuple[object, ...]
    metadata: tuple[Metadata, ...]


class Command(Struct, frozen=True):
    """What makes an append happen once: its key, what was asked, and the answer to repeat."""

    key: bytes
    fingerprint: bytes
    response: bytes


class Appended(Struct, frozen=True):
    """`position` is that of the append's last event; without events, the end of the log.

    `replayed` is the command as it was stored, when its key was done before: nothing was written.
    """

    position: int
    recorded_at: datetime | None
    replayed: Command | None = None
