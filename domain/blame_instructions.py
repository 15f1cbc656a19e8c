"""What somebody is told to do or to become: mostly in the titles of actions."""

from typing import Final

from domain.blame_phrases import phrase
from domain.blame_rules import BEHAVIOUR, NEAR
from domain.blame_subjects import MODS

CAREFUL: Final = """
    (?:<=be|=stay|=become|=remain>(?:<more|adv>){0,2}<careful|=quicker|=faster>
      |<=pay|=take|=exercise|=show>(?:<more>){1,2}<attention|=caution|=diligence>
      |<=take>(?:<more>)?<=ownership|=responsibility>
      |<=do|=communicate|=plan|=listen|=test|=review|=prepare><=better|=harder>
      |<behave>|<think><twice>|<=try><=harder>)
"""
PEOPLE: Final = """
    (?:<adv>)?(?:<name|everyone|roles|rater>|<=him|=her|=them>
      |<the|a|any|=all>?(?:<human.mod|word|ing|proper|team.s|thing.s|target>){0,2}
         <role|roles|rater|team|role.loose|everyone>
      |<the|=all>?<desk>{1,2}<roles.qualified>)
"""
ONE: Final = "(?:<name>(?:<name|proper>)?|<the|a>(?:<human.mod|word>){0,2}<role|role.loose>)"
IMPERATIVE: Final = "(?<=<stop|colon|dash|to|=should|=must|=will|and|comma|number>)"
BY_MACHINE: Final = """
    (?:<machine|by|=when|=through|=after|=in|=via>
      |<=days|=day|=hours|=hour|=week|=minutes><=before>)
"""

