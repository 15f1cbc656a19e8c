"""The view of people and teams, against what the states say and the events name."""

from datetime import date
from random import Random
from typing import Any

import msgspec
import pytest

from domain.person import Person, PersonAs, PutPerson
from projections import history
from projections.names import named_in
from projections.page import Cursor
from projections.people import (
    PEOPLE,
    Filter,
    members_of,
    people,
    people_by_email,
    team,
    teams,
    teams_of,
)
from tests.projections.conftest import Busy
from tests.projections.kit import Log, contents, fold
from tests.projections.words import GUESTS, TEAMS
from tests.projections.world import World, identity

TODAY = date(2026, 11, 20)
NONE = b"{}"


def on_roster(busy: Busy) -> dict[str, Person]:
    return {person.email: person for person in busy.world.of("person").values()}


async def all_people(busy: Busy, **wanted: Any) -> list[str]:
    found: list[str] = []
    cursor: Cursor | None = None
    while True:
        page = await people(
            busy.log.connections, Filter(today=TODAY, **wanted), limit=2, cursor=cursor
        )
        found += [row.email for row in page.items]
        if page.next is None:
            return found
        cursor = page.next


async def test_everybody_named_is_there_once_in_order(busy: Busy) -> None:
    found = await all_people(busy)
    assert found == sorted(set(found))
    named = {name for p in on_roster(busy).values() for name in (p.email, p.manager) if name}
    assert named <= set(found)
    assert set(GUESTS) <= set(found)


async def test_members_are_those_who_say_so(busy: Busy) -> None:
    counts: dict[str, int] = {}
    for name in TEAMS:
        members = sorted(e for e, p in on_roster(busy).items() if name in p.teams)
        assert list(await members_of(busy.log.connections, name)) == members
        assert await all_people(busy, team=name) == members
        row = await team(busy.log.connections, name)
        counts[name] = row.member_count if row else 0
        assert counts[name] == len(members)
    assert sum(counts.values()) > 0


async def test_filters_hold(busy: Busy) -> None:
    known = on_roster(busy)
    guests = await all_people(busy, guest=True)
    assert set(guests).isdisjoint(e for e, p in known.items() if not p.is_guest)
    assert sorted([*guests, *await all_people(busy, guest=False)]) == await all_people(busy)
    left = sorted(e for e, p in known.items() if p.has_left(TODAY))
    assert await all_people(busy, left=True) == left
    assert sorted([*left, *await all_people(busy, left=False)]) == await all_people(busy)
    assert await all_people(busy, q="FAY@") == ["fay@example.com"]


@pytest.mark.parametrize("viewer", [("ana@example.com",), ("x@y", "team:x"), ()])
async def test_a_guest_is_known_to_whoever_may_know_of_an_event_that_names_them(
    busy: Busy, viewer: tuple[str, ...]
) -> None:
    wanted = history.Filter(viewer=viewer, upto=busy.head)
    known = await history.events(busy.log.connections, wanted, limit=busy.head)
    named = {name for row in known for name in named_in(row["state"], row["metadata"])}
    everybody = await all_people(busy)
    expected = [email for email in everybody if email in named or email in on_roster(busy)]
    assert await all_people(busy, viewer=viewer) == expected
    for email in everybody:
        known_of = await all_people(busy, email=email, viewer=viewer)
        assert known_of == ([email] if email in expected else [])
        assert await all_people(busy, email=email) == [email]


async def test_who_has_left_is_found_after_the_last_day(log: Log) -> None:
    world = World(Random(3))
    email, last = "ana@example.com", date(2026, 11, 10)
    command = PersonAs(email, PutPerson("Ana", left_on=last))
    world.ask("person", identity(f"person:{email}"), command)
    await fold(log, PEOPLE, [await log.write(world.writes)])
    for day, found in ((last, []), (date(2026, 11, 11), [email])):
        rows = (await people(log.connections, Filter(today=day, left=True), limit=9)).items
        assert [row.email for row in rows if row.email == email] == found


async def test_people_are_read_as_they_are(busy: Busy) -> None:
    known = on_roster(busy)
    rows = await people_by_email(busy.log.connections, [*known, "nobody@example.com", "\0"])
    assert rows.keys() == known.keys()
    for email, person in known.items():
        row = rows[email]
        assert (row.name, row.manager, row.teams) == (person.name, person.manager, person.teams)
        assert (row.left_on, row.guest) == (person.left_on, person.is_guest)
        assert await teams_of(busy.log.connections, email) == person.teams
    assert await teams_of(busy.log.connections, "nobody@example.com") == ()


async def test_teams_are_listed_by_name(busy: Busy) -> None:
    first = await teams(busy.log.connections, limit=2)
    rest = await teams(busy.log.connections, limit=2, cursor=first.next)
    found = (*first.items, *rest.items)
    assert [row.name for row in found] == sorted(TEAMS)
    assert rest.next is None
    states = {t.name: t for t in busy.world.of("team").values()}
    for row in found:
        if row.version:
            assert (row.title, row.manager) == (states[row.name].title, states[row.name].manager)


async def test_a_guest_is_the_same_however_the_log_is_cut(log: Log) -> None:
    head = await log.write(World(Random(21)).work(200))
    await fold(log, PEOPLE, [head])
    once = await contents(log, PEOPLE)
    await fold(log, PEOPLE, [7] * (head // 7 + 1))
    assert await contents(log, PEOPLE) == once
    assert {row["version"] for row in once["person_list"]} >= {0}


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"lead": "Ana@Example.com", "title": "x@y.z"}, {"ana@example.com"}),
        ({"recorded_by": "bot", "text": "a@b"}, set()),
        ({"visible_to": {"people": ["a@b", "c@d"], "teams": ["e@f"]}}, {"a@b", "c@d"}),
        ({"waiver": {"person": "a@b", "reason": "c@d"}}, {"a@b"}),
        ({"to": ["a@b"], "system": {"feature": "x@1"}}, {"a@b"}),
        ({"owner": "a\u200b@c"}, {"a\u200b@c"}),  # from before these were refused
        ({"owner": "a b@c"}, set()),
        ({"owner": "x" * 300 + "@c"}, set()),
    ],
)
def test_people_are_named_where_events_hold_people(body: Any, names: set[str]) -> None:
    assert named_in(msgspec.json.encode(body), NONE) == names


def test_on_whose_behalf_something_was_done_is_named_too() -> None:
    metadata = {"actor": {"kind": "tool", "id": "bot@home", "on_behalf_of": "a@b"}}
    assert named_in(NONE, msgspec.json.encode(metadata)) == {"a@b"}
