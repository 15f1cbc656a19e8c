"""People and teams: what the roster says of them, and how it changes."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.errors import NotFound, RosterRefused
from domain.person import (
    PERSON,
    Absence,
    JoinTeam,
    LeaveTeam,
    Person,
    PersonAbsencesChanged,
    PersonAccountsChanged,
    PersonAdded,
    PersonAs,
    PersonLeft,
    PersonManagerChanged,
    PersonRenamed,
    PersonReturned,
    PersonTeamsChanged,
    PutPerson,
)
from domain.team import (
    TEAM,
    PutTeam,
    TeamAdded,
    TeamAs,
    TeamManagerChanged,
    TeamName,
    TeamRetitled,
    team_name,
)
from tests.given import given
from tests.samples import ADDED, ANA, BEN, JOINED, TEAM_ADDED

DAY = date(2026, 12, 31)
AWAY = Absence(date(2026, 11, 9), date(2026, 11, 13))
FULL = PutPerson("Ana Ortega", "Ben@Example.com", ("Risk", "evals", "risk"), DAY, (AWAY, AWAY))


def test_somebody_new_is_added_with_all_that_is_said() -> None:
    given(PERSON).when(PersonAs("Ana@Example.com", FULL)).then(
        PersonAdded(ANA, "Ana Ortega", BEN, ("evals", "risk"), DAY, (AWAY,))
    )


def test_the_same_again_changes_nothing() -> None:
    (added,) = given(PERSON).when(PersonAs(ANA, FULL)).events()
    given(PERSON, added).when(PersonAs(ANA, FULL)).then()


def test_each_thing_that_changes_is_an_event() -> None:
    body = PutPerson("Ana O.", None, (), DAY, (AWAY,), "ana-codes", "5f1c9a52")
    given(PERSON, ADDED).when(PersonAs(ANA, body)).then(
        PersonRenamed("Ana O."),
        PersonManagerChanged(None),
        PersonTeamsChanged(()),
        PersonLeft(DAY),
        PersonAbsencesChanged((AWAY,)),
        PersonAccountsChanged("ana-codes", "5f1c9a52"),
    )


def test_without_teams_those_stay_that_there_are() -> None:
    given(PERSON, ADDED).when(PersonAs(ANA, PutPerson("Ana Ortega", BEN))).then()


def test_who_comes_back_has_no_last_day() -> None:
    body = PutPerson("Ana Ortega", BEN)
    given(PERSON, ADDED, PersonLeft(DAY)).when(PersonAs(ANA, body)).then(PersonReturned())


def test_somebody_has_left_after_the_last_day() -> None:
    person = PERSON.fold((ADDED, PersonLeft(DAY)))
    assert not person.has_left(DAY)
    assert person.has_left(date(2027, 1, 1))
    assert not Person(ANA).has_left(DAY)


def test_nobody_is_their_own_manager() -> None:
    for past in ((), (ADDED,)):
        given(PERSON, *past).when(PersonAs(ANA, PutPerson("Ana", "ANA@example.com"))).refused(
            RosterRefused
        )


def test_a_team_may_name_a_guest_who_is_put_on_the_roster_later() -> None:
    given(PERSON).when(JoinTeam("Ana@example.com", "risk")).then(JOINED)
    assert PERSON.fold((JOINED,)).is_guest
    given(PERSON, JOINED).when(PersonAs(ANA, PutPerson("Ana Ortega"))).then(
        PersonRenamed("Ana Ortega")
    )
    assert not PERSON.fold((JOINED, PersonRenamed("Ana"))).is_guest


def test_somebody_joins_and_leaves_a_team_once() -> None:
    given(PERSON, JOINED).when(JoinTeam(ANA, "risk")).then()
    given(PERSON, JOINED).when(JoinTeam(ANA, "evals")).then(PersonTeamsChanged(("evals", "risk")))
    given(PERSON, JOINED).when(LeaveTeam("risk")).then(PersonTeamsChanged(()))
    given(PERSON, JOINED).when(LeaveTeam("evals")).then()
    given(PERSON).when(LeaveTeam("risk")).refused(NotFound)


def test_nobody_is_in_more_than_fifty_teams() -> None:
    full = PersonAdded(ANA, teams=tuple(f"team {n:02}" for n in range(50)))
    given(PERSON, full).when(JoinTeam(ANA, "one more")).refused(RosterRefused)


def test_a_team_is_added_and_changed_one_thing_at_a_time() -> None:
    whole = PutTeam("Risk and compliance", "BEN@example.com")
    given(TEAM).when(TeamAs("risk", whole)).then(TEAM_ADDED)
    given(TEAM, TEAM_ADDED).when(TeamAs("risk", whole)).then()
    given(TEAM, TEAM_ADDED).when(TeamAs("risk", PutTeam())).then(
        TeamRetitled(None), TeamManagerChanged(None)
    )
    given(TEAM).when(TeamAs("risk", PutTeam(members=(ANA,)))).then(TeamAdded("risk"))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "Ana", "manager": "nobody"},
        {"name": "Ana", "teams": ["a/b"]},
        {"name": "Ana", "teams": [" risk"]},
        {"name": "Ana", "teams": ["x" * 65]},
        {"name": "Ana", "left_on": "1999-12-31"},
        {"name": "Ana", "absences": [{"from": "2026-11-10", "until": "2026-11-09"}]},
        {"name": "Ana", "absences": [{"from": "0001-01-01", "until": "2026-11-09"}]},
        {"name": "Ana", "github_login": "-ana"},
        {"name": "Ana", "jira_account": "a b"},
        {"name": "Ana", "born_on": "2000-01-01"},
    ],
)
def test_a_body_of_a_wrong_form_does_not_decode(body: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(body, PutPerson)


@pytest.mark.parametrize("name", ["", " ", "a/b", "a  b", "a\tb", "a\n", "\u2028", "x" * 65])
def test_what_cannot_be_the_name_of_a_team(name: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(name, TeamName)


def test_a_team_has_one_name_whatever_the_case() -> None:
    assert team_name(" Risk ") == "risk"
    assert len(team_name("\u0130" * 64)) == 64
    assert team_name("Cafe\u0301") == "caf\u00e9"
