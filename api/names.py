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
        unknown = [email for email in emails if self._known.get(email, (0.0, ()))[0] <= now]
        if unknown:
            await self._look_up(unknown, now + NAMES_SECONDS_MAX)
        told = (self._known[email][1] for email in emails if email in self._known)
        return frozenset(emails).union(*told)

    async def _look_up(self, emails: Collection[str], until: float) -> None:
        rows = await people_by_email(self._views, emails)
        if len(self._known) + len(emails) > KEPT_MAX:
            self._known.clear()
        for email in emails:
            row = rows.get(email)
            self._known[email] = until, names_of(row) if row else ()


def names_of(row: PersonRow) -> Names:
    return tuple(filter(None, (row.name, row.github_login, row.jira_account)))
