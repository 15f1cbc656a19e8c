"""Real counterparts: a stand-in per kind of tracker behind a proxy that can spoil its answers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from domain.tracker import TrackerKind
from integrations.destination import Destination
from integrations.standard import open_tracker
from integrations.tracker import Tracker
from tests.integrations.house import CREDENTIAL, OPEN, House, open_house
from tests.integrations.people import GitHubPeople, JiraPeople, People
from tests.standins.faults import FaultProxy, fault_proxy
from tests.standins.jira_cloud import JiraCloud
from tests.standins.jira_updates import label_updates
from tests.standins.servers import (
    GITHUB_ALIASES,
    GITHUB_TOKEN,
    PROJECT,
    REPOSITORY,
    free_port,
    github_stand_in,
    jira_stand_in,
)


@dataclass(frozen=True)
class There:
    """One tracker as the tests know it."""

    kind: TrackerKind
    project: str
    proxy: FaultProxy
    people: People
    create: str  # of the path of a POST that makes a ticket
    read: str  # of the path of a GET that reads one
    fields: Mapping[str, str] = field(default_factory=dict)  # of the tracker's configuration

    def tracker(
        self, secret: str = GITHUB_TOKEN, fields: Mapping[str, str] | None = None
    ) -> Tracker:
        place, told = (self.proxy.url, self.project), {**self.fields, **(fields or {})}
        return open_tracker(Destination(self.kind, *place, lambda: secret, OPEN, told))


@asynccontextmanager
async def at_github(folder: Path) -> AsyncIterator[There]:
    """The stand-in for GitHub behind a proxy; what it needs is written into `folder`."""
    port, behind = free_port(), free_port()
    async with (
        fault_proxy(port, behind, GITHUB_TOKEN, GITHUB_ALIASES) as proxy,
        github_stand_in(folder, behind, proxy.url),
    ):
        people = GitHubPeople(behind)
        yield There(TrackerKind.GITHUB, REPOSITORY, proxy, people, r"/issues$", r"/issues/\d+$")


@asynccontextmanager
async def at_jira(folder: Path) -> AsyncIterator[There]:
    """The same for Jira."""
    port, behind = free_port(), free_port()
    async with fault_proxy(port, behind) as proxy, jira_stand_in(folder, behind):
        proxy.layers.append(label_updates)
        people = JiraPeople(behind)
        yield There(TrackerKind.JIRA, PROJECT, proxy, people, r"/issue$", r"/issue/POST-\d+\?")


@asynccontextmanager
async def at_cloud(folder: Path, site: JiraCloud | None = None) -> AsyncIterator[There]:
    """The same for Jira Cloud: its face over the stand-in for Data Center."""
    async with at_jira(folder) as there:
        there.proxy.layers.insert(0, site or JiraCloud())
        yield replace(there, fields={"deployment": "cloud"})


@pytest.fixture(scope="session")
async def github_there(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[There]:
    async with at_github(tmp_path_factory.mktemp("emulate")) as there:
        yield there


@pytest.fixture(scope="session")
async def jira_there(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[There]:
    async with at_jira(tmp_path_factory.mktemp("jira820")) as there:
        yield there


@pytest.fixture(params=["github", "jira"])
async def there(
    request: pytest.FixtureRequest, github_there: There, jira_there: There
) -> AsyncIterator[There]:
    """Each kind of tracker in turn, without faults."""
    found = github_there if request.param == "github" else jira_there
    await found.proxy.mend()
    yield found
    await found.proxy.mend()


@pytest.fixture(autouse=True)
def credential(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CREDENTIAL, GITHUB_TOKEN)


@pytest.fixture
async def house(fresh_dsn: str) -> AsyncIterator[House]:
    async with open_house(fresh_dsn) as opened:
        yield opened
