"""The verbs that the blame rules know, and how English inflects them.

Verbs stand here by their base form; irregular ones with all their forms: base, third person, past,
participle, -ing. The rules know a verb of the kind `fault` as `fault.base`, `fault.third`,
`fault.past`, `fault.part` and `fault.ing`.
"""

from collections.abc import Iterator, Mapping
from typing import Final

VERBS: Final[Mapping[str, str]] = {
    "fault": """
        forget/forgets/forgot/forgotten/forgetting neglect overlook ignore disregard miss skip
        bypass omit misread/misreads/misread/misread/misreading misjudge misconfigure mistype
        misspell misinterpret miscalculate mislabel mishandle misdiagnose misuse mismanage
        misplace
        mishear misunderstand/misunderstands/misunderstood/misunderstood/misunderstanding
        misspeak
        botch bungle fumble blunder fat-finger crash wipe destroy corrupt trash nuke clobber leak
        rubber-stamp sabotage jeopardise jeopardize violate breach disobey circumvent
        underestimate
        overestimate downplay belittle misremember procrastinate dither stonewall fudge fake
        cheat
        pretend fabricate overstep conceal hide/hides/hid/hidden/hiding dismiss
        panic/panics/panicked/panicked/panicking doze slack dawdle
        break/breaks/broke/broken/breaking flout withhold/withholds/withheld/withheld/withholding
        mess screw/screws/screwed/screwed/screwing muck mix/mixes/mixed/mixed/mixing tamper ruin
        blunder snooze short-circuit overwrite/overwrites/overwrote/overwritten/overwriting
        mislead/misleads/misled/misled/- deceive lie/lies/lied/lied/- overpromise over-promise
        oversell/oversells/oversold/oversold/overselling exaggerate
        falsify/falsifies/falsified/falsified/falsifying
        skim squander bicker squabble quarrel meddle shirk fib bluff overreact snub bamboozle
        stonewall hoard sulk bulldoze railroad second-guess squash foul flub mismanage mess
        shrug/shrugs/shrugged/shrugged/shrugging freeze/freezes/froze/-/-
        """,
    "duty": """
        check test verify validate review notice follow update escalate communicate ask look watch
        monitor acknowledge respond document notify rotate renew add enable include consider
        confirm double-check inspect investigate listen warn report raise log record consult
        coordinate announce restore revert flag finish configure pin evaluate measure ensure
        remember question challenge stop care heed react act mention share attach reset restart
        re-enable limit approve schedule answer reply read/reads/read/read/reading
        run/runs/ran/run/running tell/tells/told/told/telling write/writes/wrote/written/writing
        think/thinks/thought/thought/thinking hand/hands/handed/handed/handing turn
        set/sets/set/set/setting back/backs/backed/backed/backing pay/pays/paid/paid/paying bother
        speak/speaks/spoke/spoken/speaking wait roll switch inform clean
        """,
    "perceive": """
        notice catch/catches/caught/caught/catching spot see/sees/saw/seen/seeing realise realize
        hear know/knows/knew/known/knowing
        """,
    "act": """
        deploy merge push ship release commit upload apply approve use enter type select pick copy
        paste send/sends/sent/sent/sending configure publish grant
        choose/chooses/chose/chosen/choosing run/runs/ran/run/running set/sets/set/set/setting
        write/writes/wrote/written/writing give/gives/gave/given/giving put/puts/put/put/putting
        promote launch execute change edit modify alter delete remove drop truncate erase disable
        mute silence introduce add raise lower turn switch rename rotate revoke migrate restart
        scale move overwrite roll point post import load install build/builds/built/built/building
        make/makes/made/made/making take/takes/took/taken/taking start close open bump swap
        replace accept sign
        """,
    "create": """
        deploy merge push ship release commit upload apply approve use enter type select pick copy
        paste send/sends/sent/sent/sending configure publish choose/chooses/chose/chosen/choosing
        run/runs/ran/run/running set/sets/set/set/setting write/writes/wrote/written/writing
        give/gives/gave/given/giving grant promote launch execute post import load install
        build/builds/built/built/building make/makes/made/made/making accept sign introduce
        """,
    "remove": "delete remove drop truncate erase purge wipe overwrite",
    "passive": """
        delete remove drop truncate erase change edit modify alter deploy merge push ship
        overwrite/overwrites/overwrote/overwritten/overwriting introduce expose misapply rename
        """,
    "good": """
        notice find/finds/found/found/finding spot fix revert restore recover mitigate escalate
        report acknowledge declare lead/leads/led/led/leading join investigate confirm identify
        discover diagnose suggest propose help own post inform notify page hand save
        catch/catches/caught/caught/catching protect prevent rescue resolve repair stabilise
        stabilize contain isolate detect offer volunteer document roll see/sees/saw/seen/seeing
        keep/keeps/kept/kept/keeping learn
        """,
    "benign": """
        ask request raise follow join travel work try/tries/tried/tried/trying attempt need want
        expect believe receive get/gets/got/got/getting own lead/leads/led/led/leading help
        support call page hand take/takes/took/taken/taking start
        begin/begins/began/begun/beginning continue talk speak/speaks/spoke/spoken/speaking
        meet/meets/met/met/meeting agree plan learn remember recall suspect investigate look check
        verify test review compare read/reads/read/read/reading watch monitor wait respond answer
        reply/replies/replied/replied/replying acknowledge document
        write/writes/wrote/written/writing note describe explain show share post
        tell/tells/told/told/telling inform notify warn alert announce confirm coordinate contact
        reach live return leave/leaves/left/left/leaving inherit volunteer propose create open
        close file log record restart roll revert restore scale drain reroute block isolate patch
        mitigate finish complete stop kill pause contribute assist advise recommend suggest train
        teach/teaches/taught/taught/teaching manage handle serve use
        rely/relies/relied/relied/relying depend remain stay become/becomes/became/become/becoming
        feel/feels/felt/felt/feeling seem appear face struggle spend/spends/spent/spent/spending
        suffer lack visit listen interview observe realise realize fail design develop maintain
        invite appreciate thank discuss analyse analyze trace track reproduce measure estimate
        calculate prepare present organise organize arrange schedule
        rebuild/rebuilds/rebuilt/rebuilt/rebuilding recreate rerun replay
        retry/retries/retried/retried/retrying pick switch come/comes/came/come/coming
        say/says/said/said/saying mention think/thinks/thought/thought/thinking
        know/knows/knew/known/knowing allow let/lets/let/let/letting
        drive/drives/drove/driven/driving attend apologise apologize warn argue advocate vote
        hear/hears/heard/heard/hearing approve accept sign flag debug search scan inspect examine
        query improve correct simplify/simplifies/simplified/simplified/simplifying harden hope
        wonder worry/worries/worried/worried/worrying doubt cover send/sends/sent/sent/sending
        hold/holds/held/held/holding arrive wake/wakes/woke/woken/waking
        sleep/sleeps/slept/slept/sleeping build/builds/built/built/building
        run/runs/ran/run/running go/goes/went/gone/going stand/stands/stood/stood/standing
        sit/sits/sat/sat/sitting cap shut/shuts/shut/shut/shutting make/makes/made/made/making
        pay/pays/paid/paid/paying buy/buys/bought/bought/buying fall/falls/fell/fallen/falling
        grow/grows/grew/grown/growing eat/eats/ate/eaten/eating lose/loses/lost/lost/losing
        win/wins/won/won/winning fight/fights/fought/fought/fighting
        seek/seeks/sought/sought/seeking mean/means/meant/meant/meaning
        ring/rings/rang/rung/ringing bring/brings/brought/brought/bringing disagree differ
        negotiate debate clarify/clarifies/clarified/clarified/clarifying emphasise emphasize chat
        supply author provide initiate submit code derive intend found cite ensure affect involve
        concern assign name injure interview learn add argue
        """,
    "credit": """
        write/writes/wrote/written/writing review approve propose suggest request ask raise own
        lead/leads/led/led/leading report document test check confirm answer handle support help
        train prepare present organise organize maintain design develop
        build/builds/built/built/building create draft compile collect join coordinate host supply
        provide author submit code derive find/finds/found/found/finding notice spot
        catch/catches/caught/caught/catching fix restore repair resolve revert discover diagnose
        identify detect acknowledge declare announce log record record translate interview invite
        name know/knows/knew/known/knowing call page wake/wakes/woke/woken/waking join watch
        verify trace analyse analyze confirm contain mitigate protect save recover escalate
        tell/tells/told/told/telling teach/teaches/taught/taught/teaching inform
        read/reads/read/read/reading use need want see/sees/saw/seen/seeing
        hear/hears/heard/heard/hearing sign maintain stop roll isolate follow cover
        """,
    "risky": """
        deploy merge push ship release commit upload apply/applies/applied/applied/applying promote
        launch execute change edit modify/modifies/modified/modified/modifying alter delete remove
        drop truncate erase rename migrate overwrite/overwrites/overwrote/overwritten/overwriting
        override/overrides/overrode/overridden/overriding
        rewrite/rewrites/rewrote/rewritten/rewriting import load install bump swap replace enable
        activate lower hard-code hardcode comment widen extend expand shorten
        copy/copies/copied/copied/copying clone wire hook connect disconnect unplug reboot email
        mail reconfigure repoint redirect tweak adjust loosen relax strip trim upgrade downgrade
        grant expose store reuse duplicate convert reset double triple halve quadruple force paste
        confuse trust guess insist presume gamble improvise experiment fiddle tinker waive
        set/sets/set/set/setting cut/cuts/cut/cut/cutting put/puts/put/put/putting
        hit/hits/hit/hit/hitting throw/throws/threw/thrown/throwing
        stick/sticks/stuck/stuck/sticking enter type grant hurry/hurries/hurried/hurried/hurrying
        rubber-stamp reformat wave nod publish hard-wire hardwire lift
        """,
    "contain": """
        disable mute silence deactivate unplug suspend cancel turn switch
        shut/shuts/shut/shut/shutting stop remove delete drop clear purge
        """,
    "constructive": """
        enable activate apply/applies/applied/applied/applying deploy merge ship push install
        upgrade release set/sets/set/set/setting
        """,
    "notice": """
        notice catch/catches/caught/caught/catching spot see/sees/saw/seen/seeing realise realize
        """,
    "rally": "call join intervene object",
    "coach": "coach counsel educate lecture",
    "pressure": "pressure bully coerce browbeat badger harass intimidate overrule steamroll nag",
    "fail": "fail",
    "choose": """
        decide choose/chooses/chose/chosen/choosing opt elect prefer manage
        """,
    "cause": "cause introduce trigger provoke",
    "remind": """
        remind retrain reprimand discipline admonish lecture scold demote punish sanction re-train
        re-educate penalise penalize
        """,
    "tell": """
        tell/tells/told/told/telling ask urge instruct warn encourage advise teach coach train
        educate caution get counsel expect
        """,
    "hold": "hold/holds/held/held/holding",
    "send": "send/sends/sent/sent/sending put/puts/put/put/putting",
    "talk": "speak/speaks/spoke/spoken/speaking talk",
    "ensure": "ensure make/makes/made/made/making",
}

