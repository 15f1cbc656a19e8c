"""Which days count when a clock runs in days: every day, or those on which people work."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

DAY: Final = timedelta(days=1)
WEEK: Final = frozenset(range(7))


class Workdays(Struct, frozen=True):
    """`weekend` are days of the week, Monday being 0; `moved` are dates that are worked anyway."""

    weekend: frozenset[int] = frozenset()
    holidays: frozenset[date] = frozenset()
    moved: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekend < WEEK:
            raise ValueError(f"Expected some of the days 0 to 6, got {sorted(self.weekend)}")


EVERY_DAY: Final = Workdays()


def counts(workdays: Workdays, day: date) -> bool:
    if day in workdays.moved:
        return True
    return day.weekday() not in workdays.weekend and day not in workdays.holidays


def after(workdays: Workdays, day: date, number: int) -> date:
    """Return the day that is `number` counting days after `day`; for 0, `day` or the next one."""
    return walk(workdays, day, number, DAY)


def before(workdays: Workdays, day: date, number: int) -> date:
    """Return the day that is `number` counting days before `day`; for 0, `day` or the last one."""
    return walk(workdays, day, number, -DAY)


def walk(workdays: Workdays, day: date, number: int, step: timedelta) -> date:
    if number == 0:
        return day if counts(workdays, day) else next(counting(workdays, day, step))
    found = counting(workdays, day, step)
    return [next(found) for _ in range(number)][-1]


def counting(workdays: Workdays, day: date, step: timedelta) -> Iterator[date]:
    """The days that count beyond `day`; there is always one more, as holidays come to an end."""
    while True:
        day += step
        if counts(workdays, day):
            yield day
