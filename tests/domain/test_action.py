"""Actions, from plan to proof: domain.md, section 4."""

from datetime import date
from itertools import product

import pytest
from msgspec.structs import replace

from domain import action as rules
from domain.action import (
    ACTION,
    AttachToPostmortem,
    ChangeStatus,
    NumberedPlan,
    ReviseAction,
    ReviseWith,
)
from domain.action_events import (
    ActionAttached,
    ActionDetailsChanged,
    ActionDueDateChanged,
    ActionOwnerChanged,
    ActionPriorityChanged,
    ActionRetitled,
    ActionStatus,
    ActionStatusChanged,
    Priority,
)
from domain.errors import (
    ActionRefused,
    AlreadyExists,
    NotFound,
    ProofMissing,
    ReasonRequired,
    TimeRefused,
    TransitionRefused,
)
from domain.values import Evidence
from tests.given import given
from tests.samples import (
    ANA,
    BEN,
    INCIDENT_ID,
    NUMBERED_PLAN,
    PLAN,
    PLANNED,
    POSTMORTEM_ID,
    REQUESTED,
    STAMP,
    TRACKER_ID,
    moved,
)

OPEN, IN_PROGRESS, DONE, VERIFIED, CANCELLED = ActionStatus
FREE = {(OPEN, IN_PROGRESS), (IN_PROGRESS, OPEN), (OPEN, DONE), (IN_PROGRESS, DONE)}
PROVING = {(DONE, VERIFIED)}
REASONED = {
    (OPEN, CANCELLED),
    (IN_PROGRESS, CANCELLED),
    (DONE, OPEN),
    (DONE, IN_PROGRESS),
    (VERIFIED, OPEN),
    (CANCELLED, OPEN),
}
STAYING = {(status, status) for status in ActionStatus}
ILLEGAL = set(product(ActionStatus, ActionStatus)) - FREE - PROVING - REASONED - STAYING
FAR_DAYS = [date.min, date(1999, 12, 31), date(3000, 1, 1), date.max]


def at(status: ActionStatus) -> tuple[object, ...]:
    return (PLANNED, moved(OPEN, status))


# planning


def test_an_action_is_planned_with_an_owner_and_a_date() -> None:
    given(ACTION).when(NUMBERED_PLAN).then(PLANNED)
    action = ACTION.fold((PLANNED,))
    assert (action.status, action.proven) == (OPEN, False)
    assert (action.owner, action.due_on) == (BEN, PLAN.due_on)


def test_a_plan_may_belong_to_a_postmortem_and_ask_for_a_ticket() -> None:
    body = replace(PLAN, owner="Ben@Example.com")
    plan = NumberedPlan("ACT-40", INCIDENT_ID, POSTMORTEM_ID, TRACKER_ID, body)
    given(ACTION).when(plan).then(replace(PLANNED, postmortem_id=POSTMORTEM_ID), REQUESTED)


def test_an_action_is_planned_once() -> None:
    given(ACTION, PLANNED).when(NUMBERED_PLAN).refused(AlreadyExists)


@pytest.mark.parametrize("day", FAR_DAYS)
def test_a_due_day_off_the_calendar_is_refused(day: date) -> None:
    plan = replace(NUMBERED_PLAN, body=replace(PLAN, due_on=day))
    given(ACTION).when(plan).refused(TimeRefused)
    given(ACTION, PLANNED).when(ReviseWith(ReviseAction(due_on=day))).refused(TimeRefused)


@pytest.mark.parametrize(
    "command", [ReviseWith(ReviseAction()), ChangeStatus(DONE), AttachToPostmortem(POSTMORTEM_ID)]
)
def test_what_was_never_planned_is_not_there(command: object) -> None:
    given(ACTION).when(command).refused(NotFound)


# revising


def test_a_revision_is_one_event_for_each_thing_that_changes() -> None:
    day = date(2026, 12, 1)
    command = ReviseAction("Add two cases", "Both.", "ANA@example.com", day, Priority.URGENT)
    events = (
        ActionRetitled("Add two cases"),
        ActionDetailsChanged("Both."),
        ActionOwnerChanged(BEN, ANA),
        ActionDueDateChanged(PLAN.due_on, day),
        ActionPriorityChanged(Priority.HIGH, Priority.URGENT),
    )
    given(ACTION, PLANNED).when(ReviseWith(command)).then(*events)
    action = ACTION.fold((PLANNED, *events))
    assert (action.title, action.details, action.owner) == ("Add two cases", "Both.", ANA)
    assert (action.due_on, action.priority) == (day, Priority.URGENT)
    given(ACTION, PLANNED, *events).when(ReviseWith(command)).then()


