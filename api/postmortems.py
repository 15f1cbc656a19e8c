"""Postmortems: start, list, read, publish, amend. Their sections are in sections.py."""

from collections.abc import Callable, Sequence
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec.structs import replace

from api.blame_findings import Found, all_findings
from api.call import Call, Shape, answered
from api.documents import day_of, today
from api.negotiation import RENDERINGS, VARY, Form, accepted
from api.ownership import review_warnings
from api.pages import CursorText, Items, Limit, cursor_of, listed_page
from api.postmortem_documents import PostmortemDocument, postmortem_document
from api.postmortem_start import start_asked
from api.queries import Moment, Text, Version
from api.references import Prefix
from api.renderings import rendered
from api.retold import Story, incident_then, moment_of, shown, story_of, with_incident
from domain.action_events import ActionStatus
from domain.blame import Severity
from domain.incident import INCIDENT
from domain.incident_events import Category
from domain.incident_state import Incident
from domain.postmortem import POSTMORTEM, AmendPostmortem, StartPostmortem
from domain.postmortem_events import PostmortemState
from domain.publication import (
    EDITED_SINCE,
    ActionBrief,
    Blame,
    PublishPostmortem,
    PublishWith,
)
from domain.retelling import told
from domain.values import person
from eventstore.transact import Outcome, Step
from projections import postmortem_list
from projections.action_list import actions_of_incident


def started(outcomes: Sequence[Outcome]) -> Shape:
    shape = with_incident(outcomes, outcomes[1].state)
    return Shape(shape.document, shape.version, shape.document.links["self"])


@post(
    "/incidents/{incident:str}/postmortem",
    operation_id="startPostmortem",
    summary="Start the postmortem of an incident",
)
async def start_postmortem(
    incident: FromPath[str], data: JSONBody[StartPostmortem], request: Call
) -> Response[PostmortemDocument]:
    """One per incident; led by its lead and due by the playbook's clock, unless told otherwise."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    steps = await start_asked(request, incident_id, data)
    return await request.write(*steps, render=started, status=201)


@get("/postmortems", operation_id="listPostmortems", summary="List postmortems")
async def list_postmortems(
    *,
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
    state_: Annotated[PostmortemState | None, QueryParameter(name="state")] = None,
    overdue: Annotated[bool | None, QueryParameter()] = None,
    lead: Text = None,
    reviewer: Text = None,
    category: Annotated[Category | None, QueryParameter()] = None,
    q: Text = None,
) -> Response[Items[PostmortemDocument]]:
    """The latest first. `q` searches words in sections, and in the incident's title and summary."""
    await request.reached("postmortem_list")
    await request.reached("incident_list")
    wanted = postmortem_list.Filter(
        state=state_,
        overdue=overdue,
        today=today(),
        lead=lead and person(lead),
        reviewer=reviewer and person(reviewer),
        category=category,
        q=q,
        viewer=request.viewer,
    )
    found = await postmortem_list.postmortems(
        request.desk.views, wanted, limit=limit, cursor=cursor_of(request, cursor)
    )
    return listed_page(request, found, postmortem_document)


@get(
    "/postmortems/{postmortem:str}",
    operation_id="getPostmortem",
    summary="Read a postmortem",
    opt={RENDERINGS: (Form.MARKDOWN, Form.HTML)},
)
async def get_postmortem(
    postmortem: FromPath[str],
    request: Call,
    version: Version = None,
    as_of: Moment = None,
) -> Response[PostmortemDocument]:
    """As it stands now, or as it stood at `version` or at the moment `as_of`.

    By `Accept` as JSON, or for people: as Markdown, or as one page of HTML to read and to print.
    """
    form = accepted(request)
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    loaded = await request.read_at(POSTMORTEM, postmortem_id, version, as_of)
    if form is not Form.JSON:
        return await rendered(request, form, postmortem_id, loaded, version=version, as_of=as_of)
    incident = await incident_then(request, postmortem_id, loaded, version, as_of)
    day = day_of(await moment_of(request, postmortem_id, version, as_of))
    document = postmortem_document(
        postmortem_id, loaded.version, loaded.state, incident.timeline, day=day
    )
    if version is None and as_of is None:
        warnings = await review_warnings(request, incident, loaded.state.awaited)
        document = replace(document, warnings=(*document.warnings, *warnings))
    return answered(loaded, document, VARY)


@post(
    "/postmortems/{postmortem:str}/publications",
    operation_id="publishPostmortem",
    summary="Publish a postmortem inside the organization",
    opt={"scope": "publish"},
)
async def publish_postmortem(
    postmortem: FromPath[str], data: JSONBody[PublishPostmortem], request: Call
) -> Response[PostmortemDocument]:
    """A refusal lists everything that is missing, all at once."""
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    story = await story_of(request, postmortem_id)
    command = checked(story, await publication(request, data, story))
    return await request.write(
        Step(POSTMORTEM, postmortem_id, command, request.expected(), beside=story.incident_id),
        Step(INCIDENT, story.incident_id, None),
        render=lambda made: with_incident(made, made[1].state),
        status=201,
    )


async def publication(call: Call, data: PublishPostmortem, story: Story) -> PublishWith:
    return PublishWith(
        body=data,
        named_times=frozenset(story.incident.named_times),
        actions=await briefs(call, story.incident_id),
        edits=story.postmortem.edits,
        blame=grave(await all_findings(call, story)),
        told=told(story.incident.timeline),
    )


def checked(story: Story, command: PublishWith) -> Callable[[Incident], PublishWith]:
    """The publication, for as long as the incident's timeline is the one that was checked."""

    def publish(incident: Incident) -> PublishWith:
        alike = incident.timeline == story.incident.timeline
        return command if alike else replace(command, edits=EDITED_SINCE)

    return publish


def grave(found: Sequence[Found]) -> tuple[Blame, ...]:
    """The findings that hold up a publication, overridden ones among them."""
    return tuple(
        Blame(f.text.place, f.finding.id, f.finding.excerpt)
        for f in found
        if f.finding.severity is Severity.HIGH
    )


async def briefs(call: Call, incident_id: UUID) -> tuple[ActionBrief, ...]:
    """The incident's actions, complete up to the moment of asking, cancelled ones left out."""
    await call.reached("action_list", await call.desk.repository.store.head())
    return tuple(
        ActionBrief(a.state.reference, a.state.kind, a.state.owner, a.state.due_on)
        for a in await actions_of_incident(call.desk.views, incident_id)
        if a.state.status is not ActionStatus.CANCELLED
    )


@post(
    "/postmortems/{postmortem:str}/amendments",
    operation_id="amendPostmortem",
    summary="Open a published postmortem for a new edition",
    opt={"scope": "publish"},
)
async def amend_postmortem(
    postmortem: FromPath[str], data: JSONBody[AmendPostmortem], request: Call
) -> Response[PostmortemDocument]:
    """Edit it then, and publish it again."""
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    step = Step(POSTMORTEM, postmortem_id, data, request.expected())
    return await request.write(step, render=await shown(request, postmortem_id), status=201)


ROUTES = Router(
    "/",
    route_handlers=[
        start_postmortem,
        list_postmortems,
        get_postmortem,
        publish_postmortem,
        amend_postmortem,
    ],
    tags=["Postmortems"],
)
