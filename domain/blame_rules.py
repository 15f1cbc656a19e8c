"""The clause rules: who is spoken of, and what is said of them.

A rule is a regular expression over tags (see blame_text.py). `SUBJECT` finds people; a `Predicate`
says what must follow a subject; a `Phrase` stands by itself. Every repetition is bounded, so that
a text takes time in proportion to its length.
"""

import re
from enum import StrEnum
from typing import Final

from msgspec import Struct

from domain.blame_text import alternatives, grammar


class Who(StrEnum):
    """Kinds of subject. `NAMED` is a person of the roster or a known given name."""

    NAMED = "named"
    ROLE = "role"
    PRONOUN = "pronoun"
    THEY = "they"
    YOU = "you"
    WE = "we"
    SOMEONE = "someone"
    WHOEVER = "whoever"
    NOBODY = "nobody"
    TEAM = "team"
    USER = "user"


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


PERSON: Final = frozenset({Who.NAMED, Who.ROLE, Who.PRONOUN})
GROUP: Final = frozenset({Who.TEAM})
UNNAMED: Final = frozenset({Who.SOMEONE})
HUMAN: Final = PERSON | GROUP | UNNAMED
ANYBODY: Final = HUMAN | {Who.WE, Who.YOU, Who.WHOEVER, Who.THEY, Who.USER}

MODS: Final = "(?:<human.mod|word|proper|number|ed>){0,3}"
START: Final = "(?<=<stop|number|colon|dash>)"
NOVICE: Final = (
    "(?:<the|a>(?:<human.mod|word|ly>){0,2}<junior>"
    "(?:<human.mod|word|role|and|comma>){0,3}<role|role.loose>|<a|the><novice>)"
)
SUBJECT: Final = alternatives(
    {
        Who.NAMED: "<name>(?:<name|proper>)?(?:<open><^stop open close>{1,5}<close>)?",
        Who.PRONOUN: "<pronoun|pronoun.is>",
        Who.THEY: "<they>",
        Who.YOU: "<you>",
        Who.WE: "<we>",
        Who.WHOEVER: "<whoever>",
        Who.NOBODY: "<nobody>|<no><=one>",
        Who.ROLE: rf"""{NOVICE}
            | <the>{MODS}<role> | <the>(?:<human.mod>){{0,3}}<role.loose|on-call>
            | {START}(?:<human.mod|word|proper>){{0,2}}<role>
            | {START}(?:(?:<human.mod>){{1,2}}<role.loose>|<on-call>)""",
        Who.SOMEONE: rf"""<someone>
            | (?:<a>{MODS}|<=one><of><the|=us>{MODS})(?:<role|roles|=us>|<human.mod><role.loose>)
            | <a><role.loose><of><the>(?:<human.mod|word|proper>){{0,3}}<team>""",
        Who.TEAM: rf"""(?:<the|number|=two|=both>|{START}){MODS}(?:<team>{{1,2}}|<roles>)
            | <=qa|=management|=leadership> | <proper>{{1,2}}<team>""",
        Who.USER: "(?:<the|a>(?:<word>)?)?<user>",
    }
)
VERBISH: Final = (
    "stop semi comma sub be have do do.not have.not modal modal.not modal.have ed part "
    "fault.past fault.third duty.past act.past fault.base"
)
NEAR: Final = "<^stop semi sub comma colon>"
LINK: Final = rf"""
    (?:<place>(?:<^{VERBISH}>){{1,5}})?+
    (?:<comma>?<who>|<comma><^stop comma>{{1,8}}<comma>)?+
"""
ACTIVE: Final = "(?:<have|do|adv|ly|had>){0,4}"
LIES: Final = "(?:<be|pronoun.is|have|adv|=just|=simply|had|=seems|=seemed|=looked>){1,5}"


class Predicate(Struct, frozen=True):
    """What is said of a subject of one of the kinds `who`."""

    rule: NamedRule
    who: frozenset[Who]
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None = None


