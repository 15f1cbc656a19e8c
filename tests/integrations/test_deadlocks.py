"""What is rung for is kept also where the database ends one of two who wait for each other."""

import asyncio
import hmac
from typing import Final
from uuid import UUID, uuid4

import asyncpg
import pytest
from msgspec import json

from domain.tracker import Credential, Tracker, TrackerKind, WebhookSecrets
from integrations import inbound, jobs
from integrations.inbound_signature import HEADERS
from tests.integrations.house import House, until

ENV, SECRET = "DOORBELL_SECRET_OF_THE_TESTS", b"a secret of the tests"
MOVED: Final = json.encode(
    {
        "issue": {"key": "NEW-3"},
        "changelog": {"items": [{"field": "Key", "fromString": "OLD-9", "toString": "NEW-3"}]},
    }
)
WAITS: Final = """
    select exists (
        select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
    )
"""


async def delivered(house: House, tracker_id: UUID) -> bool:
    """Send what a Jira tells of a move, under both keys; whether it was taken."""
    signature = "sha256=" + hmac.digest(SECRET, MOVED, "sha256").hex()
    webhook = WebhookSecrets(Credential(ENV))
    tracker = Tracker("TRK-1", TrackerKind.JIRA, "main", "NEW", webhook=webhook)
    headers = {HEADERS[TrackerKind.JIRA]: signature}
    return bool(await inbound.receive(house.connections, tracker_id, tracker, headers, MOVED))


async def test_a_delivery_that_meets_a_deadlock_rings_all_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENV, SECRET.decode())
    tracker_id, (first, second) = uuid4(), sorted([uuid4(), uuid4()])
    for action_id, key in ((first, "NEW-3"), (second, "OLD-9")):
        await house.connections.execute(jobs.SQL["request"], action_id, tracker_id)
        named = "update ticket_jobs set key = $2 where action_id = $1"
        await house.connections.execute(named, action_id, key)
    patient = {"deadlock_timeout": "1min"}  # so that it is not the one who is ended
    other = await asyncpg.connect(house.dsn, server_settings=patient)
    try:
        async with other.transaction():  # in the other order, as a batch of the planner may
            await other.execute(jobs.SQL["change"], second)
            ringing = asyncio.create_task(delivered(house, tracker_id))
            await until(lambda: other.fetchval(WAITS))
            await other.execute(jobs.SQL["change"], first)
        assert await ringing
    finally:
        await other.close()
    asked = await house.connections.fetch("select wishes from ticket_jobs")
    assert [row["wishes"] for row in asked] == [3, 3]  # for the ticket, the change, the delivery
