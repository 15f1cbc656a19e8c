"""Want of will, of knowledge or of haste, as somebody is reproached with it."""

from typing import Final

from domain.blame_rules import (
    ANY_PAST,
    AT_FAULT,
    BEING,
    COUNTERFACTUAL,
    MANNER,
    NEAR,
    NEVER,
    SHORT,
    TRAIT,
    after,
    explains,
    says,
)
from domain.blame_subjects import ANYBODY, HUMAN, PERSON, Who

EVERYBODY: Final = ANYBODY | {Who.WHICH}
HARDLY: Final = f"(?:{NEVER}|<=hardly|=barely|=scarcely>)(?:<adv|ly>){{0,2}}"

IGNORANCE: Final = (
    explains(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}<had|have><no>(?:<word|=real>)?<=idea|=clue|=notion|=inkling|=grasp|
        =understanding>
        """,
    ),
    explains(
        AT_FAULT,
        HUMAN,
        rf"""
        (?:<never>|<=hardly|=barely|=scarcely>|{NEVER}<=really|=properly|=fully|=quite|=even>)
        (?:<adv|ly>){{0,2}}<=understood|=understand|=grasped|=grasp|=learned|=learnt|=mastered>|
        {NEVER}<=understand|=grasp><=how|=what>
        """,
    ),
    says(TRAIT, HUMAN, r"(?:<do.not>|<do><not>)<=have><a|the>(?:<word>)?<=clue|=idea|=faintest>"),
    says(TRAIT, HUMAN, "(?:<be.not>|<be><not>)(?:<adv>)?<=up><to><the|=it|=this>"),
    says(TRAIT, HUMAN, rf"{BEING}(?:<word|adv>){{0,2}}<=out><of><his|their><=depth|=league>"),
)

UNWILLING: Final = (
    says(AT_FAULT, HUMAN, rf"{NEVER}<=spend|=spent><a|=one><=minute|=second|=moment|=thought>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}{ANY_PAST}{SHORT}<=without><a>(?:<=second|=single|=moment's|=further>)?<=look|
        =glance|=thought|=question|=word>
        """,
    ),
    says(
        TRAIT,
        HUMAN | {Who.NOBODY, Who.NONE},
        r"""
        (?:<adv|have|had|do.not|no|not>){1,3}<the>?<=courage|=guts|=decency|=backbone|=spine>
        """,
    ),
    says(TRAIT, HUMAN, rf"{SHORT}<and><=it><=shows>"),
    says(AT_FAULT, EVERYBODY, "(?:<could.not>|<could><not>)<=be><=troubled|=arsed|=fussed>"),
    says(AT_FAULT, frozenset({Who.NOBODY, Who.NONE}), "<could|would>?<=be>?<=troubled|=arsed>"),
    says(
        AT_FAULT,
        HUMAN | {Who.NOBODY, Who.NONE},
        rf"""
        (?:{HARDLY}|<adv>)?<=lifted|=lift><a><=finger>
        """,
    ),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=rolled><his|their><=eyes>|{MANNER}<=yawned>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}<=stood|=sat><=by|=back|=around|=idle|=idly>(?=<stop|comma|and|if|sub|=doing>)
        """,
    ),
    says(AT_FAULT, EVERYBODY, rf"{HARDLY}<=thought|=think><to>"),
    says(AT_FAULT, frozenset({Who.NOBODY, Who.NONE}), "(?:<adv|had>){0,2}<=thought><to|of>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {NEVER}<=give|=gave|=spare|=spared>{NEAR}{{0,3}}<=thought|=look|=glance>
        """,
    ),
    says(AT_FAULT, HUMAN, rf"{HARDLY}<=mattered|=care|=feel><=like>?"),
    says(
        AT_FAULT,
        HUMAN | {Who.PRONOUN},
        r"""
        (?:<do.not>|<do><not>)<=think><=it|=this|=that><=mattered|=matters|=important>
        """,
    ),
    says(
        TRAIT,
        HUMAN,
        rf"""{MANNER}<be>(?:<adv|word>)?<=more|=too|=so|=only>?
        <=interested|=concerned|=keen|=preoccupied|=focused|=busy|=worried|=eager|=afraid|
        =scared>{NEAR}{{0,7}}<=than>""",
    ),
    says(
        TRAIT,
        HUMAN,
        rf"""
        {BEING}<=too><=busy|=lazy|=proud|=keen|=eager|=clever|=fond|=tired>{SHORT}<to|=for|ing>
        """,
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"""{MANNER}(?:<=seems|=seemed|=appears|=appeared><to>)?
        <=thought|=felt|=decided|=reckoned|=figured|=assumed|=believed|=imagined|=think|=thinks|
        =believe|=believes>{SHORT}
        (?:<be>(?:<adv|word>)?<=beneath|=overrated|=unnecessary|=optional|=overkill|=pointless|
        =above>
          |<=for><=other|=somebody|=someone|=lesser>|<=above><=it|=such|=that>
          |(?:<do.not>|<do><not>)<=apply|=matter>)""",
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}<=kept|=keeps><=it|=this|=that|=quiet|=them><to><=himself|=herself|=themselves>
        """,
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}(?:<perceive.past|=was|=were|=been>{SHORT}|<had>(?:<=been><=told|
        =warned>){SHORT})<and|but>
        (?:<adv|=still|=yet>)?(?:<=chose|=decided|=opted|=preferred|=elected>|<=shipped|
        =ignored|=shrugged>|<=sat><on>
          |<=did><=nothing>|<=kept><=it|=quiet|=silent>|<=said><=nothing>)""",
    ),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=sat><on><=it|=them|=this|the|=that|a|number>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}<=put>{NEAR}{{1,4}}<=first|=ahead|=above|=before>(?=<stop|comma|of|the|his|word>)
        """,
    ),
    explains(
        AT_FAULT,
        PERSON,
        rf"""
        {MANNER}{ANY_PAST}{SHORT}<to><=win|=impress|=please|=save|=look|=avoid|=show|=beat|=hit>
        """,
    ),
    says(
        COUNTERFACTUAL,
        HUMAN,
        rf"""
        (?:<be><=supposed|=meant|=expected|=told|=paid|=asked>|<=needed|=had><=only>?)
        <to>{SHORT}<comma|but|and>(?:<but|and>)?(?:<do.not>|<do><not>|<never>)
        """,
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        (?:<=who>)?(?:<do.not>|<do><not>|<had><not>|<have.not>|<never>)(?:<adv|ly>|<=even>)*
        <=read|=open|=opened|=look|=looked>{NEAR}{{0,3}}<number|=single|=facts|=file|=what>
        """,
    ),
)

