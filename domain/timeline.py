"""The timeline of an incident: entries with two times, corrected or retracted, never edited away.

Four kinds are asked for by name; `note` is everything else that people write; the other kinds
appear by themselves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import combinations, islice
from typing import Final, overload
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.errors import EntryRefused
from domain.values import Evidence


class EntryKind(StrEnum):
    FIRST_SIGNAL = "first_signal"
    NOTICED = "noticed"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    NOTE = "note"


class AutomaticKind(StrEnum):
    STAGE = "stage"
    CONTAINMENT = "containment"
    COMMUNICATION = "communication"


NAMED: Final = (
    EntryKind.FIRST_SIGNAL,
    EntryKind.NOTICED,
    EntryKind.MITIGATED,
    EntryKind.RESOLVED,
)


REMEDY: Final = {
    AutomaticKind.STAGE: "move on, or back with a reason, and add a note",
    AutomaticKind.CONTAINMENT: "retract it and record the containment as it was",
    AutomaticKind.COMMUNICATION: "retract it and record the communication as it was",
}


class Correction(Struct, frozen=True, omit_defaults=True):
    """What an entry said before it was corrected, and why it was."""

    corrected_at: datetime
    corrected_by: str
    reason: str
    previous_occurred_at: datetime
    previous_text: str
    previous_evidence: tuple[Evidence, ...] = ()


class Retraction(Struct, frozen=True):
    retracted_at: datetime
    retracted_by: str
    reason: str


class Entry(Struct, frozen=True, omit_defaults=True):
    """`occurred_at` is when it happened, `recorded_at` when somebody said so.

    `stage` names the one that began, in an entry of kind `stage`; playbook.py has them all.
    """

    id: UUID
    kind: EntryKind | AutomaticKind
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    text: str
    evidence: tuple[Evidence, ...] = ()
    corrections: tuple[Correction, ...] = ()
    retraction: Retraction | None = None
    stage: str | None = None


class OutOfOrder(Struct, frozen=True):
    """Two named times that contradict each other: `first` is told to be later than `then`."""

    first: EntryKind
    then: EntryKind


class Entries(Sequence[Entry]):
    """Entries in the order of recording, never changed; to add one copies none of them.

    Each timeline sees the first `count` entries of a list that it shares with those before and
    after it. What is added to any but the newest of them gets a list of its own.
    """

    __slots__ = ("_count", "_shared")

    def __init__(self, shared: list[Entry], count: int) -> None:
        self._shared, self._count = shared, count

    def with_entry(self, entry: Entry) -> "Entries":
        newest = self._count == len(self._shared)
        shared = self._shared if newest else self._shared[: self._count]
        shared.append(entry)
        return Entries(shared, self._count + 1)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Entry]:
        return islice(self._shared, self._count)

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Entry]: ...
    def __getitem__(self, at: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(at, slice):
            return tuple(self)[at]
        return self._shared[range(self._count)[at]]

    def last(self, count: int) -> Sequence[Entry]:
        return self._shared[max(0, self._count - count) : self._count]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


Timeline = Sequence[Entry]


def with_entry(timeline: Timeline, entry: Entry) -> Timeline:
    """Return the timeline with one more entry, at the cost of that entry."""
    if not isinstance(timeline, Entries):
        timeline = Entries([*timeline], len(timeline))
    return timeline.with_entry(entry)


def last(timeline: Timeline, count: int) -> Sequence[Entry]:
    """Return the last entries, `count` at most, at their cost alone."""
    return timeline.last(count) if isinstance(timeline, Entries) else timeline[-count:]


def named_times(timeline: Iterable[Entry]) -> dict[EntryKind, datetime]:
    """Return the time of each named kind: of its last entry that stands."""
    standing = {e.kind: e.occurred_at for e in timeline if e.retraction is None}
    return {kind: standing[kind] for kind in NAMED if kind in standing}


def times_out_of_order(times: Mapping[EntryKind, datetime]) -> tuple[OutOfOrder, ...]:
    """Return each pair of named times of which the first came later."""
    told = [kind for kind in NAMED if kind in times]
    pairs = combinations(told, 2)
    return tuple(OutOfOrder(a, b) for a, b in pairs if times[a] > times[b])


def correctable(timeline: Timeline, entry_id: UUID) -> Entry:
    """Return the entry that a correction is about.

    Raises:
        EntryRefused: it is unknown, retracted already, or came by itself.
    """
    entry = standing(timeline, entry_id)
    if isinstance(entry.kind, AutomaticKind):
        raise EntryRefused(f"a {entry.kind} entry follows from its event: {REMEDY[entry.kind]}")
    return entry


def retractable(timeline: Timeline, entry_id: UUID) -> Entry:
    """Return the entry that a retraction is about.

    Raises:
        EntryRefused: it is unknown, retracted already, or tells of a stage.
    """
    entry = standing(timeline, entry_id)
    if entry.kind is AutomaticKind.STAGE:
        raise EntryRefused(f"a stage was entered: {REMEDY[entry.kind]}")
    return entry


def standing(timeline: Timeline, entry_id: UUID) -> Entry:
    entry = next((e for e in timeline if e.id == entry_id), None)
    if entry is None:
        raise EntryRefused(f"the timeline has no entry {entry_id}")
    if entry.retraction is not None:
        raise EntryRefused(f"entry {entry_id} was retracted; add a new one instead")
    return entry


def with_correction(timeline: Timeline, entry_id: UUID, changed: Entry) -> Timeline:
    """Return the timeline with `changed` in the entry's place; unchanged if it is not there."""
    return tuple(changed if e.id == entry_id else e for e in timeline)


def with_retraction(timeline: Timeline, entry_id: UUID, retraction: Retraction) -> Timeline:
    return tuple(replace(e, retraction=retraction) if e.id == entry_id else e for e in timeline)
