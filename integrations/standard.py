"""The trackers we know, each imported when one of its kind is first used.

The two libraries cost 28 MiB and a third of a second; a process that only serves the API, or an
installation without trackers, never pays for them.
"""

from typing import assert_never

from domain.tracker import TrackerKind
from integrations.destination import Destination
from integrations.tracker import Tracker


def open_tracker(destination: Destination) -> Tracker:
    """Return the adapter of a destination; no call is made.

    Raises:
        TrackerRejected: The destination's base address cannot be used.
    """
    match destination.kind:
        case TrackerKind.GITHUB:
            from integrations.github_issues import GitHubTracker  # noqa: PLC0415 - on first use

            return GitHubTracker(destination)
        case TrackerKind.JIRA:
            from integrations.jira_issues import JiraTracker  # noqa: PLC0415 - on first use

            return JiraTracker(destination)
        case _:
            assert_never(destination.kind)
