"""The timeline: two times for each entry, and nothing edited away. domain.md, section 2."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.entries import AUDIENCE_WORDS, STEP_WORDS
from domain.errors import EntryRefused, TimeRefused
from domain.incident import INCIDENT
from domain.incident_commands import (
    AddTimelineEntry,
    CorrectionOf,
    CorrectTimelineEntry,
    RecordCommunication,
    RecordContainment,
    RetractTimelineEntry,
)
from domain.incident_events import (
    Audience,
    ContainmentKind,
    IncidentCommunicated,
    IncidentContained,
    IncidentTimelineEntryAdded,
    IncidentTimelineEntryCorrected,
    IncidentTimelineEntryRetracted,
)
from domain.timeline import (
    AutomaticKind,
    Entry,
    EntryKind,
    Timeline,
    last,
    named_times,
    times_out_of_order,
    with_entry,
)
from domain.values import Evidence
from tests.given import given
from tests.samples import (
    ANA,
    AT,
    BEN,
    CONTAINED,
    DECLARED,
    DECLARED_ENTRY_ID,
    ENTRY_ID,
    HOUR,
    LATER,
    STAMP,
    entry,
)

TOLD = IncidentCommunicated(UUID(int=104), Audience.PUBLIC, "This.", "That.", AT, AT, ANA)
CHART = (Evidence("Refunds per hour", "https://charts.example.com/refunds"),)
RETRACT = RetractTimelineEntry("It was another system.")
CORRECTED = IncidentTimelineEntryCorrected(
    ENTRY_ID, AT - HOUR, "Seen earlier.", "The log says so.", LATER.at, BEN, CHART
)
RETRACTED = IncidentTimelineEntryRetracted(ENTRY_ID, RETRACT.reason, LATER.at, BEN)


def correction(**fields: Any) -> CorrectionOf:
    return CorrectionOf(ENTRY_ID, CorrectTimelineEntry("The log says so.", **fields))


@pytest.mark.parametrize("kind", EntryKind)
def test_an_entry_has_the_time_it_happened_and_the_time_it_was_recorded(kind: EntryKind) -> None:
    command = AddTimelineEntry(kind, AT - HOUR, "Seen.", CHART)
    added = IncidentTimelineEntryAdded(STAMP.id, kind, AT - HOUR, AT, ANA, "Seen.", CHART)
    given(INCIDENT, DECLARED).when(command).then(added)
    last = INCIDENT.fold((DECLARED, added)).timeline[-1]
    assert (last.occurred_at, last.recorded_at, last.recorded_by) == (AT - HOUR, AT, ANA)
    assert (last.kind, last.text, last.evidence) == (kind, "Seen.", CHART)


@pytest.mark.parametrize(
    "command",
    [
        AddTimelineEntry(EntryKind.NOTE, AT + HOUR, "Not yet."),
        RecordContainment(ContainmentKind.REROUTE, "answers", AT + HOUR),
        RecordCommunication(Audience.PUBLIC, "This.", "That.", AT + HOUR),
    ],
)
def test_nothing_is_recorded_before_it_happens(command: object) -> None:
    given(INCIDENT, DECLARED).when(command).refused(TimeRefused)


def test_a_named_time_is_that_of_its_latest_entry_that_stands() -> None:
    first = entry(EntryKind.NOTICED, 101, AT - HOUR)
    second = entry(EntryKind.NOTICED, 102, AT - 2 * HOUR)
    incident = INCIDENT.fold((DECLARED, first, second))
    assert named_times(incident.timeline) == {EntryKind.NOTICED: AT - 2 * HOUR}
    withdrawn = IncidentTimelineEntryRetracted(second.entry_id, "wrong", AT, ANA)
    incident = INCIDENT.fold((withdrawn,), incident)
    assert named_times(incident.timeline) == {EntryKind.NOTICED: AT - HOUR}


def test_only_the_four_named_times_are_asked_for_and_in_their_order() -> None:
    kinds = tuple(EntryKind)
    past = [entry(kind, 200 + n) for n, kind in enumerate(reversed(kinds))]
    times = named_times(INCIDENT.fold((DECLARED, *past)).timeline)
    assert list(times) == ["first_signal", "noticed", "mitigated", "resolved"]


def test_a_correction_keeps_what_was_said_before() -> None:
    change = correction(occurred_at=AT - HOUR, text="Seen earlier.", evidence=CHART)
    past = (DECLARED, entry(EntryKind.NOTICED))
    given(INCIDENT, *past).when(change, stamp=LATER).then(CORRECTED)
    corrected = INCIDENT.fold((*past, CORRECTED)).timeline[-1]
    assert (corrected.occurred_at, corrected.recorded_at) == (AT - HOUR, AT)
    assert (corrected.text, corrected.evidence) == ("Seen earlier.", CHART)
    (before,) = corrected.corrections
    assert (before.previous_occurred_at, before.previous_text) == (AT, "Seen.")
    assert before.previous_evidence == ()
    assert (before.corrected_at, before.corrected_by) == (LATER.at, BEN)
    assert before.reason == "The log says so."


def test_a_corrected_named_entry_gives_the_corrected_time() -> None:
    incident = INCIDENT.fold((DECLARED, entry(EntryKind.NOTICED), CORRECTED))
    assert named_times(incident.timeline) == {EntryKind.NOTICED: AT - HOUR}


def test_what_a_correction_leaves_out_stays_as_it_is() -> None:
    past = (DECLARED, entry())
    (event,) = given(INCIDENT, *past).when(correction(text="Read.")).events()
    assert (event.occurred_at, event.text, event.evidence) == (AT, "Read.", ())
    given(INCIDENT, *past).when(correction()).then()
    given(INCIDENT, *past).when(correction(occurred_at=AT, text="Seen.", evidence=())).then()


def test_a_correction_into_the_future_is_refused() -> None:
    change = correction(occurred_at=AT + HOUR)
    given(INCIDENT, DECLARED, entry()).when(change).refused(TimeRefused)


def test_a_retracted_entry_stays_in_the_timeline_with_its_reason() -> None:
    past = (DECLARED, entry(EntryKind.RESOLVED))
    given(INCIDENT, *past).when(CorrectionOf(ENTRY_ID, RETRACT), stamp=LATER).then(RETRACTED)
    incident = INCIDENT.fold((*past, RETRACTED))
    retraction = incident.timeline[-1].retraction
    assert retraction is not None
    assert (retraction.retracted_at, retraction.retracted_by) == (LATER.at, BEN)
    assert retraction.reason == RETRACT.reason
    assert named_times(incident.timeline) == {}


@pytest.mark.parametrize("change", [correction(text="No."), CorrectionOf(ENTRY_ID, RETRACT)])
def test_a_retracted_entry_is_neither_corrected_nor_retracted_again(change: object) -> None:
    given(INCIDENT, DECLARED, entry(), RETRACTED).when(change).refused(EntryRefused)


@pytest.mark.parametrize(
    ("entry_id", "remedy"),
    [
        (DECLARED_ENTRY_ID, "add a note"),
        (CONTAINED.entry_id, "retract it and record the containment"),
        (TOLD.entry_id, "retract it and record the communication"),
        (UUID(int=77), "has no entry"),
    ],
)
def test_entries_that_came_by_themselves_or_never_came_are_not_corrected(
    entry_id: UUID, remedy: str
) -> None:
    change = CorrectionOf(entry_id, CorrectTimelineEntry("Why.", text="No."))
    refusal = given(INCIDENT, DECLARED, CONTAINED, TOLD).when(change).refused(EntryRefused)
    assert remedy in str(refusal)


@pytest.mark.parametrize("entry_id", [DECLARED_ENTRY_ID, UUID(int=77)])
def test_a_stage_that_was_entered_is_not_retracted(entry_id: UUID) -> None:
    given(INCIDENT, DECLARED, entry()).when(CorrectionOf(entry_id, RETRACT)).refused(EntryRefused)


@pytest.mark.parametrize("fact", [CONTAINED, TOLD])
def test_a_containment_or_a_communication_recorded_by_mistake_is_retracted_with_both_times(
    fact: Any,
) -> None:
    retraction = IncidentTimelineEntryRetracted(fact.entry_id, RETRACT.reason, LATER.at, BEN)
    retract = CorrectionOf(fact.entry_id, RETRACT)
    given(INCIDENT, DECLARED, fact).when(retract, stamp=LATER).then(retraction)
    last = INCIDENT.fold((DECLARED, fact, retraction)).timeline[-1]
    assert last.retraction is not None
    assert (last.occurred_at, last.recorded_at, last.retraction.retracted_at) == (AT, AT, LATER.at)


def test_a_containment_that_was_retracted_contains_nothing() -> None:
    retraction = IncidentTimelineEntryRetracted(CONTAINED.entry_id, "Of another.", AT, ANA)
    assert not INCIDENT.fold((DECLARED, CONTAINED, retraction)).contained
    other = replace(CONTAINED, entry_id=UUID(int=103), target="the chat")
    assert INCIDENT.fold((DECLARED, CONTAINED, other, retraction)).contained


@pytest.mark.parametrize(("held", "contained"), [(True, True), (None, True), (False, False)])
def test_recorded_again_a_containment_tells_how_it_turned_out(
    *, held: bool | None, contained: bool
) -> None:
    unknown = replace(CONTAINED, held=None)
    outcome = replace(CONTAINED, entry_id=UUID(int=103), held=held)
    assert INCIDENT.fold((DECLARED, unknown, outcome)).contained is contained
    retraction = IncidentTimelineEntryRetracted(outcome.entry_id, "Too early.", AT, ANA)
    assert INCIDENT.fold((DECLARED, unknown, outcome, retraction)).contained


def test_a_correction_or_retraction_of_an_entry_that_is_not_kept_changes_nothing() -> None:
    incident = INCIDENT.fold((DECLARED,))
    assert INCIDENT.fold((CORRECTED, RETRACTED), incident) == incident


@pytest.mark.parametrize("kind", ContainmentKind)
@pytest.mark.parametrize("held", [True, None])
def test_a_containment_is_on_record_and_contains(
    kind: ContainmentKind, *, held: bool | None
) -> None:
    command = RecordContainment(kind, "refund answers", AT - HOUR, held, "By the flag.")
    event = IncidentContained(
        STAMP.id, kind, "refund answers", AT - HOUR, AT, ANA, held, "By the flag."
    )
    given(INCIDENT, DECLARED).when(command).then(event)
    incident = INCIDENT.fold((DECLARED, event))
    assert incident.contained
    last = incident.timeline[-1]
    assert (last.kind, last.occurred_at) == (AutomaticKind.CONTAINMENT, AT - HOUR)
    step, _, rest = last.text.partition(": ")
    assert rest == f"refund answers.{' It held.' if held else ''} By the flag."
    assert step == STEP_WORDS[kind]
    assert "_" not in step


def test_a_containment_that_did_not_hold_contains_nothing() -> None:
    command = RecordContainment(ContainmentKind.RATE_LIMIT, "answers", AT, held=False)
    events = given(INCIDENT, DECLARED).when(command).events()
    incident = INCIDENT.fold((DECLARED, *events))
    assert not incident.contained
    assert incident.timeline[-1].text == "Rate limited: answers. It did not hold."
    assert INCIDENT.fold((CONTAINED, *events), incident).contained


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize(
    ("channel", "through"), [("status page", " through status page"), (None, "")]
)
def test_a_communication_says_what_is_known_and_what_is_not(
    audience: Audience, channel: str | None, through: str
) -> None:
    command = RecordCommunication(audience, "It answers wrongly.", "Since when.", AT, channel)
    event = IncidentCommunicated(
        STAMP.id, audience, "It answers wrongly.", "Since when.", AT, AT, ANA, channel
    )
    given(INCIDENT, DECLARED).when(command).then(event)
    last = INCIDENT.fold((DECLARED, event)).timeline[-1]
    assert last.kind is AutomaticKind.COMMUNICATION
    to, known, unknown = last.text.split("\n\n")
    assert to == f"{AUDIENCE_WORDS[audience]}{through}."
    assert (known, unknown) == ("Known: It answers wrongly.", "Not known: Since when.")


def test_a_timeline_is_not_changed_by_what_is_added_to_it() -> None:
    incident = INCIDENT.fold((DECLARED, entry(EntryKind.NOTE, 101)))
    one = INCIDENT.fold((entry(EntryKind.NOTE, 102),), incident)
    other = INCIDENT.fold((entry(EntryKind.NOTE, 103), entry(EntryKind.NOTE, 104)), incident)
    assert [e.id for e in incident.timeline[1:]] == [UUID(int=101)]
    assert [e.id for e in one.timeline[1:]] == [UUID(int=101), UUID(int=102)]
    assert [e.id for e in other.timeline[1:]] == [UUID(int=n) for n in (101, 103, 104)]


def test_a_timeline_is_a_sequence_like_any_other() -> None:
    timeline = INCIDENT.fold((DECLARED, entry(EntryKind.NOTE, 101))).timeline
    assert len(timeline) == 2
    assert timeline[-1] is timeline[1]
    assert timeline == tuple(timeline)
    assert hash(timeline) == hash(tuple(timeline))
    assert repr(timeline) == repr(tuple(timeline))
    assert timeline.__eq__(2) is False
    with pytest.raises(IndexError):
        timeline[2]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_last_entries_are_the_end_of_all(count: int) -> None:
    timeline: Timeline = ()
    for number in range(10):
        timeline = with_entry(timeline, Entry(UUID(int=number), EntryKind.NOTE, AT, AT, ANA, "x"))
        assert [*last(timeline, count)] == [*timeline][-count:]
        assert [*last(tuple(timeline), count)] == [*timeline][-count:]


@pytest.mark.parametrize(
    ("hours", "pairs"),
    [
        ({}, ()),
        ({"first_signal": 0, "noticed": 0, "mitigated": 1, "resolved": 2}, ()),
        ({"noticed": 1, "resolved": 0}, (("noticed", "resolved"),)),
        (
            {"first_signal": 3, "noticed": 1, "mitigated": 2},
            (("first_signal", "noticed"), ("first_signal", "mitigated")),
        ),
    ],
)
def test_named_times_that_contradict_each_other_are_told_in_pairs(
    hours: dict[str, int], pairs: tuple[tuple[str, str], ...]
) -> None:
    times = {EntryKind(kind): AT + hour * HOUR for kind, hour in hours.items()}
    assert [(pair.first, pair.then) for pair in times_out_of_order(times)] == list(pairs)


@pytest.mark.parametrize("target", ["Refund answers", " refund  answers "])
def test_a_containment_is_the_same_with_other_capitals_and_blanks(target: str) -> None:
    unknown = replace(CONTAINED, target="refund answers", held=None)
    outcome = replace(unknown, entry_id=UUID(int=103), target=target, held=False)
    assert INCIDENT.fold((DECLARED, unknown)).contained
    assert not INCIDENT.fold((DECLARED, unknown, outcome)).contained
