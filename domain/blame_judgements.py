"""How a person is judged, what they should have done, what they are told to become."""

from typing import Final

from domain.blame_rules import (
    ACTED,
    AGAIN,
    BEHAVIOUR,
    BEING,
    CAUSE,
    COUNTERFACTUAL,
    HAVE,
    KNOWN,
    MANNER,
    NEAR,
    OUGHT,
    PART,
    PRAISED,
    REGRETTED,
    SHORT,
    TRAIT,
    UNHELPED,
    NamedRule,
    after,
    says,
)
from domain.blame_subjects import ANYBODY, HUMAN, PERSON, UNNAMED, Who

TRAITS: Final = (
    says(
        TRAIT,
        ANYBODY,
        rf"{BEING}(?:<more>)?(?!<not>)(?:<word|ed|junior>{{1,2}}<and>)?<trait>(?!<=at>)",
    ),
    says(
        TRAIT,
        HUMAN,
        r"(?:<adv|ly>){0,2}(?:<be><not>|<be.not>)(?:<adv>)?<=paying>(?:<more>)?<attention>",
    ),
    says(
        TRAIT,
        HUMAN,
        r"(?:<adv|ly>){0,2}(?:<be><not>|<be.not>)(?:<more|adv>|<the><=most>)?<careful>",
    ),
    says(
        TRAIT,
        HUMAN,
        """<=lacks|=lacked>(?:<the|a|any|word>){0,2}
        <lacked|=skills|=skill|=judgement|=judgment|=maturity>""",
    ),
    says(
        TRAIT,
        PERSON,
        """<be|have>(?:<adv|a|ly>){0,2}
        (?:<=known|=notorious><for>|<=habit|=history><of>|<=out><of><his><=depth>)""",
    ),
    says(TRAIT, PERSON, r"<do.not|do>(?:<not>)?<=know>(?:<=what>)<pronoun|they><be><=doing>"),
    says(TRAIT, ANYBODY, r"<should><=know>|<should><have><=known><=better>|<=knew><=better>"),
    says(
        TRAIT,
        PERSON,
        rf"{BEING}<=too|=so><too.trait>{NEAR}{{0,6}}<to>|{BEING}{SHORT}<=too><too.trait><to>",
    ),
    says(
        TRAIT,
        HUMAN,
        r"<=cannot|=can't|could.not><=be><=trusted|=relied>|<could><not><=be><=trusted>",
    ),
    says(TRAIT, frozenset({Who.WHOEVER}), rf"{MANNER}<^stop>{{1,5}}<be>(?:<adv>)?<trait>"),
    says(
        TRAIT,
        HUMAN,
        """(?:<adv|ly>){0,2}(?:<be>(?:<adv|ly>)?<not>|<be.not>)(?:<adv|ly>)?
        <unable>(?=<to|stop|for|comma>)""",
    ),
    says(TRAIT, PERSON, rf"{BEING}<=in><a><=rush|=hurry>|{BEING}<=half><=asleep>"),
    says(TRAIT, HUMAN, rf"{BEING}<=slow|=late|=reluctant|=unwilling><to><duty.base>"),
    says(
        TRAIT, HUMAN, "(?:<adv>)?<=tends|=tended|=likes><to>(?:<=be>(?:<adv>)?<trait>|<fault.base>)"
    ),
    says(
        TRAIT,
        PERSON,
        """
        (?:<=can|=could>|<would>)(?:<adv>)?<=be>(?:<adv|more>)?<trait|too.trait>(?=<stop|comma|
        =about|=when|=with>)
        """,
    ),
    says(TRAIT, PERSON, "<had|have><no><=clue|=business|=excuse>"),
    says(TRAIT, PERSON, rf"{BEING}<=in><=over><his><=head>"),
    says(TRAIT, PERSON, r"(?:<comma>)(?:<ly|adv>)?<trait>(?:<=as>)?"),
)

