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
from domain.catalog import TOPICS
from domain.upcasts import UPCASTS
from eventstore.codec import Codec
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from eventstore.repository import Repository
from eventstore.subscription import Hint
from projections.progress import Progress
from projections.projection import READ_SETTINGS

CODEC: Final = Codec(TOPICS, UPCASTS)
CLOSE_SECONDS_MAX: Final = 1.0

log = structlog.get_logger()


@dataclass(frozen=True)
class Services:
    """`stopping` is set when the process begins to stop: whoever waits for long gives up then."""

    settings: Settings
    dsn: str = field(repr=False)
    bootstrap: BootstrapKey
    connections: Connections
    views: Connections
    store: EventStore
    repository: Repository
    hint: Hint  # of whoever follows the log, who starts it
    progress: Progress
    stopping: asyncio.Event
    listener: socket.socket | None = None  # bound already; None where nothing is served


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
    views = Connections(dsn, size=settings.connections_max, settings=READ_SETTINGS)
    committer = Committer(dsn)
    committer.start()
    store, hint = EventStore(connections, committer, CODEC), Hint(dsn)
    try:
        yield Services(
            settings=settings,
            dsn=dsn,
            bootstrap=bootstrap,
            connections=connections,
            views=views,
            store=store,
            repository=Repository(store),
            hint=hint,
            progress=Progress(views),
            stopping=stopping,
            listener=listener,
        )
    finally:
        await _close("hint", hint.close)
        await _close("committer", committer.close)
        await _close("views", views.close)
        await _close("connections", connections.close)


async def _close(name: str, close: Callable[[], Awaitable[None]]) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS_MAX):
            await close()
    except TimeoutError:
        log.warning("close_timed_out", what=name)
