"""The recovery playbook: the stages, their order, and what each move along them asks for."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain import workdays
from domain.decider import Policy
from domain.errors import ContainmentMissing, ProofMissing, ReasonRequired
from domain.timeline import EntryKind


class Stage(StrEnum):
    DETECT = "detect"
    CONTAIN = "contain"
    COMMUNICATE = "communicate"
    DIAGNOSE = "diagnose"
    MITIGATE = "mitigate"
    POSTMORTEM = "postmortem"
    VERIFY = "verify"
    CLOSED = "closed"


# From which stage on each named time is asked for: by then it can be known.
ASKED_FROM: Final = {
    EntryKind.NOTICED: Stage.CONTAIN,
    EntryKind.FIRST_SIGNAL: Stage.MITIGATE,
    EntryKind.MITIGATED: Stage.POSTMORTEM,
    EntryKind.RESOLVED: Stage.VERIFY,
}
ORDER: Final = tuple(Stage)
PLACE: Final = {stage: place for place, stage in enumerate(ORDER)}


def skipped(current: Stage, target: Stage, *, contained: bool) -> tuple[Stage, ...]:
    """Return the stages that a move leaves out, in order.

    Containment counts as left out when diagnosis begins and nothing was contained, even if the
    stage of that name was entered: being in a stage contains nothing.
    """
    between = ORDER[PLACE[current] + 1 : PLACE[target]]
    if begins_diagnosis(current, target) and not contained and Stage.CONTAIN not in between:
        return (Stage.CONTAIN, *between)
    return between


def check_move(
    current: Stage, target: Stage, *, contained: bool, reason: str | None, waived: bool
) -> None:
    """Let a move pass that the playbook allows.

    Raises:
        ProofMissing: closing, which nothing but proof or a waiver allows.
        ContainmentMissing: diagnosis before containment, without a reason.
        ReasonRequired: a stage skipped or entered again, without a reason.
    """
    if target is Stage.CLOSED and not waived:
        raise ProofMissing(
            "an incident closes on proof that the failure would be caught,"
            " or on a waiver that names a person and a reason"
        )
    if reason is not None:
        return
    if begins_diagnosis(current, target) and not contained:
        raise ContainmentMissing(
            "nothing was contained yet: record a containment, or give a reason"
        )
    if PLACE[target] != PLACE[current] + 1:
        raise ReasonRequired(f"moving from {current} to {target} is out of order: give a reason")


def begins_diagnosis(current: Stage, target: Stage) -> bool:
    return PLACE[current] < PLACE[Stage.DIAGNOSE] <= PLACE[target]


def ends_mitigation(current: Stage, target: Stage) -> bool:
    """Tell whether the move leaves `mitigate` behind, which starts the postmortem's clock."""
    return PLACE[current] <= PLACE[Stage.MITIGATE] < PLACE[target]


def undoes_mitigation(current: Stage, target: Stage) -> bool:
    """Tell whether the move goes back to `mitigate` or before it, so that it will end again."""
    return PLACE[target] <= PLACE[Stage.MITIGATE] < PLACE[current]


def missing_times(stage: Stage, told: Collection[EntryKind]) -> tuple[EntryKind, ...]:
    """Return the named times that the playbook asks for by now and nobody told."""
    return tuple(
        kind
        for kind, begins in ASKED_FROM.items()
        if PLACE[begins] <= PLACE[stage] and kind not in told
    )


def clock(mitigated_at: datetime, policy: Policy) -> tuple[date, date]:
    """Return the days on which the postmortem is due and on which to remind of it."""
    day, days = mitigated_at.date(), policy.workdays
    return (
        workdays.after(days, day, policy.postmortem_due_days),
        workdays.after(days, day, policy.postmortem_reminder_days),
    )


def reminder_before(due_on: date, policy: Policy) -> date:
    """Return the day to remind of a postmortem whose due day somebody chose."""
    ahead = policy.postmortem_due_days - policy.postmortem_reminder_days
    return workdays.before(policy.workdays, due_on, ahead) if ahead else due_on


def names(stages: Iterable[Stage]) -> str:
    return ", ".join(stages)
