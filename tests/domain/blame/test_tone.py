"""What the words of a sentence weigh, and what comes of it."""

import pytest

from domain.blame import Severity, check
from domain.blame_text import page
from domain.blame_tone import ALONE, NEXT, SECOND, TABLE, circumstances, stem, weight, words
from domain.postmortem_events import Section
from tests.domain.blame.test_blame import SARAH

LINES = TABLE.read_text(encoding="utf-8").splitlines()


def test_each_word_stands_once_in_the_table_in_order() -> None:
    named = [line.partition(" ")[0] for line in LINES]
    assert named == sorted(set(named))
    assert len(ALONE) == len(LINES)


def test_nothing_in_the_table_is_without_points() -> None:
    firsts = {first for first, _ in (*NEXT, *SECOND)}
    assert 0 not in {*NEXT.values(), *SECOND.values()}
    assert all(ALONE[word] or word in firsts for word in ALONE)


def test_people_count_by_what_they_are_and_words_by_their_stem() -> None:
    read = page("Sarah's manager forgot 3 evals. Why?", SARAH)
    assert words(read) == [".", "NAME's", "ROLE", "forgot", "#", "eval", ".", stem("why"), "?", "."]


def test_a_sentence_weighs_what_its_words_and_their_neighbours_do() -> None:
    assert weight(["forgot", "to"], ()) == ALONE["forgot"] + ALONE["to"] + NEXT["forgot", "to"]
    apart, between = next((pair, n) for pair, n in SECOND.items() if NEXT.get(pair, 0) != n)
    assert (
        weight([apart[0], "-unknown-", apart[1]], ()) == between + ALONE[apart[0]] + ALONE[apart[1]]
    )
    assert weight(["-unknown-"], ()) == 0


def test_the_section_and_the_silence_of_the_rules_count() -> None:
    said = words(page("Tom left it as it was.", SARAH))
    by_section = {
        weight(said, circumstances(said, section, ruled=ruled))
        for section in (Section.SUMMARY, Section.ROOT_CAUSE)
        for ruled in (True, False)
    }
    assert len(by_section) == 4


@pytest.mark.parametrize("section", [Section.TIMELINE, Section.WHAT_WORKED])
def test_where_a_story_is_told_tone_alone_is_no_finding(section: Section) -> None:
    text = "The lead who always finds a reason to skip the review found one again, and shrugged."
    (found,) = check(text, section=Section.ROOT_CAUSE)
    assert (found.rule, found.severity) == ("tone", Severity.MEDIUM)
    assert all(one.rule != "tone" for one in check(text, section=section))