class Phrase(Struct, frozen=True):
    """Words that are a finding wherever they stand."""

    rule: NamedRule
    pattern: re.Pattern[str]


def says(rule: NamedRule, who: frozenset[Who], pattern: str, *, before: str = "") -> Predicate:
    return Predicate(
        rule, who, grammar(LINK + pattern), grammar(rf"(?:{before})\Z") if before else None
    )


PART: Final = """
    (?!<=been|=had|=received|=got|=gotten|=become>)
    (?!<ed.adjective>(?:<word|roles|role|proper>))<part|ed|fault.part|act.part|duty.part|perceive.part|fault.past>
"""
HAVE: Final = "(?:<not|adv|ly|to>){0,3}<have>(?:<not|adv|ly>){0,3}"
TEAM_TOO: Final = PERSON | GROUP | UNNAMED | {Who.YOU, Who.THEY, Who.USER}
ONLY_PAST: Final = "<fault.past|fault.part>"
LOOP: Final = "(?!(?:<the|a>)?(?:<word>)?<loop>)"
NEGATED: Final = "(?:<do.not>|<do|have|had><not>|<have.not>|<never>)"

PREDICATES: Final = (
    says(NamedRule.PERSON_AT_FAULT, HUMAN, rf"{ACTIVE}{ONLY_PAST}{LOOP}"),
    says(
        NamedRule.PERSON_AT_FAULT, PERSON | {Who.THEY}, rf"{ACTIVE}<=forgot|=neglected|=forgotten>"
    ),
    says(
        NamedRule.PERSON_AT_FAULT,
        frozenset({Who.NAMED, Who.PRONOUN}),
        rf"(?:<adv>){{0,2}}<fault.third>{LOOP}",
    ),
    says(
        NamedRule.PERSON_AT_FAULT,
        HUMAN,
        rf"{ACTIVE}<=kept|=keeps|be|pronoun.is>(?:<adv>)?<fault.ing>",
    ),
    says(
        NamedRule.PERSON_AT_FAULT,
        HUMAN | {Who.YOU},
        rf"{ACTIVE}<fail.past|fail.third|fail.part><to>",
    ),
    says(
        NamedRule.PERSON_AT_FAULT,
        PERSON,
        rf"{NEGATED}(?:<adv|ly>){{0,2}}(?!<perceive.base|perceive.past|perceive.part>(?:<any>|<=anything>))<duty.base|duty.past|duty.part|perceive.base|perceive.past>",
    ),
    says(NamedRule.PERSON_AT_FAULT, ANYBODY, rf"{NEGATED}(?:<adv|ly>){{0,2}}<=bother>"),
    says(
        NamedRule.PERSON_AT_FAULT,
        ANYBODY | {Who.NOBODY},
        r"(?:<could.not>|<could><not>)<be><=bothered>",
    ),
    says(NamedRule.PERSON_AT_FAULT, frozenset({Who.NOBODY}), r"(?:<adv>)?<=bothered|=cared>"),
    says(NamedRule.PERSON_AT_FAULT, HUMAN, rf"{ACTIVE}<choose.past><not><to><duty.base>"),
    says(NamedRule.PERSON_AT_FAULT, HUMAN, rf"{ACTIVE}<choose.past><to><fault.base>"),
    says(NamedRule.PERSON_AT_FAULT, HUMAN, rf"{ACTIVE}<create.past>{NEAR}{{0,6}}<bad>(?!<and>)"),
    says(NamedRule.PERSON_AT_FAULT, HUMAN, rf"{ACTIVE}<act.past>{NEAR}{{0,6}}<wrong>"),
    says(
        NamedRule.PERSON_AT_FAULT,
        HUMAN,
        rf"{ACTIVE}<act.past>{NEAR}{{0,12}}<=without>(?:<the|a|any|word|adv>){{0,3}}<process|=asking|=telling>",
    ),
    says(NamedRule.PERSON_AT_FAULT, HUMAN, rf"{ACTIVE}<remove.past>{NEAR}{{0,4}}<target>"),
    says(
        NamedRule.PERSON_AT_FAULT,
        HUMAN,
        rf"{ACTIVE}<act.past>{NEAR}{{0,6}}<=straight|=directly><to|=into>(?:<the>)?<target|=main>",
    ),
    says(
        NamedRule.PERSON_AT_FAULT,
        HUMAN,
        rf"{ACTIVE}<trait.adv|fault.adv>(?:<adv>)?<ed|part|act.past|fault.past|duty.past>",
    ),
    says(NamedRule.PERSON_AT_FAULT, HUMAN, rf"{ACTIVE}<act.past>{NEAR}{{0,6}}<trait.adv>"),
    says(
        NamedRule.PERSON_AT_FAULT,
        HUMAN,
        rf"{ACTIVE}<=made|=makes|=committed><a>(?:<^stop comma sub>){{0,3}}<mistake>",
    ),
    says(NamedRule.PERSON_AT_FAULT, HUMAN, rf"{ACTIVE}<=made><a>(?:<adv>)?<poor><judgement>"),
    says(NamedRule.PERSON_AT_FAULT, HUMAN, rf"{ACTIVE}<cause.past>{NEAR}{{0,5}}<harm>"),
    says(NamedRule.PERSON_AT_FAULT, HUMAN, rf"{ACTIVE}<=rushed>(?!<=to|=into|=over>)"),
    says(
        NamedRule.PERSON_AT_FAULT,
        HUMAN,
        rf"{ACTIVE}<=messed|=screwed|=mixed|=mucked|=cocked>(?:{NEAR}){{0,4}}<=up>",
    ),
    says(
        NamedRule.PERSON_AT_FAULT,
        HUMAN,
        rf"{ACTIVE}<=took|=brought|=knocked>(?:{NEAR}){{0,4}}<=down>(?=<stop|comma|the|and|sub>)",
    ),
    says(
        NamedRule.PERSON_AT_FAULT,
        HUMAN,
        rf"{ACTIVE}<ed|act.past|duty.past|perceive.past|be>(?:<^stop semi sub colon>){{0,14}}<and>"
        r"(?:<adv|ly>){0,2}"
        rf"(?:<fault.past>{LOOP}|<fail.past><to>|{NEGATED}(?:<adv>)?<duty.base|duty.past>)",
    ),
    says(NamedRule.TRAIT, ANYBODY, rf"{LIES}(?:<more>)?(?!<not>)<trait>(?!<=at>)"),
    says(
        NamedRule.TRAIT, HUMAN, r"(?:<be><not>|<be.not>)(?:<adv>)?<=paying>(?:<more>)?<attention>"
    ),
    says(NamedRule.TRAIT, HUMAN, r"(?:<be><not>|<be.not>)(?:<more|adv>)?<careful>(?:<=enough>)?"),
    says(
        NamedRule.COUNTERFACTUAL,
        TEAM_TOO,
        rf"(?:<adv|ly>){{0,2}}(?:<should|should.not>{HAVE}|<modal.have>){PART}",
    ),
    says(
        NamedRule.COUNTERFACTUAL,
        TEAM_TOO,
        rf"(?:<adv|ly>){{0,2}}<could>(?!<not>)(?:<adv|ly>)?<have>(?:<adv|ly>)?{PART}",
    ),
    says(
        NamedRule.COUNTERFACTUAL,
        TEAM_TOO,
        r"(?:<modal|modal.not>(?:<not|adv>){0,2}<have>|<modal.have>)<=been>(?:<adv|more>){0,2}<trait|careful|=aware|=paying|=watching|=checking|=quicker|=faster>",
    ),
    says(
        NamedRule.COUNTERFACTUAL,
        PERSON | {Who.YOU},
        rf"<had>(?:<adv>)?(?!<=known>){PART}",
        before="<if.only>",
    ),
    says(
        NamedRule.COUNTERFACTUAL,
        PERSON | {Who.YOU},
        r"(?:<had><not>|<have.not>)<act.part|fault.part>",
        before="<if.only>",
    ),
    says(
        NamedRule.COUNTERFACTUAL,
        PERSON | {Who.YOU},
        rf"(?:<adv>)?(?!<=known>)(?:{PART}|<not><act.part|fault.part>)",
        before="<stop|comma|and|dash|colon><had>",
    ),
    says(
        NamedRule.BEHAVIOUR_ACTION,
        ANYBODY,
        r"<need|modal|will|=must|to>(?:<to|adv>){0,2}<=be|=stay|=become|=remain>(?:<more|adv>){0,2}<careful>",
    ),
    says(
        NamedRule.BEHAVIOUR_ACTION,
        ANYBODY,
        r"<need|modal|will|=must|to>(?:<to|adv>){0,2}<=pay|=take|=exercise|=show>(?:<more>){0,2}<attention|=caution|=diligence>",
    ),
    says(
        NamedRule.BEHAVIOUR_ACTION,
        ANYBODY,
        r"<need|modal|will|=must|to>(?:<to|adv|=always>){0,2}(?:<behave>|<think><twice>|<=try><twice|=harder>)",
    ),
    says(
        NamedRule.BEHAVIOUR_ACTION,
        PERSON,
        r"<need|=must|to>(?:<to>)?(?:<=stop><ing|fault.ing|act.ing>|<=not><=forget>)",
    ),
    says(
        NamedRule.PERSON_AS_CAUSE,
        PERSON,
        r"<be>(?:<adv>)?(?:<to><=blame>|<=at><=fault>|<the>(?:<word|adv>){0,2}<cause|culprit>)",
    ),
    says(
        NamedRule.PERSON_AS_CAUSE,
        PERSON,
        r"<=was|=were>(?:<adv|ly>)?<=responsible><for>(?:<^stop comma>){0,4}<harm>",
    ),
    says(
        NamedRule.PERSON_AS_CAUSE,
        PERSON,
        r"(?:<adv|have>)?<act.past>",
        before="<=because>",
    ),
    says(
        NamedRule.WHY_PERSON,
        PERSON | UNNAMED,
        r"(?:<not>)?(?:<adv>)?(?!<have|=need|=receive|=lack|=get|=see|=know>)<^stop comma>",
        before="<why><do|do.not>",
    ),
    says(
        NamedRule.WHY_PERSON,
        PERSON | UNNAMED,
        r"(?:<adv|ly>)?(?:<act.past|fault.past|do.not|=approved>|<do><not>|<never>)",
        before="<why>",
    ),
    says(
        NamedRule.SARCASM,
        HUMAN,
        r"(?:<comma>)?(?:<=yet|=once><=again>|<=as><=usual|=always|=ever>|<=of><=course>)(?!<=caught|=saved|=spotted|=noticed|=fixed|=helped|=found>)",
    ),
    says(
        NamedRule.SARCASM,
        HUMAN | {Who.NOBODY},
        r"(?!(?:<adv|have>){0,2}<=caught|=saved|=spotted|=noticed|=fixed|=helped|=found|=restarted|=rolled>)<^stop>",
        before="(?:<=yet|=once><=again>|<=as><=usual|=always|=ever>|<=of><=course>|<=typical>)<comma>?",
    ),
    says(
        NamedRule.UNNAMED_INDIVIDUAL,
        frozenset({Who.WHOEVER}),
        rf"{ACTIVE}<act.past|fault.past|=approved|=wrote|=left>",
    ),
    says(
        NamedRule.PERSON_AT_FAULT,
        HUMAN | {Who.WE, Who.THEY, Who.YOU},
        rf"""{ACTIVE}(?:<be>|<=fell|=went>)?(?:
              <=dropped|=drop><the><=ball>
            | (?:<=asleep>|<=sleeping>)<=at|on><the><=wheel|=job|=switch>
            | <=took|=take>(?:<their|his|the|=our>)<=eye|=eyes><=off>
            | <=cut|=cutting><=corners|=corner>
            | <=threw|=thrown><^stop>{{0,3}}<=over><the><=wall|=fence>
            | <=turned><a><=blind><=eye>
            | <=passed><the><=buck>
            | <=let>(?:<=us|=everyone|=everybody|name>|<the><^stop>{{1,3}})<=down>
            | <=knew><=better>
            | <=shot><=ourselves|=themselves><=in><the><=foot>
            | <=phoned><=it><=in>
            | <=made><a><=mess|=hash><of>
            | <=played><=fast><and><=loose>
            | <=had><=one><=job>
            | <=out><to><=lunch>
        )""",
    ),
)

