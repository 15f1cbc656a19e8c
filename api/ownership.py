"""Whether the owner of an action can read it: who may not know of its incident cannot."""

from uuid import UUID

from api.call import Call
from domain.incident import INCIDENT
from domain.values import person
from domain.visibility import may_know


async def warnings_of(call: Call, incident_id: UUID, owner: str) -> tuple[str, ...]:
    """What whoever may know of the incident is told of an owner who may not.

    Who has left sees nothing whatever the incident says; escalation tells of them.
    """
    incident = (await call.read(INCIDENT, incident_id)).state
    eyes = await call.desk.viewers.of(person(owner))
    if not eyes or may_know(incident, eyes):
        return ()
    sentence = (
        f"{person(owner)} owns this action and cannot read it: {incident.reference} is restricted."
        " Give them a role in it, or name them or a team of theirs in its visible_to; until then"
        " its escalation passes them over."
    )
    return (sentence,)
