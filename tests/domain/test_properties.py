"""Any sequence of commands: refused or recorded, never a broken state, and read back as it was."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from domain.action import FollowTicket
from domain.catalog import DECIDERS, TOPICS
from domain.decider import Decider
from domain.errors import DomainError
from domain.incident_commands import AddTimelineEntry, RecordCommunication, RecordContainment
from domain.ticket import NoteTicketUpdate
from domain.upcasts import UPCASTS
from eventstore.codec import Codec
from tests.domain.commands import OF_CLASS
from tests.domain.deciders import COMMANDS, members
from tests.domain.invariants import check, check_history
from tests.domain.values import STAMPS
from tests.samples import (
    ADDED,
    BUSY,
    DECLARED,
    FILLED,
    JOINED,
    PLANNED,
    PUBLISHED,
    READ,
    REGISTERED,
    REQUESTED,
    REVIEWED,
    STARTED,
    TEAM_ADDED,
    THANKED,
    TICKET_PASTS,
)

CODEC: Final = Codec(TOPICS, UPCASTS)
PASTS: Final[dict[str, list[tuple[Any, ...]]]] = {
    "incident": [(), (DECLARED,), BUSY],
    "postmortem": [(), (STARTED,), FILLED, REVIEWED, (*REVIEWED, PUBLISHED)],
    "action": [(), (PLANNED, REQUESTED), *((PLANNED, *past) for past in TICKET_PASTS.values())],
    "tracker": [(), (REGISTERED,)],
    "person": [(), (JOINED,), (ADDED,)],
    "team": [(), (TEAM_ADDED,)],
    "readership": [(), (READ,), (READ, THANKED)],
}

each_decider = pytest.mark.parametrize("decider", DECIDERS, ids=lambda d: d.category)
# The same examples each time, so that a red run is red again.
steadily = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


# To find an example, not the simplest one.
ONE: Final = settings(steadily, max_examples=500, phases=[Phase.generate])


def decided(decider: Decider[Any, Any, Any], state: Any, command: Any, stamp: Any) -> Any:
    """What follows; nothing if the command is refused. Anything but a refusal breaks the test."""
    try:
        events = decider.decide(state, command, stamp)
    except DomainError:
        return ()
    assert decider.decide(state, command, stamp) == events
    return events


@each_decider
def test_there_are_examples_of_every_command(decider: Decider[Any, Any, Any]) -> None:
    assert set(OF_CLASS[decider.category]) == members(COMMANDS[decider.category])


EXAMPLES: Final = [
    pytest.param(decider, kind, id=kind.__name__)
    for decider in DECIDERS
    for kind in OF_CLASS[decider.category]
]


@pytest.mark.parametrize(("decider", "kind"), EXAMPLES)
def test_of_every_command_there_is_an_example_that_is_not_refused(
    decider: Decider[Any, Any, Any], kind: type
) -> None:
    pasts = [decider.fold(past) for past in PASTS[decider.category]]

    def leads_somewhere(example: tuple[Any, Any]) -> bool:
        return any(decided(decider, state, *example) for state in pasts)

    assert find(st.tuples(OF_CLASS[decider.category][kind], STAMPS), leads_somewhere, settings=ONE)


@each_decider
@steadily
@given(data=st.data())
def test_no_sequence_of_commands_breaks_an_aggregate(
    decider: Decider[Any, Any, Any], data: st.DataObject
) -> None:
    commands = st.one_of(*OF_CLASS[decider.category].values())
    events = list(data.draw(st.sampled_from(PASTS[decider.category])))
    state = decider.fold(events)
    steps = data.draw(st.lists(st.tuples(commands, STAMPS), max_size=20))
    for number, (command, stamp) in enumerate(steps):
        fresh = replace(stamp, id=UUID(int=number))
        for event in decided(decider, state, command, fresh):
            state = decider.evolve(state, event)
            events.append(event)
        check(state)
    check_history(events)
    stored = [CODEC.encode(event) for event in events]
    assert [CODEC.decode(*each) for each in stored] == events
    assert decider.fold(CODEC.decode(*each) for each in stored) == state


# Commands that record another fact each time they come; all others settle something, or are
# refused the second time. People's arrive by POST, which takes an Idempotency-Key: see
# tests/api/test_twice.py. The mirror's are made once for each look at a ticket.
ADDING: Final = (
    AddTimelineEntry,
    RecordContainment,
    RecordCommunication,
    FollowTicket,
    NoteTicketUpdate,
)
LATER: Final = timedelta(seconds=5)


@each_decider
@steadily
@given(data=st.data())
def test_a_command_that_comes_twice_changes_nothing_the_second_time(
    decider: Decider[Any, Any, Any], data: st.DataObject
) -> None:
    state = reached(decider, data)
    command, stamp = data.draw(st.one_of(*settling(decider))), data.draw(STAMPS)
    state = decider.fold(decided(decider, state, command, stamp), state)
    again = replace(stamp, at=stamp.at + LATER, id=UUID(int=99))
    assert not decided(decider, state, command, again)


def reached(decider: Decider[Any, Any, Any], data: st.DataObject) -> Any:
    """A state that a few commands led to."""
    state = decider.fold(data.draw(st.sampled_from(PASTS[decider.category])))
    commands = st.one_of(*OF_CLASS[decider.category].values())
    steps = data.draw(st.lists(st.tuples(commands, STAMPS), max_size=4))
    for number, (command, stamp) in enumerate(steps):
        fresh = replace(stamp, id=UUID(int=number))
        state = decider.fold(decided(decider, state, command, fresh), state)
    return state


def settling(decider: Decider[Any, Any, Any]) -> list[Any]:
    examples = OF_CLASS[decider.category]
    return [examples[kind] for kind in examples if kind not in ADDING]


@pytest.mark.parametrize("kind", ADDING, ids=lambda kind: kind.__name__)
def test_a_command_that_adds_records_another_fact_each_time(kind: type) -> None:
    (decider,) = [one for one in DECIDERS if kind in OF_CLASS[one.category]]
    pasts = [decider.fold(past) for past in PASTS[decider.category]]

    def adds_twice(example: tuple[Any, Any]) -> bool:
        command, stamp = example
        for state in pasts:
            events = decided(decider, state, command, stamp)
            if events and decided(decider, decider.fold(events, state), command, stamp):
                return True
        return False

    examples = st.tuples(OF_CLASS[decider.category][kind], STAMPS)
    assert find(examples, adds_twice, settings=ONE)


@each_decider
@steadily
@given(data=st.data())
def test_the_examples_of_request_bodies_are_ones_that_decode(
    decider: Decider[Any, Any, Any], data: st.DataObject
) -> None:
    command = data.draw(st.one_of(*OF_CLASS[decider.category].values()))
    body = getattr(command, "body", command)
    if not isinstance(body, Struct) or not body.__struct_config__.forbid_unknown_fields:
        return  # made by the edge, not sent to it
    assert msgspec.json.decode(msgspec.json.encode(body), type=type(body)) == body
