"""Answers to keyed requests are kept for two days: twice what callers may rely on."""

import asyncio
from contextlib import suppress
from typing import Final

import structlog

from domain.errors import StoreUnavailable
from eventstore.postgres import EventStore

KEEP_HOURS: Final = 48
ROWS_AT_ONCE: Final = 1_000
PAUSE_SECONDS: Final = 600.0

log = structlog.get_logger()


async def forget_old_answers(store: EventStore, stop: asyncio.Event) -> None:
    """Forget in small portions until `stop`; several processes at it do no harm."""
    while not stop.is_set():
        if await forget_some(store) < ROWS_AT_ONCE:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)


async def forget_some(store: EventStore) -> int:
    try:
        forgotten = await store.prune_commands(keep_hours=KEEP_HOURS, limit=ROWS_AT_ONCE)
    except StoreUnavailable:  # then the next time
        return 0
    if forgotten:
        log.info("answers_forgotten", count=forgotten)
    return forgotten
