"""What the words of a sentence weigh, and what comes of it."""

import pytest

from domain.blame import Severity, check
from domain.blame_lexicon import LEXICON
from domain.blame_matches import matches
from domain.blame_occupations import OCCUPATIONS
from domain.blame_passages import of_sentence
from domain.blame_passages import sentences as cut
from domain.blame_text import page
from domain.blame_tone import LONG, POINTS, TABLE, WHOM, stem, tone, weight, whom, words
from domain.postmortem_events import Section
from tests.domain.blame.labelled import WHOLE, sentences
from tests.domain.blame.test_blame import SARAH

LINES = TABLE.read_text(encoding="utf-8").splitlines()
WORDS = [one for one in POINTS if isinstance(one, str)]
PAIRS = [one for one in POINTS if not isinstance(one, str)]


def test_each_word_stands_once_in_the_table_in_order() -> None:
    named = [line.partition(" ")[0] for line in LINES]
    assert named == sorted(set(named))
    assert named == WORDS


def test_nothing_in_the_table_is_without_points() -> None:
    firsts = {first for first, *_ in PAIRS}
    assert all(POINTS[pair] for pair in PAIRS)
    assert all(POINTS[word] or word in firsts for word in WORDS)


def test_people_count_by_what_they_are_and_words_by_their_stem() -> None:
    read = page("Sarah's manager forgot 3 evals. Why?", SARAH)
    assert words(read) == (".", "NAME's", "ROLE", "forgot", "#", "eval", ".", stem("why"), "?", ".")


def test_an_occupation_counts_as_a_role_unless_it_may_be_a_name() -> None:
    read = page("Bricklayers told the waitress's stepson what a mason and Mason said.", SARAH)
    assert words(read)[1:4] == ("ROLES", "told", "the")
    assert words(read)[4] == "ROLE's"
    assert "mason" in words(read)
    assert OCCUPATIONS.keys().isdisjoint(LEXICON)
    assert {"lawmen", "nannies", "midwives", "waitresses", "pianists'"} <= OCCUPATIONS.keys()


def test_a_sentence_weighs_what_its_words_and_their_neighbours_do() -> None:
    nothing = weight(("-unknown-",), None)
    assert nothing == POINTS["@"] + POINTS["@summary"] + POINTS.get(("@summary", "-"), 0)
    said = weight(("forgot", "to"), None)
    assert said == nothing + POINTS["forgot"] + POINTS["to"] + POINTS["forgot", "to"]
    first, _, second = next(pair for pair in PAIRS if "" in pair and not WHOM & {*pair})
    said = weight((first, "-unknown-", second), None)
    assert said == nothing + POINTS[first, "", second] + POINTS[first] + POINTS[second]
    three = next(row for row in PAIRS if len(row) == 3 and "" not in row and not WHOM & {*row})
    inner = {three[:2], three[1:], (three[0], "", three[2])}
    alone = sum(POINTS[word] for word in three) + sum(POINTS.get(pair, 0) for pair in inner)
    assert weight(three, None) == nothing + alone + POINTS[three]


def test_it_counts_who_is_spoken_of_first_in_a_section() -> None:
    assert (
        whom(words(page("The limit was raised by Tom, whom the lead had asked.", SARAH))) == "NAME"
    )
    assert whom(words(page("The limit was raised.", SARAH))) == "-"
    somebody = weight(("NAME",), Section.ROOT_CAUSE) - weight(("NAME",), Section.TIMELINE)
    sections = POINTS["@root_cause"] - POINTS["@timeline"]
    said_of = POINTS["@root_cause", "NAME"] - POINTS["@timeline", "NAME"]
    assert somebody == sections + said_of


def test_the_section_counts() -> None:
    said = words(page("Tom left it as it was.", SARAH))
    assert len({weight(said, section) for section in Section}) > 1
    assert weight(said, None) == weight(said, Section.SUMMARY)


def least(text: str, section: Section | None = None) -> int:
    """How many points make a finding of it."""
    read = page(text, SARAH)
    said = words(read)
    return next(points for points in range(-100, 100) if tone(read.tags, said, points, section))


def test_fewer_words_must_weigh_more_and_more_where_nobody_is_spoken_of() -> None:
    some, many = " and so on" * 2, " and so on and on" * 4
    assert least(f"Tom ran it{many}.") < least(f"Tom ran it{some}.") < least("Tom ran it.")
    assert least("Tom ran it.") < least("It ran.")
    assert least(f"Tom ran it{many}.") < least(f"It ran{many}.")


@pytest.mark.parametrize("section", [Section.TIMELINE, Section.WHAT_WORKED])
def test_words_must_weigh_more_where_a_story_is_told(section: Section) -> None:
    assert least("Tom ran it.", Section.SUMMARY) < least("Tom ran it.", section)


def test_only_a_sentence_of_many_words_is_acquitted_by_them() -> None:
    acquitted = [
        end - start
        for one in sentences(WHOLE[0])
        for read in [page(one.text, one.people)]
        for start, end in cut(read.tags)
        if matches(read.tags[start:end], one.section)
        and not of_sentence(
            read.tags[start:end], words(read)[start:end], one.section, is_note=False
        )
    ]
    assert acquitted
    assert min(acquitted) >= LONG


def test_tone_alone_is_no_finding_in_a_note() -> None:
    text = "The lead who always finds a reason to skip the review found one again, and shrugged."
    (found,) = check(text, section=Section.TIMELINE)
    assert (found.rule, found.severity) == ("tone", Severity.MEDIUM)
    assert check(text, section=Section.TIMELINE, is_note=True) == ()
