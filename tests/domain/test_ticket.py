"""The ticket of an action: which command may come in which state, and what follows."""

from datetime import date
from itertools import product
from typing import Any, get_args
from uuid import UUID

import pytest

from domain.action import ACTION, Clash, FollowTicket, ObserveTicket, ReviseAction, ReviseWith
from domain.action_events import (
    ActionDueDateChanged,
    ActionOwnerChanged,
    ActionStatus,
    ActionTicketBlocked,
    ActionTicketCreateFailed,
    ActionTicketCreateStarted,
    ActionTicketCreateUnconfirmed,
    ActionTicketLinked,
    ActionTicketObserved,
    ActionTicketRequested,
    ActionTicketRetried,
    ActionTicketUpdated,
)
from domain.errors import NotFound, TicketRefused
from domain.ticket import (
    CONFLICTS_KEPT,
    FROM,
    BlockTicket,
    DoubtCreate,
    FailCreate,
    LinkTicket,
    LoseTicket,
    MoveTicket,
    NoteTicketUpdate,
    PauseTicket,
    ResumeTicket,
    RetryTicket,
    StartCreate,
    Ticket,
    TicketCommand,
    TicketState,
    WarnTicket,
)
from domain.ticket_events import (
    ActionTicketConflict,
    ActionTicketDetached,
    ActionTicketMoved,
    ActionTicketPaused,
    ActionTicketResumed,
    ActionTicketWarned,
    TicketWarning,
)
from tests.given import given
from tests.samples import (
    AT,
    BLOCKED,
    CREATE_STARTED,
    GONE,
    LINKED,
    PAUSED,
    PLANNED,
    REQUESTED,
    TICKET_PASTS,
    TRACKER_ID,
    UNCONFIRMED,
    moved,
    ticket_after,
)

OPEN, IN_PROGRESS, DONE, VERIFIED, CANCELLED = ActionStatus
URL = LINKED.url
RETRIED = ActionTicketRetried()
WARNING = TicketWarning("owner_unmapped", "owner", "no such account")
FOLLOWS: dict[Any, tuple[object, TicketState]] = {
    StartCreate(): (ActionTicketCreateStarted(1, AT), TicketState.CREATING),
    FailCreate("invalid", "no such field"): (
        ActionTicketCreateFailed(1, "invalid", "no such field"),
        TicketState.PENDING,
    ),
    DoubtCreate("no answer"): (
        ActionTicketCreateUnconfirmed(1, "no answer"),
        TicketState.UNCONFIRMED,
    ),
    LinkTicket("ACME-7", URL, adopted=True): (
        ActionTicketLinked("ACME-7", URL, adopted=True),
        TicketState.LINKED,
    ),
    NoteTicketUpdate(("title",)): (ActionTicketUpdated(("title",)), TicketState.LINKED),
    BlockTicket("gone_project", "404", "restore"): (
        ActionTicketBlocked("gone_project", "404", "restore"),
        TicketState.BLOCKED,
    ),
    RetryTicket(): (RETRIED, TicketState.LINKED),
    LoseTicket(): (GONE, TicketState.GONE),
    WarnTicket((WARNING,)): (ActionTicketWarned((WARNING,)), TicketState.LINKED),
    PauseTicket("access_lost", "404", "wait"): (
        ActionTicketPaused("access_lost", "404", "wait"),
        TicketState.PAUSED,
    ),
    ResumeTicket(): (ActionTicketResumed(), TicketState.LINKED),
    MoveTicket("NEW-1", URL): (ActionTicketMoved("ACME-7", "NEW-1", URL), TicketState.LINKED),
}

# Where to try a command that does not come while the create is under way.
SOURCES: dict[type, TicketState] = {
    StartCreate: TicketState.PENDING,
    NoteTicketUpdate: TicketState.BLOCKED,
    BlockTicket: TicketState.LINKED,
    RetryTicket: TicketState.BLOCKED,
    LoseTicket: TicketState.LINKED,
    WarnTicket: TicketState.LINKED,
    PauseTicket: TicketState.LINKED,
    ResumeTicket: TicketState.PAUSED,
    MoveTicket: TicketState.LINKED,
}


def test_the_table_covers_every_command_of_the_mirror() -> None:
    assert set(FROM) == set(get_args(TicketCommand)) == {type(command) for command in FOLLOWS}


@pytest.mark.parametrize("state", TICKET_PASTS)
def test_every_state_is_reached_by_what_leads_to_it(state: TicketState) -> None:
    assert ticket_after(*TICKET_PASTS[state]).state is state


@pytest.mark.parametrize(("state", "command"), tuple(product(TICKET_PASTS, FOLLOWS)))
def test_a_command_is_allowed_in_the_states_of_the_table_and_refused_in_all_others(
    state: TicketState, command: Any
) -> None:
    past = (PLANNED, *TICKET_PASTS[state])
    case = given(ACTION, *past).when(command)
    if state not in FROM[type(command)]:
        case.refused(TicketRefused)
        return
    (event,) = case.events()
    expected, _ = FOLLOWS[command]
    assert type(event) is type(expected)


