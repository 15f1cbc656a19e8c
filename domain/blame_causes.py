"""Deeds that count as blame only where a text explains, or asks for causes.

Where the story is told the same words are a neutral account.
"""

from typing import Final

from domain.blame_rules import (
    ACTED,
    ANY_PAST,
    AT_FAULT,
    DID,
    MANNER,
    NEAR,
    SHORT,
    UNHELPED,
    after,
    causes,
    explains,
)
from domain.blame_subjects import HUMAN, PERSON, UNNAMED, Who

CONSEQUENCE: Final = (
    "(?:<comma>?<and>(?:<^stop comma sub>){0,4}<user>(?:<adv>)?<=got|=received|=lost|=saw>"
    "|<comma>?<=which|=thereby|and>(?:<adv|ly>){0,2}<broke|=cost|=lost|=led>|<comma>?<breaking>)"
)
EXPLAINED: Final = (
    explains(AT_FAULT, PERSON, rf"{MANNER}{DID}{SHORT}{CONSEQUENCE}"),
    explains(AT_FAULT, PERSON, rf"{MANNER}(?:<=kept><ing|duty.ing|act.ing>){SHORT}{CONSEQUENCE}"),
    explains(
        AT_FAULT,
        PERSON,
        rf"""{MANNER}{DID}{NEAR}{{0,8}}<=without>
        (?!(?:<a|any|the|word>)?(?:<harmless>|<=break><stop|comma|and|for>))""",
    ),
    explains(
        AT_FAULT,
        PERSON,
        rf"{MANNER}(?!<good.past>)(?:{ANY_PAST}|<part>){NEAR}{{0,8}}<=without>(?!<benign.without>)"
        "<ing|duty.ing|act.ing|benign.ing>",
    ),
    explains(AT_FAULT, PERSON, rf"{MANNER}{ANY_PAST}{SHORT}<by><fault.ing>"),
    explains(
        AT_FAULT,
        PERSON | UNNAMED,
        rf"{MANNER}{DID}{NEAR}{{0,8}}<=without><a><=ticket|=review|=test|=backup|=plan>",
    ),
    explains(
        AT_FAULT,
        HUMAN,
        rf"""{MANNER}{ANY_PAST}{NEAR}{{0,8}}<=too>
        <=late|=high|=low|=long|=broad|=early|=quickly|=slowly|=soon|=much|=many>""",
    ),
    explains(
        AT_FAULT,
        PERSON,
        rf"{MANNER}(?:{DID}|<=went|=carried>){SHORT}(?:<=despite|=regardless|=anyway>)",
    ),
    explains(
        AT_FAULT,
        PERSON,
        rf"{MANNER}{DID}{NEAR}{{0,8}}<=in><a><=rush|=hurry>|<comma>?<=in><a><=rush|=hurry>",
    ),
    explains(
        AT_FAULT, PERSON, rf"{MANNER}(?:{DID}|<=kept><ing|act.ing|duty.ing>){SHORT}<=instead><of>"
    ),
    after(
        "<=instead|=rather><of|=than>(?:<^stop comma>){1,4}<comma>",
        AT_FAULT,
        PERSON,
        rf"{MANNER}(?:<ed|act.past|duty.past|benign.past|=kept>)",
    ),
    explains(AT_FAULT, PERSON, rf"{MANNER}<=took>{NEAR}{{1,4}}<to><duty.base|good.base>"),
    causes(
        AT_FAULT, frozenset({Who.TEAM}), rf"{MANNER}<=took>{NEAR}{{1,4}}<to><duty.base|good.base>"
    ),
    explains(
        AT_FAULT,
        PERSON,
        rf"{MANNER}<contain.past|remove.past>(?=(?:<^stop semi sub comma bad>){{0,3}}<barrier>"
        rf"(?!{NEAR}{{0,8}}<to><duty.base|benign.base|good.base>){UNHELPED})",
    ),
    explains(AT_FAULT, PERSON, rf"{MANNER}<=went><=ahead>"),
    explains(
        AT_FAULT,
        PERSON,
        rf"{MANNER}<act.past|benign.past>{NEAR}{{0,6}}(?:<=in><the><=middle>|<=during>)",
    ),
)

# In the sections about causes: any act that is not plainly a help, a state or a word.
ACTS: Final = (
    causes(AT_FAULT, PERSON, rf"{MANNER}{ACTED}{UNHELPED}"),
    causes(AT_FAULT, PERSON, rf"<have|had><=been><act.ing|fault.ing>{UNHELPED}"),
    causes(AT_FAULT, PERSON | {Who.SOMEONE}, rf"{MANNER}<=ran>{NEAR}{{0,4}}<danger>{UNHELPED}"),
    causes(
        AT_FAULT,
        PERSON,
        "(?:<do.not>|<do><not>)(?:<adv|ly>){0,2}(?!<state>)"
        "<word|duty.base|act.base|benign.base|fault.base>",
    ),
    causes(AT_FAULT, PERSON, rf"(?:<have>)?<never>(?:<adv|ly>)?(?!<stated>){ANY_PAST}"),
    causes(
        AT_FAULT,
        PERSON,
        rf"{MANNER}{ANY_PAST}{SHORT}<and>(?:<adv|ly>){{0,2}}<never>(?!<stated>){ANY_PAST}",
    ),
    causes(AT_FAULT, PERSON, rf"{MANNER}<=made|=did><the|a|=some>?(?:<word|ed>)?<change|=changes>"),
    causes(
        AT_FAULT, PERSON, rf"{MANNER}<=raised><the|a|his|their>?(?:<word>){{0,2}}<dial>{UNHELPED}"
    ),
    causes(AT_FAULT, PERSON, rf"{MANNER}<=used>{NEAR}{{1,5}}<=in|=on|=against><=production|=prod>"),
    causes(
        AT_FAULT,
        PERSON,
        rf"""
        {MANNER}<=left>(?!<the|a><=company|=team|=meeting|=room|=office|=project|=note|=comment|
        =message>)
        """
        rf"<the|a|his>{NEAR}{{1,5}}<=in><the|a|word>",
    ),
    causes(AT_FAULT, PERSON, rf"{MANNER}<=stopped><ing|duty.ing|act.ing>"),
    causes(
        AT_FAULT, PERSON, rf"{MANNER}<=gave>(?:<^stop comma sub>){{1,4}}<=too|=full|=write|=admin>"
    ),
    causes(AT_FAULT, PERSON, rf"{MANNER}<=went><=home|=ahead|=on|=live>"),
    explains(
        AT_FAULT,
        PERSON,
        rf"{MANNER}<=only>{MANNER}(?!<stated>)(?!<=learned|=told>)<ed|duty.past|benign.past>",
    ),
)

# Somebody whose name is left out: "somebody", "one of our developers".
HINTS: Final = (
    explains(AT_FAULT, frozenset({Who.SOMEBODY}), rf"{MANNER}{ACTED}{UNHELPED}"),
    explains(
        AT_FAULT, frozenset({Who.SOMEBODY}), rf"{MANNER}<=switched|=turned>{NEAR}{{0,3}}<=off>"
    ),
)

CAUSING: Final = (*EXPLAINED, *ACTS, *HINTS)
