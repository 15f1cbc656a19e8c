"""The six categories of failure and the questions that their diagnosis asks.

A table for domain experts to read and change. A question set is versioned: changing a set means a
new version of it, so that an answer can say which one it answered.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from domain.incident_events import Category


class Question(Struct, frozen=True):
    key: str
    text: str


class QuestionSet(Struct, frozen=True):
    """What a category is, and what to ask about a failure of this kind, in order."""

    category: Category
    description: str
    version: int
    questions: tuple[Question, ...]


QUESTION_SETS: Final[Mapping[Category, QuestionSet]] = {
    Category.HALLUCINATION: QuestionSet(
        Category.HALLUCINATION,
        "The AI invented something: a product, a policy, an event, a citation.",
        1,
        (Question("grounding_available", "Did the model have the grounding data that it needed?"),),
    ),
    Category.PROMPT_INJECTION: QuestionSet(
        Category.PROMPT_INJECTION,
        "Untrusted input carried instructions, and the AI followed them.",
        1,
        (
            Question("injection_source", "Where did the injected text come from?"),
            Question("capability_exploited", "Which capability did it exploit?"),
        ),
    ),
    Category.DRIFT: QuestionSet(
        Category.DRIFT,
        "Quality declined over weeks; cases that used to work no longer do.",
        1,
        (
            Question("model_version_changed", "Did the version of the model change?"),
            Question("user_patterns_shifted", "Do users ask for other things than before?"),
            Question("prompt_mutated", "Did many small tweaks add up to another prompt?"),
            Question("eval_set_stale", "Does the eval set still look like what users ask?"),
        ),
    ),
    Category.RUNAWAY_COST: QuestionSet(
        Category.RUNAWAY_COST,
        "Spend doubled overnight, or climbs some percent each week unnoticed.",
        1,
        (
            Question("feature_driving_spend", "Which feature drives the spend?"),
            Question("loop_without_break", "Is there a loop without a limit?"),
            Question(
                "retries_from_quality_regression", "Do retries follow from answers got worse?"
            ),
            Question("test_traffic_in_production", "Does test traffic reach production?"),
        ),
    ),
    Category.ESCALATION_OVERLOAD: QuestionSet(
        Category.ESCALATION_OVERLOAD,
        "The AI hands over far more cases than planned, and the human queue drowns.",
        1,
        (
            Question("confidence_calibration_off", "Is the confidence threshold off?"),
            Question("edge_cases_changed", "Did the share or the kind of edge cases change?"),
            Question("prompt_more_cautious", "Did the prompt become more cautious?"),
            Question("baseline_rate", "Which share of cases was planned to be handed over?"),
            Question("observed_rate", "Which share is handed over now?"),
        ),
    ),
    Category.SCOPE_CREEP: QuestionSet(
        Category.SCOPE_CREEP,
        "The AI does what it was not meant to do.",
        1,
        (
            Question(
                "actual_versus_documented", "What does it do, and what was it documented to do?"
            ),
            Question("change_that_added_it", "Which change added the behaviour?"),
            Question("eval_set_updated", "Was the eval set updated with that change?"),
        ),
    ),
}
