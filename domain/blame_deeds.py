"""What somebody is said to have done or left undone."""

from typing import Final

from domain.blame_rules import (
    ACTED,
    ANY_PAST,
    AT_FAULT,
    DID,
    LOOP,
    MANNER,
    NEAR,
    NEVER,
    SHORT,
    after,
    causes,
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
        rf"{MANNER}<=took|=brought|=knocked>{NEAR}{{0,4}}<=down>(?=<stop|comma|the|and|sub>)",
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
        |<=went|=fell>(?:<=back>)?<to|=asleep>(?:<=sleep>)?(?=<stop|comma|=at|=on|=while|=during>))""",
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
    says(
        AT_FAULT,
        UNNAMED | {Who.TEAM},
        rf"{MANNER}(?!<benign.past|good.past>){ANY_PAST}{NEAR}{{0,6}}<wrong>(?!<=looking>)",
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
    says(AT_FAULT, HUMAN, rf"{MANNER}<remove.past>{NEAR}{{0,4}}<target>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<act.past>{NEAR}{{0,6}}<=straight|=directly><to|=into>(?:<the>)?<target|=main>",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"{MANNER}<trait.adv|fault.adv>(?:<adv>)?<ed|part|act.past|fault.past|duty.past>",
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
        |{NEVER}(?:<adv>)?<duty.base|duty.past>|<=went><=back><to><=sleep>)""",
    ),
)

OMISSIONS: Final = (
    after("<=nor>", AT_FAULT, PERSON, rf"{MANNER}<duty.past>"),
    says(AT_FAULT, HUMAN | {Who.YOU}, rf"{MANNER}<fail.past|fail.third|fail.part><to>"),
    says(
        AT_FAULT,
        PERSON,
        rf"""{NEVER}(?:<adv|ly>){{0,2}}
        (?!<perceive.base|perceive.past|perceive.part>(?:<any>|<=anything>))
        (?!<=see|=saw|=seen>)<duty.base|duty.past|duty.part|notice.base|notice.past>""",
    ),
    says(AT_FAULT, PERSON, rf"{NEVER}(?:<adv|ly>){{0,2}}<=got|=get><=round|=around><to>"),
    says(AT_FAULT, PERSON, r"(?:<duty.past>)<nobody>|(?:<duty.past>)<no><=one>"),
    says(
        AT_FAULT, HUMAN, rf"{MANNER}{DID}{SHORT}<and>(?:<adv>)?<duty.past>(?:<nobody>|<no><=one>)"
    ),
    says(
        AT_FAULT,
        ANYBODY | {Who.STRANGER},
        rf"(?:<adv|ly>){{0,2}}{NEVER}(?:<adv|ly>){{0,2}}<=bother>",
    ),
    says(AT_FAULT, ANYBODY, r"(?:<could.not>|<could><not>)<be><=bothered>"),
    says(AT_FAULT, frozenset({Who.NOBODY}), r"<could><be><=bothered>"),
    says(AT_FAULT, frozenset({Who.NOBODY}), r"(?:<adv>)?<=bothered|=cared>"),
    says(AT_FAULT, HUMAN, rf"{MANNER}<choose.past><not><to>(?!<=wait>)<duty.base>"),
    says(AT_FAULT, PERSON, r"<=was|=were><=supposed|=meant|=expected><to>(?:<^stop>){1,10}<but>"),
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
        frozenset({Who.NAMED, Who.PRONOUN, Who.TEAM}),
        "<never>(?:<adv|ly>)?<duty.third|benign.third|act.third|=cares>",
    ),
)

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
    explains(
        AT_FAULT,
        PERSON,
        rf"{MANNER}<act.past|benign.past>{NEAR}{{0,6}}(?:<=in><the><=middle>|<=during>)",
    ),
)

UNHELPED: Final = rf"(?!{SHORT}<relief>)"

# In the sections about causes: any act that is not plainly a help, a state or a word.
ACTS: Final = (
    causes(AT_FAULT, PERSON, rf"{MANNER}{ACTED}{UNHELPED}"),
    causes(AT_FAULT, PERSON, rf"<have|had><=been><act.ing|fault.ing>{UNHELPED}"),
    causes(AT_FAULT, PERSON, rf"{MANNER}<=ran>{NEAR}{{0,4}}<danger>{UNHELPED}"),
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
        )""",
    ),
)

DEEDS: Final = (*FAULTS, *OMISSIONS, *EXPLAINED, *ACTS, *HINTS, *IDIOMS)
