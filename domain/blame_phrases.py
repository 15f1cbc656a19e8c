"""Words that are a finding wherever they stand, whoever the subject is."""

import re
from typing import Final

from msgspec import Struct

from domain.blame_grammar import Need, grammar, needed
from domain.blame_rules import BEHAVIOUR, CAUSE, COUNTERFACTUAL, NEAR, TRAIT, NamedRule
from domain.blame_subjects import MODS, NAME, ROLE


class Phrase(Struct, frozen=True):
    rule: NamedRule
    pattern: re.Pattern[str]
    needs: tuple[Need, ...]
    explains: bool = False
    causes: bool = False


WHO: Final = rf"(?:{NAME}|{ROLE}|<a>{MODS}<role>)"
AFTER_WHO: Final = """
    (?=<stop|comma|ing|fault.ing|act.ing|duty.ing|not|semi|close|dash|and|open|sub|=alone>)
"""
CAREFUL: Final = """
    (?:<=be|=stay|=become|=remain>(?:<more|adv>){0,2}<careful>
      |<=pay|=take|=exercise|=show>(?:<more>){1,2}<attention|=caution|=diligence>
      |<behave>|<think><twice>|<=try><=harder>)
"""
PEOPLE: Final = """
    (?:<adv>)?(?:<name|everyone|roles>|<=him|=her|=them>
      |<the|a|any>?(?:<human.mod|word|proper|team.s|thing.s>){0,2}
         <role|roles|team|role.loose|everyone>)
"""
ONE: Final = "(?:<name>(?:<name|proper>)?|<the|a>(?:<human.mod|word>){0,2}<role|role.loose>)"
IMPERATIVE: Final = "(?<=<stop|colon|dash|to|=should|=must|=will|and|comma|number>)"
FAILING: Final = """
    (?:(?!<=missing>)<fault.ing>|<not><ing|duty.ing|act.ing|benign.ing>|<=failing><to>)
"""
BY_MACHINE: Final = """
    (?:<automatic|by|=when|=through|=after|=in>
      |<=days|=day|=hours|=hour|=week|=minutes><=before>)
"""
ERROR: Final = NamedRule.HUMAN_ERROR
OWNED: Final = NamedRule.POSSESSIVE_MISTAKE
OWNER: Final = "(?:<name.s|role.s|role.loose.s|someone.s|user.s>|<his>)"


def phrase(rule: NamedRule, pattern: str, *, explains: bool = False) -> Phrase:
    return Phrase(rule, grammar(pattern), needed(pattern), explains)


