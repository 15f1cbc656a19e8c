from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.incident_commands import ReviseIncident
from domain.incident_events import Audiences, Category, Role, Severity, Visibility
from domain.incident_state import Incident
from domain.playbook import Stage
from domain.postmortem import EditSection
from domain.postmortem_events import Section
from projections.incident_list import INCIDENT_LIST, Filter, incidents, similar, visible_to
from projections.page import Cursor
from tests.projections.conftest import Busy
from tests.projections.kit import Log, fold
from tests.projections.words import FEATURES, LABELS, PEOPLE, WORDS
from tests.projections.world import World, declare, identity, start_postmortem
from tests.samples import AT

LIMIT = 7


async def all_pages(busy: Busy, wanted: Filter, *, oldest_first: bool = False) -> list[UUID]:
    found: list[UUID] = []
    cursor: Cursor | None = None
    while True:
        page = await incidents(
            busy.log.connections, wanted, limit=LIMIT, cursor=cursor, oldest_first=oldest_first
        )
        found += [item.id for item in page.items]
        if page.next is None:
            return found
        assert len(page.items) == LIMIT
        cursor = page.next


def expected(world: World, wanted: Filter) -> list[UUID]:
    found = {i: s for i, s in world.of("incident").items() if matches(world, s, wanted)}
    return sorted(found, key=lambda i: sort_key(found[i]), reverse=True)


def sort_key(incident: Incident) -> tuple[Any, int]:
    assert incident.detection is not None
    return incident.detection.detected_at, int(incident.reference[4:])


def matches(world: World, incident: Incident, wanted: Filter) -> bool:
    assert incident.detection is not None
    assert incident.system is not None
    detected_at = incident.detection.detected_at
    viewer = set(wanted.viewer or ())
    named = {*incident.visible_to.people, *(f"team:{team}" for team in incident.visible_to.teams)}
    return all(
        (
            wanted.category in (None, incident.category),
            wanted.severity in (None, incident.severity),
            wanted.stage in (None, incident.stage),
            wanted.status in (None, "closed" if incident.stage is Stage.CLOSED else "open"),
            wanted.system in (None, incident.system.feature),
            wanted.lead in (None, incident.roles.get(Role.LEAD)),
            wanted.label is None or wanted.label in incident.labels,
            wanted.q is None or set(wanted.q.split()) <= words(world, incident),
            wanted.detected_after is None or detected_at > wanted.detected_after,
            wanted.detected_before is None or detected_at < wanted.detected_before,
            wanted.viewer is None
            or incident.visibility is Visibility.ORGANIZATION
            or viewer & (named | {*incident.roles.values()}),
        )
    )


def words(world: World, incident: Incident) -> set[str]:
    texts = [incident.title, incident.summary]
    postmortem = world.states.get(incident.postmortem_id or UUID(int=0))
    texts += [text.body for text in postmortem.sections.values()] if postmortem else []
    return set(" ".join(texts).split())


FILTERS = [
    Filter(),
    *(Filter(category=category) for category in Category),
    *(Filter(severity=severity) for severity in Severity),
    *(Filter(stage=stage) for stage in Stage),
    Filter(status="open"),
    Filter(status="closed"),
    *(Filter(system=feature) for feature in FEATURES),
    *(Filter(lead=person) for person in PEOPLE),
    *(Filter(label=label) for label in LABELS),
    *(Filter(q=word) for word in WORDS),
    Filter(q="refund overnight"),
    Filter(q="refund nobodywrotethis"),
    Filter(detected_after=AT + timedelta(hours=1)),
    Filter(detected_before=AT, detected_after=AT - timedelta(hours=3)),
    Filter(viewer=()),
    *(Filter(viewer=(person,)) for person in PEOPLE),
    Filter(viewer=("nobody@example.com", "team:risk")),
    Filter(status="open", category=Category.DRIFT, viewer=(PEOPLE[0],), q="tokens"),
    Filter(severity=Severity.SEV1, system=FEATURES[0], detected_after=AT),
]


@pytest.mark.parametrize("wanted", FILTERS, ids=lambda f: msgspec.json.encode(f).decode())
async def test_each_filter_finds_what_the_states_say_page_by_page(
    busy: Busy, wanted: Filter
) -> None:
    newest_first = expected(busy.world, wanted)
    assert await all_pages(busy, wanted) == newest_first
    assert await all_pages(busy, wanted, oldest_first=True) == newest_first[::-1]


async def test_the_samples_are_telling(busy: Busy) -> None:
    assert len(busy.world.of("incident")) > 10 * LIMIT
    found = [len(expected(busy.world, wanted)) for wanted in FILTERS]
    assert sum(0 < count < found[0] for count in found) > len(FILTERS) * 0.8


