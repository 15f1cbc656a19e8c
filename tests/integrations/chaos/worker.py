"""A mirror in a process of its own, to be killed at any moment. Takes the database and a name."""

import asyncio
import sys
from typing import Final

from integrations.timing import Timing
from tests.integrations.house import open_house

# Short, but long enough that whatever the proxy delays has landed before the last probe.
CHAOTIC: Final = Timing(
    settle=(0.3, 0.8, 3.0),
    settle_jira=(0.3, 0.8, 1.5, 5.0),
    poll=1.0,
    confirm_gone=0.3,
    idle=0.1,
    lease=3.0,
    backoff=0.05,
    backoff_max=0.5,
    grace=1.0,
    look_again=1.0,
    creations_minute_max=100_000,
    creations_hour_max=1_000_000,
)


async def main(dsn: str, name: str) -> None:
    async with open_house(dsn) as house, house.mirroring(name, CHAOTIC):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
