"""A lane of the mirror: takes one due job at a time, works on it, writes down what came of it.

No call is made inside a transaction, and nothing sleeps: a retry is a row with a time. Killed
between any two lines it leaves a lease that ends, and a log that tells what may have happened.
"""

import time
from typing import Final

import structlog
from msgspec.structs import replace

from domain.errors import NotFound, TicketRefused, VersionConflict
from domain.ticket import BlockTicket
from eventstore.connections import Connections
from eventstore.repository import Repository
from integrations import jobs
from integrations.desks import Desks
from integrations.jobs import Job, Settled
from integrations.journal import Journal
from integrations.linking import advance
from integrations.markers import marker_for
from integrations.passing import Pass
from integrations.timing import Timing
from integrations.tracker import (
    TrackerError,
    TrackerRejected,
    TrackerUnavailable,
    TrackerUnconfirmed,
)

CREATE_SHARE: Final = 0.6  # of the lease in which a POST may begin: with 120 s its 40 s fit after

log = structlog.get_logger()


class Worker:
    """Works on due jobs; many may do so, in one process or in several."""

    def __init__(
        self,
        connections: Connections,
        repository: Repository,
        desks: Desks,
        timing: Timing,
        marker_secret: bytes,
    ) -> None:
        self._connections, self._repository = connections, repository
        self._desks, self._timing, self._secret = desks, timing, marker_secret

    async def step(self) -> int:
        """Work on one job; 0 when none is due.

        Raises:
            StoreUnavailable: The database is away; the lease will end by itself.
        """
        before = time.monotonic() + self._timing.lease * CREATE_SHARE
        job = await jobs.lease(self._connections, self._timing.lease)
        if job is None:
            return 0
        journal = Journal(self._repository, job.action_id, job.token)
        came = await self._attempt(job, journal, before)
        if not await jobs.settle(self._connections, job, came):
            log.warning("ticket_lease_lost", action_id=str(job.action_id))
        return 1

    async def _attempt(self, job: Job, journal: Journal, before: float) -> Settled:
        """Turn every way a pass can end into what to do next."""
        try:
            came = await self._pass(job, journal, before)
        except (TrackerUnavailable, TrackerUnconfirmed) as error:
            return await self._later(job, error)
        except TrackerRejected as error:
            return await self._blocked(job, journal, error)
        except (TicketRefused, VersionConflict) as error:
            log.info("ticket_outrun", action_id=str(job.action_id), code=error.code)
            return self._again(job)
        except NotFound:
            return Settled(None)
        await jobs.resume(self._connections, job.tracker_id)
        return came

    async def _pass(self, job: Job, journal: Journal, before: float) -> Settled:
        desk = await self._desks.get(job.tracker_id)
        work = Pass(
            job=job,
            journal=journal,
            loaded=await journal.read(),
            tracker=desk.tracker,
            kind=desk.kind,
            marker=marker_for(self._secret, job.action_id),
            timing=self._timing,
            before=before,
        )
        return await advance(work)

    async def _later(self, job: Job, error: TrackerError) -> Settled:
        """The tracker is away or asks for a pause: that holds for everyone who calls it."""
        asked = error.retry_after if isinstance(error, TrackerUnavailable) else 0.0
        seconds = await jobs.back_off(self._connections, job.tracker_id, self._timing, asked)
        log.warning("tracker_unavailable", code=error.code, seconds=round(seconds, 1))
        return self._again(job)

    async def _blocked(self, job: Job, journal: Journal, error: TrackerRejected) -> Settled:
        """A person must act. A ticket that exists is looked at again; others wait for a wish."""
        block = BlockTicket(error.code, error.reason, error.remedy)
        try:
            action = (await journal.record(block)).state
        except TicketRefused:
            return self._again(job)
        log.warning("ticket_blocked", action=action.reference, code=error.code)
        exists = action.ticket.key is not None
        return _kept(job, self._timing.look_again if exists else None)

    def _again(self, job: Job) -> Settled:
        seconds = self._timing.backoff_seconds(job.attempts)
        return replace(_kept(job, seconds), attempts=job.attempts + 1)


def _kept(job: Job, seconds: float | None) -> Settled:
    """Nothing came of it: the job remembers what it remembered."""
    return Settled(seconds, probes=job.probes, pushed=job.pushed, seen=job.seen)