SLOW: Final = (
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}<=froze|=dithered|=dawdled|=wavered|=vacillated|=fiddled|=fretted>(?=<stop|
        comma|colon|dash|and|sub|for|prep|=while|semi>)
        """,
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}<=hesitated|=waited|=paused>{NEAR}{{0,6}}<and>(?:<=let|=lost|=cost|=allowed>)
        """,
    ),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=argued>(?:<=over|=about>){SHORT}(?:<=instead>|<breaking>)"),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=wasted|=squandered|=wastes>"),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}<=took>(?:(?:<=far|=way|=much>)?<=too><=long>|<=ages|=forever>|<=his|=her|
        =their|=its><=time|=sweet>)
        """,
    ),
    says(AT_FAULT, HUMAN, rf"{MANNER}<=went>(?:<adv|word|ing>){{1,3}}{SHORT}<=instead>(?=<stop>)"),
    after(
        """
        <=it><=took|=takes>
        """,
        AT_FAULT,
        HUMAN,
        rf"""
        (?:<=far|=way|=much>)?<=too><=long>|<=ages|=forever>|(?:<number|word|=two|=several|
        =many>){{1,2}}<=pings|=reminders|=prompts|=nudges|=warnings>|{SHORT}<to><=admit|
        =confess|=concede|=bother|=own>
        """,
    ),
    says(
        TRAIT,
        HUMAN,
        rf"""
        {BEING}(?:<the>)?(?:<=last><to>|<=slowest>)|(?:<comma>)?(?:<=always><the>)<=last>
        """,
    ),
    says(
        AT_FAULT,
        HUMAN,
        rf"""
        {MANNER}<=overslept|=dozed>|{MANNER}<=left>{NEAR}{{1,3}}<=stranded|=waiting|=hanging|
        =guessing>|{MANNER}<=left>{NEAR}{{0,4}}<user>{NEAR}{{0,3}}<=without>
        """,
    ),
)

ATTITUDES: Final = (*IGNORANCE, *UNWILLING, *SLOW)
