"""What a table of diagnosis is made of: questions, what is found in answers, where that points."""

from enum import StrEnum

from msgspec import Struct

from domain.action_events import ActionKind
from domain.incident_events import Category


class AnswerKind(StrEnum):
    """What a question takes as its answer."""

    YES_NO = "yes_no"
    TEXT = "text"
    RATE = "rate"
    MONEY = "money"


class Sign(StrEnum):
    """What a condition finds in an answer: a yes, a no, or anything at all."""

    YES = "yes"
    NO = "no"
    GIVEN = "given"


class Question(Struct, frozen=True):
    key: str
    text: str
    kind: AnswerKind = AnswerKind.YES_NO


class Says(Struct, frozen=True, tag_field="test", tag="says"):
    """The answer to a question is of this sign."""

    question: str
    sign: Sign


class Exceeds(Struct, frozen=True, tag_field="test", tag="exceeds"):
    """One rate is above another by more than `by`, both being shares of 1."""

    question: str
    baseline: str
    by: float


class Grew(Struct, frozen=True, tag_field="test", tag="grew"):
    """An amount grew by more than the share `by` of what it was, in the same currency."""

    question: str
    baseline: str
    by: float


Condition = Says | Exceeds | Grew


class Draft(Struct, frozen=True):
    """An action to consider. In its title `{feature}` stands for the feature that failed."""

    kind: ActionKind
    title: str


class Rule(Struct, frozen=True):
    """Where an answer points: at a hypothesis, and at actions that would keep it from recurring."""

    key: str
    when: Condition
    hypothesis: str
    actions: tuple[Draft, ...]


class QuestionSet(Struct, frozen=True):
    """What a category is, what to ask about a failure of this kind, and what the answers mean.

    Questions stand in the order in which to ask them; rules with the likeliest cause first.
    """

    category: Category
    description: str
    version: int
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
