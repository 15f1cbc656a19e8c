"""The process as an operator meets it: starts, signals, crashes, and what it says."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, LiteralString

import httpx
import psutil
import psycopg
import psycopg.sql
import pytest

from api.bootstrap import bootstrap_key
from api.embedded_files import Unusable

ENVIRONMENT: Final = {
    name: value for name, value in os.environ.items() if not name.startswith("TWICESHY_")
}
Variables = dict[str, str]
STOP_SECONDS_MAX: Final = 10.0
WHOLE_SECONDS_MAX: Final = 60.0  # for whatever has a start in it, of a process or of a database
GONE_SECONDS_MAX: Final = 5.0


class Process:
    """One started process; its lines so far, and the address it said it serves."""

    def __init__(self, child: "subprocess.Popen[str]") -> None:
        self.child = child
        self.lines: list[str] = []

    def read_until(self, beginning: str) -> str:
        """The next line of its standard output that begins so; what follows that."""
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self.lines.append(line.strip())
            if line.startswith(beginning):
                return line.removeprefix(beginning).strip()
        raise AssertionError(f"it ended without saying {beginning!r}: {self.lines}")

    def stop(self, number: signal.Signals) -> tuple[int, str, float]:
        """Send the signal: exit code, the rest of standard output, seconds it took."""
        begun = time.monotonic()
        self.child.send_signal(number)
        rest, _ = self.child.communicate(timeout=2 * STOP_SECONDS_MAX)
        return self.child.returncode, rest, time.monotonic() - begun


@contextmanager
def started(folder: Path, *roles: str, **variables: str) -> Iterator[Process]:
    environment = {"TWICESHY_DATA_DIR": str(folder), "TWICESHY_PORT": "0", **variables}
    with (
        (folder.parent / "stderr").open("a") as complaints,
        subprocess.Popen(
            [sys.executable, "-m", "tests.api.process", *(roles or ("api", "worker"))],
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            env=ENVIRONMENT | environment,
        ) as child,
    ):
        try:
            yield Process(child)
        finally:
            child.kill()


@pytest.fixture
def folder(memory_folder: Path) -> Path:
    return memory_folder / "data"


@pytest.fixture
def given(fresh_dsn: str) -> Variables:
    """For tests that are not about the embedded database."""
    return {"TWICESHY_DATABASE_URL": fresh_dsn}


def complaint(folder: Path) -> str:
    return (folder.parent / "stderr").read_text()


def postmaster(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "pgdata" / "postmaster.pid").read_text().split("\n")[0]))


def has_database(folder: Path) -> bool:
    return (folder / "pgdata" / "postmaster.pid").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_finishes_requests_first_then_workers_then_the_database(
    folder: Path, number: signal.Signals
) -> None:
    with started(folder) as process, ThreadPoolExecutor() as threads:
        address = process.read_until("ready ")
        answer = threads.submit(httpx.get, f"{address}/slow")
        process.read_until("slow")
        code, said, seconds = process.stop(number)
        assert answer.result().status_code == 200
    assert (code, said.split("\n")) == (0, ["api stopped", "worker stopped", ""])
    assert seconds < STOP_SECONDS_MAX
    assert not has_database(folder)


def test_a_call_to_a_tracker_may_end_before_the_stop(folder: Path, given: Variables) -> None:
    with started(folder, "mirror", "announcer", **given) as process:
        process.read_until("key ")
        assert process.stop(signal.SIGTERM)[:2] == (0, "mirror stopped\n")
    assert "role_cancelled" not in complaint(folder)


def test_neither_a_hanging_request_nor_a_stuck_thread_holds_up_a_stop(
    folder: Path, given: Variables
) -> None:
    with started(folder, WORKER="stuck", **given) as process, ThreadPoolExecutor() as threads:
        address = process.read_until("ready ")
        threads.submit(httpx.get, f"{address}/hang", timeout=60)
        assert httpx.get(address).text == "0"
        code, said, seconds = process.stop(signal.SIGTERM)
    assert (code, said) == (0, "api stopped\n")
    assert seconds < STOP_SECONDS_MAX


def test_a_worker_that_does_not_listen_is_left_behind(folder: Path, given: Variables) -> None:
    with started(folder, WORKER="deaf", **given) as process:
        process.read_until("ready ")
        assert process.stop(signal.SIGTERM)[:2] == (0, "api stopped\n")
    assert "role_cancelled" in complaint(folder)


def test_a_blocked_loop_is_left_by_force_after_the_database_stopped(folder: Path) -> None:
    with started(folder, WORKER="blocked") as process:
        process.read_until("ready ")
        code, _, seconds = process.stop(signal.SIGTERM)
    assert code == 1
    assert seconds < STOP_SECONDS_MAX
    assert "stop_forced" in complaint(folder)
    assert not has_database(folder)


@pytest.mark.parametrize("behaviour", ["failing", "ending"])
def test_a_role_that_ends_by_itself_ends_the_process_in_order(
    folder: Path, given: Variables, behaviour: str
) -> None:
    with started(folder, WORKER=behaviour, **given) as process:
        assert process.child.wait(WHOLE_SECONDS_MAX) == 1
    assert ("the worker's own fault" in complaint(folder)) is (behaviour == "failing")
    assert "stop_begun" in complaint(folder)


def test_a_killed_process_takes_its_database_along_and_the_next_start_recovers(
    folder: Path,
) -> None:
    with started(folder) as process:
        process.read_until("ready ")
        orphans = [postmaster(folder), *postmaster(folder).children(recursive=True)]
        process.child.kill()
        with started(folder) as successor:
            assert httpx.get(successor.read_until("ready ")).text == "0"
            _, alive = psutil.wait_procs(orphans, timeout=GONE_SECONDS_MAX)
            assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []
            assert successor.stop(signal.SIGTERM)[0] == 0


def test_a_second_process_attaches_and_leaves_the_database_running(folder: Path) -> None:
    with started(folder, "api", "announcer") as first:
        key = first.read_until("key ")
        address = first.read_until("ready ")
        with started(folder, "api", "announcer") as second:
            assert second.read_until("key ") == key.replace("True", "False")
            assert httpx.get(second.read_until("ready ")).text == "0"
            assert second.stop(signal.SIGTERM)[0] == 0
        assert httpx.get(address).text == "0"
        assert first.stop(signal.SIGTERM)[0] == 0
    assert not has_database(folder)


def test_a_database_that_dies_is_started_again(folder: Path) -> None:
    with started(folder) as process:
        address = process.read_until("ready ")
        victim = postmaster(folder)
        victim.kill()
        victim.wait(GONE_SECONDS_MAX)
        serves_again(address)
        assert process.stop(signal.SIGTERM)[0] == 0
    assert "database_restarted" in complaint(folder)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("name", ["data", "commas, so its sockets live elsewhere"])
def test_who_attached_takes_the_database_over_when_its_owner_ends(
    memory_folder: Path, name: str, number: signal.Signals
) -> None:
    folder = memory_folder / name
    with started(folder) as first:
        first.read_until("ready ")
        with started(folder) as second, started(folder) as third:
            addresses = [one.read_until("ready ") for one in (second, third)]
            first.stop(number)
            for address in addresses:
                serves_again(address)
            assert second.stop(signal.SIGTERM)[0] == 0
            serves_again(addresses[1])
            assert third.stop(signal.SIGTERM)[0] == 0
    assert not has_database(folder)


def serves_again(address: str) -> None:
    deadline = time.monotonic() + WHOLE_SECONDS_MAX
    while httpx.get(address, timeout=WHOLE_SECONDS_MAX).status_code != 200:
        assert time.monotonic() < deadline


def test_a_taken_port_is_told_in_one_sentence(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with started(folder, TWICESHY_PORT=str(port)) as process:
            assert process.child.wait(WHOLE_SECONDS_MAX) == 1
    expected = f"Port {port} on 127.0.0.1 is taken; free it or set TWICESHY_PORT.\n"
    assert complaint(folder) == expected
    assert not has_database(folder)


@pytest.mark.parametrize(
    ("variables", "code", "said"),
    [
        ({"TWICESHY_PROT": "1"}, 2, "TWICESHY_PROT is not a setting."),
        ({"TWICESHY_PORT": "s3cret"}, 2, "TWICESHY_PORT takes a whole number"),
        ({"TWICESHY_HOST": "192.0.2.1"}, 1, "TWICESHY_HOST: 192.0.2.1 cannot be listened on"),
        ({"TWICESHY_HOST": "a..b"}, 1, "TWICESHY_HOST: a..b is no name"),
        ({"TWICESHY_DATA_DIR": "~no-such-user/d"}, 1, "is below nobody's home"),
        ({"TWICESHY_DATA_DIR": "/tmp/" + 300 * "x"}, 1, "cannot be made: File name too long"),
        ({"TWICESHY_DATABASE_URL": "postgresql://u:s3cret@127.0.0.1:1/d"}, 1, "cannot be used"),
        (
            {"TWICESHY_DATABASE_URL": "postgresql://u:s3cret@127.0.0.1:65536/d"},
            1,
            "is not understood",
        ),
        ({"TWICESHY_DATABASE_URL": "postgresql://u@h:s3cret/d"}, 1, "is not understood"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence_without_secrets(
    folder: Path, variables: dict[str, str], code: int, said: str
) -> None:
    with started(folder, **variables) as process:
        assert process.child.wait(WHOLE_SECONDS_MAX) == code
    assert said in complaint(folder)
    assert complaint(folder).count("\n") == 1
    assert "s3cret" not in complaint(folder)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("insert into migrations values ('9999_later.sql', '')", "start the newer one."),
        ("update migrations set digest = ''", "start the version that made it"),
        ("drop table migrations; create table migrations ()", "a database of its own"),
        ("drop table migrations", "a database of its own"),
        ("alter database {} set default_transaction_read_only = on", "can be written to"),
    ],
)
def test_a_database_of_another_kind_is_refused_with_what_to_do(
    folder: Path, fresh_dsn: str, given: Variables, statement: LiteralString, said: str
) -> None:
    with psycopg.connect(fresh_dsn, autocommit=True) as connection:
        name = psycopg.sql.Identifier(connection.info.dbname)
        connection.execute(psycopg.sql.SQL(statement).format(name))
    with started(folder, **given) as process:
        assert process.child.wait(WHOLE_SECONDS_MAX) == 1
    assert said in complaint(folder)
    assert complaint(folder).count("\n") == 1


def test_a_given_database_and_key_need_no_folder(folder: Path, given: Variables) -> None:
    key = "a-key-of-the-operator"
    variables = {"TWICESHY_BOOTSTRAP_API_KEY": key, **given}
    with started(folder, "api", "announcer", **variables) as process:
        assert process.read_until("key ") == f"{key} False"
        assert httpx.get(process.read_until("ready ")).text == "0"
        assert process.stop(signal.SIGTERM)[0] == 0
    assert not folder.exists()


def test_the_bootstrap_key_is_made_once_and_kept_to_its_owner(
    folder: Path, given: Variables
) -> None:
    said = []
    for _ in range(2):
        with started(folder, "announcer", **given) as process:
            said.append(process.read_until("key ").split(" "))
            assert process.stop(signal.SIGTERM)[0] == 0
    kept = folder / "bootstrap-api-key"
    assert said == [[kept.read_text().strip(), "True"], [kept.read_text().strip(), "False"]]
    assert re.fullmatch(r"twy_[\w-]{43}", said[0][0])
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_bootstrap_key_that_cannot_be_kept_is_not_made(folder: Path) -> None:
    with pytest.raises(Unusable, match="bootstrap-api-key cannot be written: No such file"):
        bootstrap_key(folder / "not-there")


def test_a_signal_during_the_start_ends_it_cleanly(folder: Path) -> None:
    with started(folder) as process:
        deadline = time.monotonic() + WHOLE_SECONDS_MAX
        while not (folder / "pgdata.new").exists():
            assert time.monotonic() < deadline
        code, said, _ = process.stop(signal.SIGTERM)
    assert (code, said) == (0, "")
    assert not has_database(folder)


def test_the_log_can_be_json(folder: Path, given: Variables) -> None:
    with started(folder, TWICESHY_LOG_FORMAT="json", WORKER="failing", **given) as process:
        assert process.child.wait(WHOLE_SECONDS_MAX) == 1
    entry = json.loads(complaint(folder).strip().split("\n")[-1])
    assert (entry["event"], entry["level"], entry["role"]) == ("role_failed", "error", "worker")
    assert entry["exception"].endswith("the worker's own fault")
