"""What one pass over one action's ticket works with."""

import random

from msgspec import Struct

from domain.action import Action
from domain.tracker import TrackerKind
from eventstore.repository import Loaded
from integrations.content import content_of
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
    tracker: Tracker
    kind: TrackerKind
    marker: Marker
    timing: Timing
    before: float

    @property
    def action(self) -> Action:
        return self.loaded.state

    @property
    def key(self) -> str:
        """The ticket's key; asked only where the ticket is known to exist."""
        assert self.action.ticket.key is not None
        return self.action.ticket.key

    def draft(self, action: Action) -> Draft:
        """The ticket that an action wants."""
        return self.tracker.draft(content_of(self.job.action_id, action), self.marker)

    def kept(self, seconds: float | None) -> Settled:
        """Nothing came of it: look again in `seconds`, and remember what the job remembered."""
        job = self.job
        return Settled(
            seconds, attempts=job.attempts, probes=job.probes, pushed=job.pushed, seen=job.seen
        )

    def spread(self, share_min: float) -> float:
        """A share of an interval, so that what began together does not stay together."""
        return random.uniform(share_min, 1.0)  # noqa: S311 - spreads load, keeps no secret
