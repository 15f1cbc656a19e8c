"""The escalation worker: takes every step that is due, each once, however many processes look.

The lists tell what is due today; one look goes through them in bounded batches. A step is appended
at the version that was listed, and the decider refuses what was taken already: whoever dies
meanwhile, or reads an old list, neither repeats a step nor loses one. Days turn at midnight UTC.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import uuid4

import structlog
from structlog.contextvars import bound_contextvars

from api.chains import chains_of_actions, chains_of_postmortems
from domain.action import ACTION
from domain.action_escalation import EscalateAction
from domain.decider import Decider, Policy, Stamp
from domain.errors import DomainError, StoreUnavailable
from domain.postmortem import POSTMORTEM
from domain.reminders import RemindOfPostmortem
from eventstore.connections import Connections
from eventstore.repository import Repository
from eventstore.store import Actor, Metadata
from eventstore.subscription import Follower, LeaseLost
from eventstore.transact import Circumstances, Done, Step, transact
from projections.action_list import to_escalate
from projections.page import Listed, Place
from projections.postmortem_list import to_remind_of

FOLLOWER: Final = "escalation"
ACTOR: Final = Actor("tool", "escalation")
BATCH_MAX: Final = 200
LOOK_SECONDS: Final = 60.0  # between looks: what becomes due within a day waits no longer
LEASE_SECONDS: Final = 90.0  # outlives the rest between two looks

Clock = Callable[[], datetime]
Find = Callable[[date, Place | None], Awaitable[tuple[list[Step], Place | None]]]

log = structlog.get_logger()


def utc_now() -> datetime:
    return datetime.now(UTC)


class Escalator:
    """Looks at what is due, in one process at a time: the one that holds the follower's lease."""

    def __init__(
        self,
        repository: Repository,
        views: Connections,
        follower: Follower,
        policy: Policy,
        clock: Clock = utc_now,
    ) -> None:
        self._repository, self._views, self._follower = repository, views, follower
        self._policy, self._clock = policy, clock

    async def look(self) -> int:
        """Take all steps that are due now; how many were, 0 also while another process looks.

        The follower's position is how far the log had come when the last whole look began.

        Raises:
            LeaseLost: another process took over; it goes on.
            StoreUnavailable: the database is away; the next look goes on.
        """
        if not await self._follower.acquire():
            return 0
        now, head = self._clock(), await self._repository.store.head()
        taken = await self._look(self._actions, now) + await self._look(self._postmortems, now)
        async with self._views.transaction() as conn:
            await self._follower.advance(conn, head)
        return taken

    async def _look(self, find: Find, now: datetime) -> int:
        taken, place = 0, None
        while await self._follower.acquire():
            steps, place = await find(now.date(), place)
            if place is None:
                break
            taken += await self._take(steps, now)
        return taken

    async def _actions(self, today: date, after: Place | None) -> tuple[list[Step], Place | None]:
        first_day = min(self._policy.action_escalation.first.values())
        due, place = await to_escalate(
            self._views, today, first_day=first_day, limit=BATCH_MAX, after=after
        )
        if not due:
            return [], None
        states = [item.state for item in due]
        chains = await chains_of_actions(self._repository, self._views, states, today)
        return steps_of(ACTION, due, map(EscalateAction, chains)), place

    async def _postmortems(
        self, today: date, after: Place | None
    ) -> tuple[list[Step], Place | None]:
        due, place = await to_remind_of(self._views, today, limit=BATCH_MAX, after=after)
        if not due:
            return [], None
        states = [item.state for item in due]
        chains = await chains_of_postmortems(self._repository, self._views, states, today)
        return steps_of(POSTMORTEM, due, map(RemindOfPostmortem, chains)), place

    async def _take(self, steps: Sequence[Step], now: datetime) -> int:
        """Append what follows of each step, side by side; how many made something happen."""
        request = f"escalation-{uuid4()}"
        metadata = Metadata(ACTOR, request_id=request, correlation_id=request)

        def append(step: Step) -> Awaitable[Done]:
            stamp = Stamp(now, ACTOR.id, uuid4(), self._policy)
            return transact(self._repository, (step,), Circumstances(stamp, metadata))

        taken = 0
        came = await asyncio.gather(*map(append, steps), return_exceptions=True)
        for step, done in zip(steps, came, strict=True):
            if isinstance(done, BaseException):
                put_off(step, done)
            else:
                taken += bool(done.outcomes[0].events)
        log.info("steps_taken", due=len(steps), taken=taken)
        return taken


def steps_of(
    decider: Decider[Any, Any, Any], due: Sequence[Listed[Any]], commands: Iterable[object]
) -> list[Step]:
    """A step for each thing that is due, at the version that was listed."""
    return [
        Step(decider, item.id, command, item.version)
        for item, command in zip(due, commands, strict=True)
    ]


def put_off(step: Step, error: BaseException) -> None:
    """The next look takes it up again. What was outrun is not due any more, or at a newer version.

    Raises:
        StoreUnavailable: no other step can be taken now either.
    """
    if isinstance(error, StoreUnavailable) or not isinstance(error, Exception):
        raise error
    if isinstance(error, DomainError):
        log.info("step_outrun", stream=str(step.stream_id), code=error.code)
    else:
        log.error("step_failed", stream=str(step.stream_id), exc_info=error)


async def run(
    escalator: Escalator,
    follower: Follower,
    stop: asyncio.Event,
    *,
    clock: Clock = utc_now,
    look_seconds: float = LOOK_SECONDS,
) -> None:
    """Look once a minute, and when the day turns, until `stop`."""
    with bound_contextvars(worker="escalation"):
        while not stop.is_set():
            try:
                await escalator.look()
            except (LeaseLost, StoreUnavailable) as error:
                log.warning("escalation_waits", why=str(error))
            except Exception:  # the loop's edge: the next look may do better
                log.exception("escalation_failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), rest_seconds(clock(), look_seconds))
        with suppress(StoreUnavailable):
            await follower.release()


def rest_seconds(now: datetime, look_seconds: float) -> float:
    """How long to wait for the next look: not beyond midnight, when more becomes due."""
    midnight = datetime.combine(now.date() + timedelta(1), time(), UTC)
    return min(look_seconds, (midnight - now).total_seconds())
