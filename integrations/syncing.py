"""A pass over a ticket that exists: its state comes here, its text goes there.

The tracker closes, either side opens. Title and block are ours. What the tracker makes of our text
(trimmed, rewritten) counts as agreed, so that it is not pushed again and again.
"""

from hashlib import sha256
from typing import Final

import structlog
from msgspec import json
from msgspec.structs import replace

from domain.action import OPEN, Action, ObserveTicket
from domain.ticket import LoseTicket, NoteTicketUpdate, RetryTicket, TicketState
from integrations.jobs import Settled
from integrations.passing import Pass
from integrations.tracker import Draft, Ticket, TicketNotFound, TrackerRejected

SWEEP_SHARE_MIN: Final = 0.75  # sweeps are spread over the last quarter of their interval

log = structlog.get_logger()


async def sync(work: Pass) -> Settled:
    """Bring one linked ticket and its action into step.

    Raises:
        TrackerError: The tracker did not do it; nothing was recorded of what it did not do.
        TicketRefused: Our lease is over.
    """
    try:
        ticket = await work.tracker.read(work.key)
    except TicketNotFound:
        return await _missing(work)
    if not work.tracker.is_ours(ticket, work.key, work.marker):
        raise TrackerRejected(
            "ticket_not_ours",
            f"What the tracker holds as {work.key} does not carry our mark.",
            "Point the tracker back to where the ticket was made, or put its text back, and retry.",
        )
    action, ticket = await _follow(work, ticket)
    return await _push(work, action, ticket)


async def _missing(work: Pass) -> Settled:
    """Two looks that come back empty, the project answering both times, make a deletion."""
    if work.job.probes is None:
        return replace(work.kept(work.timing.confirm_gone), probes=0)
    await work.journal.record(LoseTicket())
    return Settled(None)


async def _follow(work: Pass, ticket: Ticket) -> tuple[Action, Ticket]:
    """Take over what was closed or opened there; open there what was opened here since."""
    action = work.action
    if ticket.closed != action.ticket.closed:
        seen = ObserveTicket(ticket.closed, ticket.closed_as or None)
        return (await work.journal.record(seen)).state, ticket
    if ticket.closed and action.status in OPEN:
        await work.tracker.reopen(ticket.key)
        ours = ObserveTicket(closed=False, settles=False)
        return (await work.journal.record(ours)).state, replace(ticket, closed=False)
    return action, ticket


async def _push(work: Pass, action: Action, ticket: Ticket) -> Settled:
    draft = work.draft(action)
    wanted, held = digest_of_draft(draft), digest_of_ticket(ticket)
    differing = work.tracker.differing(draft, ticket)
    agreed = work.job.pushed == wanted and work.job.seen in {None, held}
    if differing and not agreed:
        await work.tracker.edit(ticket, draft)
        await work.journal.record(NoteTicketUpdate(differing))
        return Settled(0.0, pushed=wanted, key=ticket.key)  # then read what became of it
    if differing and work.job.seen is None:
        log.warning("ticket_rewritten_there", action=action.reference, fields=differing)
    if action.ticket.state is TicketState.BLOCKED:
        await work.journal.record(RetryTicket())
    seconds = work.timing.sweep * work.spread(SWEEP_SHARE_MIN)
    return Settled(seconds, pushed=wanted, seen=held, in_step=True, key=ticket.key)


def digest_of_draft(draft: Draft) -> bytes:
    """What we want a ticket to hold, in 32 bytes."""
    return sha256(json.encode((draft.title, draft.block, draft.due_on))).digest()


def digest_of_ticket(ticket: Ticket) -> bytes:
    """What the tracker holds, as far as we ever look at it."""
    held = (ticket.title, ticket.body, ticket.due_on, ticket.closed)
    return sha256(json.encode(held)).digest()
