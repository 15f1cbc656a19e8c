"""What owners and teams have open, against what the states say."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.action import OPEN, Action
from projections.fold import number
from projections.page import Cursor
from projections.workload import By, Load, workload
from tests.projections.conftest import Busy
from tests.projections.test_lists import shown, teams_of
from tests.projections.words import PEOPLE, TEAMS

TODAY = date(2026, 11, 20)
NOBODY = ("nobody@example.com",)
FILTERS = [None, *((team,) for team in TEAMS), TEAMS, ("no such team",)]


async def all_loads(busy: Busy, by: By, **wanted: Any) -> list[Load]:
    found: list[Load] = []
    cursor: Cursor | None = None
    while True:
        wanted = {"teams": None, "viewer": None, **wanted}
        page = await workload(
            busy.log.connections, by, today=TODAY, limit=2, cursor=cursor, **wanted
        )
        found += page.items
        if page.next is None:
            return found
        assert len(page.items) == 2
        cursor = page.next


def open_actions(busy: Busy, viewer: tuple[str, ...] | None) -> dict[UUID, Action]:
    return {
        action_id: action
        for action_id, action in busy.world.of("action").items()
        if action.status in OPEN and shown(busy.world, action.incident_id, viewer)
    }


def expected(name: str, actions: dict[UUID, Action]) -> tuple[Any, ...]:
    oldest = min(actions, key=lambda i: number(actions[i].reference), default=None)
    return (
        name,
        len(actions),
        sum(action.due_on < TODAY for action in actions.values()),
        min((action.due_on for action in actions.values()), default=None),
        oldest,
    )


def told(load: Load) -> tuple[Any, ...]:
    oldest = load.oldest and load.oldest.id
    return load.name, load.open, load.overdue, load.earliest_due_on, oldest


@pytest.mark.parametrize("viewer", [None, NOBODY, PEOPLE[:1], ("team:risk",)])
@pytest.mark.parametrize("teams", FILTERS)
async def test_owners_with_something_open_are_added_up(
    busy: Busy, viewer: tuple[str, ...] | None, teams: tuple[str, ...] | None
) -> None:
    actions = open_actions(busy, viewer)
    owners = sorted({action.owner for action in actions.values()})
    rows = [
        expected(owner, {i: a for i, a in actions.items() if a.owner == owner})
        for owner in owners
        if teams is None or teams_of(busy.world, owner) & {*teams}
    ]
    loads = await all_loads(busy, "owner", viewer=viewer, teams=teams)
    assert [told(load) for load in loads] == rows


@pytest.mark.parametrize("viewer", [None, NOBODY, PEOPLE[:1]])
@pytest.mark.parametrize("teams", FILTERS)
async def test_teams_are_added_up_also_those_with_nothing_open(
    busy: Busy, viewer: tuple[str, ...] | None, teams: tuple[str, ...] | None
) -> None:
    actions = open_actions(busy, viewer)
    loads = await all_loads(busy, "team", viewer=viewer, teams=teams)
    assert [load.name for load in loads] == sorted({*(teams or TEAMS)} & {*TEAMS})
    assert [told(load) for load in loads] == [
        expected(
            load.name,
            {i: a for i, a in actions.items() if load.name in teams_of(busy.world, a.owner)},
        )
        for load in loads
    ]


async def test_some_teams_of_the_filter_have_something_open_and_none_has_all(busy: Busy) -> None:
    """So that the tests above tell what a filter leaves out from what nobody has to do."""
    everybody = {load.name for load in await all_loads(busy, "owner")}
    of_each = [await all_loads(busy, "owner", teams=(team,)) for team in TEAMS]
    assert any(of_each)
    assert all({load.name for load in loads} < everybody for loads in of_each)
