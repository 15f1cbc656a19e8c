"""The real composition with small roles in it, as a process: `python -m tests.api.process ROLES`.

WORKER says how the worker behaves: `good`, `deaf` (ignores its stop), `stuck` (a thread in a call
that never ends), `blocked` (holds the event loop), `failing` or `ending`.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from api.bootstrap import BootstrapKey
from api.cli import prepared, refusals
from api.http_server import serve_app, url
from api.serve import Role, serve
from api.services import Services
from api.stop import leave


async def api(services: Services, stop: asyncio.Event) -> None:
    """Answers /slow after a second, /hang never, anything else with the database's count."""
    assert services.listener is not None
    address = url(services.listener)

    async def app(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["path"] == "/hang":
            await asyncio.Event().wait()
        if scope["path"] == "/slow":
            say("slow")
            await asyncio.sleep(1)
        count = await services.connections.fetchval("select count(*) from stored_events")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(count).encode()})

    await serve_app(app, services.listener, stop, lambda: say(f"ready {address}"))
    say("api stopped")


async def _lifespan(receive: Any, send: Any) -> None:
    for step in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{step}.complete"})


async def worker(services: Services, stop: asyncio.Event) -> None:
    match os.environ.get("WORKER", "good"):
        case "deaf":
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            await asyncio.Event().wait()
        case "stuck":
            await asyncio.to_thread(threading.Event().wait)
        case "blocked":
            await stop.wait()
            threading.Event().wait()
        case "failing":
            raise ValueError("the worker's own fault")
        case "ending":
            return
        case _:
            await stop.wait()
    await services.connections.fetchval("select 1")
    say("worker stopped")


async def mirror(services: Services, stop: asyncio.Event) -> None:
    """Has a call under way that takes two seconds from the moment of the stop."""
    await stop.wait()
    await asyncio.sleep(2)
    await services.connections.fetchval("select 1")
    say("mirror stopped")


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def key_line(bootstrap: BootstrapKey) -> str:
    return f"key {bootstrap.key} {bootstrap.is_new}"


async def announcer(services: Services, stop: asyncio.Event) -> None:
    say(key_line(services.bootstrap))
    await stop.wait()


ROLES: Final[Mapping[str, Role]] = {
    "api": api,
    "worker": worker,
    "announcer": announcer,
    "mirror": mirror,
}


if __name__ == "__main__":
    chosen = {name: ROLES[name] for name in sys.argv[1:]}
    settings = prepared()
    with refusals():
        leave(serve(settings, chosen))
