"""History: which events tell of an incident, are of a type, or were caused by somebody.

Tables `history` (one row per event of the log) and `history_stream` (the incident of each
postmortem and action). The events themselves are read from the log.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from asyncpg import Record
from msgspec import Struct

from eventstore.codec import decode_metadata
from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from projections.page import plain
from projections.projection import Cache, Projection, decode

SQL: Final = statements(__file__)
BELONG: Final = ("postmortem.", "action.")  # the categories whose first event names the incident
FIRST: Final = ("postmortem.started@", "action.planned@")

# folding


async def apply(conn: Connection, events: Sequence[Record], _: Cache) -> None:
    if not events:
        return
    begun = begun_in(events)
    if begun:
        await conn.execute(SQL["note_streams"], list(begun), list(begun.values()))
    incidents = begun | await known(conn, events, begun)
    columns = zip(*(columns_of(event, incidents) for event in events), strict=True)
    await conn.execute(SQL["note_events"], *map(list, columns))


def begun_in(events: Sequence[Record]) -> dict[UUID, UUID]:
    """The incident of each stream that begins with one of `events`."""
    return {
        stream_id: decode(topic, body).incident_id
        for _, stream_id, _, topic, body, _ in events
        if topic.startswith(FIRST)
    }


async def known(
    conn: Connection, events: Sequence[Record], begun: Mapping[UUID, UUID]
) -> dict[UUID, UUID]:
    """The incident of each stream that began before `events`."""
    streams = {event["stream_id"] for event in events if event["topic"].startswith(BELONG)}
    earlier = list(streams - begun.keys())
    records = await conn.fetch(SQL["incidents_of"], earlier) if earlier else ()
    return {row["stream_id"]: row["incident_id"] for row in records}


def columns_of(event: Record, incidents: Mapping[UUID, UUID]) -> tuple[Any, ...]:
    position, stream_id, _, topic, _, metadata = event
    actor = decode_metadata(metadata).actor
    incident_id = stream_id if topic.startswith("incident.") else incidents.get(stream_id)
    kind = topic.partition("@")[0]
    return position, stream_id, incident_id, kind, actor.id, actor.on_behalf_of


HISTORY: Final = Projection("history", ("history", "history_stream"), apply, reads_metadata=True)

# queries


class Filter(Struct, frozen=True, kw_only=True):
    """What is None filters nothing. `type` is a topic without its schema, "incident.declared".

    `actor` is who acted or on whose behalf; `stream_id` the aggregate that the event is about.
    """

    type: str | None = None
    actor: str | None = None
    stream_id: UUID | None = None


async def incident_history(
    connections: Connections, incident_id: UUID, *, after: int = 0, limit: int
) -> list[Record]:
    """Events of an incident, its postmortem and its actions after a position, in order.

    The records are those of EventStore.read_after: EventStore.recorded makes events of them.
    """
    return await connections.fetch(SQL["of_incident"], incident_id, after, limit)


async def events(
    connections: Connections, wanted: Filter, *, after: int = 0, limit: int
) -> list[Record]:
    """Events of the whole log after a position, in order, as far as the view has come.

    The records are those of EventStore.read_after: EventStore.recorded makes events of them.
    """
    actor, kind = plain(wanted.actor), plain(wanted.type)
    return await connections.fetch(SQL["events"], kind, actor, wanted.stream_id, after, limit)
