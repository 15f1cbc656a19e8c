"""Reminders of a postmortem that nobody has published yet: one before it is due, then for ever."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from domain import escalation
from domain.decider import Stamp
from domain.escalation import Escalation, Level, Rung, Step, called_on, next_turn
from domain.postmortem_events import PostmortemReminded, ReminderKind


class RemindOfPostmortem(Struct, frozen=True):
    """Call on whoever's turn it is. `chain` is the lead and the lead's manager."""

    chain: tuple[Rung, ...]


def reminders(
    command: RemindOfPostmortem,
    last: Escalation | None,
    stamp: Stamp,
    *,
    remind_on: date,
    due_on: date,
) -> Iterator[PostmortemReminded]:
    """Yield what is due now: the reminder once, up to the due day; after it the overdue ones."""
    today, schedule = stamp.at.date(), stamp.policy.postmortem_escalation
    if today > due_on:
        for step in escalation.steps(schedule, command.chain, last, due_on=due_on, today=today):
            yield reminded(ReminderKind.OVERDUE, step, stamp)
    elif last is None and today >= remind_on:
        first_on = due_on + timedelta(next_turn(schedule, 0))
        yield reminded(ReminderKind.REMINDER, before_due(command.chain, first_on), stamp)


def before_due(chain: Sequence[Rung], next_on: date) -> Step:
    level, to, passed_over = called_on(Level.LEAD, chain)
    return Step(level, to, 0, next_on, passed_over)


def reminded(kind: ReminderKind, step: Step, stamp: Stamp) -> PostmortemReminded:
    return PostmortemReminded(
        kind=kind,
        to=step.to,
        reminded_at=stamp.at,
        level=step.level,
        next_on=step.next_on,
        days_overdue=step.days,
        passed_over=step.passed_over,
        reason=step.reason,
    )
