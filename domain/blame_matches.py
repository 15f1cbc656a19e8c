"""Where the rules match, sentence by sentence, and the words around them do not excuse it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from domain.blame_choice import Choice, choice_for, chosen
from domain.blame_grammar import grammar
from domain.blame_phrases import Phrase
from domain.blame_rules import AT_FAULT, NamedRule, Predicate
from domain.blame_subjects import PERSON, SUBJECT, UNNAMED, WHO_OF_GROUP, Who
from domain.blame_verdict import Match, excused, is_reasonable
from domain.postmortem_events import Section

BEFORE_TOKENS_MAX: Final = 6
# Whatever may stand right before a subject in a rule that asks for words before it.
OPENING: Final = grammar(
    """
        <if.only|adv|had|=because|be|do|do.not|would|could|should|why|=again|=usual|=always|
        =ever|=course|=typical|=nor|=since|=time|=although|=though|=took|=takes|comma|stop>
        """
)
LEADING: Final = grammar(r"\A<stop|semi|comma|dash|colon|open|close|quote|and>*")

FAULT_OF: Final[Mapping[Who, NamedRule]] = {
    **dict.fromkeys(PERSON | {Who.STRANGER}, AT_FAULT),
    **dict.fromkeys((Who.TEAM, Who.WE, Who.THEY, Who.YOU, Who.EVERYONE), NamedRule.TEAM_AT_FAULT),
    **dict.fromkeys(
        UNNAMED | {Who.WHOEVER, Who.NONE, Who.NOBODY, Who.WHICH}, NamedRule.UNNAMED_INDIVIDUAL
    ),
}


def matches(tags: str, section: Section | None) -> list[Match]:
    """Of one sentence, with the stops at both its ends."""
    choice = choice_for(section)
    called = choice.called(choice.met(tags))
    if not any(called):
        return []
    return standing([*within(tags, choice, called)], tags, section)


def within(tags: str, choice: Choice, called: tuple[int, int]) -> Iterator[Match]:
    predicates, phrases = called
    if predicates:
        yield from said(tags, choice, predicates)
    for phrase in chosen(choice.phrases, phrases):
        for match in phrase.pattern.compiled.finditer(tags):
            yield placed(phrase, match)


def said(tags: str, choice: Choice, called: int) -> Iterator[Match]:
    """What is said of the subjects of a sentence; of rules of one number the first counts."""
    for subject in SUBJECT.finditer(tags):
        who = WHO_OF_GROUP[subject.lastindex or 0]
        number = -1
        for predicate in chosen(choice.predicates, called & choice.about[who]):
            if predicate.number != number and (end := fits(predicate, tags, subject)):
                number = predicate.number
                rule = named(predicate.rule, who)
                yield Match(rule, subject.start(), end, who, predicate.causes or predicate.explains)


def fits(predicate: Predicate, tags: str, subject: re.Match[str]) -> int:
    """Where a predicate that follows the subject ends; 0 where it does not."""
    start, end = subject.span()
    if predicate.before is not None:
        before = tags[max(0, start - BEFORE_TOKENS_MAX) : start]
        if not OPENING.match(tags, start - 1) or not predicate.before.compiled.search(before):
            return 0
    fitting = predicate.pattern.compiled.match(tags, end)
    return fitting.end() if fitting else 0


def placed(phrase: Phrase, match: re.Match[str]) -> Match:
    """A phrase without the tokens at its beginning that only say where it stands."""
    words = LEADING.sub("", match[0], count=1)
    return Match(phrase.rule, match.end() - len(words), match.end())


def named(rule: NamedRule, who: Who) -> NamedRule:
    """The same fault is called differently when a team or somebody unnamed is the subject."""
    return FAULT_OF[who] if rule is AT_FAULT else rule


def standing(found: list[Match], tags: str, section: Section | None) -> list[Match]:
    if not found or is_reasonable(tags[:-1]):
        return []
    return [match for match in found if not excused(match, tags[:-1], section)]
