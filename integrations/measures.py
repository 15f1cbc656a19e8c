"""What the mirror counts of itself, for whoever watches it. Values only, in this process."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from msgspec import Struct


class Measured(Struct, frozen=True):
    """`calls` by (tracker, verb, outcome); `gate_seconds` by what was waited for."""

    calls: Mapping[tuple[str, str, str], int]
    gate_seconds: Mapping[str, float]


class Measures:
    """Counters that only grow. Belongs to one event loop."""

    def __init__(self) -> None:
        self._calls: Counter[tuple[str, str, str]] = Counter()
        self._gate_seconds: dict[str, float] = {}

    def called(self, tracker: str, verb: str, outcome: str) -> None:
        """Count one call: a status, or `unsent`, `lost`."""
        self._calls[tracker, verb, outcome] += 1

    def waits(self, cause: str, seconds: float) -> None:
        """Count seconds for which something due was put off, such as by a rate limit."""
        self._gate_seconds[cause] = self._gate_seconds.get(cause, 0.0) + seconds

    def read(self) -> Measured:
        return Measured(dict(self._calls), dict(self._gate_seconds))


MEASURES: Final = Measures()
