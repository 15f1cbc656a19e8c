"""What is left untried would have matched nothing: the findings are those of every rule tried."""

from collections.abc import Collection
from itertools import chain
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.blame import Finding, check, may_blame
from domain.blame_choice import choice_for
from domain.blame_grammar import ALL, alternatives, needed
from domain.blame_matches import FAULT_OF, matches, standing, within
from domain.blame_passages import sentences
from domain.blame_subjects import SUBJECT, SUBJECTS, Who
from domain.blame_text import page
from domain.blame_verdict import Match
from domain.postmortem_events import Section
from tests.domain.blame.labelled import FILES
from tests.domain.blame.labelled import sentences as labelled
from tests.domain.blame.test_blame import SARAH, WORDS

TEXTS: Final = [one.text for file in FILES for one in labelled(file)]
# Words alone seldom make sentences, and sentences alone hold few surprises: a mixture of both.
MIXED: Final = st.lists(st.sampled_from(WORDS) | st.sampled_from(TEXTS), max_size=30).map(" ".join)
SECTIONS: Final = st.sampled_from([None, *Section])


def all_matches(tags: str, section: Section | None) -> list[Match]:
    choice = choice_for(section)
    every = (1 << len(choice.predicates)) - 1, (1 << len(choice.phrases)) - 1
    return standing([*within(tags, choice, every)], tags, section)


def sentences_of(text: str) -> list[str]:
    tags = page(text, SARAH).tags
    return [tags[first:end] for first, end in sentences(tags)]


@pytest.mark.parametrize("section", [None, Section.ROOT_CAUSE, Section.TIMELINE])
def test_no_labelled_sentence_has_a_match_among_the_rules_left_untried(
    section: Section | None,
) -> None:
    for text in TEXTS:
        for tags in sentences_of(text):
            assert matches(tags, section) == all_matches(tags, section), text


@given(MIXED, SECTIONS)
def test_no_text_has_a_match_among_the_rules_left_untried(
    text: str, section: Section | None
) -> None:
    for tags in sentences_of(text):
        assert matches(tags, section) == all_matches(tags, section)


def note_findings(text: str, people: Collection[str]) -> tuple[Finding, ...]:
    return check(text, section=Section.TIMELINE, people=people, is_note=True)


@given(MIXED, st.data())
def test_a_note_that_cannot_blame_has_no_findings_whoever_its_people_are(
    text: str, data: st.DataObject
) -> None:
    if not may_blame(text):
        people = data.draw(st.lists(st.sampled_from(text.split() or ["Tom"]), max_size=3))
        assert note_findings(text, (*SARAH, *people)) == ()


def test_every_labelled_sentence_with_a_finding_in_a_note_may_blame() -> None:
    for file in FILES:
        for one in labelled(file):
            assert may_blame(one.text) or not note_findings(one.text, one.people), one.text


@pytest.mark.parametrize(
    "note",
    [
        "The retrieval index served old policy documents; its freshness gate was off.",
        "Turned the agent off for new conversations.",
        "09:40 Vendor status page: degraded. Waiting.",
    ],
)
def test_a_plain_note_is_known_to_be_clean_at_a_glance(note: str) -> None:
    assert not may_blame(note)


@given(st.lists(st.sampled_from(sorted(ALL)), max_size=30).map("".join))
@example("")
def test_no_subject_begins_otherwise_than_subjects_begin(tags: str) -> None:
    every = alternatives(chain(*SUBJECTS.values()), before="").finditer(tags)
    assert [s.span() for s in SUBJECT.finditer(tags)] == [s.span() for s in every]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("<=forgot><to>", {"=forgot"}),
        ("(?:<adv>)?<=forgot>", {"=forgot"}),
        ("(?:<the>|<=blame>)<=forgot>{2}", {"=forgot"}),
        ("<=forgot>|<=blame>(?!<careful>)", {"=forgot", "=blame"}),
    ],
)
def test_a_rule_is_known_by_the_rarest_words_that_it_needs(rule: str, words: set[str]) -> None:
    assert needed(rule)[0] == needed("|".join(f"<{word}>" for word in words))[0]


def test_a_rule_that_may_match_anything_needs_nothing() -> None:
    assert needed("(?:<=forgot>)?|<=blame>")[0] == ALL


def test_each_kind_of_subject_has_a_name_for_its_fault() -> None:
    assert FAULT_OF.keys() == {*Who}
