"""The facts of an incident: its values and its events. Rules are in incident.py.

Bodies are stored as JSON under the topics listed at the end; fields are only ever added, with a
default. `recorded_at` and `recorded_by` stand where the timeline shows them.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from msgspec import Meta, Struct

from domain.playbook import Stage
from domain.timeline import EntryKind
from domain.values import END, Evidence, FilledBody, Instant, Line, Reason


class Category(StrEnum):
    HALLUCINATION = "hallucination"
    PROMPT_INJECTION = "prompt_injection"
    DRIFT = "drift"
    RUNAWAY_COST = "runaway_cost"
    ESCALATION_OVERLOAD = "escalation_overload"
    SCOPE_CREEP = "scope_creep"


class Severity(StrEnum):
    SEV1 = "sev1"
    SEV2 = "sev2"
    SEV3 = "sev3"
    SEV4 = "sev4"


class DetectionSource(StrEnum):
    MONITORING = "monitoring"
    USER_REPORT = "user_report"
    STAFF_REPORT = "staff_report"
    AUDIT = "audit"


class ContainmentKind(StrEnum):
    DISABLE_FEATURE = "disable_feature"
    REROUTE = "reroute"
    ROLLBACK = "rollback"
    RATE_LIMIT = "rate_limit"
    HUMAN_TAKEOVER = "human_takeover"
    OTHER = "other"


class Audience(StrEnum):
    INTERNAL = "internal"
    CUSTOMERS = "customers"
    REGULATOR = "regulator"
    PUBLIC = "public"


class Role(StrEnum):
    LEAD = "lead"
    COMMANDER = "commander"
    COMMUNICATIONS = "communications"
    SCRIBE = "scribe"


class LinkKind(StrEnum):
    RECURRENCE_OF = "recurrence_of"
    DUPLICATE_OF = "duplicate_of"
    RELATED_TO = "related_to"


class Visibility(StrEnum):
    ORGANIZATION = "organization"
    RESTRICTED = "restricted"


class Audiences(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The people and teams to whom a restricted incident is visible."""

    people: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


