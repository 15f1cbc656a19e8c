"""The roster as the mirror asks for it: whose account in a tracker is whose."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from api.documents import today
from domain.tracker import TrackerKind
from eventstore.connections import Connections
from projections import accounts, action_list

ACTIONS_MAX: Final = 50


@dataclass(frozen=True)
class Roster:
    """See integrations.accounts.Accounts; as new as the view is."""

    views: Connections

    async def account_of(self, kind: TrackerKind, email: str) -> str | None:
        found = await accounts.accounts_of(self.views, kind, [email])
        return found.get(email)

    async def person_of(self, kind: TrackerKind, account: str) -> str | None:
        return await accounts.person_with(self.views, kind, account)


async def accounts_there(
    views: Connections,
    tracker_id: UUID,
    kind: TrackerKind,
    viewer: tuple[str, ...] | None = None,
) -> dict[str, str]:
    """The accounts of those who own a tracker's latest actions, by their addresses.

    Of the actions that `viewer` may know of; see projections/incident_list.py.
    """
    wanted = action_list.Filter(tracker_id=tracker_id, today=today(), viewer=viewer)
    found = await action_list.actions(views, wanted, limit=ACTIONS_MAX)
    owners = {item.state.owner for item in found.items}
    return await accounts.accounts_of(views, kind, owners)
