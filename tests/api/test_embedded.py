"""The embedded server: who owns it, how it starts after anything, how it ends with its owner."""

import asyncio
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg
import pytest

from api.embedded import LOG_BYTES_MAX, THROWAWAY, EmbeddedPostgres, PostgresFailed
from api.embedded_files import database_account

OWNER = """
import os, sys
from pathlib import Path
from api.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
if os.geteuid() == 0 and len(sys.argv) > 2:
    os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2]))
print(server.start(), flush=True)
sys.stdin.read()
server.stop()
"""
MAKER = """
import fcntl, sys
from pathlib import Path
from api.embedded_process import initialise
folder = Path(sys.argv[1])
lock = (folder / ".lock").open("w")
fcntl.flock(lock, fcntl.LOCK_EX)
initialise(folder, folder, None, lock.fileno(), is_durable=False)
"""
SLOW_INITDB = """#!/bin/sh
trap '' INT
touch "$2/begun"
while [ -e "$2/begun" ] && [ ! -e "$2/end" ]; do sleep 0.05; done
"""
NOBODY = 65534
GONE_SECONDS_MAX = 5.0


@pytest.fixture
def server(memory_folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(memory_folder / "data", THROWAWAY)
    yield server
    server.stop()


def postmaster(server: EmbeddedPostgres) -> psutil.Process:
    return psutil.Process(int((server.pgdata / "postmaster.pid").read_text().split("\n")[0]))


@contextmanager
def owner_process(folder: Path, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Another process that owns the folder's server, and the server's DSN."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(folder), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()


def fetchval(dsn: str, statement: LiteralString) -> object:
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
        return row and row[0]


def execute(dsn: str, statement: LiteralString) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement)


def test_what_was_written_is_there_after_a_stop(server: EmbeddedPostgres) -> None:
    execute(server.start(), "create table kept as select 7 as seven")
    before = postmaster(server)
    server.stop()
    assert not before.is_running()
    assert fetchval(server.start(), "select seven from kept") == 7


def test_the_server_is_private_and_speaks_utc_and_utf8(server: EmbeddedPostgres) -> None:
    dsn = server.start()
    settings = [
        fetchval(dsn, "show listen_addresses"),
        fetchval(dsn, "show server_encoding"),
        fetchval(dsn, "show timezone"),
        fetchval(dsn, "show jit"),
    ]
    assert settings == ["", "UTF8", "UTC", "off"]
    assert server.pgdata.stat().st_mode & 0o777 == 0o700
    assert postmaster(server).uids().real != 0


def test_a_second_comer_attaches_and_never_stops_it(server: EmbeddedPostgres) -> None:
    server.start()
    second = EmbeddedPostgres(server.folder)
    assert second.start() == server.dsn
    second.stop()
    assert (server.is_owner, second.is_owner) == (True, False)
    assert fetchval(server.dsn, "select 1") == 1


def test_a_folder_held_without_a_server_is_given_up_in_time(server: EmbeddedPostgres) -> None:
    server.folder.mkdir(mode=0o711)
    with (server.folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(PostgresFailed, match="another process holds the folder"):
            server.start(seconds_max=0.05)


@pytest.mark.parametrize("name", ["a folder, with ' and ñ", "long" * 25])
def test_any_folder_name_will_do(memory_folder: Path, name: str) -> None:
    server = EmbeddedPostgres(memory_folder / name, THROWAWAY)
    dsn = server.start()
    sockets = Path((server.pgdata / "postmaster.pid").read_text().split("\n")[4])
    assert fetchval(dsn, "select 1") == 1
    second = EmbeddedPostgres(server.folder)
    assert second.start() == dsn
    server.stop()
    assert sockets != server.pgdata
    assert not sockets.exists()


def test_an_unfinished_first_start_is_begun_again(server: EmbeddedPostgres) -> None:
    draft = server.folder / "pgdata.new" / "base"
    draft.mkdir(parents=True)
    server.folder.chmod(0o711)
    assert fetchval(server.start(), "select 1") == 1
    assert not draft.exists()


def test_what_a_killed_owner_was_making_is_waited_for(server: EmbeddedPostgres) -> None:
    server.folder.mkdir(mode=0o711)
    with maker_process(server.folder) as maker:
        maker.kill()
    with pytest.raises(PostgresFailed, match="another process holds the folder"):
        server.start(seconds_max=0.3)
    (server.folder / "end").touch()
    assert fetchval(server.start(), "select 1") == 1


@contextmanager
def maker_process(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that owns `folder` and has begun to make a database there."""
    (folder / "initdb").write_text(SLOW_INITDB)
    (folder / "initdb").chmod(0o755)
    with subprocess.Popen([sys.executable, "-c", MAKER, str(folder)]) as maker:
        while not (folder / "begun").exists():
            assert maker.poll() is None
            time.sleep(0.01)
        yield maker


def test_what_the_folder_cannot_take_is_told_in_a_sentence(server: EmbeddedPostgres) -> None:
    (server.folder / "postgres.log").mkdir(parents=True)
    server.folder.chmod(0o711)
    with pytest.raises(PostgresFailed, match=r"did not start: .*Is a directory.*postgres\.log"):
        server.start()


def test_a_pid_file_that_names_somebody_else_is_no_hindrance(
    server: EmbeddedPostgres,
) -> None:
    server.start()
    pidfile = server.pgdata / "postmaster.pid"
    kept = pidfile.read_text().split("\n")
    server.stop()
    account = database_account()
    rights: dict[str, Any] = {"user": account.uid, "group": account.gid} if account else {}
    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, cwd="/", **rights) as other:
        pidfile.write_text("\n".join([str(other.pid), *kept[1:]]))
        if account:
            os.chown(pidfile, account.uid, account.gid)
        assert fetchval(server.start(), "select 1") == 1
        assert other.poll() is None
        other.terminate()


def test_a_server_that_cannot_start_says_why_at_once(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    (server.pgdata / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresFailed, match="not compatible"):
        server.start()
    assert not server.is_owner


def test_a_server_that_died_is_started_again_at_its_address(
    server: EmbeddedPostgres,
) -> None:
    dsn = server.start()
    assert not server.has_died
    process = postmaster(server)
    process.kill()
    psutil.wait_procs([process], timeout=GONE_SECONDS_MAX)
    assert server.has_died
    asyncio.run(server.restart(GONE_SECONDS_MAX))
    assert fetchval(dsn, "select 1") == 1


async def test_one_that_dies_again_while_it_starts_is_started_again_and_others_work_meanwhile(
    server: EmbeddedPostgres,
) -> None:
    dsn = server.start()
    process = postmaster(server)
    process.kill()
    psutil.wait_procs([process], timeout=GONE_SECONDS_MAX)
    assert server.has_died
    others = set(psutil.Process().children())  # among them the server of all tests
    restart = asyncio.create_task(server.restart(GONE_SECONDS_MAX))
    await asyncio.sleep(0)
    starting = set(psutil.Process().children()) - others
    assert starting, "not ready yet, and this test goes on"
    for one in starting:
        one.kill()
    await restart
    assert fetchval(dsn, "select 1") == 1


def test_the_log_is_bounded(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    log = server.folder / "postgres.log"
    with log.open("a") as file:
        file.write("x" * LOG_BYTES_MAX)
    server.start()
    assert log.stat().st_size < LOG_BYTES_MAX
    assert log.with_suffix(".log.1").stat().st_size > LOG_BYTES_MAX


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_server_ends_with_its_owner_and_nothing_acknowledged_is_lost(
    memory_folder: Path, number: signal.Signals
) -> None:
    server = EmbeddedPostgres(memory_folder / "data")
    with owner_process(server.folder) as (owner, dsn):
        execute(dsn, "create table kept as select 7 as seven")
        orphans = [postmaster(server), *postmaster(server).children(recursive=True)]
        owner.send_signal(number)
    _, alive = psutil.wait_procs(orphans, timeout=GONE_SECONDS_MAX)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    assert fetchval(server.start(), "select seven from kept") == 7
    server.stop()


def test_an_ordinary_user_runs_it_under_its_own_name(memory_folder: Path) -> None:
    if os.geteuid() == 0:
        os.chown(memory_folder, NOBODY, NOBODY)
    server = EmbeddedPostgres(memory_folder / "data")
    with owner_process(server.folder, str(NOBODY)) as (owner, dsn):
        assert fetchval(dsn, "select 1") == 1
        expected = NOBODY if os.geteuid() == 0 else os.geteuid()
        assert postmaster(server).uids().real == expected
        owner.communicate("")
    assert owner.returncode == 0
    assert not (server.pgdata / "postmaster.pid").exists()
