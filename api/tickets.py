"""The ticket of an action: where its mirror stands, and another try."""

from collections.abc import Sequence

from litestar import Response, Router, get, post
from litestar.params import FromPath

from api.call import Call, Shape, answered
from api.references import Prefix
from api.ticket_documents import TicketDocument, ticket_document
from domain.action import ACTION
from domain.ticket import RetryTicket
from eventstore.transact import Outcome, Step
from integrations import standing


@get("/{action:str}/ticket", operation_id="getTicket", summary="Read where a ticket stands")
async def get_ticket(action: FromPath[str], request: Call) -> Response[TicketDocument]:
    """A ticket that is not in step says why, and what mends it."""
    action_id = request.id_of(Prefix.ACTION, action)
    loaded = await request.read_at(ACTION, action_id, None, None)
    row = await standing.row_of(request.desk.connections, action_id)
    return answered(loaded, ticket_document(action_id, loaded.state, row))


@post(
    "/{action:str}/ticket/retries",
    operation_id="retryTicket",
    summary="Try a ticket again, after its cause was mended",
)
async def retry_ticket(action: FromPath[str], request: Call) -> Response[TicketDocument]:
    """Refused where nothing is blocked or gone, and nothing warned of: the rest goes on by itself.

    What the tracker did not take of the ticket, as `warnings` tell, is written there again.
    """
    action_id = request.id_of(Prefix.ACTION, action)
    row = await standing.row_of(request.desk.connections, action_id)

    def render(outcomes: Sequence[Outcome]) -> Shape:
        document = ticket_document(action_id, outcomes[0].state, row)
        return Shape(document, outcomes[0].version)

    step = Step(ACTION, action_id, RetryTicket(), request.expected())
    return await request.write(step, render=render, status=201)


ROUTES = Router("/actions", route_handlers=[get_ticket, retry_ticket], tags=["Actions"])
