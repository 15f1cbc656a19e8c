"""The lists of postmortems, actions and trackers, against what the states say."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time
from functools import partial
from random import Random
from typing import Any, get_args
from uuid import UUID

import msgspec
import pytest

from domain.action import ACTION, OPEN, Action
from domain.action_escalation import EscalateAction
from domain.action_events import ActionKind, ActionStatus, Priority
from domain.decider import Policy, Stamp
from domain.escalation import Level, Rung, Schedule
from domain.incident_events import Category, Visibility
from domain.postmortem import POSTMORTEM
from domain.postmortem_events import PostmortemState
from domain.postmortem_state import Postmortem
from domain.reminders import RemindOfPostmortem
from domain.ticket import TicketState
from projections import action_list, postmortem_list
from projections.action_list import actions, actions_of_incident, to_escalate
from projections.fold import number
from projections.page import Cursor, Page
from projections.postmortem_list import postmortems, to_remind_of
from projections.tracker_list import TRACKER_LIST, default_tracker, tracker_named, trackers
from tests.projections.conftest import Busy
from tests.projections.kit import Log, fold
from tests.projections.words import PEOPLE, TEAMS, WORDS
from tests.projections.world import World, reconfigure, register

LIMIT = 7
TODAY = date(2026, 11, 20)


async def all_pages(query: Callable[[Cursor | None], Awaitable[Page[Any]]]) -> list[UUID]:
    found: list[UUID] = []
    cursor: Cursor | None = None
    while True:
        page = await query(cursor)
        found += [item.id for item in page.items]
        if page.next is None:
            return found
        assert len(page.items) == LIMIT
        cursor = page.next


def newest_first(states: dict[UUID, Any]) -> list[UUID]:
    return sorted(states, key=lambda i: int(states[i].reference.split("-")[1]), reverse=True)


def shown(world: World, incident_id: UUID, viewer: tuple[str, ...] | None) -> bool:
    incident = world.states[incident_id]
    named = {*incident.visible_to.people, *incident.roles.values(), "team:risk"}
    open_to_all = incident.visibility is Visibility.ORGANIZATION
    return viewer is None or open_to_all or bool(named & set(viewer))


def postmortem_matches(
    world: World, postmortem: Postmortem, wanted: postmortem_list.Filter
) -> bool:
    assert postmortem.incident_id is not None
    assert postmortem.due_on is not None
    overdue = postmortem.published_at is None and postmortem.due_on < wanted.today
    in_review = postmortem.state is PostmortemState.IN_REVIEW
    incident = world.states[postmortem.incident_id]
    bodies = [text.body for text in postmortem.sections.values()]
    words = " ".join([incident.title, incident.summary, *bodies]).split()
    category = incident.category
    return (
        wanted.state in {None, postmortem.state}
        and wanted.overdue in {None, overdue}
        and wanted.lead in {None, postmortem.lead}
        and (wanted.reviewer is None or (in_review and wanted.reviewer in postmortem.reviewers))
        and wanted.category in {None, category}
        and (wanted.q is None or wanted.q in words)
        and shown(world, postmortem.incident_id, wanted.viewer)
    )


POSTMORTEM_OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    *({"state": state} for state in PostmortemState),
    {"overdue": True},
    {"overdue": False},
    *({"lead": person} for person in PEOPLE[:2]),
    *({"reviewer": person} for person in PEOPLE[:2]),
    *({"category": category} for category in Category),
    *({"q": word} for word in WORDS[:2]),
    {"viewer": ("nobody@example.com",)},
    {"viewer": (PEOPLE[0],), "category": Category.DRIFT},
)
POSTMORTEM_FILTERS = [postmortem_list.Filter(today=TODAY, **o) for o in POSTMORTEM_OPTIONS]


def named(wanted: msgspec.Struct) -> str:
    return msgspec.json.encode(wanted).decode()


@pytest.mark.parametrize("wanted", POSTMORTEM_FILTERS, ids=named)
async def test_postmortems_are_found(busy: Busy, wanted: postmortem_list.Filter) -> None:
    states = busy.world.of("postmortem")
    expected = {i: s for i, s in states.items() if postmortem_matches(busy.world, s, wanted)}
    found = await all_pages(
        lambda cursor: postmortems(busy.log.connections, wanted, limit=LIMIT, cursor=cursor)
    )
    assert found == newest_first(expected)


async def test_a_listed_postmortem_is_the_whole_of_it(busy: Busy) -> None:
    wanted = postmortem_list.Filter(today=TODAY)
    page = await postmortems(busy.log.connections, wanted, limit=200)
    assert {item.id: item.state for item in page.items} == busy.world.of("postmortem")


def teams_of(world: World, email: str) -> set[str]:
    return {team for p in world.of("person").values() if p.email == email for team in p.teams}


def action_matches(world: World, action: Action, wanted: action_list.Filter) -> bool:
    assert action.incident_id is not None
    overdue = action.status in OPEN and action.due_on < wanted.today
    category = world.states[action.incident_id].category
    return (
        (wanted.statuses is None or action.status in wanted.statuses)
        and (wanted.kinds is None or action.kind in wanted.kinds)
        and (wanted.owners is None or action.owner in wanted.owners)
        and (wanted.teams is None or bool(teams_of(world, action.owner) & {*wanted.teams}))
        and (wanted.priorities is None or action.priority in wanted.priorities)
        and wanted.overdue in {None, overdue}
        and wanted.proven in {None, action.proven}
        and (wanted.categories is None or category in wanted.categories)
        and (wanted.ticket_states is None or action.ticket.state in wanted.ticket_states)
        and (wanted.q is None or wanted.q in f"{action.title} {action.details}".split())
        and wanted.incident_id in {None, action.incident_id}
        and wanted.postmortem_id in {None, world.states[action.incident_id].postmortem_id}
        and wanted.tracker_id in {None, action.ticket.tracker_id}
        and shown(world, action.incident_id, wanted.viewer)
    )


ACTION_OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    *({"statuses": (status,)} for status in ActionStatus),
    {"statuses": (ActionStatus.OPEN, ActionStatus.CANCELLED)},
    *({"kinds": (kind,)} for kind in ActionKind),
    {"kinds": (ActionKind.GUARDRAIL, ActionKind.MONITORING)},
    *({"priorities": (priority,)} for priority in Priority),
    {"priorities": (Priority.HIGH, Priority.URGENT)},
    *({"owners": (person,)} for person in PEOPLE[:2]),
    {"owners": PEOPLE[:3]},
    {"owners": ()},
    *({"teams": (team,)} for team in TEAMS),
    {"teams": TEAMS, "overdue": True},
    {"teams": ("nobody's",)},
    {"overdue": True},
    {"overdue": False},
    {"proven": True},
    {"proven": False},
    *({"categories": (category,)} for category in Category),
    {"categories": (Category.DRIFT, Category.SCOPE_CREEP)},
    *({"ticket_states": (state,)} for state in TicketState),
    {"ticket_states": (TicketState.LINKED, TicketState.BLOCKED)},
    *({"q": word} for word in WORDS[:2]),
    {"viewer": ("nobody@example.com",)},
    {"overdue": True, "owners": PEOPLE[:2], "kinds": (ActionKind.GUARDRAIL,)},
)
ACTION_FILTERS = [action_list.Filter(today=TODAY, **o) for o in ACTION_OPTIONS]


@pytest.mark.parametrize("wanted", ACTION_FILTERS, ids=named)
async def test_actions_are_found(busy: Busy, wanted: action_list.Filter) -> None:
    await assert_actions(busy, wanted)


async def assert_actions(busy: Busy, wanted: action_list.Filter) -> None:
    states = busy.world.of("action")
    expected = {i: s for i, s in states.items() if action_matches(busy.world, s, wanted)}
    found = await all_pages(
        lambda cursor: actions(busy.log.connections, wanted, limit=LIMIT, cursor=cursor)
    )
    assert found == newest_first(expected)


@pytest.mark.parametrize("sort", get_args(action_list.Sort))
@pytest.mark.parametrize("overdue", [None, True, False])
async def test_actions_come_in_the_order_that_was_asked_for(
    busy: Busy, sort: action_list.Sort, *, overdue: bool | None
) -> None:
    wanted = action_list.Filter(today=TODAY, overdue=overdue)
    states = busy.world.of("action")
    expected = {i: s for i, s in states.items() if action_matches(busy.world, s, wanted)}
    found = await all_pages(
        lambda cursor: actions(busy.log.connections, wanted, limit=LIMIT, cursor=cursor, sort=sort)
    )

    def place(action_id: UUID) -> tuple[Any, ...]:
        action = states[action_id]
        by_day = (action.due_on,) if sort.endswith("due_on") else ()
        return *by_day, number(action.reference)

    assert found == sorted(expected, key=place, reverse=sort.startswith("-"))


async def all_due(look: Callable[..., Awaitable[Any]]) -> list[UUID]:
    """What one look after the other finds, each going on where the one before left off."""
    found: list[UUID] = []
    items, place = await look()
    while items:
        found += [item.id for item in items]
        items, place = await look(after=place)
    return found


@pytest.mark.parametrize("first_day", [1, 3])
async def test_what_is_due_to_escalate_is_what_a_step_would_follow_for(
    busy: Busy, first_day: int
) -> None:
    first = {Level.OWNER: first_day, Level.LEAD: 5, Level.MANAGER: 7}
    policy = Policy(action_escalation=Schedule(first))
    for today in (date(2026, 11, 2), date(2026, 11, 5), TODAY):
        stamp = Stamp(datetime.combine(today, time(), UTC), "escalation", UUID(int=1), policy)
        command = EscalateAction((Rung(Level.OWNER, PEOPLE[0]),))
        expected = [
            i for i, s in busy.world.of("action").items() if ACTION.decide(s, command, stamp)
        ]
        look = partial(to_escalate, busy.log.connections, today, first_day=first_day, limit=3)
        assert sorted(await all_due(look)) == sorted(expected)
        assert expected


async def test_what_is_due_to_be_reminded_of_is_what_a_reminder_would_follow_for(
    busy: Busy,
) -> None:
    for today in (date(2026, 11, 1), date(2026, 11, 3), TODAY):
        stamp = Stamp(datetime.combine(today, time(), UTC), "escalation", UUID(int=1))
        command = RemindOfPostmortem((Rung(Level.LEAD, PEOPLE[0]),))
        states = busy.world.of("postmortem")
        expected = [i for i, s in states.items() if POSTMORTEM.decide(s, command, stamp)]
        look = partial(to_remind_of, busy.log.connections, today, limit=3)
        assert sorted(await all_due(look)) == sorted(expected)
        assert expected


async def test_actions_are_found_by_what_they_belong_to(busy: Busy) -> None:
    for action in list(busy.world.of("action").values())[:20]:
        for options in (
            {"incident_id": action.incident_id},
            {"postmortem_id": action.postmortem_id},
            {"tracker_id": action.ticket.tracker_id, "ticket_states": (action.ticket.state,)},
        ):
            await assert_actions(busy, action_list.Filter(today=TODAY, **options))


async def test_an_incident_lists_its_actions_in_the_order_they_came(busy: Busy) -> None:
    owned = busy.world.of("action")
    for incident_id in busy.world.of("incident"):
        found = await actions_of_incident(busy.log.connections, incident_id)
        expected = {i: s for i, s in owned.items() if s.incident_id == incident_id}
        assert [item.id for item in found] == newest_first(expected)[::-1]
        assert {item.id: item.state for item in found} == expected


async def test_trackers_are_listed_and_found_by_name(busy: Busy) -> None:
    states = busy.world.of("tracker")
    assert len(states) > LIMIT
    found = await all_pages(
        lambda cursor: trackers(busy.log.connections, limit=LIMIT, cursor=cursor)
    )
    assert found == newest_first(states)[::-1]
    for tracker in states.values():
        one = await tracker_named(busy.log.connections, tracker.name.upper())
        same = [i for i in found if states[i].name == tracker.name]
        assert one is not None
        assert (one.id, one.state) == (same[0], states[same[0]])
    assert await tracker_named(busy.log.connections, "no such\0") is None


async def test_the_default_tracker_is_the_one_that_changed_last(log: Log) -> None:
    world = World(Random(6))
    register(world)
    done = 0
    for _ in range(40):
        world.pick((register, reconfigure))(world)
        head = done if len(world.writes) == done else await log.write(world.writes[done:], 1)
        await fold(log, TRACKER_LIST, [head - done], begin=done)
        done = len(world.writes)
        defaults = [w.stream_id for w in world.writes if world.states[w.stream_id].is_default]
        found = await default_tracker(log.connections)
        assert (found and found.id) == (defaults[-1] if defaults else None)
