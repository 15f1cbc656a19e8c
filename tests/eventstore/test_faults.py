"""The group commit where this program itself has a fault: it says so, and nobody waits for ever."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from domain.errors import StoreUnavailable
from eventstore.committer import Committer
from tests.eventstore.kit import held_log, rows, verified, writer_in_flight

NO_COMMAND: Any = "no command"  # nothing that the columns of a batch can be made of
NO_APPEND: Any = "no append"  # nothing that has ended, or has not
NO_ADDRESS: Any = 5432


async def failed(waiting: Any, match: str) -> BaseException | None:
    """What is behind the failure that who waits is told; TimeoutError after ten seconds."""
    with pytest.raises(StoreUnavailable, match=match) as told:
        await asyncio.wait_for(waiting, 10)
    return told.value.__cause__


@pytest.mark.parametrize("fault", [{"command": NO_COMMAND}, {"bases": [NO_APPEND]}])
async def test_a_batch_with_a_fault_is_told_and_logged_and_the_next_one_is_written(
    dsn: str, committer: Committer, fault: dict[str, Any]
) -> None:
    stream_id = uuid4()
    with capture_logs() as logged:
        async with held_log(dsn) as held:
            flying = committer.submit(rows(uuid4(), 1, b"x"))
            await writer_in_flight(held)
            faulty = committer.submit(rows(uuid4(), 1, b"a"), **fault)
            beside = committer.submit(rows(stream_id, 1, b"a"))
        await flying
        for waiting in (faulty, beside):
            cause = await failed(waiting, "not known whether it was written")
            assert isinstance(cause, AttributeError)
    assert {(line["event"], line["log_level"]) for line in logged} == {("batch_failed", "error")}
    assert all(isinstance(line["exc_info"], AttributeError) for line in logged)
    await asyncio.wait_for(committer.append(rows(stream_id, 1, b"a")), 10)
    await verified(dsn)


async def test_a_fault_on_the_way_to_the_database_is_told_to_each_append() -> None:
    committer = Committer(NO_ADDRESS)
    committer.start()
    with capture_logs() as logged:
        for _ in range(2):
            append = committer.append(rows(uuid4(), 1, b"a"))
            assert await failed(append, "nothing was written") is logged[-1]["exc_info"]
        await asyncio.wait_for(committer.close(), 10)
    assert {line["event"] for line in logged} == {"batch_failed"}
