"""A pass over a ticket that exists: both sides are brought into step, field by field.

The tracker closes, either side opens. Title and block are ours; owner and due date go both ways.
What the tracker makes of our text (trimmed, rewritten) counts as agreed, so that it is not pushed
again and again; who undoes it again and again is left alone, and that is said.
"""

from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from typing import Final

import structlog
from msgspec import json
from msgspec.structs import replace

from domain.action import OPEN, Action, FollowTicket, ObserveTicket
from domain.ticket import (
    LoseTicket,
    MoveTicket,
    NoteTicketUpdate,
    ResumeTicket,
    RetryTicket,
    TicketState,
    WarnTicket,
)
from domain.ticket_events import TicketWarning
from integrations.accounts import spelled
from integrations.jobs import Known, Settled
from integrations.merging import Agreed, Merged, Who, agreed_by, meaning_of, merge, withhold
from integrations.passing import Pass
from integrations.tracker import (
    Draft,
    Ticket,
    TicketNotFound,
    TrackerRejected,
    TrackerUnavailable,
    Withheld,
)

SPREAD_MIN: Final = 0.75  # looks are spread over the last quarter of their interval
NOTHING: Final = FollowTicket()
NOT_TAKEN: Final = {
    "assignee": ("owner", "The tracker did not take who the ticket is to be assigned to."),
    "labels": ("labels", "The tracker dropped labels."),
    "priority": ("priority", "The tracker did not take the priority."),
    "due_on": ("due_on", "The tracker did not take the due date."),
    "title": ("title", "Something in the tracker changed the title that was just written."),
    "body": ("text", "Something in the tracker changed the text that was just written."),
}
OURS: Final = frozenset({"title", "body"})  # written again when they change, told or not
SHARED: Final = frozenset({"body", "assignee", "due_on"})  # people write these as well

read_agreed: Final = json.Decoder(Agreed).decode
log = structlog.get_logger()


async def sync(work: Pass) -> Settled:
    """Bring one linked ticket and its action into step.

    Raises:
        TrackerError: The tracker did not do it; nothing was recorded of what it did not do.
        TicketRefused: Somebody else recorded something about the ticket.
        LeaseOver: Somebody else is at it.
    """
    try:
        ticket = await work.tracker.read(work.key)
    except TicketNotFound:
        return await _missing(work)
    if ticket.key != work.key:
        ticket = await _moved(work, ticket.key)
    if not work.tracker.is_ours(ticket, work.action.ticket.url or "", work.marker):
        raise TrackerRejected(
            "ticket_not_ours",
            f"What the tracker holds as {work.key} does not carry our mark.",
            "Point the tracker back to where the ticket was made, or put its text back, and retry.",
        )
    if ticket.key != work.key:
        await work.journal.record(MoveTicket(ticket.key, ticket.url))
        log.info("ticket_moved", action=work.action.reference, key=ticket.key)
    action, ticket, warnings = await _follow(work, ticket)
    return await _merge(work, action, ticket, warnings)


async def _moved(work: Pass, key: str) -> Ticket:
    """The ticket under another key, once the tracker tells that key there as well.

    A tracker that lags may tell one key here and another there: then it keeps the one we know.

    Raises:
        TrackerUnavailable: It told two keys; look again later.
    """
    with suppress(TicketNotFound):
        ticket = await work.tracker.read(key)
        if ticket.key == key:
            return ticket
    raise TrackerUnavailable(
        "move_unsettled", f"The tracker tells {work.key} by the key {key}, and not so at {key}."
    )


async def _missing(work: Pass) -> Settled:
    """Two looks that come back empty, the project answering both times, make a deletion."""
    if work.job.known.probes is None:
        kept = work.kept(work.timing.confirm_gone)
        return replace(kept, known=replace(kept.known, probes=0))
    await work.journal.record(LoseTicket())
    return Settled(seconds=None)


