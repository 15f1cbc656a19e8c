"""A mirror in a process of its own, to be killed. Takes the address of the database."""

import asyncio
import sys

from tests.integrations.house import DYING, open_house


async def main(dsn: str) -> None:
    async with open_house(dsn) as house, house.mirroring("victim", DYING):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
