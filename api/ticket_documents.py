"""The ticket of an action as callers see it: where its mirror stands."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from api.documents import Links
from domain.action import Action
from domain.ticket import TicketState
from domain.ticket_events import ActionTicketConflict, TicketWarning
from integrations.standing import Row, standing_of


class TicketDocument(Struct, frozen=True):
    """Where the mirror of an action stands; why it is not in step, and what mends it.

    `in_step`: the last look found both sides alike, and nothing changed here since. Where that does
    not hold of a link, `code`, `reason` and `remedy` are there, and tell whether to wait or to act.
    `warnings` tell what the ticket lacks though it is in step. `conflicts` are the latest fields
    that both sides had changed, the oldest first; the tracker's value was taken.
    """

    action_id: UUID
    state: TicketState
    tracker_id: UUID | None
    key: str | None
    url: str | None
    closed: bool
    in_step: bool
    last_synced_at: datetime | None
    next_look_at: datetime | None
    code: str | None
    reason: str | None
    remedy: str | None
    warnings: tuple[TicketWarning, ...]
    conflicts: tuple[ActionTicketConflict, ...]
    links: Links


def ticket_document(action_id: UUID, action: Action, row: Row | None) -> TicketDocument:
    ticket, stands = action.ticket, standing_of(action, row)
    links = {"self": f"/v1/actions/{action_id}/ticket", "action": f"/v1/actions/{action_id}"}
    if ticket.tracker_id is not None:
        links["tracker"] = f"/v1/trackers/{ticket.tracker_id}"
    return TicketDocument(
        action_id=action_id,
        state=ticket.state,
        tracker_id=ticket.tracker_id,
        key=ticket.key,
        url=ticket.url,
        closed=ticket.closed,
        in_step=stands.in_step,
        last_synced_at=stands.last_synced_at,
        next_look_at=stands.next_look_at,
        code=stands.code,
        reason=stands.reason,
        remedy=stands.remedy,
        warnings=ticket.warnings,
        conflicts=ticket.conflicts,
        links=links,
    )
