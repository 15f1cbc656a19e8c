"""Diagnosis over HTTP: questions, answers, what they point at, and who may read it."""

from typing import Any

import httpx
import pytest

from tests.api.nodes import pointers, problem_of
from tests.api.world import ANA, BEN, MISSING_ID, declared, if_match, made, whole


def path_of(incident: dict[str, Any], question: str = "") -> str:
    path = f"/v1/incidents/{incident['reference']}/diagnosis"
    return f"{path}/{question}" if question else path


async def told(
    client: httpx.AsyncClient, incident: dict[str, Any], question: str, answer: Any, **more: Any
) -> dict[str, Any]:
    """The diagnosis after an answer."""
    return await made(client.put(path_of(incident, question), json={"answer": answer, **more}))


def by_key(diagnosis: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {question["key"]: question for question in diagnosis["questions"]}


async def test_a_diagnosis_begins_with_the_questions_of_its_category(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client, secondary_categories=["drift"])
    answer = await client.get(path_of(incident))
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"1"'
    diagnosis = answer.json()
    assert diagnosis["incident_id"] == incident["id"]
    assert [question["category"] for question in diagnosis["questions"]] == [
        "hallucination",
        *["drift"] * 4,
    ]
    assert all(question["answer"] is None for question in diagnosis["questions"])
    assert (diagnosis["hypothesis"], diagnosis["suggested_actions"]) == (None, [])
    assert (diagnosis["escalation_rates"], diagnosis["spend"]) == (None, None)
    assert incident["links"]["diagnosis"] == diagnosis["links"]["self"]


async def test_an_answer_is_recorded_with_finding_and_evidence(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    body = {
        "answer": "no",
        "finding": "The index was empty.",
        "evidence": [{"label": "Trace", "url": "https://traces.example.com/1"}],
    }
    path = path_of(incident, "grounding_available")
    answer = await client.put(path, json=body, headers={"on-behalf-of": ANA})
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"2"'
    question = by_key(answer.json())["grounding_available"]
    assert {field: question[field] for field in body} == body
    assert (question["answered_by"], question["question_set"]) == (ANA, 1)
    assert answer.json()["hypotheses"][0]["rule"] == "retrieval_skipped"
    assert answer.json()["hypothesis"] == answer.json()["hypotheses"][0]["text"]
    suggested = answer.json()["suggested_actions"]
    assert [action["kind"] for action in suggested] == [
        "structural",
        "regression_case",
        "monitoring",
    ]
    assert all("support assistant" in action["title"] for action in suggested)
    assert all(action["rule"] == "retrieval_skipped" for action in suggested)
    assert (await client.get(path_of(incident))).json() == answer.json()


async def test_a_suggestion_can_be_planned_as_it_is(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    diagnosis = await told(client, incident, "grounding_available", "yes")
    assert diagnosis["suggested_actions"]
    for draft in diagnosis["suggested_actions"]:
        plan = {
            "kind": draft["kind"],
            "title": draft["title"],
            "owner": BEN,
            "due_on": "2030-01-31",
        }
        await made(client.post(f"/v1/incidents/{incident['id']}/actions", json=plan))


async def test_the_same_answer_again_changes_nothing_and_another_is_another_event(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client)
    for answer, version in (("no", 2), (False, 2), ("no", 2), ("yes", 3)):
        diagnosis = await told(client, incident, "grounding_available", answer)
        assert diagnosis["version"] == version
    events = await whole(client, f"/v1/incidents/{incident['id']}/history")
    answers = [e["data"] for e in events if e["type"] == "incident.diagnosis_answered"]
    assert [data["answer"] for data in answers] == ["no", "yes"]
    assert {(data["category"], data["question_set"]) for data in answers} == {("hallucination", 1)}


async def test_a_diagnosis_is_read_as_it_stood(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    await told(client, incident, "grounding_available", "no")
    await told(client, incident, "grounding_available", "yes")
    events = await whole(client, f"/v1/incidents/{incident['id']}/history")
    for number, answer in enumerate([None, "no", "yes"], 1):
        for query in ({"version": number}, {"as_of": events[number - 1]["recorded_at"]}):
            then = await client.get(path_of(incident), params=query)
            assert by_key(then.json())["grounding_available"]["answer"] == answer
            assert then.headers["etag"] == f'"{number}"'
    problem_of(await client.get(path_of(incident), params={"version": 9}), 404, "not_found")


async def test_escalation_overload_holds_both_rates_and_shows_the_excess(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client, category="escalation_overload")
    half = await told(client, incident, "baseline_rate", 0.15)
    assert half["escalation_rates"] == {"baseline": 0.15, "observed": None, "excess": None}
    both = await told(client, incident, "observed_rate", 0.6)
    assert both["escalation_rates"] == {"baseline": 0.15, "observed": 0.6, "excess": 0.45}
    assert [found["rule"] for found in both["hypotheses"]] == ["queue_overrun"]
    assert both["hypotheses"][0]["questions"] == ["baseline_rate", "observed_rate"]


async def test_runaway_cost_holds_both_amounts_and_shows_the_growth(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client, category="runaway_cost")
    before, after = {"amount": 1200, "currency": "EUR"}, {"amount": 2400.5, "currency": "EUR"}
    await told(client, incident, "spend_before", before)
    both = await told(client, incident, "spend_after", after)
    assert both["spend"] == {"before": before, "after": after, "growth": 1.0004}
    dollars = await told(client, incident, "spend_after", {**after, "currency": "USD"})
    assert dollars["spend"]["growth"] is None


async def test_reclassifying_keeps_the_old_answers_readable(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    await told(client, incident, "grounding_available", "no", finding="Empty index.")
    change = {"category": "drift", "reason": "The model was swapped."}
    await made(client.patch(f"/v1/incidents/{incident['id']}", json=change))
    diagnosis = (await client.get(path_of(incident))).json()
    assert "grounding_available" not in by_key(diagnosis)
    assert diagnosis["hypothesis"] is None
    (former,) = diagnosis["former_answers"]
    assert (former["former"], former["category"]) == ("category", "hallucination")
    assert (former["question"], former["answer"]) == ("grounding_available", "no")
    assert former["finding"] == "Empty index."
    late = await client.put(path_of(incident, "grounding_available"), json={"answer": "yes"})
    problem_of(late, 404, "not_found")


@pytest.mark.parametrize("question", ["prompt_mutated", "nothing", "%00", "☃", "x" * 300])
async def test_a_question_that_is_not_asked_is_not_found(
    client: httpx.AsyncClient, question: str
) -> None:
    incident = await declared(client)
    answer = await client.put(path_of(incident, question), json={"answer": "yes"})
    problem_of(answer, 404, "not_found")


@pytest.mark.parametrize(
    ("category", "key", "misfit"),
    [
        ("hallucination", "grounding_available", "perhaps"),
        ("escalation_overload", "observed_rate", 60),
        ("escalation_overload", "observed_rate", -0.1),
        ("runaway_cost", "spend_before", 1250),
    ],
)
async def test_an_answer_of_the_wrong_kind_is_told_what_the_question_takes(
    client: httpx.AsyncClient, category: str, key: str, misfit: Any
) -> None:
    incident = await declared(client, category=category)
    answer = await client.put(path_of(incident, key), json={"answer": misfit})
    problem = problem_of(answer, 400, "answer_misfit")
    assert pointers(problem) == {"/answer"}
    question = by_key((await client.get(path_of(incident))).json())[key]
    assert problem["errors"][0]["detail"] == f"{key} takes {question['takes']}"


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({}, "/answer"),
        ({"answer": None}, "/answer"),
        ({"answer": " "}, "/answer"),
        ({"answer": ["yes"]}, "/answer"),
        ({"answer": {"amount": -1, "currency": "EUR"}}, "/answer/amount"),
        ({"answer": {"amount": 1, "currency": "euro"}}, "/answer/currency"),
        ({"answer": "no", "finding": "\0"}, "/finding"),
        ({"answer": "no", "evidence": [{"label": "x", "url": "ftp://x"}]}, "/evidence/0/url"),
        ({"answer": "no", "certainty": 1}, "/certainty"),
    ],
)
async def test_a_body_that_is_no_answer_is_refused(
    client: httpx.AsyncClient, body: dict[str, Any], at: str
) -> None:
    incident = await declared(client)
    answer = await client.put(path_of(incident, "grounding_available"), json=body)
    assert pointers(problem_of(answer, 400, "invalid_request")) == {at}


async def test_all_that_is_wrong_with_an_amount_is_told(client: httpx.AsyncClient) -> None:
    incident = await declared(client, category="runaway_cost")
    body = {"answer": {"amount": -1, "currency": "eur"}}
    problem = problem_of(
        await client.put(path_of(incident, "spend_before"), json=body), 400, "invalid_request"
    )
    assert problem["errors"] == [
        {"pointer": "/answer/amount", "detail": "Expected `float` >= 0.0"},
        {"pointer": "/answer/currency", "detail": "takes three letters of ISO 4217, as EUR"},
    ]


async def test_an_answer_decided_on_an_old_version_is_refused(client: httpx.AsyncClient) -> None:
    incident = await declared(client)
    await told(client, incident, "grounding_available", "no")
    path = path_of(incident, "grounding_available")
    stale = await client.put(path, json={"answer": "yes"}, headers=if_match(1))
    problem_of(stale, 412, "version_conflict")


async def test_the_diagnosis_of_what_nobody_may_know_of_is_not_found(
    client: httpx.AsyncClient,
) -> None:
    hidden = await declared(client, visibility="restricted", visible_to={"people": [ANA]})
    ben, ana = {"on-behalf-of": BEN}, {"on-behalf-of": ANA}
    path, body = path_of(hidden, "grounding_available"), {"answer": "no"}
    problem_of(await client.put(path, json=body, headers=ben), 404, "not_found")
    problem_of(await client.get(path_of(hidden), headers=ben), 404, "not_found")
    assert (await client.get(path_of(hidden), headers=ana)).status_code == 200
    missing = await client.get(f"/v1/incidents/{MISSING_ID}/diagnosis")
    problem_of(missing, 404, "not_found")


async def test_the_categories_show_questions_and_where_answers_point(
    client: httpx.AsyncClient,
) -> None:
    categories = (await made(client.get("/v1/categories")))["items"]
    assert len(categories) == 6
    (hallucination,) = [one for one in categories if one["category"] == "hallucination"]
    assert hallucination["version"] == 1
    assert hallucination["questions"][0]["kind"] == "yes_no"
    assert hallucination["rules"][0] == {
        "key": "prompt_let_it_stray",
        "when": {"test": "says", "question": "grounding_available", "sign": "yes"},
        "hypothesis": "The grounding data was there: the prompt let the model stray from it.",
        "actions": hallucination["rules"][0]["actions"],
    }
    assert {action["kind"] for action in hallucination["rules"][0]["actions"]} == {
        "guardrail",
        "regression_case",
        "monitoring",
    }