def test_a_linked_ticket_is_tried_again_only_where_it_lacks_something() -> None:
    past = (PLANNED, *TICKET_PASTS[TicketState.LINKED])
    given(ACTION, *past).when(RetryTicket()).refused(TicketRefused)
    lacking = (*past, ActionTicketWarned((WARNING,)))
    given(ACTION, *lacking).when(RetryTicket()).then(RETRIED)
    given(ACTION, *lacking).when(StartCreate()).refused(TicketRefused)


@pytest.mark.parametrize("command", FOLLOWS)
def test_a_command_has_one_fact_and_leads_to_one_state(command: Any) -> None:
    event, state = FOLLOWS[command]
    source = SOURCES.get(type(command), TicketState.CREATING)
    past = TICKET_PASTS[source]
    given(ACTION, PLANNED, *past).when(command).then(event)
    assert ticket_after(*past, event).state is state


def test_the_ticket_of_an_action_that_was_never_planned_is_not_there() -> None:
    given(ACTION).when(StartCreate()).refused(NotFound)


def test_a_ticket_can_be_asked_for_later_and_stays_in_its_tracker() -> None:
    ask = ReviseWith(ReviseAction(), TRACKER_ID)
    given(ACTION, PLANNED).when(ask).then(REQUESTED)
    given(ACTION, PLANNED, REQUESTED).when(ask).then()
    elsewhere = ReviseWith(ReviseAction(), UUID(int=6))
    given(ACTION, PLANNED, REQUESTED).when(elsewhere).refused(TicketRefused)


# giving up, and wanting again

GIVE_UP = ReviseWith(ReviseAction(tracker=None))


@pytest.mark.parametrize("state", TICKET_PASTS)
def test_a_ticket_can_be_given_up_in_any_state_and_once(state: TicketState) -> None:
    past = TICKET_PASTS[state]
    case = given(ACTION, PLANNED, *past).when(GIVE_UP)
    if state in {TicketState.NONE, TicketState.DETACHED}:
        case.then()
        return
    given_up = ActionTicketDetached(TRACKER_ID, ticket_after(*past).key)
    case.then(given_up)
    assert ticket_after(*past, given_up).state is TicketState.DETACHED


@pytest.mark.parametrize(
    ("before", "state"),
    [
        ((REQUESTED,), TicketState.PENDING),
        ((REQUESTED, CREATE_STARTED, UNCONFIRMED), TicketState.UNCONFIRMED),
        ((REQUESTED, CREATE_STARTED, LINKED), TicketState.LINKED),
    ],
)
def test_wanted_again_in_the_same_tracker_a_ticket_is_taken_up_where_it_was(
    before: tuple[object, ...], state: TicketState
) -> None:
    past = (*before, ActionTicketDetached(TRACKER_ID))
    given(ACTION, PLANNED, *past).when(ReviseWith(ReviseAction(), TRACKER_ID)).then(REQUESTED)
    assert ticket_after(*past, REQUESTED).state is state


def test_wanted_in_another_tracker_a_ticket_is_made_anew() -> None:
    elsewhere = ActionTicketRequested(UUID(int=6))
    past = TICKET_PASTS[TicketState.DETACHED]
    given(ACTION, PLANNED, *past).when(ReviseWith(ReviseAction(), UUID(int=6))).then(elsewhere)
    assert ticket_after(*past, elsewhere) == Ticket(TicketState.PENDING, UUID(int=6))


# holding still


def test_the_same_pause_is_recorded_once_and_a_block_takes_its_place() -> None:
    past = (PLANNED, *TICKET_PASTS[TicketState.PAUSED])
    same = PauseTicket(PAUSED.code, PAUSED.reason, PAUSED.remedy)
    given(ACTION, *past).when(same).then()
    block = BlockTicket(PAUSED.code, PAUSED.reason, PAUSED.remedy)
    follows = ActionTicketBlocked(PAUSED.code, PAUSED.reason, PAUSED.remedy)
    given(ACTION, *past).when(block).then(follows)


def test_a_pause_before_the_ticket_was_made_ends_where_it_began() -> None:
    assert ticket_after(REQUESTED, PAUSED, ActionTicketResumed()).state is TicketState.PENDING
    past = (REQUESTED, CREATE_STARTED, UNCONFIRMED, PAUSED, ActionTicketResumed())
    assert ticket_after(*past).state is TicketState.UNCONFIRMED


# what a merge found


def test_an_answer_to_an_attempt_before_the_present_one_links_nothing() -> None:
    past = (PLANNED, REQUESTED, CREATE_STARTED, UNCONFIRMED, ActionTicketCreateStarted(2, AT))
    given(ACTION, *past).when(LinkTicket("ACME-7", URL, attempt=1)).refused(TicketRefused)
    given(ACTION, *past).when(LinkTicket("ACME-7", URL, attempt=2)).then(
        ActionTicketLinked("ACME-7", URL)
    )


