"""What a ticket says about its action, as far as the tracker's rules let it."""

from uuid import UUID

from domain.action import Action
from domain.tracker_rules import Restricted, Rules
from integrations.tracker import Content


def content_of(action_id: UUID, action: Action, rules: Rules, *, is_restricted: bool) -> Content:
    """Tell an action in a ticket's words; the adapter makes them safe."""
    if is_restricted and rules.restricted is not Restricted.FULL:
        return _reference_only(action_id, action)
    facts = (
        ("Action", action.reference),
        ("Status", action.status.replace("_", " ")),
        ("Owner", action.owner),
        ("Due", action.due_on.isoformat()),
        ("Priority", action.priority),
        ("Kind", action.kind.replace("_", " ")),
    )
    directions = rules.directions
    priority = rules.priorities.get(action.priority) if directions.priority == "out" else None
    return Content(
        action_id=action_id,
        reference=action.reference,
        title=action.title,
        details=action.details,
        facts=facts,
        due_on=action.due_on if directions.due_on in {"both", "out"} else None,
        labels=rules.labels if directions.labels == "out" else (),
        priority=priority,
        other_priorities=tuple(name for name in rules.priorities.values() if name != priority),
    )


def _reference_only(action_id: UUID, action: Action) -> Content:
    """Nothing of the incident: neither words, nor people, nor days."""
    return Content(
        action_id=action_id,
        reference=action.reference,
        title=action.reference,
        facts=(("Action", action.reference),),
    )
