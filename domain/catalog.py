"""Every kind of aggregate, and every stored type of event, in one place."""

from typing import Any, Final

from domain.action import ACTION
from domain.decider import Decider
from domain.incident import INCIDENT
from domain.person import PERSON
from domain.postmortem import POSTMORTEM
from domain.readership import READERSHIP
from domain.team import TEAM
from domain.tracker import TRACKER

DECIDERS: Final[tuple[Decider[Any, Any, Any], ...]] = (
    INCIDENT,
    POSTMORTEM,
    ACTION,
    TRACKER,
    PERSON,
    TEAM,
    READERSHIP,
)

TOPICS: Final[dict[str, type]] = {
    topic: body for decider in DECIDERS for topic, body in decider.topics.items()
}

OF_CATEGORY: Final = {decider.category: decider for decider in DECIDERS}
