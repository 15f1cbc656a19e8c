"""What a page shows beside the postmortem and its incident: actions, names, readers, thanks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from api.call import Call
from api.postmortem_page import Beside
from api.readership import edition_of
from domain.action import ACTION, Action
from domain.incident_state import Incident
from domain.postmortem_state import Postmortem
from projections import coverage, readership
from projections.action_list import actions_of_incident
from projections.coverage import Coverage
from projections.people import people_by_email
from projections.readership import ThanksRow

THANKS_MAX: Final = 50


async def beside_it(
    call: Call,
    postmortem_id: UUID,
    postmortem: Postmortem,
    incident: Incident,
    at: datetime | None,
) -> Beside:
    """As it is, or as it was at a moment.

    The actions are complete up to the moment of asking; names and readers may be a moment behind,
    unless the caller asks for a position.
    """
    await call.reached("action_list", await call.desk.repository.store.head())
    for view in ("people", "readership"):
        await call.reached(view)
    assert postmortem.incident_id is not None
    actions = await actions_then(call, postmortem.incident_id, at)
    thanks = await thanks_then(call, postmortem_id, at)
    return Beside(
        actions=tuple(actions),
        thanks=tuple(thanks),
        coverage=None if at else await covered(call, postmortem_id, postmortem),
        names=await names(call, named(postmortem, incident, actions, thanks)),
    )


async def actions_then(call: Call, incident_id: UUID, at: datetime | None) -> Sequence[Action]:
    listed = await actions_of_incident(call.desk.views, incident_id)
    if at is None:
        return [one.state for one in listed]
    store = call.desk.repository.store
    histories = await store.load_each([one.id for one in listed], recorded_until=at)
    return [ACTION.fold(events) for one in listed if (events := histories.get(one.id))]


async def thanks_then(call: Call, postmortem_id: UUID, at: datetime | None) -> Sequence[ThanksRow]:
    """The first THANKS_MAX of them."""
    given = await readership.thanks(call.desk.views, postmortem_id, limit=THANKS_MAX)
    return [one for one in given.items if at is None or one.thanked_at <= at]


async def covered(call: Call, postmortem_id: UUID, postmortem: Postmortem) -> Coverage | None:
    """How many have read the last edition, of those who should; None while there is none."""
    edition = await edition_of(call, postmortem_id, postmortem)
    if edition is None:
        return None
    counted, _ = await coverage.coverage(call.desk.views, edition)
    return counted


def named(
    postmortem: Postmortem,
    incident: Incident,
    actions: Iterable[Action],
    thanks: Iterable[ThanksRow],
) -> set[str]:
    """The addresses of everybody who is on the page."""
    found = {
        *incident.roles.values(),
        *postmortem.authors,
        *postmortem.approved_by,
        *(one.thanked_by for one in thanks),
    }
    found |= {action.owner for action in actions}
    return found | ({postmortem.lead} if postmortem.lead else set())


async def names(call: Call, emails: set[str]) -> dict[str, str]:
    """The names of those on the roster, by address."""
    known = await people_by_email(call.desk.views, emails)
    return {email: row.name for email, row in known.items() if row.name}
