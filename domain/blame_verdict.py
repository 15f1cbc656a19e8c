"""How grave a match is, and when it is no finding at all."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from msgspec import Struct

from domain.blame_grammar import SIGNS, grammar, hint, signs
from domain.blame_rules import NamedRule
from domain.blame_subjects import Who
from domain.postmortem_events import Section


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"


class Match(Struct, frozen=True, gc=False):
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
# What may stand right before a match: it is denied, compared with, or the word of a machine.
DISTANCED_BY: Final = r"""
    (?:<=nothing>(?:<=that>)?
    |<=easy|=tempting|=unfair|=convenient|=wrong|=simplistic><to>(?:<^stop comma>){0,5}
    |<would|=may|=might|=could>(?:<adv>)?<=think|=say|=conclude|=assume|=suspect|=call><=that>?
    |<not|be.not>(?:<=because|=that|why>)?
    |(?:<=rather><=than>|<=instead><of>)(?:<word|ing|meta>){0,2}(?:<why|sub>)?
    |<system>(?:<^stop comma>){0,4}<=told|=said|=claimed|=accused|=informed|=wrote>
    (?:<^stop comma>){0,4})\Z
"""
DISTANCED: Final = grammar(DISTANCED_BY)
DISTANCED_HINT: Final = hint(DISTANCED_BY)
DISTANCED_WITHIN: Final = 12
AMBIENT: Final = grammar("<ambient>")
NEGATED: Final = grammar("<not|no|be.not|nobody|rather|without|do.not>")
LEGAL: Final = grammar("<legal>")
META: Final = grammar("<stop><meta>")
SYSTEM: Final = grammar("<system|automatic>")
CONDITION: Final = SIGNS["if"]
IF: Final = SIGNS["if.only"]
RATED: Final = grammar("<rater>")
NUMBER: Final = grammar("<number>")
MENDED: Final = grammar("<mended>|<bad>(?:<^stop comma>){0,4}<contain.part>")
PREPOSITION: Final = SIGNS["prep"]
BOT_BEFORE: Final = grammar(r"<bot>(?:<comma|open>)?\Z")
BOT_AFTER: Final = grammar("(?:<comma|open>)?(?:<the|a>)?(?:<word>){0,2}<bot>")
# What others do unannounced is a fact of the contract with them.
UNANNOUNCED: Final = grammar(
    "<outsider>(?:<^stop comma>){0,12}(?:<=without>(?:<any|word|adv>)?<=notice|=warning>|<=took>)"
)
PERCEIVED: Final = signs("""
        <perceive.base|perceive.past|perceive.part|=missed|=idea|=understand|=understood>
        """)
WRONG: Final = grammar("<wrong>")
BECAUSE: Final = grammar("<because>")
CLOCK: Final = grammar("<clock>")
GOOD: Final = grammar("(?<!<=in>)<good>")
GIVEN: Final = grammar("<=with|=given|if>|<=so><=that>")
COULD: Final = grammar("<could>")
CONTRAST: Final = grammar("""
        <=though|=although|=but|=despite|=however|=even|=spite|=luckily|=fortunately>
        """)
(QUOTE,) = SIGNS["quote"]
CREDITED: Final = grammar("(?<!<no>)<=thanks><to>")
HABIT: Final = grammar("<=habit|=insistence|=refusal|=stubbornness|=doing|=decision>")
DAMNING: Final = grammar("""
        <=botched|=bungled|=fumbled|=mishandled|=mismanaged|=neglected|=misled|=dithered|
        =shrugged|trait.adv>
        """)
MENTIONED_WITHIN: Final = 4
NEGATED_WITHIN: Final = 6


def is_reasonable(tags: str) -> bool:
    """Whether a sentence says that what was done in it stood to reason."""
    return bool(REASONABLE_HINT.search(tags) and REASONABLE.search(tags))


def excused(match: Match, tags: str, section: Section | None) -> bool:
    """Whether the other words of the sentence take the reproach out of a match."""
    before, said, after = tags[: match.start], tags[match.start : match.end], tags[match.end :]
    if before.count(QUOTE) % 2 or (match.who and not_the_subject(match, tags)):
        return True
    if is_distanced(before[-DISTANCED_WITHIN:]) or (match.by_section and CLOCK.search(tags)):
        return True
    excuse = EXCUSES.get(match.rule)
    return bool(excuse and excuse(Put(match, before, said, after, section)))


class Put(NamedTuple):
    """A match with the words before it, its own and those after it."""

    match: Match
    before: str
    said: str
    after: str
    section: Section | None


def excused_fault(put: Put) -> bool:
    """What was not seen for a stated reason, what might happen, what went well in spite of it."""
    match, before, said, after, section = put
    if said[-1:] in PERCEIVED and BECAUSE.search(after):
        return True
    if section in TELLING and WRONG.search(said) and BECAUSE.search(after):
        return True
    if before[-1:] in IF or (before[-1:] in CONDITION and match.who is Who.ROLE):
        return True
    if section is not Section.WHAT_WORKED:
        return False
    return not CONTRAST.search(before) and not DAMNING.search(said)


def excused_judgement(put: Put) -> bool:
    """A word that is only mentioned, or a term of law."""
    mentioned = put.match.who is None and AMBIENT.search(put.before[-MENTIONED_WITHIN:])
    return bool(mentioned or LEGAL.search(put.before + put.said + put.after))


def excused_mistake(put: Put) -> bool:
    credited = HABIT.search(put.said) and (
        CREDITED.search(put.before[-MENTIONED_WITHIN:]) or GOOD.search(put.after)
    )
    return bool(NEGATED.search(put.before[-NEGATED_WITHIN:]) or credited)


def excused_instruction(put: Put) -> bool:
    by_machine = put.match.who is None and SYSTEM.search(put.before)
    return bool(META.match(put.before) or by_machine)


def excused_cause(put: Put) -> bool:
    praised = GOOD.search(put.before + put.said + put.after)
    denied = NEGATED.search(put.before[-MENTIONED_WITHIN:])
    return bool(denied or praised) or put.section in TELLING


def excused_counterfactual(put: Put) -> bool:
    return bool(COULD.search(put.said) and GIVEN.search(put.before))


def excused_agent(put: Put) -> bool:
    mended = MENDED.search(put.before[-MENTIONED_WITHIN:] + put.said)
    return put.section in TELLING or bool(mended or CLOCK.search(put.after))


def excused_unnamed(put: Put) -> bool:
    """What is supposed, was not seen for a stated reason, is measured, or came from outside."""
    unseen = put.said[-1:] in PERCEIVED
    stated = unseen and (BECAUSE.search(put.after) or NUMBER.match(put.after))
    measured = RATED.search(put.said) and NUMBER.search(put.after)
    supposed = put.before[-1:] in CONDITION
    return bool(supposed or stated or measured or UNANNOUNCED.search(put.said))


def excused_tone(put: Put) -> bool:
    """What is only supposed of the person: "if Tom forgets it, ..."."""
    return put.before[-1:] in CONDITION


# Of other rules nothing is excused by the words around.
EXCUSES: Final[Mapping[NamedRule, Callable[[Put], bool]]] = {
    NamedRule.PERSON_AT_FAULT: excused_fault,
    NamedRule.HUMAN_ERROR: excused_judgement,
    NamedRule.TRAIT: excused_judgement,
    NamedRule.POSSESSIVE_MISTAKE: excused_mistake,
    NamedRule.BEHAVIOUR_ACTION: excused_instruction,
    NamedRule.PERSON_AS_CAUSE: excused_cause,
    NamedRule.COUNTERFACTUAL: excused_counterfactual,
    NamedRule.PASSIVE_AGENT: excused_agent,
    NamedRule.UNNAMED_INDIVIDUAL: excused_unnamed,
    NamedRule.TEAM_AT_FAULT: excused_unnamed,
    NamedRule.TONE: excused_tone,
}


def is_distanced(before: str) -> bool:
    return bool(DISTANCED_HINT.search(before) and DISTANCED.search(before))


def not_the_subject(match: Match, tags: str) -> bool:
    """Whether the verb belongs to something else ("the script by Tom failed") or to a bot."""
    if match.rule is not NamedRule.BEHAVIOUR_ACTION and tags[match.start - 1] in PREPOSITION:
        return True
    if match.who is not Who.NAMED:
        return False
    return bool(
        BOT_BEFORE.search(tags[max(0, match.start - 2) : match.start])
        or BOT_AFTER.match(tags, match.start + 1)
    )
