"""What was told to whom about a failure, and what was not known at that time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from litestar import Response, Router, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.call import Call, Shape
from api.references import Prefix
from domain.incident import INCIDENT
from domain.incident_commands import RecordCommunication
from domain.incident_events import Audience, IncidentCommunicated
from eventstore.transact import Outcome, Step


class CommunicationDocument(Struct, frozen=True):
    id: UUID
    audience: Audience
    known: str
    unknown: str
    channel: str | None
    sent_at: datetime
    recorded_at: datetime
    recorded_by: str


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


ROUTES = Router("/incidents", route_handlers=[record_communication], tags=["Incidents"])
