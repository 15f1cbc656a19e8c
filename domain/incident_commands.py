"""The commands of an incident, as they arrive: the bodies of requests, and what is made of them."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from domain.incident_events import (
    Audience,
    Audiences,
    Categories,
    Category,
    ContainmentKind,
    Detection,
    LinkKind,
    Money,
    Role,
    Severity,
    System,
    Visibility,
    Waiver,
)
from domain.playbook import Stage
from domain.team import TypedTeamName
from domain.timeline import EntryKind
from domain.values import (
    ITEMS_MAX,
    Body,
    Evidences,
    FilledBody,
    Instant,
    Labels,
    Line,
    Person,
    Reason,
    Title,
)


class VisibleTo(Audiences, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The people and teams to whom a restricted incident is to be visible; teams may come later."""

    people: Annotated[tuple[Person, ...], Meta(max_length=200)] = ()
    teams: Annotated[tuple[TypedTeamName, ...], Meta(max_length=ITEMS_MAX)] = ()


class GivenWaiver(Waiver, frozen=True, forbid_unknown_fields=True):
    person: Person


class DeclareIncident(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    title: Title
    category: Category
    severity: Severity
    detection: Detection
    system: System
    summary: Body = ""
    impact: Body = ""
    secondary_categories: Categories = ()
    labels: Labels = ()
    lead: Person | None = None
    visibility: Visibility = Visibility.ORGANIZATION
    visible_to: VisibleTo = VisibleTo()


class NumberedDeclaration(Struct, frozen=True):
    """A declaration with the reference that it was given."""

    reference: str
    body: DeclareIncident


class ReviseIncident(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is absent stays as it is; one event follows for each thing that changes."""

    title: Title | UnsetType = UNSET
    summary: Body | UnsetType = UNSET
    impact: Body | UnsetType = UNSET
    system: System | UnsetType = UNSET
    labels: Labels | UnsetType = UNSET
    severity: Severity | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    secondary_categories: Categories | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    visible_to: VisibleTo | UnsetType = UNSET
    reason: Reason | None = None


class ChangeStage(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    to: Stage
    reason: Reason | None = None
    occurred_at: Instant | None = None
    waiver: GivenWaiver | None = None


class AddTimelineEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    kind: EntryKind
    occurred_at: Instant
    text: FilledBody
    evidence: Evidences = ()


class CorrectTimelineEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is absent stays as it is."""

    reason: Reason
    occurred_at: Instant | UnsetType = UNSET
    text: FilledBody | UnsetType = UNSET
    evidence: Evidences | UnsetType = UNSET


class RetractTimelineEntry(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Reason


class CorrectionOf(Struct, frozen=True):
    """A correction or retraction of one entry."""

    entry_id: UUID
    body: CorrectTimelineEntry | RetractTimelineEntry


class RecordContainment(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    kind: ContainmentKind
    target: Line
    occurred_at: Instant
    held: bool | None = None
    text: Body = ""


class RecordCommunication(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`unknown` says what is not known yet: a communication that leaves it out misleads."""

    audience: Audience
    known: FilledBody
    unknown: FilledBody
    sent_at: Instant
    channel: Line | None = None


class GiveAnswer(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`answer` is of the kind that the question takes.

    That is "yes", "no" or "unknown" (true and false are taken for yes and no), a text, a rate as a
    number from 0 to 1, or an amount of money.
    """

    answer: FilledBody | float | Money | bool
    finding: Body = ""
    evidence: Evidences = ()


class AnswerQuestion(Struct, frozen=True):
    """An answer, or the answer anew, to one question of the diagnosis."""

    question: str
    body: GiveAnswer


class AssignRole(Struct, frozen=True):
    role: Role
    person: Person


class LinkIncident(Struct, frozen=True):
    """`hidden` are the incidents that whoever links may not know of; see domain/links.py.

    `is_mutual`: the other one is linked to this one in the same way.
    """

    kind: LinkKind
    incident_id: UUID
    reference: str
    hidden: frozenset[UUID] = frozenset()
    is_mutual: bool = False


class UnlinkIncident(Struct, frozen=True):
    kind: LinkKind
    incident_id: UUID
    reference: str
    reason: Reason


class NoteDuplicate(Struct, frozen=True):
    """The original's own record that another incident is its duplicate, or is none after all.

    `hidden` as in LinkIncident.
    """

    incident_id: UUID
    withdrawn: bool = False
    hidden: frozenset[UUID] = frozenset()


class NotePostmortem(Struct, frozen=True):
    """The incident's own record that its postmortem was started."""

    postmortem_id: UUID
    reference: str


IncidentCommand = (
    NumberedDeclaration
    | ReviseIncident
    | ChangeStage
    | AddTimelineEntry
    | CorrectionOf
    | RecordContainment
    | RecordCommunication
    | AnswerQuestion
    | AssignRole
    | LinkIncident
    | UnlinkIncident
    | NoteDuplicate
    | NotePostmortem
)
