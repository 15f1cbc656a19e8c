"""What was done to contain a failure, and whether it held."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from litestar import Response, Router, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.call import Call, Shape
from api.references import Prefix
from domain.incident import INCIDENT
from domain.incident_commands import RecordContainment
from domain.incident_events import ContainmentKind, IncidentContained
from eventstore.transact import Outcome, Step


class ContainmentDocument(Struct, frozen=True):
    id: UUID
    kind: ContainmentKind
    target: str
    held: bool | None
    occurred_at: datetime
    text: str
    recorded_at: datetime
    recorded_by: str


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


ROUTES = Router("/incidents", route_handlers=[record_containment], tags=["Incidents"])
