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
from api.settings import Settings, SettingsRefused, load
from eventstore.migrate import MigrationChanged

REFUSALS: Final = (DatabaseRefused, ListenRefused, MigrationChanged, PostgresFailed, Unusable)


@click.group()
def main() -> None:
    """Twiceshy: an AI failure happens once. Settings are TWICESHY_* variables; see the README."""


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database to the present schema."""
    settings = prepared()
    with refusals(), database(settings) as (dsn, _):
        asyncio.run(prepare(dsn))


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
