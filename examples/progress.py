"""What the demo shows while it works."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from examples.client import Refused

WAIT_SECONDS_MAX: Final = 300.0
LOOK_SECONDS: Final = 0.2
SHOW_SECONDS: Final = 2.0


def say(line: str = "") -> None:
    print(line, flush=True)


async def wait_for(what: str, wanted: int, count: Callable[[], Awaitable[int]]) -> None:
    """Wait until `count` is `wanted`; show how far it is every few seconds, and at the end.

    Raises:
        Refused: it takes too long.
    """
    started = shown = time.monotonic()
    while (reached := await count()) != wanted:
        now = time.monotonic()
        if now - started > WAIT_SECONDS_MAX:
            raise Refused(f"After {WAIT_SECONDS_MAX:.0f} s {reached} of {wanted} {what}.")
        if now - shown > SHOW_SECONDS:
            shown = now
            say(f"  {reached} of {wanted} {what}")
        await asyncio.sleep(LOOK_SECONDS)
    say(f"  {wanted} of {wanted} {what}")
