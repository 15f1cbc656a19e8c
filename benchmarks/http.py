"""Requests over HTTP: the service beside bare handlers and a usual stack, on one server.

    python -m benchmarks.http

Every subject is one process. The service does what its callers get: keys, rules, one line of log a
request, views and mirror running. Figures are medians of ROUNDS, taken in turn.
"""

import statistics
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from benchmarks.databases import database, server
from benchmarks.services import Served, peer, service
from benchmarks.table import Row, render
from benchmarks.visible import visibility
from benchmarks.wrk import ENTRY, Load, load

CONNECTIONS: Final = (1, 32)
ROUNDS: Final = 3
SECONDS: Final = 3.0
WARM_SECONDS: Final = 1.0

Subject = Callable[[str], AbstractContextManager[Served]]


def run(dsn: str) -> list[Row]:
    """Measure on the server at `dsn`, in databases made for it and dropped again."""
    with tempfile.TemporaryDirectory(prefix="twiceshy-bench-") as folder:
        subjects: dict[str, Subject] = {
            "this service": lambda address: service(address, Path(folder)),
            "Litestar, pooled": lambda address: peer(address, "benchmarks.peers:pooled"),
            "Litestar, tuned": lambda address: peer(address, "benchmarks.peers:tuned"),
            "FastAPI, SQLAlchemy": lambda address: peer(address, "benchmarks.peer_fastapi:app"),
        }
        found: dict[tuple[str, str, int, str], list[float]] = defaultdict(list)
        for _ in range(ROUNDS):
            for name, subject in subjects.items():
                with database(dsn) as fresh, subject(fresh) as served:
                    for measured in measure(name, served):
                        found[measured[:4]].append(measured[4])
        return [
            Row(*cell[:3], statistics.median(values), cell[3]) for cell, values in found.items()
        ]


def measure(name: str, served: Served) -> Iterable[tuple[str, str, int, str, float]]:
    for connections in CONNECTIONS:
        reads = timed(served, connections, None)
        writes = timed(served, connections, ENTRY)
        for what, seen in (("read one", reads), ("write one", writes)):
            yield what, name, connections, "requests/s", seen.rate
            yield f"{what}, median", name, connections, "ms", seen.p50
            yield f"{what}, 99th percentile", name, connections, "ms", seen.p99
    yield "resident memory afterwards", name, CONNECTIONS[-1], "MB", served.memory
    if served.key:
        for share, milliseconds in visibility(served).items():
            what = f"acknowledged to listed, {share}"
            yield what, name, CONNECTIONS[-1], "ms", milliseconds


def timed(served: Served, connections: int, body: str | None) -> Load:
    paths = served.write_paths if body else served.read_paths
    load(
        served.base_url,
        paths,
        connections=connections,
        seconds=WARM_SECONDS,
        key=served.key,
        body=body,
    )
    return load(
        served.base_url, paths, connections=connections, seconds=SECONDS, key=served.key, body=body
    )


if __name__ == "__main__":
    with server() as address:
        print(render(run(address)))
