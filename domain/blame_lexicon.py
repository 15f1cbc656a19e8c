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
    backup ball ban banned bar barred be bear bears became because become bed been before beginner's
    behave behavior behaviour behind believed bench best better blame bless blind bonus book boss
    botched both bother bothered breach break broad brought brushed buck bungled buried business but
    by cache call came can can't cannot care cared carelessness cares carpet carried carry caused
    caution chain change changes charge chat check choice claimed clear clue cluster coach coached
    coaching cocked codes come comes comment commits committed communicate communication company
    competent complete compulsory concerning conclude concluded conclusions conduct confront
    connection consequences context contrary convenient conversation copy corner corners corrected
    corrective cost could couldn't counsel count course courtesy covered create culture cut cutting
    data day days deaf decent decision declined defiance demand demonstrates demote deployments
    deploys depth despite determine did diligence directly disciplinary discipline discuss
    discussion dismiss dismissed dithered do dock documented does doing done double-check
    double-checks down dressing-down drift drill drop dropped due dumb during duty e-mail ear early
    earth easy edit educate effort email emphasise emphasize encourage enforce error errors
    establish even ever every everybody everyone evident example excluded excuse exercise exercised
    expected experience experienced expire explain explanation eye eyes face failing faith fallen
    fast faster fat fault feel fell felt fence file files find fine fines finger fingers fire fired
    firm fit fixed follow following foot for forget forgot forgotten fortunately found from full
    fumbled future gave get give given giving glossed good got gotten grew grow grown guess gun
    habit habits had half handling hands hanging hard harder has hash have head heads heed her
    herself high him himself hired his history hold home hoped hour hours house how however human
    hurry hypothesis idea identified identify importance impress improve in increase inevitably
    inexcusable infinite informed insistence instead instruct instructed instructions intended into
    it its job judgement judgment jumped jumps justify keep keeps kept key kicked knew knocked know
    known labels lack lacked lacks lapse late laughed lazy lead leadership leads learn learned
    learns learnt least lecture led left lesson let letter letting liable like likes listen live
    lock log long look looked looking loose lost low luckily lunch made main make makes management
    manager mandatory many maturity may meant measures meeting memo memorise memorize memory merge
    merges mess message messages messed middle might mind minutes mishandled misled mismanaged
    missed missing mistake mistakes mixed more most moved much mucked music must naturally near need
    needs neglected neither never next nice nodded node nor not note nothing notice notorious now
    nudge obey obvious of off offer office on once one only opened order other ought our ourselves
    out over oversight owing own owner ownership package page part passed password pay paying
    penalise penalize penalties penalty per performance person phoned pick plan planned played
    pointed points police policy predictably prepare press pride priorities privileges prod
    production professionalism project promote promoted proper proved proven proves pull pulled
    punish punishment push pushed qa queue quicker quickly quiet quit raise raised ran rash rather
    re-read read realise realize really reasonable reassign receive received redo reflect refresher
    refusal refused regarding regardless reinforce reiterate relied reluctant remain remained
    remedial remember remembers remind reminded reminder remove removed repeat replace replaced
    report reported reprimand request require reread resource respect responsibility responsible
    restarted restrict resulted retake retrain reverted review revoke rights rigour rogue rolled
    rookie room rot round rug rules run running rush rushed sack said salary same sanction sanctions
    sat saw say schedule schoolboy screwed secret see seemed seems seen send senior sensible sent
    seriously session set several shadow shall shape shift shortcut shortcuts shot should show
    showed shown shows shrugged sideline sight sign signed silent silly simplistic since single
    skated skill skills sleep sleeping slept slip slow slowly smarten so some soon spite spoken
    start state stay stayed step stern stick stop stopped storage straight strengthen stress
    strongly-worded stubbornness stupid supervise supervision supervisor supposed sure surprise
    suspect suspend suspended swept switch switched take taken takes talk talked talking-to task
    teach team tell tempting tended tends test than thanks that their them themselves there thereby
    think this though thought threw through thrown ticket till time to told too took toughen
    traced traces track traffic train training trouble true trusted trusting try turned two typical
    unchecked under undergo underline understand understood unfair unknown unless unread unseen
    unsurprisingly untested until unwilling unwise up upon urge us used usual vet via vigilance
    violation volume wait waited waiting wake walked wall want warn warned warning warnings was
    washed watch waved way week well well-advised went were what wheel when which while whoever
    whose why will window wisdom wise wish with withdraw withhold without word work workshop would
    write wrong wrote yet
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
