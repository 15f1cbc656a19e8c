"""Appends made in the belief of others that were still under way."""

import asyncio
from uuid import uuid4

import pytest

from domain.errors import StoreUnavailable, VersionConflict
from eventstore.committer import Committer
from eventstore.store import Command
from tests.eventstore.kit import held_log, log_of, rows, writer_in_flight


async def states(dsn: str, stream_id: object) -> list[bytes]:
    return [row["state"] for row in await log_of(dsn) if row["originator_id"] == stream_id]


async def test_both_are_written(committer: Committer, dsn: str) -> None:
    stream_id = uuid4()
    base = committer.submit(rows(stream_id, 1, b"a"))
    dependent = committer.submit(rows(stream_id, 2, b"b"), bases=[base])
    assert (await dependent).position == (await base).position + 1


async def test_a_dependent_falls_with_its_base_though_its_version_fits(
    committer: Committer, dsn: str
) -> None:
    stream_id = uuid4()
    await committer.append(rows(stream_id, 1, b"theirs"))
    base = committer.submit(rows(stream_id, 1, b"ours"))
    dependent = committer.submit(rows(stream_id, 2, b"after ours"), bases=[base])
    further = committer.submit(rows(stream_id, 2, b"further"), bases=[dependent])
    other = committer.submit(rows(stream_id, 2, b"after theirs"))
    for refused in (base, dependent, further):
        with pytest.raises(VersionConflict):
            await refused
    await other
    assert await states(dsn, stream_id) == [b"theirs", b"after theirs"]


async def test_a_dependent_falls_with_a_base_in_an_earlier_batch(
    committer: Committer, dsn: str
) -> None:
    stream_id = uuid4()
    await committer.append(rows(stream_id, 1, b"theirs"))
    async with held_log(dsn) as conn:
        base = committer.submit(rows(stream_id, 1, b"ours"))
        await writer_in_flight(conn)
        dependent = committer.submit(rows(stream_id, 2, b"after ours"), bases=[base])
    for refused in (base, dependent):
        with pytest.raises(VersionConflict):
            await refused


async def test_a_dependent_falls_with_a_base_that_was_done_before(committer: Committer) -> None:
    stream_id, asked = uuid4(), Command(uuid4().bytes, b"", b"")
    await committer.append(rows(stream_id, 1, b"a"), asked)
    base = committer.submit(rows(stream_id, 1, b"a"), asked)
    dependent = committer.submit(rows(stream_id, 2, b"b"), bases=[base])
    with pytest.raises(VersionConflict):
        await dependent
    again = committer.submit(rows(stream_id, 2, b"b"), bases=[base])
    with pytest.raises(VersionConflict):
        await again


async def test_a_dependent_falls_with_a_base_that_was_lost(committer: Committer, dsn: str) -> None:
    stream_id = uuid4()
    async with held_log(dsn) as conn:
        base = committer.submit(rows(stream_id, 1, b"a"))
        pid = await writer_in_flight(conn)
        dependent = committer.submit(rows(stream_id, 2, b"b"), bases=[base])
        await conn.execute("select pg_terminate_backend($1)", pid)
        for lost in (base, dependent):
            with pytest.raises(StoreUnavailable, match="nothing was written"):
                await lost


async def test_a_dependent_falls_with_a_base_nobody_waits_for(
    committer: Committer, dsn: str
) -> None:
    stream_id = uuid4()
    async with held_log(dsn) as conn:
        base = committer.submit(rows(stream_id, 1, b"a"))
        await writer_in_flight(conn)
        dependent = committer.submit(rows(stream_id, 2, b"b"), bases=[base])
        base.cancel()
    with pytest.raises(VersionConflict):
        await dependent
    assert await states(dsn, stream_id) == [b"a"]


async def test_a_command_without_events_has_no_base(committer: Committer) -> None:
    base = committer.submit(rows(uuid4(), 9, b"a"))
    free = committer.submit((), Command(uuid4().bytes, b"", b""), [base])
    await asyncio.wait([base])
    assert isinstance(base.exception(), VersionConflict)
    assert (await free).replayed is None
