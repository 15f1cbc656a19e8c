"""Every event of an incident, its postmortem and its actions, as far as the caller may know it."""

from litestar import Response, Router, get
from litestar.params import FromPath

from api.call import Call
from api.envelopes import Envelope, envelope
from api.pages import CursorText, Items, Limit, number_in, page
from api.references import Prefix
from api.visibility import known_events
from domain.incident import INCIDENT
from projections.history import incident_history
from projections.page import Cursor, Page, paged


@get(
    "/{incident:str}/history",
    operation_id="getIncidentHistory",
    summary="Read every event of an incident, its postmortem and its actions",
)
async def get_incident_history(
    incident: FromPath[str],
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response[Items[Envelope]]:
    """In the order in which they were recorded, complete up to the moment of asking."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    await request.read(INCIDENT, incident_id)
    store = request.desk.repository.store
    await request.reached("history", await store.head())
    rows = await incident_history(
        request.desk.views, incident_id, after=number_in(request, cursor), limit=limit + 1
    )
    recorded = [store.recorded(row) for row in rows]
    events = paged(recorded, limit, lambda event: Cursor(event.position))
    known = await known_events(request.desk.repository, events.items, request.viewer)
    return page(request, Page(tuple(map(envelope, known)), events.next))


ROUTES = Router("/incidents", route_handlers=[get_incident_history], tags=["Incidents"])
