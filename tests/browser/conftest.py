"""A node to read pages from, and a browser to read them in."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.api.nodes import Node, open_node
from tests.browser.chromium import open_browser
from tests.browser.reader import Reader


@pytest.fixture(scope="session")
async def node(dsn: str) -> AsyncIterator[Node]:
    async with open_node(dsn) as opened:
        yield opened


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def reader(browser: Browser, node: Node) -> Reader:
    return Reader(browser, node)
