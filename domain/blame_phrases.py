"""Words that are a finding wherever they stand, whoever the subject is."""

from typing import Final

from msgspec import Struct

from domain.blame_grammar import Need, Rule, needed
from domain.blame_rules import CAUSE, COUNTERFACTUAL, NEAR, TRAIT, NamedRule
from domain.blame_subjects import MODS, NAME, ROLE


class Phrase(Struct, frozen=True):
    rule: NamedRule
    pattern: Rule
    needs: tuple[Need, ...]
    explains: bool = False
    causes: bool = False


PART: Final = """
        (?:<name.s>|<the|a>(?:<human.mod|word>){0,3}<role.s|role.loose.s|team.s>|<his|their>|
        <org.s>)
        """
WHO: Final = rf"(?:{NAME}|{ROLE}|<a>{MODS}<role>)"
AFTER_WHO: Final = """
    (?=<stop|comma|ing|fault.ing|act.ing|duty.ing|not|semi|close|dash|and|open|sub|=alone>)
"""
FAILING: Final = """
    (?:(?!<=missing>)<fault.ing>|<not><ing|duty.ing|act.ing|benign.ing>|<=failing><to>)
"""
ERROR: Final = NamedRule.HUMAN_ERROR
OWNED: Final = NamedRule.POSSESSIVE_MISTAKE
OWNER: Final = "(?:<name.s|role.s|role.loose.s|someone.s|user.s>|<his>)"


def phrase(
    rule: NamedRule, pattern: str, *, explains: bool = False, causes: bool = False
) -> Phrase:
    return Phrase(rule, Rule(pattern), needed(pattern), explains, causes)


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
             |{NEAR}{{0,6}}<cause.past|broke|=led|=resulted|=made>|(?=<=on><the>))""",
    ),
    phrase(
        ERROR,
        r"""(?<=<stop|colon|dash>)<the|a>?(?:<word|adv>){0,2}<human><=error|=mistake|=fault>
        (?=<=by|=during|=when|=while|=after>)""",
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
        (?:<human.mod|word>){0,2}<role|role.loose>)<=would>(?:<not|never|adv>)?<have>
        (?!<=done><the|=it>?<=same>)(?!<=missed|=made|=taken|=believed|=trusted|=assumed|
        =thought|=concluded|=expected|=fallen>)
        (?!<=read|=seen|=understood><^stop comma>{1,4}<=as>)""",
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
    phrase(OWNED, rf"<=on>{PART}<=part>"),
    phrase(OWNED, rf"<=on><the><=part><of>{WHO}"),
    phrase(OWNED, "<name.s>(?:<word|adv|ed>){0,2}<change>(?:<adv|have|sub>){0,2}<broke>"),
    phrase(
        CAUSE,
        rf"""(?:<=due|=owing|=down><to>|<=because><of>|<cause.past>(?:<adv|ly>)?<by>
            |<blame>{NEAR}{{0,6}}<lies>(?:<adv|ly>)?<=with|=on>|<=blame>){WHO}{AFTER_WHO}""",
    ),
    phrase(
        CAUSE,
        r"""(?:<=due|=owing|=down><to>|<=because><of>|<cause.past>(?:<adv|ly>)?<by>)
        (?:<name.s>|<the|a>?(?:<human.mod|word>){0,2}<role.s>)(?:<word|ed|adv|change>){0,3}
        <change>""",
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
    phrase(
        TRAIT,
        rf"""
        <trait|=unwise|=rash|=wrong><of>(?:{WHO}|<the>{MODS}<team|roles>|<=us>)(?=<to|stop|
        comma>)
        """,
    ),
    phrase(CAUSE, rf"<to>{WHO}<=as><the>(?:<word>)?<cause|culprit>"),
    phrase(TRAIT, rf"{OWNER}<trait.hard>"),
    phrase(TRAIT, rf"<trait.hard>(?:<word|ing|judgement>){{1,2}}<by|of>{WHO}"),
    phrase(CAUSE, rf"<cause>(?:<^stop comma>{{1,8}})?(?:<colon>|<be>){WHO}<stop>"),
    phrase(TRAIT, "(?<=<stop|colon|dash>)(?!<=lazy>)<trait.hard><^stop comma colon>"),
    phrase(TRAIT, "<trait.hard><mended>|(?!<=lazy>)<trait.hard><change>"),
    phrase(
        NamedRule.PASSIVE_AGENT,
        rf"<passive.part|fault.part>{NEAR}{{0,4}}<by>(?:{NAME}|{ROLE}(?!<word>))",
    ),
    phrase(NamedRule.PASSIVE_AGENT, rf"<safety>{NEAR}{{0,3}}<contain.part>{NEAR}{{0,3}}<by>{WHO}"),
    phrase(
        NamedRule.PASSIVE_AGENT,
        rf"""
        <wrong>{NEAR}{{0,6}}(?!<good.part|credit.part|risky.part|passive.part|fault.part>)<part|
        ed>{NEAR}{{0,2}}<by>{WHO}
        """,
    ),
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
        NamedRule.UNNAMED_INDIVIDUAL,
        """<=neither>(?:<of><the>)?(?:<human.mod>){0,2}<role|roles>(?:<of><the>(?:<word>)?<team>)?
        (?:<adv|ly>)?<duty.past|perceive.past|=opened>""",
    ),
    phrase(
        NamedRule.PASSIVE_AGENT,
        rf"<part|ed>{NEAR}{{0,3}}<by>{WHO}(?:<by|=in><=mistake|=accident|=error>)",
    ),
    phrase(OWNED, rf"<on>{PART}<=watch>"),
    phrase(
        OWNED,
        rf"""
        <poor>(?:<judgement|=performance|=communication|=review>)<by|from>(?:{WHO}|<the>{MODS}
        <team>)
        """,
    ),
    phrase(
        NamedRule.SARCASM,
        rf"""
        <=surprise><comma><=surprise>|<=guess><who>|<=well><=done><comma>{NAME}|<=nice><=one>
        <comma>{NAME}
        """,
    ),
    phrase(NamedRule.SARCASM, rf"<=courtesy><of>{NAME}"),
    phrase(NamedRule.WHY_PERSON, "<=whose><=idea|=fault|=decision|=mistake>"),
    phrase(TRAIT, "<everyone|roles|role|role.loose|team>(?:<the|adv>){1,2}<trait.hard>"),
    phrase(TRAIT, "<rater>(?:<be|have|adv|ly>){1,4}(?:<trait>(?!<=at>)|<not>(?:<adv>)?<careful>)"),
    phrase(TRAIT, rf"<unacceptable><of|for|=that>{WHO}"),
    phrase(
        COUNTERFACTUAL,
        rf"""<=with>(?:<a|more|word|adv>){{1,3}}<=thought|=care|=attention|=diligence|=effort>
        (?:<comma>)?{WHO}<would|could><have>""",
    ),
    phrase(
        CAUSE,
        rf"""<broke|harm.start>{NEAR}{{0,6}}<=when|=after|=because|=once>(?:{NAME}|{ROLE})
        (?:<adv|have|ly>){{0,3}}(?!<good.past>)<act.past>""",
        explains=True,
    ),
)
