"""A read-only look at a tracker, for whoever configures it."""

from collections.abc import Mapping
from pathlib import Path

from domain.tracker import Tracker
from integrations.destination import destination_of
from integrations.standard import open_tracker
from integrations.tracker import SelfTest, TrackerRejected, failed


async def self_test(
    tracker: Tracker, accounts: Mapping[str, str], credentials_dir: Path | None = None
) -> SelfTest:
    """Try a tracker's address, credential, project and rights without writing; never raises.

    `accounts` are those of people who own actions there, by their addresses.
    """
    try:
        adapter = open_tracker(destination_of(tracker, credentials_dir=credentials_dir))
    except TrackerRejected as error:
        return failed("base_url", error)
    return await adapter.check(accounts)
