"""A pass over a ticket that does not exist yet, or may exist: made exactly once.

The attempt is recorded before the one POST. An answer that proves success links; one that proves
failure allows another attempt; anything else, our own death included, is doubt. In doubt nothing is
sent until spaced looks for the marker have all come back, and come back empty.
"""

from datetime import UTC, datetime
from typing import assert_never

import structlog
from msgspec.structs import replace

from domain.action_events import ActionStatus
from domain.ticket import DoubtCreate, FailCreate, LinkTicket, RetryTicket, StartCreate, TicketState
from integrations.jobs import Settled
from integrations.passing import Pass
from integrations.syncing import digest_of_draft, sync
from integrations.tracker import (
    Ticket,
    TrackerRejected,
    TrackerUnavailable,
    TrackerUnconfirmed,
)

log = structlog.get_logger()


async def advance(work: Pass) -> Settled:
    """Do the next thing for an action's ticket, whatever state it is in.

    Raises:
        TrackerUnavailable, TrackerUnconfirmed: Try again later.
        TrackerRejected: A person is needed.
        TicketRefused, VersionConflict: The action moved on under us; look again.
    """
    ticket = work.action.ticket
    match ticket.state:
        case TicketState.NONE | TicketState.GONE | TicketState.DETACHED:
            return Settled(None)
        case TicketState.PENDING:
            return await _first(work)
        case TicketState.CREATING:
            await work.journal.record(DoubtCreate("the worker that sent it ended before it knew"))
            return _in_doubt(work)
        case TicketState.UNCONFIRMED:
            return await _probe(work)
        case TicketState.LINKED | TicketState.BLOCKED | TicketState.PAUSED:
            return await (_unblock(work) if ticket.key is None else sync(work))
        case _:
            assert_never(ticket.state)


async def _unblock(work: Pass) -> Settled:
    return await advance(replace(work, loaded=await work.journal.record(RetryTicket())))


async def _first(work: Pass) -> Settled:
    """Make a ticket, unless it is there already: the log may have been restored from a backup.

    The look also shows that the tracker answers, before an attempt is recorded.
    """
    if work.action.status is ActionStatus.CANCELLED:
        return Settled(None)
    found = await work.tracker.find(work.marker, datetime.now(UTC))
    if not found:
        return await _create(work)
    await work.journal.record(StartCreate(), expected_version=work.loaded.version)
    return await _link(work, found[0], adopted=True)


async def _probe(work: Pass) -> Settled:
    """Look for the ticket of an attempt in doubt; make another only after the last look."""
    if work.job.probes is None:
        return _in_doubt(work)
    found = await work.tracker.find(work.marker, work.action.ticket.started_at or datetime.now(UTC))
    if found:
        return await _link(work, found[0], adopted=True)
    done = work.job.probes + 1
    wait = work.timing.probe_wait(work.kind, done)
    log.info("ticket_probed", action=work.action.reference, probes=done, is_last=wait is None)
    if wait is None:
        return await _create(work)
    return Settled(wait, hold_seconds=wait, probes=done)


async def _create(work: Pass) -> Settled:
    draft = work.draft(work.action)
    await work.journal.record(StartCreate(), expected_version=work.loaded.version)
    try:
        ticket = await work.tracker.create(draft, work.before)
    except (TrackerUnavailable, TrackerRejected) as error:
        await work.journal.record(FailCreate(error.code, error.reason))
        raise
    except TrackerUnconfirmed as error:
        await work.journal.record(DoubtCreate(error.reason))
        return _in_doubt(work)
    return await _link(work, ticket, pushed=digest_of_draft(draft))


async def _link(
    work: Pass, ticket: Ticket, *, adopted: bool = False, pushed: bytes | None = None
) -> Settled:
    await work.journal.record(LinkTicket(ticket.key, ticket.url, adopted))
    log.info("ticket_linked", action=work.action.reference, key=ticket.key, adopted=adopted)
    return Settled(0.0, pushed=pushed, key=ticket.key)  # then read what the tracker made of it


def _in_doubt(work: Pass) -> Settled:
    wait = work.timing.probe_wait(work.kind, 0) or 0.0
    log.warning("ticket_in_doubt", action=work.action.reference, probe_in_seconds=wait)
    return Settled(wait, hold_seconds=wait, probes=0)
