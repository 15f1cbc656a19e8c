"""A demo that is killed leaves nothing running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.examples.test_demo import ENVIRONMENT

WAIT_SECONDS_MAX = 60.0
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def processes_of(folder: Path) -> dict[int, str]:
    """What runs with a folder in its arguments or its environment, by process id."""
    found: dict[int, str] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (place / "cmdline").read_bytes()
            told = command + (place / "environ").read_bytes()
        except OSError:
            continue
        if os.fsencode(folder) in told:
            found[int(place.name)] = command.replace(b"\0", b" ").decode(errors="replace")
    return found


def until(look: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS_MAX
    while not look():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_demo_that_is_killed_leaves_neither_stand_in_nor_service(open_folder: Path) -> None:
    folder = open_folder / "killed"

    def runs(*names: str) -> bool:
        commands = processes_of(folder).values()
        return all(any(name in command for command in commands) for name in names)

    with subprocess.Popen(
        [sys.executable, "-m", "examples.demo", "--folder", str(folder)],
        stdout=subprocess.DEVNULL,
        env=ENVIRONMENT,
    ) as process:
        until(lambda: runs("emulate", "api serve", "postgres"))
        process.send_signal(signal.SIGKILL)
        process.wait()
    until(lambda: not processes_of(folder))
