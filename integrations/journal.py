"""What the mirror writes into the log, on the action's own stream and under its own name.

Every fact is written under the lease of its job and on the state that it was found in: a worker
that was overtaken writes nothing. What people change in the action meanwhile is no reason to
refuse; what anybody records about its ticket is.
"""

from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from domain.action import ACTION, Action, FollowTicket, ObserveTicket
from domain.action_events import ActionTicketCreateStarted as Started
from domain.action_events import ActionTicketLinked as Linked
from domain.decider import Stamp
from domain.errors import TicketRefused, VersionConflict
from domain.ticket import TicketCommand
from eventstore.connections import Connections
from eventstore.repository import Loaded, Repository
from eventstore.store import Actor, Metadata
from eventstore.transact import Circumstances, Step, transact
from integrations import jobs
from integrations.jobs import Job

MIRROR: Final = Actor("tool", "mirror")
ATTEMPTS_MAX: Final = 5

Command = TicketCommand | ObserveTicket | FollowTicket


class LeaseOver(Exception):
    """Somebody else may be at the job by now."""


class Journal:
    """Reads one action and records facts about its ticket, for one job."""

    def __init__(self, connections: Connections, repository: Repository, job: Job) -> None:
        self._connections, self._repository, self._job = connections, repository, job
        self._request = f"mirror-{job.token}"
        self._seen: Loaded[Action] | None = None

    async def read(self) -> Loaded[Action]:
        """The action as the log holds it now.

        Raises:
            NotFound: There is no such action.
        """
        self._seen = await self._repository.read(ACTION, self._job.action_id)
        return self._seen

    async def was_linked(self) -> bool:
        """Whether the last attempt to make a ticket is known to have made one."""
        history = await self._repository.store.load(self._job.action_id)
        attempts = [one.event for one in history if isinstance(one.event, Started | Linked)]
        return bool(attempts) and isinstance(attempts[-1], Linked)

    async def record(self, command: Command, *, unchanged: bool = False) -> Loaded[Action]:
        """Record what a command makes happen and return the action after it.

        `unchanged`: only if nothing at all was recorded since it was read last.

        Raises:
            LeaseOver: The job is no longer ours.
            TicketRefused: Somebody else recorded something about the ticket.
            VersionConflict: Somebody changed the action, and it had to be unchanged.
        """
        for _ in range(ATTEMPTS_MAX):
            if not await jobs.holds(self._connections, self._job.action_id, self._job.token):
                raise LeaseOver
            seen = self._seen or await self.read()
            try:
                return await self._record(command, seen.version)
            except VersionConflict:
                if unchanged or (await self.read()).state.ticket != seen.state.ticket:
                    raise
        raise TicketRefused("the action changes too fast")

    async def _record(self, command: Command, version: int) -> Loaded[Action]:
        step = Step(ACTION, self._job.action_id, command, version)
        stamp = Stamp(datetime.now(UTC), MIRROR.id, uuid4())
        metadata = Metadata(MIRROR, request_id=self._request, correlation_id=self._request)
        done = await transact(self._repository, [step], Circumstances(stamp, metadata))
        (outcome,) = done.outcomes
        self._seen = Loaded(outcome.version, outcome.state)
        return self._seen
