"""Diagnosing: questions, answers, and where they point. domain.md, section 1."""

from typing import Any, Final

import pytest
from msgspec.structs import replace

from domain import diagnosis
from domain.diagnostics import QUESTION_SETS
from domain.errors import AnswerMisfit, NotFound
from domain.incident import INCIDENT
from domain.incident_commands import AnswerQuestion, GiveAnswer
from domain.incident_events import (
    Category,
    IncidentDiagnosisAnswered,
    IncidentReclassified,
    Money,
    System,
)
from domain.incident_state import Incident
from domain.values import Evidence
from tests.given import given
from tests.samples import ANA, AT, BEN, DECLARED, LATER

TRACE: Final = (Evidence("Trace", "https://traces.example.com/8841"),)
COST: Final = replace(DECLARED, category=Category.RUNAWAY_COST)
OVERLOAD: Final = replace(DECLARED, category=Category.ESCALATION_OVERLOAD)
DRIFT_TOO: Final = replace(DECLARED, secondary_categories=(Category.DRIFT,))


def answering(question: str, answer: Any, **more: Any) -> AnswerQuestion:
    return AnswerQuestion(question, GiveAnswer(answer, **more))


def answered(question: str, answer: Any, **more: Any) -> IncidentDiagnosisAnswered:
    (category,) = [
        one.category
        for one in QUESTION_SETS.values()
        if question in {asked.key for asked in one.questions}
    ]
    return IncidentDiagnosisAnswered(category, question, 1, answer, AT, ANA, **more)


def rules(incident: Incident) -> list[str]:
    return [found.rule for found in diagnosis.hypotheses(incident)]


# answering


def test_an_answer_names_the_category_and_the_version_of_its_question() -> None:
    command = answering("grounding_available", "no", finding="Old index.", evidence=TRACE)
    given(INCIDENT, DECLARED).when(command).then(
        IncidentDiagnosisAnswered(
            Category.HALLUCINATION, "grounding_available", 1, "no", AT, ANA, "Old index.", TRACE
        )
    )


@pytest.mark.parametrize(("sent", "kept"), [(True, "yes"), (False, "no"), ("unknown", "unknown")])
def test_true_and_false_are_yes_and_no(sent: Any, kept: str) -> None:
    command = answering("grounding_available", sent)
    given(INCIDENT, DECLARED).when(command).then(answered("grounding_available", kept))


def test_answering_again_is_a_new_fact_and_the_same_answer_is_none() -> None:
    first = answered("grounding_available", "unknown")
    second = replace(first, answer="no", answered_at=LATER.at, answered_by=BEN)
    past = given(INCIDENT, DECLARED, first)
    past.when(answering("grounding_available", "unknown"), stamp=LATER).then()
    past.when(answering("grounding_available", "no"), stamp=LATER).then(second)
    assert INCIDENT.fold((DECLARED, first, second)).answers == (second,)


@pytest.mark.parametrize("more", [{"finding": "Seen."}, {"evidence": TRACE}])
def test_another_finding_or_evidence_is_another_answer(more: dict[str, Any]) -> None:
    past = given(INCIDENT, DECLARED, answered("grounding_available", "no"))
    past.when(answering("grounding_available", "no", **more)).then(
        answered("grounding_available", "no", **more)
    )


@pytest.mark.parametrize("key", ["prompt_mutated", "no_such_question", "", "x" * 500])
def test_a_question_that_no_category_of_the_incident_asks_is_not_there(key: str) -> None:
    refusal = given(INCIDENT, DECLARED).when(answering(key, "yes")).refused(NotFound)
    assert "in a diagnosis of hallucination" in str(refusal)
    assert len(str(refusal)) < 200


def test_questions_of_secondary_categories_can_be_answered() -> None:
    given(INCIDENT, DRIFT_TOO).when(answering("prompt_mutated", "yes")).then(
        answered("prompt_mutated", "yes")
    )


EUROS: Final = Money(1250.5, "EUR")


@pytest.mark.parametrize(
    ("declared", "question", "misfits"),
    [
        (DECLARED, "grounding_available", ["perhaps", "Yes", 0.5, EUROS]),
        (COST, "feature_driving_spend", [True, 0.5, EUROS]),
        (OVERLOAD, "observed_rate", [True, "0.5", EUROS]),
        (COST, "spend_before", [False, "1250.5 EUR", 0.5]),
    ],
)
def test_an_answer_is_of_the_kind_that_its_question_takes(
    declared: Any, question: str, misfits: list[Any]
) -> None:
    for answer in misfits:
        refusal = given(INCIDENT, declared).when(answering(question, answer)).refused(AnswerMisfit)
        ((pointer, sentence),) = refusal.errors
        assert pointer == "/answer"
        assert sentence.startswith(f"{question} takes ")


# where answers point


@pytest.mark.parametrize(
    ("answer", "pointed_at"),
    [("yes", ["prompt_let_it_stray"]), ("no", ["retrieval_skipped"]), ("unknown", [])],
)
def test_a_yes_points_elsewhere_than_a_no_and_not_knowing_nowhere(
    answer: str, pointed_at: list[str]
) -> None:
    incident = INCIDENT.fold((DECLARED, answered("grounding_available", answer)))
    assert rules(incident) == pointed_at
    assert {found.rule for found in diagnosis.suggestions(incident)} == set(pointed_at)


