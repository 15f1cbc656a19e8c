"""Appending durable events, and loading a stream: this log against its peers on one server.

    python -m benchmarks.append

Every subject writes one event of 316 bytes per append, a new stream every 20 events, and waits for
it to be durable. Figures are medians of ROUNDS, taken in turn so that a busy moment of the machine
does not fall on one subject alone.
"""

import statistics
from collections.abc import Callable
from typing import Final

from benchmarks.appenders import library, ours, pgbench, plain
from benchmarks.databases import database, server
from benchmarks.load import load_library, load_ours
from benchmarks.table import Row, render

CALLERS: Final = (1, 8, 32, 128)
ROUNDS: Final = 3
SECONDS: Final = 2.0

SUBJECTS: Final[dict[str, Callable[[str, int, float], float]]] = {
    "this log": ours,
    "one row per commit, asyncpg": plain,
    "one row per commit, pgbench": pgbench,
    "eventsourcing, psycopg": library,
}
LOADERS: Final[dict[str, Callable[[str, float], float]]] = {
    "this log": load_ours,
    "eventsourcing, psycopg": load_library,
}


def run(dsn: str) -> list[Row]:
    """Measure on the server at `dsn`, in databases made for it and dropped again."""
    return [*_appends(dsn), *_loads(dsn)]


def _appends(dsn: str) -> list[Row]:
    cells: dict[tuple[str, int], list[float]]
    cells = {(subject, callers): [] for callers in CALLERS for subject in SUBJECTS}
    for _ in range(ROUNDS):
        for (subject, callers), rates in cells.items():
            with database(dsn) as fresh:
                rates.append(SUBJECTS[subject](fresh, callers, SECONDS))
    return [
        Row("append one event", subject, callers, statistics.median(rates), "events/s")
        for (subject, callers), rates in cells.items()
    ]


def _loads(dsn: str) -> list[Row]:
    rows = []
    for subject, load in LOADERS.items():
        with database(dsn) as fresh:
            rates = [load(fresh, SECONDS) for _ in range(ROUNDS)]
        rows.append(
            Row("load and fold 100 events", subject, 1, statistics.median(rates), "loads/s")
        )
    return rows


if __name__ == "__main__":
    with server() as address:
        print(render(run(address)))
