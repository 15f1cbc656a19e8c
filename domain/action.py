"""Action: one change that keeps a failure from happening again, followed to proof.

Stream: the action's id. Invariants: an owner and a due date always; statuses move as MOVES says;
`done` is a claim, `verified` is proof. What is verified or cancelled is settled: whoever would
revise it opens it again first. While it is open and overdue it escalates, for ever.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from domain import ticket
from domain.action_escalation import EscalateAction, escalations
from domain.action_events import (
    TOPICS,
    ActionAttached,
    ActionDetailsChanged,
    ActionDueDateChanged,
    ActionEscalated,
    ActionEvent,
    ActionKind,
    ActionOwnerChanged,
    ActionPlanned,
    ActionPriorityChanged,
    ActionRetitled,
    ActionStatus,
    ActionStatusChanged,
    ActionTicketObserved,
    ActionTicketRequested,
    Priority,
)
from domain.decider import Decider, Stamp
from domain.errors import (
    ActionRefused,
    AlreadyExists,
    NotFound,
    ProofMissing,
    ReasonRequired,
    TicketRefused,
    TransitionRefused,
)
from domain.escalation import Escalation
from domain.ticket import Ticket, TicketCommand, TicketState
from domain.ticket_events import ActionTicketConflict
from domain.values import Body, Evidences, Person, Reason, Title, due_date, foreign, person

ACTIONS_MAX: Final = 200  # of one incident
OPEN: Final = frozenset({ActionStatus.OPEN, ActionStatus.IN_PROGRESS})
ENDED: Final = frozenset({ActionStatus.DONE, ActionStatus.VERIFIED, ActionStatus.CANCELLED})
SETTLED: Final = frozenset({ActionStatus.VERIFIED, ActionStatus.CANCELLED})

MOVES: Final = {
    ActionStatus.OPEN: frozenset(
        {ActionStatus.IN_PROGRESS, ActionStatus.DONE, ActionStatus.CANCELLED}
    ),
    ActionStatus.IN_PROGRESS: frozenset(
        {ActionStatus.OPEN, ActionStatus.DONE, ActionStatus.CANCELLED}
    ),
    ActionStatus.DONE: frozenset(
        {ActionStatus.OPEN, ActionStatus.IN_PROGRESS, ActionStatus.VERIFIED}
    ),
    ActionStatus.VERIFIED: frozenset({ActionStatus.OPEN}),
    ActionStatus.CANCELLED: frozenset({ActionStatus.OPEN}),
}

# state


class Action(Struct, frozen=True, omit_defaults=True):
    """`reference` is empty until the action is planned. `evidence` came with the last move."""

    reference: str = ""
    incident_id: UUID | None = None
    postmortem_id: UUID | None = None
    kind: ActionKind = ActionKind.GUARDRAIL
    title: str = ""
    details: str = ""
    owner: str = ""
    due_on: date = date.max
    priority: Priority = Priority.MEDIUM
    status: ActionStatus = ActionStatus.OPEN
    proven: bool = False
    ticket: Ticket = Ticket()
    escalation: Escalation | None = None
    evidence: Evidences = ()


def evolve(action: Action, event: ActionEvent) -> Action:
    match event:
        case ActionPlanned():
            return planned(event)
        case ActionRetitled():
            return replace(action, title=event.title)
        case ActionDetailsChanged():
            return replace(action, details=event.details)
        case ActionOwnerChanged():
            return replace(action, owner=event.to_owner)
        case ActionDueDateChanged():
            return replace(action, due_on=event.to_due_on, escalation=None)
        case ActionPriorityChanged():
            return replace(action, priority=event.to_priority)
        case ActionStatusChanged():
            return replace(action, status=event.to_status, evidence=event.evidence)
        case ActionAttached():
            return replace(action, postmortem_id=event.postmortem_id)
        case ActionEscalated():
            last = Escalation(event.level, event.escalated_at, event.days_overdue, event.next_on)
            return replace(action, escalation=last)
        case _:
            return replace(action, ticket=ticket.evolve(action.ticket, event))


def planned(event: ActionPlanned) -> Action:
    return Action(
        reference=event.reference,
        incident_id=event.incident_id,
        postmortem_id=event.postmortem_id,
        kind=event.kind,
        title=event.title,
        details=event.details,
        owner=event.owner,
        due_on=event.due_on,
        priority=event.priority,
    )


# commands


class PlanAction(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`tracker` is an id, reference or name; absent, the default tracker if there is one."""

    title: Title
    kind: ActionKind
    owner: Person
    due_on: date
    details: Body = ""
    priority: Priority = Priority.MEDIUM
    tracker: Title | UnsetType | None = UNSET


