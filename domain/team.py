"""Team: a group of people, by the name under which incidents are shown to it.

Stream: the team's name. Who belongs to it is told by each person (person.py), and nowhere else.
"""

from typing import Annotated, Final, assert_never

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from domain.decider import Decider, Stamp
from domain.signs import SEEN
from domain.values import CONTROL, END, Line, Person, lowered, person

TEAM_CHARS_MAX: Final = 64
MEMBERS_MAX: Final = 1_000

# No slash, and neither "." nor "..", which callers leave out of a path by themselves: the name is
# one segment of it. No blank at an end, which nobody would see; typed ones do not count.
WORDS: Final = rf"[^\s/{CONTROL}]+( [^\s/{CONTROL}]+)*"
BLANKS: Final = rf"[^\S{CONTROL}]*"
IN_WORDS: Final = (
    "the name of a team: one line without slashes or double blanks, not . or ..,"
    " without signs that nobody sees"
)

TeamName = Annotated[
    str,
    Meta(
        max_length=TEAM_CHARS_MAX,
        pattern=rf"^{SEEN}(?!\.{{1,2}}{END}){WORDS}{END}",
        description=IN_WORDS,
        examples=["risk"],
    ),
]
TypedTeamName = Annotated[
    str,
    Meta(
        max_length=TEAM_CHARS_MAX,
        pattern=rf"^{SEEN}{BLANKS}(?!\.{{1,2}}{BLANKS}{END}){WORDS}{BLANKS}{END}",
        description=IN_WORDS,
        examples=["risk"],
    ),
]


def team_name(name: str) -> str:
    """Teams are one whatever the case, and the form of Unicode, their name is typed in."""
    return lowered(name.strip(), TEAM_CHARS_MAX)


class TeamAdded(Struct, frozen=True, omit_defaults=True):
    name: str
    title: str | None = None
    manager: str | None = None


class TeamRetitled(Struct, frozen=True, omit_defaults=True):
    title: str | None = None


class TeamManagerChanged(Struct, frozen=True, omit_defaults=True):
    manager: str | None = None


TeamEvent = TeamAdded | TeamRetitled | TeamManagerChanged

TOPICS: Final[dict[str, type[TeamEvent]]] = {
    "team.added@1": TeamAdded,
    "team.retitled@1": TeamRetitled,
    "team.manager_changed@1": TeamManagerChanged,
}


class Team(Struct, frozen=True, omit_defaults=True):
    """`name` is empty until the team is added."""

    name: str = ""
    title: str | None = None
    manager: str | None = None

    @property
    def reference(self) -> str:
        return f"team:{self.name}"


def evolve(team: Team, event: TeamEvent) -> Team:
    match event:
        case TeamAdded(name, title, manager):
            return Team(name, title, manager)
        case TeamRetitled(title):
            return replace(team, title=title)
        case TeamManagerChanged(manager):
            return replace(team, manager=manager)
        case _:
            assert_never(event)


class PutTeam(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The whole of it; without `members` those that it has stay."""

    title: Line | None = None
    manager: Person | None = None
    members: Annotated[tuple[Person, ...], Meta(max_length=MEMBERS_MAX)] | UnsetType = UNSET


class TeamAs(Struct, frozen=True):
    """A team as it is from now on, with its name. Its members are changed one by one."""

    name: str
    body: PutTeam


def decide(team: Team, command: TeamAs, _: Stamp) -> tuple[TeamEvent, ...]:
    """Return what `command` makes happen; `()` when its effect already holds."""
    assert isinstance(command, TeamAs)
    title, manager = command.body.title, command.body.manager
    manager = None if manager is None else person(manager)
    if not team.name:
        return (TeamAdded(command.name, title, manager),)
    events: list[TeamEvent] = []
    if title != team.title:
        events.append(TeamRetitled(title))
    if manager != team.manager:
        events.append(TeamManagerChanged(manager))
    return tuple(events)


TEAM: Final = Decider("team", Team(), decide, evolve, TOPICS)