def test_nothing_is_supposed_before_the_first_answer() -> None:
    assert diagnosis.hypotheses(INCIDENT.fold((DECLARED,))) == ()
    assert diagnosis.suggestions(INCIDENT.fold((DECLARED,))) == ()


def test_hypotheses_come_in_the_order_of_the_table_and_the_primary_category_first() -> None:
    answers = (
        answered("eval_set_stale", "yes"),
        answered("model_version_changed", "yes"),
        answered("grounding_available", "yes"),
    )
    incident = INCIDENT.fold((DRIFT_TOO, *answers))
    assert rules(incident) == ["prompt_let_it_stray", "model_changed", "evals_blind"]
    first = diagnosis.hypotheses(incident)[0]
    assert (first.category, first.questions) == (Category.HALLUCINATION, ("grounding_available",))


def test_a_draft_names_the_feature_and_is_suggested_once() -> None:
    both = (answered("user_patterns_shifted", "yes"), answered("eval_set_stale", "yes"))
    incident = INCIDENT.fold((DRIFT_TOO, *both))
    titles = [found.title for found in diagnosis.suggestions(incident)]
    assert titles.count("Refresh the eval set of support assistant with what users ask now") == 1
    assert len(titles) == len(set(titles)) == 3


def test_a_draft_is_no_longer_than_a_title_may_be() -> None:
    long = replace(DECLARED, system=System("x" * 200))
    incident = INCIDENT.fold((long, answered("grounding_available", "no")))
    assert {len(found.title) for found in diagnosis.suggestions(incident)} == {200}


@pytest.mark.parametrize(
    ("baseline", "observed", "excess", "points"),
    [(0.15, 0.6, 0.45, True), (0.15, 0.2, 0.05, False), (0.6, 0.15, -0.45, False)],
)
def test_a_rate_above_the_baseline_points_at_the_queue(
    *, baseline: float, observed: float, excess: float, points: bool
) -> None:
    rates = (answered("baseline_rate", baseline), answered("observed_rate", observed))
    incident = INCIDENT.fold((OVERLOAD, *rates))
    assert diagnosis.excess(baseline, observed) == excess
    assert rules(incident) == (["queue_overrun"] if points else [])


@pytest.mark.parametrize(
    ("before", "after", "growth"),
    [
        (Money(100, "EUR"), Money(250, "EUR"), 1.5),
        (Money(100, "EUR"), Money(105, "EUR"), 0.05),
        (Money(100, "EUR"), Money(0, "EUR"), -1.0),
        (Money(100, "EUR"), Money(250, "USD"), None),
        (Money(0, "EUR"), Money(250, "EUR"), None),
        (None, Money(250, "EUR"), None),
    ],
)
def test_spend_is_compared_in_one_currency_and_with_something(
    before: Money | None, after: Money, growth: float | None
) -> None:
    given_before = (answered("spend_before", before),) if before else ()
    incident = INCIDENT.fold((COST, *given_before, answered("spend_after", after)))
    assert diagnosis.growth(before, after) == growth
    grew = growth is not None and growth > 0.1
    assert rules(incident) == (["spend_unwatched"] if grew else [])
    assert diagnosis.amount(incident, "spend_after") == after
    assert diagnosis.rate(incident, "spend_after") is None


# what counts no more


def test_reclassifying_keeps_old_answers_on_record_without_counting_them() -> None:
    old = answered("grounding_available", "no")
    away = IncidentReclassified(Category.DRIFT, (), "The model was swapped.")
    incident = INCIDENT.fold((DECLARED, old, away))
    assert diagnosis.former(incident) == (old,)
    assert diagnosis.standing(incident) == {}
    assert rules(incident) == []
    given(INCIDENT, DECLARED, old, away).when(answering(old.question, "yes")).refused(NotFound)


def test_an_answer_counts_again_when_its_category_does() -> None:
    old = answered("grounding_available", "no")
    away = IncidentReclassified(Category.DRIFT, (), "The model was swapped.")
    back = IncidentReclassified(Category.DRIFT, (Category.HALLUCINATION,), "It was both.")
    incident = INCIDENT.fold((DECLARED, old, away, back))
    assert diagnosis.former(incident) == ()
    assert rules(incident) == ["retrieval_skipped"]


def test_an_answer_to_a_former_question_set_counts_no_more_until_it_is_given_anew() -> None:
    old = replace(answered("grounding_available", "no"), question_set=0)
    incident = INCIDENT.fold((DECLARED, old))
    assert (diagnosis.former(incident), rules(incident)) == ((old,), [])
    anew = answering("grounding_available", "no")
    given(INCIDENT, DECLARED, old).when(anew).then(answered("grounding_available", "no"))


def test_a_kind_or_a_condition_that_nobody_knows_is_a_bug() -> None:
    unknown: Any = object()
    with pytest.raises(AssertionError):
        diagnosis.fits(unknown, "yes")
    with pytest.raises(AssertionError):
        diagnosis.holds(unknown, {})
