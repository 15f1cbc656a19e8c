"""What events of an incident put into its timeline, in words for people to read."""

from collections.abc import Mapping
from typing import Final

from domain.incident_events import (
    Audience,
    ContainmentKind,
    IncidentCommunicated,
    IncidentContained,
    IncidentDeclared,
    IncidentStageEntered,
    IncidentTimelineEntryAdded,
)
from domain.playbook import Stage, names
from domain.timeline import AutomaticKind, Entry

STEP_WORDS: Final[Mapping[ContainmentKind, str]] = {
    ContainmentKind.DISABLE_FEATURE: "Feature disabled",
    ContainmentKind.REROUTE: "Routed around",
    ContainmentKind.ROLLBACK: "Rolled back",
    ContainmentKind.RATE_LIMIT: "Rate limited",
    ContainmentKind.HUMAN_TAKEOVER: "Handed over to people",
    ContainmentKind.OTHER: "Contained otherwise",
}
AUDIENCE_WORDS: Final[Mapping[Audience, str]] = {
    Audience.INTERNAL: "Inside the organization",
    Audience.CUSTOMERS: "To affected customers",
    Audience.REGULATOR: "To the regulator",
    Audience.PUBLIC: "To the public",
}


def declaration(event: IncidentDeclared) -> Entry:
    source = event.detection.source.replace("_", " ")
    return Entry(
        id=event.entry_id,
        kind=AutomaticKind.STAGE,
        occurred_at=event.detection.detected_at,
        recorded_at=event.declared_at,
        recorded_by=event.declared_by,
        text=f"Declared in {Stage.DETECT}, noticed by {source}.",
        stage=Stage.DETECT,
    )


def added(event: IncidentTimelineEntryAdded) -> Entry:
    return Entry(
        id=event.entry_id,
        kind=event.kind,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        recorded_by=event.recorded_by,
        text=event.text,
        evidence=event.evidence,
    )


def stage(event: IncidentStageEntered) -> Entry:
    text = f"Moved from {event.from_stage} to {event.to_stage}."
    if event.skipped:
        text += f" Skipped: {names(event.skipped)}."
    if event.reason:
        text += f" Reason: {event.reason}"
    if event.waiver:
        text += f" Proof waived by {event.waiver.person}: {event.waiver.reason}"
    return Entry(
        id=event.entry_id,
        kind=AutomaticKind.STAGE,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        recorded_by=event.recorded_by,
        text=text,
        stage=event.to_stage,
    )


def containment(event: IncidentContained) -> Entry:
    held = {True: " It held.", False: " It did not hold.", None: ""}[event.held]
    return Entry(
        id=event.entry_id,
        kind=AutomaticKind.CONTAINMENT,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        recorded_by=event.recorded_by,
        text=f"{STEP_WORDS[event.kind]}: {event.target}.{held} {event.text}".rstrip(),
    )


def communication(event: IncidentCommunicated) -> Entry:
    through = f" through {event.channel}" if event.channel else ""
    return Entry(
        id=event.entry_id,
        kind=AutomaticKind.COMMUNICATION,
        occurred_at=event.sent_at,
        recorded_at=event.recorded_at,
        recorded_by=event.recorded_by,
        text=f"{AUDIENCE_WORDS[event.audience]}{through}.\n\n"
        f"Known: {event.known}\n\nNot known: {event.unknown}",
    )
