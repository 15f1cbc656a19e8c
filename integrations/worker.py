"""A lane of the mirror: takes one due job at a time, works on it, writes down what came of it.

No call is made inside a transaction, and nothing sleeps: a retry is a row with a time. Killed
between any two lines it leaves a lease that ends, and a log that tells what may have happened.
"""

import time
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Final

import structlog
from msgspec.structs import replace

from domain.action import Action
from domain.errors import NotFound, TicketRefused, VersionConflict
from domain.incident import INCIDENT
from domain.incident_events import Visibility
from domain.ticket import BlockTicket, PauseTicket
from eventstore.connections import Connections
from eventstore.repository import Repository
from integrations import gates, jobs
from integrations.accounts import Accounts
from integrations.desks import Desks
from integrations.jobs import Job, Settled
from integrations.journal import Journal, LeaseOver
from integrations.linking import advance
from integrations.markers import mark_of, marker_for
from integrations.passing import Pass
from integrations.timing import Timing
from integrations.tracker import (
    HeldBack,
    TicketHeldBack,
    TrackerError,
    TrackerRejected,
    TrackerUnavailable,
    TrackerUnconfirmed,
)

CREATE_SHARE: Final = 0.6  # of the lease in which a POST may begin: with 120 s its 40 s fit after
TRY_SECONDS: Final = 20.0  # for which one tries a tracker that failed, and others do not

log = structlog.get_logger()


class Worker:
    """Works on due jobs; many may do so, in one process or in several."""

    def __init__(
        self,
        connections: Connections,
        repository: Repository,
        desks: Desks,
        timing: Timing,
        *,
        marker_secret: bytes,
        accounts: Accounts,
        public_url: str | None,
    ) -> None:
        self._connections, self._repository = connections, repository
        self._desks, self._timing, self._secret = desks, timing, marker_secret
        self._accounts, self._public_url = accounts, public_url

    async def step(self) -> int:
        """Work on one job; 0 when none is due.

        Raises:
            StoreUnavailable: The database is away; the lease will end by itself.
        """
        before = time.monotonic() + self._timing.lease * CREATE_SHARE
        job = await jobs.lease(self._connections, self._timing.lease)
        if job is None:
            return 0
        journal = Journal(self._connections, self._repository, job)
        async with self._trial(job):
            came = await self._attempt(job, journal, before)
        if came is None or not await jobs.settle(self._connections, job, came):
            log.warning("ticket_lease_lost", action_id=str(job.action_id))
        return 1

    def _trial(self, job: Job) -> AbstractAsyncContextManager[None]:
        if not job.trouble:
            return nullcontext()
        return gates.trial(self._connections, job.tracker_id, TRY_SECONDS)

    async def _attempt(self, job: Job, journal: Journal, before: float) -> Settled | None:
        """Turn every way a pass can end into what to do next; None when the lease was lost."""
        try:
            came = await self._pass(job, journal, before)
        except LeaseOver:
            return None
        except (TrackerUnavailable, TrackerUnconfirmed) as error:
            return await self._later(job, error)
        except TrackerRejected as error:
            return await self._held(job, journal, error)
        except (TicketRefused, VersionConflict) as error:
            log.info("ticket_outrun", action_id=str(job.action_id), code=error.code)
            return self._again(job)
        except NotFound:
            return Settled(seconds=None)
        if job.trouble or not job.answered:
            await gates.reopen(self._connections, job.tracker_id)
        return came

    async def _pass(self, job: Job, journal: Journal, before: float) -> Settled:
        loaded = await journal.read()
        marker = marker_for(self._secret, job.action_id)
        work = Pass(
            job=job,
            journal=journal,
            loaded=loaded,
            desk=await self._desks.get(job.tracker_id),
            marker=marker,
            timing=self._timing,
            before=before,
            is_restricted=await self._is_restricted(loaded.state),
            accounts=self._accounts,
            public_url=self._public_url,
        )
        came = await advance(work)
        return replace(came, mark=mark_of(marker), incident_id=loaded.state.incident_id)

    async def _is_restricted(self, action: Action) -> bool:
        """Whether the action's incident is not for everybody."""
        assert action.incident_id is not None
        incident = await self._repository.read(INCIDENT, action.incident_id)
        return incident.state.visibility is Visibility.RESTRICTED

    async def _later(self, job: Job, error: TrackerError) -> Settled:
        """The tracker is away or asks for a pause: that holds for everybody who calls it."""
        if isinstance(error, HeldBack):
            held = replace(_kept(job, error.retry_after), attempts=job.attempts)
            hold = error.retry_after if isinstance(error, TicketHeldBack) else 0.0
            return replace(held, code=error.code, reason=error.reason, hold_seconds=hold)
        await self._shut(job, error)
        return replace(self._again(job), code=error.code, reason=error.reason)

    async def _held(self, job: Job, journal: Journal, error: TrackerRejected) -> Settled | None:
        """What was fine once and is refused now may come back: hold still. Else a person must act.

        A ticket that exists is looked at again in any case; others wait for a wish.
        """
        was_fine = job.answered and (error.reading or error.code in gates.OF_CREDENTIAL)
        seconds = await self._shut(job, error) if was_fine else None
        command = (PauseTicket if was_fine else BlockTicket)(
            "access_lost" if was_fine and error.reading else error.code, error.reason, error.remedy
        )
        try:
            action = (await journal.record(command)).state
        except LeaseOver:
            return None
        except (TicketRefused, VersionConflict):
            return self._again(job)
        log.warning("ticket_held", action=action.reference, code=command.code)
        if was_fine:
            return replace(_kept(job, seconds), code=command.code, reason=command.reason)
        return _kept(job, None if action.ticket.key is None else self._timing.look_again)

    async def _shut(self, job: Job, error: TrackerError) -> float:
        """Leave the tracker's credential, or its project, alone for a while."""
        gate = (await self._desks.get(job.tracker_id)).gate
        seconds = await gates.shut(self._connections, job.tracker_id, gate, self._timing, error)
        if seconds:
            log.warning("tracker_unavailable", code=error.code, seconds=round(seconds, 1))
        return seconds

    def _again(self, job: Job) -> Settled:
        seconds = self._timing.backoff_seconds(job.attempts)
        return replace(_kept(job, seconds), attempts=job.attempts + 1)


def _kept(job: Job, seconds: float | None) -> Settled:
    """Nothing came of it: the job remembers what it remembered."""
    return Settled(seconds=seconds, known=job.known)
