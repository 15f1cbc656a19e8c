"""Person: somebody on the roster, by e-mail address.

Stream: the address in lower case. Invariants: the person alone tells to which teams it belongs
(those of team.py have no list of their own); nobody is their own manager. Without a name a person
is a guest: named somewhere, and not put on the roster yet.
"""

from datetime import date
from typing import Annotated, Final, assert_never

from msgspec import UNSET, Meta, Struct, UnsetType, field
from msgspec.structs import replace

from domain.decider import Decider, Stamp
from domain.errors import NotFound, RosterRefused
from domain.team import TeamName, team_name
from domain.values import CONTROL, DAY_MAX, END, ITEMS_MAX, TIME_MIN, Name, person
from domain.values import Person as Address

# values

GitHubLogin = Annotated[
    str,
    Meta(
        max_length=100,
        pattern=rf"^[A-Za-z0-9][A-Za-z0-9_\-]*{END}",
        description="a GitHub login",
        examples=["ana-codes"],
    ),
]
JiraAccount = Annotated[
    str,
    Meta(max_length=128, pattern=rf"^[^\s{CONTROL}]+{END}", description="a Jira account id"),
]


def check_day(day: date) -> None:
    if not TIME_MIN.date() <= day <= DAY_MAX:
        raise ValueError(f"Expected a day from 2000 to {DAY_MAX.year}")


class Absence(Struct, frozen=True, forbid_unknown_fields=True):
    """From the first day to the last one, both included."""

    from_: date = field(name="from")
    until: date

    def __post_init__(self) -> None:
        check_day(self.from_)
        check_day(self.until)
        if self.until < self.from_:
            raise ValueError("Expected `until` not to be before `from`")


Absences = Annotated[tuple[Absence, ...], Meta(max_length=ITEMS_MAX)]
Teams = Annotated[tuple[TeamName, ...], Meta(max_length=ITEMS_MAX)]

# events


class PersonAdded(Struct, frozen=True, omit_defaults=True):
    """Without a name: a guest, whom a team names as its member."""

    email: str
    name: str | None = None
    manager: str | None = None
    teams: tuple[str, ...] = ()
    left_on: date | None = None
    absences: tuple[Absence, ...] = ()
    github_login: str | None = None
    jira_account: str | None = None


class PersonRenamed(Struct, frozen=True):
    name: str


class PersonManagerChanged(Struct, frozen=True, omit_defaults=True):
    manager: str | None = None


class PersonTeamsChanged(Struct, frozen=True, omit_defaults=True):
    """All the teams from now on."""

    teams: tuple[str, ...] = ()


class PersonLeft(Struct, frozen=True):
    """`left_on` is the last day."""

    left_on: date


class PersonReturned(Struct, frozen=True):
    """There is no last day any more."""


class PersonAbsencesChanged(Struct, frozen=True, omit_defaults=True):
    """All the absences from now on."""

    absences: tuple[Absence, ...] = ()


class PersonAccountsChanged(Struct, frozen=True, omit_defaults=True):
    github_login: str | None = None
    jira_account: str | None = None


PersonEvent = (
    PersonAdded
    | PersonRenamed
    | PersonManagerChanged
    | PersonTeamsChanged
    | PersonLeft
    | PersonReturned
    | PersonAbsencesChanged
    | PersonAccountsChanged
)

TOPICS: Final[dict[str, type[PersonEvent]]] = {
    "person.added@1": PersonAdded,
    "person.renamed@1": PersonRenamed,
    "person.manager_changed@1": PersonManagerChanged,
    "person.teams_changed@1": PersonTeamsChanged,
    "person.left@1": PersonLeft,
    "person.returned@1": PersonReturned,
    "person.absences_changed@1": PersonAbsencesChanged,
    "person.accounts_changed@1": PersonAccountsChanged,
}

# state


class Person(Struct, frozen=True, omit_defaults=True):
    """`email` is empty until the person is added; `teams` are in order, each one once."""

    email: str = ""
    name: str | None = None
    manager: str | None = None
    teams: tuple[str, ...] = ()
    left_on: date | None = None
    absences: tuple[Absence, ...] = ()
    github_login: str | None = None
    jira_account: str | None = None

    @property
    def reference(self) -> str:
        return self.email

    @property
    def is_guest(self) -> bool:
        return self.name is None

    def has_left(self, day: date) -> bool:
        """Whether the last day was before `day`."""
        return self.left_on is not None and self.left_on < day


