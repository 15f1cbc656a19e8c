"""How grave a match is, and when it is no finding at all."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from domain.blame_rules import NamedRule, Who
from domain.blame_text import grammar
from domain.postmortem_events import Section


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"


class Match(Struct, frozen=True):
    """Tokens `start` to `end` of a page; the person or people begin at `start`."""

    rule: NamedRule
    start: int
    end: int
    who: Who | None = None


GRAVE: Final = frozenset(
    {
        NamedRule.PERSON_AT_FAULT,
        NamedRule.COUNTERFACTUAL,
        NamedRule.HUMAN_ERROR,
        NamedRule.TRAIT,
        NamedRule.BEHAVIOUR_ACTION,
        NamedRule.PERSON_AS_CAUSE,
    }
)
SINGLED_OUT: Final = frozenset({None, Who.NAMED, Who.ROLE, Who.PRONOUN, Who.YOU})
TELLING: Final = frozenset({Section.TIMELINE, Section.WHAT_WORKED})
MILDER_WHERE_TOLD: Final = frozenset({NamedRule.PERSON_AT_FAULT, NamedRule.PERSON_AS_CAUSE})


def severity(match: Match, section: Section | None) -> Severity:
    """High holds up publication: a person is singled out in a section that explains."""
    if match.rule not in GRAVE:
        return Severity.MEDIUM
    if match.rule is NamedRule.COUNTERFACTUAL and match.who not in SINGLED_OUT:
        return Severity.MEDIUM
    milder = section in TELLING and match.rule in MILDER_WHERE_TOLD
    return Severity.MEDIUM if milder else Severity.HIGH


REASONABLE: Final = grammar(
    r"<reasonable>|<=good><=faith>|<=nothing><=wrong>|<no><=fault>|<not|be.not>(?:<adv>)?<to><=blame>"
    r"|(?:<nobody>|<no><=one>)<could|would>|<could.not><have><=known>|<could><not><have><=known>"
    r"|<=done><the><=same>|<=any><of><=us>"
)
AMBIENT: Final = grammar("<ambient>")
NEGATED: Final = grammar("<not|no|be.not|nobody|rather|without|do.not>")
LEGAL: Final = grammar("<legal>")
META: Final = grammar("<stop><meta>")
SYSTEM: Final = grammar("<system|automatic>")
CONDITION: Final = grammar("<if>")
PREPOSITION: Final = grammar("<prep>")
BOT_BEFORE: Final = grammar(r"<bot>(?:<comma|open>)?\Z")
BOT_AFTER: Final = grammar("(?:<comma|open>)?(?:<the|a>)?(?:<word>){0,2}<bot>")
PERCEIVED: Final = grammar(r"<perceive.base|perceive.past|perceive.part>\Z")
BECAUSE: Final = grammar("<because>")
GOOD: Final = grammar("<good>")
GIVEN: Final = grammar("<=with|=given>|<=so><=that>")
QUOTED: Final = grammar(r"<quote>\Z")
NOUNS: Final = frozenset({NamedRule.HUMAN_ERROR, NamedRule.TRAIT})
MENTIONED_WITHIN: Final = 4


def excused(match: Match, tags: str, sentence: tuple[int, int], section: Section | None) -> bool:
    first, last = sentence
    before, after = tags[first : match.start], tags[match.end : last]
    whole = tags[first:last]
    if REASONABLE.search(whole) or (match.who and not_the_subject(match, tags)):
        return True
    near = before[-MENTIONED_WITHIN:]
    match match.rule:
        case NamedRule.HUMAN_ERROR | NamedRule.TRAIT:
            mentioned = AMBIENT.search(near) or QUOTED.search(before) or LEGAL.search(whole)
            return bool(mentioned)
        case NamedRule.POSSESSIVE_MISTAKE:
            return bool(NEGATED.search(near))
        case NamedRule.BEHAVIOUR_ACTION:
            return bool(META.match(whole) or (match.who is None and SYSTEM.search(before)))
        case NamedRule.PERSON_AS_CAUSE:
            return bool(NEGATED.search(near) or GOOD.search(whole)) or section in TELLING
        case NamedRule.COUNTERFACTUAL:
            return bool(GIVEN.search(before))
        case NamedRule.PASSIVE_AGENT:
            return section in TELLING
        case NamedRule.UNNAMED_INDIVIDUAL | NamedRule.TEAM_AT_FAULT:
            return bool(CONDITION.match(tags[match.start - 1]))
        case NamedRule.PERSON_AT_FAULT:
            seen = PERCEIVED.search(tags[match.start : match.end])
            return bool(seen and BECAUSE.search(after)) or bool(
                match.who is Who.ROLE and CONDITION.match(tags[match.start - 1])
            )
        case _:
            return False


def not_the_subject(match: Match, tags: str) -> bool:
    """Whether the verb belongs to something else ("the script by Tom failed") or to a bot."""
    if match.rule is not NamedRule.BEHAVIOUR_ACTION and PREPOSITION.match(tags[match.start - 1]):
        return True
    if match.who is not Who.NAMED:
        return False
    return bool(
        BOT_BEFORE.search(tags[max(0, match.start - 2) : match.start])
        or BOT_AFTER.match(tags, match.start + 1)
    )
