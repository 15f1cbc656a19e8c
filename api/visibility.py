"""Who may know of a restricted incident, and of what belongs to it: see domain/visibility.py.

A tool that acts for nobody sees everything. The lists apply the same rule (projections).
"""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from domain.decider import Decider
from domain.errors import NotFound
from domain.incident import INCIDENT
from domain.incident_events import IncidentDuplicateNoted, IncidentLinked, IncidentUnlinked
from domain.incident_state import Incident
from domain.visibility import may_know
from eventstore.repository import Repository
from eventstore.store import Recorded

OF_LINKS: Final = (IncidentLinked, IncidentUnlinked, IncidentDuplicateNoted)


async def check_known(
    repository: Repository,
    decider: Decider[Any, Any, Any],
    stream_id: UUID,
    viewer: tuple[str, ...] | None,
) -> None:
    """Let pass what `viewer` may know of now, and what does not exist yet; see Call.viewer.

    Raises:
        NotFound: in the words in which a thing that is not there is refused.
    """
    if viewer is None:
        return
    state = (await repository.refresh(decider, stream_id)).state
    if decider is not INCIDENT and (incident_id := getattr(state, "incident_id", None)):
        state = (await repository.refresh(INCIDENT, incident_id)).state
    if isinstance(state, Incident) and not may_know(state, viewer):
        raise NotFound(decider.category, str(stream_id))


async def hidden_from(
    repository: Repository, incidents: Collection[UUID], viewer: tuple[str, ...] | None
) -> Collection[UUID]:
    """Those of `incidents` that `viewer` may not know of now; read together, in one round trip."""
    if viewer is None or not incidents:
        return ()
    read = await asyncio.gather(*(repository.refresh(INCIDENT, one) for one in incidents))
    pairs = zip(incidents, read, strict=True)
    return {one for one, loaded in pairs if not may_know(loaded.state, viewer)}


async def known_events(
    repository: Repository, events: Sequence[Recorded[Any]], viewer: tuple[str, ...] | None
) -> Sequence[Recorded[Any]]:
    """Those of an incident's `events` that name no other incident which `viewer` may not know."""
    ends = {e.event.incident_id for e in events if isinstance(e.event, OF_LINKS)}
    hidden = await hidden_from(repository, ends, viewer)
    return [
        e for e in events if not (isinstance(e.event, OF_LINKS) and e.event.incident_id in hidden)
    ]
