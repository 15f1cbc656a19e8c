"""Who may know of a restricted incident, and of what belongs to it: see domain/visibility.py.

A tool that acts for nobody sees everything. The lists apply the same rule (projections).
"""

from typing import Any
from uuid import UUID

from domain.decider import Decider
from domain.errors import NotFound
from domain.incident import INCIDENT
from domain.incident_state import Incident
from domain.visibility import seen_by
from eventstore.repository import Repository


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


def may_know(incident: Incident, viewer: tuple[str, ...]) -> bool:
    audience = seen_by(incident)
    return audience is None or not audience.isdisjoint(viewer)
