"""Whose fault it is said to be, in so many words or in a manner of speaking."""

from typing import Final

from domain.blame_phrases import ERROR, OWNED, PART, THEIRS, THEM, WHO, WOULD, phrase
from domain.blame_rules import BEHAVIOUR, CAUSE, COUNTERFACTUAL, NEAR, SHORT, TRAIT, NamedRule

FAULTS: Final = (
    phrase(
        CAUSE,
        """
        <but><the><=person|=people|=human|=user|role|role.loose><who|=using|=behind|=at|
        =operating>
        """,
    ),
    phrase(
        NamedRule.PERSON_AT_FAULT,
        rf"""
        <=sat|=stayed|=lay|=languished|=lingered><=with>{THEM}<for>
        """,
    ),
    phrase(NamedRule.TEAM_AT_FAULT, "<=gathered|=gathering|=collected><=dust>|<=deaf><=ears>"),
    phrase(TRAIT, "<=wrong><=person|=people|=man|=woman|role>(?=<prep|stop|comma|to>)"),
    phrase(
        OWNED,
        rf"""
        {PART}<=answer|=response|=reaction|=solution|=idea>{SHORT}<be><to>(?:<contain.base|
        fault.base|=close|=dismiss|=blame|=wait|=retry>)
        """,
    ),
    phrase(
        CAUSE,
        rf"""
        (?:<cause.past>|<=set><=off>|<=brought><=about|=on>)<by>{WHO}(?:<not>)?<ing|act.ing|
        fault.ing|duty.ing|benign.ing>
        """,
    ),
    phrase(CAUSE, "<role|role.loose|roles|=person><=responsible>(?!<=for>)"),
    phrase(
        TRAIT,
        rf"""
        (?:{THEM}|<someone>|<roles>)<=with><no|=little|=zero|=scant>(?:<word>)?<=grasp|=idea|
        =clue|=understanding|=sense|=interest|=regard|=business>
        """,
    ),
    phrase(
        NamedRule.PERSON_AT_FAULT,
        rf"""
        (?:<=despite|=ignoring>(?:<^stop comma>){{0,3}}|<=against>(?:<=all|=my|=our|the|=every|
        =expert|word>){{0,2}})<=warnings|=warning|=advice|=instructions|=reminders|=objections|
        =protests|=orders><comma>?{THEM}
        """,
    ),
    phrase(
        NamedRule.PERSON_AT_FAULT,
        rf"""
        (?<!<no>)<=thanks><to>{THEM}(?!{SHORT}<relief|good>)
        """,
        causes=True,
    ),
    phrase(
        CAUSE,
        rf"""
        <we><have>{THEM}<to><=thank>|<we><=owe><=this|=it|the>{NEAR}{{0,3}}<to>{THEM}
        """,
    ),
    phrase(CAUSE, rf"<=with>{THEM}<=at|=behind><the><=controls|=helm|=wheel|=keyboard|=console>"),
    phrase(CAUSE, rf"<had><=it><not><=been><=for>{THEM}"),
    phrase(
        CAUSE,
        rf"""
        <=until|=till|=before>{THEM}<=came|=got|=stepped|=showed|=turned><=along|=involved|
        =near|=up>
        """,
    ),
    phrase(
        CAUSE,
        rf"""
        <name.s|role.s|team.s><=name>{NEAR}{{0,2}}<=over>|<=between><name.s|role.s|his|their>
        <=ears>
        """,
    ),
    phrase(
        CAUSE,
        rf"""
        <=responsibility>{NEAR}{{0,2}}<bad|harm|wrong|=this>{NEAR}{{0,4}}<lies>(?:<ly|
        adv>)?<=with|=on>{THEM}
        """,
    ),
    phrase(NamedRule.PERSON_AT_FAULT, "<=himself|=herself|=themselves><to><=blame>"),
    phrase(
        NamedRule.PASSIVE_AGENT,
        rf"""
        <by>{THEM}<comma>?<and|but>(?:<=then|adv|never>){{0,2}}<fault.part|=dropped|=closed|
        =lost|=shelved|=buried>
        """,
    ),
    phrase(BEHAVIOUR, rf"<=be><a>(?:<word>)?<=lesson><to|for>{THEM}"),
    phrase(NamedRule.SARCASM, rf"<no><=sign|=trace><of>{WHO}"),
    phrase(CAUSE, rf"<=fault|=blame|=doing><of>{THEM}"),
    phrase(NamedRule.SARCASM, rf"<=no><=thanks><to>{THEM}"),
    phrase(
        CAUSE,
        rf"""
        <=lands|=landed|=rests|=rest|=falls|=fell|=sits|=lies|=lay|=laid>(?:<adv|
        ly>)?<=squarely>?
        <=on|=with|=at>(?:<the><=shoulders|=feet|=door|=doorstep|=desk><of>{THEM}|(?:<name.s|
        role.s|org.s|team.s>|<the>(?:<human.mod|word>){{0,2}}<role.s|role.loose.s|team.s>)
        <=door|=doorstep|=feet|=shoulders|=desk>)""",
    ),
    phrase(CAUSE, rf"<=squarely><=on|=with|=at>(?:<the><=shoulders|=feet|=door><of>)?{THEM}"),
    phrase(CAUSE, rf"<=let><=down><by>{THEM}"),
    phrase(NamedRule.TEAM_AT_FAULT, "<the|a><=ball><be>(?:<adv|ly>)?<=dropped>"),
    phrase(
        NamedRule.PASSIVE_AGENT,
        rf"""
        (?:<=dropped|=mishandled|=botched|=bungled|=overlooked|=ignored|=neglected|=forgotten|
        =misled|=rushed|=rubber-stamped|=waved|=fumbled|=misjudged|=mismanaged|=brushed>)
        (?:<adv|=through|=aside|=off>)?<by>{THEM}""",
    ),
    phrase(
        NamedRule.PASSIVE_AGENT,
        rf"""
        <part|ed>(?:<=off>)?<by>{THEM}{NEAR}{{0,3}}<=without>(?:<the|a|any|=even|ing|duty.ing|
        act.ing|word>){{1,3}}
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        {WOULD}(?:<adv|ly>)?<=been>(?:<adv|ly>)?<part|ed>{NEAR}{{0,3}}<by>{THEM}
        """,
    ),
    phrase(
        COUNTERFACTUAL,
        rf"""
        <could>(?:<adv|ly>){{0,2}}<have>(?:<adv|ly>)?<=been>(?:<adv|ly>)?<part|ed>{NEAR}{{0,3}}
        <by>{THEM}
        """,
    ),
    phrase(ERROR, "<=keyboard><and>(?:<the>)?<=chair>|<=layer><=8|=eight>"),
    phrase(
        TRAIT,
        rf"""
        <=weakest|=weak><=link>{SHORT}(?:<name|role|role.s|name.s>|<=chair>)|(?:<name|role|team|
        org>){NEAR}{{0,4}}<=weakest|=weak><=link>
        """,
    ),
    phrase(CAUSE, rf"(?:{THEIRS}|<name.s|role.s>)<=fingerprints><be>"),
    phrase(
        CAUSE,
        rf"""
        <=without>{WHO}<and><his|their>|<=without>(?:<name.s|role.s|his>){NEAR}{{1,4}}
        <comma>?{NEAR}{{0,4}}<would>
        """,
    ),
    phrase(
        CAUSE,
        rf"""
        <=if><=it>(?:<be.not>|<be><not>|<had><not><=been>)<=for>{THEM}|<=if><not><=for>{THEM}
        """,
    ),
    phrase(CAUSE, rf"<on>{THEIRS}{NEAR}{{0,1}}<=say-so|=whim|=word>"),
    phrase(CAUSE, rf"<=only>{WHO}<to><=blame>|<=himself|=herself|=themselves><to><=blame>"),
)

