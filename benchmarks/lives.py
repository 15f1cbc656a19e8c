"""Lives of incidents as they are stored: a hundred or so events, from signal to last action."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid5

from domain.action_events import ActionKind, ActionPlanned, ActionStatus, ActionStatusChanged
from domain.catalog import TOPICS
from domain.incident_events import (
    Audience,
    Category,
    ContainmentKind,
    Detection,
    DetectionSource,
    IncidentCommunicated,
    IncidentContained,
    IncidentDeclared,
    IncidentPostmortemStarted,
    IncidentRoleAssigned,
    IncidentSeverityChanged,
    IncidentStageEntered,
    IncidentTimelineEntryAdded,
    Role,
    Severity,
    System,
)
from domain.playbook import ORDER, Stage
from domain.postmortem_events import (
    PostmortemPublished,
    PostmortemSectionEdited,
    PostmortemStarted,
    Section,
)
from domain.timeline import NAMED, EntryKind
from eventstore.codec import Codec, encode
from eventstore.pending import Row
from eventstore.store import Actor, Metadata

NAMESPACE: Final = UUID(int=1)
AT: Final = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
DUE: Final = date(2026, 2, 1)
ANA, BEN = "ana@example.com", "ben@example.com"
FEATURES: Final = tuple(f"feature {n}" for n in range(40))
WORDS: Final = tuple(f"{a}{b}" for a in "bcdfghklmnprst" for b in "aeiou") * 3
NOTES: Final = 70
SECTION_EDITS: Final = 2
ACTIONS: Final = 3

CODEC: Final = Codec(TOPICS)
METADATA: Final = Metadata(
    Actor("tool", "chat bot", ANA), str(UUID(int=7)), str(UUID(int=8)), subject="INC-1"
)
METADATA_STORED: Final = encode(METADATA)


class Life:
    """One incident's events in order; `random` decides on its texts and kinds."""

    def __init__(self, number: int, random: Random) -> None:
        self._number, self._random = number, random
        self._versions: dict[UUID, int] = {}
        self.incident = uuid5(NAMESPACE, f"INC-{number}")
        self.postmortem = uuid5(NAMESPACE, f"PM-{number}")

    def rows(self) -> Iterator[Row]:
        yield self._row(self.incident, self.declared())
        before = Stage.DETECT
        for stage in ORDER[1:]:
            for _ in range(NOTES // len(ORDER[1:])):
                yield self._row(self.incident, self._entry(EntryKind.NOTE, 30))
            yield from self._in_stage(before)
            yield self._row(self.incident, self._entered(before, stage))
            before = stage

    def _in_stage(self, stage: Stage) -> Iterator[Row]:
        match stage:
            case Stage.DETECT:
                for kind in NAMED:
                    yield self._row(self.incident, self._entry(kind, 10))
                yield self._row(self.incident, IncidentRoleAssigned(Role.LEAD, BEN))
            case Stage.CONTAIN:
                yield self._row(self.incident, self._contained())
            case Stage.COMMUNICATE:
                yield self._row(self.incident, self._communicated())
            case Stage.DIAGNOSE:
                change = IncidentSeverityChanged(Severity.SEV2, Severity.SEV3, "less than feared")
                yield self._row(self.incident, change)
            case Stage.POSTMORTEM:
                yield from self._written()
            case Stage.VERIFY:
                yield from self._acted()
            case _:
                pass

    def _written(self) -> Iterator[Row]:
        reference = f"PM-{self._number}"
        started = PostmortemStarted(reference, self.incident, DUE, BEN)
        yield self._row(self.postmortem, started)
        noted = IncidentPostmortemStarted(self.postmortem, reference)
        yield self._row(self.incident, noted)
        for revision in range(1, SECTION_EDITS + 1):
            for section in Section:
                edit = PostmortemSectionEdited(section, self._text(60), revision, AT, BEN)
                yield self._row(self.postmortem, edit)
        yield self._row(self.postmortem, PostmortemPublished(1, AT, BEN))

    def _acted(self) -> Iterator[Row]:
        for n in range(ACTIONS):
            reference = f"ACT-{self._number * ACTIONS + n}"
            action = uuid5(NAMESPACE, reference)
            kind = self._random.choice(list(ActionKind))
            planned = ActionPlanned(reference, self.incident, kind, self._text(8), ANA, DUE)
            yield self._row(action, planned)
            done = ActionStatusChanged(ActionStatus.OPEN, ActionStatus.DONE)
            yield self._row(action, done)

    def declared(self) -> IncidentDeclared:
        return IncidentDeclared(
            reference=f"INC-{self._number}",
            title=self._text(8),
            category=self._random.choice(list(Category)),
            severity=Severity.SEV2,
            detection=Detection(DetectionSource.MONITORING, AT + timedelta(hours=self._number)),
            system=System(self._random.choice(FEATURES), "acme-large", "2026-01-01", "v41"),
            declared_at=AT,
            declared_by=ANA,
            entry_id=self.incident,
            summary=self._text(40),
            labels=("eu", f"team {self._number % 20}"),
        )

    def _entry(self, kind: EntryKind, words: int) -> IncidentTimelineEntryAdded:
        return IncidentTimelineEntryAdded(self.incident, kind, AT, AT, ANA, self._text(words))

    def _entered(self, here: Stage, there: Stage) -> IncidentStageEntered:
        return IncidentStageEntered(here, there, AT, AT, ANA, self.incident)

    def _contained(self) -> IncidentContained:
        kind = ContainmentKind.ROLLBACK
        return IncidentContained(self.incident, kind, self._text(3), AT, AT, ANA, held=True)

    def _communicated(self) -> IncidentCommunicated:
        known, unknown = self._text(20), self._text(10)
        return IncidentCommunicated(self.incident, Audience.CUSTOMERS, known, unknown, AT, AT, ANA)

    def _text(self, words: int) -> str:
        begin = self._random.randrange(len(WORDS) - words)
        return " ".join(WORDS[begin : begin + words])

    def _row(self, stream_id: UUID, event: object) -> Row:
        version = self._versions[stream_id] = self._versions.get(stream_id, 0) + 1
        return Row(stream_id, version, *CODEC.encode(event), METADATA_STORED)


def interleaved(events: int, open_at_once: int) -> Iterator[Row]:
    """So many events of incidents of which some are open at a time, each going on when it will."""
    random, number = Random(1), 0
    lives: list[Iterator[Row]] = []
    for _ in range(events):
        while len(lives) < open_at_once:
            number += 1
            lives.append(Life(number, random).rows())
        place = random.randrange(len(lives))
        row = next(lives[place], None)
        while row is None:
            number += 1
            lives[place] = Life(number, random).rows()
            row = next(lives[place])
        yield row
