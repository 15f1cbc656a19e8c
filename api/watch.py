"""What an installation knows of itself, for whoever watches it; api/metrics.py has the words."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from eventstore.connections import Connections
from eventstore.sql import statements

SQL: Final = statements(__file__)
COUNT_MAX: Final = 10_000
LOOK_SECONDS: Final = 1.0

REQUESTS: Final[Counter[int]] = Counter()  # answered by this process, by status


class Look(Struct, frozen=True):
    """What the database knows. `behind` is by follower, `held` by code."""

    behind: Mapping[str, int]
    due: int
    oldest_due_seconds: float
    held: Mapping[str, int]
    delivery_seconds: float | None


class Watch:
    """The last look, shared by all who ask within a second, those who ask at once included."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._lock = asyncio.Lock()
        self._until = 0.0
        self._look: Look | None = None

    async def look(self) -> Look:
        """Raises StoreUnavailable."""
        async with self._lock:
            if self._look is None or time.monotonic() >= self._until:
                self._look = await _looked(self._connections)
                self._until = time.monotonic() + LOOK_SECONDS
            return self._look


async def _looked(connections: Connections) -> Look:
    followers = await connections.fetch(SQL["followers"])
    jobs = await connections.fetchrow(SQL["jobs"], COUNT_MAX)
    assert jobs is not None
    held = await connections.fetch(SQL["held"], COUNT_MAX)
    return Look(
        behind={row["name"]: row["behind"] for row in followers},
        due=jobs["due"],
        oldest_due_seconds=jobs["oldest_seconds"],
        held={row["code"]: row["links"] for row in held},
        delivery_seconds=await connections.fetchval(SQL["deliveries"]),
    )
