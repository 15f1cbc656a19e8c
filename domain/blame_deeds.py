"""What somebody is said to have done or left undone."""

from typing import Final

from domain.blame_rules import (
    ANY_PAST,
    AT_FAULT,
    DID,
    LOOP,
    MANNER,
    NEAR,
    NEVER,
    SHORT,
    after,
    explains,
    says,
)
from domain.blame_subjects import ANYBODY, HUMAN, PERSON, UNNAMED, Who

WRONG: Final = """
    <wrong>(?!<=looking|=hypothesis|=assumption|=lead>)(?!(?:<word|target>)?<debris>)
"""

FAULTS: Final = (
    says(AT_FAULT, HUMAN, rf"{MANNER}<fault.past|fault.part>{LOOP}"),
    says(
        AT_FAULT, HUMAN | {Who.THEY, Who.STRANGER}, rf"{MANNER}<=forgot|=neglected|=forgotten><to>"
    ),
    says(AT_FAULT, frozenset({Who.NAMED, Who.PRONOUN}), rf"(?:<adv>){{0,2}}<fault.third>{LOOP}"),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=kept|=keeps|be|pronoun.is>(?:<adv>)?<fault.ing>"),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=caused>(?!<no>)"),
    says(AT_FAULT, HUMAN, rf"{MANNER}{ANY_PAST}<comma>?<fault.adv>(?=<comma|sub>)"),
    says(AT_FAULT, HUMAN, rf"{MANNER}{ANY_PAST}{SHORT}<and|but>(?:<adv>)?<=forgot|=neglected><to>"),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=rushed>(?!<=to|=into|=over>)"),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=messed|=screwed|=mixed|=mucked|=cocked>{NEAR}{{0,4}}<=up>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<=took|=brought|=knocked>(?:<^stop semi sub comma colon bot>){{0,4}}<=down>"
        "(?=<stop|comma|the|and|sub>)",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<=left>(?:<=out|=behind>|{NEAR}{{1,4}}<left>(?=<stop|comma|and|sub>))",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<=let>{NEAR}{{0,5}}<=run|=expire|=lapse|=slip|=through|=rot|=drift>",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<=lost><=track|=sight|=count>|{MANNER}<=got>{NEAR}{{0,4}}<=wrong>",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"""{MANNER}(?:<=slept><=through>
        |<=went|=fell>(?:<=back>)?<to|=asleep>(?:<=sleep|=bed>)?(?=<stop|comma|=at|=on|=after|
        =while|=during>))""",
    ),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=stayed|=kept|=remained><=silent|=quiet>"),
    says(
        AT_FAULT, PERSON, rf"{MANNER}<=lost>{NEAR}{{0,3}}<=copy|=data|=file|=files|=backup|=labels>"
    ),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=refused|=declined><to>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<=sat><on><the>?(?:<word>)?<=page|=alert|=ticket|=report|=request|=it>",
    ),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=sat><on><the|a|his|their|=it>{NEAR}{{0,3}}<for|=until>"),
    says(AT_FAULT, PERSON, rf"{MANNER}{ANY_PAST}<=himself|=herself|=themselves><=into>"),
    says(
        AT_FAULT,
        PERSON,
        rf"""(?:<adv>)?<act.third|benign.third>{NEAR}{{0,12}}
        (?:<=without>(?:<the|a|any|word|adv>){{0,3}}<process>|{WRONG})""",
    ),
    says(AT_FAULT, UNNAMED, "<=must><have><act.part|fault.part>"),
    says(AT_FAULT, HUMAN, rf"{MANNER}<choose.past><to><fault.base>"),
    says(AT_FAULT, HUMAN, rf"{MANNER}<create.past>{NEAR}{{0,6}}<bad>(?!<and>)"),
    says(AT_FAULT, HUMAN, rf"{MANNER}<act.past>{NEAR}{{0,5}}<to><a|the><bad>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}(?:{ANY_PAST}){NEAR}{{0,6}}(?:<=unread|=unseen|=untested|=unchecked>(?=<stop|
        comma|and>)
        |<by><=mistake|=accident>|<=in><=error>)""",
    ),
    says(
        AT_FAULT,
        PERSON,
        rf"""
        {MANNER}(?:{DID}){SHORT}<and>(?:<adv>)?<=lost><the|a>?<number|word>{{0,2}}<debris|=data>
        """,
    ),
    says(
        AT_FAULT,
        UNNAMED | {Who.TEAM},
        rf"{MANNER}(?!<benign.past|good.past>){ANY_PAST}{NEAR}{{0,6}}{WRONG}",
    ),
    says(
        AT_FAULT,
        PERSON,
        "(?:<have|do|adv|ly|had|quote>){0,4}"
        "(?!<notice.past|=fixed|=found|=reverted|=corrected|=identified|=reported>)"
        rf"{ANY_PAST}{NEAR}{{0,6}}{WRONG}",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"""{MANNER}{DID}{NEAR}{{0,12}}<=without>
        (?:<=running>?(?:<the|a|any|word|adv|ambient>){{0,3}}<process>|<=waiting><for>)""",
    ),
    says(AT_FAULT, UNNAMED, rf"{MANNER}(?:{ANY_PAST}){NEAR}{{0,8}}<=without><a|any>(?!<harmless>)"),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}(?:{ANY_PAST}){SHORT}(?:<=contrary><to>|<=in><=violation|=breach|=defiance><of>
        |<=against>(?:<the|a|=all|his|word>){{0,2}}<=advice|=policy|=rules|=instructions|
        =warnings>)""",
    ),
    says(AT_FAULT, HUMAN, rf"{MANNER}<remove.past>{NEAR}{{0,4}}<target>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<act.past>{NEAR}{{0,6}}<=straight|=directly><to|=into>(?:<the>)?<target|=main>",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<trait.adv|fault.adv>(?:<adv>)?<ed|part|past|act.past|fault.past|duty.past>",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<trait.adv>(?:<adv>)?<act.third|duty.third|risky.third|fault.third|word>",
    ),
    says(AT_FAULT, HUMAN, rf"{MANNER}<act.past>{NEAR}{{0,6}}<trait.adv>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<=made|=makes|=committed><a>(?:<^stop comma sub>){{0,3}}<mistake>",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<=made|=showed|=used|=exercised>(?:<a>)?(?:<adv>)?<poor><judgement>",
    ),
    says(AT_FAULT, HUMAN, rf"{MANNER}<cause.past>{NEAR}{{0,5}}<harm>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"""{MANNER}(?:<=jumped|=jumps>(?:<the><=gun>|<to><=conclusions>)
        |<=took>(?:<=shortcuts>|<a><=shortcut>))""",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<=gave><=up>|{MANNER}<=walked><=away|=off>|{MANNER}<=looked><the><=other><=way>",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"""{MANNER}
        (?:<=waved|=nodded>{NEAR}{{0,5}}<=through>|<=brushed|=pushed>{NEAR}{{0,5}}<=aside>)""",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<=saw><=fit>|{MANNER}<=thought|=found|=felt><=it>(?:<word|=fine|=wise>)<to>",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<ed|act.past|duty.past|perceive.past|be>(?:<^stop semi sub colon>){{0,14}}<and>"
        rf"""(?:<adv|ly>){{0,2}}(?:<fault.past>{LOOP}|<fail.past><to>|<choose.past><to><fault.base>
        |{NEVER}(?:<adv>)?<duty.base|duty.past>|<=went><=back><to><=sleep|=bed>)""",
    ),
)

OMISSIONS: Final = (
    after("<=nor>", AT_FAULT, PERSON, rf"{MANNER}<duty.past>"),
    says(AT_FAULT, HUMAN | {Who.YOU}, rf"{MANNER}<fail.past|fail.third|fail.part><to>"),
    says(
        AT_FAULT,
        PERSON,
        rf"""(?:<adv|ly>){{0,2}}{NEVER}(?:<adv|ly>){{0,2}}
        (?!<perceive.base|perceive.past|perceive.part>(?:<any>|<=anything>))
        (?!<=see|=saw|=seen>)<duty.base|duty.past|duty.part|notice.base|notice.past>""",
    ),
    says(
        AT_FAULT,
        PERSON,
        rf"""
        (?:<adv|ly>){{0,2}}{NEVER}(?:<adv|ly>){{0,2}}(?:<rally.base>(?!<=in|=for|the|a>)|<=pick|
        =step><=up|=in>)
        """,
    ),
    says(AT_FAULT, PERSON, rf"(?:<have|had>)?<=neither>(?!<stated>)(?:{ANY_PAST}){SHORT}<=nor>"),
    says(AT_FAULT, PERSON, rf"{NEVER}(?:<adv|ly>){{0,2}}<=got|=get><=round|=around><to>"),
    says(AT_FAULT, PERSON, r"(?:<duty.past>)<nobody>|(?:<duty.past>)<no><=one>"),
    says(
        AT_FAULT, HUMAN, rf"{MANNER}{DID}{SHORT}<and>(?:<adv>)?<duty.past>(?:<nobody>|<no><=one>)"
    ),
    says(
        AT_FAULT,
        ANYBODY | {Who.STRANGER},
        rf"(?:<adv|ly>){{0,2}}{NEVER}(?:<adv|ly>){{0,2}}<=bother|=bothered>",
    ),
    says(AT_FAULT, ANYBODY, r"(?:<could.not>|<could><not>)<be><=bothered>"),
    says(AT_FAULT, frozenset({Who.NOBODY, Who.NONE}), r"<could><be><=bothered>"),
    says(AT_FAULT, frozenset({Who.NOBODY, Who.NONE}), r"(?:<adv>)?<=bothered|=cared>"),
    says(AT_FAULT, HUMAN, rf"{MANNER}<choose.past><not><to>(?!<=wait>)<duty.base>"),
    says(AT_FAULT, PERSON, r"<=was|=were><=supposed|=meant|=expected><to>(?:<^stop>){1,10}<but>"),
    says(AT_FAULT, PERSON, rf"{NEVER}<=know><the|his|their>(?:<word>)?<guide|=rules>(?!<=of>)"),
    explains(
        AT_FAULT, PERSON, rf"{MANNER}<=waited>(?:<=until>)?{NEAR}{{1,5}}<to><duty.base|good.base>"
    ),
    says(AT_FAULT, PERSON, rf"{MANNER}<=waited>{NEAR}{{0,6}}<=before><ing|duty.ing>"),
    says(AT_FAULT, HUMAN, rf"(?:<adv|ly>){{0,2}}{NEVER}(?:<adv|ly>){{0,2}}<=care>"),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=did|=does|=doing><=nothing>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"""{MANNER}(?:<ed|be|benign.past><^stop semi colon>{{0,10}})?
        <and|but>(?:<adv>){{0,2}}<=did><=nothing>""",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<act.past|create.past>{SHORT}(?:<=although|=despite>|<=even><=though>)",
    ),
    says(AT_FAULT, frozenset({Who.TEAM}), r"(?:<have>)?<never>(?:<adv>)?<duty.past>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"(?:<adv|ly>){{0,2}}{NEVER}(?:<adv>)?<=take|=took|=taken>{NEAR}{{1,7}}<=seriously>",
    ),
    explains(
        AT_FAULT,
        PERSON,
        rf"""
        {MANNER}<=assumed|=thought|=believed|=hoped|=expected>{SHORT}<and>(?:<adv|
        ly>){{0,2}}{NEVER}
        (?:<adv>)?<duty.base|duty.past>""",
    ),
    says(
        AT_FAULT,
        PERSON,
        rf"""
        <be|had>(?:<=been>)?(?:<adv>)?<=told|=warned|=asked|=reminded>{SHORT}<but>(?:<adv|
        ly>){{0,2}}
        (?:{NEVER}|{DID}|<=went|=carried|=kept>)""",
    ),
    after("<=although|=though>", AT_FAULT, PERSON, rf"<had>(?:<adv|ly>)?(?:{DID})"),
    says(
        AT_FAULT,
        frozenset({Who.NAMED, Who.PRONOUN, Who.TEAM}),
        "<never>(?:<adv|ly>)?<duty.third|benign.third|act.third|=cares>",
    ),
)

DEEDS: Final = (*FAULTS, *OMISSIONS)
