"""What a ticket says about its action, as far as the tracker's rules let it."""

from uuid import UUID

from domain.action import Action
from domain.tracker_rules import Restricted, Rules
from integrations.tracker import Content


def content_of(
    action_id: UUID, action: Action, rules: Rules, *, is_restricted: bool, url: str | None
) -> Content:
    """Tell an action in a ticket's words; the adapter makes them safe.

    `url` is where the action is told in full, to whom may see it.
    """
    if is_restricted and rules.restricted is not Restricted.FULL:
        return _reference_only(action_id, action, rules, url)
    facts = (
        ("Action", action.reference),
        ("Status", action.status.replace("_", " ")),
        ("Owner", action.owner),
        ("Due", action.due_on.isoformat()),
        ("Priority", action.priority),
        ("Kind", action.kind.replace("_", " ")),
        *_told_at(url),
    )
    directions = rules.directions
    priority = rules.priorities.get(action.priority) if directions.priority == "out" else None
    return Content(
        action_id=action_id,
        reference=action.reference,
        title=action.title,
        details=action.details,
        facts=facts,
        url=url,
        due_on=action.due_on if directions.due_on in {"both", "out"} else None,
        labels=rules.labels if directions.labels == "out" else (),
        priority=priority,
        other_priorities=tuple(name for name in rules.priorities.values() if name != priority),
    )


def _reference_only(action_id: UUID, action: Action, rules: Rules, url: str | None) -> Content:
    """Nothing of the incident: neither words, nor people, nor days.

    What the rules would put there may have been put there before.
    """
    directions = rules.directions
    return Content(
        action_id=action_id,
        reference=action.reference,
        title=action.reference,
        facts=(("Action", action.reference), *_told_at(url)),
        url=url,
        other_priorities=tuple(rules.priorities.values()) if directions.priority == "out" else (),
        other_labels=rules.labels if directions.labels == "out" else (),
    )


def _told_at(url: str | None) -> tuple[tuple[str, str], ...]:
    return () if url is None else (("Told in full at", url),)
