"""Days that count: every day, or those on which people work."""

from datetime import date, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.workdays import EVERY_DAY, Workdays, after, before, counts

FRIDAY: Final = date(2026, 10, 30)
SATURDAY: Final = date(2026, 10, 31)
MONDAY: Final = date(2026, 11, 2)
WEEKDAYS: Final = Workdays(frozenset({5, 6}))
WITH_HOLIDAY: Final = Workdays(frozenset({5, 6}), frozenset({MONDAY}))
MOVED: Final = Workdays(frozenset({5, 6}), frozenset({SATURDAY}), frozenset({SATURDAY}))
DAYS: Final = st.dates(date(2026, 1, 1), date(2028, 12, 31))
CALENDARS: Final = st.builds(
    Workdays,
    st.frozensets(st.integers(0, 6), max_size=6),
    st.frozensets(DAYS, max_size=20),
    st.frozensets(DAYS, max_size=5),
)


@pytest.mark.parametrize(
    ("workdays", "day", "number", "expected"),
    [
        (EVERY_DAY, FRIDAY, 0, FRIDAY),
        (EVERY_DAY, FRIDAY, 7, date(2026, 11, 6)),
        (WEEKDAYS, FRIDAY, 0, FRIDAY),
        (WEEKDAYS, FRIDAY, 1, MONDAY),
        (WEEKDAYS, SATURDAY, 0, MONDAY),
        (WEEKDAYS, SATURDAY, 1, MONDAY),
        (WITH_HOLIDAY, FRIDAY, 1, date(2026, 11, 3)),
        (MOVED, FRIDAY, 1, SATURDAY),
    ],
)
def test_only_days_that_count_are_counted(
    workdays: Workdays, day: date, number: int, expected: date
) -> None:
    assert after(workdays, day, number) == expected


def test_days_are_counted_back_in_the_same_way() -> None:
    assert before(WITH_HOLIDAY, date(2026, 11, 3), 1) == FRIDAY
    assert before(WEEKDAYS, SATURDAY, 0) == FRIDAY
    assert before(EVERY_DAY, MONDAY, 2) == SATURDAY


def test_a_week_without_a_workday_is_refused() -> None:
    for weekend in (frozenset(range(7)), frozenset({7})):
        with pytest.raises(ValueError, match="some of the days 0 to 6"):
            Workdays(weekend)


@given(CALENDARS, DAYS, st.integers(0, 40))
def test_so_many_days_that_count_lie_between(workdays: Workdays, day: date, number: int) -> None:
    end = after(workdays, day, number)
    assert counts(workdays, end)
    between = [day + timedelta(n) for n in range(1, (end - day).days + 1)]
    counted = sum(counts(workdays, one) for one in between)
    assert counted == number or (number == 0 and counted == 1 and not counts(workdays, day))


@given(CALENDARS, DAYS, st.integers(1, 40))
def test_counting_on_and_back_leads_to_the_day_it_began_on(
    workdays: Workdays, day: date, number: int
) -> None:
    begin = after(workdays, day, 0)
    assert before(workdays, after(workdays, begin, number), number) == begin


@given(CALENDARS, DAYS, st.integers(0, 20), st.integers(0, 20))
def test_more_days_never_end_earlier(workdays: Workdays, day: date, number: int, more: int) -> None:
    assert after(workdays, day, number) <= after(workdays, day, number + more)
