"""History: which events tell of an incident, are of a type, or were caused by somebody.

Tables `history` (one row per event of the log) and `history_stream` (the incident of each
postmortem and action). The events themselves are read from the log. `other_incident_id` is an
incident of which an event tells without being part of its history; see telling.py.
"""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from asyncpg import Record
from msgspec import Struct
from msgspec.json import Decoder

from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from eventstore.store import Actor
from projections.fold import EVENTS_AT_ONCE, STREAM_ID, TOPIC
from projections.page import plain
from projections.projection import (
    Cache,
    Projection,
    Row,
    Statement,
    columns,
    decode,
    moving,
    unversioned,
)
from projections.telling import other_in

SQL: Final = statements(__file__)
LOOKS_MAX: Final = 1_000
BELONG: Final = ("postmortem.", "action.")  # the categories whose first event names the incident
FIRST: Final = ("postmortem.started@", "action.planned@")


class Authored(Struct, frozen=True):
    """Of an event's metadata, as much as the view keeps."""

    actor: Actor


read_author: Final = Decoder(Authored).decode

# folding


async def fold(conn: Connection, events: Sequence[Record], cache: Cache) -> list[Statement]:
    if not events:
        return []
    begun = begun_in(events)
    await load(conn, belonging(events) - begun.keys() - cache.keys(), cache)
    cache.update({stream_id: Row(1, incident_id) for stream_id, incident_id in begun.items()})
    rows: list[tuple[Any, ...]] = []
    for begin in range(0, len(events), EVENTS_AT_ONCE):
        rows += [row_of(event, cache) for event in events[begin : begin + EVENTS_AT_ONCE]]
        await asyncio.sleep(0)  # whatever else the loop has to do
    notes: list[Statement] = [moving(SQL["note_events"], columns(rows), "history")]
    return [(SQL["note_streams"], columns(begun.items())), *notes] if begun else notes


def begun_in(events: Sequence[Record]) -> dict[UUID, UUID]:
    """The incident of each stream that begins with one of `events`."""
    return {
        stream_id: decode(topic, body).incident_id
        for _, stream_id, _, topic, body, _ in events
        if topic.startswith(FIRST)
    }


def belonging(events: Sequence[Record]) -> set[UUID]:
    """The streams in `events` that tell of an incident without being one."""
    return {event[STREAM_ID] for event in events if event[TOPIC].startswith(BELONG)}


async def load(conn: Connection, streams: Collection[UUID], cache: Cache) -> None:
    """Put the incident of each stream that began earlier into `cache`."""
    if cache.is_whole or not streams:
        return
    for stream_id, incident_id in await conn.fetch(SQL["incidents_of"], list(streams)):
        cache[stream_id] = Row(1, incident_id)


def row_of(event: Record, cache: Cache) -> tuple[Any, ...]:
    position, stream_id, _, topic, body, metadata = event
    actor = read_author(metadata).actor
    incident_id = stream_id
    if not topic.startswith("incident."):
        belongs = cache.get(stream_id)
        incident_id = belongs and belongs.state
    other = other_in(topic, body)
    return position, incident_id, unversioned(topic), actor.id, actor.on_behalf_of, other


HISTORY: Final = Projection("history", ("history", "history_stream"), fold, reads_metadata=True)

# queries


class Filter(Struct, frozen=True, kw_only=True):
    """What is None filters nothing. `type` is a topic without its schema, "incident.declared".

    `actor` is who acted or on whose behalf; `stream_id` the aggregate that the event is about.
    `viewer` as in incident_list: events that tell of an incident come up for those alone who may
    know of it, and of the other one that they name. Where it is given, so is `upto`, up to where
    incident_list has come.
    """

    type: str | None = None
    actor: str | None = None
    stream_id: UUID | None = None
    viewer: tuple[str, ...] | None = None
    upto: int | None = None


async def incident_history(
    connections: Connections, incident_id: UUID, *, after: int = 0, limit: int
) -> list[Record]:
    """Events of an incident, its postmortem and its actions after a position, in order.

    The records are those of EventStore.read_after: EventStore.recorded makes events of them.
    """
    return await connections.fetch(SQL["of_incident"], incident_id, after, limit)


async def looked_to(
    connections: Connections, wanted: Filter, *, after: int, looks: int = LOOKS_MAX
) -> int | None:
    """How far a look at `looks` events after a position comes; None where it comes to the end.

    Whoever may know of few of them has no page that takes more than such a look.
    """
    actor, kind = plain(wanted.actor), plain(wanted.type)
    values = (kind, actor, wanted.stream_id, after, looks - 1, wanted.upto)
    position: int | None = await connections.fetchval(SQL["looked_to"], *values)
    return position


async def events(
    connections: Connections, wanted: Filter, *, after: int = 0, limit: int
) -> list[Record]:
    """Events of the whole log after a position, in order, as far as the view has come.

    The records are those of EventStore.read_after: EventStore.recorded makes events of them.
    """
    actor, kind = plain(wanted.actor), plain(wanted.type)
    return await connections.fetch(
        SQL["events"], kind, actor, wanted.stream_id, after, limit, wanted.viewer, wanted.upto
    )
