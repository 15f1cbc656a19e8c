"""How a postmortem begins: by itself when its incident enters that stage, or when asked for."""

from datetime import date
from uuid import UUID

from api.call import Call
from api.references import Prefix
from domain import playbook
from domain.action import ACTION, AttachToPostmortem
from domain.incident import INCIDENT
from domain.incident_commands import ChangeStage, NotePostmortem
from domain.incident_events import Role
from domain.incident_state import Incident
from domain.postmortem import POSTMORTEM, StartFor, StartPostmortem
from domain.values import instant
from eventstore.transact import Step
from projections.action_list import actions_of_incident


async def start_with(call: Call, incident_id: UUID, move: ChangeStage) -> tuple[Step, ...]:
    """Return the steps that go with the move into the stage; none where it began before."""
    incident = (await call.read(INCIDENT, incident_id)).state
    if incident.postmortem_id is not None:
        return ()
    due_on = incident.postmortem_due_on or due_by(call, move)
    return await steps(call, incident_id, incident, StartPostmortem(), due_on, again=True)


def due_by(call: Call, move: ChangeStage) -> date:
    stamp = call.circumstances().stamp
    mitigated_at = instant(move.occurred_at or stamp.at, stamp)
    return playbook.clock(mitigated_at, call.desk.policy)[0]


async def start_asked(call: Call, incident_id: UUID, body: StartPostmortem) -> tuple[Step, ...]:
    """Return the steps of a postmortem that somebody asked for."""
    incident = (await call.read(INCIDENT, incident_id)).state
    return await steps(call, incident_id, incident, body, incident.postmortem_due_on, again=False)


async def steps(
    call: Call,
    incident_id: UUID,
    incident: Incident,
    body: StartPostmortem,
    due_on: date | None,
    *,
    again: bool,
) -> tuple[Step, ...]:
    """The postmortem, the incident's record of it, and the actions planned before it."""
    number = int(incident.reference.partition("-")[2])
    postmortem_id, reference = call.desk.references.number(Prefix.POSTMORTEM, number)
    start = StartFor(
        reference, incident_id, body, incident.roles.get(Role.LEAD), due_on, unless_started=again
    )
    await call.reached("action_list", await call.desk.repository.store.head())
    planned = await actions_of_incident(call.desk.views, incident_id)
    return (
        Step(POSTMORTEM, postmortem_id, start),
        Step(INCIDENT, incident_id, NotePostmortem(postmortem_id, reference)),
        *(Step(ACTION, a.id, AttachToPostmortem(postmortem_id)) for a in planned),
    )
