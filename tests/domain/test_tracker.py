"""Trackers: what one is registered with, and what it may become."""

from datetime import UTC, datetime
from typing import Final

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from domain.action_events import ActionKind, Priority
from domain.errors import AlreadyExists, NotFound, TrackerRefused
from domain.incident_events import Category
from domain.tracker import (
    TRACKER,
    ChangeTracker,
    Credential,
    NumberedRegistration,
    RegisterTracker,
    TrackerChanged,
    TrackerKind,
    TrackerRegistered,
    WebhookSecrets,
)
from domain.tracker_rules import Route, Rules
from tests.given import given
from tests.samples import CREDENTIAL, REGISTER, REGISTERED, REGISTRATION

GITHUB = RegisterTracker(TrackerKind.GITHUB, "Actions", "acme/actions", Credential(file="/run/t"))
GITHUB_REGISTERED = TrackerRegistered(
    "TRK-2", TrackerKind.GITHUB, "Actions", "acme/actions", Credential(file="/run/t")
)


def test_a_tracker_is_registered_with_a_reference_to_its_secret() -> None:
    given(TRACKER).when(REGISTER).then(REGISTERED)
    given(TRACKER).when(NumberedRegistration("TRK-2", GITHUB)).then(GITHUB_REGISTERED)
    assert TRACKER.fold((REGISTERED,)).credential == CREDENTIAL


def test_a_tracker_is_registered_once() -> None:
    given(TRACKER, REGISTERED).when(REGISTER).refused(AlreadyExists)


def test_what_was_never_registered_cannot_be_changed() -> None:
    given(TRACKER).when(ChangeTracker()).refused(NotFound)


def test_a_change_tells_the_whole_configuration_as_it_stands_then() -> None:
    change = ChangeTracker(name="Board", is_default=True, fields={"due_on": "duedate"})
    changed = TrackerChanged(
        "Board",
        REGISTERED.project,
        CREDENTIAL,
        REGISTERED.base_url,
        is_default=True,
        fields={"due_on": "duedate"},
    )
    given(TRACKER, REGISTERED).when(change).then(changed)
    given(TRACKER, REGISTERED, changed).when(change).then()
    tracker = TRACKER.fold((REGISTERED, changed))
    assert (tracker.kind, tracker.name, tracker.is_default) == (TrackerKind.JIRA, "Board", True)


def test_a_change_of_nothing_changes_nothing() -> None:
    given(TRACKER, REGISTERED).when(ChangeTracker()).then()
    same = ChangeTracker(**{f: getattr(REGISTRATION, f) for f in ("name", "project", "base_url")})
    given(TRACKER, REGISTERED).when(same).then()


def test_github_may_be_its_own_service_again() -> None:
    own = TrackerChanged("Actions", "acme/actions", Credential(file="/run/t"))
    elsewhere = replace(own, base_url="https://git.example.com/api/v3")
    change = ChangeTracker(base_url=None)
    given(TRACKER, GITHUB_REGISTERED, elsewhere).when(change).then(own)


@pytest.mark.parametrize("change", [ChangeTracker(base_url=None), ChangeTracker(project="acme/x")])
def test_a_jira_tracker_keeps_an_address_and_a_project_key(change: ChangeTracker) -> None:
    given(TRACKER, REGISTERED).when(change).refused(TrackerRefused)


NOON: Final = datetime(2030, 11, 2, 12, tzinfo=UTC)
OURS: Final = Credential(env="TWICESHY_DATABASE_URL")


@pytest.mark.parametrize(
    "change",
    [
        ChangeTracker(credential=OURS),
        ChangeTracker(webhook=WebhookSecrets(OURS)),
        ChangeTracker(webhook=WebhookSecrets(Credential(env="HOOK"), OURS, NOON)),
    ],
)
def test_no_tracker_is_given_a_secret_of_this_service(change: ChangeTracker) -> None:
    given(TRACKER, REGISTERED).when(change).refused(TrackerRefused)


def test_a_github_tracker_keeps_a_repository() -> None:
    change = ChangeTracker(project="ACME")
    given(TRACKER, GITHUB_REGISTERED).when(change).refused(TrackerRefused)


@pytest.mark.parametrize(
    ("kind", "project", "base_url", "named"),
    [
        (TrackerKind.JIRA, "ACME", None, "base_url"),
        (TrackerKind.JIRA, "acme/x", "https://jira.example.com", "project"),
        (TrackerKind.GITHUB, "ACME", None, "project"),
    ],
)
def test_a_registration_that_does_not_fit_its_kind_is_no_registration(
    kind: TrackerKind, project: str, base_url: str | None, named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        RegisterTracker(kind, "Board", project, CREDENTIAL, base_url)


def test_rules_and_a_pause_are_part_of_the_configuration() -> None:
    rules = Rules(labels=("ai-failure",), routes=(Route(kind=ActionKind.MONITORING),))
    change = ChangeTracker(rules=rules, paused=True)
    (changed,) = given(TRACKER, REGISTERED).when(change).events()
    assert (changed.rules, changed.paused) == (rules, True)
    tracker = TRACKER.fold((REGISTERED, changed))
    assert (tracker.rules, tracker.paused) == (rules, True)
    registration = NumberedRegistration("TRK-1", replace(REGISTRATION, rules=rules))
    (registered,) = given(TRACKER).when(registration).events()
    assert TRACKER.fold((registered,)).rules == rules


@pytest.mark.parametrize(
    "rules", [Rules(labels=("l" * 51,)), Rules(priorities={Priority.URGENT: "p" * 51})]
)
def test_github_has_no_labels_that_are_longer_than_it_takes(rules: Rules) -> None:
    change = ChangeTracker(rules=rules)
    given(TRACKER, GITHUB_REGISTERED).when(change).refused(TrackerRefused)
    given(TRACKER, REGISTERED).when(change).events()


def test_jira_has_no_labels_with_spaces() -> None:
    change = ChangeTracker(rules=Rules(labels=("ai failure",)))
    given(TRACKER, REGISTERED).when(change).refused(TrackerRefused)
    given(TRACKER, GITHUB_REGISTERED).when(change).events()


@pytest.mark.parametrize(
    ("route", "fits"),
    [
        (Route(category=Category.DRIFT), True),
        (Route(category=Category.HALLUCINATION), False),
        (Route(kind=ActionKind.MONITORING, team="evals"), True),
        (Route(kind=ActionKind.MONITORING, team="Evals "), True),
        (Route(kind=ActionKind.MONITORING, team="support"), False),
        (Route(category=Category.DRIFT, kind=ActionKind.GUARDRAIL), False),
    ],
)
def test_a_route_fits_when_all_that_it_names_holds(route: Route, *, fits: bool) -> None:
    assert route.fits(Category.DRIFT, ActionKind.MONITORING, ("evals", "search")) is fits


def test_a_route_that_names_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Route()


@pytest.mark.parametrize(("env", "file"), [(None, None), ("TOKEN", "/run/token")])
def test_a_secret_is_kept_in_exactly_one_place(env: str | None, file: str | None) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Credential(env, file)


def test_a_change_may_leave_everything_out() -> None:
    fields = ChangeTracker.__struct_fields__
    assert all(getattr(ChangeTracker(), field) is UNSET for field in fields)
