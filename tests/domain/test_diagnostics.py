"""The table of questions and rules: complete, unambiguous, and never changed in silence."""

import hashlib
from pathlib import Path
from typing import Any, Final

import msgspec

from domain.diagnostics import QUESTION_SETS
from domain.incident_events import Category
from domain.question_set import AnswerKind, QuestionSet, Says, Sign
from domain.values import TITLE_CHARS_MAX

DIGESTS: Final = Path(__file__).with_name("question_sets.json")
FEATURE_CHARS: Final = 100
QUESTIONS: Final = [q for one in QUESTION_SETS.values() for q in one.questions]
RULES: Final = [(one, rule) for one in QUESTION_SETS.values() for rule in one.rules]


def looked_at_by(condition: Any) -> set[str]:
    """The questions that a condition looks at."""
    return {
        getattr(condition, field) for field in ("question", "baseline") if hasattr(condition, field)
    }


def kind_of(one: QuestionSet, key: str) -> AnswerKind:
    return {question.key: question.kind for question in one.questions}[key]


def test_every_category_has_a_question_set_of_its_own() -> None:
    assert set(QUESTION_SETS) == set(Category)
    assert all(one.category is category for category, one in QUESTION_SETS.items())


def test_a_key_names_one_question_and_a_rule_of_all() -> None:
    for keys in ([q.key for q in QUESTIONS], [rule.key for _, rule in RULES]):
        assert len(keys) == len(set(keys))


def test_every_question_leads_somewhere_and_every_rule_asks_what_its_set_asks() -> None:
    for one in QUESTION_SETS.values():
        looked_at = set().union(*(looked_at_by(rule.when) for rule in one.rules))
        assert looked_at == {question.key for question in one.questions}


def test_a_rule_looks_for_what_its_question_takes() -> None:
    for one, rule in RULES:
        kinds = {kind_of(one, key) for key in looked_at_by(rule.when)}
        if isinstance(rule.when, Says):
            wanted = AnswerKind.TEXT if rule.when.sign is Sign.GIVEN else AnswerKind.YES_NO
            assert kinds == {wanted}, rule.key
        else:
            assert kinds <= {AnswerKind.RATE, AnswerKind.MONEY}, rule.key
            assert len(kinds) == 1, rule.key


def test_every_rule_suggests_an_action_with_a_title_for_any_feature() -> None:
    for _, rule in RULES:
        assert rule.actions
        for draft in rule.actions:
            assert "{feature}" in draft.title
            title = draft.title.replace("{feature}", "x" * FEATURE_CHARS)
            assert len(title) <= TITLE_CHARS_MAX
            assert "{" not in title


def test_every_category_can_suggest_a_case_and_an_alert_or_more() -> None:
    for one in QUESTION_SETS.values():
        kinds = {draft.kind for rule in one.rules for draft in rule.actions}
        assert {"regression_case", "monitoring"} <= kinds


def test_a_set_that_changed_has_a_version_of_its_own() -> None:
    """The digests of all versions are kept: a present one that differs needs a new version."""
    kept = msgspec.json.decode(DIGESTS.read_bytes(), type=dict[str, str])
    present = {f"{one.category}@{one.version}": digest(one) for one in QUESTION_SETS.values()}
    assert {key: kept.get(key) for key in present} == present


def digest(one: QuestionSet) -> str:
    return hashlib.sha256(msgspec.json.encode(one)).hexdigest()[:16]