class Detection(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How the failure was noticed, by which signal, when."""

    source: DetectionSource
    detected_at: Instant
    signal: Line | None = None


class System(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The AI system that failed, as exactly as it is known."""

    feature: Line
    model: Line | None = None
    model_version: Line | None = None
    prompt_version: Line | None = None
    deployment: Line | None = None


class Waiver(Struct, frozen=True, forbid_unknown_fields=True):
    """A person who takes the decision to go on without proof, and why."""

    person: str
    reason: Reason


class Money(Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in major units of a currency: 12.5 is twelve and a half euros."""

    amount: Annotated[float, Meta(ge=0, le=1_000_000_000_000)]
    currency: Annotated[
        str, Meta(pattern=rf"^[A-Z]{{3}}{END}", description="three letters of ISO 4217, as EUR")
    ]


Rate = Annotated[float, Meta(ge=0, le=1)]
Answer = FilledBody | Rate | Money

Categories = Annotated[tuple[Category, ...], Meta(max_length=6)]


class IncidentDeclared(Struct, frozen=True, omit_defaults=True):
    reference: str
    title: str
    category: Category
    severity: Severity
    detection: Detection
    system: System
    declared_at: datetime
    declared_by: str
    entry_id: UUID
    summary: str = ""
    impact: str = ""
    secondary_categories: tuple[Category, ...] = ()
    labels: tuple[str, ...] = ()
    lead: str | None = None
    visibility: Visibility = Visibility.ORGANIZATION
    visible_to: Audiences = Audiences()


class IncidentRetitled(Struct, frozen=True, omit_defaults=True):
    title: str
    reason: str | None = None


class IncidentSummaryChanged(Struct, frozen=True, omit_defaults=True):
    summary: str
    reason: str | None = None


class IncidentImpactChanged(Struct, frozen=True, omit_defaults=True):
    impact: str
    reason: str | None = None


class IncidentSystemChanged(Struct, frozen=True, omit_defaults=True):
    system: System
    reason: str | None = None


class IncidentLabelsChanged(Struct, frozen=True, omit_defaults=True):
    labels: tuple[str, ...]
    reason: str | None = None


class IncidentSeverityChanged(Struct, frozen=True, omit_defaults=True):
    from_severity: Severity
    to_severity: Severity
    reason: str | None = None


class IncidentReclassified(Struct, frozen=True, omit_defaults=True):
    category: Category
    secondary_categories: tuple[Category, ...]
    reason: str


class IncidentVisibilityChanged(Struct, frozen=True, omit_defaults=True):
    visibility: Visibility
    visible_to: Audiences = Audiences()
    reason: str | None = None


class IncidentStageEntered(Struct, frozen=True, omit_defaults=True):
    """`due_on` and `remind_on` stand where the move ends mitigation: the postmortem's clock."""

    from_stage: Stage
    to_stage: Stage
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    entry_id: UUID
    skipped: tuple[Stage, ...] = ()
    reason: str | None = None
    waiver: Waiver | None = None
    due_on: date | None = None
    remind_on: date | None = None


class IncidentTimelineEntryAdded(Struct, frozen=True, omit_defaults=True):
    entry_id: UUID
    kind: EntryKind
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    text: str
    evidence: tuple[Evidence, ...] = ()


class IncidentTimelineEntryCorrected(Struct, frozen=True, omit_defaults=True):
    entry_id: UUID
    occurred_at: datetime
    text: str
    reason: str
    recorded_at: datetime
    recorded_by: str
    evidence: tuple[Evidence, ...] = ()


class IncidentTimelineEntryRetracted(Struct, frozen=True, omit_defaults=True):
    entry_id: UUID
    reason: str
    recorded_at: datetime
    recorded_by: str


class IncidentContained(Struct, frozen=True, omit_defaults=True):
    entry_id: UUID
    kind: ContainmentKind
    target: str
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    held: bool | None = None
    text: str = ""


class IncidentCommunicated(Struct, frozen=True, omit_defaults=True):
    entry_id: UUID
    audience: Audience
    known: str
    unknown: str
    sent_at: datetime
    recorded_at: datetime
    recorded_by: str
    channel: str | None = None


class IncidentRoleAssigned(Struct, frozen=True):
    role: Role
    person: str


class IncidentLinked(Struct, frozen=True):
    kind: LinkKind
    incident_id: UUID
    reference: str


class IncidentUnlinked(Struct, frozen=True):
    kind: LinkKind
    incident_id: UUID
    reference: str
    reason: str


class IncidentDuplicateNoted(Struct, frozen=True, omit_defaults=True):
    """The other incident's reference stays with that one: not all may know of both."""

    incident_id: UUID
    withdrawn: bool = False


class IncidentPostmortemStarted(Struct, frozen=True):
    postmortem_id: UUID
    reference: str


class IncidentDiagnosisAnswered(Struct, frozen=True, omit_defaults=True):
    """`question_set` is the version of the category's set that asked the question."""

    category: Category
    question: str
    question_set: int
    answer: str | float | Money
    answered_at: datetime
    answered_by: str
    finding: str = ""
    evidence: tuple[Evidence, ...] = ()


IncidentEvent = (
    IncidentDeclared
    | IncidentRetitled
    | IncidentSummaryChanged
    | IncidentImpactChanged
    | IncidentSystemChanged
    | IncidentLabelsChanged
    | IncidentSeverityChanged
    | IncidentReclassified
    | IncidentVisibilityChanged
    | IncidentStageEntered
    | IncidentTimelineEntryAdded
    | IncidentTimelineEntryCorrected
    | IncidentTimelineEntryRetracted
    | IncidentContained
    | IncidentCommunicated
    | IncidentRoleAssigned
    | IncidentLinked
    | IncidentPostmortemStarted
    | IncidentDiagnosisAnswered
    | IncidentUnlinked
    | IncidentDuplicateNoted
)

TOPICS: Final[dict[str, type[IncidentEvent]]] = {
    "incident.declared@1": IncidentDeclared,
    "incident.retitled@1": IncidentRetitled,
    "incident.summary_changed@1": IncidentSummaryChanged,
    "incident.impact_changed@1": IncidentImpactChanged,
    "incident.system_changed@1": IncidentSystemChanged,
    "incident.labels_changed@1": IncidentLabelsChanged,
    "incident.severity_changed@1": IncidentSeverityChanged,
    "incident.reclassified@1": IncidentReclassified,
    "incident.visibility_changed@1": IncidentVisibilityChanged,
    "incident.stage_entered@1": IncidentStageEntered,
    "incident.timeline_entry_added@1": IncidentTimelineEntryAdded,
    "incident.timeline_entry_corrected@1": IncidentTimelineEntryCorrected,
    "incident.timeline_entry_retracted@1": IncidentTimelineEntryRetracted,
    "incident.contained@1": IncidentContained,
    "incident.communicated@1": IncidentCommunicated,
    "incident.role_assigned@1": IncidentRoleAssigned,
    "incident.linked@1": IncidentLinked,
    "incident.postmortem_started@1": IncidentPostmortemStarted,
    "incident.diagnosis_answered@1": IncidentDiagnosisAnswered,
    "incident.unlinked@1": IncidentUnlinked,
    "incident.duplicate_noted@1": IncidentDuplicateNoted,
}
