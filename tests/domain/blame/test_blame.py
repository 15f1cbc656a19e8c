"""The blame checker on sentences that a person labelled, and on texts that try its edges."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.blame import Severity, check
from domain.blame_advice import ADVICE
from domain.blame_grammar import grammar
from domain.blame_lexicon import LEXICON
from domain.blame_text import PARTS, SPLIT_CHARS_MAX, apart
from domain.postmortem_events import Section
from tests.domain.blame.labelled import HELD_BACK, TUNED, Sentence, judge, score, sentences

SARAH = ("Sarah Lindqvist", "tom@example.com", "@wei")


WORDS: Final = (*sorted(LEXICON), "Sarah", "Tom", "@wei", "`code`", *'.,;:()?!"\n-')


# Of each set the least precision and recall; each set held back is worded with more invention.
FLOORS: Final = {
    "test": (tuple(one for one in sentences() if one.is_for_testing), 0.975, 0.99),
    "tuned": (sentences(TUNED[0]), 0.99, 0.97),
    "tuned, inventive": (sentences(TUNED[1]), 0.98, 0.94),
    "held back": (sentences(HELD_BACK[0]), 0.95, 0.95),
    "held back, inventive": (sentences(HELD_BACK[1]), 0.97, 0.90),
    "held back, indirect": (sentences(HELD_BACK[2]), 0.97, 0.66),
    "held back, natural": (sentences(HELD_BACK[3]), 0.97, 0.85),
    "held back, everyday": (sentences(HELD_BACK[4]), 0.97, 0.85),
    "held back, plain": (sentences(HELD_BACK[5]), 0.97, 0.88),
    "held back, outside of software": (sentences(HELD_BACK[6]), 0.97, 0.77),
    "held back, all": (tuple(one for file in HELD_BACK for one in sentences(file)), 0.98, 0.85),
}


@pytest.mark.parametrize(("chosen", "precision", "recall"), FLOORS.values(), ids=[*FLOORS])
def test_sentences_are_judged_as_well_as_measured(
    chosen: tuple[Sentence, ...], precision: float, recall: float
) -> None:
    reached = score(judge(chosen))
    assert reached.precision >= precision
    assert reached.recall >= recall


def test_at_least_half_of_the_sentences_look_alike_and_are_none() -> None:
    labelled = sentences()
    assert len(labelled) >= 400
    assert sum(not one.labels for one in labelled) * 2 >= len(labelled)


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join), st.sampled_from(Section))
def test_findings_stand_in_order_and_apart_whatever_the_text(text: str, section: Section) -> None:
    found = check(text, section=section, people=SARAH)
    edges = [edge for finding in found for edge in (finding.start, finding.end)]
    assert edges == sorted(edges)
    assert [text[one.start : one.end] for one in found] == [one.excerpt for one in found]
    assert all(one.excerpt and one.rule in ADVICE for one in found)


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
        '"Sarah forgot." is what the draft said.',
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


def test_a_long_text_is_cut_as_a_short_one_is() -> None:
    text = " ".join(one.text for one in sentences())
    assert len(text) > SPLIT_CHARS_MAX
    assert apart(text) == PARTS.split(text)


def test_a_finding_ends_with_its_sentence_whatever_follows() -> None:
    (alone,) = check("Root cause: Tom.")
    (followed,) = check("Root cause: Tom. The limit was raised at nine.")
    assert alone == followed


@pytest.mark.parametrize(
    "text",
    [
        "**Tom** forgot the evals",
        "[Tom](mailto:tom@example.com) forgot the evals",
        "| 09:10 | Tom forgot the evals |",
        "Tom\nforgot the evals",
        "TOM FORGOT THE EVALS",
        "Tom (SRE) forgot the evals",
        "Tom, who was new, forgot the evals",
        "Tom “forgot” the evals",
        "Dr. Tom forgot the evals",
    ],
)
def test_markup_and_asides_hide_nothing(text: str) -> None:
    assert [one.rule for one in check(text, people=SARAH)] == ["person_at_fault"]


@pytest.mark.parametrize(
    "text",
    [
        "Tom, our voice bot, forgot the caller's name.",
        "The assistant Tom forgot the caller's name.",
        "The script by Tom failed to start.",
        "support@example.com missed the mail.",
    ],
)
def test_what_is_no_person_is_left_alone(text: str) -> None:
    assert check(text, people=(*SARAH, "support@example.com")) == ()


def test_a_tool_on_the_roster_by_its_full_name_is_a_person_only_by_that() -> None:
    people = ("Claude Dubois",)
    assert check("Claude ignored the instruction.", people=people) == ()
    assert len(check("Claude Dubois ignored the instruction.", people=people)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "If Tom forgot the flag, the tool falls back to staging.",
        "Tom missed the page because the phone had no signal.",
        "It was not because Tom forgot it.",
        "Rather than asking why Tom forgot it, we looked at the form.",
        "Nobody could have known what Tom forgot.",
    ],
)
def test_the_words_around_it_can_excuse_a_match(text: str) -> None:
    assert check(text, section=Section.ROOT_CAUSE, people=SARAH) == ()


def test_a_rule_that_names_no_kind_of_word_is_refused() -> None:
    with pytest.raises(LookupError):
        grammar("<the><no.such.kind>")


def test_an_empty_text_has_no_findings() -> None:
    assert check("") == ()


@pytest.mark.parametrize(
    "piece",
    ["a", '"', "“", "`", "a@", "a.", "\n", "Tom, ", "Tom (", "the engineer ", "<!--", "\n>", "a'"],
)
def test_a_long_text_of_any_one_piece_is_read_to_its_end(piece: str) -> None:
    text = piece * (65_536 // len(piece)) + "\n\nTom forgot to run the evals."
    assert all(found.end <= len(text) for found in check(text))
