"""Whatever is overdue calls on people: the role `escalation`, for as long as that takes."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from examples.client import Client
from examples.progress import say, wait_for
from examples.service import role

CALLING: Final = {
    "/v1/actions": "overdue actions called on their owners",
    "/v1/postmortems": "overdue postmortems called on their leads",
}


async def made(client: Client, folder: Path) -> None:
    """Wait until everything that is overdue has called on somebody. Raises Refused."""
    overdue = {path: found for path in CALLING if (found := await _overdue(client, path))}
    if not overdue:
        return
    async with role(folder, "escalation"):
        for path, found in overdue.items():
            await wait_for(CALLING[path], len(found), _calling(client, path))
            first = min(found, key=lambda thing: str(thing["due_on"]))
            say(f"    first: {first['reference']}, due {first['due_on']}")


def _calling(client: Client, path: str) -> Callable[[], Awaitable[int]]:
    async def count() -> int:
        return sum(thing["escalation"] is not None for thing in await _overdue(client, path))

    return count


async def _overdue(client: Client, path: str) -> list[Any]:
    return [one async for one in client.pages(path, overdue="true", min_position=client.position)]
