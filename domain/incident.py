"""Incident: one AI failure, from declaration to closure. Commands and what they make happen.

Stream: the incident's id. Invariants: the first event is IncidentDeclared; stages move as
playbook.py says; nothing in the timeline is overwritten.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, assert_never

from msgspec import UNSET

from domain import audience, diagnosis, links, playbook, timeline
from domain.decider import Decider, Policy, Stamp
from domain.errors import AlreadyExists, NotFound, ReasonRequired
from domain.incident_commands import (
    AddTimelineEntry,
    AnswerQuestion,
    AssignRole,
    ChangeStage,
    CorrectionOf,
    IncidentCommand,
    LinkIncident,
    NoteDuplicate,
    NotePostmortem,
    NumberedDeclaration,
    RecordCommunication,
    RecordContainment,
    RetractTimelineEntry,
    ReviseIncident,
    UnlinkIncident,
)
from domain.incident_events import (
    TOPICS,
    Category,
    Detection,
    IncidentCommunicated,
    IncidentContained,
    IncidentDeclared,
    IncidentEvent,
    IncidentImpactChanged,
    IncidentLabelsChanged,
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
    Waiver,
)
from domain.incident_state import Incident, evolve
from domain.playbook import Stage
from domain.timeline import EntryKind
from domain.values import instant, person


def decide(incident: Incident, command: IncidentCommand, stamp: Stamp) -> tuple[IncidentEvent, ...]:
    """Return what `command` makes happen; `()` when its effect already holds.

    Raises:
        NotFound: the incident was never declared.
        Refused: the subclass names the broken rule.
    """
    if isinstance(command, NumberedDeclaration):
        return declare(incident, command, stamp)
    if not incident.reference:
        raise NotFound("incident", "of that name")
    match command:
        case ReviseIncident():
            return tuple(revise(incident, command, stamp))
        case ChangeStage():
            return change_stage(incident, command, stamp)
        case AddTimelineEntry():
            return (added(command, stamp),)
        case CorrectionOf():
            return correct_or_retract(incident, command, stamp)
        case RecordContainment():
            return (contained(command, stamp),)
        case RecordCommunication():
            return (communicated(command, stamp),)
        case AnswerQuestion():
            return diagnosis.answer(incident, command, stamp)
        case AssignRole():
            return assign(incident, command)
        case LinkIncident():
            return links.link(incident, command)
        case UnlinkIncident():
            return links.unlink(incident, command)
        case NoteDuplicate():
            return links.note_duplicate(incident, command)
        case NotePostmortem(postmortem_id, reference):
            known = incident.postmortem_id is not None
            return () if known else (IncidentPostmortemStarted(postmortem_id, reference),)
        case _:
            assert_never(command)


def declare(
    incident: Incident, command: NumberedDeclaration, stamp: Stamp
) -> tuple[IncidentDeclared]:
    if incident.reference:
        raise AlreadyExists(f"{incident.reference} is declared already")
    body = command.body
    detected_at = instant(body.detection.detected_at, stamp)
    return (
        IncidentDeclared(
            reference=command.reference,
            title=body.title,
            category=body.category,
            severity=body.severity,
            detection=Detection(body.detection.source, detected_at, body.detection.signal),
            system=body.system,
            declared_at=stamp.at,
            declared_by=stamp.by,
            entry_id=stamp.id,
            summary=body.summary,
            impact=body.impact,
            secondary_categories=secondary(body.category, body.secondary_categories),
            labels=distinct(body.labels),
            lead=None if body.lead is None else person(body.lead),
            visibility=body.visibility,
            visible_to=audience.named(
                body.visibility, body.visible_to, stamp, has_role=body.lead is not None
            ),
        ),
    )


def secondary(primary: Category, categories: Iterable[Category]) -> tuple[Category, ...]:
    """Return `categories` without repeats and without the primary one."""
    return tuple(c for c in dict.fromkeys(categories) if c is not primary)


def revise(incident: Incident, command: ReviseIncident, stamp: Stamp) -> Iterable[IncidentEvent]:
    reason = command.reason
    if command.title is not UNSET and command.title != incident.title:
        yield IncidentRetitled(command.title, reason)
    if command.summary is not UNSET and command.summary != incident.summary:
        yield IncidentSummaryChanged(command.summary, reason)
    if command.impact is not UNSET and command.impact != incident.impact:
        yield IncidentImpactChanged(command.impact, reason)
    if command.system is not UNSET and command.system != incident.system:
        yield IncidentSystemChanged(command.system, reason)
    if command.labels is not UNSET and distinct(command.labels) != incident.labels:
        yield IncidentLabelsChanged(distinct(command.labels), reason)
    if command.severity is not UNSET and command.severity is not incident.severity:
        yield IncidentSeverityChanged(incident.severity, command.severity, reason)
    yield from reclassify(incident, command)
    yield from audience.change(incident, command, stamp)


def distinct(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(labels))


def reclassify(incident: Incident, command: ReviseIncident) -> Iterable[IncidentReclassified]:
    primary = incident.category if command.category is UNSET else command.category
    others = command.secondary_categories
    others = secondary(primary, incident.secondary_categories if others is UNSET else others)
    if (primary, others) == (incident.category, incident.secondary_categories):
        return
    if command.reason is None:
        raise ReasonRequired("reclassifying an incident needs a reason")
    yield IncidentReclassified(primary, others, command.reason)


def change_stage(
    incident: Incident, command: ChangeStage, stamp: Stamp
) -> tuple[IncidentStageEntered, ...]:
    here, there = incident.stage, command.to
    if here is there:
        return ()
    playbook.check_move(
        here,
        there,
        contained=incident.contained,
        reason=command.reason,
        waived=command.waiver is not None,
    )
    return (entered(incident, command, stamp),)


def entered(incident: Incident, command: ChangeStage, stamp: Stamp) -> IncidentStageEntered:
    here, there = incident.stage, command.to
    waiver = command.waiver if there is Stage.CLOSED else None  # nothing else asks for proof
    occurred_at = instant(command.occurred_at or stamp.at, stamp)
    due_on, remind_on = None, None
    if playbook.ends_mitigation(here, there):
        due_on, remind_on = postmortem_clock(incident, occurred_at, stamp.policy)
    return IncidentStageEntered(
        from_stage=here,
        to_stage=there,
        occurred_at=occurred_at,
        recorded_at=stamp.at,
        recorded_by=stamp.by,
        entry_id=stamp.id,
        skipped=playbook.skipped(here, there, contained=incident.contained),
        reason=command.reason,
        waiver=waiver and Waiver(person(waiver.person), waiver.reason),
        due_on=due_on,
        remind_on=remind_on,
    )


def postmortem_clock(incident: Incident, left_at: datetime, policy: Policy) -> tuple[date, date]:
    """Return the days that follow from leaving mitigation: on which it is due, and to remind of it.

    They count from the time `mitigated`, if that was told since mitigation began anew.
    """
    told = incident.named_times.get(EntryKind.MITIGATED)
    if told is None or (incident.returned_at is not None and told <= incident.returned_at):
        return playbook.clock(left_at, policy)
    return playbook.clock(told, policy)


def added(command: AddTimelineEntry, stamp: Stamp) -> IncidentTimelineEntryAdded:
    return IncidentTimelineEntryAdded(
        entry_id=stamp.id,
        kind=command.kind,
        occurred_at=instant(command.occurred_at, stamp),
        recorded_at=stamp.at,
        recorded_by=stamp.by,
        text=command.text,
        evidence=command.evidence,
    )


def correct_or_retract(
    incident: Incident, command: CorrectionOf, stamp: Stamp
) -> tuple[IncidentTimelineEntryCorrected | IncidentTimelineEntryRetracted, ...]:
    body = command.body
    if isinstance(body, RetractTimelineEntry):
        entry = timeline.retractable(incident.timeline, command.entry_id)
        return (IncidentTimelineEntryRetracted(entry.id, body.reason, stamp.at, stamp.by),)
    entry = timeline.correctable(incident.timeline, command.entry_id)
    occurred_at = entry.occurred_at
    if body.occurred_at is not UNSET:
        occurred_at = instant(body.occurred_at, stamp)
    text = entry.text if body.text is UNSET else body.text
    evidence = entry.evidence if body.evidence is UNSET else body.evidence
    if (occurred_at, text, evidence) == (entry.occurred_at, entry.text, entry.evidence):
        return ()
    return (
        IncidentTimelineEntryCorrected(
            entry.id, occurred_at, text, body.reason, stamp.at, stamp.by, evidence
        ),
    )


def contained(command: RecordContainment, stamp: Stamp) -> IncidentContained:
    return IncidentContained(
        entry_id=stamp.id,
        kind=command.kind,
        target=command.target,
        occurred_at=instant(command.occurred_at, stamp),
        recorded_at=stamp.at,
        recorded_by=stamp.by,
        held=command.held,
        text=command.text,
    )


def communicated(command: RecordCommunication, stamp: Stamp) -> IncidentCommunicated:
    return IncidentCommunicated(
        entry_id=stamp.id,
        audience=command.audience,
        known=command.known,
        unknown=command.unknown,
        sent_at=instant(command.sent_at, stamp),
        recorded_at=stamp.at,
        recorded_by=stamp.by,
        channel=command.channel,
    )


def assign(incident: Incident, command: AssignRole) -> tuple[IncidentRoleAssigned, ...]:
    name = person(command.person)
    if incident.roles.get(command.role) == name:
        return ()
    return (IncidentRoleAssigned(command.role, name),)


INCIDENT: Final = Decider("incident", Incident(), decide, evolve, TOPICS)
