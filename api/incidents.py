"""Incidents: declare, list, read, revise, and everything that a team records about one."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from litestar import Response, Router, get, patch, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct

from api.call import Call, Render, Shape, answered
from api.documents import IncidentDocument, incident_document
from api.links import hidden_in, hidden_in_all, seen, shown, shown_to
from api.pages import CursorText, Items, Limit, cursor_of, listed_page
from api.postmortem_start import follow_with, start_with
from api.queries import Moment, Text, Version, in_utc
from api.references import Prefix
from domain.incident import INCIDENT
from domain.incident_commands import (
    AssignRole,
    ChangeStage,
    DeclareIncident,
    NumberedDeclaration,
    ReviseIncident,
)
from domain.incident_events import Category, Role, Severity
from domain.incident_state import Incident
from domain.playbook import Stage
from domain.values import Person, person
from eventstore.sql import statements
from eventstore.transact import Outcome, Step
from projections import incident_list
from projections.incident_list import Similar

SQL = statements(__file__)
# An incident is declared whether or not the view of the earlier ones keeps up.
SIMILAR_SECONDS_MAX: Final = 0.25


class DeclaredIncident(IncidentDocument, frozen=True):
    """The incident, with likely earlier ones of the same kind."""

    similar: tuple[Similar, ...] = ()


class Assignment(Struct, frozen=True, forbid_unknown_fields=True):
    person: Person


@post("/", operation_id="declareIncident", summary="Declare an incident")
async def declare_incident(
    data: JSONBody[DeclareIncident], request: Call
) -> Response[DeclaredIncident]:
    """Answers with the incident and with likely earlier ones of the same kind."""
    number = await request.desk.connections.fetchval(SQL["next_number"])
    incident_id, reference = request.desk.references.number(Prefix.INCIDENT, number)
    await request.nearly_reached("incident_list", SIMILAR_SECONDS_MAX)
    similar = await incident_list.similar(
        request.desk.views,
        category=data.category,
        feature=data.system.feature,
        title=data.title,
        viewer=request.viewer,
    )
    return await request.write(
        Step(INCIDENT, incident_id, NumberedDeclaration(reference, data), 0),
        render=declared(similar),
        status=201,
    )


def declared(similar: tuple[Similar, ...]) -> Render:
    def render(outcomes: Sequence[Outcome]) -> Shape:
        shape = shown(outcomes)
        document = {**as_dict(shape.document), "similar": similar}
        return Shape(document, shape.version, shape.document.links["self"])

    return render


def as_dict(document: Struct) -> dict[str, Any]:
    return {field: getattr(document, field) for field in document.__struct_fields__}


@get("/", operation_id="listIncidents", summary="List incidents")
async def list_incidents(
    *,
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
    category: Annotated[Category | None, QueryParameter()] = None,
    severity: Annotated[Severity | None, QueryParameter()] = None,
    stage: Annotated[Stage | None, QueryParameter()] = None,
    status: Annotated[Literal["open", "closed"] | None, QueryParameter()] = None,
    system: Text = None,
    lead: Text = None,
    label: Text = None,
    q: Text = None,
    detected_after: Moment = None,
    detected_before: Moment = None,
    sort: Annotated[Literal["-detected_at", "detected_at"], QueryParameter()] = "-detected_at",
) -> Response[Items[IncidentDocument]]:
    """The latest first. `q` searches words in titles, summaries and postmortem sections."""
    await request.reached("incident_list")
    wanted = incident_list.Filter(
        category=category,
        severity=severity,
        stage=stage,
        status=status,
        system=system,
        lead=lead and person(lead),
        label=label,
        q=q,
        detected_after=in_utc("detected_after", detected_after),
        detected_before=in_utc("detected_before", detected_before),
        viewer=request.viewer,
    )
    found = await incident_list.incidents(
        request.desk.views,
        wanted,
        limit=limit,
        cursor=cursor_of(request, cursor),
        oldest_first=sort == "detected_at",
    )
    hidden = await hidden_in_all(request, [item.state for item in found.items])

    def document(incident_id: UUID, version: int, incident: Incident) -> IncidentDocument:
        return seen(incident_document(incident_id, version, incident), hidden)

    return listed_page(request, found, document)


@get("/{incident:str}", operation_id="getIncident", summary="Read an incident")
async def get_incident(
    incident: FromPath[str],
    request: Call,
    version: Version = None,
    as_of: Moment = None,
) -> Response[IncidentDocument]:
    """As it stands now, or as it stood at `version` or at the moment `as_of`."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    loaded = await request.read_at(INCIDENT, incident_id, version, as_of)
    document = incident_document(incident_id, loaded.version, loaded.state)
    return answered(loaded, seen(document, await hidden_in(request, loaded.state)))


@patch("/{incident:str}", operation_id="reviseIncident", summary="Change what is known of one")
async def revise_incident(
    incident: FromPath[str], data: JSONBody[ReviseIncident], request: Call
) -> Response[IncidentDocument]:
    """One event follows for each thing that changes; reclassifying needs a reason."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    step = Step(INCIDENT, incident_id, data, request.expected())
    return await request.write(step, render=await shown_to(request, incident_id))


@post(
    "/{incident:str}/stage-transitions",
    operation_id="changeStage",
    summary="Move an incident along the playbook",
)
async def change_stage(
    incident: FromPath[str], data: JSONBody[ChangeStage], request: Call
) -> Response[IncidentDocument]:
    """Entering the stage `postmortem` starts the incident's postmortem as well."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    step = Step(INCIDENT, incident_id, data, request.expected())
    others = await start_with(request, incident_id, data)
    render = await shown_to(request, incident_id)
    return await request.write(step, *others, render=render, status=201)


@put(
    "/{incident:str}/roles/{role:str}", operation_id="assignRole", summary="Give a role to a person"
)
async def assign_role(
    incident: FromPath[str],
    role: FromPath[Role],
    data: JSONBody[Assignment],
    request: Call,
) -> Response[IncidentDocument]:
    """Whoever had the role before gives it up. A new lead leads an unpublished postmortem, too."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    step = Step(INCIDENT, incident_id, AssignRole(role, data.person), request.expected())
    others = await follow_with(request, incident_id, role, data.person)
    return await request.write(step, *others, render=await shown_to(request, incident_id))


ROUTES = Router(
    "/incidents",
    route_handlers=[
        declare_incident,
        list_incidents,
        get_incident,
        revise_incident,
        change_stage,
        assign_role,
    ],
    tags=["Incidents"],
)
