"""Postmortems together with the incident that their timeline section retells."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.call import Call, Render, Shape
from api.postmortem_documents import postmortem_document
from domain.incident import INCIDENT
from domain.incident_state import Incident
from domain.postmortem import POSTMORTEM
from domain.postmortem_events import PostmortemState
from domain.postmortem_state import Postmortem
from eventstore.repository import Loaded
from eventstore.transact import Outcome


async def incident_of(call: Call, postmortem_id: UUID) -> tuple[UUID, Incident]:
    """The incident as it is now, and its id."""
    incident_id = (await call.read(POSTMORTEM, postmortem_id)).state.incident_id
    assert incident_id is not None
    return incident_id, (await call.read(INCIDENT, incident_id)).state


async def incident_then(
    call: Call,
    postmortem_id: UUID,
    loaded: Loaded[Postmortem],
    version: int | None,
    as_of: datetime | None,
) -> Incident:
    """The incident as a postmortem retells it: at publication, once that is published."""
    postmortem = loaded.state
    assert postmortem.incident_id is not None
    if postmortem.state is PostmortemState.PUBLISHED:
        version = postmortem.editions[-1].version
    moment = await recorded_at(call, postmortem_id, version) if version else as_of
    return (await call.read_at(INCIDENT, postmortem.incident_id, None, moment)).state


async def recorded_at(call: Call, stream_id: UUID, version: int) -> datetime:
    store = call.desk.repository.store
    (recorded,) = await store.load(stream_id, after_version=version - 1, limit=1)
    return recorded.recorded_at


async def shown(call: Call, postmortem_id: UUID) -> Render:
    """Make what answers with the postmortem as it is after a write."""
    _, incident = await incident_of(call, postmortem_id)
    return lambda outcomes: with_incident(outcomes, incident)


def with_incident(outcomes: Sequence[Outcome], incident: Incident) -> Shape:
    changed = outcomes[0]
    document = postmortem_document(
        changed.stream_id, changed.version, changed.state, incident.timeline
    )
    return Shape(document, changed.version)