class NumberedPlan(Struct, frozen=True):
    """A plan with the reference that it was given and what it belongs to."""

    reference: str
    incident_id: UUID
    postmortem_id: UUID | None
    tracker_id: UUID | None
    body: PlanAction


class ReviseAction(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is absent stays as it is; one event follows for each thing that changes."""

    title: Title | UnsetType = UNSET
    details: Body | UnsetType = UNSET
    owner: Person | UnsetType = UNSET
    due_on: date | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    tracker: Title | UnsetType | None = UNSET


class ReviseWith(Struct, frozen=True):
    """A revision whose tracker was looked up; the body's None gives the ticket up."""

    body: ReviseAction
    tracker_id: UUID | None = None


class ChangeStatus(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    to: ActionStatus
    reason: Reason | None = None
    evidence: Evidences = ()


class AttachToPostmortem(Struct, frozen=True):
    postmortem_id: UUID


class ObserveTicket(Struct, frozen=True):
    """What a fresh read of the ticket showed: it is closed, or it is open."""

    closed: bool
    resolution: str | None = None
    settles: bool = True  # whether the action follows; our own opening of the ticket moves nothing
    means: ActionStatus = ActionStatus.DONE  # what being closed so means here


class Clash(Struct, frozen=True):
    """A field that both sides had changed, with both values."""

    field: str
    ours: str
    theirs: str


class FollowTicket(Struct, frozen=True):
    """What a merge took over from the ticket; None stays as it is."""

    owner: str | None = None
    due_on: date | None = None
    status: ActionStatus | None = None  # between open and in progress
    said: str = ""  # the tracker's word for that status
    clashes: tuple[Clash, ...] = ()


ActionCommand = (
    NumberedPlan
    | ReviseWith
    | ChangeStatus
    | AttachToPostmortem
    | EscalateAction
    | ObserveTicket
    | FollowTicket
    | TicketCommand
)


# decisions


def decide(action: Action, command: ActionCommand, stamp: Stamp) -> tuple[ActionEvent, ...]:
    """Return what `command` makes happen; `()` when its effect already holds.

    Raises:
        NotFound: the action was never planned.
        Refused: the subclass names the broken rule.
    """
    if isinstance(command, NumberedPlan):
        return tuple(plan(action, command))
    if not action.reference:
        raise NotFound("action", "of that name")
    match command:
        case ReviseWith():
            return revise(action, command)
        case ChangeStatus():
            return change_status(action, command)
        case AttachToPostmortem(postmortem_id):
            attached = action.postmortem_id == postmortem_id
            return () if attached else (ActionAttached(postmortem_id),)
        case EscalateAction():
            return escalate(action, command, stamp)
        case ObserveTicket():
            return tuple(observe(action, command, stamp))
        case FollowTicket():
            return tuple(follow(action, command, stamp))
        case _:
            return ticket.decide(action.ticket, command, stamp)


def plan(action: Action, command: NumberedPlan) -> Iterable[ActionEvent]:
    if action.reference:
        raise AlreadyExists(f"{action.reference} is planned already")
    body = command.body
    yield ActionPlanned(
        reference=command.reference,
        incident_id=command.incident_id,
        kind=body.kind,
        title=body.title,
        owner=person(body.owner),
        due_on=due_date(body.due_on),
        postmortem_id=command.postmortem_id,
        details=body.details,
        priority=body.priority,
    )
    if command.tracker_id is not None:
        yield ActionTicketRequested(command.tracker_id)


def revise(action: Action, command: ReviseWith) -> tuple[ActionEvent, ...]:
    changes = tuple(revisions(action, command))
    if changes and action.status in SETTLED:
        raise ActionRefused(
            f"{action.reference} is {action.status}: open it again with a reason, then change it"
        )
    return changes


def revisions(action: Action, command: ReviseWith) -> Iterable[ActionEvent]:
    body = command.body
    if body.title is not UNSET and body.title != action.title:
        yield ActionRetitled(body.title)
    if body.details is not UNSET and body.details != action.details:
        yield ActionDetailsChanged(body.details)
    if body.owner is not UNSET and person(body.owner) != action.owner:
        yield ActionOwnerChanged(action.owner, person(body.owner))
    if body.due_on is not UNSET and body.due_on != action.due_on:
        yield ActionDueDateChanged(action.due_on, due_date(body.due_on))
    if body.priority is not UNSET and body.priority is not action.priority:
        yield ActionPriorityChanged(action.priority, body.priority)
    if body.tracker is None:
        yield from ticket.detach(action.ticket)
    elif command.tracker_id is not None:
        yield from request_ticket(action, command.tracker_id)


def request_ticket(action: Action, tracker_id: UUID) -> Iterable[ActionTicketRequested]:
    if action.ticket.state in {TicketState.NONE, TicketState.DETACHED}:
        yield ActionTicketRequested(tracker_id)
    elif tracker_id != action.ticket.tracker_id:
        raise TicketRefused(
            f"{action.reference} has a ticket elsewhere; give that up first, by `tracker` null"
        )


def change_status(action: Action, command: ChangeStatus) -> tuple[ActionStatusChanged, ...]:
    here, there = action.status, command.to
    if here is there:
        return nothing_new(action, command)
    if there not in MOVES[here]:
        raise TransitionRefused("an action", here, there)
    if there is ActionStatus.VERIFIED and not action.proven:
        raise ProofMissing("verified is proof, not a claim: this action has no proof yet")
    if needs_reason(here, there) and command.reason is None:
        raise ReasonRequired(f"moving an action from {here} to {there} needs a reason")
    return (ActionStatusChanged(here, there, command.reason, command.evidence),)


def nothing_new(action: Action, command: ChangeStatus) -> tuple[()]:
    """Moved so already; but evidence that came with no move would be lost."""
    if set(command.evidence) <= set(action.evidence):
        return ()
    raise ActionRefused(
        f"{action.reference} is {action.status} already, and evidence comes with a move:"
        " send it with the next one, or move the action back first"
    )


def needs_reason(here: ActionStatus, there: ActionStatus) -> bool:
    """Giving up needs a reason, and so does taking up again what had ended."""
    return there is ActionStatus.CANCELLED or (here in ENDED and there in OPEN)


def escalate(action: Action, command: EscalateAction, stamp: Stamp) -> tuple[ActionEscalated, ...]:
    if action.status not in OPEN:
        return ()
    return tuple(escalations(command, action.escalation, stamp, due_on=action.due_on))


def observe(
    action: Action, command: ObserveTicket, stamp: Stamp
) -> Iterable[ActionTicketObserved | ActionStatusChanged]:
    """Closed there means `done` here, or given up, never `verified`; opened there opens here."""
    ticket.check_exists(action.ticket)
    if command.closed == action.ticket.closed:
        return
    resolution = command.resolution and foreign(command.resolution)
    yield ActionTicketObserved(command.closed, stamp.at, resolution)
    if not command.settles:
        return
    if command.closed and action.status in OPEN:
        yield ActionStatusChanged(action.status, command.means, closed_there(resolution))
    if not command.closed and action.status in ENDED:
        yield ActionStatusChanged(
            action.status, ActionStatus.OPEN, "the ticket was opened again in the tracker"
        )


def follow(action: Action, command: FollowTicket, stamp: Stamp) -> Iterable[ActionEvent]:
    """Take over what a merge found; a field that clashed is told before it changes."""
    ticket.check_exists(action.ticket)
    for clash in command.clashes:
        ours, theirs = foreign(clash.ours), foreign(clash.theirs)
        yield ActionTicketConflict(clash.field, ours, theirs, stamp.at)
    if command.owner is not None and person(command.owner) != action.owner:
        yield ActionOwnerChanged(action.owner, person(command.owner))
    if command.due_on is not None and command.due_on != action.due_on:
        yield ActionDueDateChanged(action.due_on, due_date(command.due_on))
    if command.status in OPEN and action.status in OPEN - {command.status}:
        reason = f"the ticket became {foreign(command.said) or command.status} in the tracker"
        yield ActionStatusChanged(action.status, command.status, reason)


def closed_there(resolution: str | None) -> str:
    how = f" as {resolution}" if resolution else ""
    return f"the ticket was closed in the tracker{how}"


ACTION: Final = Decider("action", Action(), decide, evolve, TOPICS)
