"""Twiceshy itself, started as an operator would: with its own embedded database."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from examples.children import START_SECONDS_MAX, Child, child, ended
from examples.client import Client, Refused

READY: Final = "Twiceshy is ready at "
# The demo does not want to wait for a look at the tracker every two minutes.
SETTINGS: Final = {
    "TWICESHY_PORT": "0",
    "TWICESHY_MIRROR_POLL_SECONDS": "0.5",
    "TWICESHY_MIRROR_SETTLE_SECONDS": "1,3,9",
    "TWICESHY_MIRROR_SETTLE_JIRA_SECONDS": "1,3,9,30",
}
SERVE: Final = ("-m", "api", "serve", "--roles")
# Without escalation, which follows (calls.py): what was due years ago calls on nobody while the
# story is told.
ROLES: Final = "api,projections,mirror"


@asynccontextmanager
async def service(folder: Path) -> AsyncIterator[Client]:
    """Run the service on `folder/service`. Raises Refused when it does not start."""
    key, log = folder / "service" / "bootstrap-api-key", folder / "service.log"
    async with role(folder, ROLES) as process:
        address = await _address(process, log)
        client = Client(address, key.read_text().strip())
        try:
            yield client
        finally:
            await client.close()


@asynccontextmanager
async def role(folder: Path, names: str) -> AsyncIterator[Child]:
    """Run these roles on `folder/service`; only the first process there brings the database."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith("TWICESHY_")}
    environment = ours | SETTINGS | {"TWICESHY_DATA_DIR": str(folder / "service")}
    command = [sys.executable, *SERVE, names]
    async with child(command, folder / "service.log", environment) as process:
        yield process


async def _address(process: Child, log: Path) -> str:
    """Where it serves, once it says so."""
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_SECONDS_MAX):
            async for line in process.stdout:
                if line.startswith(READY.encode()):
                    return line.decode().removeprefix(READY).strip()
    except TimeoutError:
        pass
    raise Refused(ended(log, "Twiceshy"))
