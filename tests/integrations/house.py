"""Our side in the tests: a log, a repository, and a mirror that runs on short times."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

import asyncpg
from msgspec.structs import replace

from domain.action import (
    ACTION,
    Action,
    ChangeStatus,
    NumberedPlan,
    PlanAction,
    ReviseAction,
    ReviseWith,
)
from domain.action_events import ActionKind, ActionStatus
from domain.decider import Decider, Stamp
from domain.incident import INCIDENT
from domain.incident_commands import NumberedDeclaration, ReviseIncident
from domain.incident_events import Visibility
from domain.ticket import RetryTicket, TicketState
from domain.tracker import TRACKER, Credential, NumberedRegistration, RegisterTracker, TrackerKind
from eventstore.codec import Codec
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from eventstore.repository import Repository
from eventstore.store import Actor, Metadata, Recorded
from eventstore.subscription import Hint
from eventstore.transact import Circumstances, Step, transact
from integrations.accounts import Accounts
from integrations.mirror import run
from integrations.timing import Timing
from tests.samples import DECLARATION

T = TypeVar("T")

CREDENTIAL: Final = "TRACKER_TOKEN_OF_THE_TESTS"
LOOK_SECONDS: Final = 0.02
WAIT_SECONDS_MAX: Final = 20.0
ANA: Final = Actor("person", "ana@example.com")

CODEC: Final = Codec({**ACTION.topics, **INCIDENT.topics, **TRACKER.topics})


class Open:
    """A door that holds nobody back, for adapters that are tried alone."""

    async def enter(self) -> None: ...

    async def count(self) -> None: ...

    async def told(self, seconds: float) -> None: ...


OPEN: Final = Open()

QUICK: Final = Timing(
    settle=(0.1, 0.2, 0.3),
    settle_jira=(0.1, 0.2, 0.3, 1.0),
    poll=0.1,
    confirm_gone=0.1,
    idle=0.05,
    lease=20.0,
    backoff=0.05,
    backoff_max=0.2,
)
# For a mirror that dies or hangs: another one waits no longer for what it held.
DYING: Final = replace(QUICK, lease=2.0)


@dataclass(frozen=True)
class Book:
    """A roster: accounts by address, the same in every kind of tracker."""

    accounts: dict[str, str]

    async def account_of(self, kind: TrackerKind, email: str) -> str | None:
        return self.accounts.get(email)

    async def person_of(self, kind: TrackerKind, account: str) -> str | None:
        return next((who for who, known in self.accounts.items() if known == account), None)


# Accounts that both stand-ins have.
ROSTER: Final = Book({"ana@example.com": "alice", "ben@example.com": "octocat"})


@dataclass(frozen=True)
class House:
    dsn: str
    connections: Connections
    repository: Repository

    async def register(
        self, kind: TrackerKind, url: str, project: str, fields: Mapping[str, str] | None = None
    ) -> UUID:
        """Register a tracker whose credential is the environment variable CREDENTIAL."""
        tracker_id = uuid4()
        body = RegisterTracker(
            kind=kind,
            name="main",
            project=project,
            credential=Credential(env=CREDENTIAL),
            base_url=url,
            fields=dict(fields or {}),
        )
        await self.do(TRACKER, tracker_id, NumberedRegistration("TRK-1", body))
        return tracker_id

    async def plan(
        self,
        title: str,
        tracker_id: UUID,
        details: str = "what to do",
        *,
        visibility: Visibility = Visibility.ORGANIZATION,
    ) -> UUID:
        """Plan an action of an incident of its own."""
        action_id, incident_id = uuid4(), uuid4()
        declaration = replace(DECLARATION, visibility=visibility)
        await self.do(INCIDENT, incident_id, NumberedDeclaration("INC-1", declaration))
        body = PlanAction(
            title=title,
            kind=ActionKind.GUARDRAIL,
            owner="ana@example.com",
            due_on=date(2031, 2, 3),
            details=details,
        )
        plan = NumberedPlan("ACT-1", incident_id, None, tracker_id, body)
        await self.do(ACTION, action_id, plan)
        return action_id

    async def show(self, action_id: UUID, visibility: Visibility) -> None:
        """Change who may see an action's incident."""
        incident_id = (await self.action(action_id)).incident_id
        assert incident_id is not None
        revision = ReviseIncident(visibility=visibility, reason="it was decided so")
        await self.do(INCIDENT, incident_id, revision)

    async def revise(self, action_id: UUID, **fields: Any) -> None:
        await self.do(ACTION, action_id, ReviseWith(ReviseAction(**fields)))

    async def request(self, action_id: UUID, tracker_id: UUID) -> None:
        """Want a ticket in a tracker."""
        await self.do(ACTION, action_id, ReviseWith(ReviseAction(), tracker_id))

    async def retitle(self, action_id: UUID, title: str) -> None:
        await self.do(ACTION, action_id, ReviseWith(ReviseAction(title=title)))

    async def move(self, action_id: UUID, to: ActionStatus, reason: str | None = None) -> None:
        await self.do(ACTION, action_id, ChangeStatus(to, reason))

    async def retry(self, action_id: UUID) -> None:
        await self.do(ACTION, action_id, RetryTicket())

    async def do(self, decider: Decider[Any, Any, Any], stream_id: UUID, command: object) -> None:
        stamp = Stamp(datetime.now(UTC), ANA.id, uuid4())
        metadata = Metadata(ANA, "request", "correlation")
        step = Step(decider, stream_id, command)
        await transact(self.repository, [step], Circumstances(stamp, metadata))

    async def action(self, action_id: UUID) -> Action:
        return (await self.repository.read(ACTION, action_id)).state

    async def events(self, action_id: UUID) -> Sequence[Recorded[Any]]:
        return await self.repository.store.load(action_id)

    async def topics(self, action_id: UUID) -> list[str]:
        """Names of an action's events, without category and schema."""
        found = [recorded.topic for recorded in await self.events(action_id)]
        return [topic.removeprefix("action.").partition("@")[0] for topic in found]

    async def linked(self, action_id: UUID) -> str:
        """Wait until an action's ticket exists and is in step; its key."""

        async def done() -> str | None:
            ticket = (await self.action(action_id)).ticket
            return ticket.key if ticket.state is TicketState.LINKED else None

        key = await until(done)
        await self.in_step(action_id)
        return key

    async def in_step(self, action_id: UUID) -> None:
        """Wait until nothing is left to do for an action."""
        await until(lambda: self._in_step(action_id))

    async def at_rest(self, action_id: UUID) -> None:
        """Wait until nobody works on an action's ticket, and nobody will soon."""

        async def done() -> bool:
            return bool(
                await self.connections.fetchval(
                    "select lease_token is null and due_at > now() + interval '1 second'"
                    " from ticket_jobs where action_id = $1",
                    action_id,
                )
            )

        await until(done)

    async def ticket(self, action_id: UUID, state: TicketState) -> Action:
        """Wait until an action's ticket is in a state; the action then."""

        async def done() -> Action | None:
            action = await self.action(action_id)
            return action if action.ticket.state is state else None

        return await until(done)

    async def status(self, action_id: UUID, status: ActionStatus) -> None:
        async def done() -> bool:
            return (await self.action(action_id)).status is status

        await until(done)

    async def cut_connections(self) -> None:
        """End every connection to this database, as a restart of the server would."""
        conn = await asyncpg.connect(self.dsn)
        try:
            await conn.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
        finally:
            await conn.close()

    @asynccontextmanager
    async def mirroring(
        self,
        owner: str = "here",
        timing: Timing = QUICK,
        accounts: Accounts = ROSTER,
        public_url: str | None = None,
    ) -> AsyncIterator[None]:
        """Run a mirror in this process; at the end it is stopped in order."""
        stop, hint = asyncio.Event(), Hint(self.dsn)
        hint.start()
        work = run(
            self.connections,
            self.repository,
            hint,
            owner=owner,
            stop=stop,
            timing=timing,
            accounts=accounts,
            public_url=public_url,
        )
        task = asyncio.create_task(work)
        try:
            yield
        finally:
            stop.set()
            await task
            await hint.close()

    async def _in_step(self, action_id: UUID) -> bool:
        return bool(
            await self.connections.fetchval(
                "select in_step from ticket_jobs where action_id = $1", action_id
            )
        )


async def until(look: Callable[[], Awaitable[T | None]]) -> T:
    """Look until something is there; what it is.

    Raises:
        TimeoutError: Nothing was there in WAIT_SECONDS_MAX.
    """
    async with asyncio.timeout(WAIT_SECONDS_MAX):
        while not (found := await look()):  # noqa: ASYNC110 - many things, no common event
            await asyncio.sleep(LOOK_SECONDS)
    return found


@asynccontextmanager
async def open_house(dsn: str) -> AsyncIterator[House]:
    connections = Connections(dsn, size=8)
    committer = Committer(dsn)
    committer.start()
    store = EventStore(connections, committer, CODEC)
    try:
        yield House(dsn, connections, Repository(store))
    finally:
        await committer.close()
        await connections.close()