REGRETS: Final = (
    says(
        COUNTERFACTUAL,
        REGRETTED,
        rf"(?:<adv|ly>){{0,2}}(?:<could><and>)?(?:<should|should.not>{HAVE}|<modal.have>){PART}",
    ),
    says(
        COUNTERFACTUAL,
        REGRETTED,
        rf"(?:<adv|ly>){{0,2}}<should>(?:<=at><=least>|<adv|ly>|<comma>){{1,3}}{HAVE}{PART}",
    ),
    says(
        COUNTERFACTUAL,
        REGRETTED,
        rf"(?:<adv|ly>){{0,2}}<could>(?!<not>)(?:<adv|ly>)?<have>(?:<adv|ly>)?{PART}",
    ),
    says(
        COUNTERFACTUAL,
        REGRETTED,
        r"""(?:<modal|modal.not>(?:<not|adv>){0,2}<have>|<modal.have>)<=been>(?:<adv|more|=so>){0,2}
        <trait|careful|too.trait|duty.ing|=aware|=paying|=quicker|=faster>""",
    ),
    says(
        COUNTERFACTUAL,
        PERSON,
        rf"{MANNER}<have|be|ed|duty.past>{SHORT}<and|but>(?:<adv>)?<should|could>{HAVE}{PART}",
    ),
    says(
        COUNTERFACTUAL,
        KNOWN,
        rf"""
        <would|could><have>(?:<adv>)?<perceive.part|duty.part|part|ed>{SHORT}<had><pronoun|they>
        """,
    ),
    says(COUNTERFACTUAL, PERSON, rf"(?:<adv|ly>){{0,2}}<should>{HAVE}(?=<stop|comma|and|but>)"),
    after("<if.only>(?:<adv>)?", COUNTERFACTUAL, PERSON, rf"<had>(?:<adv>)?(?!<=known>){PART}"),
    after("<if.only>", COUNTERFACTUAL, frozenset({Who.PRONOUN}), rf"(?!<=known>){PART}"),
    after(
        "<if.only>",
        COUNTERFACTUAL,
        PERSON,
        "<had><=been>(?:<adv|more>){0,2}<trait|careful|duty.ing|=paying|=aware|=quicker|=faster>",
    ),
    after("<if.only>", COUNTERFACTUAL, PERSON, "(?:<had><not>|<have.not>)<act.part|fault.part>"),
    after(
        "<stop|comma|and|dash|colon|ed|part><had>",
        COUNTERFACTUAL,
        KNOWN,
        rf"(?:<adv>)?(?!<=known>)(?:{PART}|<not><act.part|fault.part>)",
    ),
)

BEHAVIOURS: Final = (
    says(
        BEHAVIOUR,
        ANYBODY,
        rf"(?:<adv>)?{OUGHT}<=be|=stay|=become|=remain>(?:<more|adv>){{0,2}}<careful>",
    ),
    says(
        BEHAVIOUR,
        ANYBODY,
        rf"""(?:<adv>)?{OUGHT}<=pay|=take|=exercise|=show>(?:<more>){{0,2}}
        <attention|=caution|=diligence>""",
    ),
    says(
        BEHAVIOUR,
        ANYBODY,
        rf"(?:<adv>)?{OUGHT}(?:<behave>|<think><twice>|<=try><twice|=harder>|<=remember>)",
    ),
    says(BEHAVIOUR, ANYBODY, rf"{OUGHT}(?:<not>)?<=be>(?:<adv>)?<trait>"),
    says(
        BEHAVIOUR,
        PERSON,
        r"<need|=must|to>(?:<to>)?(?:<=stop><ing|fault.ing|act.ing>|<=not><=forget>)",
    ),
    says(
        BEHAVIOUR,
        frozenset({Who.TEAM, Who.WE, Who.EVERYONE}),
        "<need>(?:<to>)?<=not>(?:<to>)?<=forget>",
    ),
    says(
        BEHAVIOUR,
        frozenset({Who.TEAM, Who.EVERYONE}),
        "(?:<need|=must>|<have>)<to>?<=stop><ing|act.ing|fault.ing>",
    ),
    says(BEHAVIOUR, HUMAN, rf"{OUGHT}(?:<=start><ing|duty.ing>|<never><=again>)"),
    says(
        BEHAVIOUR,
        ANYBODY,
        rf"{OUGHT}(?:<word|duty.base|act.base|benign.base>){NEAR}{{0,4}}<more><carefully>",
    ),
    says(
        BEHAVIOUR,
        frozenset({Who.NAMED}),
        """(?:<=must|=should|=shall|=may|=to><not>|<should.not|=cannot>)(?!<=be|=need|have>)
        <word|act.base|duty.base|benign.base|fault.base>""",
    ),
    says(
        BEHAVIOUR,
        PERSON | {Who.EVERYONE, Who.TEAM},
        """(?:<=must|=should|=shall|need>|<have><to>)<to>?
        <=follow|=respect|=obey|=heed|=adhere|=stick>(?!<=up>)""",
    ),
    says(
        BEHAVIOUR,
        frozenset({Who.EVERYONE}),
        "(?:<=must|=should|need>|<have><to>)<to>?(?:<adv>)?<duty.base>",
    ),
    says(
        BEHAVIOUR,
        PERSON | {Who.TEAM},
        rf"""
        {OUGHT}<word|duty.base|benign.base|act.base>{NEAR}{{0,3}}<=better|=harder>(?=<stop|
        comma|and|=with>)
        """,
    ),
    says(
        BEHAVIOUR,
        PERSON | {Who.TEAM},
        r"""
        (?:<need|=must|=should>|<have>)<to>?<=be>(?:<adv>)?<=more><word|careful|ed>(?=<stop|
        comma|=in|=about|=with|=when>)
        """,
    ),
    says(BEHAVIOUR, ANYBODY, rf"{OUGHT}<=take>{NEAR}{{1,6}}<=seriously>"),
    after(
        "<stop>",
        BEHAVIOUR,
        PERSON | {Who.TEAM},
        "<to><=follow|=respect|=obey|=heed|=adhere|=stick>(?!<=up>)",
    ),
    says(BEHAVIOUR, PERSON, rf"<to>{SHORT}(?:<=in><=future>|<=from><=now><on>|<=next><=time>)"),
    says(BEHAVIOUR, PERSON, r"<have><to><=start><ing|duty.ing>"),
    after(
        "<=next><=time><comma>?",
        BEHAVIOUR,
        PERSON | {Who.WE, Who.EVERYONE},
        "(?:<=should|=must|=needs|=need>|<have><to>)<to>?(?!<=be|have>)",
    ),
    says(
        BEHAVIOUR, HUMAN, rf"(?:<need|have><to>|{OUGHT})<=learn|=improve|=listen|=grow|=understand>"
    ),
    says(
        BEHAVIOUR,
        HUMAN,
        r"<need>(?:<more|word>){0,2}<=training|=coaching|=supervision|=discipline>",
    ),
    says(
        BEHAVIOUR,
        HUMAN,
        rf"""{OUGHT}<=be>(?:<remind.part|=fired|=dismissed|=coached|=warned>
        |<hold.part><=accountable|=responsible>)""",
    ),
)

