"""The timeline of an incident: entries with two times, corrected or retracted, never edited away.

Four kinds are asked for by name; `note` is everything else that people write; the other kinds
appear by themselves.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final
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
    """`occurred_at` is when it happened, `recorded_at` when somebody said so."""

    id: UUID
    kind: EntryKind | AutomaticKind
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    text: str
    evidence: tuple[Evidence, ...] = ()
    corrections: tuple[Correction, ...] = ()
    retraction: Retraction | None = None


Timeline = tuple[Entry, ...]


def named_times(timeline: Iterable[Entry]) -> dict[EntryKind, datetime]:
    """Return the time of each named kind: of its last entry that stands."""
    standing = {e.kind: e.occurred_at for e in timeline if e.retraction is None}
    return {kind: standing[kind] for kind in NAMED if kind in standing}


def editable(timeline: Timeline, entry_id: UUID) -> Entry:
    """Return the entry that a correction or retraction is about.

    Raises:
        EntryRefused: it is unknown, retracted already, or came by itself.
    """
    entry = next((e for e in timeline if e.id == entry_id), None)
    if entry is None:
        raise EntryRefused(f"the timeline has no entry {entry_id}")
    if isinstance(entry.kind, AutomaticKind):
        raise EntryRefused(f"a {entry.kind} entry follows from its event; add a note instead")
    if entry.retraction is not None:
        raise EntryRefused(f"entry {entry_id} was retracted; add a new one instead")
    return entry


def with_correction(timeline: Timeline, entry_id: UUID, changed: Entry) -> Timeline:
    """Return the timeline with `changed` in the entry's place; unchanged if it is not there."""
    return tuple(changed if e.id == entry_id else e for e in timeline)


def with_retraction(timeline: Timeline, entry_id: UUID, retraction: Retraction) -> Timeline:
    return tuple(replace(e, retraction=retraction) if e.id == entry_id else e for e in timeline)
