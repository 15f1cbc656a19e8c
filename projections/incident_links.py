"""Incident links: which incidents are linked, from either side. Table `incident_link`."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, Literal
from uuid import UUID

from asyncpg import Record
from msgspec import Struct

from domain.incident_events import IncidentLinked, LinkKind
from domain.playbook import Stage
from eventstore.connections import Connection, Connections
from eventstore.sql import statements
from projections.projection import Cache, Projection, Statement, columns, decode, unversioned

SQL: Final = statements(__file__)
TELLING: Final = frozenset({"incident.linked", "incident.unlinked"})

# folding


async def fold(conn: Connection, events: Sequence[Record], cache: Cache) -> list[Statement]:  # noqa: ARG001  a fold's shape
    rows = list(rows_of(events).values())
    return [(SQL["upsert"], columns(rows))] if rows else []


def rows_of(events: Iterable[Record]) -> dict[tuple[UUID, str, UUID], tuple[Any, ...]]:
    """The row of each link that `events` tell of, by the last of them."""
    rows: dict[tuple[UUID, str, UUID], tuple[Any, ...]] = {}
    for position, stream_id, _, topic, body, _ in events:
        if unversioned(topic) in TELLING:
            event = decode(topic, body)
            key = stream_id, event.kind.value, event.incident_id
            rows[key] = *key, position, isinstance(event, IncidentLinked)
    return rows


INCIDENT_LINKS: Final = Projection(
    "incident_links", ("incident_link",), fold, categories=("incident",)
)

# queries


class LinkedIncident(Struct, frozen=True):
    """The other incident of a link. An outbound link leads to it, an inbound one from it."""

    position: int
    direction: Literal["outbound", "inbound"]
    kind: LinkKind
    id: UUID
    reference: str
    title: str
    stage: Stage


async def links_of(
    connections: Connections,
    incident_id: UUID,
    *,
    viewer: tuple[str, ...] | None,
    after: int = 0,
    limit: int,
) -> tuple[LinkedIncident, ...]:
    """At most `limit` links told of after a position, in order, as far as `viewer` may know."""
    rows = await connections.fetch(SQL["links_of"], incident_id, viewer, after, limit)
    return tuple(
        LinkedIncident(
            position=row["position"],
            direction=row["direction"],
            kind=LinkKind(row["kind"]),
            id=row["id"],
            reference=f"INC-{row['number']}",
            title=row["title"],
            stage=Stage(row["stage"]),
        )
        for row in rows
    )


async def hidden_among(
    connections: Connections, incidents: Collection[UUID], viewer: tuple[str, ...]
) -> frozenset[UUID]:
    """Those of `incidents` that `viewer` may not know of."""
    rows = await connections.fetch(SQL["hidden_among"], list(incidents), viewer)
    return frozenset(row["id"] for row in rows)
