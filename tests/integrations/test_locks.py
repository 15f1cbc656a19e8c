"""Nobody who makes jobs due waits in a ring with somebody else who does."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

import pytest

from integrations import gates, jobs, sweeping, twins
from tests.integrations.house import House, until

TRACKER, INCIDENT, LOW, HIGH = (UUID(int=n) for n in (1, 2, 3, 4))
GATE: Final = "the gate"
KEYS: Final = ["K-4", "K-3"]
HOLD: Final = "select from ticket_jobs where action_id = $1 for update"
BLOCKED: Final = "select count(*) > 0 from pg_locks where not granted"

Statement = tuple[str, Sequence[Any]]
OF_MANY: Final[dict[str, Callable[[], Statement]]] = {
    "mend": lambda: (jobs.SQL["mend"], (TRACKER,)),
    "change_of_incident": lambda: (jobs.SQL["change_of_incident"], (INCIDENT,)),
    "ring": lambda: (jobs.SQL["ring"], ([HIGH, LOW],)),
    "ring_changed": lambda: (jobs.SQL["ring_changed"], (TRACKER, KEYS, [b"4", b"3"])),
    "note_listed": lambda: (sweeping.SQL["note_listed"], (TRACKER, KEYS, [b"4", b"3"], 1.0)),
    "note_twins": lambda: (
        twins.SQL["note_twins"],
        (TRACKER, ["T-4", "T-3"], ["m4", "m3"], [True, True]),
    ),
}


@pytest.fixture
async def two(house: House) -> House:
    """Two links of one tracker, the later by its id written first."""
    await house.connections.execute(jobs.SQL["add_tracker"], TRACKER)
    await gates.know(house.connections, TRACKER, GATE)
    for action_id, number in ((HIGH, 3), (LOW, 4)):
        await house.connections.execute(
            "insert into ticket_jobs (action_id, tracker_id, incident_id, key, mark, code, due_at)"
            " values ($1, $2, $3, $4, $5, 'held', now() + interval '1 hour')",
            *(action_id, TRACKER, INCIDENT, f"K-{number}", f"m{number}"),
        )
    return house


@pytest.mark.parametrize("name", OF_MANY)
async def test_jobs_are_locked_in_the_order_of_their_ids(two: House, name: str) -> None:
    sql, values = OF_MANY[name]()
    async with two.connections.transaction() as conn:
        await conn.execute(HOLD, LOW)
        late = asyncio.create_task(two.connections.execute(sql, *values))
        await until(lambda: two.connections.fetchval(BLOCKED))
        await conn.execute(f"{HOLD} nowait", HIGH)  # who waits for the first holds no other
    await late
    assert await two.connections.fetchval("select min(wishes) from ticket_jobs") == 2


async def test_links_read_by_themselves_are_locked_in_the_same_order(two: House) -> None:
    await two.connections.execute("update ticket_jobs set in_step = true")
    ring = sweeping.SQL["ring_unlisted"]
    async with two.connections.transaction() as conn:
        now = await conn.fetchval("select now()")
        await conn.execute(HOLD, LOW)
        late = asyncio.create_task(two.connections.execute(ring, TRACKER, now, 1.0))
        await until(lambda: two.connections.fetchval(BLOCKED))
        await conn.execute(f"{HOLD} nowait", HIGH)
    await late


async def test_who_opens_a_tracker_waits_for_no_job(two: House) -> None:
    async with two.connections.transaction() as conn:
        await conn.execute(HOLD, LOW)
        async with asyncio.timeout(5):
            await gates.reopen(two.connections, TRACKER)
    due = "select due_at < now() + interval '1 minute' from ticket_jobs where action_id = $1"
    assert await two.connections.fetchval(due, HIGH)
    assert not await two.connections.fetchval(due, LOW)


@pytest.mark.parametrize("name", ["retry", "mend"])
async def test_a_gate_is_locked_before_its_trackers(two: House, name: str) -> None:
    value = LOW if name == "retry" else TRACKER
    async with two.connections.transaction() as conn:
        await conn.execute("select from ticket_gates where gate = $1 for update", GATE)
        late = asyncio.create_task(two.connections.execute(jobs.SQL[name], value))
        await until(lambda: two.connections.fetchval(BLOCKED))
        await conn.execute("select from ticket_trackers for update nowait")
    await late
