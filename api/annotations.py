"""What the authors of a postmortem say of single entries of the incident's timeline."""

from uuid import UUID

from litestar import Response, Router, put
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.blame_findings import open_findings
from api.call import Call, Shape
from api.documents import FindingDocument
from api.postmortem_documents import TimelineLine, line
from api.references import Prefix
from api.retold import story_of
from domain.errors import NotFound
from domain.postmortem import POSTMORTEM, AnnotateTimeline
from domain.postmortem_events import Section
from domain.retelling import standing
from domain.timeline import Entry, Timeline
from domain.values import Note
from eventstore.transact import Outcome, Step


class AnnotationText(Struct, frozen=True, forbid_unknown_fields=True):
    """An empty text takes the annotation away."""

    text: Note


class AnnotatedLine(Struct, frozen=True):
    """The entry with its annotation, what in that is blame, and the version to edit next."""

    version: int
    entry: TimelineLine
    blame_findings: tuple[FindingDocument, ...]


@put(
    "/{postmortem:str}/timeline-annotations/{entry:uuid}",
    operation_id="annotateTimelineEntry",
    summary="Annotate an entry of the timeline in a postmortem",
)
async def annotate_timeline_entry(
    postmortem: FromPath[str],
    entry: FromPath[UUID],
    data: JSONBody[AnnotationText],
    request: Call,
) -> Response[AnnotatedLine]:
    """An edit like that of a section: it needs If-Match with the version that was edited."""
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    expected = request.expected(required=True)
    story = await story_of(request, postmortem_id)
    annotated = entry_named(story.incident.timeline, entry)
    found = await open_findings(request, story.incident_id, data.text, Section.TIMELINE)
    step = Step(POSTMORTEM, postmortem_id, AnnotateTimeline(entry, data.text), expected)
    return await request.write(step, render=lambda made: shown(made[0], annotated, found))


def entry_named(timeline: Timeline, entry_id: UUID) -> Entry:
    """Raises NotFound: no entry of that id stands."""
    for entry in standing(timeline):
        if entry.id == entry_id:
            return entry
    raise NotFound("timeline entry", str(entry_id))


def shown(outcome: Outcome, entry: Entry, found: tuple[FindingDocument, ...]) -> Shape:
    annotation = outcome.state.annotations.get(entry.id)
    return Shape(AnnotatedLine(outcome.version, line(entry, annotation), found), outcome.version)


ROUTES = Router("/postmortems", route_handlers=[annotate_timeline_entry], tags=["Postmortems"])