def evolve(present: Person, event: PersonEvent) -> Person:
    match event:
        case PersonAdded():
            return added(event)
        case PersonRenamed(name):
            return replace(present, name=name)
        case PersonManagerChanged(manager):
            return replace(present, manager=manager)
        case PersonTeamsChanged(teams):
            return replace(present, teams=teams)
        case PersonLeft(left_on):
            return replace(present, left_on=left_on)
        case PersonReturned():
            return replace(present, left_on=None)
        case PersonAbsencesChanged(absences):
            return replace(present, absences=absences)
        case PersonAccountsChanged(github_login, jira_account):
            return replace(present, github_login=github_login, jira_account=jira_account)
        case _:
            assert_never(event)


def added(event: PersonAdded) -> Person:
    return Person(
        event.email,
        event.name,
        event.manager,
        event.teams,
        event.left_on,
        event.absences,
        event.github_login,
        event.jira_account,
    )


# commands


class PutPerson(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The whole of it: what is absent is none. Without `teams` those that there are stay."""

    name: Name
    manager: Address | None = None
    teams: Teams | UnsetType = UNSET
    left_on: date | None = None
    absences: Absences = ()
    github_login: GitHubLogin | None = None
    jira_account: JiraAccount | None = None

    def __post_init__(self) -> None:
        if self.left_on is not None:
            check_day(self.left_on)


class PersonAs(Struct, frozen=True):
    """A person as it is from now on, with the address."""

    email: str
    body: PutPerson


class JoinTeam(Struct, frozen=True):
    email: str
    team: str


class LeaveTeam(Struct, frozen=True):
    team: str


PersonCommand = PersonAs | JoinTeam | LeaveTeam

# decisions


def decide(present: Person, command: PersonCommand, _: Stamp) -> tuple[PersonEvent, ...]:
    """Return what `command` makes happen; `()` when its effect already holds.

    Raises:
        NotFound: the person was never added.
        RosterRefused: nobody is their own manager, nor in more teams than ITEMS_MAX.
    """
    match command:
        case PersonAs(email, body):
            return put(present, present.email or person(email), body)
        case JoinTeam(email, team):
            if not present.email:
                return (PersonAdded(person(email), teams=(team,)),)
            return moved(present, {*present.teams, team})
        case LeaveTeam(team):
            if not present.email:
                raise NotFound("person", "of that address")
            return moved(present, {*present.teams} - {team})
        case _:
            assert_never(command)


def moved(present: Person, teams: set[str]) -> tuple[PersonTeamsChanged, ...]:
    if len(teams) > ITEMS_MAX:
        raise RosterRefused(f"{present.email} would be in more than {ITEMS_MAX} teams")
    wanted = tuple(sorted(teams))
    return () if wanted == present.teams else (PersonTeamsChanged(wanted),)


def put(present: Person, email: str, body: PutPerson) -> tuple[PersonEvent, ...]:
    wanted = wanted_person(present, email, body)
    if wanted.manager == email:
        raise RosterRefused(f"{email} cannot be their own manager")
    if not present.email:
        return (
            PersonAdded(
                email,
                wanted.name,
                wanted.manager,
                wanted.teams,
                wanted.left_on,
                wanted.absences,
                wanted.github_login,
                wanted.jira_account,
            ),
        )
    return tuple(changes(present, wanted))


def wanted_person(present: Person, email: str, body: PutPerson) -> Person:
    teams = present.teams
    if body.teams is not UNSET:
        teams = tuple(sorted({team_name(team) for team in body.teams}))
    return Person(
        email,
        body.name,
        None if body.manager is None else person(body.manager),
        teams,
        body.left_on,
        tuple(sorted(set(body.absences), key=lambda absence: (absence.from_, absence.until))),
        body.github_login,
        body.jira_account,
    )


def changes(present: Person, wanted: Person) -> list[PersonEvent]:
    """One event for each thing that is to be otherwise."""
    events: list[PersonEvent] = []
    if wanted.name is not None and wanted.name != present.name:
        events.append(PersonRenamed(wanted.name))
    if wanted.manager != present.manager:
        events.append(PersonManagerChanged(wanted.manager))
    if wanted.teams != present.teams:
        events.append(PersonTeamsChanged(wanted.teams))
    if wanted.left_on != present.left_on:
        events.append(PersonReturned() if wanted.left_on is None else PersonLeft(wanted.left_on))
    if wanted.absences != present.absences:
        events.append(PersonAbsencesChanged(wanted.absences))
    accounts = (wanted.github_login, wanted.jira_account)
    if accounts != (present.github_login, present.jira_account):
        events.append(PersonAccountsChanged(*accounts))
    return events


PERSON: Final = Decider("person", Person(), decide, evolve, TOPICS)
