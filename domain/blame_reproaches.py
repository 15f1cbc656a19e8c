"""The words of reproach: what people are said to lack, to have broken, and to have to become."""

from collections.abc import Mapping
from typing import Final

REPROACHES: Final[Mapping[str, str]] = {
    # what people are reproached for
    "trait": """
        careless negligent lazy incompetent sloppy reckless irresponsible inattentive clueless
        complacent unprofessional thoughtless foolish stupid dumb inept lax hasty oblivious
        cavalier amateurish slapdash overconfident ill-prepared unprepared lackadaisical
        unqualified undisciplined forgetful disorganised disorganized heedless naive ignorant
        slack lacking incapable unreliable selfish arrogant stubborn sleepy hopeless useless
        impatient sluggish obstinate indecisive uncooperative unhelpful uninterested indifferent
        unmotivated inconsiderate dishonest immature impulsive scatterbrained gullible
        remiss derelict slipshod slow-witted unfit nonchalant absent-minded inexperienced clumsy
        irresponsibly overeager over-eager overzealous trigger-happy gung-ho flippant unthinking
        unobservant daft pig-headed headstrong cowardly lethargic apathetic feckless work-shy
        blinkered short-sighted shortsighted heavy-handed ham-fisted cocky smug ashamed
        """,
    "trait.hard": """
        careless negligent sloppy reckless irresponsible thoughtless hasty amateurish slapdash
        incompetent inattentive lazy
        """,
    "novice": "intern trainee apprentice graduate newcomer rookie novice",
    "harm": """
        typo typos outage outages incident incidents failure failures leak loss losses error errors
        breach crash loop bug bugs regression regressions problem problems mess chaos damage
        disruption downtime spike duplicates defect vulnerability this
        """,
    "good": """
        quick quickly fast early saved limited contained caught recovered short shorter avoided
        thanks minutes small smaller reduced kept within better
        """,
    "breaking": """
        breaking causing triggering exposing leaking corrupting wiping crashing costing losing
        leaving leading resulting taking bringing knocking disabling destroying overwhelming
        """,
    "conduct": """
        attitude behaviour behavior following being process carelessness mistakes conduct
        communication tone expectations performance responsibilities importance discipline
        diligence taking reading paying
        """,
    "harm.start": """
        broke failed crashed stopped doubled began started happened occurred down lost deleted
        exposed begun exploded vanished
        """,
    "trait.adv": """
        carelessly negligently lazily recklessly sloppily irresponsibly thoughtlessly foolishly
        stupidly hastily blindly unthinkingly casually nonchalantly cavalierly wilfully willfully
        deliberately needlessly incompetently blithely cheerfully happily knowingly naively
        impatiently quietly secretly unilaterally single-handedly half-heartedly absent-mindedly
        clumsily complacently
        """,
    "fault.adv": """
        accidentally mistakenly inadvertently erroneously wrongly incorrectly unwittingly
        unintentionally wrongfully improperly prematurely
        """,
    "trait.noun": """
        carelessness negligence laziness incompetence sloppiness recklessness inattention
        complacency stupidity inattentiveness thoughtlessness irresponsibility ineptitude
        forgetfulness foolishness idleness indiscipline overconfidence arrogance impatience
        inexperience haste hubris apathy amateurism unprofessionalism
        """,
    "attention": "attention care",
    "lack": "lack want absence",
    "lacked": "diligence discipline care attention ownership professionalism vigilance competence",
    "careful": """
        careful vigilant diligent attentive cautious rigorous meticulous prudent mindful
        conscientious disciplined responsible thorough alert
        """,
    "human": "human operator user pilot engineer developer reviewer people personnel admin manual",
    "error": "error errors mistake mistakes failing failings fault",
    "trouble": "pebkac pebcak id-10-t id10t fat-finger fat-fingers fat-fingered",
    "finger": "finger fingers",
    "mistake": """
        mistake mistakes error errors oversight oversights fault negligence carelessness failure
        failures omission omissions blunder blunders slip slips slip-up typo typos inattention
        lapse lapses haste incompetence laziness sloppiness misjudgement misjudgment recklessness
        inexperience inaction indifference complacency misunderstanding misreading mishandling
        neglect screw-up cock-up mess foul-up stupidity forgetfulness impatience overconfidence
        ignorance doing habit tendency reluctance refusal insistence unwillingness inability
        stubbornness arrogance eagerness obstinacy indecision
        """,
    "poor": "poor bad lousy questionable terrible flawed faulty rash reckless careless",
    "judgement": """
        judgement judgment decision choice call attitude discipline reading handling work
        """,
    "broke": """
        broke caused triggered exposed leaked corrupted wiped crashed destroyed took brought
        knocked overwhelmed introduced
        """,
    "blame": "blame fault",
    "blame.adj": "responsible culpable guilty",
    "culprit": "culprit offender problem bottleneck liability",
    # what was done to what
    "bad": """
        bad wrong broken untested unreviewed buggy faulty incorrect sloppy half-finished
        unverified half-baked unfinished unapproved defective flawed invalid outdated stale
        unvetted malformed half-tested hasty careless
        """,
    "wrong": "wrong incorrect",
    "process": """
        test tests testing review reviews approval eval evals evaluation evaluating checking check
        checks asking telling backup backups permission reading opening verifying notice warning
        looking consulting thinking validating validation sign-off regard informing notifying
        anyone anybody announcing reviewing dry-run confirmation confirming supervision
        authorisation authorization following saying
        """,
    "target": "production prod live customer entire whole primary only every backup backups master",
    "loop": "loop loops tie deadlock cycle down",
    # what people are told to become
    "more": "more extra greater closer better very much extremely really bit little",
    "behave": "double-check triple-check concentrate focus listen slow",
    "think": "think",
    "twice": "twice before harder",
    "again": "again",
    "course": "course training refresher workshop",
    "unacceptable": "unacceptable inexcusable unforgivable shameful indefensible",
    "too.trait": """
        proud stubborn busy hasty eager quick slow trusting junior confident impatient optimistic
        sure comfortable keen relaxed green
        """,
    "carefully": "carefully closely thoroughly diligently responsibly attentively",
    "insult": """
        idiot idiots fool fools moron morons clown clowns imbecile muppet muppets incompetents
        amateurs
        """,
    "unable": """
        competent capable fit qualified suited suitable reliable trustworthy up cut-out mature
        """,
}
