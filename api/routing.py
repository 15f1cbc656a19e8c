"""Which tracker an action goes to that names none: by the trackers' routes, else the default."""

from collections.abc import Sequence
from uuid import UUID

from api.call import Call
from domain.action_events import ActionKind
from domain.incident import INCIDENT
from domain.tracker import Tracker
from projections.page import Listed
from projections.people import teams_of
from projections.tracker_list import default_tracker, routed_trackers


async def usual_tracker(call: Call, incident_id: UUID, kind: ActionKind, owner: str) -> UUID | None:
    """The tracker of the route that fits and ranks lowest, the older first; else the default.

    None where no route fits and no tracker is the default one. Chosen by all that was written
    before: an action keeps the tracker that it is planned with.
    """
    head = await call.desk.repository.store.head()
    await call.reached("tracker_list", head)
    trackers = await routed_trackers(call.desk.views)
    if trackers:
        category = (await call.read(INCIDENT, incident_id)).state.category
        teams = await teams_now(call, owner, head) if asks_for_team(trackers) else ()
        fitting = [
            (route.rank, place)
            for place, tracker in enumerate(trackers)
            for route in tracker.state.rules.routes
            if route.fits(category, kind, teams)
        ]
        if fitting:
            return trackers[min(fitting)[1]].id
    usual = await default_tracker(call.desk.views)
    return usual.id if usual else None


def asks_for_team(trackers: Sequence[Listed[Tracker]]) -> bool:
    return any(route.team for tracker in trackers for route in tracker.state.rules.routes)


async def teams_now(call: Call, owner: str, head: int) -> tuple[str, ...]:
    await call.reached("people", head)
    return await teams_of(call.desk.views, owner)
