"""What callers send, and the shortest ways to things that a test begins from."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

ANA: Final = "ana@example.com"
BEN: Final = "ben@example.com"

MISSING_ID: Final = "00000000-0000-4000-8000-000000000000"

DECLARATION: Final[dict[str, Any]] = {
    "title": "The assistant invented a refund policy",
    "category": "hallucination",
    "severity": "sev2",
    "detection": {"source": "user_report", "detected_at": "2026-11-02T08:30:00Z"},
    "system": {"feature": "support assistant"},
}
ACTION: Final[dict[str, Any]] = {
    "title": "Add the refund question to the eval set",
    "kind": "regression_case",
    "owner": BEN,
    "due_on": "2030-01-31",
}
TRACKER: Final[dict[str, Any]] = {
    "kind": "github",
    "name": "Delivery board",
    "project": "acme/actions",
    "credential": {"env": "NOWHERE_TO_BE_FOUND"},
    "base_url": "http://127.0.0.1:1",
}
SECTIONS: Final = (
    "summary",
    "timeline",
    "root_cause",
    "contributing_factors",
    "what_worked",
    "actions",
    "lessons_learned",
)
NAMED_TIMES: Final = ("first_signal", "noticed", "mitigated", "resolved")

NOON: Final = datetime(2026, 11, 2, 12, tzinfo=UTC)


def hours_later(hours: float) -> str:
    """A moment after NOON, as it travels."""
    return (NOON + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")


def if_match(version: int) -> dict[str, str]:
    return {"if-match": f'"{version}"'}


async def made(request: Any) -> dict[str, Any]:
    """The body of an answer that must be a success."""
    answer: httpx.Response = await request
    assert answer.status_code in {200, 201}, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def declared(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    return await made(client.post("/v1/incidents", json={**DECLARATION, **fields}))


async def planned(client: httpx.AsyncClient, incident: str, **fields: Any) -> dict[str, Any]:
    path = f"/v1/incidents/{incident}/actions"
    return await made(client.post(path, json={**ACTION, **fields}))


async def registered(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    return await made(client.post("/v1/trackers", json={**TRACKER, **fields}))


async def moved(client: httpx.AsyncClient, incident: str, to: str, **fields: Any) -> dict[str, Any]:
    path = f"/v1/incidents/{incident}/stage-transitions"
    return await made(client.post(path, json={"to": to, **fields}))


async def begun(client: httpx.AsyncClient, **fields: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """An incident and its postmortem."""
    incident = await declared(client, **fields)
    path = f"/v1/incidents/{incident['id']}/postmortem"
    return incident, await made(client.post(path, json={}))


async def noted(
    client: httpx.AsyncClient, incident: str, text: str = "Seen.", **fields: Any
) -> dict[str, Any]:
    body = {"kind": "note", "occurred_at": hours_later(0), "text": text, **fields}
    return await made(client.post(f"/v1/incidents/{incident}/timeline-entries", json=body))


async def written(
    client: httpx.AsyncClient, postmortem: str, section: str, body: str, version: int
) -> dict[str, Any]:
    path = f"/v1/postmortems/{postmortem}/sections/{section}"
    return await made(client.put(path, json={"body": body}, headers=if_match(version)))


async def asked(client: httpx.AsyncClient, postmortem: str, *reviewers: str) -> dict[str, Any]:
    """The postmortem, given to review."""
    path = f"/v1/postmortems/{postmortem}/review-requests"
    return await made(client.post(path, json={"reviewers": list(reviewers)}))


async def reviewed(
    client: httpx.AsyncClient, postmortem: str, verdict: str = "approve", by: str = BEN
) -> dict[str, Any]:
    path = f"/v1/postmortems/{postmortem}/reviews"
    headers = {"on-behalf-of": by}
    return await made(client.post(path, json={"verdict": verdict}, headers=headers))


async def complete(
    client: httpx.AsyncClient, **fields: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """An incident and its postmortem, approved, with all that publishing asks for."""
    incident, postmortem = await begun(client, **fields)
    for hour, kind in enumerate(NAMED_TIMES):
        await noted(client, incident["id"], kind=kind, occurred_at=hours_later(hour))
    for kind in ("regression_case", "monitoring", "documentation"):
        await planned(client, incident["id"], kind=kind)
    for version, section in enumerate(SECTIONS, 1):
        await written(client, postmortem["id"], section, f"About {section}.", version)
    await asked(client, postmortem["id"])
    return incident, await reviewed(client, postmortem["id"])


async def published(
    client: httpx.AsyncClient, **fields: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """An incident and its postmortem, which has all that publishing asks for."""
    incident, postmortem = await complete(client, **fields)
    path = f"/v1/postmortems/{postmortem['id']}/publications"
    return incident, await made(client.post(path, json={}))


async def listed(
    client: httpx.AsyncClient, path: str, **query: Any
) -> tuple[list[dict[str, Any]], httpx.Response]:
    """The items of one page, and the answer they came in."""
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items, answer


async def whole(client: httpx.AsyncClient, path: str, **query: Any) -> list[dict[str, Any]]:
    """Every item of a list, page by page."""
    items, answer = await listed(client, path, **query)
    while link := answer.links.get("next"):
        answer = await client.get(link["url"])
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
    return items
