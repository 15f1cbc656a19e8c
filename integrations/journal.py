"""What the mirror writes into the log, on the action's own stream and under its own name."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from domain.action import ACTION, Action, ObserveTicket
from domain.decider import Stamp
from domain.ticket import TicketCommand
from eventstore.repository import Loaded, Repository
from eventstore.store import Actor, Metadata
from eventstore.transact import Circumstances, Step, transact

MIRROR: Final = Actor("tool", "mirror")


class Journal:
    """Reads actions and records facts about their tickets, for one job."""

    def __init__(self, repository: Repository, action_id: UUID, token: UUID) -> None:
        self._repository, self._action_id = repository, action_id
        self._request = f"mirror-{token}"

    async def read(self) -> Loaded[Action]:
        """The action as the log holds it now.

        Raises:
            NotFound: There is no such action.
        """
        return await self._repository.read(ACTION, self._action_id)

    async def record(
        self, command: TicketCommand | ObserveTicket, *, expected_version: int | None = None
    ) -> Loaded[Action]:
        """Record what a command makes happen and return the action after it.

        Raises:
            TicketRefused: Somebody else recorded something that rules it out: our lease is over.
            VersionConflict: The action is not at `expected_version`.
        """
        step = Step(ACTION, self._action_id, command, expected_version)
        stamp = Stamp(datetime.now(UTC), MIRROR.id, uuid4())
        metadata = Metadata(MIRROR, request_id=self._request, correlation_id=self._request)
        done = await transact(self._repository, [step], Circumstances(stamp, metadata))
        (outcome,) = done.outcomes
        return Loaded(outcome.version, outcome.state)
