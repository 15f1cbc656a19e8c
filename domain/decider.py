"""The shape every aggregate has: an initial state and two pure functions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import Final, Generic, TypeVar
from uuid import UUID

from msgspec import Struct

from domain.escalation import OF_ACTIONS, OF_POSTMORTEMS, Schedule
from domain.workdays import EVERY_DAY, Workdays

S = TypeVar("S")
C = TypeVar("C")
E = TypeVar("E")

CLOCK_DAYS_MAX: Final = 365


class Policy(Struct, frozen=True):
    """What an organization may set for itself. Days count from the day of mitigation, in UTC.

    `workdays` tells which days count towards the postmortem's days.
    """

    postmortem_due_days: int = 7
    postmortem_reminder_days: int = 5
    action_escalation: Schedule = OF_ACTIONS
    postmortem_escalation: Schedule = OF_POSTMORTEMS
    workdays: Workdays = EVERY_DAY

    def __post_init__(self) -> None:
        if not 0 <= self.postmortem_reminder_days <= self.postmortem_due_days <= CLOCK_DAYS_MAX:
            raise ValueError(
                f"Expected 0 <= reminder days <= due days <= {CLOCK_DAYS_MAX}, got"
                f" {self.postmortem_reminder_days} and {self.postmortem_due_days}"
            )


class Stamp(Struct, frozen=True):
    """What a command may put into its facts besides its own fields, so that deciding stays pure.

    `at` is the moment (UTC), `by` the author (an e-mail address, or a tool's name), `id` one fresh
    identifier, `policy` the organization's settings.
    """

    at: datetime
    by: str
    id: UUID
    policy: Policy = Policy()


@dataclass(frozen=True, slots=True)
class Decider(Generic[S, C, E]):
    """One kind of aggregate.

    `topics` maps every stored type name, `category.event@schema`, to the class of its body.
    `unchanged_since` is the version from which on nothing happened that a caller of a state would
    decide otherwise on; without it, that is the present one.
    """

    category: str
    initial: S
    decide: Callable[[S, C, Stamp], Sequence[E]]
    evolve: Callable[[S, E], S]
    topics: Mapping[str, type[E]]
    unchanged_since: Callable[[S], int] | None = None
    topic_of: Mapping[type[E], str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "topic_of", {body: topic for topic, body in self.topics.items()})

    def fold(self, events: Iterable[E], state: S | None = None) -> S:
        """Apply `events` in order to `state`, by default the state of an empty stream."""
        return reduce(self.evolve, events, self.initial if state is None else state)
