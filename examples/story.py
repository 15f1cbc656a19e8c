"""Tells one incident through the API, from its declaration to a published postmortem.

Telling it again is safe: each POST has a key made of the incident's name and the POST's place, and
a section is written only where another text stands.
"""

from typing import Any, Final

from msgspec import Struct

from examples.client import Client, Refused
from examples.incidents import Incident, Post

REVIEWER: Final = "reliability@example.com"


class Told(Struct, frozen=True):
    """An incident as the service knows it; `actions` are references, as ACT-1."""

    incident: Incident
    reference: str
    path: str
    postmortem: str
    actions: tuple[str, ...]


async def tell(client: Client, incident: Incident, tracker: str) -> Told:
    """Record everything up to the stage `verify`; the actions get tickets in `tracker`.

    Raises:
        Refused: the service does not do it.
    """
    declared = await post(client, incident, "declare", "/v1/incidents", incident.declare)
    path = declared["links"]["self"]
    for place, one in enumerate(incident.record):
        await post(client, incident, f"record-{place}", f"{path}/{one.post}", _body(incident, one))
    await _diagnose(client, incident, path)
    postmortem = (await client.get(path))["links"]["postmortem"]
    await _write(client, incident, postmortem)
    actions = await _plan(client, incident, postmortem, tracker)
    await _check_blameless(client, incident, postmortem)
    published = await _publish(client, incident, postmortem)
    await post(client, incident, "verify", f"{path}/stage-transitions", {"to": "verify"})
    return Told(incident, declared["reference"], path, published["reference"], actions)


async def close(client: Client, told: Told) -> str:
    """Close the incident where its file says so; the stage that it is in then. Raises Refused."""
    incident, path = told.incident, told.path
    if incident.closing is not None:
        await post(client, incident, "close", f"{path}/stage-transitions", incident.closing)
    stage: str = (await client.get(path))["stage"]
    return stage


async def post(
    client: Client, incident: Incident, part: str, path: str, body: Any, *, by: str | None = None
) -> Any:
    """Send one part of the story, for the incident's lead or for `by`. Raises Refused."""
    key = f"demo:{incident.key}:{part}"
    return await client.post(path, body, key=key, person=by or incident.lead)


def _body(incident: Incident, one: Post) -> Any:
    """Every entry of the timeline shows where it comes from."""
    if one.post != "timeline-entries":
        return one.body
    return one.body | {"evidence": incident.evidence}


async def _diagnose(client: Client, incident: Incident, path: str) -> None:
    """Answer what the category asks; an answer that stands already is given once only."""
    for one in incident.diagnosis:
        body = {"answer": one.answer, "finding": one.finding}
        place = f"{path}/diagnosis/{one.question}"
        await client.put(place, body, person=incident.lead)


async def _write(client: Client, incident: Incident, postmortem: str) -> None:
    """Write the seven sections, each over the version that was read."""
    present = await client.get(postmortem)
    version = present["version"]
    for section, body in incident.sections.items():
        if present["sections"][section]["body"] == body:
            continue
        path = f"{postmortem}/sections/{section}"
        written = await client.put(path, {"body": body}, version=version, person=incident.lead)
        version = written["version"]


async def _check_blameless(client: Client, incident: Incident, postmortem: str) -> None:
    """Raises Refused: the service finds that something in the postmortem speaks of a fault."""
    async for found in client.pages(f"{postmortem}/blame-findings"):
        raise Refused(f"{found['place']} of {incident.key} blames: {found['excerpt']}")


async def _plan(
    client: Client, incident: Incident, postmortem: str, tracker: str
) -> tuple[str, ...]:
    planned = []
    for place, action in enumerate(incident.actions):
        body = action | {"tracker": tracker}
        made = await post(client, incident, f"action-{place}", f"{postmortem}/actions", body)
        planned.append(made["reference"])
    return tuple(planned)


async def _publish(client: Client, incident: Incident, postmortem: str) -> Any:
    """Publish what somebody who wrote none of it has approved."""
    if (await client.get(postmortem))["state"] != "published":
        asked = {"reviewers": [REVIEWER]}
        await post(client, incident, "ask", f"{postmortem}/review-requests", asked)
        verdict = {"verdict": "approve"}
        await post(client, incident, "approve", f"{postmortem}/reviews", verdict, by=REVIEWER)
    body = {"waivers": incident.waivers}
    published = await post(client, incident, "publish", f"{postmortem}/publications", body)
    if published["state"] != "published":
        raise Refused(f"{published['reference']} is {published['state']}, not published.")
    return published
