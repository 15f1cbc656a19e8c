"""What a tracker's tickets show, which way each field goes, and which actions go there."""

from enum import StrEnum
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from domain.action_events import ActionKind, ActionStatus, Priority
from domain.incident_events import Category
from domain.team import team_name
from domain.values import ITEMS_MAX, Label, Line

RANK_MAX: Final = 999


class Restricted(StrEnum):
    """What a ticket tells of an action whose incident is restricted."""

    NONE = "none"  # there is no ticket
    REFERENCE = "reference"  # the action's reference and nothing else
    FULL = "full"


class Directions(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which way a field goes: `out` to the tracker, `in` from there, `both`, or `off`.

    Title and text always go out. A ticket is never closed from here.
    """

    owner: Literal["both", "out", "in", "off"] = "both"
    due_on: Literal["both", "out", "in", "off"] = "both"
    status: Literal["in", "off"] = "in"
    priority: Literal["out", "off"] = "out"
    labels: Literal["out", "off"] = "out"


class Route(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Actions that go to this tracker unless they name another: all that is given must hold.

    `team` is one of the owner's, in any case. Of all trackers' routes that fit, the lowest `rank`
    wins, then the tracker that was registered first.
    """

    category: Category | None = None
    kind: ActionKind | None = None
    team: Label | None = None
    rank: Annotated[int, Meta(ge=0, le=RANK_MAX)] = 0

    def __post_init__(self) -> None:
        if self.category is None and self.kind is None and self.team is None:
            raise ValueError("Expected at least one of `category`, `kind` and `team`")

    def fits(self, category: Category, kind: ActionKind, teams: tuple[str, ...]) -> bool:
        """Whether an action of a kind, of an incident of a category, goes this way."""
        return (
            self.category in {None, category}
            and self.kind in {None, kind}
            and (self.team is None or team_name(self.team) in teams)
        )


class Followed(StrEnum):
    """What a status there may mean here; `verified` is proof, which no tracker has."""

    OPEN = ActionStatus.OPEN.value
    IN_PROGRESS = ActionStatus.IN_PROGRESS.value
    DONE = ActionStatus.DONE.value
    CANCELLED = ActionStatus.CANCELLED.value


class Ending(StrEnum):
    """What closing a ticket may mean here."""

    DONE = ActionStatus.DONE.value
    CANCELLED = ActionStatus.CANCELLED.value


class Rules(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a tracker's tickets and its actions go together.

    `statuses` and `resolutions` tell what the tracker's words mean here; without them, what is
    usual. `priorities` are the tracker's words for ours: a Jira priority, or a GitHub label.
    """

    restricted: Restricted = Restricted.REFERENCE
    labels: Annotated[tuple[Label, ...], Meta(max_length=20)] = ()
    statuses: Annotated[dict[Line, Followed], Meta(max_length=ITEMS_MAX)] = {}
    resolutions: Annotated[dict[Line, Ending], Meta(max_length=ITEMS_MAX)] = {}
    priorities: dict[Priority, Line] = {}
    directions: Directions = Directions()
    routes: Annotated[tuple[Route, ...], Meta(max_length=ITEMS_MAX)] = ()
