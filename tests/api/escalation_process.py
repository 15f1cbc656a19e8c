"""An escalation worker in a process of its own, to be killed. Takes a database and a moment."""

import asyncio
import sys
from datetime import datetime

from api.bootstrap import BootstrapKey
from api.escalation import FOLLOWER, Escalator, run
from api.roles import policy_of, process_name
from api.services import open_services
from api.settings import Settings
from eventstore.subscription import Follower


async def main(dsn: str, now: datetime) -> None:
    stop = asyncio.Event()
    async with open_services(Settings(), dsn, BootstrapKey("unused"), stop) as services:
        follower = Follower(
            services.connections, services.store, FOLLOWER, process_name(), lease_seconds=0.05
        )
        escalator = Escalator(
            services.repository,
            services.views,
            follower,
            policy_of(services.settings),
            clock=lambda: now,
        )
        await run(escalator, follower, stop, look_seconds=0.01)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
