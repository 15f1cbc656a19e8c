"""The exchanges that openapi.yaml shows: one story, told to the service in this order.

Moments and days are those of the story, which ends before TODAY; tests.api.exchanges moves them to
the present and back. The log begins empty, so that references are known beforehand.
"""

import hmac
from typing import Final

from tests.api.scenario_postmortem import LEARNING
from tests.api.scenario_roster import READERS, ROSTER
from tests.api.told import Blocked, Told, get, patch, post, put

ANA: Final = "ana@example.com"
BEN: Final = "ben@example.com"
TODAY: Final = "2026-03-12"

DECLARATION: Final = {
    "title": "The assistant invented a refund policy",
    "category": "hallucination",
    "severity": "sev2",
    "summary": "Customers were promised refunds within 90 days; the policy says 30.",
    "detection": {
        "source": "user_report",
        "signal": "Ticket 8841",
        "detected_at": "2026-03-02T08:30:00Z",
    },
    "system": {
        "feature": "support assistant",
        "model": "house-large",
        "model_version": "2026-02",
        "prompt_version": "refunds-14",
    },
    "labels": ["refunds"],
    "lead": ANA,
}
DECLARED_AGAIN: Final = {
    "title": "The assistant invented a refund for gift cards",
    "category": "hallucination",
    "severity": "sev3",
    "detection": {"source": "monitoring", "detected_at": "2026-03-10T14:05:00Z"},
    "system": {"feature": "support assistant"},
}
CONTAINMENT: Final = {
    "kind": "human_takeover",
    "target": "Questions about refunds",
    "held": True,
    "occurred_at": "2026-03-02T09:10:00Z",
    "text": "People answer; the assistant drafts.",
}
COMMUNICATION: Final = {
    "audience": "customers",
    "known": "Some of you were told of a refund within 90 days, which we do not offer.",
    "unknown": "How many of you. We are reading the conversations.",
    "channel": "e-mail",
    "sent_at": "2026-03-02T11:00:00Z",
}
TRACKER: Final = {
    "kind": "github",
    "name": "Delivery board",
    "project": "acme/actions",
    "credential": {"env": "ACME_GITHUB_TOKEN"},
    "is_default": True,
    "webhook": {"secret": {"env": "ACME_WEBHOOK_SECRET"}},
}
WEBHOOK: Final = ("ACME_WEBHOOK_SECRET", "a-secret-of-the-story")
PING: Final = b'{"zen": "Keep it logically awesome.", "hook_id": 1}'
SIGNED: Final = {
    "X-GitHub-Event": "ping",
    "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    "X-Hub-Signature-256": "sha256=" + hmac.digest(WEBHOOK[1].encode(), PING, "sha256").hex(),
}


def entry(kind: str, at: str, text: str) -> Told:
    return post(
        "addTimelineEntry",
        f"The entry {kind}",
        "/v1/incidents/INC-1/timeline-entries",
        {"kind": kind, "occurred_at": at, "text": text},
        keep=kind,
    )


OPERATIONS: Final = (
    get("getHealth", "Alive", "/healthz"),
    get("getMetrics", "All of them", "/metrics"),
    get("getReadiness", "Ready", "/readyz"),
    get("getSpecification", "The description", "/openapi.yaml"),
    get("getDocs", "The page", "/docs"),
)

