from collections.abc import AsyncIterator

import pytest

from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from tests.conftest import own_database
from tests.eventstore.kit import CODEC


@pytest.fixture(scope="session")
async def dsn(server_dsn: str) -> AsyncIterator[str]:
    """A database for these tests alone: no view could fold what they write."""
    async with own_database(server_dsn) as address:
        yield address


@pytest.fixture
async def connections(dsn: str) -> AsyncIterator[Connections]:
    connections = Connections(dsn)
    yield connections
    await connections.close()


@pytest.fixture
async def committer(dsn: str) -> AsyncIterator[Committer]:
    committer = Committer(dsn)
    committer.start()
    yield committer
    await committer.close()


@pytest.fixture
def store(connections: Connections, committer: Committer) -> EventStore:
    return EventStore(connections, committer, CODEC)
