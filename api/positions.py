"""Reads at least as new as a position of the log: which one a caller wants, and waiting for it."""

import asyncio
from contextlib import suppress
from typing import Any, Final

from litestar import Request

from api.errors import problem
from api.headers import header
from eventstore.repository import Repository

POSITION_DIGITS_MAX: Final = 18
WAIT_SECONDS_MAX: Final = 5.0
LOOK_SECONDS: Final = 0.05


def min_position(request: Request[Any, Any, Any]) -> int:
    """The position that the caller has to see, from the query or the header Min-Position."""
    text = header(request, b"min-position")
    if request.scope["query_string"]:
        text = request.query_params.get("min_position") or text
    if text is None:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) <= POSITION_DIGITS_MAX):
        text = "min_position takes the Event-Position of a write."
        raise problem(400, text, errors=[("/min_position", text)])
    return int(text)


async def log_reached(repository: Repository, position: int) -> bool:
    if position <= repository.position:
        return True
    with suppress(TimeoutError):
        async with asyncio.timeout(WAIT_SECONDS_MAX):
            while await repository.store.head() < position:  # noqa: ASYNC110  it grows in other processes
                await asyncio.sleep(LOOK_SECONDS)
            return True
    return False
