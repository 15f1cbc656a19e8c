"""Nodes of the service for the tests that talk HTTP."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.api.nodes import Node, open_node


@pytest.fixture(scope="session")
async def node(dsn: str) -> AsyncIterator[Node]:
    """A node with its views, on the database that this worker's tests share."""
    async with open_node(dsn) as opened:
        yield opened


@pytest.fixture(scope="session")
async def other_node(dsn: str, node: Node) -> AsyncIterator[Node]:
    """Another node on the same database, with caches of its own."""
    async with open_node(dsn, projections=False) as opened:
        yield opened


@pytest.fixture
def client(node: Node) -> httpx.AsyncClient:
    return node.client
