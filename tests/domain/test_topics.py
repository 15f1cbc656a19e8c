"""Every event has its topic, every command its arm; what is neither is a bug, not ignored."""

import re
from typing import Any

import pytest

from domain import ticket
from domain.catalog import DECIDERS, TOPICS
from domain.decider import Decider
from domain.ticket import Ticket, TicketState
from domain.upcasts import UPCASTS
from tests.domain.deciders import EVENTS, members
from tests.samples import ADDED, DECLARED, PLANNED, READ, REGISTERED, STAMP, STARTED, TEAM_ADDED

BEGUN = {
    "incident": DECLARED,
    "postmortem": STARTED,
    "action": PLANNED,
    "tracker": REGISTERED,
    "person": ADDED,
    "team": TEAM_ADDED,
    "readership": READ,
}

each_decider = pytest.mark.parametrize("decider", DECIDERS, ids=lambda d: d.category)


@each_decider
def test_every_event_has_exactly_one_topic(decider: Decider[Any, Any, Any]) -> None:
    classes = list(decider.topics.values())
    assert len(classes) == len(set(classes))
    assert set(classes) == members(EVENTS[decider.category])
    assert {topic: decider.topic_of[body] for topic, body in decider.topics.items()} == {
        topic: topic for topic in decider.topics
    }


@each_decider
def test_a_topic_is_named_for_its_category_and_its_schema(decider: Decider[Any, Any, Any]) -> None:
    for topic in decider.topics:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+@\d+", topic)
        assert topic.split(".")[0] == decider.category


def test_no_two_aggregates_share_a_topic_or_an_event() -> None:
    assert len(TOPICS) == sum(len(decider.topics) for decider in DECIDERS)
    assert len(set(TOPICS.values())) == len(TOPICS)


def test_a_retired_topic_is_never_a_present_one() -> None:
    assert not set(UPCASTS) & set(TOPICS)


@pytest.mark.parametrize("body", TOPICS.values(), ids=TOPICS)
def test_an_event_is_frozen_and_tolerates_fields_that_it_does_not_know(body: Any) -> None:
    config = body.__struct_config__
    assert config.frozen
    assert not config.forbid_unknown_fields


@each_decider
def test_an_empty_stream_is_the_initial_state(decider: Decider[Any, Any, Any]) -> None:
    assert decider.fold(()) == decider.initial


@each_decider
def test_what_is_no_event_is_a_bug(decider: Decider[Any, Any, Any]) -> None:
    with pytest.raises(AssertionError):
        decider.evolve(decider.initial, object())


@each_decider
def test_what_is_no_command_is_a_bug(decider: Decider[Any, Any, Any]) -> None:
    begun = decider.fold((BEGUN[decider.category],))
    with pytest.raises((AssertionError, KeyError)):
        decider.decide(begun, object(), STAMP)


def test_a_command_of_the_mirror_without_an_arm_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    anywhere: Any = {object: frozenset(TicketState)}
    monkeypatch.setattr(ticket, "FROM", anywhere)
    with pytest.raises(AssertionError):
        ticket.decide(Ticket(), object(), STAMP)  # type: ignore[arg-type]
