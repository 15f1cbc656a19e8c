"""The large chaos run: `make chaos-mirror`. Exits with 1 where something went wrong."""

import asyncio
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path

import click

from api.embedded import THROWAWAY, EmbeddedPostgres
from domain.tracker import TrackerKind
from eventstore.migrate import migrate
from tests.integrations.chaos.run import Verdict, chaos
from tests.integrations.conformance.counterpart import counterpart_of
from tests.integrations.conformance.stage import Stage, stage_of
from tests.integrations.conftest import There, at_github, at_jira
from tests.integrations.house import CREDENTIAL, House, open_house
from tests.standins.servers import GITHUB_TOKEN


@click.command()
@click.option("--seed", type=int, help="Repeat a run; absent: another one each time.")
@click.option("--actions", type=click.IntRange(1), default=1_000, show_default=True)
def main(seed: int | None, actions: int) -> None:
    """Plan actions while workers are killed and answers are spoiled; then count what went wrong."""
    chosen = secrets.randbelow(1_000_000) if seed is None else seed
    click.echo(f"Seed {chosen}: repeat this run by make chaos-mirror SEED={chosen}")
    os.environ[CREDENTIAL] = GITHUB_TOKEN
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = EmbeddedPostgres(folder / "database", THROWAWAY)
        dsn = server.start()
        try:
            verdict = asyncio.run(_run(dsn, folder, chosen, actions))
        finally:
            server.stop()
    click.echo(told(verdict))
    sys.exit(0 if verdict.is_clean else 1)


def told(verdict: Verdict) -> str:
    return (
        f"{verdict.actions} actions, {verdict.kills} kills, {verdict.faults} faults, "
        f"{verdict.seconds:.0f} s: {verdict.in_step} in step, {verdict.duplicates} duplicates, "
        f"{verdict.lost} lost, {verdict.unequal} unequal, {verdict.unexplained} unexplained, "
        f"{verdict.trespasses} calls within a pause"
    )


async def _run(dsn: str, folder: Path, seed: int, actions: int) -> Verdict:
    await migrate(dsn)
    began = time.monotonic()

    def say(line: str) -> None:
        click.echo(f"{time.monotonic() - began:6.1f} s  {line}")

    async with open_house(dsn) as house, at_github(folder) as one, at_jira(folder) as other:
        stages = [await _stage(house, there) for there in (one, other)]
        assert {stage.there.kind for stage in stages} == set(TrackerKind)
        return await chaos(stages, seed, actions, say)


async def _stage(house: House, there: There) -> Stage:
    return await stage_of(house, there, counterpart_of(there))


if __name__ == "__main__":
    main()
