"""The facts of an action: its values and its events. Rules are in action.py and ticket.py."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from domain.escalation import Level, PassedOver
from domain.ticket_events import (
    ActionTicketConflict,
    ActionTicketDetached,
    ActionTicketMoved,
    ActionTicketPaused,
    ActionTicketResumed,
    ActionTicketWarned,
)
from domain.values import Evidence


class ActionKind(StrEnum):
    REGRESSION_CASE = "regression_case"
    GUARDRAIL = "guardrail"
    MONITORING = "monitoring"
    DOCUMENTATION = "documentation"
    STRUCTURAL = "structural"


class ActionStatus(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    VERIFIED = "verified"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class ActionPlanned(Struct, frozen=True, omit_defaults=True):
    reference: str
    incident_id: UUID
    kind: ActionKind
    title: str
    owner: str
    due_on: date
    postmortem_id: UUID | None = None
    details: str = ""
    priority: Priority = Priority.MEDIUM


class ActionRetitled(Struct, frozen=True):
    title: str


class ActionDetailsChanged(Struct, frozen=True):
    details: str


class ActionOwnerChanged(Struct, frozen=True):
    from_owner: str
    to_owner: str


class ActionDueDateChanged(Struct, frozen=True):
    from_due_on: date
    to_due_on: date


class ActionPriorityChanged(Struct, frozen=True):
    from_priority: Priority
    to_priority: Priority


class ActionStatusChanged(Struct, frozen=True, omit_defaults=True):
    from_status: ActionStatus
    to_status: ActionStatus
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()


class ActionAttached(Struct, frozen=True):
    """The incident's postmortem was started after the action had been planned."""

    postmortem_id: UUID


class ActionEscalated(Struct, frozen=True, omit_defaults=True):
    """It is overdue, and somebody was called on: whoever is in `to`, by webhook and views.

    `level` is theirs; where nobody could be told, the level whose turn it was. `reason` says why.
    """

    level: Level
    to: tuple[str, ...]
    days_overdue: int
    escalated_at: datetime
    next_on: date
    passed_over: tuple[PassedOver, ...] = ()
    reason: str | None = None


class ActionTicketRequested(Struct, frozen=True):
    tracker_id: UUID


class ActionTicketCreateStarted(Struct, frozen=True):
    """Written before the one POST, so that a crash leaves a trace: what follows is a probe."""

    attempt: int
    started_at: datetime


class ActionTicketCreateFailed(Struct, frozen=True):
    """Nothing was made there, for certain."""

    attempt: int
    code: str
    reason: str


class ActionTicketCreateUnconfirmed(Struct, frozen=True):
    """Nobody knows whether a ticket was made there; probes will tell."""

    attempt: int
    reason: str


class ActionTicketLinked(Struct, frozen=True, omit_defaults=True):
    """`adopted` tells that a probe found the ticket of an unconfirmed attempt."""

    key: str
    url: str
    adopted: bool = False


class ActionTicketUpdated(Struct, frozen=True):
    """These fields of the ticket were made to say what the action says."""

    fields: tuple[str, ...]


class ActionTicketObserved(Struct, frozen=True, omit_defaults=True):
    """The ticket was closed or opened by somebody in the tracker."""

    closed: bool
    observed_at: datetime
    resolution: str | None = None


class ActionTicketBlocked(Struct, frozen=True):
    """The link is not in step and stays so until somebody acts: `remedy` says how."""

    code: str
    reason: str
    remedy: str


class ActionTicketRetried(Struct, frozen=True):
    """Somebody asked to try a ticket again that is blocked or gone, or that lacks something."""


class ActionTicketGone(Struct, frozen=True):
    """The ticket was deleted in the tracker."""

    key: str


ActionEvent = (
    ActionPlanned
    | ActionRetitled
    | ActionDetailsChanged
    | ActionOwnerChanged
    | ActionDueDateChanged
    | ActionPriorityChanged
    | ActionStatusChanged
    | ActionAttached
    | ActionEscalated
    | ActionTicketRequested
    | ActionTicketCreateStarted
    | ActionTicketCreateFailed
    | ActionTicketCreateUnconfirmed
    | ActionTicketLinked
    | ActionTicketUpdated
    | ActionTicketObserved
    | ActionTicketBlocked
    | ActionTicketRetried
    | ActionTicketGone
    | ActionTicketWarned
    | ActionTicketConflict
    | ActionTicketPaused
    | ActionTicketResumed
    | ActionTicketMoved
    | ActionTicketDetached
)

TOPICS: Final[dict[str, type[ActionEvent]]] = {
    "action.planned@1": ActionPlanned,
    "action.retitled@1": ActionRetitled,
    "action.details_changed@1": ActionDetailsChanged,
    "action.owner_changed@1": ActionOwnerChanged,
    "action.due_date_changed@1": ActionDueDateChanged,
    "action.priority_changed@1": ActionPriorityChanged,
    "action.status_changed@1": ActionStatusChanged,
    "action.attached@1": ActionAttached,
    "action.escalated@1": ActionEscalated,
    "action.ticket_requested@1": ActionTicketRequested,
    "action.ticket_create_started@1": ActionTicketCreateStarted,
    "action.ticket_create_failed@1": ActionTicketCreateFailed,
    "action.ticket_create_unconfirmed@1": ActionTicketCreateUnconfirmed,
    "action.ticket_linked@1": ActionTicketLinked,
    "action.ticket_updated@1": ActionTicketUpdated,
    "action.ticket_observed@1": ActionTicketObserved,
    "action.ticket_blocked@1": ActionTicketBlocked,
    "action.ticket_retried@1": ActionTicketRetried,
    "action.ticket_gone@1": ActionTicketGone,
    "action.ticket_warned@1": ActionTicketWarned,
    "action.ticket_conflict@1": ActionTicketConflict,
    "action.ticket_paused@1": ActionTicketPaused,
    "action.ticket_resumed@1": ActionTicketResumed,
    "action.ticket_moved@1": ActionTicketMoved,
    "action.ticket_detached@1": ActionTicketDetached,
}
