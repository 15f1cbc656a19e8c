from collections.abc import AsyncIterator

import pytest

from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from tests.eventstore.kit import CODEC


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
