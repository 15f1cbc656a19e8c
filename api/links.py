"""Links between incidents, and how much of them a caller may know, who may not know both ends."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Literal
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct
from msgspec.structs import replace

from api.call import Call, Render, Shape
from api.documents import IncidentDocument, Links, incident_document
from api.pages import CursorText, Items, Limit, number_in, page
from api.references import Prefix
from api.visibility import hidden_from
from domain.incident import INCIDENT
from domain.incident_commands import LinkIncident, NoteDuplicate, UnlinkIncident
from domain.incident_events import LinkKind
from domain.incident_state import Incident
from domain.playbook import Stage
from domain.values import Line, Reason
from eventstore.transact import Outcome, Step
from projections.incident_links import LinkedIncident, hidden_among, links_of
from projections.page import Cursor, paged


class Link(Struct, frozen=True, forbid_unknown_fields=True):
    """`incident` is an id or a reference."""

    kind: LinkKind
    incident: Line


class LinkRetraction(Struct, frozen=True, forbid_unknown_fields=True):
    """`incident` is an id or a reference."""

    kind: LinkKind
    incident: Line
    reason: Reason


class LinkDocument(Struct, frozen=True):
    """The other incident of a link. An outbound link leads to it, an inbound one from it."""

    direction: Literal["outbound", "inbound"]
    kind: LinkKind
    incident_id: UUID
    reference: str
    title: str
    stage: Stage
    links: Links


# what a caller may know of


async def hidden_in(call: Call, incident: Incident) -> Collection[UUID]:
    """The incidents at the other end of its links that the caller may not know of."""
    ends = {linked.incident_id for linked in incident.linked}
    return await hidden_from(call.desk.repository, ends, call.viewer)


async def hidden_in_all(call: Call, incidents: Iterable[Incident]) -> Collection[UUID]:
    """As `hidden_in` of many, as far as the view of incidents has come, as a list itself is."""
    ends = {linked.incident_id for incident in incidents for linked in incident.linked}
    if call.viewer is None or not ends:
        return ()
    return await hidden_among(call.desk.views, ends, call.viewer)


def seen(document: IncidentDocument, hidden: Collection[UUID]) -> IncidentDocument:
    """The incident without its links to what is hidden."""
    if not hidden:
        return document
    known = tuple(link for link in document.related if link.incident_id not in hidden)
    return replace(document, related=known)


def shown(outcomes: Sequence[Outcome]) -> Shape:
    """Answer with the incident as it is after the write: the last of its outcomes."""
    changed = [o for o in outcomes if o.stream_id == outcomes[0].stream_id][-1]
    document = incident_document(changed.stream_id, changed.version, changed.state)
    return Shape(document, changed.version)


async def shown_to(call: Call, incident_id: UUID) -> Render:
    """As `shown`, as far as the caller may know of it."""
    if call.viewer is None:
        return shown
    hidden = await hidden_in(call, (await call.read(INCIDENT, incident_id)).state)

    def render(outcomes: Sequence[Outcome]) -> Shape:
        shape = shown(outcomes)
        return Shape(seen(shape.document, hidden), shape.version)

    return render


# routes


@post("/{incident:str}/links", operation_id="linkIncident", summary="Link to another incident")
async def link_incident(
    incident: FromPath[str], data: JSONBody[Link], request: Call
) -> Response[IncidentDocument]:
    """Both show it. An incident is the duplicate of one other, and that one of none."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    other_id, other = await other_end(request, data.incident)
    present = (await request.read(INCIDENT, incident_id)).state
    hidden = frozenset({*await hidden_in(request, present), *await hidden_in(request, other)})
    command = LinkIncident(data.kind, other_id, other.reference, hidden)
    told = told_of(command, incident_id)
    step = Step(INCIDENT, incident_id, told, request.expected(), beside=other_id)
    noted = noting(data.kind, other_id, NoteDuplicate(incident_id, hidden=hidden))
    render = await shown_to(request, incident_id)
    return await request.write(
        step, *(noted or (Step(INCIDENT, other_id, None),)), render=render, status=201
    )


def told_of(command: LinkIncident, incident_id: UUID) -> Callable[[Incident], LinkIncident]:
    """The link, with what the incident at its other end says of the one it leads from."""

    def link(other: Incident) -> LinkIncident:
        back = ((linked.kind, linked.incident_id) for linked in other.linked)
        return replace(command, is_mutual=(command.kind, incident_id) in back)

    return link


@post(
    "/{incident:str}/links/retractions",
    operation_id="retractLink",
    summary="Retract a link to another incident",
)
async def retract_link(
    incident: FromPath[str], data: JSONBody[LinkRetraction], request: Call
) -> Response[IncidentDocument]:
    """That there was one stays in the history."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    other_id, other = await other_end(request, data.incident)
    command = UnlinkIncident(data.kind, other_id, other.reference, data.reason)
    step = Step(INCIDENT, incident_id, command, request.expected())
    noted = noting(data.kind, other_id, NoteDuplicate(incident_id, withdrawn=True))
    render = await shown_to(request, incident_id)
    return await request.write(step, *noted, render=render, status=201)


@get("/{incident:str}/links", operation_id="listLinks", summary="List the links of an incident")
async def list_links(
    incident: FromPath[str],
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response[Items[LinkDocument]]:
    """From it and to it, the oldest first, less those whose other end the caller may not know."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    await request.read(INCIDENT, incident_id)
    await request.reached("incident_list")
    await request.reached("incident_links")
    found = await links_of(
        request.desk.views,
        incident_id,
        viewer=request.viewer,
        after=number_in(request, cursor),
        limit=limit + 1,
    )
    links = paged(found, limit, lambda link: Cursor(link.position))
    return page(request, links.each(link_document))


async def other_end(call: Call, name: str) -> tuple[UUID, Incident]:
    """The incident that a link names, with its id."""
    other_id = call.id_of(Prefix.INCIDENT, name)
    return other_id, (await call.read(INCIDENT, other_id)).state


def noting(kind: LinkKind, other_id: UUID, command: NoteDuplicate) -> tuple[Step, ...]:
    """The original's part of a link; see domain/links.py."""
    if kind is not LinkKind.DUPLICATE_OF:
        return ()
    return (Step(INCIDENT, other_id, command, caused_by=command.incident_id),)


def link_document(linked: LinkedIncident) -> LinkDocument:
    return LinkDocument(
        direction=linked.direction,
        kind=linked.kind,
        incident_id=linked.id,
        reference=linked.reference,
        title=linked.title,
        stage=linked.stage,
        links={"incident": f"/v1/incidents/{linked.id}"},
    )


ROUTES = Router(
    "/incidents", route_handlers=[link_incident, retract_link, list_links], tags=["Incidents"]
)
