"""Links of incidents, from either side, against what the states say."""

from typing import Any
from uuid import UUID

import pytest

from domain.incident_events import LinkKind, Visibility
from domain.incident_state import Incident
from projections.incident_links import INCIDENT_LINKS, hidden_among, links_of
from tests.projections.conftest import Busy
from tests.projections.kit import Log, contents, fold
from tests.projections.words import PEOPLE
from tests.projections.world import World

VIEWERS = [None, (PEOPLE[0],), ("nobody@example.com",), ("nobody@example.com", "team:risk")]


def may_know(incident: Incident, viewer: tuple[str, ...] | None) -> bool:
    named = {*incident.visible_to.people, *incident.roles.values()}
    named |= {f"team:{team}" for team in incident.visible_to.teams}
    open_to_all = incident.visibility is Visibility.ORGANIZATION
    return viewer is None or open_to_all or bool(named & set(viewer))


def links(world: World) -> set[tuple[UUID, LinkKind, UUID]]:
    return {
        (incident_id, linked.kind, linked.incident_id)
        for incident_id, incident in world.of("incident").items()
        for linked in incident.linked
    }


def expected(world: World, incident_id: UUID, viewer: Any) -> set[tuple[str, LinkKind, UUID]]:
    known = {i for i, s in world.of("incident").items() if may_know(s, viewer)}
    found = {("outbound", kind, to) for of, kind, to in links(world) if of == incident_id}
    found |= {("inbound", kind, of) for of, kind, to in links(world) if to == incident_id}
    return {one for one in found if one[2] in known}


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_both_ends_show_a_link_to_whom_may_know_of_the_other(
    busy: Busy, viewer: tuple[str, ...] | None
) -> None:
    assert links(busy.world)
    for incident_id in busy.world.of("incident"):
        found = await links_of(busy.log.connections, incident_id, viewer=viewer, limit=200)
        assert {(one.direction, one.kind, one.id) for one in found} == expected(
            busy.world, incident_id, viewer
        )
        for one in found:
            other = busy.world.states[one.id]
            assert (one.reference, one.title) == (other.reference, other.title)
            assert one.stage is other.stage


async def test_pages_of_links_follow_each_other(busy: Busy) -> None:
    connections = busy.log.connections
    for incident_id in busy.world.of("incident"):
        whole = await links_of(connections, incident_id, viewer=None, limit=200)
        paged: list[Any] = []
        while page := await links_of(
            connections, incident_id, viewer=None, after=paged[-1].position if paged else 0, limit=2
        ):
            paged += page
        assert tuple(paged) == whole


@pytest.mark.parametrize("viewer", [(PEOPLE[0],), ("nobody@example.com",)])
async def test_what_is_hidden_from_a_viewer_is_told(busy: Busy, viewer: tuple[str, ...]) -> None:
    incidents = busy.world.of("incident")
    hidden = await hidden_among(busy.log.connections, list(incidents), viewer)
    assert hidden == {i for i, s in incidents.items() if not may_know(s, viewer)}


async def test_an_event_that_comes_again_changes_no_link(busy: Busy, log: Log) -> None:
    await log.write(busy.world.writes)
    await fold(log, INCIDENT_LINKS, [busy.head])
    before = await contents(log, INCIDENT_LINKS)
    assert any(not row["stands"] for row in before["incident_link"])
    await fold(log, INCIDENT_LINKS, [1] * busy.head)
    assert await contents(log, INCIDENT_LINKS) == before
