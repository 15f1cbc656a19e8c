"""What every role of a process works with, opened and closed in one place."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import structlog

from api.bootstrap import BootstrapKey
from api.settings import Settings
from domain.action import ACTION
from domain.incident import INCIDENT
from domain.postmortem import POSTMORTEM
from domain.tracker import TRACKER
from eventstore.codec import Codec
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.postgres import EventStore

CODEC: Final = Codec({**INCIDENT.topics, **POSTMORTEM.topics, **ACTION.topics, **TRACKER.topics})
CLOSE_SECONDS_MAX: Final = 1.0

log = structlog.get_logger()


@dataclass(frozen=True)
class Services:
    """`stopping` is set when the process begins to stop: whoever waits for long gives up then."""

    settings: Settings
    dsn: str = field(repr=False)
    bootstrap: BootstrapKey
    connections: Connections
    store: EventStore
    stopping: asyncio.Event
    listener: socket.socket | None = None  # of the API, bound already


@asynccontextmanager
async def open_services(
    settings: Settings,
    dsn: str,
    bootstrap: BootstrapKey,
    stopping: asyncio.Event,
    listener: socket.socket | None = None,
) -> AsyncIterator[Services]:
    """Services on a migrated database; at the end the queue of writes is drained first."""
    connections = Connections(dsn, size=settings.connections_max)
    committer = Committer(dsn)
    committer.start()
    store = EventStore(connections, committer, CODEC)
    try:
        yield Services(settings, dsn, bootstrap, connections, store, stopping, listener)
    finally:
        await _close("committer", committer.close)
        await _close("connections", connections.close)


async def _close(name: str, close: Callable[[], Awaitable[None]]) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS_MAX):
            await close()
    except TimeoutError:
        log.warning("close_timed_out", what=name)
