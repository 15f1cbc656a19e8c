"""The blame checker: where a text speaks of a person's fault instead of the system's.

Pure and without any model: clause rules over tagged words (blame_rules.py), the incident's own
people, and the section the text stands in. docs/blame.md explains the rules with examples.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from typing import Final, assert_never

from msgspec import Struct

from domain.blame_advice import ADVICE
from domain.blame_deeds import DEEDS
from domain.blame_judgements import JUDGEMENTS
from domain.blame_phrases import ANY_PHRASE, PHRASES, Phrase
from domain.blame_rules import NamedRule, Predicate, compiled
from domain.blame_subjects import SUBJECT, Who
from domain.blame_text import grammar, page
from domain.blame_verdict import CAUSAL, EXPLAINING, Match, Severity, excused, severity
from domain.postmortem_events import Section

__all__ = ["Finding", "Severity", "check"]

PREDICATES: Final = compiled((*DEEDS, *JUDGEMENTS))
BEFORE_TOKENS_MAX: Final = 6
EXCERPT_TOKENS_MAX: Final = 24
SENTENCE_TOKENS_MAX: Final = 120
SHORT_TOKENS_MAX: Final = 64
# Whatever may stand right before a subject in a rule that asks for words before it.
OPENING: Final = grammar(
    "<if.only|adv|had|=because|be|do|do.not|would|could|should|why|=again|=usual|=always|=ever|=course|=typical|=nor|comma>"
)
STOP: Final = grammar("<stop>")
CLAUSE_END: Final = grammar("<stop|semi|comma|dash|open|close|sub|quote>")
LEADING: Final = grammar(r"\A<stop|semi|comma|dash|colon|open|close|quote|and>*")


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
    found = [match for match in matches(read.tags, section) if stands(match, read.tags, section)]
    if not found:
        return ()
    kept = apart(found, section)
    nexts = [*(match.start for match in kept[1:]), len(read.tags)]
    lasts = [last_token(*pair, read.tags) for pair in zip(kept, nexts, strict=True)]
    starts = read.starts(max(lasts) + 1)
    return tuple(
        finding(
            match,
            read.text[starts[match.start] : starts[last] + len(read.tokens[last])],
            starts[match.start],
            section,
        )
        for match, last in zip(kept, lasts, strict=True)
    )


def matches(tags: str, section: Section | None) -> Iterator[Match]:
    predicates, phrases = rules_for(section)
    for subject in SUBJECT.finditer(tags):
        who = Who(subject.lastgroup or "")
        start, end = subject.span()
        for predicate in predicates[who]:
            if predicate.before is not None and not OPENING.match(tags, start - 1):
                continue
            said = predicate.pattern.match(tags, end)
            if said and follows(predicate, tags, start):
                yield Match(named(predicate.rule, who), start, said.end(), who, predicate.causes)
    if len(tags) <= SHORT_TOKENS_MAX and not ANY_PHRASE.search(tags):
        return
    for phrase in phrases:
        for said in phrase.pattern.finditer(tags):
            yield Match(phrase.rule, said.start() + leading(said[0]), said.end())


def leading(tags: str) -> int:
    """How many tokens at the beginning only say where the phrase stands."""
    return len(tags) - len(LEADING.sub("", tags, count=1))


@cache
def rules_for(
    section: Section | None,
) -> tuple[Mapping[Who, tuple[Predicate, ...]], tuple[Phrase, ...]]:
    """The predicates of each kind of subject, and the phrases, that apply in a section."""
    explaining, causal = section in EXPLAINING, section in CAUSAL
    predicates = [p for p in PREDICATES if explaining >= p.explains and causal >= p.causes]
    phrases = tuple(p for p in PHRASES if explaining >= p.explains and causal >= p.causes)
    return {who: tuple(p for p in predicates if who in p.who) for who in Who}, phrases


def follows(predicate: Predicate, tags: str, start: int) -> bool:
    """Whether what comes before the subject is what the predicate asks for."""
    before = tags[max(0, start - BEFORE_TOKENS_MAX) : start]
    return predicate.before is None or predicate.before.search(before) is not None


def named(rule: NamedRule, who: Who) -> NamedRule:
    """The same fault is called differently when a team or somebody unnamed is the subject."""
    if rule is not NamedRule.PERSON_AT_FAULT:
        return rule
    match who:
        case Who.TEAM | Who.WE | Who.THEY | Who.YOU | Who.EVERYONE:
            return NamedRule.TEAM_AT_FAULT
        case Who.SOMEBODY | Who.SOMEONE | Who.WHOEVER | Who.NOBODY:
            return NamedRule.UNNAMED_INDIVIDUAL
        case Who.NAMED | Who.ROLE | Who.PRONOUN | Who.STRANGER:
            return rule
        case _:
            assert_never(who)


def stands(match: Match, tags: str, section: Section | None) -> bool:
    return not excused(match, tags, sentence(match, tags), section)


def sentence(match: Match, tags: str) -> tuple[int, int]:
    """From the stop before the match to the stop after it, both bounded."""
    earliest = max(0, match.start - SENTENCE_TOKENS_MAX)
    first = earliest
    for stop in STOP.finditer(tags, earliest, match.start):
        first = stop.start()
    last = STOP.search(tags, match.end, match.end + SENTENCE_TOKENS_MAX)
    return first, last.start() if last else min(len(tags), match.end + SENTENCE_TOKENS_MAX)


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


def finding(match: Match, excerpt: str, start: int, section: Section | None) -> Finding:
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
