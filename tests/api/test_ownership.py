"""Whoever may know of a restricted incident is told of owners and reviewers who may not."""

import httpx

from tests.api.world import ANA, BEN, asked, begun, declared, made, planned


async def test_an_owner_who_may_not_know_of_the_incident_is_a_warning_to_those_who_may(
    client: httpx.AsyncClient,
) -> None:
    incident = await declared(client, visibility="restricted", lead=ANA)
    path = f"/v1/incidents/{incident['id']}"
    warning = (
        f"{BEN} owns this action and cannot read it: {incident['reference']} is restricted."
        " Give them a role in it, or name them or a team of theirs in its visible_to; until then"
        " its escalation passes them over."
    )
    action = await planned(client, incident["id"], owner=ANA)
    assert action["warnings"] == []
    task = f"/v1/actions/{action['id']}"
    assert (await made(client.patch(task, json={"owner": BEN.upper()})))["warnings"] == [warning]
    assert (await planned(client, incident["id"], owner=BEN))["warnings"] == [warning]
    assert (await made(client.get(task)))["warnings"] == [warning]
    hidden = await client.get(task, headers={"on-behalf-of": BEN})
    assert hidden.status_code == 404
    assert incident["reference"] not in hidden.text
    await made(client.put(f"{path}/roles/scribe", json={"person": BEN}))
    seen = await made(client.get(task, headers={"on-behalf-of": BEN}))
    assert seen["warnings"] == []


async def test_a_reviewer_who_may_not_know_of_the_incident_is_a_warning_to_those_who_may(
    client: httpx.AsyncClient,
) -> None:
    incident, postmortem = await begun(client, visibility="restricted", lead=ANA)
    path = f"/v1/postmortems/{postmortem['id']}"
    warning = (
        f"{BEN} is to review this postmortem and cannot read it: {incident['reference']} is"
        " restricted. Give them a role in it, or name them or a team of theirs in its visible_to."
    )
    assert (await asked(client, postmortem["id"], ANA, BEN.upper()))["warnings"] == [warning]
    assert (await asked(client, postmortem["id"], ANA))["warnings"] == [warning]
    assert (await made(client.get(path)))["warnings"] == [warning]
    hidden = await client.get(path, headers={"on-behalf-of": BEN})
    assert hidden.status_code == 404
    await made(client.put(f"/v1/incidents/{incident['id']}/roles/scribe", json={"person": BEN}))
    assert (await made(client.get(path, headers={"on-behalf-of": BEN})))["warnings"] == []
    assert (await asked(client, postmortem["id"], BEN))["warnings"] == []


async def test_nobody_is_warned_of_an_incident_that_everybody_may_know_of(
    client: httpx.AsyncClient,
) -> None:
    action = await planned(client, (await declared(client))["id"])
    assert action["warnings"] == []
    _, postmortem = await begun(client)
    assert (await asked(client, postmortem["id"], BEN))["warnings"] == []
