"""Every word that the blame rules know, with its kinds."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from domain.blame_verbs import ADJECTIVES, IRREGULAR, PARTICIPLES, VERBS, inflected
from domain.blame_words import WORDS

# What these people get wrong is measured, as with any instrument.
RATERS: Final = "annotator labeller labeler"

# Words that rules name one by one.
LITERALS: Final = """
    about accountable address adhere admin after again against agreed ahead alert alone although
    always amateur any anything anyway approved around as aside asleep assumption at attention
    attributed aware away back backup ball ban bar be because become been before beginner's behind
    better blame blind book both bother bothered break broad brought brushed buck but by call came
    can't cannot care cared cares carried caused caution change changes charge choice clear coach
    coached coaching cocked codes come comes committed competent conclusions copy corner corners
    corrected cost couldn't counsel count course cut cutting data day days decent decision
    declined depth despite did diligence directly discipline discuss dismissed documented does
    doing done double-check double-checks down drift drill drop dropped due dumb during duty early
    earth edit educate effort error errors even ever every everybody everyone evident exercise
    exercised expected experience experienced expire eye eyes failing faith fast faster fat fault
    fell felt fence file files fine finger fingers fired fit fixed follow following foot forget
    forgot forgotten found from full future gave get give given good got gotten grow gun habit
    habits had handling harder hash have head heed her herself high him himself history home hour
    hours however human hurry hypothesis identified impress improve in inevitably inexcusable
    instead instructed intended into it job judgement judgment jumped jumps keep keeps kept knew
    knocked know known labels lack lacked lacks lapse late lead leadership leads learn learned
    least led left lesson let liable listen live log long looked looking loose lost low lunch made
    main make makes management many maturity may meant merge mess message messages messed middle
    mind minutes missed missing mistake mistakes mixed more most much mucked must naturally need
    neglected next nodded nor not nothing notorious now obey obvious of off on once one only other
    our ourselves out over oversight owing own page part passed pay paying per person phoned plan
    planned played pointed points predictably prod production proper pushed qa quicker quickly
    quiet raise raised ran rash rather reasonable receive received refresher refused regardless
    relied remain remained remember remembers remove replaced report reported request respect
    responsible restarted resulted retrain reverted review rolled rookie rot round run running
    rush rushed same sat saw schoolboy screwed see seemed seems seen senior sensible sent set
    shall shift shortcut shortcuts shot should show showed sight signed silent silly skill skills
    sleep sleeping slept slip slowly so some soon start stay stayed stick stop stopped straight
    stupid supervision supposed sure switch switched take taken talking-to teach test than that
    them themselves thereby this though thought threw through thrown ticket time to told too took
    traced traces track train training trouble trusted try turned two typical understand unknown
    unsurprisingly until unwise up upon urge us used usual wait waited waiting walked wall warned
    warning was watch waved way week went were what wheel when which while will wise with without
    word work would write wrong wrote yet
"""


def lexicon() -> Mapping[str, frozenset[str]]:
    """Every known word with its kinds."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for kind, words in WORDS.items():
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
