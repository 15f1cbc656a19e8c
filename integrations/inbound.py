"""The doorbell: what trackers send by themselves makes a pass due, and nothing else.

Table `tracker_deliveries`. A delivery is proved by its signature over the raw body before anything
of it is read, kept under its own name so that the same one rings once, and rings in the transaction
that keeps it: what was answered is not lost. The pass reads the ticket afresh.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog
from asyncpg import DeadlockDetectedError

from domain.tracker import Tracker
from eventstore.connections import Connections
from eventstore.sql import statements
from integrations.inbound_delivery import Delivery, delivery_of
from integrations.inbound_signature import is_signed, secrets_of
from integrations.jobs import ring

SQL: Final = statements(__file__)
# Source: GitHub sends a delivery of the last three days again on request.
KEEP_HOURS: Final = 24 * 4
TRIES_MAX: Final = 3  # a deadlock is noticed after a second, and GitHub waits ten for an answer

log = structlog.get_logger()


async def receive(
    connections: Connections,
    tracker_id: UUID,
    tracker: Tracker,
    headers: Mapping[str, str],
    body: bytes,
    *,
    credentials_dir: Path | None = None,
) -> Delivery | None:
    """Keep a delivery and ring for its tickets; None when nobody who knows a secret sent it.

    `headers` has lower-case names. A tracker that is not registered has no secret.

    Raises:
        StoreUnavailable: The database is away; nothing was kept.
    """
    # In a thread, since a secret may be in a file.
    known, missing = await asyncio.to_thread(
        secrets_of, tracker.webhook, datetime.now(UTC), credentials_dir
    )
    for reason in missing:
        log.warning("webhook_secret_missing", tracker=tracker.reference, reason=reason)
    if not is_signed(tracker.kind, headers, body, known):
        log.warning("webhook_refused", tracker=tracker.reference)
        return None
    delivery = delivery_of(tracker.kind, tracker.project, headers, body)
    rung = await _kept(connections, tracker_id, delivery)
    log.info("webhook_kept", tracker=tracker.reference, kind=delivery.event, rung=rung)
    return delivery


async def _kept(connections: Connections, tracker_id: UUID, delivery: Delivery) -> int:
    """As `_keep`, and again after a deadlock: others lock the jobs in orders of their own.

    They come again by themselves, and a tracker may not.
    """
    for _ in range(TRIES_MAX - 1):
        with suppress(DeadlockDetectedError):
            return await _keep(connections, tracker_id, delivery)
    return await _keep(connections, tracker_id, delivery)


async def _keep(connections: Connections, tracker_id: UUID, delivery: Delivery) -> int:
    """How many actions it rang for; none when it was kept before."""
    async with connections.transaction() as conn:
        said = (delivery.name, delivery.event, list(delivery.keys), delivery.unread)
        if not await conn.fetchval(SQL["keep"], tracker_id, *said) or not delivery.keys:
            return 0
        found = await conn.fetch(SQL["concerned"], tracker_id, list(delivery.keys))
        await ring(conn, [row["action_id"] for row in found])
        return len(found)


async def forget(connections: Connections, *, limit: int) -> int:
    """Forget at most `limit` of the deliveries that are too old to be sent again; how many."""
    return len(await connections.fetch(SQL["forget"], KEEP_HOURS, limit))
