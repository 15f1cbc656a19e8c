"""The mirror against a stand-in: sweeping many links that are in step, and making fresh tickets.

The stand-in is `emulate` behind the counting proxy of the tests. The sweep is measured in requests
and memory, as its time is the stand-in's; fresh tickets by how far they stay behind the rate gate.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import httpx
import psutil
from msgspec.structs import replace

from api.logs import configure
from benchmarks.databases import database
from benchmarks.table import Row
from eventstore.migrate import migrate
from integrations.markers import comment, mark_of, marker_for
from integrations.syncing import digest_of_ticket
from integrations.timing import Timing
from tests.integrations.conformance.counterpart import counterpart_of
from tests.integrations.conformance.stage import Stage, stage_of
from tests.integrations.conftest import There, at_github
from tests.integrations.house import CREDENTIAL, House, open_house
from tests.standins.servers import GITHUB_ALIASES, GITHUB_TOKEN, REPOSITORY

LINKS: Final = 10_000
FRESH: Final = 1_000
AT_ONCE: Final = 20
MINUTE_MAX: Final = 250  # creations; 80 is GitHub's, which would take a quarter of an hour
MINUTE_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.1

# No poll comes in between: what is counted is the sweep.
SWEEPING: Final = Timing(poll=3_600.0, idle=0.1)
MAKING: Final = replace(
    SWEEPING, sweep=3_600.0, creations_minute_max=MINUTE_MAX, creations_hour_max=100_000
)

Measure = Callable[[House, Stage], Awaitable[list[Row]]]


def run(dsn: str) -> list[Row]:
    """Each on a database and a stand-in of its own."""
    os.environ[CREDENTIAL] = GITHUB_TOKEN
    configure("console", "error")
    rows: list[Row] = []
    for measure in (_swept, _made):
        with database(dsn) as address, tempfile.TemporaryDirectory() as folder:
            rows += asyncio.run(_on_stage(address, Path(folder), measure))
    return rows


async def _on_stage(dsn: str, folder: Path, measure: Measure) -> list[Row]:
    await migrate(dsn)
    async with open_house(dsn) as house, at_github(folder) as there:
        return await measure(house, await _stage(house, there))


async def _stage(house: House, there: There) -> Stage:
    return await stage_of(house, there, counterpart_of(there))


async def _swept(house: House, stage: Stage) -> list[Row]:
    """Requests and growth of memory of one sweep over links that are all in step."""
    await _linked(house, stage)
    process = psutil.Process()
    async with house.mirroring(timing=SWEEPING):
        await _first_calls(stage)
        before, asked = process.memory_info().rss, len(stage.proxy.asked)
        began = time.perf_counter()
        await _until(house, "select sweep_at > now() + interval '1 hour' from ticket_trackers")
        seconds = time.perf_counter() - began
        requests = len(stage.proxy.asked) - asked
        grown = (process.memory_info().rss - before) / 2**20
    unseen = await house.connections.fetchval(
        "select count(*) from ticket_jobs where listed_at is null or not in_step"
    )
    assert unseen == 0, f"{unseen} links were not swept"
    name = f"sweep of {LINKS:,} links in step"
    return [
        Row(f"{name}: requests", "this service", 1, requests, "requests"),
        Row(f"{name}: time", "this service", 1, seconds, "s"),
        Row(f"{name}: memory grown by", "this service", 1, max(grown, 0.0), "MB"),
    ]


async def _linked(house: House, stage: Stage) -> None:
    """Tickets with our marks at the stand-in, and links in step with them as a pass leaves them."""
    actions = [uuid4() for _ in range(LINKS)]
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        port = stage.proxy.upstream_port
        place = f"http://127.0.0.1:{port}/repos/{REPOSITORY}/issues"
        for first in range(0, LINKS, AT_ONCE):
            batch = actions[first : first + AT_ONCE]
            alias = GITHUB_ALIASES[first // AT_ONCE % len(GITHUB_ALIASES)]
            client.headers["authorization"] = f"Bearer {alias}"
            await asyncio.gather(*(_issue(client, place, stage, one) for one in batch))
    by_mark = {mark_of(stage.marker(action_id)): action_id for action_id in actions}
    async for page in stage.there.tracker().ours(None):
        links = [(by_mark[t.mark], t.key, digest_of_ticket(t), t.mark) for t in page if t.mark]
        if not links:
            continue
        await house.connections.execute(
            "insert into ticket_jobs (action_id, tracker_id, key, seen, mark, in_step, due_at)"
            " select a, $1, k, s, m, true, now() + interval '1 day'"
            " from unnest($2::uuid[], $3::text[], $4::bytea[], $5::text[]) as u (a, k, s, m)",
            stage.tracker_id,
            *map(list, zip(*links, strict=True)),
        )
    linked = await house.connections.fetchval("select count(*) from ticket_jobs")
    assert linked == LINKS, f"{linked} links were made"
    stage.proxy.asked.clear()


async def _issue(client: httpx.AsyncClient, place: str, stage: Stage, action_id: UUID) -> None:
    said = {"title": f"Link {action_id}", "body": comment(marker_for(stage.secret, action_id))}
    (await client.post(place, json=said)).raise_for_status()


async def _first_calls(stage: Stage) -> None:
    """Wait until the mirror has begun, so that its libraries are loaded."""
    async with asyncio.timeout(60):
        while not stage.proxy.asked:  # noqa: ASYNC110 - seen from outside
            await asyncio.sleep(LOOK_SECONDS / 10)


async def _made(house: House, stage: Stage) -> list[Row]:
    """Seconds until fresh actions all have tickets, beside what the gate alone would take."""
    for first in range(0, FRESH, AT_ONCE):
        await asyncio.gather(*(stage.plan() for _ in range(first, first + AT_ONCE)))
    bound = (FRESH - 1) // MINUTE_MAX * MINUTE_SECONDS
    began = time.perf_counter()
    async with house.mirroring(timing=MAKING):
        await _until(
            house,
            f"select count(*) = {FRESH} from ticket_jobs where key is not null",
        )
        seconds = time.perf_counter() - began
    assert len(stage.proxy.moments("POST")) == FRESH
    name = f"{FRESH:,} fresh actions to tickets, {MINUTE_MAX} a minute allowed"
    return [
        Row(f"{name}: time", "the gate's bound", 1, bound, "s"),
        Row(f"{name}: time", "this service", 1, seconds, "s"),
        Row(f"{name}: over the bound", "this service", 1, 100 * (seconds / bound - 1), "%"),
    ]


async def _until(house: House, question: str) -> None:
    while not await house.connections.fetchval(question):  # noqa: ASYNC110 - in other hands
        await asyncio.sleep(LOOK_SECONDS)
