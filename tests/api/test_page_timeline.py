"""The timeline on the page: bands by stage, the time between entries, lengths in words."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

import pytest

from api.page_timeline import (
    ENTRIES_MAX,
    TEXT_CHARS_MAX,
    TEXTS_CHARS_MAX,
    Band,
    bands,
    beginning,
    in_words,
    named_times,
    recorded_on,
    shares,
)
from domain.playbook import Stage
from domain.timeline import AutomaticKind, Entry, EntryKind

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def entry(
    after: timedelta, text: str = "Seen.", *, stage: Stage | None = None, late: timedelta = MINUTE
) -> Entry:
    at = NOON + after
    kind = EntryKind.NOTE if stage is None else AutomaticKind.STAGE
    return Entry(UUID(int=1), kind, at, at + late, "ana@example.com", text, stage=stage)


def stages(found: tuple[Band, ...]) -> list[tuple[str | None, int]]:
    return [(band.stage, len(band.entries)) for band in found]


def test_a_band_begins_with_each_stage_that_was_entered() -> None:
    found = bands(
        [
            entry(-HOUR),
            entry(0 * HOUR, "Declared in detect, noticed by audit.", stage=Stage.DETECT),
            entry(HOUR),
            entry(2 * HOUR, "Moved from detect to contain.", stage=Stage.CONTAIN),
            entry(2 * HOUR, "Moved from contain to detect. Reason: again", stage=Stage.DETECT),
            entry(3 * HOUR),
            entry(4 * HOUR),
        ]
    )
    assert stages(found) == [(None, 1), (Stage.DETECT, 1), (Stage.CONTAIN, 0), (Stage.DETECT, 2)]
    assert [b.opening.text for b in found if b.opening] == ["", "", "Reason: again"]
    assert bands([]) == ()


def test_a_stage_at_the_beginning_leaves_no_empty_band_before_it() -> None:
    assert stages(bands([entry(0 * HOUR, "Declared.", stage=Stage.DETECT)])) == [(Stage.DETECT, 0)]


@pytest.mark.parametrize(
    ("length", "step"),
    [
        (9 * MINUTE, None),
        (10 * MINUTE, 1),
        (HOUR, 2),
        (6 * HOUR, 3),
        (DAY, 4),
        (7 * DAY, 5),
        (400 * DAY, 5),
    ],
)
def test_time_in_which_nothing_is_told_takes_space_by_its_length(
    length: timedelta, step: int | None
) -> None:
    (band,) = bands([entry(0 * HOUR), entry(length)])
    gap = band.entries[1].gap
    assert (gap and gap.step) == step
    assert band.entries[0].gap is None


def test_an_entry_says_what_it_is_beside_its_text() -> None:
    first = entry(0 * HOUR, "x" * (TEXT_CHARS_MAX + 5), late=HOUR)
    second = entry(HOUR, late=HOUR + MINUTE)
    (band,) = bands([first, second, entry(DAY)], {UUID(int=1): "An aside."})
    shown = band.entries
    assert [len(one.text) for one in shown] == [TEXT_CHARS_MAX, 5, 5]
    assert [one.left_out for one in shown] == [5, 0, 0]
    assert [one.late for one in shown] == [False, True, False]
    assert [one.new_day for one in shown] == [True, False, True]
    assert [one.annotation for one in shown] == ["An aside."] * 3


@pytest.mark.parametrize(
    ("entries", "day"),
    [
        ([entry(0 * HOUR, late=DAY), entry(3 * HOUR, late=DAY - HOUR)], date(2026, 3, 3)),
        ([entry(0 * HOUR, late=DAY), entry(2 * HOUR)], None),  # one was recorded at once
        ([entry(0 * HOUR, late=DAY), entry(DAY, late=DAY)], None),
        ([entry(0 * HOUR, late=DAY)], None),
        ([], None),
    ],
)
def test_what_was_recorded_on_one_day_afterwards_says_so_once(
    entries: list[Entry], day: date | None
) -> None:
    assert recorded_on(entries) == day


def test_a_page_has_room_for_so_many_entries_and_for_so_much_text() -> None:
    assert len(beginning([entry(0 * HOUR)] * (ENTRIES_MAX + 1))) == ENTRIES_MAX
    fitting = TEXTS_CHARS_MAX // TEXT_CHARS_MAX
    long = [entry(0 * HOUR, "x" * (TEXT_CHARS_MAX + 1))] * (fitting + 1)
    assert len(beginning(long)) == fitting
    assert beginning([]) == []


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "under a minute"),
        (timedelta(seconds=59), "under a minute"),
        (timedelta(seconds=119), "1 min"),
        (HOUR, "1 h"),
        (2 * HOUR + 5 * MINUTE, "2 h 5 min"),
        (DAY, "1 day"),
        (3 * DAY + 4 * HOUR + MINUTE, "3 days 4 h"),
        (3 * DAY + MINUTE, "3 days"),
    ],
)
def test_a_length_is_told_in_its_two_greatest_units(length: timedelta, words: str) -> None:
    assert in_words(length) == words


def test_the_named_times_tell_how_long_each_took_after_the_one_before() -> None:
    told = named_times({EntryKind.NOTICED: NOON, EntryKind.RESOLVED: NOON + HOUR})
    assert [(one.kind, one.after) for one in told] == [
        (EntryKind.FIRST_SIGNAL, None),
        (EntryKind.NOTICED, None),
        (EntryKind.MITIGATED, None),
        (EntryKind.RESOLVED, HOUR),
    ]
    mistaken = named_times({EntryKind.NOTICED: NOON, EntryKind.MITIGATED: NOON - HOUR})
    assert mistaken[2].after is None


def test_the_stretches_between_them_add_up_to_the_whole() -> None:
    times = {kind: NOON + n * HOUR for n, kind in enumerate(EntryKind) if kind != "note"}
    parts = shares(named_times(times))
    assert [(begin, length) for _, begin, length in parts] == [(0, 333), (333, 333), (666, 333)]
    assert shares(named_times({})) == ()
    assert shares(named_times(dict.fromkeys(times, NOON))) == ()
