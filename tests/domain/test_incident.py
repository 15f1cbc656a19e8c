"""Declaring and revising an incident: domain.md, section 2."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.errors import AlreadyExists, LinkRefused, NotFound, ReasonRequired, TimeRefused
from domain.incident import INCIDENT
from domain.incident_commands import (
    AssignRole,
    ChangeStage,
    LinkIncident,
    NotePostmortem,
    NumberedDeclaration,
    ReviseIncident,
    VisibleTo,
)
from domain.incident_events import (
    Audiences,
    Category,
    Detection,
    DetectionSource,
    IncidentImpactChanged,
    IncidentLabelsChanged,
    IncidentLinked,
    IncidentPostmortemStarted,
    IncidentReclassified,
    IncidentRetitled,
    IncidentRoleAssigned,
    IncidentSeverityChanged,
    IncidentSummaryChanged,
    IncidentSystemChanged,
    IncidentVisibilityChanged,
    LinkKind,
    Role,
    Severity,
    System,
    Visibility,
)
from domain.playbook import Stage
from domain.timeline import AutomaticKind
from tests.given import given
from tests.samples import (
    ANA,
    AT,
    BEN,
    DECLARATION,
    DECLARE,
    DECLARED,
    DETECTION,
    HOUR,
    OTHER_INCIDENT_ID,
    POSTMORTEM_ID,
    STAMP,
    SYSTEM,
)

MODEL_UNKNOWN = System("search")
DRIFT_TOO = replace(DECLARED, secondary_categories=(Category.DRIFT,))


def declared_with(**fields: Any) -> Any:
    """What follows from a declaration with these fields."""
    command = NumberedDeclaration("INC-12", replace(DECLARATION, **fields))
    (event,) = given(INCIDENT).when(command).events()
    return event


# declaring


def test_an_incident_is_declared_with_how_it_was_noticed() -> None:
    given(INCIDENT).when(DECLARE).then(replace(DECLARED, entry_id=STAMP.id))
    incident = INCIDENT.fold((DECLARED,))
    assert incident.detection == DETECTION
    assert (incident.opened_at, incident.closed_at) == (AT, None)
    (entry,) = incident.timeline
    assert (entry.kind, entry.occurred_at) == (AutomaticKind.STAGE, DETECTION.detected_at)
    assert entry.text == "Declared in detect, noticed by user report."


def test_an_incident_is_declared_once() -> None:
    given(INCIDENT, DECLARED).when(DECLARE).refused(AlreadyExists)


@pytest.mark.parametrize(
    "command", [ReviseIncident(), ChangeStage(Stage.CONTAIN), AssignRole(Role.LEAD, ANA)]
)
def test_what_was_never_declared_cannot_be_changed(command: object) -> None:
    given(INCIDENT).when(command).refused(NotFound)


def test_times_are_kept_in_utc() -> None:
    local = DETECTION.detected_at.astimezone(timezone(timedelta(hours=5, minutes=45)))
    detected_at = declared_with(detection=replace(DETECTION, detected_at=local)).detection
    assert detected_at == DETECTION
    assert detected_at.detected_at.tzinfo is UTC


@pytest.mark.parametrize("offset", [-23, 0, 23])
@pytest.mark.parametrize(
    "at",
    [datetime.min, datetime.max, datetime(1999, 12, 30), AT.replace(tzinfo=None) + 30 * HOUR],  # noqa: DTZ001, DTZ901
)
def test_times_before_2000_or_ahead_of_the_clock_are_refused(at: datetime, offset: int) -> None:
    moment = at.replace(tzinfo=timezone(timedelta(hours=offset, minutes=offset)))
    body = replace(DECLARATION, detection=Detection(DetectionSource.AUDIT, moment))
    given(INCIDENT).when(NumberedDeclaration("INC-12", body)).refused(TimeRefused)


def test_a_clock_that_runs_five_minutes_ahead_is_forgiven() -> None:
    ahead = replace(DETECTION, detected_at=AT + timedelta(minutes=5))
    assert declared_with(detection=ahead).detection == ahead


def test_people_are_one_however_their_address_is_typed() -> None:
    restricted = VisibleTo(("ANA@example.com", ANA, BEN), ("Risk", "Risk"))
    event = declared_with(lead="Ana@Example.COM", visible_to=restricted)
    assert event.lead == ANA
    assert event.visible_to == Audiences((ANA, BEN), ("Risk",))


def test_repeated_labels_and_categories_count_once() -> None:
    categories = (Category.DRIFT, DECLARATION.category, Category.DRIFT, Category.SCOPE_CREEP)
    event = declared_with(labels=("eu", "refunds", "eu"), secondary_categories=categories)
    assert event.labels == ("eu", "refunds")
    assert event.secondary_categories == (Category.DRIFT, Category.SCOPE_CREEP)


# revising


def test_a_revision_is_one_event_for_each_thing_that_changes() -> None:
    system = replace(SYSTEM, prompt_version="v42")
    given(INCIDENT, DECLARED).when(
        ReviseIncident(
            title="It invented two policies",
            summary="Two customers saw it.",
            impact="Refunds of 310 EUR",
            system=system,
            labels=("refunds", "refunds"),
            severity=Severity.SEV1,
            category=Category.DRIFT,
            secondary_categories=(Category.DRIFT, Category.HALLUCINATION),
            visibility=Visibility.RESTRICTED,
            visible_to=VisibleTo(("Ben@example.com",)),
            reason="We know more.",
        )
    ).then(
        IncidentRetitled("It invented two policies", "We know more."),
        IncidentSummaryChanged("Two customers saw it.", "We know more."),
        IncidentImpactChanged("Refunds of 310 EUR", "We know more."),
        IncidentSystemChanged(system, "We know more."),
        IncidentLabelsChanged(("refunds",), "We know more."),
        IncidentSeverityChanged(Severity.SEV2, Severity.SEV1, "We know more."),
        IncidentReclassified(Category.DRIFT, (Category.HALLUCINATION,), "We know more."),
        IncidentVisibilityChanged(Visibility.RESTRICTED, Audiences((BEN,)), "We know more."),
    )


def test_a_revision_to_what_stands_already_changes_nothing() -> None:
    same = ReviseIncident(
        title=DECLARED.title,
        summary="",
        impact="",
        system=System(*(getattr(SYSTEM, f) for f in SYSTEM.__struct_fields__)),
        labels=(),
        severity=DECLARED.severity,
        category=DECLARED.category,
        secondary_categories=(DECLARED.category,),
        visibility=Visibility.ORGANIZATION,
        visible_to=VisibleTo(),
        reason="no change",
    )
    given(INCIDENT, DECLARED).when(same).then()
    given(INCIDENT, DECLARED).when(ReviseIncident()).then()


def test_a_revision_settles_what_the_incident_says() -> None:
    command = ReviseIncident(
        title="T",
        summary="S",
        impact="I",
        system=MODEL_UNKNOWN,
        labels=("l",),
        severity=Severity.SEV4,
    )
    events = given(INCIDENT, DECLARED).when(command).events()
    incident = INCIDENT.fold((DECLARED, *events))
    assert (incident.title, incident.summary, incident.impact) == ("T", "S", "I")
    assert (incident.labels, incident.severity) == (("l",), Severity.SEV4)
    assert incident.system == MODEL_UNKNOWN
    given(INCIDENT, DECLARED, *events).when(command).then()


@pytest.mark.parametrize(
    "command",
    [
        ReviseIncident(category=Category.DRIFT),
        ReviseIncident(secondary_categories=(Category.DRIFT,)),
        ReviseIncident(title="Another", category=Category.DRIFT),
    ],
)
def test_reclassifying_needs_a_reason_or_nothing_of_the_revision_holds(command: object) -> None:
    given(INCIDENT, DECLARED).when(command).refused(ReasonRequired)


def test_a_category_that_becomes_the_primary_one_is_secondary_no_more() -> None:
    command = ReviseIncident(category=Category.DRIFT, reason="The model was swapped.")
    event = IncidentReclassified(Category.DRIFT, (), "The model was swapped.")
    given(INCIDENT, DRIFT_TOO).when(command).then(event)
    incident = INCIDENT.fold((DRIFT_TOO, event))
    assert (incident.category, incident.secondary_categories) == (Category.DRIFT, ())


def test_visibility_changes_as_a_whole() -> None:
    hidden = IncidentVisibilityChanged(Visibility.RESTRICTED, Audiences((ANA,)))
    widen = ReviseIncident(visible_to=VisibleTo((ANA, BEN)))
    wider = IncidentVisibilityChanged(Visibility.RESTRICTED, Audiences((ANA, BEN)))
    given(INCIDENT, DECLARED, hidden).when(widen).then(wider)
    incident = INCIDENT.fold((DECLARED, hidden, wider))
    assert (incident.visibility, incident.visible_to.people) == ("restricted", (ANA, BEN))


def test_who_restricts_an_incident_to_nobody_keeps_sight_of_it() -> None:
    restrict = ReviseIncident(visibility=Visibility.RESTRICTED)
    hidden = IncidentVisibilityChanged(Visibility.RESTRICTED, Audiences((ANA,)))
    given(INCIDENT, DECLARED).when(restrict).then(hidden)
    given(INCIDENT, DECLARED, hidden).when(restrict).then()
    to_nobody = ReviseIncident(visible_to=VisibleTo())
    given(INCIDENT, DECLARED, hidden).when(to_nobody).then()
    to_ben = ReviseIncident(visible_to=VisibleTo((BEN,)))
    handed_on = IncidentVisibilityChanged(Visibility.RESTRICTED, Audiences((BEN,)))
    given(INCIDENT, DECLARED, hidden).when(to_ben).then(handed_on)


@pytest.mark.parametrize("by", ["bootstrap", ANA])
def test_what_is_restricted_to_its_lead_or_by_a_tool_is_seen_by_nobody_else(by: str) -> None:
    restrict = ReviseIncident(visibility=Visibility.RESTRICTED)
    led = () if by == "bootstrap" else (IncidentRoleAssigned(Role.LEAD, BEN),)
    hidden = IncidentVisibilityChanged(Visibility.RESTRICTED, Audiences())
    given(INCIDENT, DECLARED, *led).when(restrict, stamp=replace(STAMP, by=by)).then(hidden)


# roles, links, postmortem


@pytest.mark.parametrize("role", Role)
def test_a_role_goes_from_one_person_to_the_next(role: Role) -> None:
    first, second = IncidentRoleAssigned(role, ANA), IncidentRoleAssigned(role, BEN)
    given(INCIDENT, DECLARED).when(AssignRole(role, "ANA@example.com")).then(first)
    given(INCIDENT, DECLARED, first).when(AssignRole(role, ANA)).then()
    given(INCIDENT, DECLARED, first).when(AssignRole(role, BEN)).then(second)
    assert INCIDENT.fold((DECLARED, first, second)).roles == {role: BEN}


def test_the_lead_named_in_the_declaration_has_the_role() -> None:
    assert INCIDENT.fold((declared_with(lead=ANA),)).roles == {Role.LEAD: ANA}


@pytest.mark.parametrize("kind", LinkKind)
def test_incidents_are_linked_once_in_each_way(kind: LinkKind) -> None:
    link = LinkIncident(kind, OTHER_INCIDENT_ID, "INC-9")
    linked = IncidentLinked(kind, OTHER_INCIDENT_ID, "INC-9")
    given(INCIDENT, DECLARED).when(link).then(linked)
    given(INCIDENT, DECLARED, linked).when(link).then()
    assert INCIDENT.fold((DECLARED, linked)).linked == (linked,)


def test_an_incident_is_not_linked_to_itself() -> None:
    link = LinkIncident(LinkKind.RELATED_TO, UUID(int=1), "INC-12")
    given(INCIDENT, DECLARED).when(link).refused(LinkRefused)


def test_the_incident_notes_its_postmortem_once() -> None:
    note = NotePostmortem(POSTMORTEM_ID, "PM-12")
    started = IncidentPostmortemStarted(POSTMORTEM_ID, "PM-12")
    given(INCIDENT, DECLARED).when(note).then(started)
    given(INCIDENT, DECLARED, started).when(note).then()
    assert INCIDENT.fold((DECLARED, started)).postmortem_id == POSTMORTEM_ID
