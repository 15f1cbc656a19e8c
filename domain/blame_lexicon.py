"""The words that the blame rules know, by what they do in a sentence.

A word may belong to several kinds. Verbs are listed by their base form, irregular ones with all
their forms: base, third person, past, participle, -ing. A verb of the kind `fault` is known to the
rules as `fault.base`, `fault.past`, `fault.part` and `fault.ing`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    # who
    "pronoun": "he she i",
    "pronoun.is": "he's she's i'm he'd she'd i'd i've",
    "they": "they",
    "we": "we",
    "you": "you",
    "his": "his her my your",
    "their": "their",
    "who": "who",
    "whoever": "whoever whomever",
    "someone": "someone somebody",
    "nobody": "nobody noone no-one none",
    "no": "no",
    "everyone": "everyone everybody people folks colleagues staff employees",
    "the": "the our this that these those his her my their your said same",
    "a": "a an one another some any",
    "any": "any every each",
    "role": """
        engineer developer programmer coder sre dba sysadmin technician analyst contractor intern
        freelancer apprentice trainee graduate employee colleague coworker co-worker teammate
        responder commander scribe tester architect scientist person individual guy fellow
        newcomer starter hire specialist consultant practitioner supervisor administrator admin
        devops approver reviewer author editor committer maintainer dispatcher moderator clinician
        nurse doctor accountant clerk trader rep representative annotator labeller labeler writer
        designer director cto ceo vp boss executive coordinator
        """,
    "role.loose": "operator manager lead owner agent member head chief on-call oncall",
    "roles": """
        engineers developers programmers coders sres dbas sysadmins technicians analysts
        contractors interns freelancers apprentices trainees graduates employees responders
        testers architects scientists specialists consultants administrators admins approvers
        reviewers authors editors committers maintainers moderators operators managers leads
        owners colleagues people persons individuals staff
        """,
    "human.mod": """
        support human service care centre center call-centre team tech technical engineering
        product project incident release duty line account shift night day on-call oncall standby
        primary secondary responsible junior senior lead principal staff new newer inexperienced
        experienced young overworked tired careless second first other same outgoing incoming
        former acting responding assigned current floor plant console ops operations engineering
        it hr qa site
        """,
    "junior": "junior inexperienced new rookie novice green untrained trainee intern graduate",
    "on-call": "on-call oncall",
    "team": """
        team squad crew department management leadership qa devops guys folks vendor contractor
        """,
    "user": "user users customer customers client clients",
    # little words
    "be": "is was were are am be been being isn't wasn't weren't aren't 's",
    "be.not": "isn't wasn't weren't aren't",
    "have": "has have had having hasn't haven't hadn't",
    "had": "had",
    "do": "do does did",
    "not": "not never",
    "never": "never",
    "do.not": "don't doesn't didn't didnt doesnt",
    "have.not": "hasn't haven't hadn't",
    "modal": "should could ought",
    "should": "should ought must",
    "could": "could",
    "would": "would might may",
    "modal.not": "shouldn't couldn't",
    "should.not": "shouldn't",
    "could.not": "couldn't",
    "modal.have": "should've could've shoulda coulda shouldn't've couldn't've oughta",
    "need": "need needs must has have ought should shall wants",
    "to": "to",
    "will": "will shall",
    "if": "if unless whether when whenever lest case until",
    "if.only": "if",
    "why": "why",
    "by": "by",
    "of": "of",
    "on": "on",
    "for": "for",
    "from": "from",
    "prep": """
        by from for of to with about than like at against into onto under via without between
        among towards toward per
        """,
    "place": "on in at of from for with during",
    "and": "and but then or",
    "but": "but",
    "sub": """
        because that which while when where whether if so although though since as after before
        until unless whereas who
        """,
    "because": "because since as",
    "cause.prep": "because due owing thanks down",
    "without": "without",
    "rather": "rather instead",
    "adv": """
        just simply also then still again even only once ever quite very too so soon twice somehow
        somewhat almost nearly already first yet apparently perhaps maybe always often sometimes
        both all himself herself themselves later basically well indeed
        """,
    # what people are reproached for
    "trait": """
        careless negligent lazy incompetent sloppy reckless irresponsible inattentive clueless
        complacent unprofessional thoughtless foolish stupid dumb inept lax hasty oblivious
        cavalier amateurish slapdash overconfident overconfidence ill-prepared unprepared
        lackadaisical half-asleep asleep unqualified undisciplined absent-minded forgetful
        disorganised disorganized heedless naive ignorant slack lacking incapable unreliable
        selfish arrogant stubborn sleepy hopeless useless remiss derelict slipshod slow-witted
        unfit nonchalant
        """,
    "trait.hard": """
        careless negligent sloppy reckless irresponsible thoughtless hasty amateurish slapdash
        incompetent inattentive lazy
        """,
    "novice": "intern trainee apprentice graduate newcomer rookie novice",
    "harm": """
        outage outages incident incidents failure failures leak loss losses error errors breach
        crash loop bug bugs regression regressions problem problems mess chaos damage disruption
        downtime spike duplicates defect vulnerability this
        """,
    "good": """
        quick quickly fast early saved limited contained caught recovered short shorter avoided
        thanks minutes small smaller reduced kept within better
        """,
    "trait.adv": """
        carelessly negligently lazily recklessly sloppily irresponsibly thoughtlessly foolishly
        stupidly hastily blindly unthinkingly casually nonchalantly cavalierly wilfully willfully
        deliberately needlessly incompetently blithely cheerfully happily knowingly naively
        impatiently
        """,
    "fault.adv": """
        accidentally mistakenly inadvertently erroneously wrongly incorrectly unwittingly
        unintentionally wrongfully improperly prematurely
        """,
    "trait.noun": """
        carelessness negligence laziness incompetence sloppiness recklessness inattention
        complacency stupidity inattentiveness thoughtlessness irresponsibility ineptitude
        forgetfulness foolishness idleness indiscipline
        """,
    "attention": "attention care",
    "lack": "lack want absence",
    "lacked": "diligence discipline care attention ownership professionalism vigilance competence",
    "careful": """
        careful vigilant diligent attentive cautious mindful conscientious disciplined responsible
        thorough alert
        """,
    "human": "human operator user pilot engineer developer reviewer people personnel admin manual",
    "error": "error errors mistake mistakes failing failings fault",
    "trouble": "pebkac pebcak id-10-t id10t fat-finger fat-fingers",
    "finger": "finger fingers",
    "finger.trouble": "trouble fat slip",
    "mistake": """
        mistake mistakes error errors oversight oversights fault negligence carelessness failure
        failures omission omissions blunder blunders slip slips slip-up typo typos inattention
        lapse lapses haste incompetence laziness sloppiness misjudgement misjudgment recklessness
        inexperience inaction indifference complacency misunderstanding misreading mishandling
        neglect screw-up cock-up mess foul-up stupidity forgetfulness impatience overconfidence
        ignorance doing
        """,
    "poor": "poor bad lousy questionable terrible flawed faulty rash reckless careless",
    "judgement": """
        judgement judgment decision choice call attitude discipline reading handling work
        """,
    "change": """
        change changes commit commits pr patch deploy deployment prompt script merge edit code
        config rollout query command refactoring refactor migration tweak edits hotfix
        """,
    "broke": """
        broke caused introduced triggered brought took destroyed crashed corrupted wiped
        """,
    "blame": "blame fault",
    "blame.adj": "responsible culpable guilty",
    "culprit": "culprit offender",
    # what was done to what
    "bad": """
        bad wrong broken untested unreviewed buggy faulty incorrect sloppy half-finished
        unverified half-baked unfinished unapproved defective flawed invalid outdated stale
        unvetted malformed half-tested hasty careless
        """,
    "wrong": "wrong incorrect",
    "process": """
        test tests testing review reviews approval eval evals evaluation evaluating checking check
        checks asking telling backup backups permission reading verifying notice warning looking
        consulting thinking validating validation sign-off regard informing notifying anyone
        anybody announcing reviewing running dry-run confirmation confirming supervision
        authorisation authorization understanding following waiting saying
        """,
    "target": "production prod live customer entire whole primary only every backup backups master",
    "loop": "loop loops tie deadlock cycle down",
    "opposite": "instead",
    # what people are told to become
    "more": "more extra greater closer better very much extremely really bit little",
    "behave": """
        double-check triple-check concentrate focus listen slow
        """,
    "think": "think",
    "twice": "twice before harder",
    "again": "again",
    "course": "course training refresher workshop",
    "automatic": """
        automatically automatic bot template banner message ui form tool via ci hook job weekly
        dashboard slack pipeline system notification checklist alert page linter
        """,
    "system": """
        model assistant bot chatbot agent pipeline service system job script tool classifier
        retriever router gateway scheduler prompt llm ai controller daemon worker workers cron
        crawler parser monitor alert alerts client library server database copilot planner
        application app process workflow function module api ci linter validator filter guardrail
        robot software program plugin webhook crawler detector backend frontend cluster
        """,
    "bot": """
        model assistant bot chatbot agent voicebot copilot robot ai llm concierge persona
        """,
    "reasonable": """
        reasonable reasonably understandable understandably sensible sensibly
        """,
    "faith": "faith instructed documented",
    "meta": """
        telling asking reminding training being calling labelling labeling blaming retraining
        saying writing
        """,
    "rate": "rate rates baseline margin bars budget budgets",
    "legal": """
        misrepresentation tribunal court claim claims liability clause lawsuit plaintiff insurance
        legal law judge contributory gross tort ruling
        """,
    "ambient": """
        beyond prevent prevents preventing reduce reduces reducing avoid avoids avoiding against
        tolerate tolerates possibility room prone risk robust label labels labelled labeled call
        calls calling called chance potential resilient eliminate eliminates eliminating minimise
        minimize minimising opportunity opportunities inevitable expected stop stops stopping
        likelihood guard guards allow allows susceptible scope word words term phrase blame
        blaming not never isn't wasn't rather no nor than behind
        """,
    "cause": "cause causes reason culprit trigger fault blame",
    "cause.past": "caused triggered introduced provoked",
    "colon": ": =",
    # fixed idioms
    "ball": "ball eye",
    "wheel": "wheel job switch",
    "thing": "it this that one them",
}

VERBS: Final[Mapping[str, str]] = {
    "fault": """
        forget/forgets/forgot/forgotten/forgetting neglect overlook ignore disregard miss skip
        bypass omit misread/misreads/misread/misread/misreading misjudge misconfigure mistype
        misspell misinterpret miscalculate mislabel mishandle misdiagnose misuse mismanage
        misplace mishear misunderstand/misunderstands/misunderstood/misunderstood/misunderstanding
        misspeak botch bungle fumble blunder fat-finger crash wipe destroy corrupt trash nuke
        clobber leak rubber-stamp sabotage jeopardise jeopardize violate breach disobey circumvent
        conceal hide/hides/hid/hidden/hiding dismiss panic doze slack dawdle
        break/breaks/broke/broken/breaking flout withhold/withholds/withheld/withheld/withholding
        mess screw/screws/screwed/screwed/screwing muck mix/mixes/mixed/mixed/mixing tamper ruin
        blunder snooze short-circuit overwrite/overwrites/overwrote/overwritten/overwriting
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
        set/sets/set/set/setting take/takes/took/taken/taking back/backs/backed/backed/backing
        catch/catches/caught/caught/catching spot see/sees/saw/seen/seeing
        pay/pays/paid/paid/paying make/makes/made/made/making bother
        speak/speaks/spoke/spoken/speaking wait use call roll page switch
        keep/keeps/kept/kept/keeping realise realize inform clean close
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
        delete remove drop truncate erase disable mute silence change edit modify alter deploy
        merge push ship overwrite/overwrites/overwrote/overwritten/overwriting introduce misapply
        rename revoke cancel stop
        """,
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

PARTICIPLES: Final = """
    been done had gone known thought told taken given written run set put read kept left built
    begun brought bought caught chosen come cut drawn driven fallen felt found forgotten got
    gotten grown heard held hidden hit laid led let lost made meant met paid seen sent shown shut
    spent spoken stood stuck taught understood undone won withdrawn asked rolled thrown sought
    looked overridden rewritten reread
