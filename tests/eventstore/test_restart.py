"""The server is killed under load and comes back: what was acknowledged is there, once."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from api.embedded import DURABLE, EmbeddedPostgres
from domain.errors import StoreUnavailable, VersionConflict
from eventstore.committer import Committer
from eventstore.migrate import migrate
from tests.eventstore.kit import rows, verified

RESTARTS = 2
WRITERS = 16
APPENDS_BETWEEN = 100


@pytest.fixture
async def server() -> AsyncIterator[EmbeddedPostgres]:
    folder = Path(tempfile.gettempdir()) / f"twiceshy-restart-{uuid4().hex[:8]}"
    server = EmbeddedPostgres(folder, DURABLE)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


class Load:
    """Writers that go on until told to stop, and what they were told about each append."""

    def __init__(self, committer: Committer) -> None:
        self.committer = committer
        self.acknowledged: dict[bytes, int] = {}
        self.unknown: set[bytes] = set()
        self.told, self.stopping = asyncio.Event(), False

    async def write(self) -> None:
        stream_id, version = uuid4(), 0
        while not self.stopping:
            state = uuid4().bytes
            try:
                appended = await self.committer.append(rows(stream_id, version + 1, state))
            except (StoreUnavailable, VersionConflict) as error:
                if "nothing was written" not in str(error):
                    self.unknown.add(state)
                stream_id, version = uuid4(), 0
                await asyncio.sleep(0)
            else:
                self.acknowledged[state] = appended.position
                version += 1
                self.told.set()

    async def reaches(self, count: int) -> None:
        while len(self.acknowledged) < count:
            self.told.clear()
            await self.told.wait()


async def test_nothing_acknowledged_is_lost(server: EmbeddedPostgres) -> None:
    await migrate(server.dsn)
    committer = Committer(server.dsn)
    committer.start()
    load = Load(committer)
    writers = [asyncio.create_task(load.write()) for _ in range(WRITERS)]
    for _ in range(RESTARTS):
        await load.reaches(len(load.acknowledged) + APPENDS_BETWEEN)
        _kill(server)
        await server.restart(60)
    await load.reaches(len(load.acknowledged) + APPENDS_BETWEEN)
    load.stopping = True
    await asyncio.gather(*writers)
    await committer.close()
    stored = {row["state"]: row["notification_id"] for row in await verified(server.dsn)}
    assert load.acknowledged.items() <= stored.items()
    assert stored.keys() <= load.acknowledged.keys() | load.unknown


def _kill(server: EmbeddedPostgres) -> None:
    """Without a word to anyone: the next start recovers from the write-ahead log."""
    pid = int((server.pgdata / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGQUIT)
    while not server.has_died:
        pass
