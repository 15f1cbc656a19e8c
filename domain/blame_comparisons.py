"""Somebody better imagined, and questions that want no answer."""

from typing import Final

from domain.blame_phrases import THEM, WHO, WOULD, phrase
from domain.blame_rules import COUNTERFACTUAL, NEAR, SHORT, TRAIT, WHY, NamedRule
from domain.blame_subjects import MODS

BETTER: Final = """
    (?:(?!<=alert>)<careful>|<=competent|=experienced|=good|=decent|=sensible|=proper|
    =reasonable|=senior|=steadier
      |=grown-up|=mature|=seasoned|=qualified|=prudent|=smarter|=wiser|=calmer|=sharper|
      =half-awake
      |=halfway|=better|=skilled|=trained|=real|=true>)
"""
SOMEONE: Final = """
    (?:<role|role.loose|roles|role.qualified|team|novice>|<=pair|=look|=read|=hand|=hands|=head|
    =eye|=grown-up|=adult|=captain|=professional>)
"""

COMPARED: Final = (
    phrase(
        COUNTERFACTUAL,
        rf"""
        <=little|=bit>(?:<of>)?(?:<word>)?<lacked|=humility|=sense|=thought|=care|=curiosity|
        =courage|=effort>{NEAR}{{0,3}}{WOULD}
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        <attention|=thought|=effort|lacked><from|by|=on>{THEM}{NEAR}{{0,3}}(?:{WOULD}|<=was>
        <=all|=enough>)
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        (?:<never|not|=should|=have|have>|<should><have>)<=occurred|=dawned><to|on>{THEM}
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        <=if>(?:<everyone|roles|they|we>|{THEM})(?:<=had>)?(?:<adv>)?<=did|=do|=done><his|their|
        =our><=job|=jobs|=homework|=part>
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        (?:<number|word>)?<=minutes|=seconds|=minute|=moment|=hour|=bit|=second>
        (?:<^stop comma>){{0,4}}<by|from|of>{THEM}{NEAR}{{0,2}}{WOULD}
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        (?:<a|any>(?:<more|adv|less>){{0,2}}{BETTER}|<more>{BETTER})(?:<human.mod|word|
        ing>){{0,2}}{SOMEONE}{NEAR}{{0,4}}{WOULD}(?!<=done><the|=it>?<=same>)
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        <a|any>{NEAR}{{0,1}}(?:<=grown-up|=adult|=professional>){NEAR}{{0,4}}{WOULD}
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        (?:<=anyone|=anybody|=any>{MODS}(?:<role|role.loose>)?)(?:<=with>(?:<a|the|=half|=any|
        word|=even>){{0,3}}<=grasp|=understanding|=sense|=brain|=eyes|=experience|=knowledge|
        =clue|=pulse|=care>|<=worth>|<who><=cared|=read|=looked|=bothered|=knew>){SHORT}{WOULD}
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        <=one|=single|=quick|=simple|a>(?:<word>)?<=glance|=look|=question|=phone|=call|
        =message|=check|=thought>{NEAR}{{0,5}}<from|by|=on|=at>{NEAR}{{0,1}}(?:{WHO})
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        (?:<=with>)(?:<a|more|word|adv|=little>){{1,4}}(?:<lacked|=thought|=care|=attention|
        =effort|=common>){SHORT}{WOULD}
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        (?:<had>{THEM}|<=if>{THEM}<had|be>)(?:<adv>)?<=been>?(?:<adv|=a|=more|=less|=any|=bit|
        =so>){{0,3}}(?:<careful|trait|too.trait|=attentive|=awake|=sober|=competent|=honest|
        =interested>)
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        <=all>(?:{WHO})<had><to><=do>|<=it><=would><have><=taken|=cost>{THEM}
        """,
    ),
)

