"""Adapters by tracker id, made anew when a tracker's configuration changes."""

from uuid import UUID

from msgspec import Struct

from domain.tracker import TRACKER, TrackerKind
from eventstore.repository import Repository
from integrations.destination import destination_of
from integrations.standard import open_tracker
from integrations.tracker import Tracker


class Desk(Struct, frozen=True):
    """One tracker at the version of its configuration."""

    version: int
    kind: TrackerKind
    tracker: Tracker


class Desks:
    """Belongs to one event loop."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._desks: dict[UUID, Desk] = {}

    async def get(self, tracker_id: UUID) -> Desk:
        """The adapter for a tracker as it is configured now.

        Raises:
            NotFound: There is no such tracker.
            TrackerRejected: Its base address cannot be used.
        """
        loaded = await self._repository.read(TRACKER, tracker_id)
        desk = self._desks.get(tracker_id)
        if desk is None or desk.version != loaded.version:
            tracker = open_tracker(destination_of(loaded.state))
            desk = self._desks[tracker_id] = Desk(loaded.version, loaded.state.kind, tracker)
        return desk