RESPONSE: Final = (
    post(
        "declareIncident",
        "An invented policy",
        "/v1/incidents",
        DECLARATION,
        headers={"Idempotency-Key": "ticket-8841", "On-Behalf-Of": ANA},
    ),
    post(
        "declareIncident",
        "The same request again",
        "/v1/incidents",
        DECLARATION,
        headers={"Idempotency-Key": "ticket-8841", "On-Behalf-Of": ANA},
    ),
    post(
        "declareIncident",
        "The same key for something else",
        "/v1/incidents",
        DECLARED_AGAIN,
        headers={"Idempotency-Key": "ticket-8841", "On-Behalf-Of": ANA},
        status=422,
    ),
    post(
        "declareIncident",
        "Everything wrong at once",
        "/v1/incidents",
        {**DECLARED_AGAIN, "severity": "bad", "title": "", "labels": [], "urgent": True},
        status=400,
    ),
    post(
        "declareIncident",
        "A likely recurrence",
        "/v1/incidents",
        DECLARED_AGAIN,
        headers={"On-Behalf-Of": BEN},
    ),
    put("assignRole", "A scribe", "/v1/incidents/INC-1/roles/scribe", {"person": BEN}),
    post(
        "linkIncident",
        "The same failure again",
        "/v1/incidents/INC-2/links",
        {"kind": "recurrence_of", "incident": "INC-1"},
    ),
    post(
        "linkIncident",
        "To itself",
        "/v1/incidents/INC-2/links",
        {"kind": "related_to", "incident": "INC-2"},
        status=409,
    ),
    post(
        "linkIncident",
        "Related besides",
        "/v1/incidents/INC-2/links",
        {"kind": "related_to", "incident": "INC-1"},
    ),
    post(
        "retractLink",
        "One link is enough",
        "/v1/incidents/INC-2/links/retractions",
        {"kind": "related_to", "incident": "INC-1", "reason": "It is a recurrence."},
    ),
    post(
        "retractLink",
        "There is no such link",
        "/v1/incidents/INC-2/links/retractions",
        {"kind": "duplicate_of", "incident": "INC-1", "reason": "It is a recurrence."},
        status=409,
    ),
    get("listLinks", "From the other side", "/v1/incidents/INC-1/links"),
    entry("first_signal", "2026-03-01T16:20:00Z", "The first such answer, as the log shows."),
    entry("noticed", "2026-03-02T08:30:00Z", "A customer quotes the answer in ticket 8841."),
    entry("note", "2026-03-02T08:45:00Z", "Refund questions: 40 a day."),
    post(
        "correctTimelineEntry",
        "A better number",
        "/v1/incidents/INC-1/timeline-entries/{note}/corrections",
        {"text": "Refund questions: 60 a day.", "reason": "The first count left out chat."},
    ),
    post(
        "retractTimelineEntry",
        "Not part of this story",
        "/v1/incidents/INC-1/timeline-entries/{note}/retractions",
        {"reason": "It is in the summary now."},
    ),
    post(
        "changeStage",
        "Nothing was contained",
        "/v1/incidents/INC-1/stage-transitions",
        {"to": "diagnose"},
        status=409,
    ),
    post(
        "changeStage",
        "To containment",
        "/v1/incidents/INC-1/stage-transitions",
        {"to": "contain", "occurred_at": "2026-03-02T08:50:00Z"},
    ),
    post(
        "recordContainment",
        "People take over",
        "/v1/incidents/INC-1/containments",
        CONTAINMENT,
    ),
    post(
        "recordCommunication",
        "To the customers",
        "/v1/incidents/INC-1/communications",
        COMMUNICATION,
    ),
    put(
        "answerQuestion",
        "The data was not asked",
        "/v1/incidents/INC-1/diagnosis/grounding_available",
        {
            "answer": "no",
            "finding": "The retrieval index still held the policy of 2024.",
            "evidence": [{"label": "Trace", "url": "https://traces.example.com/8841"}],
        },
        headers={"On-Behalf-Of": ANA},
    ),
    put(
        "answerQuestion",
        "An answer of another kind",
        "/v1/incidents/INC-1/diagnosis/grounding_available",
        {"answer": 0.5},
        status=400,
    ),
    get("getDiagnosis", "What the answer points at", "/v1/incidents/INC-1/diagnosis"),
    patch(
        "reviseIncident",
        "Worse than thought",
        "/v1/incidents/INC-1",
        {"severity": "sev1", "impact": "212 customers.", "reason": "The log was read."},
    ),
    patch(
        "reviseIncident",
        "Decided on what was true before",
        "/v1/incidents/INC-1",
        {"severity": "sev3"},
        headers={"If-Match": '"9"'},
        status=412,
    ),
    entry("mitigated", "2026-03-03T10:00:00Z", "The old policy left the index."),
    entry("resolved", "2026-03-03T12:00:00Z", "People hand the questions back."),
    get("listTimelineEntries", "The first two", "/v1/incidents/INC-1/timeline-entries?limit=2"),
)

