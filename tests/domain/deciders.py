"""The events and commands of each aggregate, as the tests of this folder go through them."""

from types import UnionType
from typing import Final, get_args

from domain.action import ActionCommand
from domain.action_events import ActionEvent
from domain.incident_commands import IncidentCommand
from domain.incident_events import IncidentEvent
from domain.person import PersonCommand, PersonEvent
from domain.postmortem import PostmortemCommand
from domain.postmortem_events import PostmortemEvent
from domain.readership import ReadershipCommand, ReadershipEvent
from domain.team import TeamAs, TeamEvent
from domain.tracker import TrackerCommand, TrackerEvent

EVENTS: Final[dict[str, UnionType]] = {
    "incident": IncidentEvent,
    "postmortem": PostmortemEvent,
    "action": ActionEvent,
    "tracker": TrackerEvent,
    "person": PersonEvent,
    "team": TeamEvent,
    "readership": ReadershipEvent,
}
COMMANDS: Final[dict[str, UnionType | type]] = {
    "incident": IncidentCommand,
    "postmortem": PostmortemCommand,
    "action": ActionCommand,
    "tracker": TrackerCommand,
    "person": PersonCommand,
    "team": TeamAs,
    "readership": ReadershipCommand,
}


def members(union: UnionType | type) -> set[type]:
    return set(get_args(union)) or {union}
