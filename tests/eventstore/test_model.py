"""Any appends at all, in any batches, do what a plain model of the log says."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4, uuid5

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import VersionConflict
from eventstore.committer import Committer
from eventstore.store import Appended, Command
from tests.eventstore.kit import held_log, rows, verified, writer_in_flight

Part = tuple[int, int, int]  # stream, version to begin with less the present one, count
Ask = tuple[list[Part], int | None]  # parts of one append, number of its command

parts = st.tuples(st.integers(0, 3), st.sampled_from([1, 1, 1, 0, 2]), st.integers(0, 3))
asks = st.tuples(st.lists(parts, max_size=3), st.one_of(st.none(), st.integers(0, 2)))
batches = st.lists(st.lists(asks, min_size=1, max_size=8), min_size=1, max_size=4)


@dataclass
class Model:
    """Streams as counts of events, commands as the positions they reached."""

    head: int
    versions: dict[int, int] = field(default_factory=dict)
    commands: dict[int, int] = field(default_factory=dict)

    def append(self, written: Sequence[tuple[int, int]], command: int | None) -> str:
        """What becomes of an append of (stream, version) pairs."""
        if command in self.commands:
            return f"replayed {self.commands[command]}"
        versions = dict(self.versions)
        for stream, version in written:
            if version != versions.get(stream, 0) + 1:
                return "refused"
            versions[stream] = version
        self.versions, self.head = versions, self.head + len(written)
        if command is not None:
            self.commands[command] = self.head
        return f"written {self.head}"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=batches)
async def test_the_log_does_what_the_model_says(
    dsn: str, committer: Committer, batches: list[list[Ask]]
) -> None:
    namespace, model = uuid4(), Model((await committer.append(())).position)
    for batch in batches:
        planned = _plan(model, batch)
        expected = [model.append(written, command) for written, command in planned]
        assert await _submit(dsn, committer, namespace, planned) == expected
    await verified(dsn)


def _plan(model: Model, batch: list[Ask]) -> list[tuple[list[tuple[int, int]], int | None]]:
    """Turn relative versions into real ones, as writers that pipeline would see them."""
    tips, planned = dict(model.versions), []
    for asked, command in batch:
        written = []
        for stream, step, count in asked:
            first = max(1, tips.get(stream, 0) + step)
            written += [(stream, first + n) for n in range(count)]
            tips[stream] = first + count - 1 if count else tips.get(stream, 0)
        planned.append((written, command))
    return planned


async def _submit(
    dsn: str,
    committer: Committer,
    namespace: UUID,
    planned: list[tuple[list[tuple[int, int]], int | None]],
) -> list[str]:
    async with held_log(dsn) as conn:
        opening = committer.submit(())
        await writer_in_flight(conn)  # what follows is one batch
        futures = [
            committer.submit(
                [
                    row
                    for stream, version in written
                    for row in rows(uuid5(namespace, str(stream)), version, b"x")
                ],
                None if number is None else Command(uuid5(namespace, f"c{number}").bytes, b"", b""),
            )
            for written, number in planned
        ]
    await asyncio.wait([opening])
    results = await asyncio.gather(*futures, return_exceptions=True)
    return [_told(result) for result in results]


def _told(result: Appended | BaseException) -> str:
    if isinstance(result, VersionConflict):
        return "refused"
    assert isinstance(result, Appended), result
    return f"{'replayed' if result.replayed else 'written'} {result.position}"
