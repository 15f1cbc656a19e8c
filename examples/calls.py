"""Overdue actions call on their owners: the role `escalation`, for as long as that takes."""

from pathlib import Path

from examples.client import Client
from examples.progress import say, wait_for
from examples.service import role


async def made(client: Client, folder: Path) -> None:
    """Wait until every overdue action has called on somebody. Raises Refused."""
    overdue = await _overdue(client)
    if not overdue:
        return

    async def calling() -> int:
        return sum(action["escalation"] is not None for action in await _overdue(client))

    async with role(folder, "escalation"):
        await wait_for("overdue actions called on their owners", len(overdue), calling)
    say(f"    first: {overdue[0]['reference']}, due {overdue[0]['due_on']}")


async def _overdue(client: Client) -> list[dict[str, object]]:
    return [action async for action in client.pages("/v1/actions", overdue="true", sort="due_on")]
