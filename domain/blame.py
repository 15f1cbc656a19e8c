"""The blame checker: where a text speaks of a person's fault instead of the system's.

Pure and without any model: clause rules over tagged words (blame_rules.py), the incident's own
people, and the section the text stands in. docs/blame.md explains the rules with examples.
"""

from collections.abc import Collection, Iterable
from hashlib import blake2b
from typing import Final

from msgspec import Struct

from domain.blame_advice import ADVICE
from domain.blame_choice import conceivable
from domain.blame_grammar import grammar
from domain.blame_matches import matches
from domain.blame_rules import NamedRule
from domain.blame_text import page, pieces
from domain.blame_verdict import Match, Severity, severity
from domain.postmortem_events import Section

__all__ = ["Finding", "Severity", "check", "may_blame"]

EXCERPT_TOKENS_MAX: Final = 24
CLAUSE_END: Final = grammar("<stop|semi|comma|dash|open|close|sub|quote>")


class Finding(Struct, frozen=True):
    """`start` and `end` count characters of the text; equal excerpts of a section share an id."""

    id: str
    severity: Severity
    rule: str
    start: int
    end: int
    excerpt: str
    why: str
    question: str


def check(
    text: str, *, section: Section | None = None, people: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Findings in the order of the text; `people` are names, e-mail addresses or handles."""
    read = page(text, people)
    kept = apart(matches(read.tags, section), section)
    if not kept:
        return ()
    ends = read.ends()
    nexts = [*(match.start for match in kept[1:]), len(read.tags)]
    lasts = [last_token(*pair, read.tags) for pair in zip(kept, nexts, strict=True)]
    return tuple(
        finding(match, text, (max(0, ends[3 * match.start + 1]), ends[3 * last + 2]), section)
        for match, last in zip(kept, lasts, strict=True)
    )


def may_blame(text: str, section: Section | None) -> bool:
    """Whether the text could hold a finding, whoever its people are. False is certain."""
    found = pieces(text)
    return found is None or conceivable(found, section)


def apart(found: Iterable[Match], section: Section | None) -> list[Match]:
    """Of matches that overlap, the gravest, then the longest."""
    kept: list[Match] = []
    taken: set[int] = set()
    for match in sorted(found, key=lambda m: (severity(m, section), m.start - m.end, m.start)):
        if taken.isdisjoint(range(match.start, match.end)):
            taken.update(range(match.start, match.end))
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


def last_token(match: Match, following: int, tags: str) -> int:
    """The last token of the clause, or the one before `following`, where the next match begins."""
    clause = CLAUSE_END.search(tags, match.end, match.end + EXCERPT_TOKENS_MAX)
    end = clause.start() if clause else match.end + EXCERPT_TOKENS_MAX
    return max(match.start, min(end, following) - 1)


def finding(match: Match, text: str, span: tuple[int, int], section: Section | None) -> Finding:
    start, excerpt = span[0], text[slice(*span)]
    advice = ADVICE[match.rule]
    return Finding(
        id=digest(match.rule, excerpt, section),
        severity=severity(match, section),
        rule=match.rule,
        start=start,
        end=start + len(excerpt),
        excerpt=excerpt,
        why=advice.why,
        question=advice.question,
    )


def digest(rule: NamedRule, excerpt: str, section: Section | None) -> str:
    """Sixteen hexadecimal digits: the same matter keeps its id when the text around it changes."""
    normal = " ".join(excerpt.casefold().split())
    return blake2b(f"{section}\0{rule}\0{normal}".encode(), digest_size=8).hexdigest()
