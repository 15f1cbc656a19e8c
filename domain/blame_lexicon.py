"""Every word that the blame rules know, with its kinds."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from domain.blame_reproaches import REPROACHES
from domain.blame_verbs import ADJECTIVES, IRREGULAR, PARTICIPLES, VERBS, inflected
from domain.blame_words import WORDS

# What these people get wrong is measured, as with any instrument.
RATERS: Final = "annotator labeller labeler"

# Words that rules name one by one.
LITERALS: Final = """
    about accept access accident account accountability accountable accused act action actually
    address adhere admin advice after again against agreed ahead alert all allow allowing alone
    although always amateur among angry answer any anything anyway anywhere apologise apologize
    apology appreciate approvals approved around arrange as aside ask asked asleep assume assumed
    assumption at attend attention attitude attributed avoid aware awareness away babysit back
    backup ban banned bar barred be bear bears became because become bed been before beginner's
    behave behavior behaviour behind believed bench better blame bless bonus book boss botched both
    bother bothered breach break broad brought brushed buck bungled business but by cache call came
    can can't cannot care cared carelessness cares carried carry caused caution chain change changes
    charge chat check choice claimed clear clue cluster coach coached coaching cocked codes come
    comes comment commits committed communicate communication company competent complete compulsory
    concerning conclude concluded conclusions conduct confront connection consequences context
    contrary convenient conversation copy corrected corrective cost could couldn't counsel count
    course courtesy create culture cut data day days decent decision declined defiance demand
    demonstrates demote deployments deploys depth despite determine did diligence directly
    disciplinary discipline discuss discussion dismiss dismissed dithered do dock documented does
    doing done double-check double-checks down dressing-down drift drill due dumb during duty e-mail
    early earth easy edit educate effort email emphasise emphasize encourage enforce error errors
    establish even ever every evident example excluded excuse exercise exercised expected experience
    experienced expire explain explanation eye face failing faith fallen faster fat fault feel fell
    felt file files find fine fines finger fingers fire fired firm fit fixed follow following for
    forget forgot forgotten fortunately found from full fumbled future gave get give given giving
    good got gotten grew grow grown guess gun habit habits had half handling hard harder has have
    head heed her herself high him himself hired his history hold home hoped hour hours house how
    however human hurry hypothesis idea identified identify importance impress improve in increase
    inevitably inexcusable infinite informed insistence instead instruct instructed instructions
    intended into it its judgement judgment jumped jumps justify keep keeps kept key knew knocked
    know known labels lack lacked lacks lapse late lazy lead leadership leads learn learned learns
    learnt least lecture led left lesson let letter letting liable like likes listen live lock log
    long look looked looking lost low luckily made main make makes management manager mandatory many
    maturity may meant measures meeting memo memorise memorize memory merge merges message messages
    messed middle might mind minutes mishandled misled mismanaged missed missing mistake mistakes
    mixed more most moved much mucked music must naturally near need needs neglected neither never
    next nice nodded node nor not note nothing notice notorious now nudge obey obvious of off offer
    office on once one only opened order other ought our ourselves out over oversight owing own
    owner ownership package page part password pay paying penalise penalize penalties penalty per
    performance person pick plan planned pointed points police policy predictably prepare press
    pride priorities privileges prod production professionalism project promote promoted proper
    proved proven proves pull pulled punish punishment push pushed qa queue quicker quickly quiet
    quit raise raised ran rash rather re-read read realise realize really reasonable reassign
    receive received redo reflect refresher refusal refused regarding regardless reinforce reiterate
    relied reluctant remain remained remedial remember remembers remind reminded reminder remove
    removed repeat replace replaced report reported reprimand request require reread resource
    respect responsibility responsible restarted restrict resulted retake retrain reverted review
    revoke rights rigour rolled rookie room rot round rules run running rush rushed sack said salary
    same sanction sanctions sat saw say schedule schoolboy screwed secret see seemed seems seen send
    senior sensible sent seriously session set several shadow shall shape shift shortcut shortcuts
    should show showed shown shows shrugged sideline sight sign signed silent silly simplistic since
    single skill skills sleep slept slip slow slowly smarten so some soon spite spoken start state
    stay stayed step stern stick stop stopped storage straight strengthen stress strongly-worded
    stubbornness stupid supervise supervision supervisor supposed sure surprise suspect suspend
    suspended switched take taken takes talk talked talking-to task teach team tell tempting tended
    tends test than thanks that their them themselves there thereby think this though thought three
    through ticket till time to told too took toughen traced traces track traffic train training
    trouble true trusted trusting try turned two typical unchecked undergo underline understand
    understood unfair unknown unless unread unseen unsurprisingly untested until unwilling unwise up
    upon urge us used usual vet via vigilance violation volume wait waited waiting wake walked want
    warn warned warning warnings was watch waved way week well well-advised went were what when
    which while whoever whose why will window wisdom wise wish with withdraw withhold without word
    work workshop would write wrong wrote yet
"""


def lexicon() -> Mapping[str, frozenset[str]]:
    """Every known word with its kinds."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for kind, words in {**WORDS, **REPROACHES}.items():
        for word in words.split():
            kinds[word].add(kind)
    for kind, verbs in VERBS.items():
        for word, form in inflected(kind, verbs):
            kinds[word].add(form)
    for word in set(WORDS["role"].split()) - set(RATERS.split()):
        kinds[f"{word}s"].add("roles")
    for word in IRREGULAR.split():
        kinds[word].add("past")
    for word in PARTICIPLES.split():
        kinds[word].add("part")
    for word in LITERALS.split():
        kinds[word].add(f"={word}")
    for word in ADJECTIVES.split():
        kinds[word].add("ed.adjective")
    for known in kinds.values():
        if all(kind.startswith("=") for kind in known):
            known.add("word")
    return {word: frozenset(known | shape(word)) for word, known in kinds.items()}


def shape(word: str) -> frozenset[str]:
    """What an ending tells: -ed, -ing, -ly."""
    if word.endswith("ed") and len(word) > 3:  # noqa: PLR2004 - "bed", "red"
        return frozenset({"ed", "part"})
    if word.endswith("ing") and len(word) > 4:  # noqa: PLR2004 - "ring", "king"
        return frozenset({"ing"})
    return frozenset({"adv", "ly"}) if word.endswith("ly") else frozenset()


LEXICON: Final = lexicon()
