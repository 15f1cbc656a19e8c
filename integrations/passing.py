"""What one pass over one action's ticket works with."""

import random
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from domain.action import Action
from domain.tracker_rules import Restricted
from eventstore.repository import Loaded
from integrations.accounts import Accounts, spelled
from integrations.content import content_of
from integrations.desks import Desk
from integrations.jobs import Job, Settled
from integrations.journal import Journal
from integrations.timing import Timing
from integrations.tracker import Draft, Marker, Tracker


class Pass(Struct, frozen=True):
    """One leased job with its action as the log held it, and the tracker it is about.

    After `before` (`time.monotonic()`) no ticket may be made: the lease might end meanwhile.
    """

    job: Job
    journal: Journal
    loaded: Loaded[Action]
    desk: Desk
    marker: Marker
    timing: Timing
    before: float
    is_restricted: bool
    accounts: Accounts
    public_url: str | None

    @property
    def action(self) -> Action:
        return self.loaded.state

    @property
    def tracker(self) -> Tracker:
        return self.desk.tracker

    @property
    def key(self) -> str:
        """The ticket's key; asked only where the ticket is known to exist."""
        assert self.action.ticket.key is not None
        return self.action.ticket.key

    @property
    def tells_all(self) -> bool:
        """Whether the ticket may show what the action says."""
        return not self.is_restricted or self.desk.rules.restricted is Restricted.FULL

    def draft(self, action: Action, *, assignee: str | None) -> Draft:
        """The ticket that an action wants."""
        rules = self.desk.rules
        url = self.public_url and f"{self.public_url}/v1/actions/{self.job.action_id}"
        content = content_of(
            self.job.action_id, action, rules, is_restricted=self.is_restricted, url=url
        )
        if self.tells_all and rules.directions.owner in {"both", "out"}:
            content = replace(content, assignee=assignee)
        return self.tracker.draft(content, self.marker)

    async def account_of(self, action: Action) -> str | None:
        """The account of an action's owner in this tracker."""
        account = await self.accounts.account_of(self.desk.kind, action.owner)
        return spelled(self.desk.kind, account)

    def kept(self, seconds: float | None) -> Settled:
        """Nothing came of it: look again in `seconds`, and remember what the job remembered."""
        return Settled(seconds=seconds, known=self.job.known, attempts=self.job.attempts)

    def spread(self, share_min: float) -> float:
        """A share of an interval, so that what began together does not stay together."""
        return random.uniform(share_min, 1.0)  # noqa: S311 - spreads load, keeps no secret

    def now(self) -> datetime:
        return datetime.now(UTC)