IRREGULAR: Final = """
    beat bent bet bid bound bit bled blew bred brought built burnt burst bought cast caught chose
    clung crept cut dealt dug drew drank drove ate fell fed fought fled flung flew froze gave
    ground grew hung hit hurt kept knelt laid leapt lent let lit lost made meant paid put quit
    rode rang ran sang sank sat saw sought sold sent set sewed shook shed shone shot shrank shut
    slid slung slit sowed sped spent spilt spun spat split spoilt spread sprang stood stole stuck
    stung struck swore swept swung took taught tore threw thrust trod upset woke wore wove wound
    wrote withdrew
"""

PARTICIPLES: Final = """
    said been done had gone known thought told taken given written run set put read kept left
    built begun brought bought caught chosen come cut drawn driven fallen felt found forgotten got
    gotten grown heard held hidden hit laid led let lost made meant met paid seen sent shown shut
    spent spoken stood stuck taught understood undone won withdrawn asked rolled thrown sought
    looked overridden rewritten reread
"""

# Participles that stand before a noun as adjectives: "should have limited permissions".
ADJECTIVES: Final = """
    limited restricted automated dedicated improved shared scoped documented detailed centralised
    centralized delegated required named assigned trained increased reduced unlimited distributed
    standardised standardized elevated written defined agreed designated experienced qualified
    integrated unified guaranteed granted given set built known advanced protected read
"""

DOUBLING: Final = """
    unplug skip skim omit slip stop flag log commit ship drop scan spot plan swap pin snap nag admit
    permit get plug tag dig
"""


def forms(verb: str) -> tuple[str, str, str, str, str]:
    """Base, third person, past, participle and -ing form."""
    if "/" in verb:
        base, third, past, participle, gerund = verb.split("/")
        return base, third, past, participle, gerund
    stem = doubled(verb)
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb}d", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb[:-1]}ied", f"{verb}ing"
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "ss")) else f"{verb}s"
    return verb, third, f"{stem}ed", f"{stem}ed", f"{stem}ing"


def doubled(verb: str) -> str:
    """Double the last letter where English does: skip, skipped."""
    return verb + verb[-1] if verb in DOUBLING.split() else verb


def inflected(kind: str, verbs: str) -> Iterator[tuple[str, str]]:
    """Each form of each verb with its kind: `fault.past` and so on; "-" stands for none."""
    for verb in verbs.split():
        for form, name in zip(forms(verb), ("base", "third", "past", "part", "ing"), strict=True):
            if form != "-":
                yield form, f"{kind}.{name}"