"""

# Participles that stand before a noun as adjectives: "should have limited permissions".
# Words that rules name one by one.
LITERALS: Final = """
    about accountable again alone always any anything approved as asking asleep at attributed
    aware ball be because become been being better blame blind both bother bothered broke brought
    buck cared caught caused caution change checking cocked codes committed competent corner
    corners corrupted course crashed cut cutting decent destroyed diligence directly done
    double-check down drop dropped due edit enough error errors ever everybody everyone exercise
    experienced eye eyes faith fast faster fat fault fell fence finger fingers fixed foot forget
    forgot forgotten found get given good got gotten had handling harder hash helped her him in
    into introduced it job just keeps kept knew knocked know known lack leadership led left let
    liable log looked loose lunch made main makes management merge mess message messages messed
    mistake mistakes mixed mucked must need neglected not nothing noticed of off on once one our
    ourselves out over oversight owing own part passed pay paying phoned plan played proper qa
    quicker reasonable receive received remain remember remembers responsible restarted resulted
    rolled rushed same saved screwed see seemed seems senior sensible shot should show signed
    simply sleeping so spotted stay stop straight sure switch take telling that them themselves
    threw through thrown to took triple-check trouble try turned two typical up us usual wall
    warning was watching went were wheel will wiped with without work would wrong wrote yet
