"""How long after its acknowledgement a write shows in a list, while others write."""

import statistics
import threading
import time
from collections.abc import Mapping
from typing import Final

import httpx

from benchmarks.services import Served
from benchmarks.wrk import ENTRY, load

CONNECTIONS: Final = 32
SECONDS: Final = 6.0
SAMPLES: Final = 200


def visibility(served: Served) -> Mapping[str, float]:
    """Milliseconds from an answered PATCH to the answer of a list that shows it, under load."""
    writers = threading.Thread(
        target=load,
        args=(served.base_url, served.write_paths),
        kwargs={
            "connections": CONNECTIONS,
            "seconds": SECONDS,
            "key": served.key,
            "body": ENTRY,
        },
    )
    writers.start()
    samples = sorted(sample(served, writers))
    writers.join()
    return {
        "median": statistics.median(samples),
        "99th percentile": samples[int(len(samples) * 0.99)],
    }


def sample(served: Served, writers: threading.Thread) -> list[float]:
    headers = {"Authorization": f"Bearer {served.key}"}
    found: list[float] = []
    with httpx.Client(base_url=served.base_url, headers=headers, timeout=30) as client:
        while writers.is_alive() and len(found) < SAMPLES:
            found.append(one(client, served.read_paths[0], f"label {len(found)}"))
    return found


def one(client: httpx.Client, incident: str, label: str) -> float:
    """Label an incident, then ask for the list of what has the label."""
    written = client.patch(incident, json={"labels": [label]}).raise_for_status()
    begun = time.perf_counter()
    position = written.headers["Event-Position"]
    query = {"label": label, "min_position": position}
    answer = client.get("/v1/incidents", params=query).raise_for_status()
    elapsed = (time.perf_counter() - begun) * 1_000
    assert len(answer.json()["items"]) == 1
    return elapsed
