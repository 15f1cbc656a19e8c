"""What an incident's events add up to."""

from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import entries, timeline
from domain.incident_events import (
    Audiences,
    Category,
    ContainmentKind,
    Detection,
    IncidentCommunicated,
    IncidentContained,
    IncidentDeclared,
    IncidentDiagnosisAnswered,
    IncidentDuplicateNoted,
    IncidentEvent,
    IncidentImpactChanged,
    IncidentLabelsChanged,
    IncidentLinked,
    IncidentPostmortemStarted,
    IncidentReclassified,
    IncidentRetitled,
    IncidentRoleAssigned,
    IncidentSeverityChanged,
    IncidentStageEntered,
    IncidentSummaryChanged,
    IncidentSystemChanged,
    IncidentTimelineEntryAdded,
    IncidentTimelineEntryCorrected,
    IncidentTimelineEntryRetracted,
    IncidentUnlinked,
    IncidentVisibilityChanged,
    Role,
    Severity,
    System,
    Visibility,
)
from domain.playbook import Stage, undoes_mitigation
from domain.timeline import NAMED, AutomaticKind, Correction, Entry, EntryKind, Retraction, Timeline


class Containment(Struct, frozen=True):
    """`held` is None while nobody knows."""

    entry_id: UUID
    kind: ContainmentKind
    target: str
    held: bool | None


class Incident(Struct, frozen=True, omit_defaults=True):
    """`reference` is empty until the incident is declared."""

    reference: str = ""
    title: str = ""
    category: Category = Category.HALLUCINATION
    secondary_categories: tuple[Category, ...] = ()
    severity: Severity = Severity.SEV4
    stage: Stage = Stage.DETECT
    summary: str = ""
    impact: str = ""
    detection: Detection | None = None
    system: System | None = None
    labels: tuple[str, ...] = ()
    roles: dict[Role, str] = {}
    visibility: Visibility = Visibility.ORGANIZATION
    visible_to: Audiences = Audiences()
    postmortem_id: UUID | None = None
    postmortem_due_on: date | None = None
    postmortem_remind_on: date | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    contained: bool = False
    containments: tuple[Containment, ...] = ()  # less those that were retracted
    returned_at: datetime | None = None  # when a mitigation that had ended was last taken up again
    answers: tuple[IncidentDiagnosisAnswered, ...] = ()  # the last to each question
    linked: tuple[IncidentLinked, ...] = ()
    duplicates: tuple[UUID, ...] = ()
    timeline: Timeline = ()
    named_times: dict[EntryKind, datetime] = {}  # of the timeline's entries, those that stand


def evolve(incident: Incident, event: IncidentEvent) -> Incident:
    match event:
        case IncidentDeclared():
            return declared(event)
        case IncidentRetitled():
            return replace(incident, title=event.title)
        case IncidentSummaryChanged():
            return replace(incident, summary=event.summary)
        case IncidentImpactChanged():
            return replace(incident, impact=event.impact)
        case IncidentSystemChanged():
            return replace(incident, system=event.system)
        case IncidentLabelsChanged():
            return replace(incident, labels=event.labels)
        case IncidentSeverityChanged():
            return replace(incident, severity=event.to_severity)
        case IncidentReclassified(category=category, secondary_categories=secondary):
            return replace(incident, category=category, secondary_categories=secondary)
        case IncidentVisibilityChanged():
            return replace(incident, visibility=event.visibility, visible_to=event.visible_to)
        case IncidentStageEntered():
            return stage_entered(incident, event)
        case IncidentTimelineEntryAdded():
            return timed(with_entry(incident, entries.added(event)), event.kind)
        case IncidentTimelineEntryCorrected():
            return corrected(incident, event)
        case IncidentTimelineEntryRetracted():
            return retracted(incident, event)
        case IncidentContained():
            step = Containment(event.entry_id, event.kind, event.target, event.held)
            known = with_containments(incident, (*incident.containments, step))
            return with_entry(known, entries.containment(event))
        case IncidentCommunicated():
            return with_entry(incident, entries.communication(event))
        case IncidentRoleAssigned():
            return replace(incident, roles={**incident.roles, event.role: event.person})
        case IncidentLinked():
            return replace(incident, linked=(*incident.linked, event))
        case IncidentUnlinked():
            return unlinked(incident, event)
        case IncidentDuplicateNoted(incident_id=duplicate, withdrawn=withdrawn):
            others = tuple(one for one in incident.duplicates if one != duplicate)
            return replace(incident, duplicates=others if withdrawn else (*others, duplicate))
        case IncidentPostmortemStarted():
            return replace(incident, postmortem_id=event.postmortem_id)
        case IncidentDiagnosisAnswered():
            return answered(incident, event)
        case _:
            assert_never(event)


