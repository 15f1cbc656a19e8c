"""As whom a person sees: by the address, and as a member of each team.

Kept for VIEWER_SECONDS_MAX: that long somebody who left a team may still see what it sees, but not
on the process that took the change. After that the person's stream is asked, so that no view that
lags behind lets anybody see more.
"""

import time
from collections.abc import Iterable
from typing import Final

from api.documents import today
from api.references import References
from domain.person import PERSON
from domain.visibility import eyes_on
from eventstore.postgres import EventStore
from eventstore.repository import Repository

VIEWER_SECONDS_MAX: Final = 1.0
VIEWERS_MAX: Final = 10_000

Viewer = tuple[str, ...]


class Viewers:
    """Keeps people apart from the streams that they ask for: neither drives out the other."""

    def __init__(self, store: EventStore, references: References) -> None:
        self._people, self._references = Repository(store), references
        self._known: dict[str, tuple[float, Viewer]] = {}
        self._changes = 0

    @property
    def kept(self) -> int:
        """How many people are kept; at most VIEWERS_MAX."""
        return len(self._known)

    async def of(self, email: str) -> Viewer:
        """Return as whom the person with this address in lower case sees; nothing who has left.

        Raises:
            StoreUnavailable: the database is away.
        """
        until, viewer = self._known.get(email, (0.0, ()))
        if until > time.monotonic():
            return viewer
        return await self._look_up(email)

    def forget(self, emails: Iterable[str]) -> None:
        """Ask anew for these people, of whom something has changed."""
        self._changes += 1
        for email in emails:
            self._known.pop(email, None)

    async def _look_up(self, email: str) -> Viewer:
        changes = self._changes
        loaded = await self._people.refresh(PERSON, self._references.person(email))
        viewer = eyes_on(today(), email, loaded.state)
        if changes == self._changes:
            self._keep(email, viewer)
        return viewer

    def _keep(self, email: str, viewer: Viewer) -> None:
        self._known.pop(email, None)
        if len(self._known) >= VIEWERS_MAX:
            del self._known[next(iter(self._known))]  # the one looked up before all others
        self._known[email] = (time.monotonic() + VIEWER_SECONDS_MAX, viewer)
