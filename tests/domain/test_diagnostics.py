from collections import Counter

from domain.diagnostics import QUESTION_SETS
from domain.incident_events import Category


def test_every_category_has_a_question_set_of_its_own() -> None:
    assert set(QUESTION_SETS) == set(Category)
    assert all(one.category is category for category, one in QUESTION_SETS.items())


def test_the_keys_of_questions_are_unique_within_a_set() -> None:
    for one in QUESTION_SETS.values():
        assert set(Counter(question.key for question in one.questions).values()) == {1}
