"""Several processes write at once, while connections die: nothing lost, doubled or out of order."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import msgspec
import pytest

from eventstore.committer import Committer
from eventstore.connections import Connections, connect
from eventstore.postgres import EventStore
from tests.eventstore.kit import CODEC, verified
from tests.eventstore.writer import COMMANDS, Outcome

PROCESSES = 3
KILL_EVERY_EVENTS = 40
TERMINATE = """
select pid, pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and query like '%from append(%' and pid <> pg_backend_pid()
order by state, random() limit 1
"""


@pytest.mark.parametrize("killing", [False, True])
async def test_nothing_is_lost_doubled_or_reordered(fresh_dsn: str, *, killing: bool) -> None:
    done = asyncio.Event()
    tail = asyncio.create_task(_tail(fresh_dsn, done))
    async with _killing(fresh_dsn) if killing else _peace() as kills:
        outcomes = await asyncio.gather(*[_write(fresh_dsn, f"p{n}") for n in range(PROCESSES)])
    done.set()
    positions = await tail
    log = await verified(fresh_dsn)
    assert positions == list(range(1, len(log) + 1))
    texts = [CODEC.decode(row["topic"], row["state"]).text for row in log]
    _check([outcome for each in outcomes for outcome in each], texts)
    assert bool(kills) is killing


def _check(outcomes: Sequence[Outcome], texts: Sequence[str]) -> None:
    place = {text: position for position, text in enumerate(texts, 1)}
    assert len(place) == len(texts), "doubled"
    for outcome in outcomes:
        if outcome.position is not None:  # acknowledged
            first = outcome.position - len(outcome.texts) + 1
            assert [place[text] for text in outcome.texts] == list(
                range(first, outcome.position + 1)
            )
        elif "nothing was written" in outcome.error or "no connection" in outcome.error:
            assert not place.keys() & set(outcome.texts)
    told = {text for outcome in outcomes for text in outcome.texts}
    assert place.keys() <= told
    originals = Counter(o.key for o in outcomes if o.key and not o.replayed)
    assert set(originals.values()) <= {1}
    assert Counter(o.key for o in outcomes if o.key) == dict.fromkeys(
        map(str, range(COMMANDS)), PROCESSES
    )


async def _write(dsn: str, name: str) -> list[Outcome]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.eventstore.writer", dsn, name, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return [msgspec.json.decode(line, type=Outcome) for line in output.splitlines()]


async def _tail(dsn: str, done: asyncio.Event) -> list[int]:
    """Positions as a follower of the log sees them, to the end."""
    connections = Connections(dsn, size=1)
    store = EventStore(connections, Committer(dsn), CODEC)
    positions = [0]
    while True:
        ended = done.is_set()
        news = await store.read_after(positions[-1], limit=50)
        positions += [recorded.position for recorded in news]
        if ended and not news:
            await connections.close()
            return positions[1:]


@asynccontextmanager
async def _peace() -> AsyncIterator[list[int]]:
    yield []


@asynccontextmanager
async def _killing(dsn: str) -> AsyncIterator[list[int]]:
    """Meanwhile end the server process of some writer, time and again, in whatever it does."""
    kills: list[int] = []
    task = asyncio.create_task(_kill(dsn, kills))
    yield kills
    task.cancel()
    await asyncio.wait([task])


async def _kill(dsn: str, kills: list[int]) -> None:
    conn = await connect(dsn, role=None)
    try:
        head = 0
        while True:
            now = await conn.fetchval("select coalesce(max(notification_id), 0) from stored_events")
            if now >= head + KILL_EVERY_EVENTS:
                head = now
                kills += [row["pid"] for row in await conn.fetch(TERMINATE)]
    finally:
        conn.terminate()
