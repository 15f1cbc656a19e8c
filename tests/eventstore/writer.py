"""One process of several that write at once: `python -m tests.eventstore.writer DSN NAME`.

Prints one JSON line per append that it asked for: what it wrote and what became of it.
"""

import asyncio
import sys
from uuid import UUID, uuid5

import msgspec

from domain.errors import StoreUnavailable, VersionConflict
from eventstore.committer import Committer
from eventstore.connections import Connections
from eventstore.postgres import EventStore
from eventstore.store import Appended, Command
from tests.eventstore.kit import CODEC, write

TASKS = 12
APPENDS = 25
SHARED = UUID(int=1)
COMMANDS = 20


class Outcome(msgspec.Struct):
    """`position` of the append's last event; None with the reason for it."""

    texts: list[str]
    key: str = ""
    position: int | None = None
    error: str = ""
    replayed: bool = False


class Writer:
    def __init__(self, store: EventStore, name: str) -> None:
        self.store, self.name = store, name
        self.outcomes: list[Outcome] = []

    async def run(self) -> None:
        own = [self.fill(uuid5(SHARED, f"{self.name}-{n}"), f"own-{n}") for n in range(TASKS)]
        contended = [self.fill(uuid5(SHARED, f"{n}"), f"shared-{n}") for n in range(3)]
        commands = [self.command(n) for n in range(COMMANDS)]
        await asyncio.gather(*own, *contended, *commands)

    async def fill(self, stream_id: UUID, label: str) -> None:
        """Append to one stream, one or two events at a time, with another writer or alone."""
        for n in range(APPENDS):
            texts = [f"{self.name}/{label}/{n}/{part}" for part in range(1 + n % 2)]
            while not await self.try_to_write(stream_id, texts):
                pass

    async def try_to_write(self, stream_id: UUID, texts: list[str]) -> bool:
        try:
            version = len(await self.store.load(stream_id))
            appended = await self.store.append([write(stream_id, version, *texts)])
        except VersionConflict:
            return False
        except StoreUnavailable as error:
            self.outcomes.append(Outcome(texts, error=str(error)))
            return True
        self.outcomes.append(Outcome(texts, position=appended.position))
        return True

    async def command(self, n: int) -> None:
        """What every process is asked for under the same key, until it is known to be done."""
        text, stream_id = f"command-{n}", uuid5(SHARED, f"command-{n}")
        command = Command(b"%d" % n, b"fingerprint", self.name.encode())
        while True:
            try:
                done = await self.store.append([write(stream_id, 0, text)], command)
            except StoreUnavailable:
                continue
            self.outcomes.append(_of_command(n, text, done))
            return


def _of_command(n: int, text: str, done: Appended) -> Outcome:
    return Outcome([text], str(n), done.position, replayed=done.replayed is not None)


async def main(dsn: str, name: str) -> None:
    connections, committer = Connections(dsn, wait_seconds_max=60), Committer(dsn)
    committer.start()
    writer = Writer(EventStore(connections, committer, CODEC), name)
    await writer.run()
    await committer.close()
    await connections.close()
    for outcome in writer.outcomes:
        sys.stdout.buffer.write(msgspec.json.encode(outcome) + b"\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
