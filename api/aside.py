"""Long computations beside the event loop, in few threads, so that requests go on meanwhile.

Whoever computes holds the interpreter, and the loop waits for it behind each of them: with as many
threads as asyncio has by itself, a few great texts would stop everybody for half a second. Pages,
the longest of all, take turns in a thread of their own, and nothing else waits for them.
"""

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")

PAGES: Final = ThreadPoolExecutor(1, "pages")
TEXTS: Final = ThreadPoolExecutor(1, "texts")  # checked and compared, half a second at the longest


async def page(compute: Callable[[], T]) -> T:
    """Return what `compute` returns, once the pages before it are done."""
    return await asyncio.get_running_loop().run_in_executor(PAGES, uncollected, compute)


def uncollected(compute: Callable[[], T]) -> T:
    """Return what `compute` returns, looking for no garbage meanwhile.

    A page has hundreds of thousands of tokens, in no circles: they go by themselves, and to look
    through all of them, again and again, stops everybody for a quarter of a second each time.
    """
    gc.disable()
    try:
        return compute()
    finally:
        gc.enable()


async def text(compute: Callable[[], T]) -> T:
    """Return what `compute` returns, once the texts before it are done."""
    return await asyncio.get_running_loop().run_in_executor(TEXTS, compute)
