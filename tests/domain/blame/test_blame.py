"""The blame checker on sentences that a person labelled, and on texts that try its edges."""

import pytest

from domain.blame import Severity, check
from domain.postmortem_events import Section
from tests.domain.blame.labelled import judge, score, sentences

SARAH = ("Sarah Lindqvist", "tom@example.com", "@wei")


def test_the_test_half_is_judged_as_well_as_promised() -> None:
    reached = score(judge(one for one in sentences() if one.is_for_testing))
    assert reached.precision >= 0.95
    assert reached.recall >= 0.85


def test_a_finding_says_where_and_leads_to_the_system() -> None:
    text = "Errors rose at nine. Sarah deployed a bad prompt."
    (found,) = check(text, section=Section.ROOT_CAUSE, people=SARAH)
    assert (found.rule, found.severity) == ("person_at_fault", Severity.HIGH)
    assert text[found.start : found.end] == found.excerpt == "Sarah deployed a bad prompt"
    assert "Sarah" not in found.question
    assert found.question.endswith("?")


def test_the_system_in_the_same_place_is_no_finding() -> None:
    text = "Our deploy process did not require an eval pass before promotion."
    assert check(text, section=Section.ROOT_CAUSE, people=SARAH) == ()


@pytest.mark.parametrize(
    "person", ["Sarah", "Lindqvist", "Sarah Lindqvist", "tom@example.com", "Tom", "@wei", "Wei"]
)
def test_people_are_known_by_every_way_of_writing_them(person: str) -> None:
    (found,) = check(f"{person} forgot to run the evals.", people=SARAH)
    assert found.excerpt == f"{person} forgot to run the evals"


@pytest.mark.parametrize(
    "text",
    [
        "```\nSarah forgot to run the evals.\n```",
        "The log said `Sarah forgot`.",
        "> Sarah forgot to run the evals.",
        "The customer wrote: “Sarah forgot to send me the refund, again.”",
        "See https://example.com/Sarah-forgot-to-run-the-evals",
    ],
)
def test_what_is_code_or_quoted_is_not_the_writers_word(text: str) -> None:
    assert check(text, people=SARAH) == ()


def test_the_same_words_keep_their_id_when_the_text_around_them_changes() -> None:
    (before,) = check("Sarah forgot the evals.", section=Section.SUMMARY)
    (after,) = check("It was a Monday.\n\nSarah  forgot the\nevals.", section=Section.SUMMARY)
    (elsewhere,) = check("Sarah forgot the evals.", section=Section.LESSONS_LEARNED)
    assert before.id == after.id != elsewhere.id


def test_an_empty_text_has_no_findings() -> None:
    assert check("") == ()


@pytest.mark.parametrize(
    "piece",
    ["a", '"', "“", "`", "a@", "a.", "\n", "Tom, ", "Tom (", "the engineer ", "<!--", "\n>", "a'"],
)
def test_a_long_text_of_any_one_piece_is_read_to_its_end(piece: str) -> None:
    text = piece * (65_536 // len(piece)) + "\n\nTom forgot to run the evals."
    assert all(found.end <= len(text) for found in check(text))
