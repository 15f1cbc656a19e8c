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
    about acceptable accident accountability accountable accused action address adhere admin
    admitted advice after again against agreed ahead alert all allow alone although always amateur
    any anything anyway approved around as aside asked asking asleep assumed assumption at
    attention attributed aware awareness away awol babysit back backs backup ball ban bar be bear
    bears became because become bed been before beginner's behind believed best better blame blind
    book boss both bother bothered breach break broad brought brushed buck budge buried business
    but by call came can can't cannot care cared cares carpet carried caused caution change changes
    charge chat check choice claimed claims clear clue coach coached coaching cocked codes come
    comes comment commits committed communicate communication company competent compulsory
    conclusions confessed confront contrary conversation copy corner corners corrected corrective
    cost could couldn't counsel count course courtesy covered create culture cut cutting dark data
    day days deaf decent decided decision declined defiance depth despite did diligence directly
    disciplinary discipline discuss dismiss dismissed do documented does doing done double-check
    double-checks down dragged drift drill drop dropped due dumb during duty ear early earth edit
    educate effort emphasise emphasize enforce enough error errors even ever every everybody
    everyone evident excuse exercise exercised expected experience experienced expire eye eyes
    failing faith fast faster fat fault feet fell felt fence figured file files fine finger fingers
    fire fired fit fixed follow following foot for forced forget forgot forgotten found from full
    future gave get give given glossed good got gotten grasp grew grow guess gun habit habits had
    half handling hands hanging harder has hash have head heads heed her herself high him himself
    history home hoped hour hours how however human hurried hurry hypothesis idea identified
    ignored importance impress improve in increase inevitably inexcusable informed instead instruct
    instructed instructions intended into it its job judgement judgment jumped jumps keep keeps
    kept kicked knew knocked know known labels lack lacked lacks lapse late laughed lazy lead
    leadership leads leaned leant learn learned least led left lesson let liable likes listen live
    log long looked looking loose lost low lunch made main make makes management manager mandatory
    many maturity may meant measures meeting merge mess message messages messed middle mind minutes
    missed missing mistake mistakes mixed more most much mucked must muted naturally need needs
    neglected neither next nice nodded nor not note nothing notice notorious now nowhere obey
    obvious of off office ok okay on once one only opened order other our ourselves out over
    overkill oversight owing own ownership page pager part passed pay paying per performance person
    phone phoned pick plan planned played pointed points policy predictably prepare pressing
    privileges prod production professionalism project promote proper pushed pushing qa quicker
    quickly quiet raise raised ran rash rather realise realize reasonable receive received reckoned
    refresher refused regardless reinforce reiterate relied reluctant remain remained remedial
    remember remembers reminded reminder remove replaced report reported reprimand request respect
    responsibility responsible restarted restrict resulted retrain reverted review revoke rights
    rigour rogue rolled rookie room rot round rug rules run running rush rushed sack said same sat
    saw schoolboy screwed see seemed seems seen send senior sensible sent seriously set shall shift
    shortcut shortcuts shot should show showed shrugged sight signed silenced silent silly since
    skated skill skills sleep sleeping slept slip slow slowly so some soon spoke start stay stayed
    step stick stop stopped straight strengthen stress stupid supervise supervision supervisor
    supposed sure surprise swept switch switched take taken takes talk talked talking-to teach team
    tell tended tends test than that them themselves thereby thinking this though thought threw
    through thrown ticket time to told too took traced traces track train training trouble trusted
    try turned two typical unchecked under underline understand unknown unnecessary unread unseen
    unsurprisingly untested until unwilling unwise up upon urge us used usual via vigilance
    violation wait waited waiting walked wall warn warned warning warnings was washed watch waved
    way week well went were what wheel when which while whose will wise with withdraw without word
    work workshop would wouldn't write wrong wrote yet
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
