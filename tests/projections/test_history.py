from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Record
from msgspec.structs import replace

from domain.visibility import seen_by
from eventstore.store import Recorded
from projections.history import Filter, events, incident_history, looked_to
from tests.projections.conftest import Busy
from tests.projections.words import PEOPLE

LIMIT = 40


async def whole_log(busy: Busy) -> Sequence[Recorded[Any]]:
    return await busy.log.store.read_after(0, limit=busy.head)


async def all_events(busy: Busy, wanted: Filter) -> list[Recorded[Any]]:
    found: list[Recorded[Any]] = []
    while page := await events(
        busy.log.connections, wanted, after=found[-1].position if found else 0, limit=LIMIT
    ):
        found += recorded(busy, page)
    return found


def recorded(busy: Busy, page: Sequence[Record]) -> list[Recorded[Any]]:
    return [busy.log.store.recorded(record) for record in page]


def incident_of(busy: Busy, stream_id: UUID) -> UUID | None:
    if busy.world.categories[stream_id] == "incident":
        return stream_id
    if busy.world.categories[stream_id] == "readership":
        return None  # whoever reads does not write the history of what went wrong
    return getattr(busy.world.states[stream_id], "incident_id", None)


async def test_an_incident_has_the_events_of_its_postmortem_and_actions(busy: Busy) -> None:
    log = await whole_log(busy)
    for incident_id in list(busy.world.of("incident"))[:30]:
        expected = [one for one in log if incident_of(busy, one.stream_id) == incident_id]
        page = await incident_history(busy.log.connections, incident_id, limit=10_000)
        assert recorded(busy, page) == expected
        after = expected[len(expected) // 2].position
        page = await incident_history(busy.log.connections, incident_id, after=after, limit=3)
        assert recorded(busy, page) == [one for one in expected if one.position > after][:3]


async def test_without_a_filter_the_whole_log_comes(busy: Busy) -> None:
    assert await all_events(busy, Filter()) == await whole_log(busy)


async def test_events_are_found_by_type(busy: Busy) -> None:
    log = await whole_log(busy)
    for kind in ("incident.declared", "action.status_changed", "no.such", "\0"):
        expected = [one for one in log if one.topic.partition("@")[0] == kind]
        assert await all_events(busy, Filter(type=kind)) == expected


async def test_events_are_found_by_who_acted_or_for_whom(busy: Busy) -> None:
    log = await whole_log(busy)
    for actor in (*PEOPLE, "chat bot", "nobody"):
        who = [{one.metadata.actor.id, one.metadata.actor.on_behalf_of} for one in log]
        expected = [one for one, named in zip(log, who, strict=True) if actor in named]
        assert await all_events(busy, Filter(actor=actor)) == expected


async def test_filters_add_up(busy: Busy) -> None:
    log = await whole_log(busy)
    subject = log[0].stream_id
    expected = [one for one in log if one.stream_id == subject]
    assert await all_events(busy, Filter(stream_id=subject)) == expected
    kind = expected[-1].topic.partition("@")[0]
    actor = expected[-1].metadata.actor.id
    found = await all_events(busy, Filter(stream_id=subject, type=kind, actor=actor))
    assert expected[-1] in found
    assert {one.topic.partition("@")[0] for one in found} == {kind}


def may_know(busy: Busy, incident_id: UUID | None, viewer: tuple[str, ...]) -> bool:
    audience = incident_id and seen_by(busy.world.states[incident_id])
    return not isinstance(audience, frozenset) or not audience.isdisjoint(viewer)


def told_of(busy: Busy, one: Recorded[Any]) -> set[UUID | None]:
    """The incidents that an event tells of."""
    return {incident_of(busy, one.stream_id), getattr(one.event, "incident_id", None)}


@pytest.mark.parametrize("viewer", [("ana@example.com",), ("x@y", "team:x"), ()])
async def test_a_person_gets_the_events_of_what_they_may_know(
    busy: Busy, viewer: tuple[str, ...]
) -> None:
    log = await whole_log(busy)
    known = [one for one in log if all(may_know(busy, i, viewer) for i in told_of(busy, one))]
    assert len(known) < len(log)
    assert await all_events(busy, Filter(viewer=viewer, upto=busy.head)) == known
    half = busy.head // 2
    some = [one for one in known if one.position <= half]
    assert await all_events(busy, Filter(viewer=viewer, upto=half)) == some


async def test_a_look_ends_after_so_many_events_of_a_filter(busy: Busy) -> None:
    log, views = await whole_log(busy), busy.log.connections
    positions = [one.position for one in log if one.topic.startswith("incident.linked@")]
    assert len(positions) > 3
    wanted, after = Filter(type="incident.linked", viewer=("x@y",)), positions[0]
    assert await looked_to(views, wanted, after=after, looks=2) == positions[2]
    rest = len(positions) - 1
    assert await looked_to(views, wanted, after=after, looks=rest) == positions[-1]
    assert await looked_to(views, wanted, after=after, looks=rest + 1) is None
    short = replace(wanted, upto=positions[1])
    assert await looked_to(views, short, after=after, looks=2) is None
