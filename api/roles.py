"""What a process can be: the API, the views, the mirror, escalation, or any of them together."""

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

import click

from api import escalation
from api.accounts import Roster
from api.app import WATCHED, create_app
from api.auth import SQL as AUTH_SQL
from api.auth import KeyRing, keep_bootstrap_key
from api.bootstrap import BootstrapKey
from api.desk import Desk
from api.http_server import serve_app, url
from api.idempotency import InFlight
from api.names import NameBook
from api.pruning import forget_old, old_rows
from api.references import References
from api.serve import API, WATCH, Role
from api.services import Services
from api.settings import Settings
from api.viewers import Viewers
from api.watch import Watch
from api.workdays import workdays
from domain.decider import Policy
from domain.escalation import Level, Schedule
from eventstore.subscription import Follower
from integrations import mirror
from integrations.timing import Timing
from projections import runner


async def serve_api(services: Services, stop: asyncio.Event) -> None:
    """Answer HTTP, and say where, as soon as everything serves."""
    bootstrap = services.bootstrap
    await keep_bootstrap_key(services.connections, bootstrap.key, given=bootstrap.path is None)
    desk = await desk_of(services)
    listener = services.listener
    assert listener is not None
    rows = old_rows(services.connections, services.store)
    pruning = asyncio.create_task(forget_old(rows, stop), name="pruning")
    try:
        await serve_app(
            create_app(desk), listener, stop, lambda: announce(url(listener), bootstrap)
        )
    finally:
        pruning.cancel()


async def serve_figures(services: Services, stop: asyncio.Event) -> None:
    """Tell how a process is that does not serve the API: health, readiness, metrics, no more."""
    listener = services.listener
    assert listener is not None
    app = create_app(await desk_of(services), WATCHED)
    await serve_app(app, listener, stop, lambda: say(f"Figures at {url(listener)}/metrics"))


async def desk_of(services: Services) -> Desk:
    settings = services.settings
    references = References(await services.connections.fetchval(AUTH_SQL["installation"]))
    return Desk(
        repository=services.repository,
        connections=services.connections,
        views=services.views,
        progress=services.progress,
        references=references,
        keys=KeyRing(services.connections),
        viewers=Viewers(services.store, references),
        names=NameBook(services.views),
        in_flight=InFlight(),
        policy=policy_of(settings),
        watch=Watch(services.views),
        credentials_dir=credentials_dir(settings),
    )


def credentials_dir(settings: Settings) -> Path | None:
    return None if settings.credentials_dir is None else Path(settings.credentials_dir)


def policy_of(settings: Settings) -> Policy:
    owner, lead, manager = settings.escalation_days
    first_lead, first_manager = settings.postmortem_overdue_days
    repeat = settings.escalation_repeat_days
    return Policy(
        settings.postmortem_due_days,
        settings.postmortem_reminder_days,
        Schedule({Level.OWNER: owner, Level.LEAD: lead, Level.MANAGER: manager}, repeat),
        Schedule({Level.LEAD: first_lead, Level.MANAGER: first_manager}, repeat),
        workdays=workdays(settings.calendar, settings.holidays),
    )


def announce(address: str, bootstrap: BootstrapKey) -> None:
    say(f"Twiceshy is ready at {address}")
    say(f"Docs at {address}/docs")
    if bootstrap.is_new:
        say(f"API key: {bootstrap.key} (shown once; kept in {bootstrap.path})")
    elif bootstrap.path:
        say(f"API key: kept in {bootstrap.path}")
    else:
        say("API key: the one in TWICESHY_BOOTSTRAP_API_KEY")


def say(line: str) -> None:
    """Tell whoever started this process; where that cannot be, it works all the same."""
    with suppress(OSError):
        click.echo(line)


async def run_projections(services: Services, stop: asyncio.Event) -> None:
    services.hint.start()
    await runner.run(services.dsn, services.store, services.hint, stop, services.progress)


async def run_mirror(services: Services, stop: asyncio.Event) -> None:
    settings = services.settings
    services.hint.start()
    await mirror.run(
        services.connections,
        services.repository,
        services.hint,
        owner=process_name(),
        stop=stop,
        timing=Timing(
            settle=settings.mirror_settle_seconds,
            settle_jira=settings.mirror_settle_jira_seconds,
            poll=settings.mirror_poll_seconds,
            search=settings.mirror_search_seconds,
        ),
        accounts=Roster(services.views),
        public_url=settings.public_url,
        credentials_dir=credentials_dir(settings),
    )


async def run_escalation(services: Services, stop: asyncio.Event) -> None:
    """Step by step for whatever is overdue; see api.escalation."""
    follower = Follower(
        services.connections,
        services.store,
        escalation.FOLLOWER,
        process_name(),
        lease_seconds=escalation.LEASE_SECONDS,
    )
    escalator = escalation.Escalator(
        services.repository, services.views, follower, policy_of(services.settings)
    )
    await escalation.run(escalator, follower, stop)


def process_name() -> str:
    """A name that no other process has, nor this one after a restart."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


ROLES: Final[Mapping[str, Role]] = {
    "api": serve_api,
    "projections": run_projections,
    "mirror": run_mirror,
    "escalation": run_escalation,
}


def observable(chosen: Mapping[str, Role]) -> dict[str, Role]:
    """The roles of a process, so that it can be watched whichever they are."""
    watched = {} if API in chosen else {WATCH: serve_figures}
    return {**chosen, **watched}
