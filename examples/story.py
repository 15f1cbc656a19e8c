"""Tells one incident through the API, from its declaration to a published postmortem.

Telling it again is safe: each POST has a key made of the incident's name and the POST's place, and
a section is written only for an edition that is not there yet, where another text stands.
"""

from collections.abc import Mapping
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
    """Record everything up to the draft of the postmortem; the actions get tickets in `tracker`.

    Work on the first action begins, as its owner says.

    Raises:
        Refused: the service does not do it.
    """
    path = await _declare(client, incident)
    for role, person in incident.roles.items():
        await client.put(f"{path}/roles/{role}", {"person": person}, person=incident.lead)
    notes = await _record(client, incident, path)
    await _diagnose(client, incident, path)
    postmortem = (await client.get(path))["links"]["postmortem"]
    await _annotate(client, incident, postmortem, notes)
    await _write(client, incident, postmortem, incident.sections, 1)
    actions = await _plan(client, incident, postmortem, tracker)
    await _begin(client, incident, actions[0])
    reference = (await client.get(postmortem))["reference"]
    return Told(incident, (await client.get(path))["reference"], path, reference, actions)


async def publish(client: Client, told: Told) -> None:
    """Publish the postmortem, and again where its file amends it, and enter the stage `verify`.

    Raises:
        Refused: the service does not do it.
    """
    incident, postmortem = told.incident, f"/v1/postmortems/{told.postmortem}"
    await _publish(client, incident, postmortem, 1)
    if incident.amendment is not None:
        reason = {"reason": incident.amendment.reason}
        await post(client, incident, "amend", f"{postmortem}/amendments", reason)
        await _write(client, incident, postmortem, incident.amendment.sections, 2)
        await _publish(client, incident, postmortem, 2)
    await post(client, incident, "verify", f"{told.path}/stage-transitions", {"to": "verify"})


async def link(client: Client, told: Told, references: Mapping[str, str]) -> None:
    """Link the incident to others, by their keys in `references`. Raises Refused."""
    for place, one in enumerate(told.incident.links):
        part, path = f"link-{place}", f"{told.path}/links"
        body = {"kind": one.kind, "incident": references[one.to]}
        await post(client, told.incident, part, path, body)
        if one.retraction is not None:
            why = body | {"reason": one.retraction}
            await post(client, told.incident, f"{part}-retraction", f"{path}/retractions", why)


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


async def _declare(client: Client, incident: Incident) -> str:
    """Declare it, and revise what was declared otherwise at first; its path."""
    first = incident.first
    body = incident.declare | (first.said if first else {})
    path: str = (await post(client, incident, "declare", "/v1/incidents", body))["links"]["self"]
    if first:
        now = {field: incident.declare[field] for field in first.said}
        await client.patch(path, now | {"reason": first.reason}, person=incident.lead)
    return path


async def _record(client: Client, incident: Incident, path: str) -> dict[str, str]:
    """Tell all that happened; what the postmortem is to say of entries, by their ids."""
    notes = {}
    for place, one in enumerate(incident.record):
        part = f"record-{place}"
        made = await post(client, incident, part, f"{path}/{one.post}", _body(incident, one))
        if one.correction is not None:
            correct = f"{path}/timeline-entries/{made['id']}/corrections"
            await post(client, incident, f"{part}-correction", correct, one.correction)
        if one.retraction is not None:
            retract = f"{path}/timeline-entries/{made['id']}/retractions"
            await post(client, incident, f"{part}-retraction", retract, one.retraction)
        if one.annotation is not None:
            notes[made["id"]] = one.annotation
    return notes


async def _annotate(
    client: Client, incident: Incident, postmortem: str, notes: Mapping[str, str]
) -> None:
    """Say something of entries of the timeline, unless an edition with that is there already."""
    present = await client.get(postmortem)
    if present["editions"]:
        return
    version = present["version"]
    for entry, text in notes.items():
        path = f"{postmortem}/timeline-annotations/{entry}"
        annotated = await client.put(path, {"text": text}, version=version, person=incident.lead)
        version = annotated["version"]


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


async def _write(
    client: Client, incident: Incident, postmortem: str, sections: Mapping[str, str], edition: int
) -> None:
    """Write sections of an edition to come, each over the version that was read."""
    present = await client.get(postmortem)
    version = present["version"]
    for section, body in sections.items():
        if len(present["editions"]) >= edition or present["sections"][section]["body"] == body:
            continue
        path = f"{postmortem}/sections/{section}"
        written = await client.put(path, {"body": body}, version=version, person=incident.lead)
        version = written["version"]


async def _overrule(client: Client, incident: Incident, postmortem: str) -> None:
    """Say of what the checker finds in a section, where the file says so, why it is no blame."""
    findings = f"{postmortem}/blame-findings"
    reasons = {f"/sections/{o.section}": {"reason": o.reason} for o in incident.overrides}
    for found in [found async for found in client.pages(findings)]:
        if found["place"] in reasons:
            part, path = f"overrule-{found['id']}", f"{findings}/{found['id']}/overrides"
            await post(client, incident, part, path, reasons[found["place"]])


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


async def _begin(client: Client, incident: Incident, action: str) -> None:
    owner, moves = str(incident.actions[0]["owner"]), f"/v1/actions/{action}/status-changes"
    await post(client, incident, "begin", moves, {"to": "in_progress"}, by=owner)


async def _publish(client: Client, incident: Incident, postmortem: str, edition: int) -> None:
    """Publish what somebody who wrote none of it has approved, and what blames nobody."""
    await _overrule(client, incident, postmortem)
    await _check_blameless(client, incident, postmortem)
    again = "" if edition == 1 else f"-{edition}"
    if len((await client.get(postmortem))["editions"]) < edition:
        asked = {"reviewers": [REVIEWER]}
        await post(client, incident, f"ask{again}", f"{postmortem}/review-requests", asked)
        verdict, path = {"verdict": "approve"}, f"{postmortem}/reviews"
        await post(client, incident, f"approve{again}", path, verdict, by=REVIEWER)
    body, path = {"waivers": incident.waivers}, f"{postmortem}/publications"
    published = await post(client, incident, f"publish{again}", path, body)
    if published["state"] != "published":
        raise Refused(f"{published['reference']} is {published['state']}, not published.")
