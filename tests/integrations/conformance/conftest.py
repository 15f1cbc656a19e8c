"""Stages in front of each stand-in; what is played there is judged when the test is over."""

from collections.abc import AsyncIterator

import pytest

from tests.integrations.conformance.counterpart import counterpart_of
from tests.integrations.conformance.stage import Stage, on_stage
from tests.integrations.conftest import There
from tests.integrations.house import House


@pytest.fixture
async def stage(house: House, there: There) -> AsyncIterator[Stage]:
    """In front of each stand-in in turn."""
    async with on_stage(house, there, counterpart_of(there)) as opened:
        yield opened


@pytest.fixture
async def github(house: House, github_there: There) -> AsyncIterator[Stage]:
    await github_there.proxy.mend()
    async with on_stage(house, github_there, counterpart_of(github_there)) as opened:
        yield opened
    await github_there.proxy.mend()


@pytest.fixture
async def jira(house: House, jira_there: There) -> AsyncIterator[Stage]:
    await jira_there.proxy.mend()
    async with on_stage(house, jira_there, counterpart_of(jira_there)) as opened:
        yield opened
    await jira_there.proxy.mend()
