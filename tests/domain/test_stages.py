"""The recovery playbook: domain.md, section 2."""

from datetime import date, timedelta
from itertools import pairwise, product
from typing import Final

import pytest

from domain.decider import Policy, Stamp
from domain.errors import ContainmentMissing, ProofMissing, ReasonRequired, TimeRefused
from domain.incident import INCIDENT
from domain.incident_commands import ChangeStage, GivenWaiver
from domain.incident_events import IncidentEvent, Waiver
from domain.playbook import ORDER, PLACE, Stage, missing_times
from domain.timeline import EntryKind
from domain.workdays import Workdays
from tests.given import given
from tests.samples import ANA, AT, BEN, CONTAINED, DECLARED, HOUR, STAMP, entered, entry

WAIVER = Waiver(BEN, "the feature was withdrawn for good")
GIVEN = GivenWaiver(WAIVER.person, WAIVER.reason)
CLOCK = {"due_on": date(2026, 11, 9), "remind_on": date(2026, 11, 7)}
IN_DIAGNOSE = (DECLARED, CONTAINED, entered(Stage.DETECT, Stage.DIAGNOSE))
IN_MITIGATE = (*IN_DIAGNOSE, entered(Stage.DIAGNOSE, Stage.MITIGATE))
IN_VERIFY = (*IN_MITIGATE, entered(Stage.MITIGATE, Stage.VERIFY))
CLOSED = (*IN_VERIFY, entered(Stage.VERIFY, Stage.CLOSED, waiver=WAIVER))


def test_an_incident_is_declared_in_detect() -> None:
    assert INCIDENT.fold((DECLARED,)).stage is Stage.DETECT


@pytest.mark.parametrize(("here", "there"), tuple(pairwise(ORDER[:-1])))
def test_the_next_stage_needs_no_reason_once_contained(here: Stage, there: Stage) -> None:
    past = (DECLARED, CONTAINED, entered(Stage.DETECT, here))
    clock = CLOCK if here is Stage.MITIGATE else {}
    given(INCIDENT, *past).when(ChangeStage(there)).then(entered(here, there, **clock))


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (here, there)
        for here, there in product(ORDER, ORDER[:-1])
        if here is not there and PLACE[there] != PLACE[here] + 1
    ],
)
def test_a_move_out_of_order_needs_a_reason_and_records_what_it_skips(
    here: Stage, there: Stage
) -> None:
    at_stage = given(INCIDENT, DECLARED, CONTAINED, entered(Stage.DETECT, here))
    at_stage.when(ChangeStage(there)).refused(ReasonRequired)
    (event,) = at_stage.when(ChangeStage(there, "as it went")).events()
    assert event.skipped == ORDER[PLACE[here] + 1 : PLACE[there]]
    assert event.reason == "as it went"


@pytest.mark.parametrize("stage", ORDER)
def test_entering_the_present_stage_again_changes_nothing(stage: Stage) -> None:
    past = (DECLARED, entered(Stage.DETECT, stage))
    given(INCIDENT, *past).when(ChangeStage(stage, "again", waiver=GIVEN)).then()


@pytest.mark.parametrize("here", [Stage.DETECT, Stage.CONTAIN, Stage.COMMUNICATE])
@pytest.mark.parametrize("there", [Stage.DIAGNOSE, Stage.MITIGATE, Stage.POSTMORTEM, Stage.VERIFY])
def test_diagnosis_waits_for_containment(here: Stage, there: Stage) -> None:
    past = (DECLARED, entered(Stage.DETECT, here))
    given(INCIDENT, *past).when(ChangeStage(there)).refused(ContainmentMissing)


@pytest.mark.parametrize(
    ("here", "skipped"),
    [
        (Stage.DETECT, (Stage.CONTAIN, Stage.COMMUNICATE)),
        (Stage.CONTAIN, (Stage.CONTAIN, Stage.COMMUNICATE)),
        (Stage.COMMUNICATE, (Stage.CONTAIN,)),
    ],
)
def test_diagnosis_without_containment_leaves_it_on_record_as_skipped(
    here: Stage, skipped: tuple[Stage, ...]
) -> None:
    past = (DECLARED, entered(Stage.DETECT, here))
    why = "the feature was off already"
    given(INCIDENT, *past).when(ChangeStage(Stage.DIAGNOSE, why)).then(
        entered(here, Stage.DIAGNOSE, skipped=skipped, reason=why)
    )


