"""The diagnosis of an incident: questions, answers, and what these point at."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from litestar import Response, Router, get, put
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.call import Call, Shape, answered
from api.documents import Links
from api.queries import Moment, Version
from api.references import Prefix
from domain.diagnosis import (
    TAKES,
    Hypothesis,
    Suggestion,
    amount,
    excess,
    former,
    growth,
    hypotheses,
    question_sets,
    rate,
    standing,
    suggestions,
)
from domain.diagnostics import QUESTION_SETS
from domain.incident import INCIDENT
from domain.incident_commands import AnswerQuestion, GiveAnswer
from domain.incident_events import Answer, Category, IncidentDiagnosisAnswered, Money
from domain.incident_state import Incident
from domain.question_set import AnswerKind, Question
from domain.values import Evidence
from eventstore.transact import Outcome, Step


class QuestionDocument(Struct, frozen=True):
    """A question with its answer so far. `takes` says in words what it takes as an answer."""

    key: str
    text: str
    category: Category
    kind: AnswerKind
    takes: str
    question_set: int
    answer: Answer | None
    finding: str
    evidence: tuple[Evidence, ...]
    answered_at: datetime | None
    answered_by: str | None


class FormerAnswer(Struct, frozen=True):
    """An answer that counts no more, its category or its question set being a former one."""

    former: Literal["category", "question_set"]
    question: str
    category: Category
    question_set: int
    answer: Answer
    finding: str
    evidence: tuple[Evidence, ...]
    answered_at: datetime
    answered_by: str


class EscalationRates(Struct, frozen=True):
    """Shares of cases handed over to people; `excess` is what is observed above the baseline."""

    baseline: float | None
    observed: float | None
    excess: float | None


class Spend(Struct, frozen=True):
    """`growth` is a share of what was spent before, 1 for a doubling."""

    before: Money | None
    after: Money | None
    growth: float | None


class Diagnosis(Struct, frozen=True):
    """`hypothesis` is the first of `hypotheses`; the `rule` of each is one of its category's."""

    incident_id: UUID
    reference: str
    version: int
    category: Category
    secondary_categories: tuple[Category, ...]
    questions: tuple[QuestionDocument, ...]
    hypothesis: str | None
    hypotheses: tuple[Hypothesis, ...]
    suggested_actions: tuple[Suggestion, ...]
    escalation_rates: EscalationRates | None
    spend: Spend | None
    former_answers: tuple[FormerAnswer, ...]
    links: Links


def diagnosis_document(incident_id: UUID, version: int, incident: Incident) -> Diagnosis:
    found = hypotheses(incident)
    here = f"/v1/incidents/{incident_id}"
    return Diagnosis(
        incident_id=incident_id,
        reference=incident.reference,
        version=version,
        category=incident.category,
        secondary_categories=incident.secondary_categories,
        questions=questions(incident),
        hypothesis=found[0].text if found else None,
        hypotheses=found,
        suggested_actions=suggestions(incident),
        escalation_rates=escalation_rates(incident),
        spend=spend(incident),
        former_answers=tuple(former_answer(given) for given in former(incident)),
        links={"self": f"{here}/diagnosis", "incident": here, "categories": "/v1/categories"},
    )


def questions(incident: Incident) -> tuple[QuestionDocument, ...]:
    given = standing(incident)
    return tuple(
        question_document(asked.category, asked.version, question, given.get(question.key))
        for asked in question_sets(incident)
        for question in asked.questions
    )


def question_document(
    category: Category,
    version: int,
    question: Question,
    given: IncidentDiagnosisAnswered | None,
) -> QuestionDocument:
    return QuestionDocument(
        key=question.key,
        text=question.text,
        category=category,
        kind=question.kind,
        takes=TAKES[question.kind],
        question_set=version,
        answer=given.answer if given else None,
        finding=given.finding if given else "",
        evidence=given.evidence if given else (),
        answered_at=given.answered_at if given else None,
        answered_by=given.answered_by if given else None,
    )


def former_answer(given: IncidentDiagnosisAnswered) -> FormerAnswer:
    is_present = QUESTION_SETS[given.category].version == given.question_set
    return FormerAnswer(
        former="category" if is_present else "question_set",
        question=given.question,
        category=given.category,
        question_set=given.question_set,
        answer=given.answer,
        finding=given.finding,
        evidence=given.evidence,
        answered_at=given.answered_at,
        answered_by=given.answered_by,
    )


def escalation_rates(incident: Incident) -> EscalationRates | None:
    """What the questions of rates were answered; None where nobody asks them."""
    if all(one.category is not Category.ESCALATION_OVERLOAD for one in question_sets(incident)):
        return None
    baseline, observed = rate(incident, "baseline_rate"), rate(incident, "observed_rate")
    return EscalationRates(baseline, observed, excess(baseline, observed))


def spend(incident: Incident) -> Spend | None:
    """What the questions of spend were answered; None where nobody asks them."""
    if all(one.category is not Category.RUNAWAY_COST for one in question_sets(incident)):
        return None
    before, after = amount(incident, "spend_before"), amount(incident, "spend_after")
    return Spend(before, after, growth(before, after))


def shown(outcomes: Sequence[Outcome]) -> Shape:
    made = outcomes[0]
    return Shape(diagnosis_document(made.stream_id, made.version, made.state), made.version)


@get(
    "/{incident:str}/diagnosis",
    operation_id="getDiagnosis",
    summary="Read the questions of the diagnosis, and what the answers point at",
)
async def get_diagnosis(
    incident: FromPath[str],
    request: Call,
    version: Version = None,
    as_of: Moment = None,
) -> Response[Diagnosis]:
    """As it stands now, or as it stood at `version` or `as_of`, by the question sets of today."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    loaded = await request.read_at(INCIDENT, incident_id, version, as_of)
    return answered(loaded, diagnosis_document(incident_id, loaded.version, loaded.state))


@put(
    "/{incident:str}/diagnosis/{question:str}",
    operation_id="answerQuestion",
    summary="Answer a question of the diagnosis",
)
async def answer_question(
    incident: FromPath[str],
    question: FromPath[str],
    data: JSONBody[GiveAnswer],
    request: Call,
) -> Response[Diagnosis]:
    """Or answer it anew: what was answered before stays in the history."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    step = Step(INCIDENT, incident_id, AnswerQuestion(question, data), request.expected())
    return await request.write(step, render=shown)


ROUTES = Router("/incidents", route_handlers=[get_diagnosis, answer_question], tags=["Incidents"])
