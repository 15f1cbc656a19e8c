"""A pass over a ticket that does not exist yet, or may exist: made exactly once.

The attempt is recorded before the one POST. An answer that proves success links; one that proves
failure allows another attempt; anything else, our own death included, is doubt. In doubt nothing is
sent until spaced looks for the marker have all come back, and come back empty.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

import structlog
from msgspec.structs import replace

from domain.action_events import ActionStatus
from domain.ticket import (
    DoubtCreate,
    FailCreate,
    LinkTicket,
    PauseTicket,
    ResumeTicket,
    RetryTicket,
    StartCreate,
    TicketState,
)
from domain.tracker_rules import Restricted
from integrations.jobs import Known, Settled
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
        LeaseOver: Somebody else is at it.
    """
    ticket = work.action.ticket
    if ticket.state in {TicketState.NONE, TicketState.GONE, TicketState.DETACHED}:
        return Settled(seconds=None)
    if ticket.state is TicketState.CREATING:
        await work.journal.record(DoubtCreate("the worker that sent it ended before it knew"))
        return _in_doubt(work)
    if (reason := _reason_to_pause(work)) is not None:
        await work.journal.record(reason)
        return replace(work.kept(None), code=reason.code, reason=reason.reason)
    match ticket.state:
        case TicketState.PENDING:
            return await _first(work)
        case TicketState.UNCONFIRMED:
            return await _probe(work)
        case TicketState.LINKED | TicketState.BLOCKED | TicketState.PAUSED:
            return await (_take_up(work) if ticket.key is None else sync(work))
        case _:
            assert_never(ticket.state)


def _reason_to_pause(work: Pass) -> PauseTicket | None:
    configured, ticket = work.desk.configured, work.action.ticket
    if configured.paused:
        return PauseTicket(
            "tracker_paused",
            f"The tracker {configured.reference} is paused.",
            "Change the tracker to `paused` false.",
        )
    hidden = work.is_restricted and work.desk.rules.restricted is Restricted.NONE
    if hidden and ticket.key is None:
        return PauseTicket(
            "incident_restricted",
            "The incident is restricted, and the tracker's rules allow no ticket for it.",
            "Let the tracker's `rules.restricted` be `reference`, or open the incident to all.",
        )
    return None


async def _take_up(work: Pass) -> Settled:
    """Go on where the ticket was held up before it was known to exist."""
    if work.action.ticket.state is TicketState.PAUSED:
        await work.tracker.changes(None)  # raises while the reason lasts
        loaded = await work.journal.record(ResumeTicket())
    else:
        loaded = await work.journal.record(RetryTicket())
    return await advance(replace(work, loaded=loaded))


async def _first(work: Pass) -> Settled:
    """Make a ticket, unless it is there already: the log may have been restored from a backup."""
    if work.action.status is ActionStatus.CANCELLED:
        return Settled(seconds=None)
    if work.job.trouble:
        await work.tracker.changes(None)  # raises before an attempt is recorded in vain
    found = await work.desk.recall.place_of(work.marker)
    if found is None:
        return await _create(work)
    await work.journal.record(StartCreate(), unchanged=True)
    return await _link(work, LinkTicket(found.key, found.url, adopted=True))


async def _probe(work: Pass) -> Settled:
    """Look for the ticket of an attempt in doubt; make another only after the last look."""
    if work.job.known.probes is None:
        return _in_doubt(work)
    since = work.action.ticket.started_at or work.now()
    found = await work.tracker.find(work.marker, since) or await _elsewhere(work, since)
    if found:
        return await _link(work, LinkTicket(found[0].key, found[0].url, adopted=True))
    done = work.job.known.probes + 1
    wait = work.timing.probe_wait(work.desk.kind, done)
    log.info("ticket_probed", action=work.action.reference, probes=done, is_last=wait is None)
    if wait is None:
        return await _create(work)
    return Settled(seconds=wait, hold_seconds=wait, known=Known(probes=done))


async def _elsewhere(work: Pass, since: datetime) -> Sequence[Ticket]:
    """What is found where the tracker pointed when the attempt was made, or since.

    Raises:
        TrackerRejected: It cannot be looked at, and the attempt may have made a ticket there.
    """
    reach = since - timedelta(seconds=work.timing.lease)  # a pass may have begun before a change
    for place in work.desk.former:
        if place.until < reach:
            continue
        try:
            found = await place.tracker.find(work.marker, since)
        except TrackerRejected:
            if await work.journal.was_linked():
                continue
            raise _hidden(place.project) from None
        if found:
            return found
    return ()


def _hidden(project: str) -> TrackerRejected:
    return TrackerRejected(
        "outcome_elsewhere",
        f"A ticket may have been made in {project}, where the tracker pointed before, and which is "
        "not shown to the credential.",
        f"Let the credential's account read {project}, then retry; or name another tracker.",
    )


async def _create(work: Pass) -> Settled:
    await work.desk.door.count()  # before the attempt is recorded, which would come to nothing
    draft = work.draft(work.action, assignee=await work.account_of(work.action))
    started = await work.journal.record(StartCreate(), unchanged=True)
    try:
        ticket = await work.tracker.create(draft, work.before)
    except (TrackerUnavailable, TrackerRejected) as error:
        await work.journal.record(FailCreate(error.code, error.reason))
        raise
    except TrackerUnconfirmed as error:
        await work.journal.record(DoubtCreate(error.reason))
        return _in_doubt(work)
    attempt = started.state.ticket.attempt
    link = LinkTicket(ticket.key, ticket.url, attempt=attempt)
    # Made without its day: it may have a place for that yet, as on the screen of edits. Without
    # labels: one was refused, and the others are added after it.
    is_whole = ticket.has_due_date and "labels" not in work.tracker.differing(draft, ticket)
    pushed = digest_of_draft(draft) if is_whole else None
    return await _link(work, link, Known(pushed=pushed))


async def _link(work: Pass, link: LinkTicket, known: Known | None = None) -> Settled:
    await work.journal.record(link)
    log.info("ticket_linked", action=work.action.reference, key=link.key, adopted=link.adopted)
    # Then read what the tracker made of it.
    return Settled(seconds=0.0, known=known or Known(), key=link.key)


def _in_doubt(work: Pass) -> Settled:
    wait = work.timing.probe_wait(work.desk.kind, 0) or 0.0
    log.warning("ticket_in_doubt", action=work.action.reference, probe_in_seconds=wait)
    return Settled(seconds=wait, hold_seconds=wait, known=Known(probes=0))