def test_a_revision_to_what_stands_already_changes_nothing() -> None:
    same = ReviseAction(PLAN.title, "", "Ben@Example.com", PLAN.due_on, PLAN.priority)
    given(ACTION, PLANNED).when(ReviseWith(same)).then()
    given(ACTION, PLANNED).when(ReviseWith(ReviseAction())).then()


@pytest.mark.parametrize("status", [VERIFIED, CANCELLED])
def test_what_is_settled_changes_only_after_it_was_opened_again(status: ActionStatus) -> None:
    change = ReviseWith(ReviseAction("Another title"))
    error = given(ACTION, *at(status)).when(change).refused(ActionRefused)
    assert str(error) == f"ACT-40 is {status}: open it again with a reason, then change it"
    given(ACTION, *at(status)).when(ReviseWith(ReviseAction(), TRACKER_ID)).refused(ActionRefused)
    given(ACTION, *at(status)).when(ReviseWith(ReviseAction(PLAN.title))).then()
    opened = moved(status, OPEN, "More to do.")
    given(ACTION, *at(status), opened).when(change).then(ActionRetitled("Another title"))


def test_a_claim_is_still_put_into_other_words() -> None:
    change = ReviseWith(ReviseAction(owner=ANA))
    given(ACTION, *at(DONE)).when(change).then(ActionOwnerChanged(BEN, ANA))


def test_an_action_is_attached_to_the_postmortem_that_was_started_after_it() -> None:
    attach, attached = AttachToPostmortem(POSTMORTEM_ID), ActionAttached(POSTMORTEM_ID)
    given(ACTION, PLANNED).when(attach).then(attached)
    given(ACTION, PLANNED, attached).when(attach).then()
    assert ACTION.fold((PLANNED, attached)).postmortem_id == POSTMORTEM_ID


# statuses


@pytest.mark.parametrize(("here", "there"), sorted(FREE))
def test_work_goes_on_without_a_reason(here: ActionStatus, there: ActionStatus) -> None:
    given(ACTION, *at(here)).when(ChangeStatus(there)).then(moved(here, there))
    assert ACTION.fold((PLANNED, moved(here, there))).status is there


@pytest.mark.parametrize(("here", "there"), sorted(REASONED))
def test_giving_up_and_taking_up_again_need_a_reason(
    here: ActionStatus, there: ActionStatus
) -> None:
    given(ACTION, *at(here)).when(ChangeStatus(there)).refused(ReasonRequired)
    given(ACTION, *at(here)).when(ChangeStatus(there, "Why.")).then(moved(here, there, "Why."))


@pytest.mark.parametrize(("here", "there"), sorted(ILLEGAL))
def test_no_other_edge_exists(here: ActionStatus, there: ActionStatus) -> None:
    error = given(ACTION, *at(here)).when(ChangeStatus(there, "Why.")).refused(TransitionRefused)
    assert (error.current, error.target) == (here, there)
    assert str(error) == f"an action that is {here.value} cannot become {there.value}"


@pytest.mark.parametrize("status", ActionStatus)
def test_moving_to_the_present_status_changes_nothing(status: ActionStatus) -> None:
    given(ACTION, *at(status)).when(ChangeStatus(status, "Again.")).then()


def test_done_is_a_claim_with_whatever_evidence_it_brings() -> None:
    link = (Evidence("The case", "https://evals.example.com/cases/12"),)
    changed = ActionStatusChanged(OPEN, DONE, None, link)
    given(ACTION, PLANNED).when(ChangeStatus(DONE, evidence=link)).then(changed)
    given(ACTION, PLANNED, changed).when(ChangeStatus(DONE, evidence=link)).then()


def test_other_evidence_for_the_present_status_is_refused_and_not_lost() -> None:
    first = Evidence("The case", "https://evals.example.com/cases/12")
    later = Evidence("The change", "https://git.example.com/acme/bot/pull/8")
    for link in ((), (first,)):
        moved_so = ActionStatusChanged(OPEN, DONE, None, link)
        again = ChangeStatus(DONE, evidence=(*link, later))
        error = given(ACTION, PLANNED, moved_so).when(again).refused(ActionRefused)
        assert str(error).startswith("ACT-40 is done already, and evidence comes with a move")


def test_verified_is_proof_and_evidence_alone_proves_nothing() -> None:
    link = (Evidence("Trust me", "https://example.com"),)
    claim = ChangeStatus(VERIFIED, "It works.", link)
    given(ACTION, *at(DONE)).when(claim).refused(ProofMissing)


def test_a_proven_action_is_verified() -> None:
    proven = replace(ACTION.fold((PLANNED, moved(OPEN, DONE))), proven=True)
    assert rules.decide(proven, ChangeStatus(VERIFIED), STAMP) == (moved(DONE, VERIFIED),)
