"""A postmortem that nobody publishes is reminded of: once before it is due, then for ever."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from domain.decider import Policy, Stamp
from domain.errors import NotFound
from domain.escalation import Away, Level, PassedOver, Rung, Schedule
from domain.postmortem import POSTMORTEM, BeginClockAnew, StartFor, StartPostmortem, decide
from domain.postmortem_events import (
    PostmortemDueDateChanged,
    PostmortemReminded,
    PostmortemStarted,
    ReminderKind,
)
from domain.reminders import RemindOfPostmortem
from tests.given import given
from tests.samples import ANA, EVA, FILLED, INCIDENT_ID, PUBLISHED, STAMP, STARTED

DUE, REMIND = date(2026, 11, 9), date(2026, 11, 7)
LEAD, MANAGER = Rung(Level.LEAD, ANA), Rung(Level.MANAGER, EVA)
REMINDER, OVERDUE = ReminderKind
CHAIN = RemindOfPostmortem((LEAD, MANAGER))


def on(day: date, policy: Policy = STAMP.policy) -> Stamp:
    at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=9)
    return replace(STAMP, at=at, policy=policy)


def reminded(kind: ReminderKind, day: date, level: Level, next_on: date) -> PostmortemReminded:
    to = {Level.LEAD: ANA, Level.MANAGER: EVA}[level]
    overdue = max(0, (day - DUE).days)
    return PostmortemReminded(kind, (to,), on(day).at, level, next_on, overdue)


FIRST = reminded(REMINDER, REMIND, Level.LEAD, date(2026, 11, 10))


def test_the_lead_is_reminded_before_it_is_due_then_the_manager_too_again_and_again() -> None:
    postmortem, found = POSTMORTEM.fold((STARTED,)), []
    for day in range(-5, 19):
        for event in decide(postmortem, CHAIN, on(DUE + timedelta(day))):
            assert isinstance(event, PostmortemReminded)
            postmortem = POSTMORTEM.evolve(postmortem, event)
            found.append((day, event.kind, event.to))
    assert found == [
        (-2, REMINDER, (ANA,)),
        (1, OVERDUE, (ANA,)),
        (3, OVERDUE, (EVA,)),
        (8, OVERDUE, (ANA,)),
        (10, OVERDUE, (EVA,)),
        (15, OVERDUE, (ANA,)),
        (17, OVERDUE, (EVA,)),
    ]


def test_a_reminder_says_when_the_next_one_comes() -> None:
    given(POSTMORTEM, STARTED).when(CHAIN, stamp=on(REMIND)).then(FIRST)
    state = POSTMORTEM.fold((STARTED, FIRST)).reminded
    assert state is not None
    assert (state.level, state.days, state.next_on) == (Level.LEAD, 0, date(2026, 11, 10))


@pytest.mark.parametrize("day", [REMIND, DUE])
def test_it_reminds_once_up_to_the_due_day(day: date) -> None:
    given(POSTMORTEM, STARTED, FIRST).when(CHAIN, stamp=on(day)).then()


def test_a_reminder_that_was_missed_still_comes_on_the_due_day_but_not_after_it() -> None:
    (late,) = given(POSTMORTEM, STARTED).when(CHAIN, stamp=on(DUE)).events()
    assert late.kind is REMINDER
    after = given(POSTMORTEM, STARTED).when(CHAIN, stamp=on(DUE + timedelta(1))).events()
    assert [event.kind for event in after] == [OVERDUE]


def test_publishing_ends_it_for_good() -> None:
    late = on(date(2027, 5, 1))
    given(POSTMORTEM, *FILLED, PUBLISHED).when(CHAIN, stamp=late).then()


def test_a_lead_who_is_away_is_passed_over_to_the_manager() -> None:
    chain = RemindOfPostmortem((Rung(Level.LEAD, ANA, Away.ABSENT), MANAGER))
    expected = replace(
        reminded(REMINDER, REMIND, Level.MANAGER, date(2026, 11, 10)),
        passed_over=(PassedOver(Level.LEAD, Away.ABSENT, ANA),),
    )
    given(POSTMORTEM, STARTED).when(chain, stamp=on(REMIND)).then(expected)


def test_with_nobody_at_all_it_is_written_down_that_nobody_was_told() -> None:
    chain = RemindOfPostmortem((Rung(Level.LEAD), Rung(Level.MANAGER)))
    (event,) = given(POSTMORTEM, STARTED).when(chain, stamp=on(REMIND)).events()
    assert (event.to, event.level) == ((), Level.LEAD)
    assert event.reason == "there is nobody to tell: lead (nobody), manager (nobody)"


def test_an_organization_sets_its_own_days() -> None:
    policy = Policy(postmortem_escalation=Schedule({Level.LEAD: 5, Level.MANAGER: 9}, 30))
    (event,) = given(POSTMORTEM, STARTED).when(CHAIN, stamp=on(REMIND, policy)).events()
    assert event.next_on == DUE + timedelta(5)


def test_the_day_to_remind_is_the_incidents_or_the_usual_one_before_the_due_day() -> None:
    clock = replace(start(), due_on=DUE, remind_on=date(2026, 11, 5))
    given(POSTMORTEM).when(clock).then(replace(STARTED, lead=None, remind_on=date(2026, 11, 5)))
    own = replace(clock, body=StartPostmortem(due_on=date(2026, 12, 1)))
    (event,) = given(POSTMORTEM).when(own).events()
    assert event.remind_on == date(2026, 11, 29)


def test_one_that_was_started_before_reminders_were_is_reminded_of_two_days_before() -> None:
    old = PostmortemStarted("PM-12", INCIDENT_ID, DUE, ANA)
    assert POSTMORTEM.fold((old,)).remind_on == REMIND


def test_what_was_never_started_is_not_reminded_of() -> None:
    given(POSTMORTEM).when(CHAIN).refused(NotFound)


def start() -> StartFor:
    return StartFor("PM-12", INCIDENT_ID, StartPostmortem())


def test_a_reminder_changes_nothing_that_anybody_would_decide_on() -> None:
    later = reminded(OVERDUE, DUE + timedelta(1), Level.LEAD, DUE + timedelta(3))
    edited = FILLED[1]
    known = [POSTMORTEM.fold(events) for events in ((STARTED,), (STARTED, FIRST, later))]
    assert [(state.version, state.unchanged_since) for state in known] == [(1, 1), (3, 1)]
    changed = POSTMORTEM.fold((edited, FIRST), known[1])
    assert (changed.version, changed.unchanged_since) == (5, 4)


def test_a_clock_that_begins_anew_reminds_anew_until_something_is_published() -> None:
    later, remind_on = date(2026, 11, 19), date(2026, 11, 17)
    anew = BeginClockAnew(DUE, later, remind_on)
    moved = PostmortemDueDateChanged(DUE, later, remind_on)
    given(POSTMORTEM, STARTED, FIRST).when(anew).then(moved)
    assert POSTMORTEM.fold((STARTED, FIRST, moved)).reminded is None
    given(POSTMORTEM, STARTED, moved).when(anew).then()
    given(POSTMORTEM, *FILLED, PUBLISHED).when(anew).then()
