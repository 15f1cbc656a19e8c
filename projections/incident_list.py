"""Incident list: every incident, found by its properties and by words.

Tables `incident_list` (one row per incident) and `incident_list_text` (what its words come from:
title, summary and the sections of its postmortem). Of the timeline a row keeps the named kinds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from asyncpg import Record
from msgspec import Struct
from msgspec.json import Decoder, Encoder
from msgspec.structs import replace

from domain.incident_events import (
    Category,
    Role,
    Severity,
)
from domain.incident_state import Incident, evolve
from domain.playbook import Stage
from domain.postmortem_events import PostmortemSectionEdited
from domain.timeline import NAMED, Entry, EntryKind
from domain.visibility import seen_by
from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from projections.fold import Fold, number
from projections.page import Cursor, Listed, Page, listed, paged, plain
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

SQL: Final = statements(__file__)
ADDED: Final = "incident.timeline_entry_added@"
ANSWERED: Final = "incident.diagnosis_answered@"
# By which events an incident's words change, and which of their fields are among these.
TELLING: Final = {
    "incident.declared": ("title", "summary"),
    "incident.retitled": ("title",),
    "incident.summary_changed": ("summary",),
    "incident.postmortem_started": (),
    "postmortem.section_edited": ("body",),
}


class NamedEntry(Entry, frozen=True, omit_defaults=True):
    kind: EntryKind


class ListedIncident(Incident, frozen=True, omit_defaults=True):
    """An incident as a row keeps it: with the named entries alone."""

    timeline: tuple[NamedEntry, ...] = ()


read: Final = Decoder(ListedIncident).decode
encode: Final = Encoder().encode

# folding


class Kind(Struct, frozen=True):
    """Of the body of a timeline entry, as much as tells whether to read the rest."""

    kind: EntryKind


peek: Final = Decoder(Kind).decode


def evolve_listed(incident: Incident, topic: str, body: bytes) -> Incident:
    """As the incident evolves, less what no list shows: its diagnosis, its other entries."""
    if topic.startswith(ADDED) and peek(body).kind is EntryKind.NOTE:
        return incident  # most events of a log are such notes
    if topic.startswith(ANSWERED):
        return incident
    evolved = evolve(incident, decode(topic, body))
    if len(evolved.timeline) == len(incident.timeline):
        return evolved
    return replace(evolved, timeline=tuple(e for e in evolved.timeline if e.kind in NAMED))


FOLD: Final = Fold("incident", Incident(), evolve_listed, read, SQL["load"])


async def fold(conn: Connection, events: Sequence[Record], cache: Cache) -> list[Statement]:
    before = {i: cache[i].state for _, i, *_ in events if i in cache}
    touched = await FOLD.fold(conn, events, cache)
    changed = any(before.get(i) is not row.state for i, row in touched.items())
    texts, incidents, postmortems = texts_of(events)
    statements: list[Statement] = []
    if changed:
        rows = [row_of(i, row) for i, row in touched.items()]
        statements.append(moving(SQL["upsert"], columns(rows)))
    elif touched:
        versions = [(i, row.version) for i, row in touched.items()]
        statements.append(moving(SQL["count"], columns(versions)))
    if texts:
        parts = [(*place, *text) for place, text in texts.items()]
        statements.append((SQL["upsert_text"], columns(parts)))
    if incidents or postmortems:
        statements.append((SQL["refresh_search"], (list(incidents), list(postmortems))))
    return statements


def row_of(incident_id: UUID, row: Row) -> tuple[Any, ...]:
    incident: Incident = row.state
    assert incident.detection is not None
    assert incident.system is not None
    return (
        incident_id,
        row.version,
        number(incident.reference),
        incident.category.value,
        incident.severity.value,
        incident.stage.value,
        incident.stage is Stage.CLOSED,
        incident.system.feature,
        incident.roles.get(Role.LEAD),
        encode(incident.labels).decode(),
        visible_to(incident),
        incident.detection.detected_at,
        incident.title,
        incident.postmortem_id,
        encode(incident),
    )


def visible_to(incident: Incident) -> str | None:
    """Who may know of a restricted incident, as JSON; None is everybody."""
    audience = seen_by(incident)
    return None if audience is None else encode(sorted(audience)).decode()


Texts = Mapping[tuple[UUID, str], tuple[int, str]]


def texts_of(events: Sequence[Record]) -> tuple[Texts, set[UUID], set[UUID]]:
    """The newest text of each changed part; the incidents and postmortems whose words changed."""
    texts: dict[tuple[UUID, str], tuple[int, str]] = {}
    incidents: set[UUID] = set()
    postmortems: set[UUID] = set()
    for _, stream_id, version, topic, body, _ in events:
        if (kind := unversioned(topic)) not in TELLING:
            continue
        event = decode(topic, body)
        if isinstance(event, PostmortemSectionEdited):
            texts[stream_id, event.section] = version, event.body
            postmortems.add(stream_id)
            continue
        incidents.add(stream_id)
        for part in TELLING[kind]:
            texts[stream_id, part] = version, getattr(event, part)
    return texts, incidents, postmortems


INCIDENT_LIST: Final = Projection(
    "incident_list",
    ("incident_list", "incident_list_text"),
    fold,
    categories=("incident", "postmortem"),
)

# queries


class Filter(Struct, frozen=True, kw_only=True):
    """What is None filters nothing. `system` is its feature; `q` words, as typed into a search box.

    `viewer` names who asks: a person's address, and `team:<name>` for each team. Restricted
    incidents come up for those alone who are named in them; None sees all.
    """

    category: Category | None = None
    severity: Severity | None = None
    stage: Stage | None = None
    status: Literal["open", "closed"] | None = None
    system: str | None = None
    lead: str | None = None
    label: str | None = None
    q: str | None = None
    detected_after: datetime | None = None
    detected_before: datetime | None = None
    viewer: tuple[str, ...] | None = None


async def incidents(
    connections: Connections,
    wanted: Filter,
    *,
    limit: int,
    cursor: Cursor | None = None,
    oldest_first: bool = False,
) -> Page[Listed[Incident]]:
    """One page of incidents, by default the last detected first."""
    records = await connections.fetch(
        SQL["oldest_first" if oldest_first else "newest_first"],
        wanted.category,
        wanted.severity,
        wanted.stage,
        None if wanted.status is None else wanted.status == "closed",
        plain(wanted.system),
        plain(wanted.lead),
        plain(wanted.label),
        plain(wanted.q),
        wanted.detected_after,
        wanted.detected_before,
        cursor and cursor.at,
        cursor and cursor.number,
        limit + 1,
        wanted.viewer,
    )
    return paged(records, limit, by_detection).each(lambda record: listed(record, read))


def by_detection(record: Record) -> Cursor:
    return Cursor(record["number"], record["detected_at"])


class Similar(Struct, frozen=True):
    """An earlier incident that may be of the same kind; `why` says what they share."""

    id: UUID
    reference: str
    title: str
    category: Category
    feature: str
    why: tuple[str, ...]


TITLES_ALIKE_MIN: Final = 0.3  # as pg_trgm's own threshold


async def similar(
    connections: Connections,
    *,
    category: Category,
    feature: str,
    title: str,
    viewer: tuple[str, ...] | None = None,
    besides: UUID | None = None,
    limit: int = 5,
) -> tuple[Similar, ...]:
    """Likely earlier incidents of the same kind, the likeliest first; `besides` is left out."""
    records = await connections.fetch(
        SQL["similar"], category, plain(feature), plain(title), viewer, besides, limit
    )
    return tuple(
        Similar(
            row["id"],
            f"INC-{row['number']}",
            row["title"],
            Category(row["category"]),
            row["feature"],
            why(row),
        )
        for row in records
    )


def why(row: Record) -> tuple[str, ...]:
    reasons = {
        "same feature": row["same_feature"],
        "same category": row["same_category"],
        "similar title": row["likeness"] >= TITLES_ALIKE_MIN,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)
