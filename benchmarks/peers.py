"""The same two requests without the product: bare Litestar handlers, pooled and tuned.

Run by uvicorn in one process; BENCH_DSN names a migrated database with the table of peers.sql. A
read answers one row of about the size of an incident, a write inserts one of the size of a timeline
entry and answers when it is durable. No key is checked, no rule is asked.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
from litestar import Litestar, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from benchmarks.events import CODEC, METADATA, NOTED
from domain.incident_commands import AddTimelineEntry
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from eventstore.sql import statements
from eventstore.store import Write

SQL: Final = statements(__file__)
DSN: Final = os.environ.get("BENCH_DSN", "")
POOL: Final = 8


@get("/items/{item:uuid}")
async def read_pooled(item: FromPath[UUID], state: State) -> dict[str, Any]:
    row = await state.pool.fetchrow(SQL["read_item"], item)
    return dict(row)


@post("/items/{item:uuid}/entries")
async def write_pooled(
    item: FromPath[UUID], data: JSONBody[AddTimelineEntry], state: State
) -> dict[str, Any]:
    entry = uuid4()
    await state.pool.execute(
        SQL["insert_entry"], entry, item, data.kind, data.occurred_at, data.text
    )
    return {"id": entry, "item": item, "kind": data.kind, "at": data.occurred_at, "text": data.text}


@asynccontextmanager
async def with_pool(app: Litestar) -> AsyncIterator[None]:
    async with asyncpg.create_pool(DSN, min_size=POOL, max_size=POOL) as pool:
        app.state.pool = pool
        yield


@get("/items/{item:uuid}")
async def read_tuned(item: FromPath[UUID], state: State) -> Response[dict[str, Any]]:
    row = await state.connections.fetchrow(SQL["read_item"], item)
    return Response(dict(row))


@post("/items/{item:uuid}/entries")
async def write_tuned(
    item: FromPath[UUID], data: JSONBody[AddTimelineEntry], state: State
) -> dict[str, Any]:
    entry = uuid4()
    await state.store.append([Write(entry, 0, (NOTED,), (METADATA,))])
    return {"id": entry, "item": item, "kind": data.kind, "at": data.occurred_at, "text": data.text}


@asynccontextmanager
async def with_store(app: Litestar) -> AsyncIterator[None]:
    connections = Connections(DSN, size=POOL, role=None)
    committer = Committer(DSN, role=None)
    committer.start()
    app.state.connections = connections
    app.state.store = EventStore(connections, committer, CODEC)
    yield
    await committer.close()
    await connections.close()


pooled = Litestar(
    [read_pooled, write_pooled], lifespan=[with_pool], openapi_config=None, logging_config=None
)
tuned = Litestar(
    [read_tuned, write_tuned], lifespan=[with_store], openapi_config=None, logging_config=None
)
