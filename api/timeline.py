"""What is recorded about an incident over time: entries, containments, communications, stages."""

from collections.abc import Sequence
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
from api.envelopes import Envelope, envelope
from api.pages import CursorText, Items, Limit, cursor_of, events_of, number_in, page
from api.references import Prefix
from api.visibility import known_events
from domain.errors import NotFound
from domain.incident import INCIDENT
from domain.incident_commands import (
    AddTimelineEntry,
    CorrectionOf,
    CorrectTimelineEntry,
    RecordCommunication,
    RecordContainment,
    RetractTimelineEntry,
)
from domain.incident_events import (
    Audience,
    ContainmentKind,
    IncidentCommunicated,
    IncidentContained,
    IncidentStageEntered,
    Waiver,
)
from domain.playbook import Stage
from domain.timeline import Correction, Entry, OutOfOrder, Retraction, times_out_of_order
from domain.values import Evidence
from eventstore.store import Recorded
from eventstore.transact import Outcome, Step
from projections.history import incident_history
from projections.page import Cursor, Page, paged

Found = tuple[FindingDocument, ...] | UnsetType


class StageTransition(Struct, frozen=True):
    """One move along the playbook. `skipped` are the stages that it left out."""

    version: int
    from_stage: Stage
    to_stage: Stage
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    skipped: tuple[Stage, ...]
    reason: str | None
    waiver: Waiver | None


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


class ContainmentDocument(Struct, frozen=True):
    id: UUID
    kind: ContainmentKind
    target: str
    held: bool | None
    occurred_at: datetime
    text: str
    recorded_at: datetime
    recorded_by: str


class CommunicationDocument(Struct, frozen=True):
    id: UUID
    audience: Audience
    known: str
    unknown: str
    channel: str | None
    sent_at: datetime
    recorded_at: datetime
    recorded_by: str


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


def containment(outcomes: Sequence[Outcome]) -> Shape:
    made: IncidentContained = outcomes[0].events[0]
    document = ContainmentDocument(
        id=made.entry_id,
        kind=made.kind,
        target=made.target,
        held=made.held,
        occurred_at=made.occurred_at,
        text=made.text,
        recorded_at=made.recorded_at,
        recorded_by=made.recorded_by,
    )
    return Shape(document, outcomes[0].version)


def communication(outcomes: Sequence[Outcome]) -> Shape:
    made: IncidentCommunicated = outcomes[0].events[0]
    document = CommunicationDocument(
        id=made.entry_id,
        audience=made.audience,
        known=made.known,
        unknown=made.unknown,
        channel=made.channel,
        sent_at=made.sent_at,
        recorded_at=made.recorded_at,
        recorded_by=made.recorded_by,
    )
    return Shape(document, outcomes[0].version)


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


@post(
    "/{incident:str}/containments",
    operation_id="recordContainment",
    summary="Record what was done to contain the failure",
)
async def record_containment(
    incident: FromPath[str], data: JSONBody[RecordContainment], request: Call
) -> Response[ContainmentDocument]:
    """`held` tells whether it worked: once known, record the same kind and target again."""
    step = Step(INCIDENT, request.id_of(Prefix.INCIDENT, incident), data, request.expected())
    return await request.write(step, render=containment, status=201)


@post(
    "/{incident:str}/communications",
    operation_id="recordCommunication",
    summary="Record what was told to whom",
)
async def record_communication(
    incident: FromPath[str], data: JSONBody[RecordCommunication], request: Call
) -> Response[CommunicationDocument]:
    """Says what is known, and what is not known yet."""
    step = Step(INCIDENT, request.id_of(Prefix.INCIDENT, incident), data, request.expected())
    return await request.write(step, render=communication, status=201)


@get(
    "/{incident:str}/stage-transitions",
    operation_id="listStageTransitions",
    summary="Read the way along the playbook",
)
async def list_stage_transitions(
    incident: FromPath[str],
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response[Items[StageTransition]]:
    """In the order in which they were recorded."""
    incident_id = request.id_of(Prefix.INCIDENT, incident)
    await request.read(INCIDENT, incident_id)
    moves = await events_of(request, incident_id, IncidentStageEntered, limit=limit, cursor=cursor)
    return page(request, moves.each(transition))


def transition(recorded: Recorded[IncidentStageEntered]) -> StageTransition:
    event = recorded.event
    return StageTransition(
        version=recorded.version,
        from_stage=event.from_stage,
        to_stage=event.to_stage,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        recorded_by=event.recorded_by,
        skipped=event.skipped,
        reason=event.reason,
        waiver=event.waiver,
    )


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


ROUTES = Router(
    "/incidents",
    route_handlers=[
        add_timeline_entry,
        list_timeline_entries,
        correct_timeline_entry,
        retract_timeline_entry,
        record_containment,
        record_communication,
        list_stage_transitions,
        get_incident_history,
    ],
    tags=["Incidents"],
)
