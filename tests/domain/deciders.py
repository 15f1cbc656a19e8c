"""All aggregates, as the tests of this folder go through them."""

from types import UnionType
from typing import Any, Final, get_args

from domain.action import ACTION, ActionCommand
from domain.action_events import ActionEvent
from domain.decider import Decider
from domain.incident import INCIDENT
from domain.incident_commands import IncidentCommand
from domain.incident_events import IncidentEvent
from domain.postmortem import POSTMORTEM, PostmortemCommand
from domain.postmortem_events import PostmortemEvent
from domain.tracker import TRACKER, TrackerCommand, TrackerEvent

DECIDERS: Final[tuple[Decider[Any, Any, Any], ...]] = (INCIDENT, POSTMORTEM, ACTION, TRACKER)
TOPICS: Final[dict[str, type]] = {
    topic: body for decider in DECIDERS for topic, body in decider.topics.items()
}
EVENTS: Final[dict[str, UnionType]] = {
    "incident": IncidentEvent,
    "postmortem": PostmortemEvent,
    "action": ActionEvent,
    "tracker": TrackerEvent,
}
COMMANDS: Final[dict[str, UnionType]] = {
    "incident": IncidentCommand,
    "postmortem": PostmortemCommand,
    "action": ActionCommand,
    "tracker": TrackerCommand,
}


def members(union: UnionType) -> set[type]:
    return set(get_args(union))
