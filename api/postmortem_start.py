"""How a postmortem begins, by itself or when asked for, and then keeps up with its incident."""

from datetime import date
from uuid import UUID

from api.call import Call
from api.references import Prefix
from domain import playbook
from domain.action import ACTION, AttachToPostmortem
from domain.incident import INCIDENT, postmortem_clock
from domain.incident_commands import ChangeStage, NotePostmortem
from domain.incident_events import Role
from domain.incident_state import Incident
from domain.postmortem import POSTMORTEM, BeginClockAnew, FollowLead, StartFor, StartPostmortem
from domain.values import instant
from eventstore.transact import Step
from projections.action_list import actions_of_incident

Days = tuple[date, date]  # on which it is due, and on which to remind of it


async def start_with(call: Call, incident_id: UUID, move: ChangeStage) -> tuple[Step, ...]:
    """Return the steps that go with a move: one into its stage begins the postmortem.

    Of one that began before, the move that ends mitigation again begins the clock anew.
    """
    if not playbook.ends_mitigation(playbook.Stage.MITIGATE, move.to):
        return ()  # wherever it comes from; it need not wait for moves that are under way
    incident = (await call.read(INCIDENT, incident_id)).state
    anew = playbook.ends_mitigation(incident.stage, move.to)
    if incident.postmortem_id is not None:
        due_on = incident.postmortem_due_on if anew else None
        if due_on is None:
            return ()
        again = BeginClockAnew(due_on, *days_by(call, incident, move))
        return (Step(POSTMORTEM, incident.postmortem_id, again),)
    if move.to is not playbook.Stage.POSTMORTEM:
        return ()
    days = (None if anew else days_of(incident)) or days_by(call, incident, move)
    return await steps(call, incident_id, incident, StartPostmortem(), days, again=True)


def days_of(incident: Incident) -> Days | None:
    due_on, remind_on = incident.postmortem_due_on, incident.postmortem_remind_on
    return None if due_on is None or remind_on is None else (due_on, remind_on)


def days_by(call: Call, incident: Incident, move: ChangeStage) -> Days:
    stamp = call.circumstances().stamp
    left_at = instant(move.occurred_at or stamp.at, stamp)
    return postmortem_clock(incident, left_at, stamp.policy)


async def follow_with(call: Call, incident_id: UUID, role: Role, person: str) -> tuple[Step, ...]:
    """Return the steps that go with a role: the postmortem is led by whom the incident is led."""
    if role is not Role.LEAD:
        return ()
    incident = (await call.read(INCIDENT, incident_id)).state
    if incident.postmortem_id is None:
        return ()
    follow = FollowLead(incident.roles.get(role), person)
    return (Step(POSTMORTEM, incident.postmortem_id, follow),)


async def start_asked(call: Call, incident_id: UUID, body: StartPostmortem) -> tuple[Step, ...]:
    """Return the steps of a postmortem that somebody asked for."""
    incident = (await call.read(INCIDENT, incident_id)).state
    return await steps(call, incident_id, incident, body, days_of(incident), again=False)


async def steps(
    call: Call,
    incident_id: UUID,
    incident: Incident,
    body: StartPostmortem,
    days: Days | None,
    *,
    again: bool,
) -> tuple[Step, ...]:
    """The postmortem, the incident's record of it, and the actions planned before it.

    An action that is planned meanwhile belongs to it as well, by its incident, unattached.
    """
    number = int(incident.reference.partition("-")[2])
    postmortem_id, reference = call.desk.references.number(Prefix.POSTMORTEM, number)
    due_on, remind_on = days or (None, None)
    start = StartFor(
        reference,
        incident_id,
        body,
        incident.roles.get(Role.LEAD),
        due_on,
        unless_started=again,
        remind_on=remind_on,
    )
    await call.reached("action_list", await call.desk.repository.store.head())
    planned = await actions_of_incident(call.desk.views, incident_id)
    return (
        Step(POSTMORTEM, postmortem_id, start),
        Step(INCIDENT, incident_id, NotePostmortem(postmortem_id, reference)),
        *(Step(ACTION, a.id, AttachToPostmortem(postmortem_id)) for a in planned),
    )