def test_going_back_before_diagnosis_asks_for_containment_anew() -> None:
    back = entered(Stage.DIAGNOSE, Stage.DETECT, reason="wrong system")
    past = (DECLARED, entered(Stage.DETECT, Stage.DIAGNOSE, reason="off already"), back)
    given(INCIDENT, *past).when(ChangeStage(Stage.DIAGNOSE)).refused(ContainmentMissing)


@pytest.mark.parametrize("here", ORDER[:-1])
def test_nothing_closes_without_proof_or_waiver(here: Stage) -> None:
    past = (DECLARED, CONTAINED, entered(Stage.DETECT, here))
    given(INCIDENT, *past).when(ChangeStage(Stage.CLOSED, "done")).refused(ProofMissing)


def test_verify_closes_on_a_waiver_which_names_one_person_in_one_spelling() -> None:
    waiver = GivenWaiver("Ben@Example.com", WAIVER.reason)
    given(INCIDENT, *IN_VERIFY).when(ChangeStage(Stage.CLOSED, waiver=waiver)).then(
        entered(Stage.VERIFY, Stage.CLOSED, waiver=WAIVER)
    )


def test_a_waiver_where_nothing_closes_is_not_kept() -> None:
    back = ChangeStage(Stage.CONTAIN, "It leaked again.", waiver=GIVEN)
    (event,) = given(INCIDENT, *IN_VERIFY).when(back).events()
    assert event.waiver is None


def test_a_waiver_does_not_stand_in_for_the_reason_of_a_skip() -> None:
    close = ChangeStage(Stage.CLOSED, waiver=GIVEN)
    given(INCIDENT, *IN_DIAGNOSE).when(close).refused(ReasonRequired)


def test_a_closed_incident_knows_when_it_closed_until_it_is_reopened() -> None:
    assert INCIDENT.fold(CLOSED).closed_at == AT
    given(INCIDENT, *CLOSED).when(ChangeStage(Stage.DIAGNOSE)).refused(ReasonRequired)
    reopened = entered(Stage.CLOSED, Stage.DIAGNOSE, reason="it came back")
    given(INCIDENT, *CLOSED).when(ChangeStage(Stage.DIAGNOSE, "it came back")).then(reopened)
    assert INCIDENT.fold((*CLOSED, reopened)).closed_at is None


@pytest.mark.parametrize("there", [Stage.POSTMORTEM, Stage.VERIFY])
@pytest.mark.parametrize("past", [IN_DIAGNOSE, IN_MITIGATE])
def test_leaving_mitigation_behind_starts_the_clock_of_the_postmortem(
    past: tuple[IncidentEvent, ...], there: Stage
) -> None:
    (event,) = given(INCIDENT, *past).when(ChangeStage(there, "on we go")).events()
    assert (event.due_on, event.remind_on) == (date(2026, 11, 9), date(2026, 11, 7))
    incident = INCIDENT.fold((*past, event))
    assert incident.postmortem_due_on == date(2026, 11, 9)
    assert incident.postmortem_remind_on == date(2026, 11, 7)


def test_the_clock_counts_from_when_mitigation_happened_in_utc_and_by_the_policy() -> None:
    stamp = Stamp(AT, ANA, STAMP.id, Policy(14, 10))
    late = AT - timedelta(days=2)
    move = ChangeStage(Stage.POSTMORTEM, occurred_at=late)
    (event,) = given(INCIDENT, *IN_MITIGATE).when(move, stamp=stamp).events()
    assert (event.due_on, event.remind_on) == (date(2026, 11, 14), date(2026, 11, 10))
    assert (event.occurred_at, event.recorded_at) == (late, AT)


def test_later_moves_keep_the_clock_and_a_second_mitigation_starts_it_anew() -> None:
    out = entered(Stage.MITIGATE, Stage.POSTMORTEM, **CLOCK)
    back = entered(Stage.POSTMORTEM, Stage.MITIGATE, reason="it was not over")
    assert INCIDENT.fold((*IN_MITIGATE, out, back)).postmortem_due_on == CLOCK["due_on"]
    again = Stamp(AT + timedelta(days=3), ANA, STAMP.id)
    move = ChangeStage(Stage.POSTMORTEM)
    (event,) = given(INCIDENT, *IN_MITIGATE, out, back).when(move, stamp=again).events()
    assert event.due_on == date(2026, 11, 12)


WORKDAYS: Final = Workdays(frozenset({5, 6}), frozenset({date(2026, 11, 11)}))


