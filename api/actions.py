"""Actions: plan, list, read, revise, move."""

from collections.abc import Sequence
from typing import Annotated, TypeVar
from uuid import UUID

from litestar import Response, Router, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET
from msgspec.structs import replace

from api.action_documents import ActionDocument, action_document
from api.blame_findings import open_findings
from api.call import Call, Shape, answered
from api.documents import FindingDocument, day_of, today
from api.errors import problem
from api.ownership import warnings_of
from api.pages import CursorText, Items, Limit, cursor_of, listed_page
from api.queries import Moment, Text, Texts, Version
from api.references import Prefix
from api.retold import moment_of
from api.routing import usual_tracker
from domain.action import (
    ACTION,
    ACTIONS_MAX,
    Action,
    ChangeStatus,
    NumberedPlan,
    PlanAction,
    ReviseAction,
    ReviseWith,
)
from domain.action_events import ActionKind, ActionStatus, Priority
from domain.errors import ActionRefused, NotFound
from domain.incident import INCIDENT
from domain.incident_events import Category
from domain.postmortem import POSTMORTEM
from domain.postmortem_events import Section
from domain.team import team_name
from domain.ticket import TicketState
from domain.tracker import TRACKER
from domain.values import person
from eventstore.sql import statements
from eventstore.transact import Outcome, Step
from projections import action_list
from projections.action_list import count_of_incident
from projections.tracker_list import tracker_named

T = TypeVar("T")

SQL = statements(__file__)


def shown(outcomes: Sequence[Outcome], postmortem_id: UUID | None) -> Shape:
    """Answer with the action as it is after the write."""
    changed = outcomes[0]
    belonging = replace(changed.state, postmortem_id=postmortem_id)
    document = action_document(changed.stream_id, changed.version, belonging)
    return Shape(document, changed.version)


def remarked(shape: Shape, found: tuple[FindingDocument, ...], warnings: tuple[str, ...]) -> Shape:
    document = replace(shape.document, blame_findings=found, warnings=warnings)
    return Shape(document, shape.version)


async def postmortem_of(call: Call, action: Action) -> UUID | None:
    """The postmortem of the action's incident.

    That the action is attached to it is written when it begins, and can miss an action that is
    planned at that very time.
    """
    if action.postmortem_id is not None:
        return action.postmortem_id
    assert action.incident_id is not None
    return (await call.read(INCIDENT, action.incident_id)).state.postmortem_id


def planned(shape: Shape) -> Shape:
    return Shape(shape.document, shape.version, shape.document.links["self"])


@post(
    "/postmortems/{postmortem:str}/actions",
    operation_id="planPostmortemAction",
    summary="Plan an action of a postmortem",
)
async def plan_postmortem_action(
    postmortem: FromPath[str], data: JSONBody[PlanAction], request: Call
) -> Response[ActionDocument]:
    """With a tracker, named, by a route or by default, the action gets a ticket there."""
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    incident_id = (await request.read(POSTMORTEM, postmortem_id)).state.incident_id
    assert incident_id is not None
    return await plan(request, data, incident_id, postmortem_id)


