"""The calls of an overdue action on its owner, the incident's lead, the manager."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from domain import escalation
from domain.action_events import ActionEscalated
from domain.decider import Stamp
from domain.escalation import Escalation, Rung


class EscalateAction(Struct, frozen=True):
    """Call on whoever's turn it is. `chain` is the owner, the incident's lead and the manager."""

    chain: tuple[Rung, ...]


def escalations(
    command: EscalateAction, last: Escalation | None, stamp: Stamp, *, due_on: date
) -> Iterator[ActionEscalated]:
    """Yield what is due now, of an action that is not done."""
    schedule = stamp.policy.action_escalation
    today = stamp.at.date()
    for step in escalation.steps(schedule, command.chain, last, due_on=due_on, today=today):
        yield ActionEscalated(
            level=step.level,
            to=step.to,
            days_overdue=step.days,
            escalated_at=stamp.at,
            next_on=step.next_on,
            passed_over=step.passed_over,
            reason=step.reason,
        )
