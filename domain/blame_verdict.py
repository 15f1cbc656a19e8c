"""How grave a match is, and when it is no finding at all."""

from enum import StrEnum
from typing import Final, assert_never

from msgspec import Struct

from domain.blame_grammar import grammar, hint
from domain.blame_rules import NamedRule
from domain.blame_subjects import Who
from domain.postmortem_events import Section


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"


class Match(Struct, frozen=True):
    """Tokens `start` to `end` of a page; the person or people begin at `start`.

    `by_section` marks what is a finding only because of the section it stands in.
    """

    rule: NamedRule
    start: int
    end: int
    who: Who | None = None
    by_section: bool = False


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


EXPLAINING: Final = frozenset(
    {None, Section.SUMMARY, Section.ROOT_CAUSE, Section.CONTRIBUTING_FACTORS}
    | {Section.LESSONS_LEARNED}
)
CAUSAL: Final = frozenset({Section.ROOT_CAUSE, Section.CONTRIBUTING_FACTORS})
STOOD_TO_REASON: Final = r"""
    <reasonable>|<=good><=faith>|<=nothing><=wrong>|<no><=fault>
    |<not|be.not>(?:<adv>)?<to><=blame>
    |(?:<nobody>|<no><=one>)(?:<^stop comma>){0,4}<could|would><have><foreseen>
    |(?:<=couldn't>|<could><not>)<have>
    |<=done><the><=same>|<=as><the>(?:<^stop comma>){0,2}<documented>
    |<=following|=per|=to><the>(?:<word>)?<guide>(?=<stop|comma|and>)
    |<=by><the><=book>|<=as><=planned|=agreed|=intended|=instructed|=documented>|<=any><of><=us>
"""
REASONABLE: Final = grammar(STOOD_TO_REASON)
REASONABLE_HINT: Final = hint(STOOD_TO_REASON)
MENTION: Final = grammar(r"<=nothing>(?:<=that>)?\Z|<not|be.not>(?:<=because|=that>)?\Z")
COMPARED: Final = grammar(
    r"(?:<=rather><=than>|<=instead><of>)(?:<word|ing|meta>){0,2}(?:<why|sub>)?\Z"
)
AMBIENT: Final = grammar("<ambient>")
NEGATED: Final = grammar("<not|no|be.not|nobody|rather|without|do.not>")
LEGAL: Final = grammar("<legal>")
META: Final = grammar("<stop><meta>")
SYSTEM: Final = grammar("<system|automatic>")
CONDITION: Final = grammar("<if>")
IF: Final = grammar("<if.only>")
NUMBER: Final = grammar("<number>")
MENDED: Final = grammar("<mended>|<bad>(?:<^stop comma>){0,4}<contain.part>")
PREPOSITION: Final = grammar("<prep>")
BOT_BEFORE: Final = grammar(r"<bot>(?:<comma|open>)?\Z")
BOT_AFTER: Final = grammar("(?:<comma|open>)?(?:<the|a>)?(?:<word>){0,2}<bot>")
PERCEIVED: Final = grammar(r"<perceive.base|perceive.past|perceive.part|=missed>\Z")
BECAUSE: Final = grammar("<because>")
CLOCK: Final = grammar("<clock>")
GOOD: Final = grammar("<good>")
GIVEN: Final = grammar("<=with|=given|if>|<=so><=that>")
COULD: Final = grammar("<could>")
CONTRAST: Final = grammar("<=though|=although|=but|=despite|=however|=even>")
QUOTE: Final = grammar("<quote>")
MENTIONED_WITHIN: Final = 4
COMPARED_WITHIN: Final = 6


def is_reasonable(tags: str, sentence: tuple[int, int]) -> bool:
    """Whether a sentence says that what was done in it stood to reason."""
    return bool(REASONABLE_HINT.search(tags, *sentence) and REASONABLE.search(tags, *sentence))


def excused(match: Match, tags: str, sentence: tuple[int, int], section: Section | None) -> bool:
    """Whether the words around a match take the reproach out of it."""
    before, after = tags[sentence[0] : match.start], tags[match.end : sentence[1]]
    if is_quoted(before) or MENTION.search(before[-MENTIONED_WITHIN:]):
        return True
    if COMPARED.search(before[-COMPARED_WITHIN:]) or (match.who and not_the_subject(match, tags)):
        return True
    if match.by_section and CLOCK.search(tags, *sentence):
        return True
    return excused_by_rule(match, before, tags[match.start : match.end], after, section)


def excused_by_rule(
    match: Match, before: str, said: str, after: str, section: Section | None
) -> bool:
    near = before[-MENTIONED_WITHIN:]
    match match.rule:
        case NamedRule.HUMAN_ERROR | NamedRule.TRAIT:
            mentioned = match.who is None and AMBIENT.search(near)
            return bool(mentioned or LEGAL.search(before + said + after))
        case NamedRule.POSSESSIVE_MISTAKE:
            return bool(NEGATED.search(near))
        case NamedRule.BEHAVIOUR_ACTION:
            return bool(META.match(before) or (match.who is None and SYSTEM.search(before)))
        case NamedRule.PERSON_AS_CAUSE:
            praised = GOOD.search(before + said + after)
            return bool(NEGATED.search(near) or praised) or section in TELLING
        case NamedRule.COUNTERFACTUAL:
            return bool(COULD.search(said) and GIVEN.search(before))
        case NamedRule.PASSIVE_AGENT:
            return section in TELLING or bool(MENDED.search(near + said) or CLOCK.search(after))
        case NamedRule.UNNAMED_INDIVIDUAL | NamedRule.TEAM_AT_FAULT:
            stated = PERCEIVED.search(said) and (BECAUSE.search(after) or NUMBER.match(after))
            return bool(CONDITION.search(before[-1:]) or stated)
        case NamedRule.PERSON_AT_FAULT:
            return excused_fault(match, before, said, after, section)
        case NamedRule.WHY_PERSON | NamedRule.SARCASM:
            return False
        case _:
            assert_never(match.rule)


def excused_fault(
    match: Match, before: str, said: str, after: str, section: Section | None
) -> bool:
    """What was not seen for a stated reason, what might happen, what went well in spite of it."""
    if PERCEIVED.search(said) and BECAUSE.search(after):
        return True
    if IF.search(before[-1:]) or (match.who is Who.ROLE and CONDITION.search(before[-1:])):
        return True
    return section is Section.WHAT_WORKED and not CONTRAST.search(before)


def is_quoted(before: str) -> bool:
    return len(QUOTE.findall(before)) % 2 == 1


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
