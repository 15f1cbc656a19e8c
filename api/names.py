"""What people are called besides their addresses: names and handles, for whoever looks for them."""

import time
from collections.abc import Collection
from typing import Final

from eventstore.connections import Connections
from projections.people import PersonRow, people_by_email

NAMES_SECONDS_MAX: Final = 1.0
KEPT_MAX: Final = 10_000

Names = tuple[str, ...]


class NameBook:
    """Keeps what the view told for NAMES_SECONDS_MAX, so that busy writers need not ask it."""

    def __init__(self, views: Connections) -> None:
        self._views = views
        self._known: dict[str, tuple[float, Names]] = {}

    async def of(self, emails: Collection[str]) -> frozenset[str]:
        """The addresses themselves, and all that those people are called."""
        now = time.monotonic()
        kept = {email: self._known.get(email, (0.0, ())) for email in emails}
        told = {email: names for email, (until, names) in kept.items() if until > now}
        if unknown := kept.keys() - told.keys():
            told |= await self._look_up(unknown, now + NAMES_SECONDS_MAX)
        return frozenset(emails).union(*told.values())

    async def _look_up(self, emails: Collection[str], until: float) -> dict[str, Names]:
        rows = await people_by_email(self._views, emails)
        found = {email: names_of(rows[email]) if email in rows else () for email in emails}
        if len(self._known) + len(found) > KEPT_MAX:
            self._known.clear()
        self._known.update((email, (until, names)) for email, names in found.items())
        return found


def names_of(row: PersonRow) -> Names:
    return tuple(filter(None, (row.name, row.github_login, row.jira_account)))
