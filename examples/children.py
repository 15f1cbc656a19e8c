"""Processes that the demo starts, and stops in any case."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from api.orphans import ended_with_parent
from examples.client import Refused

START_SECONDS_MAX: Final = 60.0
STOP_SECONDS_MAX: Final = 20.0
LOOK_SECONDS: Final = 0.05

Child = asyncio.subprocess.Process


@asynccontextmanager
async def child(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Child]:
    """Run `command`, its standard error into `log`, until the block ends.

    It has a session of its own: Ctrl-C reaches the demo alone, which stops its children in order.
    Where the demo is killed, the system tells them to stop.
    """
    with log.open("ab") as complaints:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=complaints,
            env={**os.environ} if environment is None else environment,
            start_new_session=True,
            preexec_fn=ended_with_parent(signal.SIGTERM),
        )
    try:
        yield process
    finally:
        await _stop(process)


async def _stop(process: Child) -> None:
    try:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), STOP_SECONDS_MAX)
    finally:
        with suppress(ProcessLookupError):
            process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


async def listening(process: Child, port: int, log: Path) -> None:
    """Wait until the process listens. Raises Refused when it ends instead."""
    with suppress(TimeoutError):
        async with asyncio.timeout(START_SECONDS_MAX):
            while process.returncode is None:
                with suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    return
                await asyncio.sleep(LOOK_SECONDS)
    raise Refused(ended(log, "The stand-in tracker"))


def ended(log: Path, who: str) -> str:
    """That `who` does not start, with the last that it complained of."""
    lines = log.read_text(errors="replace").split("\n")
    last = next((line for line in reversed(lines) if line.strip()), "it said nothing")
    return f"{who} does not start: {last.strip()} (see {log})"
