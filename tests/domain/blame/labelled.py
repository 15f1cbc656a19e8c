"""Sentences that a person labelled, and how the checker does on them.

A file holds one sentence a line: the text, its section, the people of its incident, and the
labels, of which there are none if it is no blame; `any` if it is blame of whatever kind. In
`sentences.ndjson` a digest of the text decides once and for all whether a sentence is for training
or for testing. Rules have been mended for sentences of the training half and of the files called
`tuned`: how well these do promises nothing. No rule may be changed for the sake of one in a file
called `held_back`. Files called `whole` hold those of whole postmortems, which the points of words
are fitted to as well.
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from domain.blame import Finding, Severity, check
from domain.postmortem_events import Section

SENTENCES: Final = "sentences.ndjson"
TUNED: Final = (
    *("tuned.ndjson", "tuned_2.ndjson", "tuned_3.ndjson", "tuned_4.ndjson", "tuned_5.ndjson"),
    "tuned_6.ndjson",
)
WHOLE: Final = ("whole.ndjson", "whole_2.ndjson")
HELD_BACK: Final = (
    *("held_back.ndjson", "held_back_2.ndjson", "held_back_3.ndjson", "held_back_4.ndjson"),
    *("held_back_5.ndjson", "held_back_6.ndjson", "held_back_7.ndjson"),
)
FILES: Final = (SENTENCES, *TUNED, *WHOLE, *HELD_BACK)


class Label(Struct, frozen=True):
    rule: str
    severity: Severity | None = None


class Sentence(Struct, frozen=True):
    text: str
    people: tuple[str, ...]
    labels: tuple[Label, ...]
    section: Section | None = None

    @property
    def is_for_testing(self) -> bool:
        return sha256(self.text.encode()).digest()[0] % 2 == 0


class Judged(Struct, frozen=True):
    sentence: Sentence
    findings: tuple[Finding, ...]

    @property
    def is_missed(self) -> bool:
        return bool(self.sentence.labels) and not self.findings

    @property
    def is_false(self) -> bool:
        return bool(self.findings) and not self.sentence.labels

    @property
    def is_found(self) -> bool:
        return bool(self.findings) and bool(self.sentence.labels)


class Score(Struct, frozen=True):
    """`precision` and `recall` count sentences: whether any finding stands where one should."""

    found: int
    missed: int
    false: int
    silent: int

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.false)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + self.missed)


def sentences(file: str = SENTENCES) -> tuple[Sentence, ...]:
    decode = msgspec.json.Decoder(Sentence).decode
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    return tuple(decode(line) for line in text.splitlines())


def judge(chosen: Iterable[Sentence]) -> tuple[Judged, ...]:
    return tuple(
        Judged(one, check(one.text, section=one.section, people=one.people)) for one in chosen
    )


def score(judged: Iterable[Judged]) -> Score:
    every = tuple(judged)
    found = sum(one.is_found for one in every)
    missed = sum(one.is_missed for one in every)
    false = sum(one.is_false for one in every)
    return Score(found, missed, false, len(every) - found - missed - false)
