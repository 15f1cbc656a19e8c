"""What is said of a person: the rules that begin with a subject.

A rule is a regular expression over tags (see blame_text.py). Every repetition is bounded, so that
a text takes time in proportion to its length.
"""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.blame_grammar import Need, Rule, needed
from domain.blame_subjects import HUMAN, PERSON, Who


class NamedRule(StrEnum):
    """What findings name; each is explained in docs/blame.md."""

    PERSON_AT_FAULT = "person_at_fault"
    COUNTERFACTUAL = "counterfactual"
    HUMAN_ERROR = "human_error"
    TRAIT = "trait"
    BEHAVIOUR_ACTION = "behaviour_action"
    PERSON_AS_CAUSE = "person_as_cause"
    PASSIVE_AGENT = "passive_agent"
    POSSESSIVE_MISTAKE = "possessive_mistake"
    WHY_PERSON = "why_person"
    UNNAMED_INDIVIDUAL = "unnamed_individual"
    TEAM_AT_FAULT = "team_at_fault"
    SARCASM = "sarcasm"
    TONE = "tone"


class Predicate(Struct, frozen=True):
    """What is said of a subject of one of the kinds `who`, after the words `before` if any.

    Of those with one number the first that fits counts. Each fits only where one of `needs` is.
    `explains` keeps a rule to the sections that explain: where a story is told, the same words are
    a neutral account.
    """

    number: int
    rule: NamedRule
    who: frozenset[Who]
    pattern: Rule
    needs: tuple[Need, ...]
    before: Rule | None = None
    explains: bool = False
    causes: bool = False


NEAR: Final = "<^stop semi sub comma colon>"
VERBISH: Final = (
    "stop semi comma sub be have do do.not have.not modal modal.not modal.have ed part "
    "fault.past fault.third duty.past act.past fault.base"
)
# "the engineer on duty", "Tom, who had just joined," and so on.
LINK: Final = rf"""
    <colon|dash|close|quote>?(?:<blame.adj|=accountable>?<place>(?:<^{VERBISH}>){{1,5}})?
    (?:<from|of|on|=in|=at><the|a>?(?:<human.mod|word|proper>){{0,3}}<team|department>)?
    (?:<we><ed|past|part>|<=behind><the|a><^stop comma>{{1,2}}?)?
    (?:<comma>?<who>(?:<^stop comma semi sub>{{1,8}})?|<comma><^stop comma>{{1,8}}<comma>)?
"""
MANNER: Final = "(?:<have|do|adv|ly|had|quote>|<=once><=more>){0,4}"
BEING: Final = """
        (?:<be|pronoun.is|have|adv|ly|had|=seems|=seemed|=looked|=got|=grew|=became|=grown|
        =gotten|=turned>){1,5}
        """
LOOP: Final = "(?!(?:<the|a>)?(?:<word>)?<loop|personal>)"
NEVER: Final = "(?:<do.not>|<do|have|had><not>|<have.not>|<never>)"
NOBODY: Final = "(?:<nobody>|<no><=one>)"
ANY_PAST: Final = "<ed|past|act.past|duty.past|benign.past|good.past|blunt>"
DID: Final = "(?!<good.past>)<ed|past|act.past|duty.past|create.past|fault.past>"
ACTED: Final = f"""
    (?!<good.past>)(?!<=set><=up>)(?!<contain.past|=replaced>{NEAR}{{0,3}}<bad>)
    (?!<constructive.past>{NEAR}{{0,4}}<safety|guide>)
    (?:<risky.past>(?!<to>?<elsewhere>)(?!{NEAR}{{0,4}}<helpful>)
      |<contain.past>{NEAR}{{0,4}}<safety>
      |<=pointed>{NEAR}{{1,4}}<=at|=to>)
"""
SHORT: Final = r"(?:<^stop semi colon>){0,14}"
UNHELPED: Final = rf"(?!{SHORT}<relief>)"
PART: Final = """
    (?!<=been|=had|=received|=got|=gotten|=become>)
    (?!<ed.adjective>(?:<word|roles|role|proper|harmless>))
    <part|ed|past|fault.part|act.part|duty.part|perceive.part|benign.part|good.part>
"""
HAVE: Final = "(?:<not|adv|ly|to>){0,3}<have>(?:<not|adv|ly>){0,3}"
OUGHT: Final = """
    (?:(?:<need|modal|will|=must|to>|<have>(?:<=got>)?<to>|<had><=better>)(?:<to|adv|=always>){0,2})
"""
PRAISED: Final = "(?!<=found><=out>)<good.past>"
AGAIN: Final = """
    (?:<=yet|=once><=again>|<=as><=per>?<=usual|=always|=ever>|<=of><=course>|<=typical>
      |<=naturally|=predictably|=unsurprisingly|=inevitably><comma>)
"""


class Said(Struct, frozen=True):
    """One way of putting it."""

    rule: NamedRule
    who: frozenset[Who]
    pattern: str
    before: str = ""
    explains: bool = False
    causes: bool = False


def says(rule: NamedRule, who: frozenset[Who], pattern: str) -> Said:
    return Said(rule, who, pattern)


def explains(rule: NamedRule, who: frozenset[Who], pattern: str) -> Said:
    return Said(rule, who, pattern, explains=True)


def causes(rule: NamedRule, who: frozenset[Who], pattern: str) -> Said:
    return Said(rule, who, pattern, causes=True)


def after(before: str, rule: NamedRule, who: frozenset[Who], pattern: str) -> Said:
    return Said(rule, who, pattern, before)


AT_FAULT: Final = NamedRule.PERSON_AT_FAULT
COUNTERFACTUAL: Final = NamedRule.COUNTERFACTUAL
TRAIT: Final = NamedRule.TRAIT
BEHAVIOUR: Final = NamedRule.BEHAVIOUR_ACTION
CAUSE: Final = NamedRule.PERSON_AS_CAUSE
REGRETTED: Final = HUMAN | {Who.YOU, Who.THEY}
KNOWN: Final = PERSON | {Who.YOU}


def predicates_of(ways: Iterable[Said]) -> tuple[Predicate, ...]:
    """Those that differ in nothing but the words follow each other, as one rule."""
    alike: defaultdict[Said, list[Said]] = defaultdict(list)
    for way in ways:
        alike[replace(way, pattern="")].append(way)
    return tuple(
        predicate(way, number) for number, same in enumerate(alike.values()) for way in same
    )


def predicate(way: Said, number: int) -> Predicate:
    return Predicate(
        number,
        way.rule,
        way.who,
        Rule(f"{LINK}(?:{way.pattern})"),
        needed(f"(?:{way.before})(?:{way.pattern})"),
        Rule(rf"(?:{way.before})\Z") if way.before else None,
        way.explains,
        way.causes,
    )
