"""The passages of a page that are blame, sentence by sentence.

What is found in a sentence depends on its words alone: the same sentence is read once, though its
page is read at every edit of it.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec import Struct

from domain.blame_grammar import grammar
from domain.blame_matches import matches, standing
from domain.blame_rules import NamedRule
from domain.blame_text import Page
from domain.blame_tone import LONG, Words, is_acquitted, tone, weight, words
from domain.blame_verdict import Match, Severity, severity
from domain.postmortem_events import Section

SENTENCE_TOKENS_MAX: Final = 240  # a longer one is read in pieces
SENTENCES_KEPT_MAX: Final = 4_096
EXCERPT_TOKENS_MAX: Final = 24
STOP: Final = grammar("<stop>")
CLAUSE_END: Final = grammar("<stop|semi|comma|dash|open|close|sub|quote>")


class Passage(Struct, frozen=True, gc=False):
    """From the token `start`, where the person or people are, to the `last` of the clause."""

    rule: NamedRule
    severity: Severity
    start: int
    last: int


def passages(read: Page, section: Section | None, *, is_note: bool) -> list[Passage]:
    """In the order of the page; none overlaps another."""
    tags, said = read.tags, words(read)
    return [
        Passage(told.rule, told.severity, first + told.start, first + told.last)
        for first, end in sentences(tags)
        for told in of_sentence(tags[first:end], said[first:end], section, is_note)
    ]


def sentences(tags: str) -> Iterator[tuple[int, int]]:
    """From each stop to just behind the next one, where there are words between."""
    stops = [stop.start() for stop in STOP.finditer(tags)]
    for first, last in pairwise((*stops, len(tags) - 1)):
        if 1 < last - first <= SENTENCE_TOKENS_MAX:
            yield first, last + 1
        elif last - first > 1:
            for start in range(first, last, SENTENCE_TOKENS_MAX):
                yield start, min(last, start + SENTENCE_TOKENS_MAX) + 1


@lru_cache(maxsize=SENTENCES_KEPT_MAX)
def of_sentence(
    tags: str,
    said: Words,
    section: Section | None,
    is_note: bool,  # noqa: FBT001  of the sentence
) -> tuple[Passage, ...]:
    """`said` are the words as they are weighed."""
    kept = found(tags, said, section, is_note=is_note)
    if not kept:
        return ()
    if len(kept) > 1:
        kept = apart(kept, section)
    following = [*[match.start for match in kept[1:]], len(tags)]
    return tuple(
        [
            Passage(match.rule, severity(match, section), match.start, last_token(match, end, tags))
            for match, end in zip(kept, following, strict=True)
        ]
    )


def found(tags: str, said: Words, section: Section | None, *, is_note: bool) -> list[Match]:
    """What rules find, unless many words weigh too little; and what weighs enough without them.

    The weight of a few words is asked only where no rule speaks. Of many it comes first: of most
    sentences it tells that no rule need be tried.
    """
    points = weight(said, section) if len(said) >= LONG else None
    if points is not None and is_acquitted(points):
        return []
    if ruled := matches(tags, section):
        return ruled
    if is_note:
        return []
    points = weight(said, section) if points is None else points
    return standing(tone(tags, said, points, section), tags, section)


def apart(matched: Iterable[Match], section: Section | None) -> list[Match]:
    """Of matches that overlap, the gravest, then the longest."""
    kept: list[Match] = []
    taken: set[int] = set()
    for match in sorted(matched, key=lambda m: (severity(m, section), m.start - m.end, m.start)):
        if taken.isdisjoint(range(match.start, match.end)):
            taken.update(range(match.start, match.end))
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


def last_token(match: Match, following: int, tags: str) -> int:
    """The last token of the clause, or the one before `following`, where the next match begins."""
    clause = CLAUSE_END.search(tags, match.end, match.end + EXCERPT_TOKENS_MAX)
    end = clause.start() if clause else match.end + EXCERPT_TOKENS_MAX
    return max(match.start, min(end, following) - 1)