CAUSES: Final = (
    says(
        CAUSE,
        PERSON,
        "<be>(?:<adv>)?(?:<to><=blame>|<=at><=fault>|<the>(?:<word|adv>){0,2}<cause|culprit>)",
    ),
    says(CAUSE, PERSON, r"<be>(?:<adv|ly>)?<=responsible><for>(?:<^stop comma>){0,3}<harm>"),
    after("<=because>", CAUSE, PERSON, "(?:<adv|have>)?<act.past>"),
    says(
        CAUSE,
        PERSON,
        rf"<be>(?:<adv>)?<the><=one|=person><who>(?:<have>)?(?:{ACTED}|<broke>|<fault.past>)",
    ),
    after("<=it><be>", CAUSE, PERSON, rf"(?:<adv|have>)?{ACTED}"),
    says(
        CAUSE,
        PERSON,
        "(?:<=must|=should|=has>(?:<to>)?)?<=take|=takes|=bear|=bears><the>?(?:<word>)?<blame>",
    ),
    says(CAUSE, PERSON, "(?:<adv>)?<=bears>(?:<word|the>){0,2}<=responsibility>"),
    after("<=since>", CAUSE, PERSON, rf"<had>(?:<adv|ly>)?<act.past>{UNHELPED}"),
)

OTHERS: Final = (
    after(
        "<why>(?:<=on><=earth>)?<do|do.not|would|could|should>",
        NamedRule.WHY_PERSON,
        PERSON | UNNAMED,
        "(?:<not>)?(?:<adv>)?(?!<have|=need|=receive|=lack|=get|=see|=know>)<^stop comma>",
    ),
    after(
        "<=how>(?:<=on><=earth>)?<could|=can|do>",
        NamedRule.WHY_PERSON,
        PERSON | {Who.TEAM},
        "(?:<adv>)?(?:<fault.base|=let|=be>|<not>)",
    ),
    after(
        "<why><do|do.not>",
        NamedRule.WHY_PERSON,
        frozenset({Who.NOBODY, Who.TEAM}),
        "<not|word|duty.base|fault.base>",
    ),
    after(
        "<=how|why><do>",
        NamedRule.WHY_PERSON,
        frozenset({Who.NOBODY, Who.NONE}),
        "<duty.base|perceive.base|notice.base>",
    ),
    after("<why><be>", NamedRule.WHY_PERSON, frozenset({Who.NOBODY, Who.NONE}), "<ing|duty.ing>"),
    after(
        """
        <stop><do>
        """,
        NamedRule.WHY_PERSON,
        PERSON | {Who.TEAM},
        """
        <=even|=ever|=actually|=really|=not>
        """,
    ),
    after("<why><be>", NamedRule.WHY_PERSON, PERSON, "<ing|act.ing|fault.ing|duty.ing>"),
    after(
        "<why>",
        NamedRule.WHY_PERSON,
        PERSON | UNNAMED,
        """(?:<adv|ly>)?
        (?:(?!<stated>)<ed|past|act.past|fault.past|do.not|duty.past>|<do><not>|<never>)""",
    ),
    says(NamedRule.SARCASM, HUMAN, rf"(?:<comma>)?{AGAIN}(?!{PRAISED})"),
    after(
        f"{AGAIN}<comma>?",
        NamedRule.SARCASM,
        HUMAN | {Who.NOBODY},
        rf"(?!(?:<adv|have>){{0,2}}(?:{PRAISED}|<=restarted|=rolled>))<^stop>",
    ),
    says(
        NamedRule.UNNAMED_INDIVIDUAL,
        frozenset({Who.WHOEVER}),
        rf"{MANNER}<act.past|fault.past|=approved|=wrote|=left|=did|duty.past>",
    ),
)

JUDGEMENTS: Final = (*TRAITS, *REGRETS, *BEHAVIOURS, *CAUSES, *OTHERS)
