"""wrk, a load generator: how many requests a second one server answers, and how fast."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

SCRIPT: Final = Path(__file__).with_suffix(".lua")
ENTRY: Final = json.dumps(
    {
        "kind": "note",
        "occurred_at": "2026-01-05T09:00:00Z",
        "text": "The retrieval index served old policy documents; its freshness gate was off.",
    }
)
MILLISECONDS: Final = {"us": 0.001, "ms": 1.0, "s": 1_000.0}


class Load(Struct, frozen=True):
    """Requests a second; median and 99th percentile of their times in milliseconds."""

    rate: float
    p50: float
    p99: float


class LoadFailed(Exception):
    """Some requests were not answered with success: the figures would mean nothing."""


def require() -> str:
    """Where wrk is, installed from Debian's packages where that can be done."""
    if shutil.which("wrk") is None and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=False)
    found = shutil.which("wrk")
    if found is None:
        raise SystemExit("These benchmarks need wrk: install the package of that name.")
    return found


def load(
    base_url: str,
    paths: Sequence[str],
    *,
    connections: int,
    seconds: float,
    key: str | None = None,
    body: str | None = None,
) -> Load:
    """Ask for `paths` in turn.

    Raises:
        LoadFailed: an answer was no success.
    """
    given = {"BENCH_KEY": key, "BENCH_BODY": body}
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths))
        file.flush()
        environment = os.environ | {"BENCH_PATHS": file.name}
        environment |= {name: value for name, value in given.items() if value}
        options = ["-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency", "-s", str(SCRIPT)]
        command = [require(), *options, base_url]
        output = subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout
    return read(output)


def read(output: str) -> Load:
    if match := re.search(r"Non-2xx.*|Socket errors.*", output):
        raise LoadFailed(match[0])
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    assert rate is not None
    return Load(float(rate[1]), percentile(output, 50), percentile(output, 99))


def percentile(output: str, share: int) -> float:
    match = re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", output)
    assert match is not None
    return float(match[1]) * MILLISECONDS[match[2]]
