"""The ticket mirror: actions in Jira or GitHub Issues, each exactly once, kept in step both ways.

Five kinds of loop, any number of processes: one planner turns events into jobs, lanes work on the
jobs, a poller reads what changed in the trackers, a sweeper looks at all links now and then, a
searcher looks for twins. A tracker that is away is noticed here and nowhere else. See jobs.py for
the rows, linking.py and syncing.py for what is done.
"""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import structlog
from structlog.contextvars import bound_contextvars

from domain.errors import DomainError
from eventstore.connections import Connections
from eventstore.repository import Repository
from eventstore.subscription import Follower, Hint, LeaseLost
from integrations import jobs
from integrations.accounts import Accounts, NoAccounts
from integrations.desks import Desks
from integrations.planner import FOLLOWER, Planner
from integrations.polling import Poller
from integrations.sweeping import Sweeper
from integrations.timing import Timing
from integrations.twins import Searcher
from integrations.worker import Worker

LANES: Final = 4
PLAN_SECONDS: Final = 0.05  # between plans, so that what happens together is planned together
FAILED_SECONDS: Final = 1.0  # rest after a step that failed

log = structlog.get_logger()


async def run(
    connections: Connections,
    repository: Repository,
    hint: Hint,
    *,
    owner: str,
    stop: asyncio.Event,
    timing: Timing | None = None,
    lanes: int = LANES,
    accounts: Accounts | None = None,
    public_url: str | None = None,
    credentials_dir: Path | None = None,
) -> None:
    """Mirror until `stop` is set; then come back after the calls that are under way.

    Calls that do not come back in time are left to themselves: what they were about is in doubt, as
    after a crash. `owner` names this process; `public_url` is where people reach the API, for links
    in tickets; `credentials_dir` is where alone files with secrets are read, if it is given. The
    hint is started and closed by the caller.
    Cancelling is safe at any moment.

    Raises:
        StoreUnavailable: The database was away when the mirror began.
    """
    timing = timing or Timing()
    desks = Desks(connections, repository, timing, credentials_dir)
    secret = await jobs.marker_secret(connections)
    wake = Wake(stop)
    planner = Planner(
        connections, Follower(connections, repository.store, FOLLOWER, owner), wake.all
    )
    worker = Worker(
        connections,
        repository,
        desks,
        timing,
        marker_secret=secret,
        accounts=accounts or NoAccounts(),
        public_url=public_url and public_url.rstrip("/"),
    )
    poller, sweeper = Poller(connections, desks, timing), Sweeper(connections, desks, timing)
    searcher = Searcher(connections, desks, timing)
    loops = {f"lane-{lane}": worker.step for lane in range(lanes)}
    loops |= {"poller": poller.step, "sweeper": sweeper.step, "searcher": searcher.step}
    work = [_repeat(name, step, wake, timing.idle) for name, step in loops.items()]
    await _until_stopped([_plan(planner, hint, stop), *work], stop, timing.grace)


async def _until_stopped(
    work: Sequence[Coroutine[Any, Any, None]], stop: asyncio.Event, grace_seconds: float
) -> None:
    """Run loops until `stop` is set, and `grace_seconds` longer; the first that breaks ends all."""
    tasks = [asyncio.create_task(one) for one in work]
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            await asyncio.wait(tasks, timeout=grace_seconds)
    finally:
        late = [task for task in (stopped, *tasks) if not task.done()]
        for task in late:
            task.cancel()
        ended = await asyncio.gather(*tasks, stopped, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error


class Wake:
    """Ends the rest of every loop, when there is work or when all is to stop."""

    def __init__(self, stop: asyncio.Event) -> None:
        self.stop = stop
        self._news = asyncio.Event()

    def all(self) -> None:
        """Let every resting loop look for work."""
        self._news.set()
        self._news = asyncio.Event()

    async def rest(self, seconds: float) -> None:
        """Wait for news, for the stop, or for `seconds`."""
        await until_first(self._news.wait(), self.stop.wait(), seconds=seconds)


async def until_first(*waits: Awaitable[object], seconds: float | None = None) -> None:
    """Return when the first of `waits` does, or after `seconds`; the others are cancelled."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def _repeat(
    name: str, step: Callable[[], Awaitable[int]], wake: Wake, idle_seconds: float
) -> None:
    with bound_contextvars(worker=f"mirror-{name}"):
        while not wake.stop.is_set():
            done = await _guarded(step)
            if not done:
                await wake.rest(idle_seconds if done == 0 else FAILED_SECONDS)


async def _plan(planner: Planner, hint: Hint, stop: asyncio.Event) -> None:
    seen = 0

    async def news() -> None:
        nonlocal seen
        seen = await hint.after(seen)

    with bound_contextvars(worker="mirror-planner"):
        while not stop.is_set():
            done = await _guarded(planner.step)
            if done is None:
                planner.forget()
            if not done:
                await until_first(news(), stop.wait())
            else:
                await until_first(stop.wait(), seconds=PLAN_SECONDS)
        with suppress(DomainError):
            await planner.release()


async def _guarded(step: Callable[[], Awaitable[int]]) -> int | None:
    """Run one step; None when it failed. The one place where any error is survived.

    Only our own errors are logged with their text: a library's may hold headers and bodies.
    """
    try:
        return await step()
    except (DomainError, LeaseLost) as error:
        log.warning("mirror_step_failed", error=str(error))
    except Exception as error:  # noqa: BLE001 - the edge of the mirror's loops
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{last.filename}:{last.lineno}"
        log.error("mirror_step_broke", error=type(error).__name__, place=place)  # noqa: TRY400
    return None
