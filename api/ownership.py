"""Whether who owns an action, or is to review a postmortem, can read it.

Who may not know of a restricted incident cannot. Who has left sees nothing whatever the incident
says, and nobody is warned of them here; of owners, escalation tells.
"""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from api.call import Call
from domain.incident import INCIDENT
from domain.incident_state import Incident
from domain.values import person
from domain.visibility import may_know

REMEDY: Final = "Give them a role in it, or name them or a team of theirs in its visible_to"


async def warnings_of(call: Call, incident_id: UUID, owner: str) -> tuple[str, ...]:
    """What whoever may know of the incident is told of an owner who may not."""
    incident = (await call.read(INCIDENT, incident_id)).state
    email = person(owner)
    if not await kept_from(call, incident, email):
        return ()
    sentence = (
        f"{email} owns this action and cannot read it: {incident.reference} is restricted."
        f" {REMEDY}; until then its escalation passes them over."
    )
    return (sentence,)


async def review_warnings(
    call: Call, incident: Incident, reviewers: Sequence[str]
) -> tuple[str, ...]:
    """What whoever may know of the incident is told of reviewers of its postmortem who may not."""
    hidden = await asyncio.gather(*(kept_from(call, incident, email) for email in reviewers))
    return tuple(
        f"{email} is to review this postmortem and cannot read it: {incident.reference} is"
        f" restricted. {REMEDY}."
        for email, cannot in zip(reviewers, hidden, strict=True)
        if cannot
    )


async def kept_from(call: Call, incident: Incident, email: str) -> bool:
    if may_know(incident, ()):
        return False
    eyes = await call.desk.viewers.of(email)
    return bool(eyes) and not may_know(incident, eyes)
