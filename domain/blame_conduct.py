"""How somebody is said to have behaved: towards others, in silence, alone, by the idioms for it."""

from typing import Final

from domain.blame_rules import (
    ACTED,
    ANY_PAST,
    AT_FAULT,
    DID,
    MANNER,
    NEAR,
    NEVER,
    NOBODY,
    SHORT,
    UNHELPED,
    WHY,
    after,
    causes,
    explains,
    says,
)
from domain.blame_subjects import HUMAN, PERSON, Who

OTHERS: Final = """
    (?:<everyone|roles|name|=us|=him|=her|=them>|<the|a>(?:<human.mod|word>){0,2}<team|roles|role>)
"""

# Done to colleagues, or kept from them.
TOWARDS_OTHERS: Final = (
    says(AT_FAULT, HUMAN, rf"{MANNER}<pressure.past>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}(?:<=pushed|=forced|=rushed|=talked|=hurried>|<=leaned|=leant><on>)"
        rf"{OTHERS}(?:<to>|<=into>)",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}(?:<ed|past|benign.past|be|=had>{SHORT}<and|but>(?:<adv|ly>){{0,2}})?"
        rf"(?:<=said|=told|=reported><=nothing>|<=told|=warned|=asked|=informed>{NOBODY})",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}(?:{ANY_PAST}){SHORT}<=behind>(?:<=our|his|their|name.s>)<=back|=backs>",
    ),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=kept|=keeps><=asking|=pushing|=pressing><for>"),
    says(
        AT_FAULT, PERSON, rf"{MANNER}<=admitted|=confessed>|(?:<adv>)?<=claims|=claimed><to><have>"
    ),
    says(AT_FAULT, PERSON, rf"{MANNER}<=muted|=silenced|=ignored><his|the|their><=phone|=pager>"),
)

# What is kept from others, and being away when needed.
ABSENT: Final = (
    says(AT_FAULT, HUMAN, rf"{MANNER}<=kept>{NEAR}{{1,8}}<to><=himself|=herself|=themselves>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}(?:{ANY_PAST}{SHORT}<and>(?:<adv>)?)?(?:<would><not>|<=wouldn't>)<=listen|=budge>
        """,
    ),
    says(AT_FAULT, PERSON, "<had><his><=phone|=pager><on|=off|=in>(?:<^stop comma>){0,2}"),
    says(
        AT_FAULT,
        HUMAN,
        "<be><=nowhere><to><be>|<=was|=were|=went><=awol|=dark|=missing>(?=<stop|comma|for>)",
    ),
    says(
        AT_FAULT,
        HUMAN,
        r"(?:<adv|ly>){0,2}<never>(?:<adv>)?<=showed>(?:<=up>)?(?=<stop|comma|for|and>)",
    ),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=dragged><his|their|=its><=feet>"),
    says(
        AT_FAULT,
        frozenset({Who.NOBODY, Who.NONE}),
        "<=felt><=responsible>|<=spoke><=up>",
    ),
)

# Done alone, or without understanding.
ALONE: Final = (
    says(
        AT_FAULT,
        PERSON,
        rf"{NEVER}(?:<adv|ly>)?<=understand|=grasp|=know|=realise|=realize>{SHORT}<and>"
        rf"(?:<adv|ly>)?(?!<benign.past|good.past|stated>)(?:{DID})",
    ),
    explains(
        AT_FAULT,
        PERSON,
        rf"{MANNER}<=decided|=figured|=reckoned|=thought>{SHORT}<be>(?:<adv|word>)?"
        "<=fine|=enough|=okay|=ok|=unnecessary|=overkill>",
    ),
    explains(AT_FAULT, PERSON, "<=was|=were><=supposed|=meant|=expected><to>(?!<=be|have|=get>)"),
    causes(
        AT_FAULT,
        frozenset({Who.SOMEONE}),
        rf"{MANNER}{ACTED}{UNHELPED}",
    ),
    after(
        "<=what><be|do>",
        WHY,
        HUMAN,
        "<=thinking>(?=<stop|sub>)",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}(?:{DID}){SHORT}<comma>?<=which><be>"
        "(?:<adv>)?(?:<not>(?:<adv>)?<=acceptable|=okay|=ok>|<unacceptable>)",
    ),
)

IDIOMS: Final = (
    says(
        AT_FAULT,
        HUMAN | {Who.WE, Who.THEY, Who.YOU},
        rf"""{MANNER}(?:<be>|<=fell|=went>)?(?:
              <=dropped|=drop><the><=ball>
            | (?:<=asleep>|<=sleeping>)<=at|on><the><=wheel|=job|=switch>
            | <=took|=take>(?:<their|his|the|=our>)<=eye|=eyes><=off>
            | <=cut|=cutting><=corners|=corner>
            | <=threw|=thrown>{NEAR}{{0,3}}<=over><the><=wall|=fence>
            | <=turned><a><=blind><=eye>
            | <=passed><the><=buck>
            | (?<!<we>)<=let>(?:<=us|=everyone|=everybody|name>|<the>{NEAR}{{1,3}})<=down>
            | <=shot><=ourselves|=themselves><=in><the><=foot>
            | <=phoned><=it><=in>
            | <=made><a><=mess|=hash><of>
            | <=played><=fast><and><=loose>
            | <=had><=one><=job>
            | <=out><to><=lunch>
            | <=took><=it><=upon|on><=himself|=herself|=themselves>
            | <=brushed|=shrugged|=laughed|=wrote>(?:<=it|=this|=that|=them>)?<=off>
            | <=brushed|=shrugged|=laughed>{NEAR}{{1,4}}<=off>
            | <=went><=rogue>
            | <=glossed|=skated><=over>
            | <=covered>(?:<=it|=this|=that>|<the|his|their>{NEAR}{{1,3}})?<=up>
            | <=turned><a><=deaf><=ear>
            | <=kept|=left><=us|everyone|user><=waiting|=hanging>
            | <=hoped><for><the><=best>(?=<stop|comma|and>)
            | <=kicked><the><=can>
            | <=swept>{NEAR}{{1,4}}<=under><the><=carpet|=rug>
            | <=buried><his|their><=head|=heads>
            | <=washed><his|their><=hands>
        )""",
    ),
)

CONDUCT: Final = (*TOWARDS_OTHERS, *ABSENT, *ALONE, *IDIOMS)
