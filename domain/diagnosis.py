"""The diagnosis of an incident: its answers, and what the table makes of them (diagnostics.py)."""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from msgspec import Struct

from domain.action_events import ActionKind
from domain.decider import Stamp
from domain.diagnostics import QUESTION_SETS
from domain.errors import AnswerMisfit, NotFound
from domain.incident_commands import AnswerQuestion, GiveAnswer
from domain.incident_events import Answer, Category, IncidentDiagnosisAnswered, Money
from domain.incident_state import Incident
from domain.question_set import (
    AnswerKind,
    Condition,
    Exceeds,
    Grew,
    Question,
    QuestionSet,
    Rule,
    Says,
    Sign,
)
from domain.values import TITLE_CHARS_MAX

YES, NO, UNKNOWN = "yes", "no", "unknown"
TAKES: Final[Mapping[AnswerKind, str]] = {
    AnswerKind.YES_NO: '"yes", "no" or "unknown"; true and false are taken for yes and no',
    AnswerKind.TEXT: "a text, not blank",
    AnswerKind.RATE: "a number from 0 to 1",
    AnswerKind.MONEY: 'an amount of money, as {"amount": 1250.5, "currency": "EUR"}',
}
AMOUNT_MIN: Final = 0.01  # what is less is no base to tell growth by
DIGITS: Final = 4

Answers = Mapping[str, Answer]


class Suggestion(Struct, frozen=True):
    """An action to consider; `rule` of the category's table says so."""

    kind: ActionKind
    title: str
    category: Category
    rule: str


class Hypothesis(Struct, frozen=True):
    """What an answer points at; `rule` of the category's table says so."""

    text: str
    category: Category
    rule: str
    questions: tuple[str, ...]


# rules


def answer(
    incident: Incident, command: AnswerQuestion, stamp: Stamp
) -> tuple[IncidentDiagnosisAnswered, ...]:
    """Return the fact of the answer; `()` where it stands like this already.

    Raises:
        NotFound: no category of the incident asks that question.
        AnswerMisfit: the answer is not of the kind that the question takes.
    """
    asked, question = find(incident, command.question)
    body = command.body
    given = settled(question, body)
    present = standing(incident).get(question.key)
    stated = (given, body.finding, body.evidence)
    if present and stated == (present.answer, present.finding, present.evidence):
        return ()
    return (
        IncidentDiagnosisAnswered(
            category=asked.category,
            question=question.key,
            question_set=asked.version,
            answer=given,
            answered_at=stamp.at,
            answered_by=stamp.by,
            finding=body.finding,
            evidence=body.evidence,
        ),
    )


def find(incident: Incident, key: str) -> tuple[QuestionSet, Question]:
    for asked in question_sets(incident):
        for question in asked.questions:
            if question.key == key:
                return asked, question
    categories = " and ".join(one.category for one in question_sets(incident))
    raise NotFound("question", f"{key[:100]} in a diagnosis of {categories}")


def settled(question: Question, body: GiveAnswer) -> Answer:
    """Return the answer as it is kept, if it is of the question's kind."""
    given = body.answer
    if question.kind is AnswerKind.YES_NO and isinstance(given, bool):
        return YES if given else NO
    if isinstance(given, bool) or not fits(question.kind, given):
        raise AnswerMisfit([("/answer", f"{question.key} takes {TAKES[question.kind]}")])
    return given


def fits(kind: AnswerKind, given: Answer) -> bool:
    match kind:
        case AnswerKind.YES_NO:
            return given in {YES, NO, UNKNOWN} if isinstance(given, str) else False
        case AnswerKind.TEXT:
            return isinstance(given, str)
        case AnswerKind.RATE:
            return isinstance(given, float) and 0 <= given <= 1
        case AnswerKind.MONEY:
            return isinstance(given, Money)
        case _:
            assert_never(kind)


# reading


def question_sets(incident: Incident) -> tuple[QuestionSet, ...]:
    """Return the sets that the incident's categories ask, the primary one's first."""
    categories = (incident.category, *incident.secondary_categories)
    return tuple(QUESTION_SETS[category] for category in categories)


def standing(incident: Incident) -> dict[str, IncidentDiagnosisAnswered]:
    """Return the answers that count: to the present sets of the present categories, by question."""
    versions = {one.category: one.version for one in question_sets(incident)}
    return {
        given.question: given
        for given in incident.answers
        if versions.get(given.category) == given.question_set
    }


def former(incident: Incident) -> tuple[IncidentDiagnosisAnswered, ...]:
    """Return the answers that stay on record and count no more, in order of answering."""
    count = standing(incident).values()
    return tuple(given for given in incident.answers if given not in count)


def hypotheses(incident: Incident) -> tuple[Hypothesis, ...]:
    """Return what the answers point at, the likeliest cause of the primary category first."""
    return tuple(
        Hypothesis(rule.hypothesis, category, rule.key, questions_of(rule.when))
        for category, rule in pointing(incident)
    )


def suggestions(incident: Incident) -> tuple[Suggestion, ...]:
    """Return the actions that the answers point at, each once, in the order of the hypotheses."""
    feature = incident.system.feature if incident.system else ""
    found: dict[tuple[ActionKind, str], Suggestion] = {}
    for category, rule in pointing(incident):
        for draft in rule.actions:
            title = draft_title(draft.title, feature)
            made = Suggestion(draft.kind, title, category, rule.key)
            found.setdefault((draft.kind, title), made)
    return tuple(found.values())


def draft_title(template: str, feature: str) -> str:
    """Return a title for the action, as long as titles may be."""
    return template.replace("{feature}", feature)[:TITLE_CHARS_MAX]


def pointing(incident: Incident) -> Iterator[tuple[Category, Rule]]:
    answers = {key: given.answer for key, given in standing(incident).items()}
    for asked in question_sets(incident):
        for rule in asked.rules:
            if holds(rule.when, answers):
                yield asked.category, rule


def holds(condition: Condition, answers: Answers) -> bool:
    match condition:
        case Says(question=question, sign=Sign.GIVEN):
            return question in answers
        case Says(question=question, sign=sign):
            return answers.get(question) == sign
        case Exceeds(question=question, baseline=baseline, by=by):
            more = excess(answers.get(baseline), answers.get(question))
            return more is not None and more > by
        case Grew(question=question, baseline=baseline, by=by):
            more = growth(answers.get(baseline), answers.get(question))
            return more is not None and more > by
        case _:
            assert_never(condition)


def questions_of(condition: Condition) -> tuple[str, ...]:
    if isinstance(condition, Says):
        return (condition.question,)
    return condition.baseline, condition.question


def rate(incident: Incident, question: str) -> float | None:
    given = standing(incident).get(question)
    return given.answer if given and isinstance(given.answer, float) else None


def amount(incident: Incident, question: str) -> Money | None:
    given = standing(incident).get(question)
    return given.answer if given and isinstance(given.answer, Money) else None


def excess(baseline: Answer | None, observed: Answer | None) -> float | None:
    """Return by how much one rate is above another; None while one of them is not known."""
    if isinstance(baseline, float) and isinstance(observed, float):
        return round(observed - baseline, DIGITS)
    return None


def growth(before: Answer | None, after: Answer | None) -> float | None:
    """Return growth as a share of what was before, 1 for a doubling.

    None while an amount is not known, or where they cannot be compared: other currencies, no base.
    """
    if not (isinstance(before, Money) and isinstance(after, Money)):
        return None
    if before.currency != after.currency or before.amount < AMOUNT_MIN:
        return None
    return round(after.amount / before.amount - 1, DIGITS)