def test_in_a_business_calendar_weekends_and_holidays_do_not_count() -> None:
    stamp = Stamp(AT, ANA, STAMP.id, Policy(workdays=WORKDAYS))  # a Monday
    (event,) = (
        given(INCIDENT, *IN_MITIGATE).when(ChangeStage(Stage.POSTMORTEM), stamp=stamp).events()
    )
    assert (event.remind_on, event.due_on) == (date(2026, 11, 9), date(2026, 11, 12))


def test_the_clock_counts_from_the_time_mitigated_where_it_was_told() -> None:
    told = entry(EntryKind.MITIGATED, at=AT - timedelta(days=3))
    move = ChangeStage(Stage.POSTMORTEM)
    (event,) = given(INCIDENT, *IN_MITIGATE, told).when(move).events()
    assert (event.due_on, event.remind_on) == (date(2026, 11, 6), date(2026, 11, 4))


def test_a_time_mitigated_of_before_does_not_count_for_a_mitigation_begun_anew() -> None:
    told = entry(EntryKind.MITIGATED, at=AT - timedelta(days=3))
    out = entered(Stage.MITIGATE, Stage.POSTMORTEM, **CLOCK)
    back = entered(Stage.POSTMORTEM, Stage.MITIGATE, reason="it was not over")
    past = (*IN_MITIGATE, told, out, back)
    move = ChangeStage(Stage.POSTMORTEM)
    (event,) = given(INCIDENT, *past).when(move).events()
    assert event.due_on == date(2026, 11, 9)
    anew = entry(EntryKind.MITIGATED, 102, at=AT + HOUR / 60)
    (event,) = given(INCIDENT, *past, anew).when(move).events()
    assert event.due_on == date(2026, 11, 9)
    assert INCIDENT.fold((*past, anew)).returned_at == AT


def test_going_back_before_mitigation_ended_leaves_the_time_mitigated_alone() -> None:
    told = entry(EntryKind.MITIGATED, at=AT - timedelta(days=3))
    back = entered(Stage.MITIGATE, Stage.DIAGNOSE, reason="not the cause")
    move = ChangeStage(Stage.POSTMORTEM, "mitigated all the same")
    (event,) = given(INCIDENT, *IN_MITIGATE, told, back).when(move).events()
    assert event.due_on == date(2026, 11, 6)


@pytest.mark.parametrize(
    ("stage", "missing"),
    [
        (Stage.DETECT, ()),
        (Stage.CONTAIN, ("noticed",)),
        (Stage.DIAGNOSE, ("noticed",)),
        (Stage.MITIGATE, ("noticed", "first_signal")),
        (Stage.POSTMORTEM, ("noticed", "first_signal", "mitigated")),
        (Stage.CLOSED, ("noticed", "first_signal", "mitigated", "resolved")),
    ],
)
def test_the_playbook_asks_for_each_named_time_when_it_can_be_known(
    stage: Stage, missing: tuple[str, ...]
) -> None:
    assert missing_times(stage, ()) == missing
    assert missing_times(stage, tuple(EntryKind)) == ()


@pytest.mark.parametrize(("due", "reminder"), [(-1, -1), (7, 8), (7, -1), (366, 5), (10**12, 0)])
def test_a_policy_that_cannot_be_kept_is_refused(due: int, reminder: int) -> None:
    with pytest.raises(ValueError, match="reminder days <= due days"):
        Policy(due, reminder)


def test_a_move_may_have_happened_earlier_but_not_in_the_future() -> None:
    early = ChangeStage(Stage.CONTAIN, occurred_at=AT - HOUR)
    given(INCIDENT, DECLARED).when(early).then(
        entered(Stage.DETECT, Stage.CONTAIN, occurred_at=AT - HOUR)
    )
    future = ChangeStage(Stage.CONTAIN, occurred_at=AT + HOUR)
    given(INCIDENT, DECLARED).when(future).refused(TimeRefused)


def test_each_move_appears_in_the_timeline_with_all_that_it_says() -> None:
    move = entered(
        Stage.DETECT,
        Stage.CLOSED,
        skipped=(Stage.CONTAIN, Stage.COMMUNICATE),
        reason="A false alarm.",
        waiver=WAIVER,
    )
    last = INCIDENT.fold((DECLARED, move)).timeline[-1]
    assert last.text == (
        "Moved from detect to closed. Skipped: contain, communicate. Reason: A false alarm."
        " Proof waived by ben@example.com: the feature was withdrawn for good"
    )
