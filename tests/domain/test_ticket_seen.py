"""Retries of a ticket, and what the tracker shows of it."""

import pytest

from domain.action import ACTION, ObserveTicket
from domain.action_events import (
    ActionStatus,
    ActionTicketCreateFailed,
    ActionTicketCreateUnconfirmed,
    ActionTicketObserved,
    ActionTicketRetried,
)
from domain.errors import TicketRefused
from domain.ticket import (
    DoubtCreate,
    LoseTicket,
    NoteTicketUpdate,
    RetryTicket,
    TicketState,
)
from domain.values import REASON_CHARS_MAX
from tests.given import given
from tests.samples import (
    AT,
    BLOCKED,
    CREATE_STARTED,
    LINKED,
    PLANNED,
    REQUESTED,
    TICKET_PASTS,
    UNCONFIRMED,
    moved,
    ticket_after,
)

# retries


OPEN, IN_PROGRESS, DONE, VERIFIED, CANCELLED = ActionStatus
RETRIED = ActionTicketRetried()


@pytest.mark.parametrize(
    ("before", "state"),
    [
        ((REQUESTED,), TicketState.PENDING),
        ((REQUESTED, CREATE_STARTED, ActionTicketCreateFailed(1, "c", "r")), TicketState.PENDING),
        ((REQUESTED, CREATE_STARTED, UNCONFIRMED), TicketState.UNCONFIRMED),
        ((REQUESTED, CREATE_STARTED, LINKED), TicketState.LINKED),
    ],
)
def test_a_retry_goes_on_from_where_the_ticket_was_blocked(
    before: tuple[object, ...], state: TicketState
) -> None:
    given(ACTION, PLANNED, *before, BLOCKED).when(RetryTicket()).then(RETRIED)
    assert ticket_after(*before, BLOCKED, RETRIED).state is state


def test_a_ticket_that_is_gone_is_looked_for_before_another_is_made() -> None:
    ticket = ticket_after(*TICKET_PASTS[TicketState.GONE], RETRIED)
    assert ticket.state is TicketState.UNCONFIRMED
    assert (ticket.key, ticket.url, ticket.closed) == (None, None, False)


def test_a_ticket_that_is_gone_is_never_linked_again_by_retrying() -> None:
    past = (*TICKET_PASTS[TicketState.GONE], RETRIED, BLOCKED, RETRIED)
    assert ticket_after(*past).state is TicketState.UNCONFIRMED


def test_a_ticket_blocked_before_it_was_made_can_neither_be_updated_nor_lost() -> None:
    past = (PLANNED, REQUESTED, BLOCKED)
    given(ACTION, *past).when(NoteTicketUpdate(("title",))).refused(TicketRefused)
    given(ACTION, *past).when(LoseTicket()).refused(TicketRefused)


# what the tracker shows


@pytest.mark.parametrize("here", [OPEN, IN_PROGRESS])
def test_closed_there_means_done_here(here: ActionStatus) -> None:
    past = (PLANNED, *TICKET_PASTS[TicketState.LINKED], moved(OPEN, here))
    given(ACTION, *past).when(ObserveTicket(closed=True, resolution="Fixed")).then(
        ActionTicketObserved(closed=True, observed_at=AT, resolution="Fixed"),
        moved(here, DONE, "the ticket was closed in the tracker as Fixed"),
    )
    *_, changed = given(ACTION, *past).when(ObserveTicket(closed=True)).events()
    assert changed.reason == "the ticket was closed in the tracker"


@pytest.mark.parametrize("here", [DONE, VERIFIED, CANCELLED])
def test_closed_there_leaves_alone_what_had_ended_and_opened_there_reopens_it(
    here: ActionStatus,
) -> None:
    past = (PLANNED, *TICKET_PASTS[TicketState.LINKED], moved(OPEN, here))
    closed = ActionTicketObserved(closed=True, observed_at=AT)
    given(ACTION, *past).when(ObserveTicket(closed=True)).then(closed)
    given(ACTION, *past, closed).when(ObserveTicket(closed=False)).then(
        ActionTicketObserved(closed=False, observed_at=AT),
        moved(here, OPEN, "the ticket was opened again in the tracker"),
    )


def test_opened_there_leaves_an_open_action_alone() -> None:
    closed = ActionTicketObserved(closed=True, observed_at=AT)
    past = (PLANNED, *TICKET_PASTS[TicketState.LINKED], closed)
    opened = ActionTicketObserved(closed=False, observed_at=AT)
    given(ACTION, *past).when(ObserveTicket(closed=False)).then(opened)
    assert not ticket_after(*past[1:], opened).closed


def test_what_was_seen_before_is_no_news() -> None:
    past = (PLANNED, *TICKET_PASTS[TicketState.LINKED])
    given(ACTION, *past).when(ObserveTicket(closed=False)).then()


@pytest.mark.parametrize("closed", [True, False])
def test_our_own_closing_and_opening_of_the_ticket_moves_nothing_here(*, closed: bool) -> None:
    before = ActionTicketObserved(closed=not closed, observed_at=AT)
    past = (PLANNED, *TICKET_PASTS[TicketState.LINKED], before)
    seen = ActionTicketObserved(closed=closed, observed_at=AT)
    given(ACTION, *past).when(ObserveTicket(closed=closed, settles=False)).then(seen)


@pytest.mark.parametrize(
    "state",
    [TicketState.NONE, TicketState.PENDING, TicketState.CREATING, TicketState.UNCONFIRMED],
)
def test_nothing_is_seen_of_a_ticket_that_is_not_known(state: TicketState) -> None:
    past = (PLANNED, *TICKET_PASTS[state])
    given(ACTION, *past).when(ObserveTicket(closed=True)).refused(TicketRefused)


def test_what_a_tracker_says_is_kept_bounded_and_as_valid_unicode() -> None:
    said = "no\x00 \ud800way " + "x" * 100_000
    kept = ("no ?way " + "x" * 100_000)[:REASON_CHARS_MAX]
    past = (PLANNED, *TICKET_PASTS[TicketState.CREATING])
    given(ACTION, *past).when(DoubtCreate(said)).then(ActionTicketCreateUnconfirmed(1, kept))
    linked = (PLANNED, *TICKET_PASTS[TicketState.LINKED])
    seen, _ = given(ACTION, *linked).when(ObserveTicket(closed=True, resolution=said)).events()
    assert seen.resolution == kept
