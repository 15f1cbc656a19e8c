"""Servers to be measured: the service itself, and its peers, each in one process of its own."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import asyncpg
import httpx
import psutil
from msgspec import Struct

from benchmarks.peers import SQL
from eventstore.migrate import migrate

KEY: Final = "twy_benchmark_key_of_this_machine"
ITEMS: Final = 100
START_SECONDS_MAX: Final = 30.0


class Served(Struct, frozen=True):
    """A server that answers: what to read and where to write, one path an item."""

    base_url: str
    read_paths: tuple[str, ...]
    write_paths: tuple[str, ...]
    process: psutil.Process
    key: str | None = None

    @property
    def memory(self) -> float:
        """Resident memory in MB, as the operating system counts it."""
        return float(self.process.memory_info().rss) / 1_000_000


@contextmanager
def service(dsn: str, folder: Path) -> Iterator[Served]:
    """The whole service: API, projections and mirror."""
    variables = {
        "TWICESHY_DATABASE_URL": dsn,
        "TWICESHY_DATA_DIR": str(folder),
        "TWICESHY_PORT": "0",
        "TWICESHY_BOOTSTRAP_API_KEY": KEY,
        "TWICESHY_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-m", "api", "serve"]
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(
            command, env=os.environ | variables, stdout=subprocess.PIPE, stderr=log, text=True
        ) as child,
    ):
        try:
            base_url = announced(child)
            ids = declare_incidents(base_url)
            reads = tuple(f"/v1/incidents/{i}" for i in ids)
            writes = tuple(f"{path}/timeline-entries" for path in reads)
            yield Served(base_url, reads, writes, psutil.Process(child.pid), KEY)
        finally:
            child.terminate()


def announced(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    for line in child.stdout:
        if match := re.match(r"Twiceshy is ready at (\S+)", line):
            return match[1]
    raise RuntimeError("the service ended before it was ready; see its log")


def declare_incidents(base_url: str) -> list[str]:
    headers = {"Authorization": f"Bearer {KEY}"}
    body = {
        "title": "Bot described a refund that the policy did not offer",
        "category": "hallucination",
        "severity": "sev2",
        "summary": "What happened, when, and what users saw. " * 10,
        "detection": {"source": "user_report", "detected_at": "2026-01-05T09:00:00Z"},
        "system": {"feature": "support chat", "model": "m", "prompt_version": "7"},
    }
    with httpx.Client(base_url=base_url, headers=headers, timeout=30) as client:
        answers = [client.post("/v1/incidents", json=body) for _ in range(ITEMS)]
    return [answer.raise_for_status().json()["id"] for answer in answers]


@contextmanager
def peer(dsn: str, application: str) -> Iterator[Served]:
    """One of the peers, on the items of prepare()."""
    ids = asyncio.run(prepare(dsn))
    port = free_port()
    options = ["--port", str(port), "--loop", "uvloop", "--http", "httptools", "--no-access-log"]
    command = [sys.executable, "-m", "uvicorn", application, "--log-level", "warning", *options]
    with subprocess.Popen(command, env=os.environ | {"BENCH_DSN": dsn}) as child:
        try:
            base_url = f"http://127.0.0.1:{port}"
            reads = tuple(f"/items/{i}" for i in ids)
            wait_for(f"{base_url}{reads[0]}")
            writes = tuple(f"{path}/entries" for path in reads)
            yield Served(base_url, reads, writes, psutil.Process(child.pid))
        finally:
            child.terminate()


async def prepare(dsn: str) -> Sequence[str]:
    await migrate(dsn)
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute(SQL["make_items"])
        return [str(row["id"]) for row in await conn.fetch(SQL["fill_items"], ITEMS)]
    finally:
        await conn.close()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(url: str) -> None:
    until = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            httpx.get(url).raise_for_status()
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
