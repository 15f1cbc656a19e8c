"""Postmortems together with the incident that their timeline section retells."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from api.call import Call, Render, Shape
from api.postmortem_documents import postmortem_document
from domain.incident import INCIDENT
from domain.incident_state import Incident
from domain.postmortem import POSTMORTEM
from domain.postmortem_events import PostmortemState
from domain.postmortem_state import Postmortem
from eventstore.repository import Loaded
from eventstore.transact import Outcome


class Story(Struct, frozen=True):
    """A postmortem and its incident, as they are now."""

    postmortem: Postmortem
    incident_id: UUID
    incident: Incident


async def story_of(call: Call, postmortem_id: UUID) -> Story:
    postmortem = (await call.read(POSTMORTEM, postmortem_id)).state
    assert postmortem.incident_id is not None
    incident = (await call.read(INCIDENT, postmortem.incident_id)).state
    return Story(postmortem, postmortem.incident_id, incident)


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


async def moment_of(
    call: Call, stream_id: UUID, version: int | None, as_of: datetime | None
) -> datetime | None:
    """The moment that a caller asks for who asks for the past."""
    return as_of if version is None else await recorded_at(call, stream_id, version)


async def recorded_at(call: Call, stream_id: UUID, version: int) -> datetime:
    store = call.desk.repository.store
    (recorded,) = await store.load(stream_id, after_version=version - 1, limit=1)
    return recorded.recorded_at


async def shown(call: Call, postmortem_id: UUID) -> Render:
    """Make what answers with the postmortem as it is after a write."""
    story = await story_of(call, postmortem_id)
    return lambda outcomes: with_incident(outcomes, story.incident)


def with_incident(outcomes: Sequence[Outcome], incident: Incident) -> Shape:
    changed = outcomes[0]
    document = postmortem_document(
        changed.stream_id, changed.version, changed.state, incident.timeline
    )
    return Shape(document, changed.version)