JUDGED: Final = (
    phrase(
        TRAIT,
        r"""
        (?:<name.s|role.s|role.loose.s|team.s|org.s>|<his>)(?:<adv>)?(?!<trait.soft>)<trait|
        shoddy>(?=<word|change|mistake|judgement|danger|ing|ed>)
        """,
    ),
    phrase(
        TRAIT,
        rf"""
        <=slow|=late|=belated|=delayed|=tardy|=clumsy|=weak><=reaction|=response|=reply|=answer|
        =handling|=escalation|=action|=thinking>(?:<of|by|from>|<=on><the><=part><of>){THEM}
        """,
    ),
    phrase(
        TRAIT,
        rf"""
        {PART}<=slow|=late|=belated|=delayed|=tardy|=weak><=reaction|=response|=reply|=answer|
        =handling|=escalation|=action|=thinking>
        """,
    ),
    phrase(TRAIT, "<=usual><=suspects>"),
    phrase(
        CAUSE,
        r"""
        <=it><=was|=is><name.s|role.s>(?:<^stop comma be>){0,2}<change>(?=<stop|comma|sub>)
        """,
        causes=True,
    ),
    phrase(CAUSE, rf"(?<=<semi|comma|but>)(?:{WHO})<=did|=was|=had><not>?<stop>", causes=True),
    phrase(
        TRAIT,
        rf"""
        {THEIRS}(?:<^stop comma be>){{1,5}}(?:<=amounted|=consisted|=boiled>|<=left>
        (?:<a>)?<=much|=lot|=something>{NEAR}{{0,3}}<=desired>
        |<be>(?:<a|adv|=at|=best|=little|=more|=than|=no|=but>){{0,4}}<=joke|=farce|=formality|
        =disgrace|=disaster|=mess|=shaky|=patchy|=wanting|=lacking|=sketchy|shoddy>)""",
    ),
    phrase(NamedRule.PERSON_AT_FAULT, rf"<=slipped>{PART}<=mind|=attention>"),
    phrase(
        TRAIT,
        rf"""
        <shoddy>(?:<word|ing|ed|change|human.mod|mistake|judgement|danger|helpful|process|
        safety>){{1,3}}(?:<by|from|of>|<=on><the><=part><of>){THEM}
        """,
    ),
    phrase(
        TRAIT,
        rf"""
        <no>(?:<word>)?<=excuse|=justification><=for>(?:{THEM}|<=what>{THEM}|<his|their|name.s>)
        """,
    ),
    phrase(
        TRAIT,
        rf"""
        <no>(?:<word>)?<=reason|=need|=call><=for>{THEM}<to>(?:<act.base|risky.base|fault.base>)
        """,
    ),
    phrase(
        OWNED,
        rf"""
        <be>{PART}<=call|=idea|=doing|=decision|=choice>(?=<stop|comma|and>)
        """,
        explains=True,
    ),
    phrase(
        TRAIT,
        r"""
        (?!<trait.soft>)<trait>(?:<human.mod|word|and|ing>){0,3}<role|role.loose|roles|team>
        """,
        explains=True,
    ),
    phrase(TRAIT, r"<=some>(?:<word>)?<=genius|=hero|=joker|=clown|=wizard|=cowboy|=spark>"),
    phrase(
        TRAIT,
        rf"""
        <trait|trait.hard|poor|wrong|=foolish|=clumsy|=negligent|=lazy>(?:<word|ing|change|
        human.mod|mistake|judgement|and|trait>){{1,4}}<by|from|=of>{THEM}
        """,
    ),
    phrase(
        TRAIT,
        rf"""
        <=decision|=choice|=move|=call|=attempt|=insistence|=refusal><by|of>{THEM}{SHORT}<be>
        (?:<adv|ly>)?<trait|unacceptable|poor|=wrong>
        """,
    ),
    phrase(
        OWNED,
        rf"""{THEIRS}(?:<word|adv|ed|poor|trait|=own>){{0,2}}
        <=ego|=vanity|=pride|=shortcuts|=shortcut|=tinkering|=meddling|=say-so|=antics|=bravado|
        =cowardice|=greed|=stunt|=obsession|=fixation|=sloppiness|=laziness|=blunder|=blunders|
        =gaffe|=incompetence|=haste|=indifference|=complacency|=dithering|=indecision|
        =dishonesty|=silence|=bluff|=guesswork|=carelessness|=negligence|=inattention|=refusal|
        =failure|=inability|=stubbornness|=arrogance>""",
    ),
    phrase(
        TRAIT,
        rf"""
        {THEIRS}(?:<word|adv>)?(?:<=appetite|=taste|=penchant|=fondness|=disregard|=contempt|
        =lack|=inexperience|=unwillingness|=knack|=talent|=eye>)<=for|=of>
        """,
    ),
    phrase(
        TRAIT,
        rf"""
        {THEIRS}<=mind|=attention|=head|=thoughts>{NEAR}{{0,1}}<be>(?:<adv|ly>)?<=elsewhere|
        =wandering|=wandered>
        """,
    ),
    phrase(TRAIT, "<=clumsy|=careless|=sloppy|=shaky|=inexperienced><=hands|=fingers|=thumbs>"),
    phrase(
        TRAIT,
        """
        <to><=know><=better>(?=<stop|comma|=than>)|<=knew><=better>|<=ought|=should>
        (?:<to>)?(?:<have>)?<=known|=know><=better>
        """,
    ),
    phrase(OWNED, r"<=left><to><his|their><=own><=devices>"),
)

ATTRIBUTIONS: Final = (*FAULTS, *JUDGED)
