"""The timeline of an incident: entries, corrected or retracted and never overwritten."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from api.blame_findings import open_findings_of_note
from api.call import Call, Shape
from api.documents import FindingDocument, TimelineKind
from api.pages import CursorText, Items, Limit, cursor_of, page
from api.references import Prefix
from domain.errors import NotFound
from domain.incident import INCIDENT
from domain.incident_commands import (
    AddTimelineEntry,
    CorrectionOf,
    CorrectTimelineEntry,
    RetractTimelineEntry,
)
from domain.timeline import Correction, Entry, OutOfOrder, Retraction, times_out_of_order
from domain.values import Evidence
from eventstore.transact import Outcome, Step
from projections.page import Cursor, paged

Found = tuple[FindingDocument, ...] | UnsetType


class EntryDocument(Struct, frozen=True):
    """`occurred_at` is when it happened, `recorded_at` when somebody said so.

    In the answer to a write, `blame_findings` are those in the text, and `times_out_of_order` are
    pairs of the incident's named times, as the incident shows them.
    """

    id: UUID
    kind: TimelineKind
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    text: str
    evidence: tuple[Evidence, ...]
    corrections: tuple[Correction, ...]
    retraction: Retraction | None
    blame_findings: tuple[FindingDocument, ...] | UnsetType = UNSET
    times_out_of_order: tuple[OutOfOrder, ...] | UnsetType = UNSET


def entry_document(entry: Entry) -> EntryDocument:
    return EntryDocument(
        id=entry.id,
        kind=TimelineKind(entry.kind),
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
        text=entry.text,
        evidence=entry.evidence,
        corrections=entry.corrections,
        retraction=entry.retraction,
    )


def entry_of(changed: Outcome, entry_id: UUID, found: Found) -> Shape:
    """Answer with an entry as it is after the write; the version is the incident's."""
    entry = next(e for e in changed.state.timeline if e.id == entry_id)
    return told(changed, entry, found)


def new_entry(changed: Outcome, found: Found) -> Shape:
    return told(changed, changed.state.timeline[-1], found)


def told(changed: Outcome, entry: Entry, found: Found) -> Shape:
    document = replace(
        entry_document(entry),
        blame_findings=found,
        times_out_of_order=times_out_of_order(changed.state.named_times),
    )
    return Shape(document, changed.version)


@post(
    "/{incident:str}/timeline-entries",
    operation_id="addTimelineEntry",
    summary="Add an entry to the timeline",
)
async def add_timeline_entry(
    incident: FromPath[str], data: JSONBody[AddTimelineEntry], request: Call
) -> Response[EntryDocument]:
    """`occurred_at` is when it happened; when it was recorded is kept beside it."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    found = await open_findings_of_note(request, incident_id, data.text)
    step = Step(INCIDENT, incident_id, data, request.expected())
    return await request.write(step, render=lambda made: new_entry(made[0], found), status=201)


@get(
    "/{incident:str}/timeline-entries",
    operation_id="listTimelineEntries",
    summary="Read the timeline",
)
async def list_timeline_entries(
    incident: FromPath[str],
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response[Items[EntryDocument]]:
    """In the order in which things happened; stages, containments and communications included."""
    loaded = await request.read(INCIDENT, request.id_of(Prefix.INCIDENT, incident))
    placed = sorted(
        ((entry.occurred_at, number, entry) for number, entry in enumerate(loaded.state.timeline)),
        key=place,
    )
    start = cursor_of(request, cursor)
    if start is not None:
        placed = [p for p in placed if start.at is None or p[:2] > (start.at, start.number)]
    entries = paged(placed, limit, lambda p: Cursor(p[1], p[0]))
    return page(request, entries.each(lambda p: entry_document(p[2])))


def place(placed: tuple[datetime, int, Entry]) -> tuple[datetime, int]:
    return placed[:2]


@post(
    "/{incident:str}/timeline-entries/{entry:uuid}/corrections",
    operation_id="correctTimelineEntry",
    summary="Correct an entry",
)
async def correct_timeline_entry(
    incident: FromPath[str],
    entry: FromPath[UUID],
    data: JSONBody[CorrectTimelineEntry],
    request: Call,
) -> Response[EntryDocument]:
    """What the entry said before stays on record."""
    return await change_entry(request, incident, entry, data)


@post(
    "/{incident:str}/timeline-entries/{entry:uuid}/retractions",
    operation_id="retractTimelineEntry",
    summary="Retract an entry",
)
async def retract_timeline_entry(
    incident: FromPath[str],
    entry: FromPath[UUID],
    data: JSONBody[RetractTimelineEntry],
    request: Call,
) -> Response[EntryDocument]:
    """The entry stays on record, marked as retracted. A retracted containment contains nothing."""
    return await change_entry(request, incident, entry, data)


async def change_entry(
    call: Call, incident: str, entry: UUID, data: CorrectTimelineEntry | RetractTimelineEntry
) -> Response[Any]:
    incident_id = call.id_of(Prefix.INCIDENT, incident)
    timeline = (await call.read(INCIDENT, incident_id)).state.timeline
    if all(e.id != entry for e in timeline):
        raise NotFound("timeline entry", str(entry))
    found = await findings_after(call, incident_id, data)
    step = Step(INCIDENT, incident_id, CorrectionOf(entry, data), call.expected())
    return await call.write(step, render=lambda made: entry_of(made[0], entry, found), status=201)


async def findings_after(
    call: Call, incident_id: UUID, data: CorrectTimelineEntry | RetractTimelineEntry
) -> Found:
    """What in a corrected text is blame; unset where no text is given."""
    if isinstance(data, RetractTimelineEntry) or data.text is UNSET:
        return UNSET
    return await open_findings_of_note(call, incident_id, data.text)


ROUTES = Router(
    "/incidents",
    route_handlers=[
        add_timeline_entry,
        list_timeline_entries,
        correct_timeline_entry,
        retract_timeline_entry,
    ],
    tags=["Incidents"],
)
