"""The process: a database, roles on one event loop, and an ordered end.

Started in one order (listener, database, connections, roles), stopped in the other, the API before
the workers. What ends by itself ends everything: a role that fails stops the process, so that
whoever supervises it sees.
"""

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
import uvloop

from api.bootstrap import BootstrapKey, bootstrap_key
from api.database import data_folder, database, prepare
from api.embedded import EmbeddedPostgres
from api.http_server import listen
from api.services import Services, open_services
from api.settings import Settings
from api.stop import StopRequested, StopSignals

# A role works until its event is set, and then comes back within the limits below.
Role = Callable[[Services, asyncio.Event], Coroutine[Any, Any, None]]

API: Final = "api"
WATCH: Final = "watch"  # what a process without the API answers
LISTENING: Final = frozenset({API, WATCH})
CALLING: Final = LISTENING | {"mirror"}  # with calls under way, of others or to others
CALLS_STOP_SECONDS_MAX: Final = 5.0
WORKERS_STOP_SECONDS_MAX: Final = 1.0
CANCEL_SECONDS_MAX: Final = 0.3
DATABASE_LOOK_SECONDS: Final = 1.0
DATABASE_RESTART_SECONDS_MAX: Final = 60.0

COLLECT_AFTER: Final = (50_000, 20, 100)  # new objects; rounds of the youngest; of the middle

log = structlog.get_logger()


@dataclass(frozen=True)
class Running:
    name: str
    task: asyncio.Task[None]
    stop: asyncio.Event = field(default_factory=asyncio.Event)


def serve(settings: Settings, roles: Mapping[str, Role]) -> int:
    """Run `roles` until SIGINT or SIGTERM; the process's exit code. Call it from the main thread.

    Raises:
        ListenRefused: the address to listen on is taken or not allowed.
        Unusable, PostgresFailed, DatabaseRefused: the data folder or the database cannot be used.
    """
    with StopSignals() as signals:
        try:
            return _serve(settings, roles, signals)
        except StopRequested:
            return 0


def _serve(settings: Settings, roles: Mapping[str, Role], signals: StopSignals) -> int:
    with ExitStack() as opened:
        listener = None
        if LISTENING & roles.keys():
            listener = opened.enter_context(listen(settings.host, settings.port))
        bootstrap = _bootstrap(settings)
        dsn, server = opened.enter_context(database(settings, lambda: signals.seconds_left))
        signals.check()
        asyncio.run(prepare(dsn))
        if server is not None:
            signals.last_resort = server.stop

        async def run() -> int:
            stopping = asyncio.Event()
            signals.notify(asyncio.get_running_loop(), stopping)
            async with open_services(settings, dsn, bootstrap, stopping, listener) as services:
                return await _supervise(services, roles, server)

        return _run_loop(run())


def _bootstrap(settings: Settings) -> BootstrapKey:
    if settings.bootstrap_api_key is not None:
        return BootstrapKey(settings.bootstrap_api_key)
    return bootstrap_key(data_folder(settings))


def _run_loop(main: Coroutine[Any, Any, int]) -> int:
    """As asyncio.run, without waiting for threads that are stuck in a call to somebody else."""
    spare_the_collector()
    loop = uvloop.new_event_loop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.close()


def spare_the_collector() -> None:
    """Let the garbage collector look at what requests make, seldom, and never at the rest.

    States are long-lived and hold no cycles: walking them again and again took half of the time of
    a write (docs/benchmarks.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


async def _supervise(
    services: Services, roles: Mapping[str, Role], server: EmbeddedPostgres | None
) -> int:
    running = [_start(name, role, services) for name, role in roles.items()]
    if server is not None:
        keeper = _keep_database(server, services.stopping)
        running.append(Running("database", asyncio.create_task(keeper)))
    asked = asyncio.create_task(services.stopping.wait())
    await asyncio.wait([asked, *(one.task for one in running)], return_when="FIRST_COMPLETED")
    ended = [one for one in running if one.task.done()]
    services.stopping.set()
    log.info("stop_begun", ended=[one.name for one in ended])
    await _stop([one for one in running if one.name in CALLING], CALLS_STOP_SECONDS_MAX)
    await _stop([one for one in running if one.name not in CALLING], WORKERS_STOP_SECONDS_MAX)
    return 1 if _failures(running) or ended else 0


def _start(name: str, role: Role, services: Services) -> Running:
    stop = asyncio.Event()
    return Running(name, asyncio.create_task(role(services, stop), name=name), stop)


async def _stop(running: Iterable[Running], seconds_max: float) -> None:
    """Ask, wait, and cancel whatever has not come back by then."""
    tasks = {one.task: one for one in running}
    if not tasks:
        return
    for one in tasks.values():
        one.stop.set()
    _, late = await asyncio.wait(tasks, timeout=seconds_max)
    for task in late:
        log.warning("role_cancelled", role=tasks[task].name, after_seconds=seconds_max)
        task.cancel()
    if late:
        await asyncio.wait(late, timeout=CANCEL_SECONDS_MAX)


def _failures(running: Iterable[Running]) -> int:
    """Log each role's error; how many there were."""
    done = [one for one in running if one.task.done() and not one.task.cancelled()]
    failed = [(one.name, error) for one in done if (error := one.task.exception())]
    for name, error in failed:
        log.error("role_failed", role=name, exc_info=error)
    return len(failed)


async def _keep_database(server: EmbeddedPostgres, stopping: asyncio.Event) -> None:
    """Start the embedded server again when it dies, or ends with another process that owned it.

    Raises:
        Unusable, PostgresFailed: it does not come back.
    """
    while not stopping.is_set():
        if server.has_died or server.take_over():
            log.error("database_died")
            await server.restart(DATABASE_RESTART_SECONDS_MAX)
            log.warning("database_restarted")
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), DATABASE_LOOK_SECONDS)