def test_a_ticket_is_followed_to_its_new_key() -> None:
    past = TICKET_PASTS[TicketState.LINKED]
    given(ACTION, PLANNED, *past).when(MoveTicket("ACME-7", URL)).then()
    moved_there = ActionTicketMoved("ACME-7", "NEW-1", "https://jira.example.com/browse/NEW-1")
    move = MoveTicket(moved_there.key, moved_there.url)
    given(ACTION, PLANNED, *past).when(move).then(moved_there)
    ticket = ticket_after(*past, moved_there)
    assert (ticket.state, ticket.key) == (TicketState.LINKED, "NEW-1")


def test_warnings_are_told_as_a_whole_and_when_they_change() -> None:
    past = TICKET_PASTS[TicketState.LINKED]
    warned = ActionTicketWarned((TicketWarning("owner_unmapped", "owner", "no such account"),))
    given(ACTION, PLANNED, *past).when(WarnTicket(())).then()
    given(ACTION, PLANNED, *past).when(WarnTicket(warned.warnings)).then(warned)
    given(ACTION, PLANNED, *past, warned).when(WarnTicket(warned.warnings)).then()
    given(ACTION, PLANNED, *past, warned).when(WarnTicket(())).then(ActionTicketWarned(()))
    assert ticket_after(*past, warned).warnings == warned.warnings


def test_what_is_taken_over_tells_the_conflict_first() -> None:
    past = TICKET_PASTS[TicketState.LINKED]
    clash = Clash("owner", PLANNED.owner, "ana@example.com")
    due_on = date(2027, 1, 2)
    given(ACTION, PLANNED, *past).when(
        FollowTicket("Ana@Example.com", due_on, IN_PROGRESS, "In Review", (clash,))
    ).then(
        ActionTicketConflict("owner", PLANNED.owner, "ana@example.com", AT),
        ActionOwnerChanged(PLANNED.owner, "ana@example.com"),
        ActionDueDateChanged(PLANNED.due_on, due_on),
        moved(OPEN, IN_PROGRESS, "the ticket became In Review in the tracker"),
    )


def test_what_holds_already_or_has_ended_is_not_taken_over() -> None:
    past = (PLANNED, *TICKET_PASTS[TicketState.LINKED])
    same = FollowTicket(PLANNED.owner, PLANNED.due_on, OPEN)
    given(ACTION, *past).when(same).then()
    given(ACTION, *past, moved(OPEN, DONE)).when(FollowTicket(status=IN_PROGRESS)).then()


def test_the_latest_conflicts_are_kept() -> None:
    told = [ActionTicketConflict("owner", f"{n}", "b", AT) for n in range(CONFLICTS_KEPT + 2)]
    ticket = ticket_after(*TICKET_PASTS[TicketState.LINKED], *told)
    assert ticket.conflicts == tuple(told[2:])


def test_closed_there_as_given_up_means_cancelled_here_with_that_reason() -> None:
    past = (PLANNED, *TICKET_PASTS[TicketState.LINKED])
    seen = ObserveTicket(closed=True, resolution="not_planned", means=CANCELLED)
    given(ACTION, *past).when(seen).then(
        ActionTicketObserved(closed=True, observed_at=AT, resolution="not_planned"),
        moved(OPEN, CANCELLED, "the ticket was closed in the tracker as not_planned"),
    )


def test_attempts_are_counted_and_a_failed_one_may_be_followed_by_another() -> None:
    failed = ActionTicketCreateFailed(1, "invalid", "no such field")
    past = (REQUESTED, CREATE_STARTED, failed)
    assert ticket_after(*past).started_at is None
    second = ActionTicketCreateStarted(2, AT)
    given(ACTION, PLANNED, *past).when(StartCreate()).then(second)
    assert ticket_after(*past, second).attempt == 2


def test_the_same_block_is_recorded_once_and_another_one_anew() -> None:
    past = (PLANNED, *TICKET_PASTS[TicketState.BLOCKED])
    same = BlockTicket(BLOCKED.code, BLOCKED.reason, BLOCKED.remedy)
    given(ACTION, *past).when(same).then()
    other = BlockTicket("forbidden", "may not see the project", BLOCKED.remedy)
    follows = ActionTicketBlocked("forbidden", "may not see the project", BLOCKED.remedy)
    given(ACTION, *past).when(other).then(follows)


def test_a_blocked_ticket_tells_why_until_it_is_in_step_again() -> None:
    past = TICKET_PASTS[TicketState.BLOCKED]
    told = (BLOCKED.code, BLOCKED.reason, BLOCKED.remedy)
    ticket = ticket_after(*past)
    assert (ticket.code, ticket.reason, ticket.remedy) == told
    for event in (RETRIED, ActionTicketUpdated(("title",)), GONE):
        ticket = ticket_after(*past, event)
        assert (ticket.code, ticket.reason, ticket.remedy) == (None, None, None)