@post(
    "/incidents/{incident:str}/actions",
    operation_id="planIncidentAction",
    summary="Plan an action of an incident",
)
async def plan_incident_action(
    incident: FromPath[str], data: JSONBody[PlanAction], request: Call
) -> Response[ActionDocument]:
    """It belongs to the incident's postmortem as well, as soon as there is one."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    loaded = await request.read(INCIDENT, incident_id)
    return await plan(request, data, incident_id, loaded.state.postmortem_id)


async def plan(
    call: Call, data: PlanAction, incident_id: UUID, postmortem_id: UUID | None
) -> Response[ActionDocument]:
    if data.tracker is UNSET:
        tracker_id = await usual_tracker(call, incident_id, data.kind, data.owner)
    else:
        tracker_id = await tracker_of(call, data.tracker)
    if await count_of_incident(call.desk.views, incident_id, ACTIONS_MAX) == ACTIONS_MAX:
        return await call.refused(ActionRefused(f"the incident has {ACTIONS_MAX} actions already"))
    number = await call.desk.connections.fetchval(SQL["next_number"])
    action_id, reference = call.desk.references.number(Prefix.ACTION, number)
    command = NumberedPlan(reference, incident_id, postmortem_id, tracker_id, data)
    found = await open_findings(call, incident_id, data.title, Section.ACTIONS)
    warnings = await warnings_of(call, incident_id, data.owner)
    return await call.write(
        Step(ACTION, action_id, command, 0),
        render=lambda made: planned(remarked(shown(made, postmortem_id), found, warnings)),
        status=201,
    )


async def tracker_of(call: Call, name: str | None) -> UUID | None:
    """Return the tracker of that id, reference or name.

    Raises:
        ProblemDetailsException: 400, there is no such tracker.
    """
    if name is None:
        return None
    try:
        tracker_id = call.id_of(Prefix.TRACKER, name)
        await call.read(TRACKER, tracker_id)
    except NotFound as error:
        await call.reached("tracker_list", await call.desk.repository.store.head())
        named = await tracker_named(call.desk.views, name)
        if named is None:
            text = "there is no such tracker; GET /v1/trackers lists them"
            raise problem(400, text, errors=[("/tracker", text)]) from error
        return named.id
    return tracker_id


@get("/actions", operation_id="listActions", summary="List actions")
async def list_actions(
    *,
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
    status: Annotated[list[ActionStatus] | None, QueryParameter()] = None,
    kind: Annotated[list[ActionKind] | None, QueryParameter()] = None,
    owner: Texts = None,
    team: Texts = None,
    overdue: Annotated[bool | None, QueryParameter()] = None,
    proven: Annotated[bool | None, QueryParameter()] = None,
    category: Annotated[list[Category] | None, QueryParameter()] = None,
    ticket_state: Annotated[list[TicketState] | None, QueryParameter()] = None,
    priority: Annotated[list[Priority] | None, QueryParameter()] = None,
    incident: Text = None,
    postmortem: Text = None,
    q: Text = None,
    sort: Annotated[action_list.Sort, QueryParameter()] = "-number",
) -> Response[Items[ActionDocument]]:
    """By default the latest first. `q` searches words in titles and details.

    A parameter that is given again asks for either: `owner=a@example.com&owner=b@example.com`.
    All that a team has left to do: `team=risk&status=open&status=in_progress&limit=200`, and then
    whatever the link `next` leads to, one request for each page.
    """
    for view in ("action_list", "incident_list", "people"):
        await request.reached(view)
    wanted = action_list.Filter(
        statuses=several(status),
        kinds=several(kind),
        owners=several(owner and [person(each) for each in owner]),
        teams=several(team and [team_name(each) for each in team]),
        overdue=overdue,
        today=today(),
        proven=proven,
        categories=several(category),
        ticket_states=several(ticket_state),
        priorities=several(priority),
        q=q,
        incident_id=request.id_of(Prefix.INCIDENT, incident) if incident else None,
        postmortem_id=request.id_of(Prefix.POSTMORTEM, postmortem) if postmortem else None,
        viewer=request.viewer,
    )
    found = await action_list.actions(
        request.desk.views, wanted, limit=limit, cursor=cursor_of(request, cursor), sort=sort
    )
    return listed_page(request, found, action_document)


def several(values: list[T] | None) -> tuple[T, ...] | None:
    """The values of a parameter that may be given again; None where it was not given."""
    return tuple(values) if values else None


@get("/actions/{action:str}", operation_id="getAction", summary="Read an action")
async def get_action(
    action: FromPath[str],
    request: Call,
    version: Version = None,
    as_of: Moment = None,
) -> Response[ActionDocument]:
    """As it stands now, or as it stood at `version` or at the moment `as_of`."""
    action_id = request.id_of(Prefix.ACTION, action)
    loaded = await request.read_at(ACTION, action_id, version, as_of)
    state = loaded.state
    if version is not None or as_of is not None:
        day = day_of(await moment_of(request, action_id, version, as_of))
        return answered(loaded, action_document(action_id, loaded.version, state, day=day))
    assert state.incident_id is not None
    warnings = await warnings_of(request, state.incident_id, state.owner)
    state = replace(state, postmortem_id=await postmortem_of(request, state))
    document = action_document(action_id, loaded.version, state)
    return answered(loaded, replace(document, warnings=warnings))


@patch("/actions/{action:str}", operation_id="reviseAction", summary="Change what an action says")
async def revise_action(
    action: FromPath[str], data: JSONBody[ReviseAction], request: Call
) -> Response[ActionDocument]:
    """One event follows for each thing that changes.

    A null `tracker` gives the ticket up: it stays as it is, and is no longer kept in step.
    """
    tracker_id = None if data.tracker is UNSET else await tracker_of(request, data.tracker)
    action_id = request.id_of(Prefix.ACTION, action)
    present = (await request.read(ACTION, action_id)).state
    assert present.incident_id is not None
    title = present.title if data.title is UNSET else data.title
    found = await open_findings(request, present.incident_id, title, Section.ACTIONS)
    owner = present.owner if data.owner is UNSET else data.owner
    warnings = await warnings_of(request, present.incident_id, owner)
    postmortem_id = await postmortem_of(request, present)
    step = Step(ACTION, action_id, ReviseWith(data, tracker_id), request.expected())
    return await request.write(
        step, render=lambda made: remarked(shown(made, postmortem_id), found, warnings)
    )


@post(
    "/actions/{action:str}/status-changes",
    operation_id="changeActionStatus",
    summary="Move an action",
)
async def change_action_status(
    action: FromPath[str], data: JSONBody[ChangeStatus], request: Call
) -> Response[ActionDocument]:
    """`done` is a claim, `verified` needs proof; giving up and reopening need a reason."""
    action_id = request.id_of(Prefix.ACTION, action)
    present = (await request.read(ACTION, action_id)).state
    postmortem_id = await postmortem_of(request, present)
    step = Step(ACTION, action_id, data, request.expected())
    return await request.write(step, render=lambda made: shown(made, postmortem_id), status=201)


ROUTES = Router(
    "/",
    route_handlers=[
        plan_postmortem_action,
        plan_incident_action,
        list_actions,
        get_action,
        revise_action,
        change_action_status,
    ],
    tags=["Actions"],
)