PHRASES: Final = (
    phrase(
        ERROR,
        r"""(?:<=due><to>|<cause.past|=attributed><by|to>|<=come|=comes|=came><=down><to>
             |<be|colon|from|=because><of>?|<=through|by|to>)
        (?:<a|adv|word|ly|of>){0,4}<human><error>(?!<rate|=message|=messages|=log|=codes>)""",
    ),
    phrase(
        ERROR,
        rf"""<human><error>(?:(?=<stop|comma|close|colon>)|<be><a|the>(?:<word>){{0,2}}<cause>
             |{NEAR}{{0,6}}<cause.past|=led|=resulted|=made>|(?=<=on><the>))""",
    ),
    phrase(ERROR, "<trouble>|<=finger><=trouble>|<=fat><=finger|=fingers>"),
    phrase(TRAIT, "<trait.noun>"),
    phrase(
        TRAIT,
        """(?<!<name.s|role.s|his>)
        (?:<lack><of>(?:<word|adv>)?<lacked>|<poor><=judgement|=judgment>)""",
    ),
    phrase(
        TRAIT,
        """<trait.hard>(?:<adv|human.mod|and|comma|trait|word>){0,3}
        (?:<role|roles|role.loose|team|everyone>)""",
    ),
    phrase(
        TRAIT,
        """<trait.hard|=rookie|=beginner's|=schoolboy|=silly|=stupid|=dumb|=inexcusable|=amateur>
        <=mistake|=mistakes|=error|=errors|=work|=change|=merge|=edit|=oversight|=hour|=slip>""",
    ),
    phrase(
        COUNTERFACTUAL,
        r"""(?:<=any|=every>(?:<^stop comma sub>){0,3}<role|role.loose>|<a>(?:<more|adv>){0,2}
        (?:<careful|=competent|=experienced|=good|=decent|=sensible|=proper|=reasonable|=senior>)
        (?:<human.mod|word>){0,2}<role|role.loose>)<=would><have>
        (?!<=done><the|=it>?<=same>)""",
    ),
    phrase(
        OWNED,
        rf"""{OWNER}(?:<adv|word|ed|poor|trait|human.mod|=own>){{0,3}}<mistake>
        (?!<rate|=handling|=message|=messages>)""",
    ),
    phrase(OWNED, rf"{OWNER}(?:<adv>)?<poor><judgement>"),
    phrase(OWNED, rf"{OWNER}<lack><of>(?:<adv|word>)?<lacked|=experience|=judgement|=judgment>"),
    phrase(OWNED, rf"{OWNER}<=decision|=choice>(?:<not><to>|<to><fault.base>)"),
    phrase(
        OWNED,
        rf"<mistake>(?:<=made|=committed|adv|word>)?(?:<by|of|from>|<=on><the><=part><of>){WHO}",
    ),
    phrase(OWNED, "<mistake><of><name.s>"),
    phrase(OWNED, "<be|mistake|trait.noun><=on>(?:<name.s|the>)(?:<role.s>)?<=part>"),
    phrase(OWNED, rf"<=on><the><=part><of>{WHO}"),
    phrase(OWNED, "<name.s>(?:<word|adv|ed>){0,2}<change>(?:<adv|have|sub>){0,2}<broke>"),
    phrase(
        CAUSE,
        rf"""(?:<=due|=owing|=down><to>|<=because><of>|<cause.past>(?:<adv|ly>)?<by>
            |<blame>{NEAR}{{0,6}}<lies>(?:<adv|ly>)?<=with|=on>|<=blame>){WHO}{AFTER_WHO}""",
    ),
    phrase(
        NamedRule.PERSON_AT_FAULT,
        rf"(?:{NAME}|{ROLE}|<name.s|role.s>)(?:<adv>)?{FAILING}",
    ),
    phrase(COUNTERFACTUAL, rf"<=been>(?:<adv|ly>)?<=obvious|=clear|=evident><to>{WHO}"),
    phrase(CAUSE, rf"<=this|=that|=it|=one><be>(?:<adv>)?<on>{NAME}(?=<stop|comma>)"),
    phrase(TRAIT, rf"{OWNER}<conduct|judgement>{NEAR}{{0,4}}<be>(?:<adv>)?<trait>"),
    phrase(CAUSE, rf"<=traces|=traced|=leads|=points>(?:<=back>)?<to>{WHO}{AFTER_WHO}"),
    phrase(CAUSE, rf"<blame.adj>(?:<^stop>){{0,6}}<=it><be>{WHO}<stop>"),
    phrase(TRAIT, "<insult>"),
    phrase(TRAIT, rf"<trait|=unwise|=rash|=wrong><of>{WHO}<to>"),
    phrase(CAUSE, rf"<to>{WHO}<=as><the>(?:<word>)?<cause|culprit>"),
    phrase(TRAIT, rf"{OWNER}<trait.hard>"),
    phrase(TRAIT, rf"<trait.hard>(?:<word|ing|judgement>){{1,2}}<by|of>{WHO}"),
    phrase(CAUSE, rf"<cause>(?:<colon>|<be>){WHO}<stop>"),
    phrase(
        NamedRule.PASSIVE_AGENT,
        rf"<passive.part|fault.part>{NEAR}{{0,4}}<by>(?:{NAME}|{ROLE}(?!<word>))",
    ),
    phrase(NamedRule.PASSIVE_AGENT, rf"<safety>{NEAR}{{0,3}}<contain.part>{NEAR}{{0,3}}<by>{WHO}"),
    phrase(NamedRule.PASSIVE_AGENT, rf"<=taken><=out|=away|=down>{NEAR}{{0,3}}<by>{NAME}"),
    phrase(
        NamedRule.PASSIVE_AGENT,
        rf"<risky.part|=sent>{NEAR}{{0,3}}<by>{NAME}(?!<name.s|system|change>)",
        explains=True,
    ),
    phrase(
        NamedRule.PASSIVE_AGENT,
        rf"<fault.adv|trait.adv>(?:<adv>)?<passive.part|fault.part>{NEAR}{{0,4}}<by>{WHO}",
    ),
    phrase(
        NamedRule.WHY_PERSON,
        r"""<stop><who>(?:<adv|ly>)?<act.past|fault.past|=approved|=wrote|=signed>
        (?:<^stop>){0,10}<question>""",
    ),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<remind.base>(?:<adv>)?
        (?:<name>|<everybody>|{PEOPLE}(?!{NEAR}{{0,8}}{BY_MACHINE}))""",
    ),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<tell.base>{PEOPLE}(?:<to|=not|=about|adv>){{0,2}}
        (?:{CAREFUL}|<=not><to>|<=remember>|<not><to>)""",
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=coach|=counsel|=teach|=train|=educate|=retrain>{ONE}"),
    phrase(
        BEHAVIOUR,
        rf"{IMPERATIVE}<talk.base><=to|=with>{PEOPLE}<=about>(?:<the>)?<conduct|his|their>",
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=impress|=drill><on|=upon|=into>{PEOPLE}"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=take|=remove>{ONE}<=off|from>(?:<the>)?(?:<word>)?<rota>"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=give>{ONE}<a>(?:<word>)?<=warning|=talking-to>"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=stop|=ban|=bar|=keep>{ONE}<from>"),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<=make|=have|=get>
        (?:<name|everyone|roles>|<the>(?:<human.mod>)?<role>)<to>?<sign>""",
    ),
    phrase(BEHAVIOUR, r"<=improve|=mind|=watch><his|their>(?:<word>)?<attention|conduct|=habits>"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=have|=make|=get>{PEOPLE}<to>?{CAREFUL}"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=have><a>(?:<word>)?<=word><=with>{PEOPLE}"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=let>{PEOPLE}<=know>(?:<^stop>){{0,8}}<again>"),
    phrase(BEHAVIOUR, "<=lesson><for><name>"),
    phrase(
        BEHAVIOUR,
        """<=training|=coaching|=course|=warning|=refresher><for>
        <name>(?:<name|proper>)?(?=<stop|comma>)""",
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=raise|=address|=discuss><name.s>(?:<word>)?<conduct>"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=urge|=caution>{PEOPLE}<to>"),
    phrase(BEHAVIOUR, rf"<no><=more>{NEAR}{{0,4}}<from|by><name>"),
    phrase(TRAIT, "<everyone|roles|role|role.loose|team>(?:<the|adv>){1,2}<trait.hard>"),
    phrase(
        COUNTERFACTUAL,
        rf"""<=with>(?:<a|more|word|adv>){{1,3}}<=thought|=care|=attention|=diligence|=effort>
        (?:<comma>)?{WHO}<would|could><have>""",
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<hold.base>{PEOPLE}<=accountable|=responsible|=liable>"),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<send.base>{PEOPLE}<on|to|=through>(?:<a>)?(?:<^stop>){{0,2}}
        <course|=plan|=warning>""",
    ),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<ensure.base>(?:<=sure>)?(?:<=that>)?{PEOPLE}(?:<adv>)?
        (?:<do><not>|<do.not|never|=remembers|=remember|=double-checks|=double-check>)""",
    ),
    phrase(BEHAVIOUR, rf"(?<=<stop|colon|dash>)(?:<adv>)?{CAREFUL}"),
    phrase(
        CAUSE,
        rf"""<broke|harm.start>{NEAR}{{0,6}}<=when|=after|=because|=once>(?:{NAME}|{ROLE})
        (?:<adv|have|ly>){{0,3}}(?!<good.past>)<act.past>""",
        explains=True,
    ),
)
