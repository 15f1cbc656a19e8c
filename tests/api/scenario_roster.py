"""The part of the story that is about people: the roster, and who has read what."""

from typing import Final

from tests.api.told import get, post, put

ANA: Final = "ana@example.com"
BEN: Final = "ben@example.com"

ROSTER: Final = (
    put(
        "putPerson",
        "With a manager and a team",
        "/v1/people/ana@example.com",
        {
            "name": "Ana Ortega",
            "manager": "dia@example.com",
            "teams": ["support"],
            "absences": [{"from": "2026-03-23", "until": "2026-03-27"}],
            "github_login": "ana-codes",
        },
    ),
    put(
        "putPerson",
        "Their own manager",
        "/v1/people/ana@example.com",
        {"name": "Ana Ortega", "manager": ANA},
        status=409,
    ),
    get("listPeople", "Guests", "/v1/people?guest=true"),
    get("getPerson", "By address", "/v1/people/ana@example.com"),
    put(
        "putTeam",
        "With a guest as a member",
        "/v1/teams/risk",
        {"title": "Risk and compliance", "manager": "dia@example.com", "members": [ANA, BEN]},
    ),
    get("listTeams", "All", "/v1/teams"),
    get("getTeam", "By name", "/v1/teams/risk"),
)

READERS: Final = (
    post(
        "readPostmortem",
        "The last edition",
        "/v1/postmortems/PM-1/reads",
        {},
        headers={"On-Behalf-Of": BEN},
    ),
    post(
        "readPostmortem",
        "By nobody",
        "/v1/postmortems/PM-1/reads",
        {},
        status=400,
    ),
    post(
        "thankAuthors",
        "For a detail",
        "/v1/postmortems/PM-1/thanks",
        {"text": "The note on the closed duplicates helped us to find three more."},
        headers={"On-Behalf-Of": BEN},
    ),
    post(
        "thankAuthors",
        "Oneself alone",
        "/v1/postmortems/PM-1/thanks",
        {"text": "Well done."},
        headers={"On-Behalf-Of": ANA},
        status=409,
    ),
    get("getReadership", "By team", "/v1/postmortems/PM-1/readership"),
    get("listThanks", "All", "/v1/postmortems/PM-1/thanks"),
    get("listUnread", "Of one person", "/v1/people/ana@example.com/unread"),
    get("getReadingInsight", "By team", "/v1/insights/readership"),
    get("getRecognition", "By address", "/v1/insights/recognition"),
)
