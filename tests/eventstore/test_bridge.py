import asyncio

from eventstore.bridge import Bridge


async def _double(number: int) -> int:
    return 2 * number


async def _begin(ended: list[str]) -> "asyncio.Task[None]":
    task = asyncio.create_task(_wait_for_ever(ended))
    await asyncio.sleep(0)
    return task


async def _wait_for_ever(ended: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        ended.append("ended")


def test_a_thread_waits_for_a_coroutine() -> None:
    bridge = Bridge()
    assert bridge(_double(21)) == 42
    bridge.close()


def test_closing_ends_what_still_runs() -> None:
    bridge, ended = Bridge(), list[str]()
    task = bridge(_begin(ended))
    bridge.close()
    assert ended == ["ended"]
    assert task.cancelled()
