"""What somebody must become, might have done, or does as ever."""

from typing import Final

from domain.blame_rules import (
    BEHAVIOUR,
    COUNTERFACTUAL,
    HAVE,
    NEAR,
    OUGHT,
    PART,
    SHORT,
    TRAIT,
    NamedRule,
    after,
    says,
)
from domain.blame_subjects import HUMAN, PERSON, Who

DUTIES: Final = (
    says(COUNTERFACTUAL, HUMAN, rf"<should><by|=at|=in><^stop comma>{{1,2}}<have>{PART}"),
    says(BEHAVIOUR, HUMAN, rf"{OUGHT}{NEAR}{{0,4}}<=reflect>"),
    says(
        TRAIT,
        frozenset({Who.EVERYONE, Who.TEAM}),
        """
        (?<=<word><everyone|roles>)(?:<should><not|never>|<should.not>)
        """,
    ),
    after(
        """
        <stop>
        """,
        BEHAVIOUR,
        PERSON | {Who.TEAM},
        """
        <to><=complete|=repeat|=retake|=take|=attend|=redo|=undergo>(?:<^stop>){1,4}<course>
        """,
    ),
    after("<stop>", BEHAVIOUR, HUMAN, "<to><=keep>(?:<a>)?(?:<more|word>)?<=eye><on>"),
    says(
        BEHAVIOUR,
        HUMAN,
        rf"""
        {OUGHT}(?:<duty.base|act.base|benign.base|word>){NEAR}{{1,5}}<=before><they|pronoun>
        """,
    ),
    says(
        BEHAVIOUR,
        HUMAN,
        """
        <would><=do><=well><to>|<would><=be><=wise|=well-advised><to>|<=might><=want|=like|
        =wish><to>
        """,
    ),
    says(
        BEHAVIOUR,
        HUMAN | {Who.EVERYONE, Who.WE},
        rf"""
        {OUGHT}<=take><a>(?:<word|=good|=hard|=long>){{0,2}}<=look><=at><=how|=himself|=herself|
        =themselves|=ourselves|=their|=his|=her>
        """,
    ),
    says(
        COUNTERFACTUAL,
        HUMAN,
        r"""
        <should>(?:<adv>)?<not|never>(?:<adv>)?<have><=been>(?:<=near|=trusted|=hired|=anywhere|
        =promoted>)
        """,
    ),
    says(BEHAVIOUR, HUMAN, "<had><=better>(?:<not>|<=be|=learn|=start|=stop|duty.base>)"),
    says(BEHAVIOUR, HUMAN, rf"{OUGHT}<=get><=its|their|his><=act|=house|=priorities>"),
    says(
        BEHAVIOUR,
        PERSON | {Who.TEAM},
        rf"""
        {OUGHT}(?:<=own|=accept|=face|=carry|=answer|=bear>){NEAR}{{0,3}}(?:<mistake|harm|
        =blame|=consequences|=responsibility|=music>)
        """,
    ),
    after(
        """
        <stop>(?:<=all|=every>)?
        """,
        BEHAVIOUR,
        frozenset({Who.TEAM, Who.EVERYONE}),
        """
        <to>(?:<=re-read|=reread|=retake|=undergo|=attend|=sign|=memorise|=memorize|=repeat|
        =redo>)
        """,
    ),
    says(
        COUNTERFACTUAL,
        HUMAN,
        """
        <=might>(?:<adv|ly>)?<have>(?:<adv>)?(?!<perceive.part>)<duty.part>
        """,
    ),
    says(
        BEHAVIOUR,
        HUMAN,
        rf"""
        {OUGHT}<=take>(?:<more|adv|word>){{0,2}}<=pride|=care|=responsibility|=ownership>
        """,
    ),
    says(
        BEHAVIOUR,
        HUMAN,
        rf"""
        {OUGHT}(?:<=toughen|=wake|=step|=shape|=buck|=smarten|=pull><=up|=their|=his|=her|=out>|
        <=grow|=raise|=up><=their|=his|=her|=up>|<=apologise|=apologize|=explain|=justify|
        =answer><=himself|=herself|=themselves|=why|=to|=for>)
        """,
    ),
    says(
        BEHAVIOUR,
        PERSON | {Who.TEAM},
        rf"""
        {OUGHT}<=be>(?:<=taken|=removed|=barred|=kept|=moved|=suspended|=pulled|=banned|
        =excluded><=off|=from|=away>|<=spoken|=talked><to>|<=sent><on|to>)
        """,
    ),
    says(
        BEHAVIOUR,
        PERSON,
        rf"""
        {OUGHT}{NEAR}{{0,6}}<=until|=unless><pronoun|name>(?:<=shows|=proves|=learns|=can|
        =demonstrates>)
        """,
    ),
    says(
        COUNTERFACTUAL,
        HUMAN | {Who.THEY},
        rf"""
        (?:<would|could>(?:<adv|ly|not>)?<have>|<would.have>)(?:<adv|ly>)?(?:<perceive.part|
        duty.part>){SHORT}<if.only>
        """,
    ),
    says(COUNTERFACTUAL, HUMAN, rf"<=ought>(?:<adv|not>)?<to>(?:<adv>)?{HAVE}{PART}"),
)

SARCASTIC: Final = (
    says(
        NamedRule.SARCASM,
        HUMAN,
        """
        (?:<comma>)<=in><his|their><=infinite|=wisdom>|(?:<comma>)<=bless|=true><=him|=her|=to|
        =them>|(?:<comma>)<=of><=all><everyone>
        """,
    ),
)
