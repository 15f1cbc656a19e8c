"""The service as its callers meet it: nodes that answer HTTP on a free port, and a client."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import asyncpg
import httpx

from api.app import create_app
from api.auth import keep_bootstrap_key
from api.bootstrap import BootstrapKey
from api.desk import Desk
from api.http_server import listen, serve_app, url
from api.roles import desk_of, run_projections
from api.services import CODEC, Services, open_services
from api.settings import Settings
from eventstore.committer import LIMITS, Committer, Limits
from eventstore.postgres import EventStore
from eventstore.repository import Repository

KEY: Final = "twy_a-key-of-the-tests-and-of-nothing-else"
PROBLEM: Final = "application/problem+json"
JSON: Final = "application/json"

HOLD_LOG: Final = "select pg_advisory_xact_lock('public.stored_events'::regclass::oid::bigint)"
WRITERS: Final = "advisory"
READERS: Final = "relation"
WAITING: Final = """
    select count(*) from pg_locks
    where locktype = $1 and not granted
    and database = (select oid from pg_database where datname = current_database())
"""

SECONDS_MAX: Final = 30.0  # of a wait for what comes at once, on a machine that is busy

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Node:
    """One process of the service. Its `client` sends the bootstrap key."""

    url: str
    client: httpx.AsyncClient
    desk: Desk

    async def head(self) -> int:
        """How many events the log holds."""
        return await self.desk.repository.store.head()


@asynccontextmanager
async def open_node(
    dsn: str, *, projections: bool = True, limits: Limits = LIMITS, **others: Any
) -> AsyncIterator[Node]:
    """A node on a migrated database, with its views unless another node keeps them.

    `others` are settings besides.
    """
    stopping = asyncio.Event()
    settings = Settings(host="127.0.0.1", port=0, database_url=dsn, **others)
    async with AsyncExitStack() as opened:
        listener = opened.enter_context(listen("127.0.0.1", 0))
        services = await opened.enter_async_context(
            open_services(settings, dsn, BootstrapKey(KEY), stopping, listener)
        )
        await keep_bootstrap_key(services.connections, KEY, given=True)
        desk = await desk_of(services)
        if limits is not LIMITS:
            committer = Committer(dsn, limits=limits)
            committer.start()
            opened.push_async_callback(committer.close)
            store = EventStore(services.connections, committer, CODEC)
            desk = replace(desk, repository=Repository(store))
        tasks = [asyncio.create_task(run_projections(services, stopping))] if projections else []
        tasks.append(await _serve(desk, services, stopping))
        address = url(listener)
        client = await opened.enter_async_context(client_of(address))
        try:
            yield Node(address, client, desk)
        finally:
            await client.aclose()
            stopping.set()
            await asyncio.gather(*tasks)


async def _serve(desk: Desk, services: Services, stop: asyncio.Event) -> asyncio.Task[None]:
    ready = asyncio.Event()
    assert services.listener is not None
    work = serve_app(create_app(desk), services.listener, stop, ready.set)
    task = asyncio.create_task(work)
    await ready.wait()
    return task


def client_of(address: str, key: str = KEY) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=address,
        headers={"authorization": f"Bearer {key}"},
        timeout=60,
        trust_env=False,
        limits=httpx.Limits(max_connections=100),
    )


def problem_of(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem that `answer` is, which is whole."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    problem: dict[str, Any] = answer.json()
    assert problem["code"] == code, problem
    assert problem["status"] == status
    assert problem["type"] == f"urn:twiceshy:problem:{code}"
    assert problem["title"]
    assert problem["detail"]
    return problem


def pointers(problem: Body) -> set[str]:
    """What the problem says is wrong with a body or with parameters."""
    return {error["pointer"] for error in problem["errors"]}


async def until(so: Callable[[], object]) -> None:
    """Wait until something holds; TimeoutError after SECONDS_MAX."""
    async with asyncio.timeout(SECONDS_MAX):
        while not so():  # noqa: ASYNC110  many things, no common event
            await asyncio.sleep(0.005)


@asynccontextmanager
async def transaction(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection in a transaction, for what it locks."""
    conn = await asyncpg.connect(dsn)
    try:
        async with conn.transaction():
            yield conn
    finally:
        await conn.close()


@asynccontextmanager
async def held_log(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """Nothing is appended meanwhile: whoever writes waits, in the order of coming."""
    async with transaction(dsn) as conn:
        await conn.execute(HOLD_LOG)
        yield conn


async def waiting(conn: asyncpg.Connection, for_what: str, count: int) -> None:
    """Wait until so many others wait for such a lock, which `conn` holds."""
    async with asyncio.timeout(SECONDS_MAX):
        while await conn.fetchval(WAITING, for_what) < count:  # noqa: ASYNC110  seen from outside
            await asyncio.sleep(0.005)
