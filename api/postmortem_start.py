"""How a postmortem begins, by itself or when asked for, and then keeps up with its incident."""

from collections.abc import Callable
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
        return (Step(POSTMORTEM, incident.postmortem_id, again, caused_by=incident_id),)
    if move.to is not playbook.Stage.POSTMORTEM:
        return ()
    return await steps(call, incident_id, StartPostmortem(), days_after(call, move), again=True)


def days_after(call: Call, move: ChangeStage) -> Callable[[Incident], Days]:
    def days(incident: Incident) -> Days:
        anew = playbook.ends_mitigation(incident.stage, move.to)
        return (None if anew else days_of(incident)) or days_by(call, incident, move)

    return days


def days_of(incident: Incident) -> Days | None:
    due_on, remind_on = incident.postmortem_due_on, incident.postmortem_remind_on
    return None if due_on is None or remind_on is None else (due_on, remind_on)


def days_by(call: Call, incident: Incident, move: ChangeStage) -> Days:
    stamp = call.circumstances().stamp
    left_at = instant(move.occurred_at or stamp.at, stamp)
    return postmortem_clock(incident, left_at, stamp.policy)


async def follow_with(call: Call, incident_id: UUID, role: Role, person: str) -> tuple[Step, ...]:
    """Return the steps that go with a role: the postmortem is led by whom the incident is led.

    Decided beside the incident, so that neither another lead nor a start comes in between.
    """
    if role is not Role.LEAD:
        return ()
    postmortem_id, _ = numbered(call, (await call.read(INCIDENT, incident_id)).state)

    def follow(incident: Incident) -> FollowLead | None:
        if incident.postmortem_id is None:
            return None
        return FollowLead(incident.roles.get(role), person)

    return (Step(POSTMORTEM, postmortem_id, follow, beside=incident_id, caused_by=incident_id),)


def numbered(call: Call, incident: Incident) -> tuple[UUID, str]:
    """The id and the reference of an incident's postmortem, begun or not."""
    number = int(incident.reference.partition("-")[2])
    return call.desk.references.number(Prefix.POSTMORTEM, number)


async def start_asked(call: Call, incident_id: UUID, body: StartPostmortem) -> tuple[Step, ...]:
    """Return the steps of a postmortem that somebody asked for."""
    return await steps(call, incident_id, body, days_of, again=False)


async def steps(
    call: Call,
    incident_id: UUID,
    body: StartPostmortem,
    days: Callable[[Incident], Days | None],
    *,
    again: bool,
) -> tuple[Step, ...]:
    """The postmortem, the incident's record of it, and the actions planned before it.

    An action that is planned meanwhile belongs to it as well, by its incident, unattached.
    """
    known = (await call.read(INCIDENT, incident_id)).state
    postmortem_id, reference = numbered(call, known)

    def start(incident: Incident) -> StartFor:
        due_on, remind_on = days(incident) or (None, None)
        return StartFor(
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
    noted, attached = NotePostmortem(postmortem_id, reference), AttachToPostmortem(postmortem_id)
    return (
        Step(POSTMORTEM, postmortem_id, start, beside=incident_id, caused_by=incident_id),
        Step(INCIDENT, incident_id, noted, caused_by=postmortem_id),
        *(Step(ACTION, action.id, attached, caused_by=postmortem_id) for action in planned),
    )
