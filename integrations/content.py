"""What a ticket says about its action."""

from uuid import UUID

from domain.action import Action
from integrations.tracker import Content


def content_of(action_id: UUID, action: Action) -> Content:
    """Tell an action in a ticket's words; the adapter makes them safe."""
    facts = (
        ("Action", action.reference),
        ("Status", action.status.replace("_", " ")),
        ("Owner", action.owner),
        ("Due", action.due_on.isoformat()),
        ("Priority", action.priority),
        ("Kind", action.kind.replace("_", " ")),
    )
    return Content(
        action_id=action_id,
        reference=action.reference,
        title=action.title,
        details=action.details,
        facts=facts,
        due_on=action.due_on,
    )
