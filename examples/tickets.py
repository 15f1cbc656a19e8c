"""Follows the actions into the tracker and back: linked, closed there, done here, in step."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from examples.client import Client, Refused
from examples.progress import say, wait_for
from examples.standin import StandIn
from examples.story import Told


async def register(client: Client, stand_in: StandIn) -> str:
    """Make the stand-in known to the service; the tracker's reference. Raises Refused."""
    tracker = {
        "kind": "github",
        "name": "Stand-in for GitHub",
        "base_url": stand_in.url,
        "project": stand_in.repository,
        "credential": {"file": str(stand_in.token_file)},
    }
    made = await client.post("/v1/trackers", tracker, key="demo:tracker")
    return str(made["reference"])


async def has_none(client: Client, tracker: str) -> bool:
    """Whether no action was ever sent to the tracker. Raises Refused."""
    return not (await client.get(f"/v1/trackers/{tracker}/links", limit=1))["items"]


async def are_held(client: Client, tracker: str) -> bool:
    """Whether any ticket is blocked. Raises Refused."""
    return bool((await client.get(f"/v1/trackers/{tracker}/links", state="blocked"))["items"])


async def blocked(client: Client, tracker: str, actions: Sequence[str]) -> None:
    """Wait until the tickets of some actions are blocked, and tell why. Raises Refused."""
    place = f"/v1/trackers/{tracker}/links"

    async def count() -> int:
        return len((await client.get(place, state="blocked"))["items"])

    await wait_for("tickets blocked", len(actions), count)
    link = (await client.get(place, state="blocked", limit=1))["items"][0]
    say(f"    why:    {link['reason']} ({link['code']})")
    say(f"    remedy: {link['remedy']}")


async def retried(client: Client, tracker: str) -> None:
    """Try every held ticket of the tracker again. Raises Refused."""
    body: dict[str, str] = {}
    done, is_over = 0, False
    while not is_over:
        answer = await client.post(f"/v1/trackers/{tracker}/retries", body, key=f"demo:{uuid4()}")
        done += answer["retried"]
        is_over, body = answer["next_cursor"] is None, {"cursor": answer["next_cursor"]}
    say(f"  The token is there again; {done} tickets are tried again")


async def linked(client: Client, actions: Sequence[str]) -> dict[str, str]:
    """Wait until each action has its ticket; the ticket's key by action. Raises Refused."""
    keys: dict[str, str] = {}

    async def has_ticket(action: str) -> bool:
        ticket = await client.get(f"/v1/actions/{action}/ticket")
        if ticket["state"] == "blocked":
            raise Refused(f"The ticket of {action} is blocked: {ticket['reason']}")
        if ticket["state"] == "linked":
            keys[action] = ticket["key"]
        return action in keys

    await wait_for("tickets linked", len(actions), _remaining(actions, has_ticket))
    return keys


async def closed_there(stand_in: StandIn, keys: Iterable[str]) -> int:
    """Close the tickets in the tracker, past the service; how many were open. Raises Refused."""
    return sum([await stand_in.close(key) for key in keys])


async def done(client: Client, actions: Sequence[str]) -> None:
    """Wait until the service has seen that the tickets were closed. Raises Refused."""

    async def is_done(action: str) -> bool:
        status: str = (await client.get(f"/v1/actions/{action}"))["status"]
        return status in {"done", "verified"}

    await wait_for("actions done", len(actions), _remaining(actions, is_done))


async def in_step(client: Client, all_told: Sequence[Told]) -> None:
    """Wait until every ticket says what its action says: then nothing more follows by itself.

    A ticket is in step when it was found so after the last event of its action. Raises Refused.
    """
    actions = [action for told in all_told for action in told.actions]

    async def count() -> int:
        synced = {a: await client.get(f"/v1/actions/{a}/ticket") for a in actions}
        latest = await _latest(client, all_told)
        return sum(_is_after(synced[a]["last_synced_at"], latest[a]) for a in actions)

    await wait_for("tickets in step", len(actions), count)


async def _latest(client: Client, all_told: Sequence[Told]) -> dict[str, datetime]:
    """When the last event of each action was recorded."""
    latest: dict[str, datetime] = {}
    for told in all_told:
        async for event in client.pages(f"{told.path}/history"):
            latest[event["subject"]] = datetime.fromisoformat(event["recorded_at"])
    return latest


def _is_after(moment: Any, other: datetime) -> bool:
    return moment is not None and datetime.fromisoformat(moment) >= other


def _remaining(
    actions: Sequence[str], holds: Callable[[str], Awaitable[bool]]
) -> Callable[[], Awaitable[int]]:
    """Count the actions for which `holds`; one that was counted is not asked again."""
    left = list(actions)

    async def count() -> int:
        left[:] = [action for action in left if not await holds(action)]
        return len(actions) - len(left)

    return count
