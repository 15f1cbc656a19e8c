"""The command line: `python -m api COMMAND`. Every refusal is one sentence on standard error."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from api.database import DatabaseRefused, database, prepare
from api.embedded import PostgresFailed
from api.embedded_files import Unusable
from api.http_server import ListenRefused
from api.logs import configure
from api.openapi import specification
from api.roles import ROLES, observable
from api.serve import Role, serve
from api.settings import Settings, SettingsRefused, load
from api.stop import leave
from domain.errors import StoreUnavailable
from eventstore.subscription import LeaseLost
from projections.rebuild import RebuildRunning, Rebuilt, ViewHeld, rebuild
from projections.registry import PROJECTIONS
from projections.unfoldable import CannotFold

REFUSALS: Final = (
    CannotFold,
    DatabaseRefused,
    LeaseLost,
    ListenRefused,
    PostgresFailed,
    RebuildRunning,
    StoreUnavailable,
    Unusable,
    ViewHeld,
)


@click.group()
def main() -> None:
    """Twiceshy: an AI failure happens once. Settings are TWICESHY_* variables; see the README."""


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database to the present schema."""
    settings = prepared()
    with refusals(), database(settings) as (dsn, _):
        asyncio.run(prepare(dsn))


@main.command("serve")
@click.option(
    "--roles",
    default=",".join(ROLES),
    show_default=True,
    help="What this process does; several processes share the work on one database.",
)
def serve_command(roles: str) -> None:
    """Run the service until Ctrl-C or SIGTERM."""
    chosen = chosen_roles(roles)
    settings = prepared()
    with refusals():
        leave(serve(settings, chosen))


def chosen_roles(names: str) -> dict[str, Role]:
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in ROLES]
    if unknown or not wanted:
        raise click.BadParameter(f"takes any of {', '.join(ROLES)}, with commas between")
    return observable({name: ROLES[name] for name in wanted})


@main.command("rebuild")
@click.argument("view", type=click.Choice([p.name for p in PROJECTIONS]))
def rebuild_command(view: str) -> None:
    """Build a view anew from the log, while the old one serves.

    Where an event cannot be folded, the old one goes on serving.
    """
    settings = prepared()
    with refusals(), database(settings) as (dsn, _):
        asyncio.run(prepare(dsn))
        rebuilt = asyncio.run(rebuild(dsn, view, show_progress))
        click.echo(f"{view}: {rebuilt.done} events, {rebuilt.events_per_second:.0f} a second")


def show_progress(rebuilt: Rebuilt) -> None:
    click.echo(f"{rebuilt.done} of {rebuilt.total} events", err=True)


@main.command("openapi")
def openapi_command() -> None:
    """Print the description of the API, as it is committed in openapi.yaml."""
    click.echo(specification(), nl=False)


def prepared() -> Settings:
    """The settings, with the log set up as they say; exit code 2 where one is refused."""
    try:
        settings = load(os.environ)
    except SettingsRefused as refusal:
        click.echo(str(refusal), err=True)
        raise SystemExit(2) from None
    configure(settings.log_format, settings.log_level)
    return settings


@contextmanager
def refusals() -> Iterator[None]:
    """Exit code 1 and a sentence, instead of a traceback, for what is no bug of ours."""
    try:
        yield
    except REFUSALS as refusal:
        click.echo(str(refusal), err=True)
        raise SystemExit(1) from None
