"""The timeline as the page tells it: bands by stage, the time between entries, what came late."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate, takewhile
from typing import Final
from uuid import UUID

from msgspec import Struct

from domain.timeline import NAMED, Entry, EntryKind

ENTRIES_MAX: Final = 500
TEXT_CHARS_MAX: Final = 4_000  # of one entry
TEXTS_CHARS_MAX: Final = 262_144  # of all; rendering as much of the worst takes five seconds
LATE: Final = timedelta(hours=1)
# From which length on the space between two entries is one step wider; shorter ones have none.
STEPS: Final = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=7),
)


class Gap(Struct, frozen=True):
    """The time in which nothing is told, and how wide its space is, from 1 to 5."""

    length: timedelta
    step: int


class Told(Struct, frozen=True):
    """An entry; `late`, it was recorded more than LATE after it happened.

    `text` may be cut: then `left_out` counts the characters that are not shown.
    """

    entry: Entry
    text: str
    left_out: int
    late: bool
    new_day: bool
    gap: Gap | None
    annotation: str | None


class Band(Struct, frozen=True):
    """What happened in one stage. `opening` is the move into it; before detection there is none."""

    stage: str | None
    opening: Told | None
    entries: tuple[Told, ...]


class NamedTime(Struct, frozen=True):
    """One of the four times that are asked for, and how long it took from the one before."""

    kind: EntryKind
    at: datetime | None
    after: timedelta | None


def named_times(times: Mapping[EntryKind, datetime]) -> tuple[NamedTime, ...]:
    """The four, in their order; a time before its predecessor has no length."""
    told: list[NamedTime] = []
    before: datetime | None = None
    for kind in NAMED:
        at = times.get(kind)
        after = at - before if at is not None and before is not None and at >= before else None
        told.append(NamedTime(kind, at, after))
        before = at or before
    return tuple(told)


def beginning(entries: Sequence[Entry]) -> Sequence[Entry]:
    """As many of the entries as there is room for on a page."""
    lengths = accumulate(min(len(entry.text), TEXT_CHARS_MAX) for entry in entries)
    fitting = sum(1 for _ in takewhile(lambda chars: chars <= TEXTS_CHARS_MAX, lengths))
    return entries[: min(fitting, ENTRIES_MAX)]


def bands(
    entries: Iterable[Entry], annotations: Mapping[UUID, str] | None = None
) -> tuple[Band, ...]:
    """The entries, which are in order, in bands: one for each time that a stage was entered."""
    found: list[Band] = []
    stage, opening, inside = None, None, list[Told]()
    for one in told(entries, annotations or {}):
        if one.entry.stage is None:
            inside.append(one)
            continue
        if opening or inside:
            found.append(Band(stage, opening, tuple(inside)))
        stage, opening, inside = one.entry.stage, one, []
    return (*found, Band(stage, opening, tuple(inside))) if opening or inside else tuple(found)


def told(entries: Iterable[Entry], annotations: Mapping[UUID, str]) -> Iterable[Told]:
    before: datetime | None = None
    for entry in entries:
        at, text = entry.occurred_at, said(entry)
        yield Told(
            entry=entry,
            text=text[:TEXT_CHARS_MAX],
            left_out=max(len(text) - TEXT_CHARS_MAX, 0),
            late=is_late(entry),
            new_day=before is None or before.date() != at.date(),
            gap=None if before is None else gap(at - before),
            annotation=annotations.get(entry.id),
        )
        before = at


def recorded_on(entries: Sequence[Entry]) -> date | None:
    """The day on which all was recorded, if it was afterwards and in one go."""
    days = {entry.recorded_at.date() for entry in entries}
    afterwards = all(is_late(entry) for entry in entries)
    return days.pop() if len(days) == 1 < len(entries) and afterwards else None


def is_late(entry: Entry) -> bool:
    return entry.recorded_at - entry.occurred_at > LATE


def said(entry: Entry) -> str:
    """Its text; of a move only what follows the first sentence, which the band's heading says."""
    return entry.text if entry.stage is None else entry.text.partition(". ")[2]


def gap(length: timedelta) -> Gap | None:
    step = sum(length >= least for least in STEPS)
    return Gap(length, step) if step else None


def in_words(length: timedelta) -> str:
    """A length of time in its two greatest units, as in "3 days 4 h"; cut, not rounded."""
    minutes = int(length.total_seconds() // 60)
    days, hours, minutes = minutes // 1_440, minutes // 60 % 24, minutes % 60
    parts = (f"{days} day{'s' * (days > 1)}", f"{hours} h", f"{minutes} min")
    named = [part for part, count in zip(parts, (days, hours, minutes), strict=True) if count]
    if days and not hours:
        return named[0]
    return " ".join(named[:2]) or "under a minute"


def shares(times: Sequence[NamedTime]) -> tuple[tuple[EntryKind, int, int], ...]:
    """Where the stretch up to each named time begins and how long it is, in thousandths of all."""
    whole = sum((one.after for one in times if one.after), timedelta())
    if not whole:
        return ()
    found, begin = list[tuple[EntryKind, int, int]](), 0
    for one in times:
        if one.after:
            end = begin + round(one.after / whole * 1_000)
            found.append((one.kind, begin, end - begin))
            begin = end
    return tuple(found)
