"""One throwaway PostgreSQL for the whole run, and databases copied from a migrated template.

The controlling process starts the server and stops it, whatever ends the run; xdist's workers get
its address. Durability is off, so that no test waits for a disk.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import settings

from api.embedded import THROWAWAY, EmbeddedPostgres
from eventstore.migrate import migrate

TEMPLATE: Final = "template_migrated"
MEMORY: Final = Path("/dev/shm")
MEMORY_BYTES_MIN: Final = 2_000_000_000
SERVER: Final = pytest.StashKey[EmbeddedPostgres]()
DSN: Final = pytest.StashKey[str]()

# For one made-up example, and fivefold for making the first ones: enough under any load, too little
# for what never comes to an end. Hypothesis gives a fifth of a second.
settings.register_profile("unhurried", settings(), deadline=timedelta(seconds=10))
settings.load_profile("unhurried")


class Node(Protocol):
    """xdist's view of one worker, as far as it is used here."""

    config: pytest.Config
    workerinput: dict[str, str]


def pytest_sessionstart(session: pytest.Session) -> None:
    config = session.config
    if hasattr(config, "workerinput"):
        config.stash[DSN] = config.workerinput["dsn"]
        return
    if config.option.collectonly:
        return
    folder = _memory() / f"twiceshy-tests-{os.getpid()}-{uuid4().hex[:8]}"
    server = config.stash[SERVER] = EmbeddedPostgres(folder, THROWAWAY)
    config.stash[DSN] = server.start()
    asyncio.run(_make_template(server.dsn))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Node) -> None:
    node.workerinput["dsn"] = node.config.stash[DSN]


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(SERVER, None)
    if server is not None:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)


def _memory() -> Path:
    """A folder in memory where the machine has one with room: databases are copied much faster.

    Programs may not be run from there on some machines.
    """
    is_usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    if is_usable and shutil.disk_usage(MEMORY).free > MEMORY_BYTES_MIN:
        return MEMORY
    return Path(tempfile.gettempdir())


async def _make_template(server_dsn: str) -> None:
    """A migrated database that nobody stays connected to, so that it can be copied."""
    await _execute(server_dsn, f"create database {TEMPLATE}")
    await migrate(_at(server_dsn, TEMPLATE))


async def _execute(server_dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(server_dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _at(server_dsn: str, database: str) -> str:
    return server_dsn.replace("/postgres?", f"/{database}?")


@asynccontextmanager
async def own_database(server_dsn: str) -> AsyncIterator[str]:
    name = f"test_{uuid4().hex}"
    await _execute(server_dsn, f"create database {name} template {TEMPLATE} strategy file_copy")
    try:
        yield _at(server_dsn, name)
    finally:
        await _execute(server_dsn, f"drop database {name} with (force)")


@contextmanager
def _open_folder(parent: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir=parent, prefix="twiceshy-test-")).resolve()
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """An empty folder that every account may walk into, which pytest's own are not."""
    with _open_folder(Path(tempfile.gettempdir())) as folder:
        yield folder


@pytest.fixture
def memory_folder() -> Iterator[Path]:
    """As `open_folder`, for a database."""
    with _open_folder(_memory()) as folder:
        yield folder


@pytest.fixture(scope="session")
def server_dsn(pytestconfig: pytest.Config) -> str:
    """The server's own database: for tests about databases, not in them."""
    return pytestconfig.stash[DSN]


@pytest.fixture(scope="session")
async def dsn(server_dsn: str) -> AsyncIterator[str]:
    """A migrated database that this worker's tests share, of one package where it makes its own."""
    async with own_database(server_dsn) as address:
        yield address


@pytest.fixture
async def fresh_dsn(server_dsn: str) -> AsyncIterator[str]:
    """A migrated database for one test alone."""
    async with own_database(server_dsn) as address:
        yield address
