"""The six categories of failure, the questions that their diagnosis asks, and where answers point.

A table for domain experts to read and change; domain/diagnosis.py applies it. A question set is
versioned: every change of a set, of a wording or of a rule alike, means a new version of it, so
that an answer can say which one it answered. Keys of questions and of rules are never used twice.
"""

from collections.abc import Mapping
from typing import Final

from domain.action_events import ActionKind
from domain.incident_events import Category
from domain.question_set import (
    AnswerKind,
    Condition,
    Draft,
    Exceeds,
    Grew,
    Question,
    QuestionSet,
    Rule,
    Says,
    Sign,
)

TEXT, RATE, MONEY = AnswerKind.TEXT, AnswerKind.RATE, AnswerKind.MONEY
CASE, GUARDRAIL = ActionKind.REGRESSION_CASE, ActionKind.GUARDRAIL
MONITORING, DOCUMENTATION = ActionKind.MONITORING, ActionKind.DOCUMENTATION
STRUCTURAL = ActionKind.STRUCTURAL


def rule(key: str, when: Condition, hypothesis: str, *actions: tuple[ActionKind, str]) -> Rule:
    return Rule(key, when, hypothesis, tuple(Draft(*action) for action in actions))


def yes(question: str) -> Says:
    return Says(question, Sign.YES)


def no(question: str) -> Says:
    return Says(question, Sign.NO)


def given(question: str) -> Says:
    return Says(question, Sign.GIVEN)


HALLUCINATION: Final = QuestionSet(
    Category.HALLUCINATION,
    "The AI invented something: a product, a policy, an event, a citation.",
    1,
    (Question("grounding_available", "Did the model have the grounding data that it needed?"),),
    (
        rule(
            "prompt_let_it_stray",
            yes("grounding_available"),
            "The grounding data was there: the prompt let the model stray from it.",
            (GUARDRAIL, "Hold {feature} to its grounding data: it says so when that is silent"),
            (CASE, "Add what {feature} invented to the eval set"),
            (MONITORING, "Alert when {feature} names what its grounding data does not"),
        ),
        rule(
            "retrieval_skipped",
            no("grounding_available"),
            "The architecture let the model answer without the data: retrieval was skipped.",
            (STRUCTURAL, "Let {feature} retrieve before it answers, and refuse without a find"),
            (CASE, "Add what {feature} invented to the eval set"),
            (MONITORING, "Alert on answers of {feature} that no retrieved data stands behind"),
        ),
    ),
)

PROMPT_INJECTION: Final = QuestionSet(
    Category.PROMPT_INJECTION,
    "Untrusted input carried instructions, and the AI followed them.",
    1,
    (
        Question("injection_source", "Where did the injected text come from?", TEXT),
        Question("capability_exploited", "Which capability did it exploit?", TEXT),
    ),
    (
        rule(
            "trust_boundary",
            given("injection_source"),
            "Text from this source crossed a trust boundary and counted as an instruction.",
            (STRUCTURAL, "Keep text from the injection's source apart from what {feature} obeys"),
            (CASE, "Add the injected text to the eval set of {feature}"),
        ),
        rule(
            "capability_boundary",
            given("capability_exploited"),
            "A capability was within reach of untrusted input that should not have been.",
            (GUARDRAIL, "Take the exploited capability from {feature}, or ask a person before it"),
            (MONITORING, "Alert when {feature} uses the capability after reading untrusted text"),
        ),
    ),
)

DRIFT: Final = QuestionSet(
    Category.DRIFT,
    "Quality declined over weeks; cases that used to work no longer do.",
    1,
    (
        Question("model_version_changed", "Did the version of the model change?"),
        Question("user_patterns_shifted", "Do users ask for other things than before?"),
        Question("prompt_mutated", "Did many small tweaks add up to another prompt?"),
        Question("eval_set_stale", "Is the eval set out of date with what users ask?"),
    ),
    (
        rule(
            "model_changed",
            yes("model_version_changed"),
            "The model changed under a prompt that was qualified on another version.",
            (STRUCTURAL, "Pin the model of {feature}; qualify each new version before it serves"),
            (CASE, "Add the cases that {feature} no longer answers well to the eval set"),
        ),
        rule(
            "prompt_drifted",
            yes("prompt_mutated"),
            "Small tweaks, each harmless, made a prompt that nobody ever reviewed as a whole.",
            (DOCUMENTATION, "Review the prompt of {feature} as a whole; write down what it is for"),
            (GUARDRAIL, "Promote no change of the prompt of {feature} without an eval pass"),
        ),
        rule(
            "users_moved_on",
            yes("user_patterns_shifted"),
            "Users ask for other things than the system was built and tested for.",
            (CASE, "Refresh the eval set of {feature} with what users ask now"),
            (MONITORING, "Alert when requests to {feature} move away from its eval set"),
        ),
        rule(
            "evals_blind",
            yes("eval_set_stale"),
            "The eval set no longer stands for the traffic: the decline could not be seen in it.",
            (CASE, "Refresh the eval set of {feature} with what users ask now"),
            (DOCUMENTATION, "Write down who refreshes the eval set of {feature}, and how often"),
        ),
    ),
)

