"""Trackers: what one is registered with, and what it may become."""

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from domain.errors import AlreadyExists, NotFound, TrackerRefused
from domain.tracker import (
    TRACKER,
    ChangeTracker,
    Credential,
    NumberedRegistration,
    RegisterTracker,
    TrackerChanged,
    TrackerKind,
    TrackerRegistered,
)
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


@pytest.mark.parametrize(("env", "file"), [(None, None), ("TOKEN", "/run/token")])
def test_a_secret_is_kept_in_exactly_one_place(env: str | None, file: str | None) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Credential(env, file)


def test_a_change_may_leave_everything_out() -> None:
    fields = ChangeTracker.__struct_fields__
    assert all(getattr(ChangeTracker(), field) is UNSET for field in fields)