"""

ADJECTIVES: Final = """
    limited restricted automated dedicated improved shared scoped documented detailed centralised
    centralized delegated required named assigned trained increased reduced unlimited distributed
    standardised standardized elevated written defined agreed designated experienced qualified
    integrated unified guaranteed granted given set built known advanced protected
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


DOUBLING: Final = frozenset(
    [
        "skip",
        "omit",
        "slip",
        "stop",
        "flag",
        "log",
        "commit",
        "ship",
        "drop",
        "scan",
        "spot",
        "plan",
        "swap",
        "pin",
        "mislabel",
        "rubber-stamp",
        "snap",
        "nag",
        "mix",
        "set",
        "admit",
        "permit",
        "put",
        "cut",
        "run",
        "get",
        "plug",
        "tag",
        "dig",
    ]
) - {"mix", "rubber-stamp"}


def doubled(verb: str) -> str:
    """Double the last letter where English does: skip, skipped."""
    return verb + verb[-1] if verb in DOUBLING else verb


def inflected(kind: str, verbs: str) -> Iterator[tuple[str, str]]:
    """Each form of each verb with its kind: `fault.past` and so on."""
    for verb in verbs.split():
        base, third, past, participle, gerund = forms(verb)
        yield base, f"{kind}.base"
        yield third, f"{kind}.third"
        yield past, f"{kind}.past"
        yield participle, f"{kind}.part"
        yield gerund, f"{kind}.ing"


def lexicon() -> Mapping[str, frozenset[str]]:
    """Every known word with its kinds."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for kind, words in WORDS.items():
        for word in words.split():
            kinds[word].add(kind)
    for kind, verbs in VERBS.items():
        for word, form in inflected(kind, verbs):
            kinds[word].add(form)
    for word in PARTICIPLES.split():
        kinds[word].add("part")
    for word in LITERALS.split():
        kinds[word].add(f"={word}")
    for word in ADJECTIVES.split():
        kinds[word].add("ed.adjective")
    return {word: frozenset(known | shape(word)) for word, known in kinds.items()}


def shape(word: str) -> frozenset[str]:
    """What an ending tells: -ed, -ing, -ly."""
    if word.endswith("ed") and len(word) > 3:  # noqa: PLR2004 - "bed", "red"
        return frozenset({"ed", "part"})
    if word.endswith("ing") and len(word) > 4:  # noqa: PLR2004 - "ring", "king"
        return frozenset({"ing"})
    return frozenset({"adv", "ly"}) if word.endswith("ly") else frozenset()


LEXICON: Final = lexicon()