async def _follow(work: Pass, ticket: Ticket) -> tuple[Action, Ticket, tuple[TicketWarning, ...]]:
    """Take over what was closed or opened there; open there what was opened here since."""
    action, rules = work.action, work.desk.rules
    means, guessed = meaning_of(ticket, rules)
    warnings = (guessed,) if guessed is not None and ticket.closed else ()
    if ticket.closed != action.ticket.closed:
        follows = rules.directions.status == "in"
        seen = ObserveTicket(ticket.closed, ticket.closed_as or None, follows, means)
        return (await work.journal.record(seen)).state, ticket, warnings
    if ticket.closed and action.status in OPEN and rules.directions.status == "in":
        await work.tracker.reopen(ticket.key)
        ours = ObserveTicket(closed=False, settles=False)
        action = (await work.journal.record(ours)).state
        return action, replace(ticket, closed=False), ()
    return action, ticket, warnings


async def _merge(
    work: Pass, action: Action, ticket: Ticket, warnings: tuple[TicketWarning, ...]
) -> Settled:
    before = _agreed(work)
    told = replace(ticket, due_on=work.tracker.day_in(ticket, work.marker))
    merged = await _merged(work, action, told, before)
    if merged.follow != NOTHING:
        action = (await work.journal.record(merged.follow)).state
    draft = replace(
        work.draft(action, assignee=merged.assignee),
        due_on=merged.due_on,
        withheld=merged.withheld or Withheld(),
    )
    agreed = agreed_by(action, told, await work.account_of(action), before, merged)
    work = replace(work, loaded=replace(work.loaded, state=action))
    came = await _push(work, ticket, draft, (*warnings, *merged.warnings))
    if not came.in_step:
        return came
    return replace(came, known=replace(came.known, agreed=json.encode(agreed)))


def _agreed(work: Pass) -> Agreed | None:
    """What both sides said last."""
    if work.job.known.agreed is None:
        return None
    said, kind = read_agreed(work.job.known.agreed), work.desk.kind
    # Logins may have been noted as GitHub spells them.
    account, assignee = spelled(kind, said.account), spelled(kind, said.assignee)
    return replace(said, account=account, assignee=assignee)


async def _merged(work: Pass, action: Action, ticket: Ticket, before: Agreed | None) -> Merged:
    """A ticket that tells only a reference has neither owner nor day to merge."""
    if not work.tells_all:
        account = await work.account_of(action)
        return withhold(action, before, account, work.desk.rules)
    person = None
    if ticket.assignee is not None:
        person = await work.accounts.person_of(work.desk.kind, ticket.assignee)
    who = Who(await work.account_of(action), person)
    return merge(action, ticket, before, who, work.desk.rules)


async def _push(
    work: Pass, ticket: Ticket, draft: Draft, warnings: tuple[TicketWarning, ...]
) -> Settled:
    action, known = work.action, work.job.known
    wanted, held = digest_of_draft(draft), digest_of_ticket(ticket)
    differing = work.tracker.differing(draft, ticket)
    told = {warning.code for warning in action.ticket.warnings}
    is_told = not OURS & set(differing) and told >= {_not_taken(field).code for field in differing}
    settled = known.pushed == wanted and (known.seen in {None, held} or is_told)
    if differing and not settled:
        known = _fought(work, known, wanted, differing)
        if SHARED & set(differing) and await _changed_since(work, ticket):
            return _anew(work)
        await work.tracker.edit(ticket, draft)
        await work.journal.record(NoteTicketUpdate(differing))
        known = replace(known, pushed=wanted, seen=None, probes=None)
        return Settled(seconds=0.0, known=known, key=ticket.key)  # then read what became of it
    if known.agreed is None:
        await _refer(work, ticket, draft)
    not_taken = map(_not_taken, differing)
    has_twin = await _has_twin(work, ticket)
    await work.journal.record(WarnTicket((*warnings, *not_taken, *_twin(work, told=has_twin))))
    if action.ticket.state is TicketState.BLOCKED:
        await work.journal.record(RetryTicket())
    elif action.ticket.state is TicketState.PAUSED:
        await work.journal.record(ResumeTicket())
    known = replace(known, pushed=wanted, seen=held, probes=None)
    seconds = work.timing.unlisted * work.spread(SPREAD_MIN)
    no_twin = None if has_twin else work.job.twin
    return Settled(seconds=seconds, known=known, in_step=True, key=ticket.key, no_twin=no_twin)