INSTRUCTIONS: Final = (
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<remind.base>(?:<adv>)?
        (?:<name>|<everybody>|{PEOPLE}(?!<system>|{NEAR}{{0,8}}{BY_MACHINE}))""",
    ),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<tell.base>{PEOPLE}(?:<to|=not|=about|adv>){{0,2}}
        (?:{CAREFUL}|<=not><to>|<word|duty.base|benign.base>{NEAR}{{0,4}}<carefully>|<=remember>|<not><to>)""",
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=coach|=counsel|=teach|=train|=educate|=retrain>{ONE}"),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<=have|=make|=get|=send>(?:<roles>|{ONE})(?:<^stop>){{1,4}}
        <course>(?=<stop|comma|for|on|and>)""",
    ),
    phrase(
        BEHAVIOUR,
        rf"""<=performance|=disciplinary|=corrective>(?:<word>)?
        <=conversation|=chat|=talk|=plan|=meeting|=action|=measures><=with|for|=against>{ONE}""",
    ),
    phrase(
        BEHAVIOUR,
        """(?<=<stop|colon|dash|and>)<=stress|=emphasise|=emphasize|=reinforce|=reiterate|=underline>
        <the>(?:<word>)?<=importance|=need>""",
    ),
    phrase(
        BEHAVIOUR,
        rf"{IMPERATIVE}<=revoke|=restrict|=withdraw|=remove><name.s><^stop>{{0,2}}<=rights|=privileges>",
    ),
    phrase(
        BEHAVIOUR,
        rf"{IMPERATIVE}<talk.base><=to|=with>{PEOPLE}<=about>(?:<the>)?<conduct|his|their|duty.ing|fault.ing|not>",
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=impress|=drill><on|=upon|=into>{PEOPLE}"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=take|=remove>{ONE}<=off|from>(?:<the>)?(?:<word>)?<rota>"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=give>{ONE}<a>(?:<word>)?<=warning|=talking-to>"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=stop|=ban|=bar|=keep>{ONE}<from>"),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<=make|=have|=get>
        (?:<name|everyone|roles>|<the>(?:<human.mod>)?<role>)<to>?<sign>""",
    ),
    phrase(BEHAVIOUR, r"<=improve|=mind|=watch><his|their>(?:<word>)?<attention|conduct|=habits>"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=have|=make|=get>{PEOPLE}<to>?{CAREFUL}"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=have><a>(?:<word>)?<=word><=with>{PEOPLE}"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=let>{PEOPLE}<=know>(?:<^stop>){{0,8}}<again>"),
    phrase(BEHAVIOUR, "<=lesson><for><name>"),
    phrase(
        BEHAVIOUR,
        """<=training|=coaching|=course|=warning|=refresher><for>
        <name>(?:<name|proper>)?(?=<stop|comma>)""",
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=raise|=address|=discuss><name.s>(?:<word>)?<conduct>"),
    phrase(
        BEHAVIOUR, rf"{IMPERATIVE}<coach.base><the|a|any>?(?:<human.mod|word>){{0,2}}<roles|rater>"
    ),
    phrase(
        BEHAVIOUR,
        rf"{IMPERATIVE}<=raise|=increase|=improve|=create|=promote>(?:<word>)?<=awareness>(?!{NEAR}{{0,8}}<machine|automatic>)",
    ),
    phrase(BEHAVIOUR, rf"<=warning|=reprimand><for|to>{ONE}(?=<stop|comma|who>)"),
    phrase(BEHAVIOUR, rf"<=reminder><to|for>{PEOPLE}(?!{NEAR}{{0,8}}{BY_MACHINE})"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=fire|=dismiss|=sack|=supervise|=babysit>{ONE}"),
    phrase(
        BEHAVIOUR, rf"{IMPERATIVE}<=double-check|=check|=watch><name.s><=work|=changes|=commits>"
    ),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<=tell|=instruct|=order>(?:<name|everyone|roles|rater>|<the>{MODS}<role|roles|rater>
        |<the>?<desk>{{1,2}}<roles.qualified>)<to>""",
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=warn|=reprimand|=confront>{ONE}(?=<stop>|<=not>)"),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<ensure.base>(?:<=sure>)?(?:<=that>)?
        (?:<name|roles|rater|everyone>|<the|=all>{MODS}<role|roles|rater>)(?:<adv>)?<duty.base|duty.third>""",
    ),
    phrase(
        BEHAVIOUR,
        rf"{IMPERATIVE}(?:<^stop>){{0,4}}<name.s|role.s><=manager|=boss|=supervisor>",
    ),
    phrase(
        BEHAVIOUR,
        """<=culture><of>(?:<word|careful>)?<lacked|=accountability|=responsibility|=caution|=diligence>
        |(?<=<stop|colon|dash|to|and>)<=improve|=enforce|=increase|=strengthen>(?:<word>)?
        <=discipline|=vigilance|=professionalism|=accountability|=diligence>""",
    ),
    phrase(
        BEHAVIOUR,
        "(?<=<stop|colon|dash>)<more>(?:<word|more>)?<lacked|=care|=caution|=diligence|=rigour>(?=<prep|stop|=when|=while>)",
    ),
    phrase(
        BEHAVIOUR,
        rf"(?<=<stop|colon|dash|to>)<=stress|=emphasise|=emphasize|=reiterate><to>{PEOPLE}|"
        rf"{IMPERATIVE}<=make><=it><=clear><to>{PEOPLE}",
    ),
    phrase(
        BEHAVIOUR, rf"{IMPERATIVE}<=have><a>(?:<word>)?<=talk|=chat><=with>(?:{ONE}|<the>?<roles>)"
    ),
    phrase(
        BEHAVIOUR,
        "<=mandatory|=compulsory|=remedial|=refresher>(?:<word>){0,2}<=course|=training|=workshop>",
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=get>(?:<name>|<the>?<roles>)<to>"),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<=make>(?:<name|everyone|roles|rater>|<the>{MODS}<role|roles>)
        <duty.base|act.base|benign.base|perceive.base>""",
    ),
    phrase(BEHAVIOUR, "(?:<do><not>|<do.not|never>)<=again>?<=let|=allow><name>"),
    phrase(BEHAVIOUR, "<=keep><a><=eye><on><name>"),
    phrase(
        BEHAVIOUR,
        rf"{IMPERATIVE}<tell.base><=all>?(?:<human.mod>)?<roles|everyone|rater><to><duty.base>(?!<a|number>)",
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=urge|=caution>{PEOPLE}<to>"),
    phrase(BEHAVIOUR, rf"<no><=more>{NEAR}{{0,4}}<from|by><name>"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<hold.base>{PEOPLE}<=accountable|=responsible|=liable>"),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<send.base>{PEOPLE}<on|to|=through>(?:<a>)?(?:<^stop>){{0,2}}
        <course|=plan|=warning>""",
    ),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<ensure.base>(?:<=sure>)?(?:<=that>)?{PEOPLE}(?:<adv>)?
        (?:<do><not>|<do.not|never|=remembers|=remember|=double-checks|=double-check>)""",
    ),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<ensure.base>(?:<=sure>)?(?:<=that>)?
        (?:(?:<nobody>|<no><=one>)<fault.third>|<everybody><duty.third|perceive.third>)""",
    ),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<tell.base>(?:<name|everyone|roles|department>|<the>{MODS}<role|roles>)<to>
        <=stop><ing|act.ing|fault.ing|benign.ing>""",
    ),
    phrase(BEHAVIOUR, rf"(?<=<stop|colon|dash>)(?:<adv>)?{CAREFUL}"),
)
