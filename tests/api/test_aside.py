"""What takes long is computed beside the event loop, so that everybody else is answered."""

import asyncio
import gc
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Final

import httpx
import pytest

from api import aside
from tests.api.world import begun, noted

Place = Callable[[Callable[[], int]], Awaitable[int]]

NOTES: Final = 120
TEXT: Final = ("Ana forgot to, and he should have, " * 20)[:400]  # as long as is checked at once


@pytest.mark.parametrize("place", [aside.page, aside.text])
async def test_all_of_a_kind_take_turns_in_one_thread(place: Place) -> None:
    threads = await asyncio.gather(*(place(threading.get_ident) for _ in range(5)))
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


async def test_pages_and_texts_do_not_wait_for_each_other() -> None:
    pages = await aside.page(threading.get_ident)
    assert pages != await aside.text(threading.get_ident)


async def test_nobody_waits_for_a_look_through_the_tokens_of_a_page() -> None:
    assert not await aside.page(gc.isenabled)
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError):
        await aside.page(lambda: 1 // 0)
    assert gc.isenabled()


async def test_hundreds_of_short_texts_are_checked_while_others_are_answered(
    client: httpx.AsyncClient,
) -> None:
    # The smallest share of three: whoever holds up the loop does so every time, a busy machine not.
    assert min([await share_of_longest_pause(client) for _ in range(3)]) < 1 / 2


async def share_of_longest_pause(client: httpx.AsyncClient) -> float:
    incident, postmortem = await begun(client)
    await asyncio.gather(*(noted(client, incident["id"], TEXT) for _ in range(NOTES)))
    path = f"/v1/postmortems/{postmortem['id']}/blame-findings"
    began = time.perf_counter()
    asked = asyncio.create_task(client.get(path))
    pause = await longest_pause(asked)
    assert asked.result().json()["items"]
    return pause / (time.perf_counter() - began)


async def longest_pause(until: asyncio.Task[httpx.Response]) -> float:
    """The longest time in seconds in which the loop did nothing else, until the task was done."""
    longest, before = 0.0, time.perf_counter()
    while not until.done():
        await asyncio.sleep(0)
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    return longest
