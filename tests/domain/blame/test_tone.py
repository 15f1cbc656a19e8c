"""What the words of a sentence weigh, and what comes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.blame import Severity, check
from domain.blame_text import page
from domain.blame_tone import POINTS, TABLE, circumstances, points_of, stem, weight, words
from domain.postmortem_events import Section
from tests.domain.blame.labelled import HELD_BACK, sentences
from tests.domain.blame.test_blame import SARAH, WORDS

LINES = TABLE.read_text(encoding="utf-8").splitlines()
HELD = sentences(HELD_BACK[0])


def test_each_word_stands_once_in_the_table_in_order() -> None:
    named = [line.partition(" ")[0] for line in LINES]
    assert named == sorted(set(named))
    assert len(POINTS) == len(LINES)


def test_nothing_in_the_table_is_without_points() -> None:
    for line in LINES:
        _, (alone, after, second) = points_of(line)
        assert 0 not in {*after.values(), *second.values()}
        assert alone or after or second, line


def test_people_count_by_what_they_are_and_words_by_their_stem() -> None:
    read = page("Sarah's manager forgot 3 evals. Why?", SARAH)
    assert words(read) == [".", "NAME's", "ROLE", "forgot", "#", "eval", ".", stem("why"), "?", "."]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_a_sentence_weighs_what_its_words_and_their_neighbours_do(text: str) -> None:
    said = words(page(text, SARAH))
    pairs = [("+", 1), ("~", 2)]
    found = [(word, "", "") for word in said] + [
        (one, sign, other) for sign, far in pairs for one, other in zip(said, said[far:])
    ]
    assert weight(said, ()) == sum(points(*feature) for feature in found)


def points(word: str, sign: str, other: str) -> int:
    if word not in POINTS:
        return 0
    alone, after, second = POINTS[word]
    return {"": {"": alone}, "+": after, "~": second}[sign].get(other, 0)


def test_the_section_and_the_silence_of_the_rules_count() -> None:
    said = words(page("Tom left it as it was.", SARAH))
    by_section = {
        weight(said, circumstances(said, section, ruled=ruled))
        for section in (Section.SUMMARY, Section.ROOT_CAUSE)
        for ruled in (True, False)
    }
    assert len(by_section) == 4  # noqa: PLR2004


@pytest.mark.parametrize("section", [Section.TIMELINE, Section.WHAT_WORKED])
def test_where_a_story_is_told_tone_alone_is_no_finding(section: Section) -> None:
    text = "The lead who always finds a reason to skip the review found one again, and shrugged."
    (found,) = check(text, section=Section.ROOT_CAUSE)
    assert (found.rule, found.severity) == ("tone", Severity.MEDIUM)
    assert all(one.rule != "tone" for one in check(text, section=section))
