"""Any sequence of commands: refused or recorded, never a broken state, and read back as it was."""

from typing import Any, Final
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from domain.action import (
    AttachToPostmortem,
    ChangeStatus,
    EscalateAction,
    ObserveTicket,
    ReviseWith,
)
from domain.catalog import DECIDERS, TOPICS
from domain.decider import Decider
from domain.errors import DomainError
from domain.incident_commands import (
    AnswerQuestion,
    AssignRole,
    ChangeStage,
    LinkIncident,
    NoteDuplicate,
    NotePostmortem,
    ReviseIncident,
    UnlinkIncident,
)
from domain.person import JoinTeam, LeaveTeam, PersonAs
from domain.postmortem import AnnotateTimeline, EditSection, RequestReview
from domain.publication import PublishWith
from domain.readership import NoteRead, NoteThanks
from domain.reminders import RemindOfPostmortem
from domain.team import TeamAs
from domain.ticket import BlockTicket
from domain.tracker import ChangeTracker
from domain.upcasts import UPCASTS
from eventstore.codec import Codec
from tests.domain.commands import OF_CLASS, STAMPS
from tests.domain.deciders import COMMANDS, members
from tests.domain.invariants import check
from tests.samples import (
    ADDED,
    DECLARED,
    FILLED,
    JOINED,
    PLANNED,
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
    "incident": [(), (DECLARED,)],
    "postmortem": [(), (STARTED,), FILLED, REVIEWED],
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


@each_decider
@steadily
@given(data=st.data())
def test_no_sequence_of_commands_breaks_an_aggregate(
    decider: Decider[Any, Any, Any], data: st.DataObject
) -> None:
    commands = st.one_of(*OF_CLASS[decider.category].values())
    events = list(data.draw(st.sampled_from(PASTS[decider.category])))
    state = decider.fold(events)
    steps = data.draw(st.lists(st.tuples(commands, STAMPS), max_size=12))
    for number, (command, stamp) in enumerate(steps):
        fresh = replace(stamp, id=UUID(int=number))
        for event in decided(decider, state, command, fresh):
            state = decider.evolve(state, event)
            events.append(event)
        check(state)
    stored = [CODEC.encode(event) for event in events]
    assert [CODEC.decode(*each) for each in stored] == events
    assert decider.fold(CODEC.decode(*each) for each in stored) == state


SETTLING: Final = {
    "incident": (
        ReviseIncident,
        ChangeStage,
        AnswerQuestion,
        AssignRole,
        LinkIncident,
        NoteDuplicate,
        UnlinkIncident,
        NotePostmortem,
    ),
    "postmortem": (
        EditSection,
        AnnotateTimeline,
        RequestReview,
        PublishWith,
        RemindOfPostmortem,
    ),
    "action": (
        ReviseWith,
        ChangeStatus,
        AttachToPostmortem,
        EscalateAction,
        ObserveTicket,
        BlockTicket,
    ),
    "tracker": (ChangeTracker,),
    "person": (PersonAs, JoinTeam, LeaveTeam),
    "team": (TeamAs,),
    "readership": (NoteRead, NoteThanks),
}


@each_decider
@steadily
@given(data=st.data())
def test_a_command_whose_effect_holds_already_records_nothing_more(
    decider: Decider[Any, Any, Any], data: st.DataObject
) -> None:
    settling = [OF_CLASS[decider.category][kind] for kind in SETTLING[decider.category]]
    past = data.draw(st.sampled_from(PASTS[decider.category]))
    command, stamp = data.draw(st.one_of(settling)), data.draw(STAMPS)
    events = decided(decider, decider.fold(past), command, stamp)
    assert not decided(decider, decider.fold((*past, *events)), command, stamp)


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