def declared(event: IncidentDeclared) -> Incident:
    return Incident(
        reference=event.reference,
        title=event.title,
        category=event.category,
        secondary_categories=event.secondary_categories,
        severity=event.severity,
        summary=event.summary,
        impact=event.impact,
        detection=event.detection,
        system=event.system,
        labels=event.labels,
        roles={} if event.lead is None else {Role.LEAD: event.lead},
        visibility=event.visibility,
        visible_to=event.visible_to,
        opened_at=event.declared_at,
        timeline=(entries.declaration(event),),
    )


def with_entry(incident: Incident, entry: Entry) -> Incident:
    return replace(incident, timeline=timeline.with_entry(incident.timeline, entry))


def stage_entered(incident: Incident, event: IncidentStageEntered) -> Incident:
    closes = event.to_stage is Stage.CLOSED
    returns = undoes_mitigation(event.from_stage, event.to_stage)
    return replace(
        incident,
        stage=event.to_stage,
        closed_at=event.occurred_at if closes else None,
        returned_at=event.occurred_at if returns else incident.returned_at,
        postmortem_due_on=event.due_on or incident.postmortem_due_on,
        postmortem_remind_on=event.remind_on or incident.postmortem_remind_on,
        timeline=timeline.with_entry(incident.timeline, entries.stage(event)),
    )


def with_containments(incident: Incident, steps: tuple[Containment, ...]) -> Incident:
    """Recorded again, a step tells how it turned out: of each, the last record counts.

    A target written with other capitals or blanks is the same one.
    """
    held = {(step.kind, " ".join(step.target.casefold().split())): step.held for step in steps}
    contained = any(outcome is not False for outcome in held.values())
    return replace(incident, containments=steps, contained=contained)


def unlinked(incident: Incident, event: IncidentUnlinked) -> Incident:
    gone = IncidentLinked(event.kind, event.incident_id, event.reference)
    return replace(incident, linked=tuple(one for one in incident.linked if one != gone))


def answered(incident: Incident, event: IncidentDiagnosisAnswered) -> Incident:
    """Keep the last answer to each question of each category, in order of answering."""
    place = event.category, event.question
    others = tuple(a for a in incident.answers if (a.category, a.question) != place)
    return replace(incident, answers=(*others, event))


def corrected(incident: Incident, event: IncidentTimelineEntryCorrected) -> Incident:
    """A view that keeps fewer entries meets corrections of entries it has not: nothing to do."""
    entry = next((e for e in incident.timeline if e.id == event.entry_id), None)
    if entry is None:
        return incident
    past = Correction(
        corrected_at=event.recorded_at,
        corrected_by=event.recorded_by,
        reason=event.reason,
        previous_occurred_at=entry.occurred_at,
        previous_text=entry.text,
        previous_evidence=entry.evidence,
    )
    changed = replace(
        entry,
        occurred_at=event.occurred_at,
        text=event.text,
        evidence=event.evidence,
        corrections=(*entry.corrections, past),
    )
    entries = timeline.with_correction(incident.timeline, entry.id, changed)
    return timed(replace(incident, timeline=entries), entry.kind)


def retracted(incident: Incident, event: IncidentTimelineEntryRetracted) -> Incident:
    past = Retraction(event.recorded_at, event.recorded_by, event.reason)
    entries = timeline.with_retraction(incident.timeline, event.entry_id, past)
    kind = next((e.kind for e in entries if e.id == event.entry_id), AutomaticKind.STAGE)
    steps = tuple(step for step in incident.containments if step.entry_id != event.entry_id)
    if steps != incident.containments:
        incident = with_containments(incident, steps)
    return timed(replace(incident, timeline=entries), kind)


def timed(incident: Incident, kind: EntryKind | AutomaticKind) -> Incident:
    """Count the named times again where an entry of such a kind has changed."""
    if kind not in NAMED:
        return incident
    return replace(incident, named_times=timeline.named_times(incident.timeline))
