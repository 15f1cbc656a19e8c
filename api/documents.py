"""Incidents as callers see them, and what the documents of several resources have in common.

A document is state, version and links, made of what a stream folds to.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from msgspec import Struct

from domain.blame import Finding
from domain.blame import Severity as BlameSeverity
from domain.escalation import Escalation, Level
from domain.incident_events import (
    Audiences,
    Category,
    Detection,
    IncidentLinked,
    Role,
    Severity,
    System,
    Visibility,
)
from domain.incident_state import Incident
from domain.playbook import Stage, missing_times
from domain.timeline import EntryKind, OutOfOrder, times_out_of_order

Links = dict[str, str]


class FindingDocument(Struct, frozen=True):
    """Where a text speaks of a person's fault; `question` leads toward the system.

    `start` and `end` count characters. The same words in the same section have the same id.
    """

    id: str
    severity: Literal["high", "medium"]
    rule: str
    start: int
    end: int
    excerpt: str
    why: str
    question: str


def finding_document(finding: Finding) -> FindingDocument:
    return FindingDocument(
        id=finding.id,
        severity="high" if finding.severity is BlameSeverity.HIGH else "medium",
        rule=str(finding.rule),
        start=finding.start,
        end=finding.end,
        excerpt=finding.excerpt,
        why=finding.why,
        question=finding.question,
    )


def today() -> date:
    return datetime.now(UTC).date()


def day_of(at: datetime | None) -> date:
    """The day by which to show what stood at a moment; of what is yet to come, and now, today."""
    return today() if at is None else min(today(), at.astimezone(UTC).date())


class EscalationBrief(Struct, frozen=True):
    """Whom it called on last, and when; `next_on` is null once it is done or published."""

    level: Level
    last_at: datetime
    next_on: date | None


def escalation_brief(last: Escalation | None, *, goes_on: bool) -> EscalationBrief | None:
    if last is None:
        return None
    return EscalationBrief(last.level, last.last_at, last.next_on if goes_on else None)


class NamedTimes(Struct, frozen=True):
    """The four times that a timeline is asked for; null while nobody told."""

    first_signal: datetime | None = None
    noticed: datetime | None = None
    mitigated: datetime | None = None
    resolved: datetime | None = None


class TimelineKind(StrEnum):
    """Kinds of entries: those that people write, then those that appear by themselves."""

    FIRST_SIGNAL = "first_signal"
    NOTICED = "noticed"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    NOTE = "note"
    STAGE = "stage"
    CONTAINMENT = "containment"
    COMMUNICATION = "communication"


class IncidentDocument(Struct, frozen=True):
    """`missing_times` are the named times that the playbook asks for by this stage, untold yet.

    `times_out_of_order` are pairs of named times that contradict each other; correct the entry that
    is wrong.
    """

    id: UUID
    reference: str
    version: int
    title: str
    category: Category
    secondary_categories: tuple[Category, ...]
    severity: Severity
    stage: Stage
    status: Literal["open", "closed"]
    summary: str
    impact: str
    detection: Detection
    system: System
    labels: tuple[str, ...]
    roles: dict[Role, str]
    visibility: Visibility
    visible_to: Audiences
    postmortem_id: UUID | None
    postmortem_due_on: date | None
    postmortem_remind_on: date | None
    named_times: NamedTimes
    missing_times: tuple[EntryKind, ...]
    times_out_of_order: tuple[OutOfOrder, ...]
    related: tuple[IncidentLinked, ...]
    opened_at: datetime
    closed_at: datetime | None
    links: Links


def incident_document(incident_id: UUID, version: int, incident: Incident) -> IncidentDocument:
    assert incident.detection is not None
    assert incident.system is not None
    assert incident.opened_at is not None
    return IncidentDocument(
        id=incident_id,
        reference=incident.reference,
        version=version,
        title=incident.title,
        category=incident.category,
        secondary_categories=incident.secondary_categories,
        severity=incident.severity,
        stage=incident.stage,
        status="closed" if incident.stage is Stage.CLOSED else "open",
        summary=incident.summary,
        impact=incident.impact,
        detection=incident.detection,
        system=incident.system,
        labels=incident.labels,
        roles=incident.roles,
        visibility=incident.visibility,
        visible_to=incident.visible_to,
        postmortem_id=incident.postmortem_id,
        postmortem_due_on=incident.postmortem_due_on,
        postmortem_remind_on=incident.postmortem_remind_on,
        named_times=times_of(incident),
        missing_times=missing_times(incident.stage, incident.named_times),
        times_out_of_order=times_out_of_order(incident.named_times),
        related=incident.linked,
        opened_at=incident.opened_at,
        closed_at=incident.closed_at,
        links=incident_links(incident_id, incident),
    )


def times_of(incident: Incident) -> NamedTimes:
    times = incident.named_times
    return NamedTimes(
        first_signal=times.get(EntryKind.FIRST_SIGNAL),
        noticed=times.get(EntryKind.NOTICED),
        mitigated=times.get(EntryKind.MITIGATED),
        resolved=times.get(EntryKind.RESOLVED),
    )


def incident_links(incident_id: UUID, incident: Incident) -> Links:
    here = f"/v1/incidents/{incident_id}"
    links = {
        "self": here,
        "timeline": f"{here}/timeline-entries",
        "diagnosis": f"{here}/diagnosis",
        "related": f"{here}/links",
        "history": f"{here}/history",
        "actions": f"/v1/actions?incident={incident_id}",
    }
    if incident.postmortem_id is not None:
        links["postmortem"] = f"/v1/postmortems/{incident.postmortem_id}"
    return links