DISBELIEF: Final = """
    (?:<=hard|=difficult|=impossible><to><=see|=understand|=believe|=imagine|=fathom|=explain|
    =accept>
      |<=beggars|=defies><=belief|=logic>
      |<=baffling|=incomprehensible|=unbelievable|=embarrassing|=shameful|=disgraceful|
      =ridiculous
        |=astonishing|=shocking|=inexplicable|=outrageous|=unacceptable|=inexcusable|
        =disappointing|=unforgivable|=staggering|=pathetic|=laughable|=appalling>)
"""
RHETORIC: Final = (
    phrase(WHY, rf"<=one|=you><=wonders|=wonder>(?:<^stop>){{1,4}}{THEM}"),
    phrase(TRAIT, "<someone><more><careful>"),
    phrase(
        TRAIT,
        rf"""
        <should><not|never><have><=let|=left|=trusted|=given>{THEM}(?:<=near|=alone|=loose|
        =unsupervised|=with>)
        """,
    ),
    phrase(WHY, "<why><=would|=did|=does|=should><=anyone|=anybody>"),
    phrase(WHY, rf"<=possessed>{THEM}|<=what><=came|=got><=over|=into>{THEM}"),
    phrase(WHY, "<=whose>(?:<word>){0,2}<=idea|=fault|=mistake|=brainchild>"),
    phrase(WHY, "<=know|=knows><who>(?:<fault.past|act.past|broke|=did>|<be><=responsible>)"),
    phrase(TRAIT, "<=hire>(?:<everyone|roles>|<a>(?:<word>){0,2}<role|roles>)<who>"),
    phrase(
        TRAIT,
        rf"""
        (?:<not|never|do.not|could.not>)(?:<to>)?<=leave|=left|=trust|=let>{THEM}<=alone|
        =unsupervised|=near|=loose>
        """,
    ),
    phrase(WHY, "<who><=in><his|their|=his><=right><=mind>|<=too><=much><to><=ask>"),
    phrase(
        TRAIT,
        rf"""
        <=can|=could|=should><we|you>(?:<adv|ly|=ever|=still>){{0,2}}<=trust|=rely>
        (?:<on>)?{THEM}
        """,
    ),
    phrase(TRAIT, rf"<=cannot|=can't><=have|=afford>(?:<roles>|<a>{MODS}<role>)<who>"),
    phrase(
        WHY,
        rf"""
        {DISBELIEF}(?:<=that|=how|=why|=for|=of>){{1,2}}(?:{THEM}|<a>(?:<word>){{0,3}}<role>|
        <pronoun|they>)
        """,
    ),
    phrase(
        WHY,
        rf"""
        <=how><=many|=much>(?:<=more>)?<=times|=warnings|=reminders>{NEAR}{{0,1}}{THEM}
        """,
    ),
    phrase(WHY, rf"<=what><be|=on>{{1,3}}{THEM}<=thinking|=doing|=playing|=hoping|=expecting>"),
    phrase(
        TRAIT,
        rf"""
        (?:<=wouldn't|=can't|=couldn't|=cannot>|<would|could><not>)(?:<=be>)?<=trust|
        =trusted>{THEM}
        """,
    ),
    phrase(
        TRAIT,
        rf"""
        (?:<would>(?:<adv|have>)?|<=you'd>)<=expect|=expected|=think|=hope|=hoped>{THEM}<to>
        <=know|=read|=check|=notice|=test|=do|=be|=understand>
        """,
    ),
    phrase(
        TRAIT,
        rf"""
        <=this|=that|=that's|=it><be>?<=what>(?:<=happens|=comes>|<=you|=we><=get>)<=when|=of|
        =from|=if>(?:<=you|=we>)?(?:{THEM}(?:<be|=gets|=get|=decides|=tries|=thinks>|<have>
        (?!<no>))|(?:<=let|=leave|=give|=put|=trust|=allow|=ask>{THEM}))
        """,
    ),
    phrase(
        NamedRule.SARCASM,
        rf"""
        <not><for><the><=first><=time><comma>?(?:{THEM}|<name.s|role.s|org.s>)|<=true><to>
        <=form><comma>?{THEM}
        """,
    ),
    phrase(NamedRule.SARCASM, r"<=as><=usual|=always|=ever><the><=last|=slowest>"),
    phrase(
        WHY,
        rf"""
        <who>(?:<=on><=earth>)?<=thought><=it|=this|=that>{NEAR}{{0,1}}(?:<a>)?(?:<=good|=great|
        =fine|=wise|=clever|=wise|=acceptable|=ok|=okay>)
        """,
    ),
)

COMPARISONS: Final = (*COMPARED, *RHETORIC)
