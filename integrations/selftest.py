"""A read-only look at a tracker, for whoever configures it, by the door of all that call it."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from domain.tracker import Tracker
from integrations.destination import Door, destination_of
from integrations.standard import open_tracker
from integrations.tracker import SelfTest, TrackerRejected, TrackerUnavailable, failed

SECONDS_MAX: Final = 60.0  # for all of it, as somebody waits


async def self_test(
    tracker: Tracker,
    accounts: Mapping[str, str],
    door: Door,
    credentials_dir: Path | None = None,
    *,
    seconds_max: float = SECONDS_MAX,
) -> SelfTest:
    """Try a tracker's address, credential, project and rights without writing.

    `accounts` are those of people who own actions there, by their addresses. While the tracker asks
    for a pause it is not called, and the answer says so.
    """
    try:
        adapter = open_tracker(destination_of(tracker, door, credentials_dir))
    except TrackerRejected as error:
        return failed("base_url", error)
    try:
        async with asyncio.timeout(seconds_max):
            return await adapter.check(accounts)
    except TimeoutError:
        said = f"The tracker did not answer all questions in {seconds_max:g} seconds."
        return failed("time", TrackerUnavailable("unavailable", said))
