"""The commands a person types, on the product itself."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import IO, Any, Final

import httpx
import psycopg
import pytest

from tests.api.world import ACTION, DECLARATION
from tests.projections.kit import open_log
from tests.projections.world import World, declare

ENVIRONMENT: Final = {
    name: value for name, value in os.environ.items() if not name.startswith("TWICESHY_")
}
STOP_SECONDS_MAX: Final = 10.0
WHOLE_SECONDS_MAX: Final = 60.0  # of a command, with its start
WATCHED: Final = {
    "/metrics": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/v1/incidents": 404,
    "/docs": 404,
}
KEY: Final = "twy_a-key-of-the-command-line-tests"


def command(*arguments: str, **variables: str) -> "subprocess.Popen[str]":
    return command_to(subprocess.PIPE, *arguments, **variables)


def command_to(output: IO[str] | int, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "api", *arguments],
        stdout=output,
        stderr=output,
        text=True,
        env={**ENVIRONMENT, "TWICESHY_PORT": "0", **variables},
    )


def test_serve_says_where_it_is_and_shows_the_key_once(memory_folder: Path) -> None:
    said = []
    for _ in range(2):
        with command("serve", TWICESHY_DATA_DIR=str(memory_folder / "data")) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline().strip() for _ in range(3)]
            address = lines[0].removeprefix("Twiceshy is ready at ")
            assert httpx.get(f"{address}/readyz").status_code == 200
            assert httpx.get(lines[1].removeprefix("Docs at ")).status_code == 200
            process.send_signal(signal.SIGTERM)
            rest, _ = process.communicate(timeout=STOP_SECONDS_MAX)
            assert (process.returncode, rest) == (0, "")
            said.append(lines[2])
    kept = memory_folder / "data" / "bootstrap-api-key"
    key = kept.read_text().strip()
    assert re.sub(" +", " ", said[0]) == f"API key: {key} (shown once; kept in {kept})"
    assert said[1] == f"API key: kept in {kept}"


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_disk_too_full_for_its_lines_holds_up_nothing(
    fresh_dsn: str, memory_folder: Path, form: str
) -> None:
    port = free_port()
    variables = {
        "TWICESHY_DATABASE_URL": fresh_dsn,
        "TWICESHY_DATA_DIR": str(memory_folder / "data"),
        "TWICESHY_LOG_FORMAT": form,
        "TWICESHY_PORT": str(port),
    }
    with (
        Path("/dev/full").open("w") as full,
        command_to(full, "serve", **variables) as process,
    ):
        address = f"http://127.0.0.1:{port}"
        assert answer_of(f"{address}/readyz", process).status_code == 200
        key = (memory_folder / "data" / "bootstrap-api-key").read_text().strip()
        headers = {"Authorization": f"Bearer {key}"}
        made = httpx.post(f"{address}/v1/incidents", json=DECLARATION, headers=headers)
        assert made.status_code == 201, made.text
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS_MAX)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def answer_of(url: str, process: "subprocess.Popen[str]") -> httpx.Response:
    """The answer as soon as there is one."""
    while process.poll() is None:
        with suppress(httpx.TransportError):
            return httpx.get(url, timeout=WHOLE_SECONDS_MAX)
        time.sleep(0.05)
    raise AssertionError(f"it ended with {process.returncode}")


def test_roles_run_apart_side_by_side(fresh_dsn: str) -> None:
    shared = {"TWICESHY_DATABASE_URL": fresh_dsn, "TWICESHY_BOOTSTRAP_API_KEY": KEY}
    with (
        command("serve", "--roles", "projections,mirror,escalation", **shared) as workers,
        command("serve", "--roles", "api", **shared) as api,
    ):
        assert api.stdout is not None
        address = api.stdout.readline().strip().removeprefix("Twiceshy is ready at ")
        with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {KEY}"}) as client:
            made = client.post("/v1/incidents", json=DECLARATION)
            assert made.status_code == 201, made.text
            query = {"min_position": made.headers["Event-Position"]}
            assert len(client.get("/v1/incidents", params=query).json()["items"]) == 1
        for process in (api, workers):
            stopped(process)


def test_whatever_is_overdue_escalates_as_soon_as_that_role_runs(fresh_dsn: str) -> None:
    shared = {"TWICESHY_DATABASE_URL": fresh_dsn, "TWICESHY_BOOTSTRAP_API_KEY": KEY}
    with command("serve", "--roles", "api,projections", **shared) as api:
        assert api.stdout is not None
        address = api.stdout.readline().strip().removeprefix("Twiceshy is ready at ")
        with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {KEY}"}) as client:
            client.post("/v1/incidents", json=DECLARATION).raise_for_status()
            overdue = {**ACTION, "due_on": "2020-01-31"}
            made = client.post("/v1/incidents/INC-1/actions", json=overdue)
            position = int(made.headers["Event-Position"])
            client.get("/v1/actions", params={"min_position": position}).raise_for_status()
            with command("serve", "--roles", "escalation", **shared) as escalation:
                assert escalation.stdout is not None
                assert escalation.stdout.readline()  # it runs
                (event,) = events_up_to(client, position + 1, "action.escalated")
                stopped(escalation)
        assert (event["subject"], event["data"]["to"]) == ("ACT-1", [ACTION["owner"]])
        stopped(api)


def events_up_to(client: httpx.Client, position: int, kind: str) -> list[Any]:
    """Events of a type, once the log has come to a position; each request waits for a while."""
    query = {"min_position": str(position), "type": kind}
    while (answer := client.get("/v1/events", params=query, timeout=60)).status_code == 503:
        pass
    items: list[Any] = answer.raise_for_status().json()["items"]
    return items


def test_a_process_without_the_api_tells_how_it_is_and_nothing_else(fresh_dsn: str) -> None:
    shared = {"TWICESHY_DATABASE_URL": fresh_dsn, "TWICESHY_BOOTSTRAP_API_KEY": KEY}
    with command("serve", "--roles", "mirror", **shared) as mirror:
        assert mirror.stdout is not None
        place = mirror.stdout.readline().strip().removeprefix("Figures at ")
        with httpx.Client(base_url=place.removesuffix("/metrics")) as client:
            statuses = {path: client.get(path).status_code for path in WATCHED}
            figures = client.get("/metrics").text
        stopped(mirror)
    assert statuses == WATCHED
    assert "twiceshy_tracker_gate_seconds_total" in figures
    assert "twiceshy_links_due 0.0" in figures


def test_a_port_that_is_taken_is_told_by_whatever_process(fresh_dsn: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        variables = {"TWICESHY_DATABASE_URL": fresh_dsn, "TWICESHY_PORT": port}
        with command("serve", "--roles", "mirror", **variables) as process:
            _, complaint = process.communicate(timeout=WHOLE_SECONDS_MAX)
    assert process.returncode == 1
    assert complaint == f"Port {port} on 127.0.0.1 is taken; free it or set TWICESHY_PORT.\n"


def stopped(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGTERM)
    _, complaint = process.communicate(timeout=STOP_SECONDS_MAX)
    assert process.returncode == 0, complaint


def test_migrate_brings_a_database_up_and_may_be_repeated(memory_folder: Path) -> None:
    complaints = []
    for _ in range(2):
        with command("migrate", TWICESHY_DATA_DIR=str(memory_folder / "data")) as process:
            complaints.append(process.communicate(timeout=WHOLE_SECONDS_MAX)[1])
            assert process.returncode == 0, complaints
    assert "applied=0" in complaints[1]


def test_rebuild_works_on_a_given_database(fresh_dsn: str) -> None:
    with command("rebuild", "incident_list", TWICESHY_DATABASE_URL=fresh_dsn) as process:
        said, complaint = process.communicate(timeout=WHOLE_SECONDS_MAX)
        assert process.returncode == 0, complaint
    assert said.startswith("incident_list: 0 events")
    with psycopg.connect(fresh_dsn) as connection:
        assert connection.execute("select count(*) from incident_list").fetchone() == (0,)


def test_a_rebuild_that_an_event_ends_says_which_and_what_to_do(fresh_dsn: str) -> None:
    with command("migrate", TWICESHY_DATABASE_URL=fresh_dsn) as process:
        assert process.wait(2 * STOP_SECONDS_MAX) == 0
    head = asyncio.run(events_with_a_broken_one(fresh_dsn))
    with command("rebuild", "incident_list", TWICESHY_DATABASE_URL=fresh_dsn) as process:
        said, complaint = process.communicate(timeout=2 * STOP_SECONDS_MAX)
    assert (process.returncode, said) == (1, "")
    line = complaint.splitlines()[-1]
    assert line.startswith(
        f"incident_list was not rebuilt: the event at position {head} (incident."
    )
    assert "cannot be folded (ValidationError)" in line
    assert "start a version that can fold the event" in line
    assert "Traceback" not in complaint


async def events_with_a_broken_one(dsn: str) -> int:
    async with open_log(dsn) as log:
        world = World(Random(1))
        declare(world)
        head = await log.write(world.writes)
    with psycopg.connect(dsn) as connection:
        connection.execute("alter table stored_events disable trigger all")
        connection.execute(
            "update stored_events set state = '{}' where notification_id = %s", (head,)
        )
    return head


def test_an_unknown_role_is_refused_with_those_there_are() -> None:
    with command("serve", "--roles", "api,projectons") as process:
        _, complaint = process.communicate(timeout=WHOLE_SECONDS_MAX)
    assert process.returncode == 2
    assert "takes any of api, projections, mirror, escalation" in complaint
