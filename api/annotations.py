"""What the authors of a postmortem say of single entries of the incident's timeline."""

from uuid import UUID

from litestar import Response, Router, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.call import Call, Shape
from api.postmortem_documents import TimelineLine, line
from api.references import Prefix
from api.retold import incident_of
from domain.errors import NotFound
from domain.postmortem import POSTMORTEM, AnnotateTimeline
from domain.retelling import standing
from domain.timeline import Entry, Timeline
from domain.values import Note
from eventstore.transact import Outcome, Step


class AnnotationText(Struct, frozen=True, forbid_unknown_fields=True):
    """An empty text takes the annotation away."""

    text: Note


class AnnotatedLine(Struct, frozen=True):
    """The entry with its annotation, and the postmortem's version to edit next."""

    version: int
    entry: TimelineLine


@put(
    "/{postmortem:str}/timeline-annotations/{entry:uuid}",
    operation_id="annotateTimelineEntry",
    summary="Annotate an entry of the timeline in a postmortem",
)
async def annotate_timeline_entry(
    postmortem: FromPath[str],
    entry: FromPath[UUID],
    data: JSONBody[AnnotationText],
    call: NamedDependency[Call],
) -> Response[AnnotatedLine]:
    """An edit like that of a section: it needs If-Match with the version that was edited."""
    postmortem_id = call.id_of(Prefix.POSTMORTEM, postmortem)
    expected = call.expected(required=True)
    _, incident = await incident_of(call, postmortem_id)
    annotated = entry_named(incident.timeline, entry)
    step = Step(POSTMORTEM, postmortem_id, AnnotateTimeline(entry, data.text), expected)
    return await call.write(step, render=lambda made: shown(made[0], annotated))


def entry_named(timeline: Timeline, entry_id: UUID) -> Entry:
    """Raises NotFound: no entry of that id stands."""
    for entry in standing(timeline):
        if entry.id == entry_id:
            return entry
    raise NotFound("timeline entry", str(entry_id))


def shown(outcome: Outcome, entry: Entry) -> Shape:
    annotation = outcome.state.annotations.get(entry.id)
    return Shape(AnnotatedLine(outcome.version, line(entry, annotation)), outcome.version)


ROUTES = Router("/postmortems", route_handlers=[annotate_timeline_entry], tags=["Postmortems"])
