"""Who may know of a restricted incident, and of what belongs to it: the people whom it names.

A tool that acts for nobody sees everything. The lists apply the same rule (projections).
"""

from typing import Any
from uuid import UUID

from domain.decider import Decider
from domain.errors import NotFound
from domain.incident import INCIDENT
from domain.incident_events import Visibility
from domain.incident_state import Incident
from eventstore.repository import Repository


async def check_known(
    repository: Repository, decider: Decider[Any, Any, Any], stream_id: UUID, person: str | None
) -> None:
    """Let pass what `person` may know of now, and what does not exist yet.

    Raises:
        NotFound: in the words in which a thing that is not there is refused.
    """
    if person is None:
        return
    state = (await repository.refresh(decider, stream_id)).state
    if decider is not INCIDENT and (incident_id := getattr(state, "incident_id", None)):
        state = (await repository.refresh(INCIDENT, incident_id)).state
    if isinstance(state, Incident) and not may_know(state, person):
        raise NotFound(decider.category, str(stream_id))


def may_know(incident: Incident, person: str) -> bool:
    if incident.visibility is Visibility.ORGANIZATION:
        return True
    return person in {*incident.visible_to.people, *incident.roles.values()}
