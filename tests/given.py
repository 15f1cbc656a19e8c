"""Given what happened, when a command comes, then these events follow, or it is refused."""

from collections.abc import Sequence
from typing import Any, TypeVar

import pytest

from domain.decider import Decider, Stamp
from domain.errors import DomainError
from tests.samples import STAMP

R = TypeVar("R", bound=DomainError)


class Given:
    """given(INCIDENT, *past).when(command).then(*events)  |  .refused(Error)."""

    def __init__(self, decider: Decider[Any, Any, Any], past: Sequence[object]) -> None:
        self.decider, self.state = decider, decider.fold(past)

    def when(self, command: object, *, stamp: Stamp = STAMP) -> "When":
        return When(self.decider, self.state, command, stamp)


class When:
    def __init__(
        self, decider: Decider[Any, Any, Any], state: object, command: object, stamp: Stamp
    ) -> None:
        self.decider, self.state, self.command, self.stamp = decider, state, command, stamp

    def events(self) -> tuple[Any, ...]:
        return tuple(self.decider.decide(self.state, self.command, self.stamp))

    def then(self, *expected: object) -> None:
        assert self.events() == expected

    def refused(self, error: type[R]) -> R:
        """Return the refusal, which is exactly of the class `error`."""
        with pytest.raises(error) as caught:
            self.events()
        assert type(caught.value) is error
        return caught.value


def given(decider: Decider[Any, Any, Any], *past: object) -> Given:
    return Given(decider, past)
