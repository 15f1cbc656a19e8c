"""The people of the demo: who is on the roster, who reads what was published, who says thanks."""

from pathlib import Path
from typing import Any, Final

from msgspec import Struct, json

from examples.client import Client
from examples.story import Told, post

FILE: Final = Path(__file__).parent / "roster.json"


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """An address, which stands for a role, and what the roster says of it."""

    email: str
    person: dict[str, Any]


def roster() -> list[Entry]:
    return json.decode(FILE.read_bytes(), type=list[Entry])


async def enrol(client: Client) -> None:
    """Put everybody on the roster; who is on it already stays as they are. Raises Refused."""
    for entry in roster():
        await client.put(f"/v1/people/{entry.email}", entry.person)


async def read(client: Client, told: Told) -> None:
    """Let everybody read the postmortem, and one of them say thanks. Raises Refused."""
    path = f"/v1/postmortems/{told.postmortem}"
    for entry in roster():
        part = f"read-{entry.email}"
        await post(client, told.incident, part, f"{path}/reads", {}, by=entry.email)
    thanks = told.incident.thanks
    body = {"text": thanks.text}
    await post(client, told.incident, "thanks", f"{path}/thanks", body, by=thanks.by)


async def coverage(client: Client, told: Told) -> str:
    """How far the postmortem was read. Raises Refused."""
    found = await client.get(f"/v1/postmortems/{told.postmortem}/readership")
    return f"read by {found['read']} of {found['should_read']}"
