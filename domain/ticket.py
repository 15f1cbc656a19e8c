"""The ticket of an action: where its mirror stands, and what the mirror may record about it.

`none → pending → creating → linked`; `unconfirmed` where an attempt's outcome is not known,
`blocked` where a person must act, `paused` where the mirror holds still and goes on by itself,
`gone` where the ticket was deleted in the tracker, `detached` where the action wants none any more.
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
from domain.ticket_events import (
    ActionTicketConflict,
    ActionTicketDetached,
    ActionTicketMoved,
    ActionTicketPaused,
    ActionTicketResumed,
    ActionTicketWarned,
    TicketWarning,
)
from domain.values import foreign

CONFLICTS_KEPT: Final = 5  # the latest; the log has them all


class TicketState(StrEnum):
    NONE = "none"
    PENDING = "pending"
    CREATING = "creating"
    UNCONFIRMED = "unconfirmed"
    LINKED = "linked"
    BLOCKED = "blocked"
    GONE = "gone"
    DETACHED = "detached"
    PAUSED = "paused"


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
    warnings: tuple[TicketWarning, ...] = ()
    conflicts: tuple[ActionTicketConflict, ...] = ()  # the oldest first


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
    | ActionTicketWarned
    | ActionTicketConflict
    | ActionTicketPaused
    | ActionTicketResumed
    | ActionTicketMoved
    | ActionTicketDetached
)


def evolve(ticket: Ticket, event: TicketEvent) -> Ticket:
    match event:
        case ActionTicketRequested():
            return requested(ticket, event.tracker_id)
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
            return held(ticket, TicketState.BLOCKED, code, reason, remedy)
        case ActionTicketPaused(code, reason, remedy):
            return held(ticket, TicketState.PAUSED, code, reason, remedy)
        case ActionTicketRetried() | ActionTicketResumed():
            return retried(ticket)
        case ActionTicketGone():
            return settled(ticket, TicketState.GONE)
        case ActionTicketDetached():
            return settled(ticket, TicketState.DETACHED)
        case ActionTicketMoved():
            return replace(ticket, key=event.key, url=event.url)
        case ActionTicketWarned():
            return replace(ticket, warnings=event.warnings)
        case ActionTicketConflict():
            return replace(ticket, conflicts=(*ticket.conflicts, event)[-CONFLICTS_KEPT:])
        case _:
            assert_never(event)


def requested(ticket: Ticket, tracker_id: UUID) -> Ticket:
    """A detached ticket that is wanted in the same tracker again is taken up, not made anew."""
    if ticket.state is TicketState.DETACHED and ticket.tracker_id == tracker_id:
        return retried(ticket)
    return Ticket(TicketState.PENDING, tracker_id)


def held(ticket: Ticket, state: TicketState, code: str, reason: str, remedy: str) -> Ticket:
    return replace(ticket, state=state, code=code, reason=reason, remedy=remedy)


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
    """`attempt`: of the POST that is answered; None where a look found the ticket."""

    key: str
    url: str
    adopted: bool = False
    attempt: int | None = None


class NoteTicketUpdate(Struct, frozen=True):
    fields: tuple[str, ...]


class BlockTicket(Struct, frozen=True):
    code: str
    reason: str
    remedy: str


class RetryTicket(Struct, frozen=True):
    """A person mended the cause: of what holds the ticket, or of what it lacks."""


class LoseTicket(Struct, frozen=True):
    """The tracker says that the ticket was deleted."""


class WarnTicket(Struct, frozen=True):
    """All that the link lacks, or nothing."""

    warnings: tuple[TicketWarning, ...]


class PauseTicket(Struct, frozen=True):
    """Hold still until the reason is gone."""

    code: str
    reason: str
    remedy: str


class ResumeTicket(Struct, frozen=True):
    """The reason is gone."""


class MoveTicket(Struct, frozen=True):
    """The tracker answers with another key."""

    key: str
    url: str


TicketCommand = (
    StartCreate
    | FailCreate
    | DoubtCreate
    | LinkTicket
    | NoteTicketUpdate
    | BlockTicket
    | RetryTicket
    | LoseTicket
    | WarnTicket
    | PauseTicket
    | ResumeTicket
    | MoveTicket
)

EXISTS: Final = frozenset({TicketState.LINKED, TicketState.BLOCKED, TicketState.PAUSED})
AT_REST: Final = EXISTS | {TicketState.PENDING, TicketState.UNCONFIRMED}

# From which states a command may come; anything else is a worker that lost its lease.
FROM: Final[dict[type[TicketCommand], frozenset[TicketState]]] = {
    StartCreate: frozenset({TicketState.PENDING, TicketState.UNCONFIRMED}),
    FailCreate: frozenset({TicketState.CREATING}),
    DoubtCreate: frozenset({TicketState.CREATING}),
    LinkTicket: frozenset({TicketState.CREATING, TicketState.UNCONFIRMED}),
    NoteTicketUpdate: EXISTS,
    BlockTicket: AT_REST,
    RetryTicket: frozenset({TicketState.BLOCKED, TicketState.GONE, TicketState.PAUSED}),
    LoseTicket: EXISTS,
    WarnTicket: EXISTS,
    PauseTicket: AT_REST,
    ResumeTicket: frozenset({TicketState.PAUSED}),
    MoveTicket: EXISTS,
}


def decide(ticket: Ticket, command: TicketCommand, stamp: Stamp) -> tuple[TicketEvent, ...]:
    """Return what the mirror's `command` makes happen.

    Raises:
        TicketRefused: the ticket is not in a state from which this can come.
    """
    lacks = ticket.state is TicketState.LINKED and bool(ticket.warnings)
    if ticket.state not in FROM[type(command)] and not (lacks and isinstance(command, RetryTicket)):
        raise TicketRefused(f"the ticket is {ticket.state}; {type(command).__name__} needs another")
    match command:
        case StartCreate():
            return (ActionTicketCreateStarted(ticket.attempt + 1, stamp.at),)
        case FailCreate(code, reason):
            return (ActionTicketCreateFailed(ticket.attempt, code, foreign(reason)),)
        case DoubtCreate(reason):
            return (ActionTicketCreateUnconfirmed(ticket.attempt, foreign(reason)),)
        case LinkTicket():
            return (link(ticket, command),)
        case NoteTicketUpdate(fields):
            check_exists(ticket)
            return (ActionTicketUpdated(fields),)
        case BlockTicket() | PauseTicket():
            return hold(ticket, command)
        case RetryTicket():
            return (ActionTicketRetried(),)
        case ResumeTicket():
            return (ActionTicketResumed(),)
        case LoseTicket():
            return (ActionTicketGone(check_exists(ticket)),)
        case WarnTicket(warnings):
            check_exists(ticket)
            return () if warnings == ticket.warnings else (ActionTicketWarned(warnings),)
        case MoveTicket(key, url):
            from_key = check_exists(ticket)
            moved = ActionTicketMoved(from_key, foreign(key), foreign(url))
            return () if moved.key == from_key else (moved,)
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


def link(ticket: Ticket, command: LinkTicket) -> ActionTicketLinked:
    """Raises TicketRefused where the answer is that of an attempt before the present one."""
    if command.attempt not in {None, ticket.attempt}:
        raise TicketRefused(f"attempt {ticket.attempt} is under way, not {command.attempt}")
    return ActionTicketLinked(foreign(command.key), foreign(command.url), command.adopted)


def hold(
    ticket: Ticket, command: BlockTicket | PauseTicket
) -> tuple[ActionTicketBlocked | ActionTicketPaused, ...]:
    code, reason, remedy = command.code, foreign(command.reason), command.remedy
    blocks = isinstance(command, BlockTicket)
    state = TicketState.BLOCKED if blocks else TicketState.PAUSED
    if (ticket.state, ticket.code, ticket.reason, ticket.remedy) == (state, code, reason, remedy):
        return ()
    event = ActionTicketBlocked if blocks else ActionTicketPaused
    return (event(code, reason, remedy),)


def detach(ticket: Ticket) -> tuple[ActionTicketDetached, ...]:
    """What giving up the mirror makes happen; `()` where there is none."""
    if ticket.tracker_id is None or ticket.state is TicketState.DETACHED:
        return ()
    return (ActionTicketDetached(ticket.tracker_id, ticket.key),)
