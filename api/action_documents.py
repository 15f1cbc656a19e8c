"""An action as callers see it: what it changes, who owns it until when, where its ticket stands."""

from datetime import date
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from api.documents import EscalationBrief, FindingDocument, Links, escalation_brief, today
from domain.action import OPEN, Action
from domain.action_events import ActionKind, ActionStatus, Priority
from domain.ticket import TicketState


class TicketBrief(Struct, frozen=True):
    state: TicketState
    key: str | None
    url: str | None


class ActionDocument(Struct, frozen=True):
    """`blame_findings`, in the answer to a write, are those in the title.

    `warnings`, in the answers to a plan, a revision and a read of one action, tell where its owner
    may not know of its incident.
    """

    id: UUID
    reference: str
    version: int
    incident_id: UUID
    postmortem_id: UUID | None
    kind: ActionKind
    title: str
    details: str
    owner: str
    due_on: date
    overdue: bool
    priority: Priority
    status: ActionStatus
    proven: bool
    ticket: TicketBrief
    escalation: EscalationBrief | None
    links: Links
    blame_findings: tuple[FindingDocument, ...] | UnsetType = UNSET
    warnings: tuple[str, ...] | UnsetType = UNSET


def action_document(
    action_id: UUID, version: int, action: Action, *, day: date | None = None
) -> ActionDocument:
    """Show an action as of `day`, today by default."""
    assert action.incident_id is not None
    return ActionDocument(
        id=action_id,
        reference=action.reference,
        version=version,
        incident_id=action.incident_id,
        postmortem_id=action.postmortem_id,
        kind=action.kind,
        title=action.title,
        details=action.details,
        owner=action.owner,
        due_on=action.due_on,
        overdue=action.status in OPEN and action.due_on < (day or today()),
        priority=action.priority,
        status=action.status,
        proven=action.proven,
        ticket=TicketBrief(action.ticket.state, action.ticket.key, action.ticket.url),
        escalation=escalation_brief(action.escalation, goes_on=action.status in OPEN),
        links=action_links(action_id, action),
    )


def action_links(action_id: UUID, action: Action) -> Links:
    here = f"/v1/actions/{action_id}"
    links = {
        "self": here,
        "ticket": f"{here}/ticket",
        "status_changes": f"{here}/status-changes",
        "incident": f"/v1/incidents/{action.incident_id}",
    }
    if action.postmortem_id is not None:
        links["postmortem"] = f"/v1/postmortems/{action.postmortem_id}"
    return links
