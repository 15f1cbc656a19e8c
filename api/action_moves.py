"""How an action came to its status: every move, with its reason and its evidence."""

from datetime import datetime
from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath
from msgspec import Struct

from api.call import Call
from api.pages import CursorText, Items, Limit, events_of, page
from api.references import Prefix
from domain.action import ACTION
from domain.action_events import ActionStatus, ActionStatusChanged
from domain.values import Evidence
from eventstore.store import Recorded


class StatusChange(Struct, frozen=True):
    """`version` is that of the action after it."""

    version: int
    from_status: ActionStatus
    to_status: ActionStatus
    changed_at: datetime
    changed_by: str
    reason: str | None
    evidence: tuple[Evidence, ...]


def status_change(recorded: Recorded[Any]) -> StatusChange:
    event, actor = recorded.event, recorded.metadata.actor
    return StatusChange(
        version=recorded.version,
        from_status=event.from_status,
        to_status=event.to_status,
        changed_at=recorded.recorded_at,
        changed_by=actor.on_behalf_of or actor.id,
        reason=event.reason,
        evidence=event.evidence,
    )


@get(
    "/actions/{action:str}/status-changes",
    operation_id="listActionStatusChanges",
    summary="List the moves of an action",
)
async def list_status_changes(
    action: FromPath[str],
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response[Items[StatusChange]]:
    """In the order in which they were made, with the evidence that came with each."""
    action_id = request.id_of(Prefix.ACTION, action)
    await request.read(ACTION, action_id)
    moves = await events_of(request, action_id, ActionStatusChanged, limit=limit, cursor=cursor)
    return page(request, moves.each(status_change))


ROUTES = Router("/", route_handlers=[list_status_changes], tags=["Actions"])
