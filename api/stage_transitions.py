"""The way of an incident along the playbook, stage by stage; incidents.py moves it."""

from datetime import datetime

from litestar import Response, Router, get
from litestar.params import FromPath
from msgspec import Struct

from api.call import Call
from api.pages import CursorText, Items, Limit, events_of, page
from api.references import Prefix
from domain.incident import INCIDENT
from domain.incident_events import IncidentStageEntered, Waiver
from domain.playbook import Stage
from eventstore.store import Recorded


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


ROUTES = Router("/incidents", route_handlers=[list_stage_transitions], tags=["Incidents"])
