"""A stage: a house, a tracker behind a proxy that can spoil it, and the verdict at the end.

However a story goes, at its end there is one open ticket for each action that is to have one, both
sides say the same, each link that is not in step says why and what mends it, and the tracker was
never called while it had asked for a pause, nor sent more writes than it allows.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid4

from domain.action import OPEN, Action
from domain.ticket import TicketState
from domain.tracker import TRACKER, ChangeTracker
from domain.tracker_rules import Rules
from integrations import jobs, text
from integrations.markers import marker_for
from integrations.standing import Standing, row_of, standing_of
from integrations.tracker import Marker
from tests.integrations.conformance.counterpart import Counterpart, Held
from tests.integrations.conformance.pauses import note_pauses, trespasses
from tests.integrations.conftest import There
from tests.integrations.house import House, until
from tests.standins.faults import FaultProxy

MINUTE_SECONDS: Final = 60.0
WRITES_MINUTE_MAX: Final = 80  # as GitHub counts; Jira's edits are neither POST nor PATCH
TITLE_CHARS: Final = 200
WITHOUT: Final = frozenset({TicketState.NONE, TicketState.GONE, TicketState.DETACHED})


@dataclass
class Stage:
    """`absent` are actions that are to have no open ticket in the end.

    `renamed` are keys that a proxy makes up, and what the stand-in calls those tickets. `deaths`
    tells which processes were killed, and when.
    """

    house: House
    there: There
    side: Counterpart
    secret: bytes
    tracker_id: UUID
    actions: list[UUID] = field(default_factory=list)
    absent: set[UUID] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)
    deaths: dict[str, float] = field(default_factory=dict)

    @property
    def proxy(self) -> FaultProxy:
        return self.there.proxy

    @property
    def create(self) -> str:
        return self.there.create

    @property
    def read(self) -> str:
        return self.there.read

    async def plan(self, title: str | None = None, **more: Any) -> UUID:
        """Plan one action of this story."""
        named = title or f"Story {uuid4().hex[:8]}"
        action_id = await self.house.plan(named, self.tracker_id, **more)
        self.actions.append(action_id)
        return action_id

    async def linked(self, **more: Any) -> tuple[UUID, str]:
        """Plan an action and wait until its ticket is in step; its id and the ticket's key."""
        action_id = await self.plan(**more)
        return action_id, await self.house.linked(action_id)

    async def rule(self, rules: Rules) -> None:
        await self.house.do(TRACKER, self.tracker_id, ChangeTracker(rules=rules))

    def marker(self, action_id: UUID) -> Marker:
        return marker_for(self.secret, action_id)

    async def standing(self, action_id: UUID) -> Standing:
        action = await self.house.action(action_id)
        return standing_of(action, await row_of(self.house.connections, action_id))

    async def held(self, action_id: UUID, code: str) -> Action:
        """Wait until a link is held for a reason."""

        async def found() -> Action | None:
            action = await self.house.action(action_id)
            return action if action.ticket.code == code else None

        return await until(found)

    async def seen(self, action_id: UUID) -> None:
        """Wait until the mirror knows what a ticket holds by now, whatever it saw of it before.

        A look under way may tell of before, and is written down last; so that is waited for first.
        """
        await self.house.at_rest(action_id)
        moment = await self.house.connections.fetchval("select clock_timestamp()")
        for _ in range(2):  # what is settled after the first time was asked after `moment`
            moment = await until(partial(self._polled, moment))
        await self.house.at_rest(action_id)
        await self.rest()

    async def _polled(self, moment: datetime) -> datetime | None:
        """When the tracker is polled next, where a poll is settled and that is after a moment."""
        settled = (
            "select poll_at from ticket_trackers"
            " where tracker_id = $1 and lease_token is null and poll_at > $2"
        )
        found: datetime | None = await self.house.connections.fetchval(
            settled, self.tracker_id, moment
        )
        return found

    async def rest(self) -> None:
        """Wait until nothing is left to do for any action, or only a person can do it."""
        head = await self.house.repository.store.head()
        await until(lambda: self._planned(head))
        await until(self._all_rest)

    async def _planned(self, position: int) -> bool:
        """Whether the mirror has read the log up to a position."""
        planned = "select position from followers where name = 'mirror'"
        return int(await self.house.connections.fetchval(planned) or 0) >= position

    async def _all_rest(self) -> bool:
        return all([await self._rests(action_id) for action_id in self.actions])

    async def _rests(self, action_id: UUID) -> bool:
        action = await self.house.action(action_id)
        if action.ticket.state in WITHOUT or action.ticket.code is not None:
            return True
        return (await self.standing(action_id)).in_step

    async def judge(self) -> None:
        """Hold the end of a story against what must hold of every one."""
        everything = await self.side.every()
        for action_id in self.actions:
            action = await self.house.action(action_id)
            stands = await self.standing(action_id)
            mine = [held for held in everything if self.is_mine(held, action_id)]
            self._judge_tickets(action_id, action, mine)
            if stands.in_step:
                (ticket,) = mine
                judge_sides(action, ticket, self._there(action))
            else:
                assert stands.code, action.ticket
                assert stands.reason, stands
                assert stands.remedy, stands
        assert await trespasses(self.house, self.proxy, self.deaths) == []
        assert busiest_minute(self.proxy.moments("POST", "PATCH")) <= WRITES_MINUTE_MAX

    def _there(self, action: Action) -> str:
        """The key under which the stand-in has an action's ticket; empty where it has none."""
        key = action.ticket.key or ""
        return self.renamed.get(key, key)

    def is_mine(self, held: Held, action_id: UUID) -> bool:
        return held.author == self.side.ours and self.side.carries(held, self.marker(action_id))

    def _judge_tickets(self, action_id: UUID, action: Action, mine: Sequence[Held]) -> None:
        if action_id in self.absent:
            assert [held.key for held in mine if not held.closed] == []
            return
        assert [held.key for held in mine] == [self._there(action)]
        assert mine[0].closed == (action.status not in OPEN)


def judge_sides(action: Action, ticket: Held, key: str) -> None:
    """Both sides say the same of a link in step."""
    assert ticket.key == key
    assert ticket.closed == action.ticket.closed
    assert text.same(ticket.title, text.one_line(action.title, chars_max=TITLE_CHARS))


def busiest_minute(moments: Sequence[float]) -> int:
    """The most writes in any minute."""
    return max(
        (sum(begin <= at < begin + MINUTE_SECONDS for at in moments) for begin in moments),
        default=0,
    )


async def stage_of(house: House, there: There, side: Counterpart) -> Stage:
    """A stage with a tracker registered."""
    await note_pauses(house.dsn)
    secret = await jobs.marker_secret(house.connections)
    tracker_id = await house.register(there.kind, there.proxy.url, there.project, there.fields)
    return Stage(house, there, side, secret, tracker_id)


@asynccontextmanager
async def on_stage(house: House, there: There, side: Counterpart) -> AsyncIterator[Stage]:
    """A stage whose story is judged when it ended well."""
    stage = await stage_of(house, there, side)
    yield stage
    await stage.judge()
