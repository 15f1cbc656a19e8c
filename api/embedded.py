"""A private PostgreSQL server as a child of this process.

The folder holds `pgdata` (the database), `postgres.log` and `.lock`. Whoever holds the lock owns
the server; another process that asks for the same folder attaches to it, never stops it, and takes
its place when its owner is gone.
The server is a direct child: it is reaped, it is stopped with a fast shutdown, and on Linux the
kernel stops it when its owner dies, however it dies. Elsewhere the next owner does.
"""

import asyncio
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote

from api.embedded_files import (
    binaries,
    database_account,
    give,
    make_folder,
    owner_of,
    socket_folder,
)
from api.embedded_process import child_options, end, initialise, serves

DURABLE: Final[Mapping[str, str]] = {"fsync": "on", "synchronous_commit": "on"}
THROWAWAY: Final[Mapping[str, str]] = {  # for tests: a crash of the machine may lose everything
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "128MB",
    "max_connections": "400",  # many nodes on one server
}
ALWAYS: Final[Mapping[str, str]] = {
    "listen_addresses": "",  # a Unix socket only: no port, no password, 3.6 times faster
    "unix_socket_permissions": "0700",
    "logging_collector": "off",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
PORT: Final = 5432  # only part of the socket's name
START_SECONDS_MAX: Final = 300.0  # recovery after a crash counts in; an early exit ends it at once
STOP_SECONDS_MAX: Final = 8.0
POLL_SECONDS: Final = 0.005
LOG_BYTES_MAX: Final = 10_000_000


class PostgresFailed(Exception):
    """PostgreSQL did not start. The text ends with what it said last."""


class EmbeddedPostgres:
    """One server on one folder. Start it from the main thread: it dies with the thread."""

    def __init__(self, folder: Path, options: Mapping[str, str] = DURABLE) -> None:
        """`options` are PostgreSQL settings by name; DURABLE and THROWAWAY are two sets of them."""
        self.folder = folder.expanduser().resolve()
        self.pgdata = self.folder / "pgdata"
        self._options = options
        self._sockets = self.pgdata
        self._port = PORT
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        """For asyncpg, psycopg and libpq alike."""
        return f"postgresql://postgres@/postgres?host={quote(str(self._sockets))}&port={self._port}"

    @property
    def is_owner(self) -> bool:
        return self._lock is not None

    @property
    def has_died(self) -> bool:
        """Whether a server that this process owns is gone without having been stopped."""
        return self._process is not None and self._process.poll() is not None

    def start(self, seconds_max: float = START_SECONDS_MAX) -> str:
        """Own the folder's server, or attach to it where another process does; the DSN.

        Raises:
            Unusable: the folder or the installation cannot be used.
            PostgresFailed: the server ended, or was not ready in time.
        """
        assert threading.current_thread() is threading.main_thread()
        self._account = database_account()
        make_folder(self.folder, self._account)
        deadline = time.monotonic() + seconds_max
        while not self._take_lock():
            if self._attach():
                return self.dsn
            _check(deadline, "another process holds the folder, but its server is not ready")
            time.sleep(POLL_SECONDS)
        try:
            self._prepare()
            for _ in self._launching(deadline):
                time.sleep(POLL_SECONDS)
        except BaseException as error:
            self.stop()
            if isinstance(error, OSError):
                raise PostgresFailed(f"PostgreSQL did not start: {error}.") from error
            raise
        return self.dsn

    def take_over(self) -> bool:
        """Own the folder from now on, where this process had attached and the owner is gone.

        The server went with its owner: `restart` starts another one, at the address of the first.
        """
        if self.is_owner or not self._take_lock():
            return False
        self._account = owner_of(self.pgdata, self._account)
        self._bin = binaries(self._account)
        if not self._sockets.exists():
            self._sockets.mkdir(mode=0o700)
            give(self._sockets, self._account)
        return True

    async def restart(self, seconds_max: float) -> None:
        """Start the owned server, at the address it had, after it has died. Others work meanwhile.

        Raises:
            PostgresFailed: the server ended, or was not ready in time.
        """
        assert threading.current_thread() is threading.main_thread()
        for _ in self._launching(time.monotonic() + seconds_max):
            await asyncio.sleep(POLL_SECONDS)

    def stop(self, seconds_max: float = STOP_SECONDS_MAX) -> None:
        """Stop an owned server: fast, or harder as the time runs out. Safe to repeat."""
        process, self._process = self._process, None
        if process is not None:
            end(process, seconds_max)
        if self._lock is not None:
            if self._sockets != self.pgdata:
                shutil.rmtree(self._sockets, ignore_errors=True)
                self._sockets = self.pgdata
            self._lock.close()
            self._lock = None

    # ---------------------------------------------------------------- owner or attached

    def _take_lock(self) -> bool:
        lock = os.fdopen(os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600), "r+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _attach(self) -> bool:
        lines = self._pidfile()
        if not _is_ready(lines):
            return False
        self._port, self._sockets = int(lines[3]), Path(lines[4])
        with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
            probe.connect(str(self._sockets / f".s.PGSQL.{self._port}"))
            return True
        return False

    def _pidfile(self) -> list[str]:
        """Lines of postmaster.pid: pid, pgdata, start, port, sockets, listen, memory, state."""
        with suppress(FileNotFoundError):
            return (self.pgdata / "postmaster.pid").read_text().splitlines()
        return []

    # ---------------------------------------------------------------- files

    def _prepare(self) -> None:
        self._account = owner_of(self.pgdata, self._account)
        self._bin = binaries(self._account)
        if not self.pgdata.exists():
            self._initialise()
        self._sockets = socket_folder(self.pgdata, PORT, self._account)

    def _initialise(self) -> None:
        """Make the database beside its place and move it there, so that it is whole or absent."""
        draft = self.folder / "pgdata.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        give(draft, self._account)
        is_durable = self._options.get("fsync") != "off"
        assert self._lock is not None
        lock = self._lock.fileno()
        said = initialise(self._bin, draft, self._account, lock, is_durable=is_durable)
        if said is not None:
            raise PostgresFailed(f"initdb failed: {said[-1500:]}")
        draft.rename(self.pgdata)

    # ---------------------------------------------------------------- processes

    def _launching(self, deadline: float) -> Iterator[None]:
        """Start the server; yields whenever there is nothing to do but to wait a moment."""
        log = self.folder / "postgres.log"
        if log.exists() and log.stat().st_size > LOG_BYTES_MAX:
            log.replace(log.with_suffix(".log.1"))
        while True:
            yield from self._retire_previous(deadline)
            seen = log.stat().st_size if log.exists() else 0
            process = self._process = self._spawn(log)
            while process.poll() is None:
                if _is_ready(lines := self._pidfile()) and int(lines[0]) == process.pid:
                    return
                _check(deadline, "it was not ready in time")
                yield
            said = log.read_bytes()[seen:].decode(errors="replace")
            if not _may_start_yet(process, said):
                raise PostgresFailed(f"PostgreSQL ended at its start: {said[-1500:]}")
            _check(deadline, said[-1500:])
            yield

    def _spawn(self, log: Path) -> subprocess.Popen[bytes]:
        folders = '"' + str(self._sockets).replace('"', '""') + '"'
        options = {**ALWAYS, **self._options, "unix_socket_directories": folders}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._bin / "postgres"), "-D", str(self.pgdata), "-p", str(PORT), *settings]
        descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            return subprocess.Popen(  # noqa: S603  our own binary, our own arguments
                command, stdout=descriptor, stderr=descriptor, **child_options(self._account)
            )
        finally:
            os.close(descriptor)

    def _retire_previous(self, deadline: float) -> Iterator[None]:
        """Wait for the server of an owner that was killed to be gone, and disarm its pid file.

        Its pid may by now be a zombie, or belong to somebody else, which PostgreSQL takes for a
        living server. Our own pid in its place is one that it knows to be none; the shared memory
        named in the file is still checked by it.
        """
        lines = self._pidfile()
        if not lines or not lines[0].isdecimal():
            return
        while serves(int(lines[0]), self.pgdata):
            with suppress(ProcessLookupError):
                os.kill(int(lines[0]), signal.SIGINT)
            _check(deadline, "the server of an earlier owner does not end")
            yield
        if lines := self._pidfile():
            draft = self.pgdata / "postmaster.pid.new"
            draft.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
            give(draft, self._account)
            draft.replace(self.pgdata / "postmaster.pid")


def _is_ready(lines: Sequence[str]) -> bool:
    return len(lines) > 7 and lines[7].strip() == "ready"  # noqa: PLR2004  line of the state


def _may_start_yet(process: "subprocess.Popen[bytes]", said: str) -> bool:
    """Whether another try may do: somebody killed it, or its predecessor's children still end."""
    return (process.returncode or 0) < 0 or "still in use" in said


def _check(deadline: float, reason: str) -> None:
    if time.monotonic() > deadline:
        raise PostgresFailed(f"PostgreSQL did not start: {reason}")
