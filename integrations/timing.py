"""When the mirror does what, as values; all in seconds."""

import random
from collections.abc import Sequence

from msgspec import Struct

from domain.tracker import TrackerKind


class Timing(Struct, frozen=True):
    """Seconds, and how much of what in how many.

    `settle` and `settle_jira` hold the moments, after doubt arose, at which a lost ticket is looked
    for; a sweep looks at every link that is in step.
    """

    settle: tuple[float, ...] = (15.0, 60.0, 180.0)
    # Source: Jira Cloud's search missed about one in five fresh issues (port-labs/ocean#2765).
    settle_jira: tuple[float, ...] = (15.0, 60.0, 180.0, 600.0)
    poll: float = 120.0
    sweep: float = 4 * 3600.0  # between two lists of all of a tracker's links
    unlisted: float = 24 * 3600.0  # until a link in step that no list showed is read by itself
    unlisted_spread: float = 60.0  # over which links are read that a sweep did not show
    unlisted_pace: float = 1.0  # for each, where links are read by themselves instead of a list
    search: float = 24 * 3600.0  # between two searches of a tracker for twins
    search_pace: float = 10.0  # between two steps of a search, of a request or two each
    look_again: float = 3600.0  # at a link that waits for a person
    confirm_gone: float = 60.0  # between two looks that together prove a deletion
    idle: float = 1.0  # between two looks for work, when nobody wakes us
    lease: float = 120.0
    backoff: float = 2.0  # the first wait after a failure is at most this
    backoff_max: float = 900.0
    grace: float = 4.0  # for calls under way when all is to stop; less than the process has for it
    fights_max: int = 5  # times that we put back what somebody undoes, in `fight_window`
    fight_window: float = 3600.0
    # Source: GitHub's limits for content, per credential. Jira says itself when it is too much.
    creations_minute_max: int = 80
    creations_hour_max: int = 500

    def probes(self, kind: TrackerKind) -> Sequence[float]:
        """Moments of the probes of one kind of tracker, growing."""
        return self.settle_jira if kind is TrackerKind.JIRA else self.settle

    def probe_wait(self, kind: TrackerKind, done: int) -> float | None:
        """Seconds until the next probe after `done` of them; None after the last."""
        moments = (0.0, *self.probes(kind))
        return None if done + 1 >= len(moments) else moments[done + 1] - moments[done]

    def backoff_seconds(self, failures: int) -> float:
        """Full jitter: anything up to a bound that doubles with each failure."""
        bound = min(self.backoff_max, self.backoff * 2.0 ** min(failures, 20))
        return random.uniform(0.0, bound)  # noqa: S311 - spreads load, keeps no secret