async def _changed_since(work: Pass, ticket: Ticket) -> bool:
    """Whether somebody wrote what they share with us since a ticket was read.

    No tracker takes a write on the condition that nothing changed: so one more look just before it
    leaves others as little time as can be.
    """
    try:
        now = await work.tracker.read(ticket.key)
    except TicketNotFound:
        return True
    return _shared(now) != _shared(ticket)


def _shared(ticket: Ticket) -> tuple[object, ...]:
    return ticket.key, ticket.body, ticket.assignees, ticket.due_on


def _anew(work: Pass) -> Settled:
    """Merge what is there now at once; later where somebody is at the ticket again and again."""
    attempts = work.job.attempts
    seconds = work.timing.backoff_seconds(attempts) if attempts else 0.0
    return replace(work.kept(seconds), attempts=attempts + 1)


async def _refer(work: Pass, ticket: Ticket, draft: Draft) -> None:
    """Link the ticket to its action, the first time that both are in step.

    A link is a help and no part of being in step: a tracker that refuses it keeps its ticket.
    """
    try:
        await work.tracker.refer(ticket.key, draft)
    except TrackerRejected as error:
        log.warning("ticket_not_referred", action=work.action.reference, code=error.code)


def _fought(work: Pass, known: Known, wanted: bytes, differing: tuple[str, ...]) -> Known:
    """Count what we put back that we had written before.

    Raises:
        TrackerRejected: It was undone so often that somebody, or something, means it.
    """
    if known.pushed != wanted or known.seen is None:
        return replace(known, fights=0, fought_at=None) if known.pushed != wanted else known
    began = known.fought_at or work.now()
    if work.action.ticket.code != "fought_over" and work.now() - began > timedelta(
        seconds=work.timing.fight_window
    ):
        known, began = replace(known, fights=0), work.now()
    if known.fights >= work.timing.fights_max:
        raise TrackerRejected(
            "fought_over",
            f"Something in the tracker undid what the mirror wrote {known.fights} times: "
            f"{', '.join(differing)}.",
            "Keep the other side from changing these fields of our tickets, then retry.",
        )
    return replace(known, fights=known.fights + 1, fought_at=began)


def _not_taken(field: str) -> TicketWarning:
    name, reason = NOT_TAKEN[field]
    remedy = "Let the credential's account set it, or keep others from changing it there."
    return TicketWarning(f"{name}_not_taken", name, reason, remedy)


async def _has_twin(work: Pass, ticket: Ticket) -> bool:
    """Whether the second ticket is one: a list that lags tells a moved ticket by its old key."""
    if work.job.twin is None:
        return False
    try:
        twin = await work.tracker.read(work.job.twin)
    except TicketNotFound:
        return False
    return twin.key != ticket.key and not twin.closed


def _twin(work: Pass, *, told: bool) -> tuple[TicketWarning, ...]:
    if not told:
        return ()
    reason = f"A second open ticket carries this action's mark: {work.job.twin}."
    return (TicketWarning("ticket_twice", "ticket", reason, "Close the one that is not needed."),)


def digest_of_draft(draft: Draft) -> bytes:
    """What we want a ticket to hold, in 32 bytes."""
    wanted = (
        (draft.title, draft.block, draft.due_on, draft.assignee, draft.priority),
        (draft.labels, draft.without_labels, draft.withheld),
    )
    return sha256(json.encode(wanted)).digest()


def digest_of_ticket(ticket: Ticket) -> bytes:
    """What the tracker holds, as far as we ever look at it."""
    held = (
        (ticket.key, ticket.title, ticket.body, ticket.due_on, ticket.closed, ticket.status),
        (ticket.assignees, ticket.priority, sorted(ticket.labels)),
    )
    return sha256(json.encode(held)).digest()
