"""Forgets what is kept for a while only.

Answers to keyed requests stay for two days, twice what callers may rely on; what trackers sent, for
as long as it may be sent again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Final

import structlog

from domain.errors import StoreUnavailable
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from integrations import inbound

KEEP_HOURS: Final = 48
ROWS_AT_ONCE: Final = 1_000
PAUSE_SECONDS: Final = 600.0

Forget = Callable[[], Awaitable[int]]  # one portion; of how many rows

log = structlog.get_logger()


def old_rows(connections: Connections, store: EventStore) -> Mapping[str, Forget]:
    """What there is to forget, by name."""
    return {
        "answers": partial(store.prune_commands, keep_hours=KEEP_HOURS, limit=ROWS_AT_ONCE),
        "deliveries": partial(inbound.forget, connections, limit=ROWS_AT_ONCE),
    }


async def forget_old(rows: Mapping[str, Forget], stop: asyncio.Event) -> None:
    """Forget in small portions until `stop`; several processes at it do no harm."""
    while not stop.is_set():
        forgotten = [await forget_some(name, forget) for name, forget in rows.items()]
        if max(forgotten) < ROWS_AT_ONCE:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)


async def forget_some(name: str, forget: Forget) -> int:
    try:
        forgotten = await forget()
    except StoreUnavailable:  # then the next time
        return 0
    except Exception:  # the loop's edge: what fails now may be done later, and others go on
        log.exception("old_rows_kept", what=name)
        return 0
    if forgotten:
        log.info("old_rows_forgotten", what=name, count=forgotten)
    return forgotten