TRACKERS: Final = (
    post("registerTracker", "A GitHub repository", "/v1/trackers", TRACKER),
    get("listTrackers", "All", "/v1/trackers"),
    get("getTracker", "By its reference", "/v1/trackers/TRK-1"),
    patch("changeTracker", "Another name", "/v1/trackers/TRK-1", {"name": "Actions"}),
    post("testTracker", "Without its secret", "/v1/trackers/TRK-1/tests", status=200),
    post(
        "receiveDelivery",
        "A ping of GitHub",
        "/v1/trackers/TRK-1/webhook",
        headers=SIGNED,
        sent=PING,
        status=202,
        key="",
    ),
    post(
        "receiveDelivery",
        "Under another secret",
        "/v1/trackers/TRK-1/webhook",
        headers={**SIGNED, "X-Hub-Signature-256": "sha256=" + "0" * 64},
        sent=PING,
        status=401,
        key="",
    ),
)

ACTIONS: Final = (
    get("listActions", "Open ones of one incident", "/v1/actions?incident=INC-1&status=open"),
    get(
        "listActions",
        "What two people have left to do, the most urgent first",
        f"/v1/actions?owner={ANA}&owner={BEN}&status=open&status=in_progress&sort=due_on",
    ),
    get("getWorkload", "Of every owner", "/v1/actions/workload"),
    get("getAction", "By its reference", "/v1/actions/ACT-1"),
    patch("reviseAction", "More time", "/v1/actions/ACT-1", {"due_on": "2026-04-07"}),
    post(
        "changeActionStatus",
        "Begun",
        "/v1/actions/ACT-1/status-changes",
        {"to": "in_progress"},
    ),
    get("listActionStatusChanges", "So far", "/v1/actions/ACT-1/status-changes"),
    post(
        "changeActionStatus",
        "Proof is missing",
        "/v1/actions/ACT-1/status-changes",
        {"to": "verified"},
        status=409,
    ),
    Blocked(),
    get("getTicket", "Blocked, and what mends it", "/v1/actions/ACT-1/ticket"),
    get("listTrackerLinks", "What is blocked", "/v1/trackers/TRK-1/links?state=blocked"),
    post(
        "retryTrackerLinks",
        "All that were held for one reason",
        "/v1/trackers/TRK-1/retries",
        {"code": "permission_missing"},
        status=200,
    ),
    post("retryTicket", "After the secret was set", "/v1/actions/ACT-1/ticket/retries"),
    post(
        "retryTicket",
        "Nothing is blocked",
        "/v1/actions/ACT-1/ticket/retries",
        status=409,
    ),
)

READING: Final = (
    get("listCategories", "All six", "/v1/categories"),
    get("listIncidents", "Open ones that speak of refunds", "/v1/incidents?status=open&q=refund"),
    get("listIncidents", "One a page", "/v1/incidents?limit=1"),
    get(
        "listIncidents",
        "A category that there is not",
        "/v1/incidents?category=other&page=2",
        status=400,
    ),
    get("getIncident", "By its reference", "/v1/incidents/INC-1"),
    get("getIncident", "As it was declared", "/v1/incidents/INC-1?version=1"),
    get("getIncident", "After a write of the caller's", "/v1/incidents/INC-2?min_position=3"),
    get("getIncident", "Nobody declared it", "/v1/incidents/INC-99", status=404),
    get("listStageTransitions", "So far", "/v1/incidents/INC-1/stage-transitions"),
    get("getIncidentHistory", "The first two events", "/v1/incidents/INC-1/history?limit=2"),
    get("listEvents", "After the second", "/v1/events?after=2&limit=2"),
    get("listEvents", "Of one thing", "/v1/events?subject=ACT-1&type=action.planned"),
)

REFUSALS: Final = (
    get("listIncidents", "Without a key", "/v1/incidents", key="", status=401),
    post(
        "declareIncident",
        "With a key that only reads",
        "/v1/incidents",
        DECLARATION,
        key="read",
        status=403,
    ),
    post(
        "declareIncident",
        "As a form",
        "/v1/incidents",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        sent=b"title=Refund",
        status=415,
    ),
    post(
        "declareIncident",
        "Over 1 MiB",
        "/v1/incidents",
        headers={"Content-Type": "application/json"},
        sent=b'"' + b"a" * 1_048_576 + b'"',
        status=413,
    ),
)

SCENARIO: Final[tuple[Told | Blocked, ...]] = (
    *OPERATIONS,
    *RESPONSE,
    *TRACKERS,
    *LEARNING,
    *ACTIONS,
    *ROSTER,
    *READERS,
    *READING,
    *REFUSALS,
)
