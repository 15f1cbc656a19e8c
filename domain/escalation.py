"""Escalation: whom something overdue calls on, and when. It never falls silent, however old.

A schedule gives every level its turn, again and again. A turn calls on its own level's person; who
is away is passed over to the level above, and where nobody is above, to the one below.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

DAYS_MAX: Final = 365


class Level(StrEnum):
    """From who is nearest to the work upwards."""

    OWNER = "owner"
    LEAD = "lead"
    MANAGER = "manager"


class Away(StrEnum):
    """Why a level cannot be told: it has nobody, or whom it has is not there or may not know."""

    NOBODY = "nobody"
    ABSENT = "absent"
    LEFT = "left"
    NOT_ALLOWED = "not_allowed"


class Schedule(Struct, frozen=True):
    """`first` is the day overdue, counted from 1, on which a level's turn comes first.

    From then on its turn comes every `repeat_days`, for ever.
    """

    first: Mapping[Level, int]
    repeat_days: int = 7

    def __post_init__(self) -> None:
        days = [self.first[level] for level in Level if level in self.first]
        if not days or days != sorted(days):
            raise ValueError(f"Expected days that do not fall from level to level, got {days}")
        if not all(1 <= day <= DAYS_MAX for day in (*days, self.repeat_days)):
            raise ValueError(f"Expected 1 to {DAYS_MAX} days, got {days} and {self.repeat_days}")


OF_ACTIONS: Final = Schedule({Level.OWNER: 1, Level.LEAD: 3, Level.MANAGER: 7})
OF_POSTMORTEMS: Final = Schedule({Level.LEAD: 1, Level.MANAGER: 3})


class Rung(Struct, frozen=True, omit_defaults=True):
    """A level with its person; `away` says why the person, or nobody, cannot be told."""

    level: Level
    person: str | None = None
    away: Away | None = None


class PassedOver(Struct, frozen=True, omit_defaults=True):
    """A level that could not be told, and why."""

    level: Level
    why: Away
    person: str | None = None


class Escalation(Struct, frozen=True):
    """How far it went: `days` overdue when it last called on somebody of `level`."""

    level: Level
    last_at: datetime
    days: int
    next_on: date


class Step(Struct, frozen=True):
    """One call. `level` is whose person is told; of `to` nobody, whose turn it was."""

    level: Level
    to: tuple[str, ...]
    days: int
    next_on: date
    passed_over: tuple[PassedOver, ...]

    @property
    def reason(self) -> str | None:
        """Why nobody is told, in a sentence."""
        if self.to:
            return None
        levels = ", ".join(f"{each.level} ({each.why})" for each in self.passed_over)
        return f"there is nobody to tell: {levels}"


def steps(
    schedule: Schedule,
    chain: Sequence[Rung],
    last: Escalation | None,
    *,
    due_on: date,
    today: date,
) -> Iterator[Step]:
    """Yield the calls that are due on `today`, the lowest level's turn first.

    Turns that were missed are made up for once each. Nobody is told of the same thing twice a day.
    """
    overdue = (today - due_on).days
    if overdue < 1 or (last is not None and today < last.next_on):
        return
    next_on = due_on + timedelta(next_turn(schedule, overdue))
    told: set[tuple[str, ...]] = set()
    for turn in turns(schedule, last, overdue):
        level, to, passed_over = called_on(turn, chain)
        if to not in told:
            told.add(to)
            yield Step(level, to, overdue, next_on, passed_over)


def turns(schedule: Schedule, last: Escalation | None, overdue: int) -> tuple[Level, ...]:
    """Return the levels whose turn came after the last call.

    The day that the last call named holds under another schedule too: it is the next level's then.
    """
    after = last.days if last else 0
    due = tuple(
        level
        for level, first in schedule.first.items()
        if overdue >= first and latest(first, schedule.repeat_days, overdue) > after
    )
    return due or (() if last is None else (following(schedule, last.level),))


def latest(first: int, repeat_days: int, upto: int) -> int:
    """The last turn up to the day `upto`, which is not before the `first`."""
    return upto - (upto - first) % repeat_days


def following(schedule: Schedule, level: Level) -> Level:
    levels = [each for each in Level if each in schedule.first]
    above = [each for each in levels if PLACE[each] > PLACE[level]]
    return above[0] if above else levels[0]


def next_turn(schedule: Schedule, after: int) -> int:
    """The first day overdue after the day `after` on which some level has its turn."""
    repeat = schedule.repeat_days
    return min(
        first if first > after else latest(first, repeat, after) + repeat
        for first in schedule.first.values()
    )


def called_on(
    turn: Level, chain: Sequence[Rung]
) -> tuple[Level, tuple[str, ...], tuple[PassedOver, ...]]:
    """Return the level that is told, its person, and the levels that were passed over."""
    passed_over: list[PassedOver] = []
    for rung in in_order(turn, chain):
        if rung.away is None and rung.person is not None:
            return rung.level, (rung.person,), tuple(passed_over)
        passed_over.append(PassedOver(rung.level, rung.away or Away.NOBODY, rung.person))
    return turn, (), tuple(passed_over)


def in_order(turn: Level, chain: Sequence[Rung]) -> Iterable[Rung]:
    """The level whose turn it is, those above it, then those below it, the nearest first."""
    upwards = sorted(chain, key=lambda rung: PLACE[rung.level])
    at_or_above = [rung for rung in upwards if PLACE[rung.level] >= PLACE[turn]]
    below = [rung for rung in upwards if PLACE[rung.level] < PLACE[turn]]
    return (*at_or_above, *reversed(below))


PLACE: Final = {level: place for place, level in enumerate(Level)}
