"""Which rules are worth trying on some words: a look at their tags rules out most of them.

Every rule and every kind of subject needs words of some kinds (blame_grammar.needed). Each has a
bit, and each tag the bits of all that need it. Most sentences meet the needs of no rule about
anybody whom they speak of, and are done with that.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, reduce
from operator import or_
from typing import Final, TypeVar

from msgspec import Struct

from domain.blame_causes import CAUSING
from domain.blame_deeds import DEEDS
from domain.blame_duties import DUTIES, SARCASTIC
from domain.blame_grammar import ALL, NAMES, Need
from domain.blame_idioms import IDIOMS
from domain.blame_instructions import INSTRUCTIONS
from domain.blame_judgements import JUDGEMENTS
from domain.blame_phrases import PHRASES, Phrase
from domain.blame_rules import Predicate, predicates_of
from domain.blame_subjects import NEEDS, Who
from domain.blame_text import tags_of
from domain.blame_verdict import CAUSAL, EXPLAINING
from domain.postmortem_events import Section

T = TypeVar("T")

PREDICATES: Final = predicates_of((*DEEDS, *CAUSING, *IDIOMS, *DUTIES, *SARCASTIC, *JUDGEMENTS))
EVERY_PHRASE: Final = (*PHRASES, *INSTRUCTIONS)
WHOS: Final = tuple(Who)
PIECES_MAX: Final = 4_096


class Choice(Struct, frozen=True):
    """The rules of a section, and which of their needs each tag meets, as bits.

    Bits stand for the predicates, from the first; then for the phrases; then for the kinds of
    subject: `size` bits for the first need of each, and as many for each further one. `ruling`
    has the first bits of all rules, `about` those of the predicates about a kind of subject.
    """

    predicates: tuple[Predicate, ...]
    phrases: tuple[Phrase, ...]
    meets: Mapping[str, int]
    size: int
    ruling: int
    about: Mapping[Who, int]
    known: dict[int, int]

    def met(self, tags: str) -> int:
        """The needs that some words meet."""
        return reduce(or_, map(self.meets.__getitem__, tags), 0)

    def called(self, met: int) -> tuple[int, int]:
        """The predicates, of subjects that are there, and the phrases with all that they need."""
        called = met & met >> self.size & met >> 2 * self.size
        if not called & self.ruling:
            return 0, 0
        phrases = called >> len(self.predicates)
        about = self.about_any_of(phrases >> len(self.phrases))
        return called & about, phrases & (1 << len(self.phrases)) - 1

    def about_any_of(self, whos: int) -> int:
        """The predicates about one or the other of some kinds of subject."""
        if whos not in self.known:
            self.known[whos] = reduce(or_, [self.about[who] for who in chosen(WHOS, whos)], 0)
        return self.known[whos]


def chosen(rules: Sequence[T], called: int) -> Iterator[T]:
    """Those whose bits are set, from the first."""
    while called:
        yield rules[(called & -called).bit_length() - 1]
        called &= called - 1


def conceivable(pieces: Iterable[str]) -> bool:
    """Whether a rule could find anything in a note if any of its words were somebody's name."""
    met = reduce(or_, map(met_in_a_note, pieces), 0)
    return any(choice_for(Section.TIMELINE).called(met))


@lru_cache(PIECES_MAX)
def met_in_a_note(piece: str) -> int:
    """The needs that a piece of a note meets, or would with names in it."""
    return choice_for(Section.TIMELINE).met(tags_of(piece) + NAMES)


@cache
def choice_for(section: Section | None) -> Choice:
    return choice_where(section in EXPLAINING, section in CAUSAL)


@cache
def choice_where(explaining: bool, causal: bool) -> Choice:  # noqa: FBT001  of a section
    predicates = tuple(p for p in PREDICATES if explaining >= p.explains and causal >= p.causes)
    phrases = tuple(p for p in EVERY_PHRASE if explaining >= p.explains and causal >= p.causes)
    about = {who: as_bits(who in p.who for p in predicates) for who in Who}
    needs = [p.needs for p in predicates] + [p.needs for p in phrases] + [NEEDS[who] for who in Who]
    in_turn = [need for nth in zip(*needs, strict=True) for need in nth]
    ruling = (1 << len(predicates) + len(phrases)) - 1
    return Choice(predicates, phrases, met_by_tags(in_turn), len(needs), ruling, about, {})


def met_by_tags(needs: Sequence[Need]) -> Mapping[str, int]:
    """For each tag the places of the needs that it meets."""
    meets = dict.fromkeys(ALL, as_bits(need is ALL for need in needs))
    for place, need in enumerate(needs):
        for sign in need if need is not ALL else ():
            meets[sign] |= 1 << place
    return meets


def as_bits(values: Iterable[bool]) -> int:
    return sum(value << place for place, value in enumerate(values))
