"""Overdue actions call on people, level by level, for as long as they are overdue."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.action import (
    ACTION,
    Action,
    ChangeStatus,
    ReviseAction,
    ReviseWith,
    decide,
)
from domain.action_escalation import EscalateAction
from domain.action_events import (
    ActionDueDateChanged,
    ActionEscalated,
    ActionStatus,
)
from domain.decider import Policy, Stamp
from domain.errors import NotFound
from domain.escalation import Away, Level, PassedOver, Rung, Schedule
from tests.given import given
from tests.samples import ANA, BEN, EVA, PLANNED, STAMP, moved

DUE = PLANNED.due_on
OWNER, LEAD, MANAGER = Rung(Level.OWNER, BEN), Rung(Level.LEAD, ANA), Rung(Level.MANAGER, EVA)
CHAIN = (OWNER, LEAD, MANAGER)
NOBODY = Rung(Level.MANAGER)
OPEN, IN_PROGRESS, DONE, VERIFIED, CANCELLED = ActionStatus


def on(days: int, policy: Policy = STAMP.policy) -> Stamp:
    """A moment on the day that is so many days after the due day."""
    at = datetime.combine(DUE, datetime.min.time(), UTC) + timedelta(days=days, hours=4)
    return replace(STAMP, at=at, policy=policy)


def escalated(days: int, level: Level, person: str, next_day: int) -> ActionEscalated:
    next_on = DUE + timedelta(next_day)
    return ActionEscalated(level, (person,), days, on(days).at, next_on)


FIRST = escalated(1, Level.OWNER, BEN, 3)


def told(
    days: range, chain: tuple[Rung, ...] = CHAIN, policy: Policy = STAMP.policy
) -> list[tuple[int, tuple[str, ...]]]:
    """Who is told on which day, when somebody looks on each of `days`."""
    action, found = ACTION.fold((PLANNED,)), []
    for day in days:
        for event in decide(action, EscalateAction(chain), on(day, policy)):
            assert isinstance(event, ActionEscalated)
            action = ACTION.evolve(action, event)
            found.append((day, event.to))
    return found


def test_the_owner_is_told_first_then_the_lead_then_the_manager_then_all_again() -> None:
    assert told(range(-5, 16)) == [
        (1, (BEN,)),
        (3, (ANA,)),
        (7, (EVA,)),
        (8, (BEN,)),
        (10, (ANA,)),
        (14, (EVA,)),
        (15, (BEN,)),
    ]


def test_an_organization_sets_its_own_days() -> None:
    schedule = Schedule({Level.OWNER: 2, Level.LEAD: 2, Level.MANAGER: 5}, repeat_days=30)
    found = told(range(33), policy=Policy(action_escalation=schedule))
    assert found == [(2, (BEN,)), (2, (ANA,)), (5, (EVA,)), (32, (BEN,)), (32, (ANA,))]


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given_any(
    days=st.lists(st.integers(1, 40), min_size=3, max_size=3).map(sorted),
    repeat_days=st.integers(1, 40),
    begin=st.integers(0, 3_000),
)
def test_it_never_falls_silent_however_old(days: list[int], repeat_days: int, begin: int) -> None:
    schedule = Schedule(dict(zip(Level, days, strict=True)), repeat_days)
    found = told(range(begin, begin + 200), policy=Policy(action_escalation=schedule))
    moments = [begin, *(day for day, _ in found), begin + 200]
    assert all(later - before <= max(repeat_days, days[0]) for before, later in pairwise(moments))
    assert {person for _, to in found for person in to} == {BEN, ANA, EVA}


def test_what_is_due_today_is_not_overdue() -> None:
    given(ACTION, PLANNED).when(EscalateAction(CHAIN), stamp=on(0)).then()


def test_an_escalation_says_whom_it_told_and_when_the_next_one_comes() -> None:
    given(ACTION, PLANNED).when(EscalateAction(CHAIN), stamp=on(1)).then(FIRST)
    state = ACTION.fold((PLANNED, FIRST)).escalation
    assert state is not None
    assert (state.level, state.days, state.next_on) == (Level.OWNER, 1, DUE + timedelta(3))
    assert state.last_at == on(1).at


def test_a_step_that_was_taken_is_not_taken_again() -> None:
    for day in (1, 2):
        given(ACTION, PLANNED, FIRST).when(EscalateAction(CHAIN), stamp=on(day)).then()


def test_turns_that_were_missed_are_made_up_for_once_each() -> None:
    late = [escalated(100, *turn, 101) for turn in zip(Level, (BEN, ANA, EVA), strict=True)]
    given(ACTION, PLANNED).when(EscalateAction(CHAIN), stamp=on(100)).then(*late)
    both = [escalated(4, Level.LEAD, ANA, 7)]
    given(ACTION, PLANNED, FIRST).when(EscalateAction(CHAIN), stamp=on(4)).then(*both)


def test_nobody_is_told_of_the_same_thing_twice_on_a_day() -> None:
    chain = (Rung(Level.OWNER, ANA), Rung(Level.LEAD, ANA), NOBODY)
    assert told(range(100, 101), chain) == [(100, (ANA,))]


@pytest.mark.parametrize("why", [Away.ABSENT, Away.LEFT, Away.NOT_ALLOWED])
def test_who_cannot_be_told_is_passed_over_to_the_next_level(why: Away) -> None:
    chain = (Rung(Level.OWNER, BEN, why), LEAD, MANAGER)
    expected = replace(
        escalated(1, Level.LEAD, ANA, 3), passed_over=(PassedOver(Level.OWNER, why, BEN),)
    )
    given(ACTION, PLANNED).when(EscalateAction(chain), stamp=on(1)).then(expected)


def test_where_nobody_is_above_it_falls_back_to_who_is_below() -> None:
    chain = (OWNER, LEAD, NOBODY)
    passed_over = (PassedOver(Level.MANAGER, Away.NOBODY),)
    before = replace(FIRST, days_overdue=6, next_on=DUE + timedelta(7))
    expected = replace(escalated(7, Level.LEAD, ANA, 8), passed_over=passed_over)
    given(ACTION, PLANNED, before).when(EscalateAction(chain), stamp=on(7)).then(expected)


def test_with_nobody_at_all_it_is_written_down_that_nobody_was_told_and_why() -> None:
    chain = (Rung(Level.OWNER, BEN, Away.LEFT), Rung(Level.LEAD), NOBODY)
    (event,) = given(ACTION, PLANNED).when(EscalateAction(chain), stamp=on(9)).events()
    assert (event.level, event.to, event.days_overdue) == (Level.OWNER, (), 9)
    assert event.reason == "there is nobody to tell: owner (left), lead (nobody), manager (nobody)"
    assert event.next_on == DUE + timedelta(10)


@pytest.mark.parametrize("status", [DONE, VERIFIED, CANCELLED])
def test_what_has_ended_does_not_escalate(status: ActionStatus) -> None:
    past = (PLANNED, FIRST, moved(OPEN, status))
    given(ACTION, *past).when(EscalateAction(CHAIN), stamp=on(50)).then()


@pytest.mark.parametrize("status", [OPEN, IN_PROGRESS])
def test_what_was_opened_again_goes_on_where_it_was(status: ActionStatus) -> None:
    past = (PLANNED, FIRST, moved(OPEN, DONE), moved(DONE, status, "Not yet."))
    given(ACTION, *past).when(EscalateAction(CHAIN), stamp=on(2)).then()
    events = given(ACTION, *past).when(EscalateAction(CHAIN), stamp=on(3)).events()
    assert [event.to for event in events] == [(ANA,)]


def test_a_new_due_date_begins_anew() -> None:
    later = DUE + timedelta(30)
    revised = ActionDueDateChanged(DUE, later)
    given(ACTION, PLANNED, FIRST).when(ReviseWith(ReviseAction(due_on=later))).then(revised)
    assert ACTION.fold((PLANNED, FIRST, revised)).escalation is None
    given(ACTION, PLANNED, FIRST, revised).when(EscalateAction(CHAIN), stamp=on(30)).then()
    (event,) = given(ACTION, PLANNED, revised).when(EscalateAction(CHAIN), stamp=on(31)).events()
    assert (event.level, event.days_overdue) == (Level.OWNER, 1)


def test_the_day_that_was_named_holds_under_another_schedule() -> None:
    slower = Schedule({Level.OWNER: 20, Level.LEAD: 30, Level.MANAGER: 40}, repeat_days=90)
    policy = Policy(action_escalation=slower)
    past, command = (PLANNED, FIRST), EscalateAction(CHAIN)
    given(ACTION, *past).when(command, stamp=on(2, policy)).then()
    (event,) = given(ACTION, *past).when(command, stamp=on(3, policy)).events()
    assert (event.to, event.next_on) == ((ANA,), DUE + timedelta(20))


def test_after_the_last_level_another_schedule_goes_on_with_the_first() -> None:
    policy = Policy(
        action_escalation=Schedule({Level.OWNER: 90, Level.LEAD: 90, Level.MANAGER: 90})
    )
    last = escalated(7, Level.MANAGER, EVA, 8)
    (event,) = (
        given(ACTION, PLANNED, last).when(EscalateAction(CHAIN), stamp=on(8, policy)).events()
    )
    assert event.to == (BEN,)


def test_what_was_never_planned_does_not_escalate() -> None:
    given(ACTION).when(EscalateAction(CHAIN), stamp=on(5)).refused(NotFound)


def test_a_claim_made_in_time_stops_it() -> None:
    given(ACTION, PLANNED, FIRST).when(ChangeStatus(DONE)).then(moved(OPEN, DONE))
    done = ACTION.fold((PLANNED, FIRST, moved(OPEN, DONE)))
    assert isinstance(done, Action)
    assert done.escalation is not None


@pytest.mark.parametrize(
    "first",
    [
        {},
        {Level.OWNER: 0},
        {Level.OWNER: 366},
        {Level.OWNER: 3, Level.LEAD: 2},
        {Level.OWNER: 1, Level.MANAGER: 366},
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(first: dict[Level, int]) -> None:
    with pytest.raises(ValueError, match="Expected"):
        Schedule(first)


@pytest.mark.parametrize("repeat_days", [0, 366])
def test_so_is_one_that_repeats_never_or_too_seldom(repeat_days: int) -> None:
    with pytest.raises(ValueError, match="Expected"):
        Schedule({Level.OWNER: 1}, repeat_days)


def test_the_last_day_of_the_calendar_is_still_counted_from() -> None:
    action = replace(ACTION.fold((PLANNED,)), due_on=date(2999, 12, 31))
    stamp = replace(STAMP, at=datetime(9998, 1, 1, tzinfo=UTC))
    assert len(decide(action, EscalateAction(CHAIN), stamp)) == 3