WHO: Final = (
    rf"(?:<name>(?:<name|proper>)?|<the>{MODS}<role>|<the>(?:<human.mod>){{0,3}}<role.loose|on-call>"
    rf"|<a>{MODS}<role>)"
)
AFTER_WHO: Final = (
    "(?=<stop|comma|ing|fault.ing|act.ing|duty.ing|not|semi|close|dash|and|open|sub|=alone>)"
)
CAREFUL: Final = (
    "(?:<=be|=stay|=being|=become|=remain>(?:<more|adv>){0,2}<careful>"
    "|<=pay|=take|=exercise|=show>(?:<more>){1,2}<attention|=caution|=diligence>"
    "|<behave|think><twice>|<=double-check|=triple-check>|<=try><=harder>)"
)
PEOPLE: Final = (
    "(?:<name|everyone|roles>|<the|a|any>?(?:<human.mod|word|proper>){0,2}"
    "<role|roles|team|role.loose|everyone>|<=him|=her|=them>)"
)
IMPERATIVE: Final = "(?:(?<=<stop|colon|dash|to|=should|=must|=will|and|comma|number>))"

PHRASES: Final = (
    Phrase(
        NamedRule.HUMAN_ERROR,
        grammar(
            r"(?:<=due><to>|<cause.past|=attributed><by|to>|<be|colon|from|=because><of>?|<=through|by|to>|<cause><be>)(?:<a|adv|word|ly>){0,3}<human><error>(?!<rate|=message|=messages|=log|=codes>)"
        ),
    ),
    Phrase(
        NamedRule.HUMAN_ERROR,
        grammar(r"<human><error>(?=<stop|comma|cause.past|=led|=resulted|be|=made|close>)"),
    ),
    Phrase(
        NamedRule.HUMAN_ERROR,
        grammar(r"(?:<trouble>|<=finger><=trouble>|<=fat><=finger|=fingers>)"),
    ),
    Phrase(NamedRule.TRAIT, grammar(r"<trait.noun>")),
    Phrase(NamedRule.TRAIT, grammar(r"<lack><of>(?:<word|adv>)?<lacked>")),
    Phrase(
        NamedRule.TRAIT,
        grammar(
            r"<trait.hard>(?:<adv|human.mod|and|comma|trait|word>){0,3}(?:<role|roles|role.loose|team>)"
        ),
    ),
    Phrase(
        NamedRule.TRAIT,
        grammar(
            r"<trait.hard>(?:<=mistake|=mistakes|=error|=errors|=work|=change|=merge|=edit|=oversight>)"
        ),
    ),
    Phrase(
        NamedRule.COUNTERFACTUAL,
        grammar(
            r"<a|any>(?:<more|adv>){0,2}(?:<careful|=competent|=experienced|=good|=decent|=sensible|=proper|=reasonable|=senior>)(?:<human.mod|word>){0,2}<role|role.loose><=would><have>(?!<=done><the|=it>?<=same>)"
        ),
    ),
    Phrase(
        NamedRule.POSSESSIVE_MISTAKE,
        grammar(
            r"(?:<name.s|role.s|role.loose.s|someone.s|user.s>|<his>)(?:<adv|word|ed|poor|trait|human.mod|=own>){0,3}<mistake>(?!<rate|=handling|=message|=messages>)"
        ),
    ),
    Phrase(
        NamedRule.POSSESSIVE_MISTAKE,
        grammar(r"(?:<name.s|role.s|role.loose.s|someone.s>|<his>)(?:<adv>)?<poor><judgement>"),
    ),
    Phrase(
        NamedRule.POSSESSIVE_MISTAKE,
        grammar(
            rf"<mistake>(?:<=made|=committed|adv|word>)?(?:<by|of|from>|<on><the><=part><of>){WHO}"
        ),
    ),
    Phrase(
        NamedRule.POSSESSIVE_MISTAKE, grammar(r"<mistake|trait.noun><on><name.s|role.s><=part>")
    ),
    Phrase(NamedRule.POSSESSIVE_MISTAKE, grammar(rf"<on><the><=part><of>{WHO}")),
    Phrase(
        NamedRule.POSSESSIVE_MISTAKE,
        grammar(
            r"<name.s>(?:<word|adv|ed>){0,2}<change>(?:<adv|have|sub>){0,2}<=broke|=caused|=introduced|=took|=brought|=destroyed|=crashed|=corrupted|=wiped>"
        ),
    ),
    Phrase(
        NamedRule.PERSON_AS_CAUSE,
        grammar(
            rf"(?:<=due|=owing|=down><to>|<=because><of>|<cause.past>(?:<adv|ly>)?<by>|<=blame>(?:<^stop>){{0,3}}<=with|=on|=at>|<=blame>){WHO}{AFTER_WHO}"
        ),
    ),
    Phrase(NamedRule.PERSON_AS_CAUSE, grammar(rf"<cause>(?:<colon>|<be>){WHO}<stop>")),
    Phrase(
        NamedRule.PASSIVE_AGENT,
        grammar(
            rf"<passive.part|fault.part>(?:{NEAR}){{0,4}}<by>(?:<name>|<the>{MODS}<role>(?!<word>)|<the>(?:<human.mod>){{0,3}}<role.loose|on-call>(?!<word>))"
        ),
    ),
    Phrase(
        NamedRule.PASSIVE_AGENT,
        grammar(
            rf"<fault.adv|trait.adv>(?:<adv>)?<passive.part|fault.part>(?:{NEAR}){{0,4}}<by>{WHO}"
        ),
    ),
    Phrase(
        NamedRule.WHY_PERSON,
        grammar(
            r"<stop><who>(?:<adv|ly>)?<act.past|fault.past|=approved|=wrote|=signed><^stop>{0,10}<question>"
        ),
    ),
    Phrase(
        NamedRule.BEHAVIOUR_ACTION,
        grammar(rf"{IMPERATIVE}(?:<remind.base>){PEOPLE}(?!{NEAR}{{0,8}}<automatic>)"),
    ),
    Phrase(
        NamedRule.BEHAVIOUR_ACTION,
        grammar(
            rf"{IMPERATIVE}<tell.base>{PEOPLE}(?:<to|=not|=about|adv>){{0,2}}(?:{CAREFUL}|<=not><to>|<=remember>)"
        ),
    ),
    Phrase(
        NamedRule.BEHAVIOUR_ACTION, grammar(rf"{IMPERATIVE}<talk.base><=to|=with>{PEOPLE}<=about>")
    ),
    Phrase(
        NamedRule.BEHAVIOUR_ACTION,
        grammar(rf"{IMPERATIVE}<hold.base>{PEOPLE}<=accountable|=responsible|=liable>"),
    ),
    Phrase(
        NamedRule.BEHAVIOUR_ACTION,
        grammar(
            rf"{IMPERATIVE}<send.base>{PEOPLE}<on|to|=through><a>(?:<word>){{0,2}}<course|=plan|=warning>"
        ),
    ),
    Phrase(
        NamedRule.BEHAVIOUR_ACTION,
        grammar(
            rf"{IMPERATIVE}<ensure.base>(?:<=sure>)?(?:<=that>)?{PEOPLE}(?:<adv>)?(?:<do.not>|<do><not>|<never>|<=remembers|=remember>)"
        ),
    ),
    Phrase(NamedRule.BEHAVIOUR_ACTION, grammar(rf"(?<=<stop|colon|dash>)(?:<adv>)?{CAREFUL}")),
)
