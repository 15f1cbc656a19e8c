"""An append that was made in the belief of another one stands and falls with it."""

import asyncio
from uuid import uuid4

import pytest

from domain.errors import StoreUnavailable, VersionConflict
from eventstore.committer import Committer
from eventstore.store import Appended, Command
from tests.eventstore.kit import rows

Ended = asyncio.Future[Appended]


def ended(outcome: Appended | Exception | None) -> Ended:
    """An append that came to `outcome`; None was given up."""
    future: Ended = asyncio.get_running_loop().create_future()
    if outcome is None:
        future.cancel()
    elif isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
    return future


async def test_it_is_written_where_the_other_one_was(committer: Committer) -> None:
    stream_id = uuid4()
    base = committer.submit(rows(stream_id, 1, b"a"))
    await asyncio.wait_for(committer.submit(rows(stream_id, 2, b"b"), bases=[base]), 10)
    last = committer.submit(rows(stream_id, 3, b"c"), bases=[base])
    assert (await last).position > (await base).position


@pytest.mark.parametrize(
    ("outcome", "refusal"),
    [
        (VersionConflict("x", 1, 0), VersionConflict),
        (ValueError("spoilt"), VersionConflict),
        (StoreUnavailable("not known"), StoreUnavailable),
        (Appended(1, None, Command(b"k", b"f", b"r")), VersionConflict),
        (None, VersionConflict),
    ],
)
async def test_it_is_refused_where_the_other_one_wrote_nothing(
    committer: Committer, outcome: Appended | Exception | None, refusal: type[Exception]
) -> None:
    stream_id = uuid4()
    await committer.append(rows(stream_id, 1, b"somebody else's"))
    with pytest.raises(refusal):
        await committer.submit(rows(stream_id, 2, b"b"), bases=[ended(outcome)])
    await committer.append(rows(stream_id, 2, b"the version is free"))


async def test_in_one_batch_it_is_refused_with_the_other_one(committer: Committer) -> None:
    stream_id = uuid4()
    await committer.append(rows(stream_id, 1, b"somebody else's"))
    stale = committer.submit(rows(stream_id, 1, b"a"))
    dependent = committer.submit(rows(stream_id, 2, b"b"), bases=[stale])
    further = committer.submit(rows(stream_id, 3, b"c"), bases=[dependent])
    aside = committer.submit(rows(uuid4(), 1, b"d"))
    for refused in (stale, dependent, further):
        with pytest.raises(VersionConflict):
            await refused
    await aside
