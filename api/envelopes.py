"""Events as everybody outside sees them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from eventstore.store import Actor, Recorded, event_id


class Envelope(Struct, frozen=True):
    """A fact with its circumstances.

    `position` is its place in the whole log, `version` in its stream; `schema` is the version of
    the type's `data`. `subject` is the reference of what it is about.
    """

    position: int
    id: UUID
    type: str
    schema: int
    subject: str
    stream: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: Actor
    request_id: str
    correlation_id: str
    causation_id: str | None
    data: Any


def envelope(recorded: Recorded[Any]) -> Envelope:
    kind, _, schema = recorded.topic.partition("@")
    metadata = recorded.metadata
    return Envelope(
        position=recorded.position,
        id=event_id(recorded.stream_id, recorded.version),
        type=kind,
        schema=int(schema),
        subject=metadata.subject,
        stream=f"{kind.partition('.')[0]}-{recorded.stream_id}",
        version=recorded.version,
        occurred_at=metadata.occurred_at or recorded.recorded_at,
        recorded_at=recorded.recorded_at,
        actor=metadata.actor,
        request_id=metadata.request_id,
        correlation_id=metadata.correlation_id,
        causation_id=metadata.causation_id,
        data=recorded.event,
    )
