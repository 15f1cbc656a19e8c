"""The facts of a postmortem: its values and its events. Rules are in postmortem.py."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from domain.escalation import Level, PassedOver
from domain.values import Reason


class Section(StrEnum):
    SUMMARY = "summary"
    TIMELINE = "timeline"
    ROOT_CAUSE = "root_cause"
    CONTRIBUTING_FACTORS = "contributing_factors"
    WHAT_WORKED = "what_worked"
    ACTIONS = "actions"
    LESSONS_LEARNED = "lessons_learned"


class PostmortemState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"


class Verdict(StrEnum):
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"


class Requirement(StrEnum):
    """What publishing asks for; each can be waived with a reason."""

    SUMMARY = "sections.summary"
    TIMELINE = "sections.timeline"
    ROOT_CAUSE = "sections.root_cause"
    CONTRIBUTING_FACTORS = "sections.contributing_factors"
    WHAT_WORKED = "sections.what_worked"
    ACTIONS = "sections.actions"
    LESSONS_LEARNED = "sections.lessons_learned"
    FIRST_SIGNAL = "named_times.first_signal"
    NOTICED = "named_times.noticed"
    MITIGATED = "named_times.mitigated"
    RESOLVED = "named_times.resolved"
    OWNERS = "actions.owner"
    DUE_DATES = "actions.due_on"
    REGRESSION_CASE = "regression_case"
    MONITORING = "monitoring"
    DOCUMENTATION = "documentation"
    REVIEW = "review"


class RequirementWaiver(Struct, frozen=True, forbid_unknown_fields=True):
    requirement: Requirement
    reason: Reason


class ReminderKind(StrEnum):
    REMINDER = "reminder"
    OVERDUE = "overdue"


class PostmortemStarted(Struct, frozen=True, omit_defaults=True):
    """`lead_chosen`: who started it chose another lead than the incident's."""

    reference: str
    incident_id: UUID
    due_on: date
    lead: str | None = None
    remind_on: date | None = None
    lead_chosen: bool = False


class PostmortemSectionEdited(Struct, frozen=True, omit_defaults=True):
    """`revision` counts the edits of this section, from 1."""

    section: Section
    body: str
    revision: int
    edited_at: datetime
    edited_by: str


class PostmortemTimelineAnnotated(Struct, frozen=True):
    """What the authors say of one entry of the incident's timeline; empty where nothing."""

    entry_id: UUID
    text: str
    annotated_at: datetime
    annotated_by: str


class PostmortemReviewRequested(Struct, frozen=True, omit_defaults=True):
    requested_at: datetime
    requested_by: str
    reviewers: tuple[str, ...] = ()
    note: str | None = None


class PostmortemReviewed(Struct, frozen=True, omit_defaults=True):
    verdict: Verdict
    reviewed_at: datetime
    reviewed_by: str
    comment: str | None = None


class PostmortemBlameOverridden(Struct, frozen=True):
    """A finding of blame is settled as it stands: the same words in that section are no finding.

    `finding` is its id, made of the section, the rule and the excerpt.
    """

    finding: str
    section: Section
    rule: str
    severity: str
    excerpt: str
    reason: str
    overridden_at: datetime
    overridden_by: str


class PostmortemPublished(Struct, frozen=True, omit_defaults=True):
    """`edition` counts publications, from 1."""

    edition: int
    published_at: datetime
    published_by: str
    waivers: tuple[RequirementWaiver, ...] = ()


class PostmortemAmendmentStarted(Struct, frozen=True):
    edition: int
    reason: str


class PostmortemReminded(Struct, frozen=True, omit_defaults=True):
    """Whoever is in `to` was reminded that it is not published, by webhook and views.

    `level` is theirs; where nobody could be told, the level whose turn it was. `reason` says why.
    """

    kind: ReminderKind
    to: tuple[str, ...]
    reminded_at: datetime
    level: Level
    next_on: date
    days_overdue: int = 0
    passed_over: tuple[PassedOver, ...] = ()
    reason: str | None = None


class PostmortemDueDateChanged(Struct, frozen=True):
    """A second mitigation began the clock anew, before anything was published."""

    from_due_on: date
    to_due_on: date
    remind_on: date


class PostmortemLeadChanged(Struct, frozen=True, omit_defaults=True):
    """The incident got another lead, before anything was published."""

    to_lead: str
    from_lead: str | None = None


PostmortemEvent = (
    PostmortemStarted
    | PostmortemSectionEdited
    | PostmortemTimelineAnnotated
    | PostmortemReviewRequested
    | PostmortemReviewed
    | PostmortemBlameOverridden
    | PostmortemPublished
    | PostmortemAmendmentStarted
    | PostmortemReminded
    | PostmortemDueDateChanged
    | PostmortemLeadChanged
)

TOPICS: Final[dict[str, type[PostmortemEvent]]] = {
    "postmortem.started@1": PostmortemStarted,
    "postmortem.section_edited@1": PostmortemSectionEdited,
    "postmortem.timeline_annotated@1": PostmortemTimelineAnnotated,
    "postmortem.review_requested@1": PostmortemReviewRequested,
    "postmortem.reviewed@1": PostmortemReviewed,
    "postmortem.blame_overridden@1": PostmortemBlameOverridden,
    "postmortem.published@1": PostmortemPublished,
    "postmortem.amendment_started@1": PostmortemAmendmentStarted,
    "postmortem.due_date_changed@1": PostmortemDueDateChanged,
    "postmortem.lead_changed@1": PostmortemLeadChanged,
    "postmortem.reminded@1": PostmortemReminded,
}
