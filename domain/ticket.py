"""The ticket of an action: where its mirror stands, and what the mirror may record about it.

`none → pending → creating → linked`; `unconfirmed` where an attempt's outcome is not known,
`blocked` where a person must act, `gone` where the ticket was deleted in the tracker.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.action_events import (
    ActionTicketBlocked,
    ActionTicketCreateFailed,
    ActionTicketCreateStarted,
    ActionTicketCreateUnconfirmed,
    ActionTicketGone,
    ActionTicketLinked,
    ActionTicketObserved,
    ActionTicketRequested,
    ActionTicketRetried,
    ActionTicketUpdated,
)
from domain.decider import Stamp
from domain.errors import TicketRefused
from domain.values import foreign


class TicketState(StrEnum):
    NONE = "none"
    PENDING = "pending"
    CREATING = "creating"
    UNCONFIRMED = "unconfirmed"
    LINKED = "linked"
    BLOCKED = "blocked"
    GONE = "gone"
    DETACHED = "detached"


class Ticket(Struct, frozen=True, omit_defaults=True):
    """`closed` is what the tracker said last; `attempt` counts the creates that were started."""

    state: TicketState = TicketState.NONE
    tracker_id: UUID | None = None
    key: str | None = None
    url: str | None = None
    closed: bool = False
    attempt: int = 0
    started_at: datetime | None = None
    code: str | None = None
    reason: str | None = None
    remedy: str | None = None


TicketEvent = (
    ActionTicketRequested
    | ActionTicketCreateStarted
    | ActionTicketCreateFailed
    | ActionTicketCreateUnconfirmed
    | ActionTicketLinked
    | ActionTicketUpdated
    | ActionTicketObserved
    | ActionTicketBlocked
    | ActionTicketRetried
    | ActionTicketGone
)


def evolve(ticket: Ticket, event: TicketEvent) -> Ticket:
    match event:
        case ActionTicketRequested():
            return Ticket(TicketState.PENDING, event.tracker_id)
        case ActionTicketCreateStarted():
            return replace(
                ticket,
                state=TicketState.CREATING,
                attempt=event.attempt,
                started_at=event.started_at,
            )
        case ActionTicketCreateFailed():
            return replace(ticket, state=TicketState.PENDING, started_at=None)
        case ActionTicketCreateUnconfirmed():
            return replace(ticket, state=TicketState.UNCONFIRMED)
        case ActionTicketLinked():
            return settled(replace(ticket, key=event.key, url=event.url), TicketState.LINKED)
        case ActionTicketUpdated():
            return settled(ticket, TicketState.LINKED)
        case ActionTicketObserved():
            return replace(ticket, closed=event.closed)
        case ActionTicketBlocked(code, reason, remedy):
            return replace(
                ticket, state=TicketState.BLOCKED, code=code, reason=reason, remedy=remedy
            )
        case ActionTicketRetried():
            return retried(ticket)
        case ActionTicketGone():
            return settled(ticket, TicketState.GONE)
        case _:
            assert_never(event)


def settled(ticket: Ticket, state: TicketState) -> Ticket:
    return replace(ticket, state=state, code=None, reason=None, remedy=None)


def retried(ticket: Ticket) -> Ticket:
    """A ticket that exists is linked again; one that may exist is probed; else it is made."""
    if ticket.state is TicketState.GONE:
        ticket = replace(ticket, key=None, url=None, closed=False)
    if ticket.key is not None:
        return settled(ticket, TicketState.LINKED)
    return settled(ticket, TicketState.UNCONFIRMED if ticket.started_at else TicketState.PENDING)


class StartCreate(Struct, frozen=True):
    """About to send the one POST."""


class FailCreate(Struct, frozen=True):
    """The POST made nothing, for certain."""

    code: str
    reason: str


class DoubtCreate(Struct, frozen=True):
    """The POST may have made a ticket."""

    reason: str


class LinkTicket(Struct, frozen=True):
    key: str
    url: str
    adopted: bool = False


class NoteTicketUpdate(Struct, frozen=True):
    fields: tuple[str, ...]


class BlockTicket(Struct, frozen=True):
    code: str
    reason: str
    remedy: str


class RetryTicket(Struct, frozen=True):
    """A person mended the cause."""


class LoseTicket(Struct, frozen=True):
    """The tracker says that the ticket was deleted."""


TicketCommand = (
    StartCreate
    | FailCreate
    | DoubtCreate
    | LinkTicket
    | NoteTicketUpdate
    | BlockTicket
    | RetryTicket
    | LoseTicket
)

# From which states a command may come; anything else is a worker that lost its lease.
FROM: Final[dict[type[TicketCommand], frozenset[TicketState]]] = {
    StartCreate: frozenset({TicketState.PENDING, TicketState.UNCONFIRMED}),
    FailCreate: frozenset({TicketState.CREATING}),
    DoubtCreate: frozenset({TicketState.CREATING}),
    LinkTicket: frozenset({TicketState.CREATING, TicketState.UNCONFIRMED}),
    NoteTicketUpdate: frozenset({TicketState.LINKED, TicketState.BLOCKED}),
    BlockTicket: frozenset(
        {TicketState.PENDING, TicketState.UNCONFIRMED, TicketState.LINKED, TicketState.BLOCKED}
    ),
    RetryTicket: frozenset({TicketState.BLOCKED, TicketState.GONE}),
    LoseTicket: frozenset({TicketState.LINKED, TicketState.BLOCKED}),
}


def decide(ticket: Ticket, command: TicketCommand, stamp: Stamp) -> tuple[TicketEvent, ...]:
    """Return what the mirror's `command` makes happen.

    Raises:
        TicketRefused: the ticket is not in a state from which this can come.
    """
    if ticket.state not in FROM[type(command)]:
        raise TicketRefused(f"the ticket is {ticket.state}; {type(command).__name__} needs another")
    match command:
        case StartCreate():
            return (ActionTicketCreateStarted(ticket.attempt + 1, stamp.at),)
        case FailCreate(code, reason):
            return (ActionTicketCreateFailed(ticket.attempt, code, foreign(reason)),)
        case DoubtCreate(reason):
            return (ActionTicketCreateUnconfirmed(ticket.attempt, foreign(reason)),)
        case LinkTicket(key, url, adopted):
            return (ActionTicketLinked(foreign(key), foreign(url), adopted),)
        case NoteTicketUpdate(fields):
            check_exists(ticket)
            return (ActionTicketUpdated(fields),)
        case BlockTicket():
            return block(ticket, command)
        case RetryTicket():
            return (ActionTicketRetried(),)
        case LoseTicket():
            return (ActionTicketGone(check_exists(ticket)),)
        case _:
            assert_never(command)


def check_exists(ticket: Ticket) -> str:
    """Return the ticket's key.

    Raises:
        TicketRefused: there is no ticket in the tracker, as far as is known.
    """
    if ticket.key is None:
        raise TicketRefused(f"the ticket is {ticket.state}: the tracker holds none")
    return ticket.key


def block(ticket: Ticket, command: BlockTicket) -> tuple[ActionTicketBlocked, ...]:
    reason = foreign(command.reason)
    present = (ticket.code, ticket.reason, ticket.remedy)
    if present == (command.code, reason, command.remedy):
        return ()
    return (ActionTicketBlocked(command.code, reason, command.remedy),)