RUNAWAY_COST: Final = QuestionSet(
    Category.RUNAWAY_COST,
    "Spend doubled overnight, or climbs some percent each week unnoticed.",
    1,
    (
        Question("feature_driving_spend", "Which feature drives the spend?", TEXT),
        Question("loop_without_break", "Is there a loop without a limit?"),
        Question("retries_from_quality_regression", "Do retries follow from answers got worse?"),
        Question("test_traffic_in_production", "Does test traffic reach production?"),
        Question("spend_before", "What was spent in a period before the growth?", MONEY),
        Question("spend_after", "What was spent in a period as long since then?", MONEY),
    ),
    (
        rule(
            "loop_unbounded",
            yes("loop_without_break"),
            "A loop runs without a limit.",
            (GUARDRAIL, "Limit how often {feature} may loop, and stop loudly at the limit"),
            (CASE, "Add the input on which {feature} loops to the eval set"),
        ),
        rule(
            "retries_pile_up",
            yes("retries_from_quality_regression"),
            "Worse answers are asked for again and again: the cost follows from the quality.",
            (GUARDRAIL, "Give {feature} a budget of retries"),
            (CASE, "Add the answers that had to be retried to the eval set of {feature}"),
        ),
        rule(
            "test_traffic_mixed_in",
            yes("test_traffic_in_production"),
            "Test traffic is served, and paid for, as if users had sent it.",
            (STRUCTURAL, "Keep test traffic of {feature} out of production"),
            (MONITORING, "Report the spend of {feature} on tests and on users apart"),
        ),
        rule(
            "feature_without_budget",
            given("feature_driving_spend"),
            "One feature drives the spend, and no limit or alert of its own holds it.",
            (MONITORING, "Alert on the spend of the feature that drives that of {feature}"),
        ),
        rule(
            "spend_unwatched",
            Grew("spend_after", "spend_before", 0.1),
            "The spend grew by more than a tenth, and no alert told of it.",
            (MONITORING, "Alert when the spend of {feature} grows faster than planned"),
            (DOCUMENTATION, "Write down what {feature} may cost, and who is told when it is more"),
        ),
    ),
)

ESCALATION_OVERLOAD: Final = QuestionSet(
    Category.ESCALATION_OVERLOAD,
    "The AI hands over far more cases than planned, and the human queue drowns.",
    1,
    (
        Question("confidence_calibration_off", "Is the confidence threshold off?"),
        Question("edge_cases_changed", "Did the share or the kind of edge cases change?"),
        Question("prompt_more_cautious", "Did the prompt become more cautious?"),
        Question("baseline_rate", "Which share of cases was planned to be handed over?", RATE),
        Question("observed_rate", "Which share is handed over now?", RATE),
    ),
    (
        rule(
            "calibration_off",
            yes("confidence_calibration_off"),
            "The confidence threshold no longer tells apart what people have to see.",
            (GUARDRAIL, "Recalibrate the confidence threshold of {feature} on recent cases"),
            (CASE, "Add cases that {feature} handed over without need to the eval set"),
        ),
        rule(
            "caution_added",
            yes("prompt_more_cautious"),
            "The prompt became more cautious, and nobody measured what that hands over.",
            (GUARDRAIL, "Make the share that {feature} hands over part of its eval pass"),
            (CASE, "Add cases that {feature} handed over without need to the eval set"),
        ),
        rule(
            "edge_cases_new",
            yes("edge_cases_changed"),
            "There are edge cases that the system was not made for.",
            (CASE, "Add the new edge cases of {feature} to the eval set"),
            (DOCUMENTATION, "Write down how the new edge cases of {feature} are handled"),
        ),
        rule(
            "queue_overrun",
            Exceeds("observed_rate", "baseline_rate", 0.05),
            "More cases are handed over than the queue was planned for, and no alert told of it.",
            (MONITORING, "Alert when {feature} hands over a larger share of cases than planned"),
        ),
    ),
)

SCOPE_CREEP: Final = QuestionSet(
    Category.SCOPE_CREEP,
    "The AI does what it was not meant to do.",
    1,
    (
        Question(
            "actual_versus_documented",
            "What does it do, and what was it documented to do?",
            TEXT,
        ),
        Question("change_that_added_it", "Which change added the behaviour?", TEXT),
        Question("eval_set_updated", "Was the eval set updated with that change?"),
    ),
    (
        rule(
            "change_untested",
            no("eval_set_updated"),
            "A change widened what the system does, and no eval said what it must not do.",
            (CASE, "Add what {feature} must not do to its eval set"),
            (GUARDRAIL, "Promote no change of what {feature} does without one of its eval set"),
        ),
        rule(
            "evals_too_narrow",
            yes("eval_set_updated"),
            "The eval set was updated and let the behaviour pass: it asks for what is meant alone.",
            (CASE, "Add what {feature} must not do to its eval set"),
        ),
        rule(
            "boundary_missing",
            given("actual_versus_documented"),
            "Nothing but a document kept the system from what it does now.",
            (GUARDRAIL, "Bound the capabilities of {feature} to what it is documented to do"),
            (DOCUMENTATION, "Write down what {feature} is for, and what it must not do"),
            (MONITORING, "Alert when {feature} does what it is not documented to do"),
        ),
        rule(
            "change_unreviewed",
            given("change_that_added_it"),
            "The change was promoted without a look at what it lets the system do.",
            (STRUCTURAL, "Put a review of capabilities before each promotion of {feature}"),
        ),
    ),
)

QUESTION_SETS: Final[Mapping[Category, QuestionSet]] = {
    one.category: one
    for one in (
        HALLUCINATION,
        PROMPT_INJECTION,
        DRIFT,
        RUNAWAY_COST,
        ESCALATION_OVERLOAD,
        SCOPE_CREEP,
    )
}
