"""Adapters by tracker id, made anew when a tracker's configuration changes."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.tracker import TRACKER, TrackerKind
from domain.tracker import Tracker as Configured
from domain.tracker_rules import Rules
from eventstore.connections import Connections
from eventstore.repository import Repository
from eventstore.store import Recorded
from integrations import gates
from integrations.destination import destination_of
from integrations.gates import Door
from integrations.recall import Recall
from integrations.standard import open_tracker
from integrations.timing import Timing
from integrations.tracker import Tracker


class Former(Struct, frozen=True):
    """Another project of the same address, which the tracker named until a moment."""

    project: str
    until: datetime
    tracker: Tracker


class Desk(Struct, frozen=True):
    """One tracker at the version of its configuration, and the gate it is reached through."""

    version: int
    configured: Configured
    gate: str
    door: Door
    tracker: Tracker
    recall: Recall
    former: tuple[Former, ...] = ()

    @property
    def kind(self) -> TrackerKind:
        return self.configured.kind

    @property
    def rules(self) -> Rules:
        return self.configured.rules


class Desks:
    """Belongs to one event loop. All in it share one adapter of a tracker, and what that learns."""

    def __init__(
        self,
        connections: Connections,
        repository: Repository,
        timing: Timing,
        credentials_dir: Path | None = None,
    ) -> None:
        self._connections, self._repository, self._timing = connections, repository, timing
        self._credentials_dir = credentials_dir
        self._desks: dict[UUID, Desk] = {}
        self._doors: dict[str, Door] = {}
        self._opening = asyncio.Lock()

    async def get(self, tracker_id: UUID) -> Desk:
        """The adapter for a tracker as it is configured now.

        Raises:
            NotFound: There is no such tracker.
            TrackerRejected: Its base address cannot be used.
        """
        async with self._opening:  # or two who come first would have an adapter each
            loaded = await self._repository.read(TRACKER, tracker_id)
            desk = self._desks.get(tracker_id)
            if desk is None or desk.version != loaded.version:
                history = await self._repository.store.load(tracker_id)
                desk = self._open(loaded.version, loaded.state, former_of(history, loaded.state))
                await gates.know(self._connections, tracker_id, desk.gate)
                self._desks[tracker_id] = desk
            return desk

    def _open(self, version: int, configured: Configured, former: Mapping[str, datetime]) -> Desk:
        gate = gates.gate_of(configured)
        if gate not in self._doors:
            counts = configured.kind is TrackerKind.GITHUB  # Jira says itself when it is too much
            self._doors[gate] = Door(self._connections, gate, self._timing, counts=counts)
        door = self._doors[gate]
        here = destination_of(configured, door, self._credentials_dir)
        places = [
            Former(project, until, open_tracker(replace(here, project=project)))
            for project, until in former.items()
        ]
        tracker = open_tracker(here)
        return Desk(version, configured, gate, door, tracker, Recall(tracker), tuple(places))


def former_of(history: Sequence[Recorded[Any]], now: Configured) -> Mapping[str, datetime]:
    """The other projects that a tracker named at its present address, and until when."""
    return {
        one.event.project: following.recorded_at
        for one, following in pairwise(history)
        if one.event.base_url == now.base_url and one.event.project != now.project
    }