async def test_an_item_is_the_incident_with_its_named_entries(busy: Busy) -> None:
    page = await incidents(busy.log.connections, Filter(), limit=200)
    for item in page.items:
        state: Incident = busy.world.states[item.id]
        named = [
            e
            for e in state.timeline
            if e.kind in {"first_signal", "noticed", "mitigated", "resolved"}
        ]
        assert item.version == busy.world.versions[item.id]
        assert [(e.kind, e.occurred_at, e.text) for e in item.state.timeline] == [
            (e.kind, e.occurred_at, e.text) for e in named
        ]
        assert (item.state.title, item.state.roles) == (state.title, state.roles)


@pytest.mark.parametrize("q", ["", "  ", "\0", "'", '"', "-", "a:b & !!", "\\", "%", "or or"])
async def test_any_words_are_taken(busy: Busy, q: str) -> None:
    await incidents(busy.log.connections, Filter(q=q, system=q, lead=q, label=q), limit=5)


async def test_pages_stay_in_place_while_incidents_come_in(log: Log) -> None:
    world = World(Random(1))
    for _ in range(20):
        declare(world)
    begun = await log.write(world.writes)
    await fold(log, INCIDENT_LIST, [begun])
    before = await incidents(log.connections, Filter(), limit=200)
    first = await incidents(log.connections, Filter(), limit=8)
    for _ in range(20):
        declare(world)
    head = await log.write(world.writes[20:])
    await fold(log, INCIDENT_LIST, [head - begun], begin=begun)
    known = {item.id for item in before.items}
    found, cursor = list(first.items), first.next
    while cursor:
        page = await incidents(log.connections, Filter(), limit=8, cursor=cursor)
        found, cursor = [*found, *page.items], page.next
    assert [item.id for item in found if item.id in known] == [item.id for item in before.items]
    assert len({item.id for item in found}) == len(found)


async def test_words_follow_the_text(log: Log) -> None:
    world = World(Random(2))
    declare(world)
    (incident_id,) = world.of("incident")
    world.ask("incident", incident_id, ReviseIncident(title="Brontosaurus", summary=""))
    world.ask("incident", incident_id, ReviseIncident(title="Stegosaurus"))
    head = await log.write(world.writes)
    await fold(log, INCIDENT_LIST, [1] * head)
    assert not (await incidents(log.connections, Filter(q="brontosaurus"), limit=1)).items
    assert (await incidents(log.connections, Filter(q="stegosaurus"), limit=1)).items


async def test_a_text_of_any_length_is_taken(log: Log) -> None:
    world = World(Random(3))
    declare(world)
    (incident_id,) = world.of("incident")
    begin_postmortem(world, incident_id)
    for nth, section in enumerate(Section):
        rare = "".join(
            f"{chr(0x20000 + nth * 10_000 + i)}-{chr(0x20001 + i)} " for i in range(16_000)
        )
        world.ask("postmortem", identity("PM-1"), EditSection(section, rare))
    head = await log.write(world.writes, at_once=1)
    await fold(log, INCIDENT_LIST, [head])
    title = world.states[incident_id].title
    assert (await incidents(log.connections, Filter(q=title), limit=1)).items


def begin_postmortem(world: World, incident_id: UUID) -> None:
    while not world.of("postmortem"):
        start_postmortem(world)


async def test_similar_incidents_come_with_reasons(busy: Busy) -> None:
    connections = busy.log.connections
    for incident_id, incident in list(busy.world.of("incident").items())[:20]:
        found = await similar(
            connections,
            category=incident.category,
            feature=incident.system.feature,
            title=incident.title,
        )
        assert len(found) == 5
        assert all({"same feature", "same category"} & set(one.why) for one in found)
        likest = found[0]
        state = busy.world.states[likest.id]
        assert (likest.reference, likest.title) == (state.reference, state.title)
        assert ("same feature" in likest.why) == (likest.feature == incident.system.feature)
        others = await similar(
            connections,
            category=incident.category,
            feature=incident.system.feature,
            title=incident.title,
            besides=incident_id,
            viewer=("nobody@example.com",),
        )
        assert incident_id not in {one.id for one in others}
        for one in others:
            assert busy.world.states[one.id].visibility is Visibility.ORGANIZATION


async def test_of_one_kind_the_most_alike_title_comes_first(log: Log) -> None:
    world = World(Random(5))
    for _ in range(30):
        declare(world)
    await fold(log, INCIDENT_LIST, [await log.write(world.writes)])
    for incident in world.of("incident").values():
        found = await similar(
            log.connections,
            category=incident.category,
            feature=incident.system.feature,
            title=incident.title.upper(),
        )
        assert found[0].title == incident.title
        assert found[0].why == ("same feature", "same category", "similar title")


def test_teams_and_roles_may_see_what_is_restricted() -> None:
    incident = Incident(
        roles={Role.SCRIBE: "dia@example.com"},
        visibility=Visibility.RESTRICTED,
        visible_to=Audiences(("Ana@Example.com",), ("risk",)),
    )
    named = msgspec.json.decode(visible_to(incident) or "")
    assert named == ["ana@example.com", "dia@example.com", "team:risk"]
