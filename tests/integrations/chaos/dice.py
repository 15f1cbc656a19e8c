"""Which request meets which fault, and when a worker dies: by a seed, the same in every run.

A request's fate hangs on the seed, on what it is, and on how often such a one came before. So the
same seed spoils the same requests again, as far as the same requests are made.
"""

import random
from collections import Counter
from collections.abc import Callable
from typing import Final

from tests.standins.faults import ANY, HTML, Fault
from tests.standins.wire import Request, Response

SPOILED_SHARE: Final = 0.12
DELAY_SECONDS_MAX: Final = 2.0  # past all looks but the last one; see worker.py
PAGE: Final = {"content-type": "text/html"}


def page(status: int) -> Response:
    return Response(status, PAGE, HTML)


def busy(status: int) -> Response:
    return Response(status, {"content-type": "application/json", "retry-after": "1"}, b"{}")


# What may happen to a request, by name.
FAULTS: Final[dict[str, Callable[[random.Random], Fault]]] = {
    "answer lost": lambda _: Fault(ANY, ""),
    "reset": lambda _: Fault(ANY, "", effect=False),
    "late effect": lambda dice: Fault(ANY, "", late=dice.uniform(0.0, DELAY_SECONDS_MAX)),
    "502 after the effect": lambda _: Fault(ANY, "", answer=page(502)),
    "504 without effect": lambda _: Fault(ANY, "", answer=page(504), effect=False),
    "HTML with 200": lambda _: Fault(ANY, "", answer=page(200)),
    "broken off": lambda _: Fault(ANY, "", cut=True),
    "429": lambda _: Fault(ANY, "", answer=busy(429), effect=False),
}


class Dice:
    """Throws for each request; `fell` counts the faults by name."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._seen: Counter[tuple[str, str]] = Counter()
        self.fell: Counter[str] = Counter()
        self.is_over = False

    def fate_of(self, request: Request) -> Fault | None:
        """The fault that a request meets, if any."""
        kind = (request.method, request.path)
        self._seen[kind] += 1
        throw = random.Random(f"{self._seed} {kind} {self._seen[kind]}")
        if self.is_over or throw.random() >= SPOILED_SHARE:
            return None
        name = throw.choice(list(FAULTS))
        self.fell[name] += 1
        return FAULTS[name](throw)
