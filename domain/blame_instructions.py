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
      |<the|a>(?:<human.mod>){1,3}<role.qualified> | <org>{1,2}(?!<system>)
      |<the|=all>?<desk>{1,2}<roles.qualified>)
"""
ONE: Final = "(?:<name>(?:<name|proper>)?|<the|a>(?:<human.mod|word>){0,2}<role|role.loose>)"
IMPERATIVE: Final = "(?<=<stop|colon|dash|to|=should|=must|=will|and|comma|number>)"
BY_MACHINE: Final = """
    (?:<machine|by|=when|=through|=after|=in|=via>
      |<=days|=day|=hours|=hour|=week|=minutes><=before>)
"""

INSTRUCTIONS: Final = (
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=explain><to>{PEOPLE}(?:<why>|<=that>)"),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=nudge|=encourage|=push|=urge|=get|=press>{PEOPLE}<to>(?:<duty.base>|
        <=think|=read|=be|=take|=care|=behave|=pay|=follow>)
        """,
    ),
    phrase(
        BEHAVIOUR,
        """
        <=until|=till|=unless><they|pronoun><have>?<=learned|=learnt|=understood|=shown|=proved|
        =proven>
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        <=make><a><=example><of>|<never><=again>(?:<=should|=may|=must|=let>)?{PEOPLE}
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        (?<=<stop|number>)(?:<^stop>){{0,3}}<=with>{ONE}<=about|=regarding><his|their>
        """,
    ),
    phrase(
        BEHAVIOUR,
        r"""
        <=stern|=strongly-worded|=firm|=angry>(?:<word>)?<=e-mail|=email|=message|=memo|=letter|
        =reminder|=note|=word|=warning><to|=with>
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        <=penalties|=penalty|=sanctions|=consequences|=fines|=punishment><=for>(?:{PEOPLE}|
        <roles|=whoever|whoever|everyone>)
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        <=sanction|=punish|=penalise|=penalize|=fire|=sack|=discipline|=reprimand>(?:<whoever>|
        {PEOPLE})
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        <=keep><a>?(?:<more|word>)?<=eye><on>(?:{ONE}|<his|their>(?:<word>)?<roles|role>)
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        <no><=more>{NEAR}{{0,1}}<=access|=deploys|=deployments|=production|=merges|=approvals|
        =commits>{NEAR}{{0,1}}<for><name>
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=have|=make|=get>{PEOPLE}<to>?<=apologise|=apologize|=explain|=answer|
        =justify|=retake|=redo|=own>
        """,
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=supervise|=police|=vet|=shadow><name.s|role.s>"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=warn>{ONE}(?:<=that|=about>)"),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<^stop>{{1,2}}(?:<name.s|role.s>|<the>(?:<human.mod>){{0,2}}<role.s>)
        (?:<word>)?<=behaviour|=behavior|=conduct|=attitude|=carelessness|=performance>
        """,
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<send.base>{PEOPLE}<=back><to|=on|=through>"),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=improve|=raise|=increase|=strengthen><the>?<lacked|attention|=diligence|
        =discipline|=awareness|=vigilance|=rigour>(?:<of|=among|=in>){PEOPLE}
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=stop|=never|=avoid|=quit><=letting|=giving|=allowing|=trusting>(?:{PEOPLE})
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}(?:<=find><=out>|<=identify|=establish|=determine>)(?:<who>(?:<=did|
        fault.past|act.past|broke>|<be><=responsible|=behind>)|<the>(?:<role>)<who|=responsible>)
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=dock|=cut|=withhold>(?:<name.s>|<the>(?:<human.mod|word>){{0,2}}<role.s>)
        <=pay|=bonus|=salary>
        """,
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=keep>(?:{PEOPLE})<=away|=out|=off>"),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=take>(?:<=away><name.s|role.s>|(?:<name.s|role.s>)(?:<^stop>){{1,3}}
        <=away>)
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=make>{PEOPLE}<=understand|=realise|=realize|=care|=appreciate|=follow|
        =feel|=see>
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<ensure.base>(?:<=sure>)?(?:<=that>)?{PEOPLE}(?:<^stop>){{1,8}}
        (?:<=seriously>|<carefully>)
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<remind.base>(?:<adv>)?(?:{PEOPLE}|<roles.qualified>)(?:<to|not|of|=about|
        =that|the|his|their>){{0,2}}
        (?:{CAREFUL}|<=to><not>|<not><to>|<=remember>|<word|duty.base|benign.base|
        act.base>{NEAR}{{0,4}}<carefully>)""",
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=ask|=demand|=require>(?:{PEOPLE})(?:<why>|<=for><a><=explanation|
        =apology>|<to><=explain|=justify|=account|=apologise|=apologize|=answer>)
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=have|=hold|=arrange|=schedule><a|the>(?:<word>){{0,2}}<=conversation|
        =discussion|=word|=talk|=chat|=meeting><=with>{ONE}(?:<=about|=regarding|=over|=on|
        =concerning>)(?:<his|their|name.s|conduct|the|word|attention>)
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=tell|=remind|=ask|=warn|=urge><the|=all|=our>?<roles.qualified><to>
        (?:{CAREFUL}|<=stop>|<=remember>|<not>)
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=give|=send|=offer>{PEOPLE}<a>(?:<word>){{0,2}}<=refresher|=warning|
        =talking-to|=lesson|=reprimand|=lecture|=dressing-down|=reminder>
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=replace|=reassign|=demote|=suspend|=discipline|=sideline|=bench>{ONE}
        (?=<stop|comma|=with|from|=after|=until|=as|and>)
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<remind.base>(?:<adv>)?
        (?:<name>|<everybody>|{PEOPLE}(?!<system>|{NEAR}{{0,8}}{BY_MACHINE}))""",
    ),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<tell.base>{PEOPLE}(?:<to|=not|=about|adv>){{0,2}}
        (?:{CAREFUL}|<=not><to>|<word|duty.base|benign.base>{NEAR}{{0,4}}<carefully>|
        <=remember>|<not><to>)""",
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
        """
        (?<=<stop|colon|dash|and>)<=stress|=emphasise|=emphasize|=reinforce|=reiterate|
        =underline>
        <the>(?:<word>)?<=importance|=need>""",
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=revoke|=restrict|=withdraw|=remove><name.s><^stop>{{0,2}}<=rights|
        =privileges>
        """,
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<talk.base><=to|=with>{PEOPLE}<=about>(?:<the>)?<conduct|his|their|duty.ing|
        fault.ing|not>
        """,
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
        rf"""
        {IMPERATIVE}<=raise|=increase|=improve|=create|=promote>(?:<word>)?<=awareness>
        (?!{NEAR}{{0,8}}<machine|automatic>)
        """,
    ),
    phrase(BEHAVIOUR, rf"<=warning|=reprimand><for|to>{ONE}(?=<stop|comma|who>)"),
    phrase(BEHAVIOUR, rf"<=reminder><to|for>{PEOPLE}(?!{NEAR}{{0,8}}{BY_MACHINE})"),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=fire|=dismiss|=sack|=supervise|=babysit>{ONE}"),
    phrase(
        BEHAVIOUR, rf"{IMPERATIVE}<=double-check|=check|=watch><name.s><=work|=changes|=commits>"
    ),
    phrase(
        BEHAVIOUR,
        rf"""
        {IMPERATIVE}<=tell|=instruct|=order>(?:<name|everyone|roles|rater>|<the>{MODS}<role|
        roles|rater>
        |<the>?<desk>{{1,2}}<roles.qualified>)<to>""",
    ),
    phrase(BEHAVIOUR, rf"{IMPERATIVE}<=warn|=reprimand|=confront>{ONE}(?=<stop>|<=not>)"),
    phrase(
        BEHAVIOUR,
        rf"""{IMPERATIVE}<ensure.base>(?:<=sure>)?(?:<=that>)?
        (?:<name|roles|rater|everyone>|<the|=all>{MODS}<role|roles|rater>)(?:<adv>)?<duty.base|
        duty.third>""",
    ),
    phrase(
        BEHAVIOUR,
        rf"{IMPERATIVE}(?:<^stop>){{0,4}}<name.s|role.s><=manager|=boss|=supervisor>",
    ),
    phrase(
        BEHAVIOUR,
        """
        <=culture><of>(?:<word|careful>)?<lacked|=accountability|=responsibility|=caution|
        =diligence>
        |(?<=<stop|colon|dash|to|and>)<=improve|=enforce|=increase|=strengthen>(?:<word>)?
        <=discipline|=vigilance|=professionalism|=accountability|=diligence>""",
    ),
    phrase(
        BEHAVIOUR,
        """
        (?<=<stop|colon|dash>)<more>(?:<word|more>)?<lacked|=care|=caution|=diligence|=rigour>
        (?=<prep|stop|=when|=while>)
        """,
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
        rf"""
        {IMPERATIVE}<tell.base><=all>?(?:<human.mod>)?<roles|everyone|rater><to><duty.base>
        (?!<a|number>)
        """,
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
