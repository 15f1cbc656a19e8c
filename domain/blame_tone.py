"""Sentences that read as a reproach though no single rule says so: their words are weighed.

Each kind of word has points (blame_points.py): how much likelier a reproach it makes. Where the sum
is high enough and somebody is spoken of, that is a finding of the rule `tone`.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from domain.blame_grammar import grammar
from domain.blame_points import BASE, POINTS
from domain.blame_rules import LINK, MANNER, NamedRule
from domain.blame_subjects import SUBJECTS, Who
from domain.blame_text import TAGS
from domain.blame_verdict import EXPLAINING, Match
from domain.postmortem_events import Section

ENOUGH: Final = 12  # of four sentences with as many points three were a reproach
TOKENS_MIN: Final = 13  # in short sentences the rules see all there is
SUBJECT: Final = "|".join(
    SUBJECTS[who]
    for who in (Who.ROLE, Who.NAMED, Who.PRONOUN, Who.SOMEONE, Who.TEAM, Who.SOMEBODY, Who.EVERYONE)
)
# Conditions, reasons, what went well, and one clause with a person as its subject: the rules know.
PLAIN: Final = grammar(
    rf"""
      \A<stop><if|because> | <good|could.not>
    | \A<stop>(?:{SUBJECT}){LINK}{MANNER}
      <be|have|had|do|do.not|have.not|be.not|never|would|could|should|modal|to|will|ed|past|act.past
        |word>
      (?:<^stop comma and but semi dash colon>){{0,18}}<stop>
    """
)
PERSON: Final = grammar(
    """<name|name.s|role|role.s|role.loose|role.loose.s|roles|roles.s|team|team.s|org|org.s
       |pronoun|pronoun.is|someone|nobody|whoever|everyone|they|novice|rater>"""
)
ITEM: Final = grammar(r"(?<=\A<stop>)<dash>+")
OF_KIND: Final = {kind: points for points, kinds in POINTS.items() for kind in kinds.split()}
OF_TAG: Final[Mapping[str, int]] = {
    sign: sum(OF_KIND.get(kind, 0) for kind in kinds) for kinds, sign in TAGS.items()
}


def tone(tags: str, section: Section | None) -> list[Match]:
    """At most one match: the first person of a sentence that weighs enough.

    The sign before an item of a list is none of its words.
    """
    said = ITEM.sub("", tags)
    if section not in EXPLAINING or len(said) < TOKENS_MIN or weight(said, section) < ENOUGH:
        return []
    if PLAIN.search(tags):
        return []
    person = PERSON.search(tags)
    return [Match(NamedRule.TONE, *person.span())] if person else []


def weight(tags: str, section: Section | None) -> int:
    """The points of a sentence: a word counts once, however often it stands there."""
    return of_section(section) + sum(map(OF_TAG.__getitem__, set(tags)))


@cache
def of_section(section: Section | None) -> int:
    return BASE + OF_KIND.get(f"@{section}", 0)
