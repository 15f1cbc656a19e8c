"""Who may know of a restricted incident."""

from datetime import date, timedelta

import pytest
from msgspec.json import decode
from msgspec.structs import replace

from domain.incident import INCIDENT
from domain.incident_commands import ReviseIncident, VisibleTo
from domain.incident_events import Audiences, IncidentVisibilityChanged, Visibility
from domain.person import PERSON, Person, PersonLeft
from domain.visibility import eyes_on, may_know, seen_by
from tests.given import given
from tests.samples import ADDED, ANA, BEN, DECLARED, JOINED

TODAY = date(2026, 11, 9)
HIDDEN = replace(
    DECLARED,
    visibility=Visibility.RESTRICTED,
    lead=BEN,
    visible_to=Audiences((ANA,), ("Risk ", "evals")),
)


def test_everybody_sees_what_is_not_restricted() -> None:
    assert seen_by(INCIDENT.fold((DECLARED,))) is None


def test_what_is_restricted_is_seen_by_whom_it_names_and_who_has_a_role() -> None:
    assert seen_by(INCIDENT.fold((HIDDEN,))) == frozenset({ANA, BEN, "team:risk", "team:evals"})


def test_the_same_team_in_another_case_is_no_change() -> None:
    for body in (
        ReviseIncident(visible_to=VisibleTo((ANA,), ("RISK", "evals"))),
        ReviseIncident(title=HIDDEN.title),
    ):
        given(INCIDENT, HIDDEN).when(body).then()


def test_an_audience_that_nobody_may_name_any_more_is_read_as_it_was_stored() -> None:
    body = b'{"visibility": "restricted", "visible_to": {"teams": ["a/b", ".."]}}'
    stored = decode(body, type=IncidentVisibilityChanged)
    assert seen_by(INCIDENT.fold((DECLARED, stored))) == frozenset({"team:a/b", "team:.."})


def test_nobody_sees_what_names_nobody() -> None:
    nobody = replace(HIDDEN, lead=None, visible_to=Audiences())
    assert seen_by(INCIDENT.fold((nobody,))) == frozenset()


@pytest.mark.parametrize(
    ("viewer", "knows"),
    [
        ((ANA,), True),
        (("cem@example.com", "team:risk"), True),
        (("cem@example.com", "team:ops"), False),
        ((), False),
    ],
)
def test_one_of_whom_somebody_sees_as_is_enough(viewer: tuple[str, ...], *, knows: bool) -> None:
    assert may_know(INCIDENT.fold((HIDDEN,)), viewer) is knows
    assert may_know(INCIDENT.fold((DECLARED,)), viewer)


def test_a_person_sees_as_such_and_as_a_member_of_each_team() -> None:
    assert eyes_on(TODAY, ANA, PERSON.fold((ADDED,))) == (ANA, "team:evals", "team:risk")
    assert eyes_on(TODAY, ANA, PERSON.fold((JOINED,))) == (ANA, "team:risk")
    assert eyes_on(TODAY, ANA, Person()) == (ANA,)


@pytest.mark.parametrize(("days", "sees"), [(-1, False), (0, True), (1, True)])
def test_who_has_left_sees_nothing_after_the_last_day(days: int, *, sees: bool) -> None:
    person = PERSON.fold((ADDED, PersonLeft(TODAY + timedelta(days))))
    assert bool(eyes_on(TODAY, ANA, person)) is sees
