"""Resources as callers see them: state, version and links, made of what the streams fold to."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from domain.action import OPEN, Action
from domain.action_events import ActionKind, ActionStatus, Priority
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
from domain.ticket import TicketState
from domain.ticket_events import ActionTicketConflict, TicketWarning
from domain.timeline import EntryKind, OutOfOrder, times_out_of_order
from domain.tracker import Credential, Tracker, TrackerKind, WebhookSecrets
from domain.tracker_rules import Rules
from integrations.standing import Row, standing_of

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


class TicketBrief(Struct, frozen=True):
    state: TicketState
    key: str | None
    url: str | None


class EscalationBrief(Struct, frozen=True):
    """Whom it called on last, and when; `next_on` is null once it is done or published."""

    level: Level
    last_at: datetime
    next_on: date | None


class ActionDocument(Struct, frozen=True):
    """`blame_findings`, in the answer to a write, are those in the title.

    `warnings`, in the answers to a plan, a revision and a read of one action, tell where its owner
    may not know of its incident.
    """

    id: UUID
    reference: str
    version: int
    incident_id: UUID
    postmortem_id: UUID | None
    kind: ActionKind
    title: str
    details: str
    owner: str
    due_on: date
    overdue: bool
    priority: Priority
    status: ActionStatus
    proven: bool
    ticket: TicketBrief
    escalation: EscalationBrief | None
    links: Links
    blame_findings: tuple[FindingDocument, ...] | UnsetType = UNSET
    warnings: tuple[str, ...] | UnsetType = UNSET


def action_document(
    action_id: UUID, version: int, action: Action, *, day: date | None = None
) -> ActionDocument:
    """Show an action as of `day`, today by default."""
    assert action.incident_id is not None
    return ActionDocument(
        id=action_id,
        reference=action.reference,
        version=version,
        incident_id=action.incident_id,
        postmortem_id=action.postmortem_id,
        kind=action.kind,
        title=action.title,
        details=action.details,
        owner=action.owner,
        due_on=action.due_on,
        overdue=action.status in OPEN and action.due_on < (day or today()),
        priority=action.priority,
        status=action.status,
        proven=action.proven,
        ticket=TicketBrief(action.ticket.state, action.ticket.key, action.ticket.url),
        escalation=escalation_brief(action.escalation, goes_on=action.status in OPEN),
        links=action_links(action_id, action),
    )


def escalation_brief(last: Escalation | None, *, goes_on: bool) -> EscalationBrief | None:
    if last is None:
        return None
    return EscalationBrief(last.level, last.last_at, last.next_on if goes_on else None)


def action_links(action_id: UUID, action: Action) -> Links:
    here = f"/v1/actions/{action_id}"
    links = {
        "self": here,
        "ticket": f"{here}/ticket",
        "status_changes": f"{here}/status-changes",
        "incident": f"/v1/incidents/{action.incident_id}",
    }
    if action.postmortem_id is not None:
        links["postmortem"] = f"/v1/postmortems/{action.postmortem_id}"
    return links


class TicketDocument(Struct, frozen=True):
    """Where the mirror of an action stands; why it is not in step, and what mends it.

    `in_step`: the last look found both sides alike, and nothing changed here since. Where that does
    not hold of a link, `code`, `reason` and `remedy` are there, and tell whether to wait or to act.
    `warnings` tell what the ticket lacks though it is in step. `conflicts` are the latest fields
    that both sides had changed, the oldest first; the tracker's value was taken.
    """

    action_id: UUID
    state: TicketState
    tracker_id: UUID | None
    key: str | None
    url: str | None
    closed: bool
    in_step: bool
    last_synced_at: datetime | None
    next_look_at: datetime | None
    code: str | None
    reason: str | None
    remedy: str | None
    warnings: tuple[TicketWarning, ...]
    conflicts: tuple[ActionTicketConflict, ...]
    links: Links


def ticket_document(action_id: UUID, action: Action, row: Row | None) -> TicketDocument:
    ticket, stands = action.ticket, standing_of(action, row)
    links = {"self": f"/v1/actions/{action_id}/ticket", "action": f"/v1/actions/{action_id}"}
    if ticket.tracker_id is not None:
        links["tracker"] = f"/v1/trackers/{ticket.tracker_id}"
    return TicketDocument(
        action_id=action_id,
        state=ticket.state,
        tracker_id=ticket.tracker_id,
        key=ticket.key,
        url=ticket.url,
        closed=ticket.closed,
        in_step=stands.in_step,
        last_synced_at=stands.last_synced_at,
        next_look_at=stands.next_look_at,
        code=stands.code,
        reason=stands.reason,
        remedy=stands.remedy,
        warnings=ticket.warnings,
        conflicts=ticket.conflicts,
        links=links,
    )


class TrackerDocument(Struct, frozen=True):
    """`credential` tells where the secret is kept; nobody can read it here."""

    id: UUID
    reference: str
    version: int
    kind: TrackerKind
    name: str
    base_url: str | None
    project: str
    credential: Credential
    is_default: bool
    paused: bool
    fields: dict[str, str]
    webhook: WebhookSecrets | None
    rules: Rules
    links: Links


def tracker_document(tracker_id: UUID, version: int, tracker: Tracker) -> TrackerDocument:
    assert tracker.credential is not None
    here = f"/v1/trackers/{tracker_id}"
    return TrackerDocument(
        id=tracker_id,
        reference=tracker.reference,
        version=version,
        kind=tracker.kind,
        name=tracker.name,
        base_url=tracker.base_url,
        project=tracker.project,
        credential=tracker.credential,
        is_default=tracker.is_default,
        paused=tracker.paused,
        fields=tracker.fields,
        webhook=tracker.webhook,
        rules=tracker.rules,
        links={
            "self": here,
            "tests": f"{here}/tests",
            "links": f"{here}/links",
            "webhook": f"{here}/webhook",
        },
    )
