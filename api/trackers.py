"""Trackers: register, list, read, change, test, and the links of one."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.accounts import accounts_there
from api.call import Call, Shape, answered
from api.documents import today
from api.pages import CursorText, Items, Limit, cursor_of, listed_page
from api.references import Prefix
from api.ticket_documents import TicketDocument, ticket_document
from api.tracker_documents import TrackerDocument, tracker_document
from domain.action import Action
from domain.ticket import TicketState
from domain.tracker import TRACKER, ChangeTracker, NumberedRegistration, RegisterTracker
from eventstore.sql import statements
from eventstore.transact import Outcome, Step
from integrations import gates, standing
from integrations.selftest import self_test
from integrations.tracker import SelfTest
from projections import action_list, tracker_list

SQL = statements(__file__)


def shown(outcomes: Sequence[Outcome]) -> Shape:
    """Answer with the tracker as it is after the write."""
    changed = outcomes[0]
    document = tracker_document(changed.stream_id, changed.version, changed.state)
    return Shape(document, changed.version)


def registered(outcomes: Sequence[Outcome]) -> Shape:
    shape = shown(outcomes)
    return Shape(shape.document, shape.version, shape.document.links["self"])


@post(
    "/",
    operation_id="registerTracker",
    summary="Register a Jira project or a GitHub repository",
    opt={"scope": "admin"},
)
async def register_tracker(
    data: JSONBody[RegisterTracker], request: Call
) -> Response[TrackerDocument]:
    """The credential is a reference to where the secret is kept, never the secret."""
    number = await request.desk.connections.fetchval(SQL["next_number"])
    tracker_id, reference = request.desk.references.number(Prefix.TRACKER, number)
    step = Step(TRACKER, tracker_id, NumberedRegistration(reference, data), 0)
    return await request.write(step, render=registered, status=201)


@get("/", operation_id="listTrackers", summary="List trackers")
async def list_trackers(
    request: Call, limit: Limit = 50, cursor: CursorText = None
) -> Response[Items[TrackerDocument]]:
    """The oldest first."""
    await request.reached("tracker_list")
    found = await tracker_list.trackers(
        request.desk.views, limit=limit, cursor=cursor_of(request, cursor)
    )
    return listed_page(request, found, tracker_document)


@get("/{tracker:str}", operation_id="getTracker", summary="Read a tracker")
async def get_tracker(tracker: FromPath[str], request: Call) -> Response[TrackerDocument]:
    """Tells where its secret is kept, never the secret."""
    tracker_id = request.id_of(Prefix.TRACKER, tracker)
    loaded = await request.read(TRACKER, tracker_id)
    return answered(loaded, tracker_document(tracker_id, loaded.version, loaded.state))


@patch(
    "/{tracker:str}",
    operation_id="changeTracker",
    summary="Change a tracker",
    opt={"scope": "admin"},
)
async def change_tracker(
    tracker: FromPath[str], data: JSONBody[ChangeTracker], request: Call
) -> Response[TrackerDocument]:
    """What is not in step with it is tried again at once."""
    step = Step(TRACKER, request.id_of(Prefix.TRACKER, tracker), data, request.expected())
    return await request.write(step, render=shown)


@post(
    "/{tracker:str}/tests",
    operation_id="testTracker",
    summary="Look whether a tracker can be used",
    opt={"scope": "admin"},
    status_code=200,
)
async def look_at_tracker(tracker: FromPath[str], request: Call) -> Response[SelfTest]:
    """Reads there, writes nothing; answers what it found in any case.

    While the tracker asks for a pause nothing is sent, and the answer says how long that lasts.
    """
    tracker_id = request.id_of(Prefix.TRACKER, tracker)
    configured = (await request.read(TRACKER, tracker_id)).state
    accounts = await accounts_there(request.desk.views, tracker_id, configured.kind, request.viewer)
    door = await gates.door_to(request.desk.connections, tracker_id, configured)
    found = await self_test(configured, accounts, door, request.desk.credentials_dir)
    return await request.answer_once(found)


@get(
    "/{tracker:str}/links",
    operation_id="listTrackerLinks",
    summary="List the tickets of a tracker, each with its state",
)
async def list_tracker_links(
    *,
    tracker: FromPath[str],
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
    state_: Annotated[TicketState | None, QueryParameter(name="state")] = None,
    code: Annotated[str | None, QueryParameter(max_length=64)] = None,
) -> Response[Items[TicketDocument]]:
    """The latest action first; what is not in step says why, and what mends it."""
    tracker_id = request.id_of(Prefix.TRACKER, tracker)
    await request.read(TRACKER, tracker_id)
    for view in ("action_list", "incident_list"):
        await request.reached(view)
    wanted = action_list.Filter(
        tracker_id=tracker_id,
        ticket_states=(state_,) if state_ else None,
        ticket_code=code,
        today=today(),
        viewer=request.viewer,
    )
    found = await action_list.actions(
        request.desk.views, wanted, limit=limit, cursor=cursor_of(request, cursor)
    )
    rows = await standing.rows_of(request.desk.connections, [item.id for item in found.items])

    def link_document(action_id: UUID, _: int, action: Action) -> TicketDocument:
        return ticket_document(action_id, action, rows.get(action_id))

    return listed_page(request, found, link_document)


ROUTES = Router(
    "/trackers",
    route_handlers=[
        register_tracker,
        list_trackers,
        get_tracker,
        change_tracker,
        look_at_tracker,
        list_tracker_links,
    ],
    tags=["Trackers"],
)
