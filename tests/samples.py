"""One incident, its postmortem, an action and a tracker: the facts that tests begin from."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from domain.action import ACTION, NumberedPlan, PlanAction
from domain.action_events import (
    ActionKind,
    ActionPlanned,
    ActionStatus,
    ActionStatusChanged,
    ActionTicketBlocked,
    ActionTicketCreateStarted,
    ActionTicketCreateUnconfirmed,
    ActionTicketGone,
    ActionTicketLinked,
    ActionTicketRequested,
    Priority,
)
from domain.decider import Stamp
from domain.incident_commands import DeclareIncident, NumberedDeclaration
from domain.incident_events import (
    Category,
    ContainmentKind,
    Detection,
    DetectionSource,
    IncidentContained,
    IncidentDeclared,
    IncidentDiagnosisAnswered,
    IncidentDuplicateNoted,
    IncidentEvent,
    IncidentLinked,
    IncidentStageEntered,
    IncidentTimelineEntryAdded,
    LinkKind,
    Money,
    Severity,
    System,
)
from domain.person import PersonAdded
from domain.playbook import Stage
from domain.postmortem_events import (
    PostmortemEvent,
    PostmortemPublished,
    PostmortemReviewed,
    PostmortemReviewRequested,
    PostmortemSectionEdited,
    PostmortemStarted,
    Section,
    Verdict,
)
from domain.readership import ReadershipRead, ReadershipThanked
from domain.team import TeamAdded
from domain.ticket import Ticket, TicketState
from domain.ticket_events import ActionTicketDetached, ActionTicketPaused
from domain.timeline import EntryKind
from domain.tracker import (
    Credential,
    NumberedRegistration,
    RegisterTracker,
    TrackerKind,
    TrackerRegistered,
)

ANA: Final = "ana@example.com"
BEN: Final = "ben@example.com"
EVA: Final = "eva@example.com"

AT: Final = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
STAMP: Final = Stamp(AT, ANA, UUID(int=900))
LATER: Final = Stamp(AT + 6 * HOUR, BEN, UUID(int=901))

INCIDENT_ID: Final = UUID(int=1)
OTHER_INCIDENT_ID: Final = UUID(int=2)
POSTMORTEM_ID: Final = UUID(int=3)
ACTION_ID: Final = UUID(int=4)
TRACKER_ID: Final = UUID(int=5)
DECLARED_ENTRY_ID: Final = UUID(int=100)
ENTRY_ID: Final = UUID(int=101)

# incident

SYSTEM: Final = System("support assistant", "acme-large", "2026-08-01", "v41", "eu-west")
DETECTION: Final = Detection(DetectionSource.USER_REPORT, AT - HOUR, "ticket 8841")
DECLARATION: Final = DeclareIncident(
    title="The assistant invented a refund policy",
    category=Category.HALLUCINATION,
    severity=Severity.SEV2,
    detection=DETECTION,
    system=SYSTEM,
)
DECLARE: Final = NumberedDeclaration("INC-12", DECLARATION)
DECLARED: Final = IncidentDeclared(
    reference="INC-12",
    title=DECLARATION.title,
    category=DECLARATION.category,
    severity=DECLARATION.severity,
    detection=DETECTION,
    system=SYSTEM,
    declared_at=AT,
    declared_by=ANA,
    entry_id=DECLARED_ENTRY_ID,
)
CONTAINED: Final = IncidentContained(
    entry_id=UUID(int=102),
    kind=ContainmentKind.DISABLE_FEATURE,
    target="refund answers",
    occurred_at=AT,
    recorded_at=AT,
    recorded_by=ANA,
    held=True,
)


def entered(here: Stage, there: Stage, **fields: Any) -> IncidentStageEntered:
    """The move as `STAMP` records it."""
    facts = {"occurred_at": AT, "recorded_at": AT, "recorded_by": ANA, "entry_id": STAMP.id}
    return IncidentStageEntered(here, there, **{**facts, **fields})


def entry(
    kind: EntryKind = EntryKind.NOTE, number: int = 101, at: datetime = AT, text: str = "Seen."
) -> IncidentTimelineEntryAdded:
    return IncidentTimelineEntryAdded(UUID(int=number), kind, at, AT, ANA, text)


BUSY: Final[tuple[IncidentEvent, ...]] = (
    replace(
        DECLARED, secondary_categories=tuple(c for c in Category if c is not DECLARED.category)
    ),
    CONTAINED,
    entry(EntryKind.MITIGATED),
    *(IncidentLinked(kind, OTHER_INCIDENT_ID, "INC-9") for kind in LinkKind),
    IncidentDuplicateNoted(UUID(int=6)),
    IncidentDiagnosisAnswered(Category.RUNAWAY_COST, "spend_before", 1, Money(900, "EUR"), AT, ANA),
    IncidentDiagnosisAnswered(Category.DRIFT, "prompt_mutated", 0, "yes", AT, ANA),
)

# postmortem

STARTED: Final = PostmortemStarted("PM-12", INCIDENT_ID, date(2026, 11, 9), ANA, date(2026, 11, 7))
PUBLISHED: Final = PostmortemPublished(1, AT, ANA)


def written(section: Section, body: str = "Words.", revision: int = 1) -> PostmortemSectionEdited:
    return PostmortemSectionEdited(section, body, revision, AT, ANA)


FILLED: Final[tuple[PostmortemEvent, ...]] = (STARTED, *map(written, Section))
REVIEW_REQUESTED: Final = PostmortemReviewRequested(AT, ANA, (BEN,))
APPROVED: Final = PostmortemReviewed(Verdict.APPROVE, AT, BEN)
REVIEWED: Final[tuple[PostmortemEvent, ...]] = (*FILLED, REVIEW_REQUESTED, APPROVED)

# action

PLAN: Final = PlanAction(
    title="Add the refund question to the eval set",
    kind=ActionKind.REGRESSION_CASE,
    owner=BEN,
    due_on=date(2026, 11, 16),
    priority=Priority.HIGH,
)
NUMBERED_PLAN: Final = NumberedPlan("ACT-40", INCIDENT_ID, None, None, PLAN)
PLANNED: Final = ActionPlanned(
    reference="ACT-40",
    incident_id=INCIDENT_ID,
    kind=PLAN.kind,
    title=PLAN.title,
    owner=PLAN.owner,
    due_on=PLAN.due_on,
    priority=PLAN.priority,
)


def moved(
    here: ActionStatus, there: ActionStatus, reason: str | None = None
) -> ActionStatusChanged:
    return ActionStatusChanged(here, there, reason)


# ticket: what leads an action's ticket from nothing into each state

REQUESTED: Final = ActionTicketRequested(TRACKER_ID)
CREATE_STARTED: Final = ActionTicketCreateStarted(1, AT)
UNCONFIRMED: Final = ActionTicketCreateUnconfirmed(1, "no answer within 15 s")
LINKED: Final = ActionTicketLinked("ACME-7", "https://jira.example.com/browse/ACME-7")
BLOCKED: Final = ActionTicketBlocked("forbidden", "may not create issues", "grant the permission")
GONE: Final = ActionTicketGone("ACME-7")
PAUSED: Final = ActionTicketPaused("tracker_paused", "the tracker is paused", "unpause it")
DETACHED: Final = ActionTicketDetached(TRACKER_ID, "ACME-7")
TICKET_PASTS: Final[dict[TicketState, tuple[object, ...]]] = {
    TicketState.NONE: (),
    TicketState.PENDING: (REQUESTED,),
    TicketState.CREATING: (REQUESTED, CREATE_STARTED),
    TicketState.UNCONFIRMED: (REQUESTED, CREATE_STARTED, UNCONFIRMED),
    TicketState.LINKED: (REQUESTED, CREATE_STARTED, LINKED),
    TicketState.BLOCKED: (REQUESTED, CREATE_STARTED, LINKED, BLOCKED),
    TicketState.GONE: (REQUESTED, CREATE_STARTED, LINKED, GONE),
    TicketState.DETACHED: (REQUESTED, CREATE_STARTED, LINKED, DETACHED),
    TicketState.PAUSED: (REQUESTED, CREATE_STARTED, LINKED, PAUSED),
}


def ticket_after(*past: Any) -> Ticket:
    return ACTION.fold((PLANNED, *past)).ticket


# tracker

CREDENTIAL: Final = Credential(env="JIRA_TOKEN")
REGISTRATION: Final = RegisterTracker(
    TrackerKind.JIRA, "Delivery board", "ACME", CREDENTIAL, "https://jira.example.com"
)
REGISTER: Final = NumberedRegistration("TRK-1", REGISTRATION)
REGISTERED: Final = TrackerRegistered(
    "TRK-1", TrackerKind.JIRA, "Delivery board", "ACME", CREDENTIAL, "https://jira.example.com"
)

# roster

JOINED: Final = PersonAdded(ANA, teams=("risk",))
ADDED: Final = PersonAdded(ANA, "Ana Ortega", BEN, ("evals", "risk"))
TEAM_ADDED: Final = TeamAdded("risk", "Risk and compliance", BEN)

# readership

READ: Final = ReadershipRead(POSTMORTEM_ID, "PM-12", INCIDENT_ID, 1, BEN, AT)
THANKED: Final = ReadershipThanked(
    POSTMORTEM_ID, "PM-12", INCIDENT_ID, STAMP.id, "Thank you.", (ANA,), BEN, AT
)
