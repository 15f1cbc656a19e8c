"""The part of the story that is about what was learned: from the first action to an amendment."""

from typing import Final

from domain.blame import check
from domain.postmortem_events import Section
from tests.api.told import Told, get, post, put

ANA: Final = "ana@example.com"
BEN: Final = "ben@example.com"

CASE: Final = {
    "title": "Add the refund question to the eval set",
    "kind": "regression_case",
    "owner": BEN,
    "due_on": "2026-03-31",
    "details": "Asks for the refund window, expects 30 days and a link to the policy.",
    "priority": "high",
}
MONITORING: Final = {
    "title": "Alert when an answer names a period that the policy does not",
    "kind": "monitoring",
    "owner": ANA,
    "due_on": "2026-04-15",
}
BLAMING: Final = "The first draft blamed human error. What is retired must leave the index, too."
BLAME: Final = check(BLAMING, section=Section.LESSONS_LEARNED, people=[ANA])
SECTIONS: Final = {
    "timeline": "Reported at 08:30, contained at 09:10, mitigated the next day.",
    "root_cause": "The retrieval index still held the policy of 2024.",
    "contributing_factors": "No eval asked for periods of time.",
    "what_worked": "The hand-over to people took ten minutes.",
    "actions": "One eval case, one alert.",
    "lessons_learned": "What is retired must leave the index, too.",
}


def section(name: str, body: str, version: int) -> Told:
    return put(
        "editSection",
        f"The section {name}",
        f"/v1/postmortems/PM-1/sections/{name}",
        {"body": body},
        headers={"If-Match": f'"{version}"'},
    )


LEARNING: Final = (
    post("planIncidentAction", "An eval case", "/v1/incidents/INC-1/actions", CASE),
    post(
        "startPostmortem",
        "With a day of its own",
        "/v1/incidents/INC-1/postmortem",
        {"due_on": "2026-03-20"},
    ),
    post(
        "planPostmortemAction",
        "An alert, without a ticket",
        "/v1/postmortems/PM-1/actions",
        {**MONITORING, "tracker": None},
    ),
    section("summary", "The assistant quoted a policy that had been retired.", 1),
    put(
        "editSection",
        "Without the version that was edited",
        "/v1/postmortems/PM-1/sections/summary",
        {"body": "Something else."},
        status=428,
    ),
    post(
        "publishPostmortem",
        "Everything that is missing at once",
        "/v1/postmortems/PM-1/publications",
        {},
        status=409,
    ),
    *(section(name, body, version) for version, (name, body) in enumerate(SECTIONS.items(), 2)),
    section(
        "root_cause", "The retrieval index still held the policy of 2024.\n\nNobody owned it.", 8
    ),
    get(
        "listSectionRevisions",
        "Of the root cause",
        "/v1/postmortems/PM-1/sections/root_cause/revisions",
    ),
    get(
        "compareSectionRevisions",
        "The last edit",
        "/v1/postmortems/PM-1/sections/root_cause/diff?from=1&to=2",
    ),
    get(
        "compareSectionRevisions",
        "The same, word by word",
        "/v1/postmortems/PM-1/sections/root_cause/diff?from=1&to=2&format=words",
    ),
    put(
        "editSection",
        "What somebody else has edited meanwhile",
        "/v1/postmortems/PM-1/sections/root_cause",
        {"body": "The retrieval index still held a policy of 2024."},
        headers={"If-Match": '"8"'},
        status=412,
    ),
    post(
        "checkBlame",
        "A sentence on its way into a root cause",
        "/v1/blame-checks",
        {
            "text": "Sam forgot to run the evals before the release.",
            "section": "root_cause",
            "people": ["sam@example.com"],
        },
        status=200,
    ),
    section("lessons_learned", BLAMING, 9),
    get("listBlameFindings", "Open ones", "/v1/postmortems/PM-1/blame-findings"),
    post(
        "overrideBlameFinding",
        "For a reason",
        f"/v1/postmortems/PM-1/blame-findings/{BLAME[0].id}/overrides",
        {"reason": "It says what the first draft got wrong."},
    ),
    post(
        "overrideBlameFinding",
        "There is no such finding",
        "/v1/postmortems/PM-1/blame-findings/0123456789abcdef/overrides",
        {"reason": "A quotation."},
        status=404,
    ),
    put(
        "annotateTimelineEntry",
        "What was not known then",
        "/v1/postmortems/PM-1/timeline-annotations/{noticed}",
        {"text": "Two tickets before this one had been closed as duplicates."},
        headers={"If-Match": '"11"', "On-Behalf-Of": ANA},
    ),
    post(
        "requestReview",
        "Of one by name",
        "/v1/postmortems/PM-1/review-requests",
        {"reviewers": [BEN], "note": "Please look at the root cause first."},
    ),
    post(
        "reviewPostmortem",
        "Of one's own text",
        "/v1/postmortems/PM-1/reviews",
        {"verdict": "approve"},
        status=409,
    ),
    post(
        "reviewPostmortem",
        "By somebody else",
        "/v1/postmortems/PM-1/reviews",
        {"verdict": "approve", "comment": "Clear, and short."},
        headers={"On-Behalf-Of": BEN},
    ),
    get("listReviews", "So far", "/v1/postmortems/PM-1/reviews"),
    get("listPostmortems", "Approved", "/v1/postmortems?state=approved"),
    post(
        "publishPostmortem",
        "With a waiver",
        "/v1/postmortems/PM-1/publications",
        {"waivers": [{"requirement": "documentation", "reason": "The policy page is clear."}]},
    ),
    post(
        "amendPostmortem",
        "For a new edition",
        "/v1/postmortems/PM-1/amendments",
        {"reason": "The count of customers was corrected."},
    ),
    get("getPostmortem", "By its reference", "/v1/postmortems/PM-1"),
    get(
        "getPostmortem",
        "As one page of HTML",
        "/v1/postmortems/PM-1",
        headers={"Accept": "text/html"},
    ),
    get(
        "getPostmortem",
        "As a picture",
        "/v1/postmortems/PM-1",
        headers={"Accept": "image/png"},
        status=406,
    ),
)
