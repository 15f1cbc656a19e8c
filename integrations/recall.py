"""What a tracker held of ours when this process first made a ticket there.

A log that was restored from a backup has forgotten tickets that it made after that. A process reads
the log it began with to its end; so one list, at its first create, shows what that log may have
forgotten. Later creates need none: what they made, this log knows.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from integrations.markers import mark_of
from integrations.tracker import Marker, Tracker

REACH: Final = timedelta(days=7)  # of a backup, as far as it is undone by itself
TICKETS_MAX: Final = 20_000


class Place(NamedTuple):
    key: str
    url: str


class Recall:
    """Belongs to one adapter and one event loop."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        self._places: Mapping[str, Place] | None = None

    async def place_of(self, marker: Marker) -> Place | None:
        """Where a ticket with a marker was, when this process first asked.

        Raises:
            TrackerUnavailable, TrackerRejected: The tracker did not tell; nothing is remembered.
        """
        if self._places is None:
            self._places = await self._list()
        return self._places.get(mark_of(marker))

    async def _list(self) -> Mapping[str, Place]:
        places: dict[str, Place] = {}
        async for page in self._tracker.ours(datetime.now(UTC) - REACH):
            for ticket in page:
                if ticket.mark is not None and len(places) < TICKETS_MAX:
                    places[ticket.mark] = Place(ticket.key, ticket.url)
        return places
