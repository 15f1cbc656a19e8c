"""Sentences that read as a reproach, or as none, whatever the rules say: their words are weighed.

Each word has points, by itself and with the next word, the one after that, or both, and so has who
is spoken of first in a section: how much likelier a reproach they make, in tenths of the logarithm
of the odds (blame_points.txt). Enough points are a finding of the rule `tone` where no rule speaks;
where far too few stand against a rule, it is none.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain, repeat
from pathlib import Path
from sys import intern
from typing import Final

from Stemmer import Stemmer

from domain.blame_grammar import grammar
from domain.blame_occupations import OCCUPATIONS
from domain.blame_rules import NamedRule
from domain.blame_text import TAGS, Page
from domain.blame_verdict import TELLING, Match
from domain.postmortem_events import Section

ENOUGH: Final = 6
MORE_OF_A_FEW: Final = 20  # than LONG
MORE_IF_SHORT: Final = 40
MORE_OF_NOBODY: Final = 5  # where no person is spoken of
MORE_WHERE_TOLD: Final = 18  # in a section of TELLING
ACQUITTED: Final = -15
SHORT: Final = 9  # tokens, with the stops at both ends
LONG: Final = 14
CACHED_WORDS_MAX: Final = 8_192

# Whoever is spoken of counts by what they are, and not by their name.
SPOKEN_OF: Final = {
    "name": "NAME",
    "name.s": "NAME's",
    "role": "ROLE",
    "role.loose": "ROLE",
    "role.s": "ROLE's",
    "role.loose.s": "ROLE's",
    "roles": "ROLES",
    "roles.s": "ROLES'",
    "team": "TEAM",
    "org": "TEAM",
    "team.s": "TEAM's",
    "org.s": "TEAM's",
    "question": "?",
    "stop": ".",
    "number": "#",
    "opaque": "`",
}
OF_TAG: Final[Mapping[str, str]] = {
    sign: next(SPOKEN_OF[kind] for kind in SPOKEN_OF if kind in kinds)
    for kinds, sign in TAGS.items()
    if not kinds.isdisjoint(SPOKEN_OF)
}
PEOPLE: Final = frozenset(OCCUPATIONS.values())
WHOM: Final = PEOPLE | {
    *("NAME", "NAME's", "TEAM", "TEAM's", "i", "you", "he", "she", "we", "they", "his", "her"),
    *("their", "somebodi", "someon", "nobodi", "everyon"),
}
PERSON: Final = grammar(
    """<name|name.s|role|role.s|role.loose|role.loose.s|roles|roles.s|team|team.s|org|org.s
       |pronoun|pronoun.is|someone|nobody|whoever|everyone|they|novice|rater>"""
)

TABLE: Final = Path(__file__).with_name("blame_points.txt")
# Of a word, two or three in a row, or two with one between: w, (w, v), (w, v, u), (w, "", u).
Weighed = str | tuple[str, ...]
POINTS: Final[dict[Weighed, int]] = {}
NONE: Final = repeat(0)
BETWEEN: Final = repeat("")
Words = tuple[str, ...]


def read_points(line: str) -> None:
    """Take in a line of the table: `forgot 28 +to 3 +to+run 2 ~NAME -2`."""
    word, alone, *others = line.split(" ")
    POINTS[intern(word)] = int(alone)
    for other, points in zip(others[::2], map(int, others[1::2]), strict=True):
        following = other.replace("~", "++").split("+")[1:]
        POINTS[intern(word), *map(intern, following)] = points


for _line in TABLE.read_text("utf-8").splitlines():
    read_points(_line)


def words(read: Page) -> Words:
    """Each word of a page as it is weighed: its stem, or what kind of person it speaks of."""
    return tuple(map(weighed, read.tags, read.tokens))


@lru_cache(CACHED_WORDS_MAX)
def weighed(sign: str, word: str) -> str:
    return OF_TAG.get(sign) or stem(word)


def stem(word: str) -> str:
    if word in OCCUPATIONS:
        return OCCUPATIONS[word]
    # A stemmer is not for two threads at once; to make one costs no more than to use it.
    return intern(Stemmer("english", 0).stemWord(word.lower()))


@cache
def place(section: Section | None) -> str:
    """The section as it is weighed; what stands nowhere is taken for a summary."""
    return f"@{section or Section.SUMMARY}"


def silence(said: Words) -> str:
    """That no rule speaks, as it is weighed: of a few words the rules see nearly all."""
    return "@short" if len(said) < SHORT else "@middle" if len(said) < LONG else "@long"


def weight(said: Words, section: Section | None) -> int:
    where, second, third = place(section), said[1:], said[2:]
    parts: Iterator[Weighed] = chain(
        ("@", where, (where, whom(said))),
        said,
        zip(said, second, strict=False),
        zip(said, BETWEEN, third, strict=False),
        zip(said, second, third, strict=False),
    )
    return sum(map(POINTS.get, parts, NONE))


def whom(said: Words) -> str:
    """Who is spoken of first, as it is weighed; `-` where nobody is."""
    return next(filter(WHOM.__contains__, said), "-")


def is_acquitted(points: int) -> bool:
    """Whether the words of a LONG sentence speak strongly against whatever a rule finds in it."""
    return points + POINTS["@ruled"] <= ACQUITTED


def person(tags: str, said: Words) -> tuple[int, int] | None:
    """Where somebody is first spoken of."""
    if found := PERSON.search(tags):
        return found.span()
    place = min([said.index(kind) for kind in PEOPLE if kind in said], default=None)
    return None if place is None else (place, place + 1)


def tone(tags: str, said: Words, points: int, section: Section | None) -> list[Match]:
    """At most one match: the first person of a sentence that weighs enough, or its first word.

    No rule has spoken; `points` are what the words weigh in their section.
    """
    left = points + POINTS[silence(said)] - enough(said, section)
    if left < 0:
        return []
    place = person(tags, said)
    if not place and left < MORE_OF_NOBODY:
        return []
    return [Match(NamedRule.TONE, *(place or (1, 2)))]


def enough(said: Words, section: Section | None) -> int:
    """How many points a sentence needs in which somebody is spoken of."""
    told = ENOUGH + (MORE_WHERE_TOLD if section in TELLING else 0)
    if len(said) >= LONG:
        return told
    return told + (MORE_IF_SHORT if len(said) < SHORT else MORE_OF_A_FEW)
