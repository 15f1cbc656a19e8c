"""The mirror where a tracker is down, asks for a pause, or lets nobody in."""

import asyncio

import pytest
from msgspec.structs import replace

from domain.ticket import TicketState
from integrations import gates
from integrations.worker import TRY_SECONDS
from tests.integrations.conftest import There
from tests.integrations.house import CREDENTIAL, QUICK, House, until
from tests.integrations.test_mirror import planned, titled
from tests.standins.servers import GITHUB_TOKEN


async def test_a_tracker_that_is_down_is_waited_for(house: House, there: There) -> None:
    title = titled("Down")
    await there.proxy.stop()
    tracker_id, action_id = await planned(house, there, title)
    async with house.mirroring():

        async def noticed() -> bool:
            return sum(await gates.failures(house.connections, tracker_id)) > 2

        await until(noticed)
        # Nothing was attempted, so nothing was recorded; and everybody else goes on.
        assert await house.topics(action_id) == ["planned", "ticket_requested"]
        await house.retitle(action_id, title + " again")
        await there.proxy.start()
        key = await house.linked(action_id)
        assert await gates.failures(house.connections, tracker_id) == (0, 0)
    assert await there.people.tickets(title + " again") == [key]


async def test_a_trial_that_tells_nothing_leaves_the_next_one_to_try(
    house: House, there: There
) -> None:
    title = titled("Tried")
    await there.proxy.stop()
    tracker_id, action_id = await planned(house, there, title)
    async with house.mirroring(timing=replace(QUICK, poll=3_600.0)):  # only the action's job tries

        async def noticed() -> bool:
            return sum(await gates.failures(house.connections, tracker_id)) > 2

        await until(noticed)
        trial = there.proxy.hold("GET", ".")
        await there.proxy.start()
        await asyncio.wait_for(trial.reached.wait(), 20)
        await house.retitle(action_id, title + " again")
        there.proxy.release()
        key = await asyncio.wait_for(house.linked(action_id), TRY_SECONDS / 2)
    assert await there.people.tickets(title + " again") == [key]


async def test_a_pause_that_is_asked_for_is_kept(house: House, there: There) -> None:
    there.proxy.refuse("POST", there.create, 429, retry_after="1")
    tracker_id, action_id = await planned(house, there, titled("Paused"))
    async with house.mirroring():
        await until(lambda: _paused(house, tracker_id))
        await house.linked(action_id)
    (pause,) = there.proxy.pauses
    refused, made = there.proxy.moments("POST")
    assert refused <= pause.began < pause.until <= made
    assert (await house.topics(action_id)).count("ticket_create_failed") == 1
    assert there.proxy.count("POST", there.create) == 1


async def _paused(house: House, tracker_id: object) -> bool:
    return bool(
        await house.connections.fetchval(
            "select g.asked_until > '-infinity'"
            " from ticket_trackers join ticket_gates as g using (gate) where tracker_id = $1",
            tracker_id,
        )
    )


async def test_lost_access_is_neither_a_deletion_nor_a_reason_to_create(
    house: House, there: There
) -> None:
    title = titled("Lost access")
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
        there.proxy.refuse("GET", "", 404, times=1_000)
        await house.retitle(action_id, title + ".")
        action = await house.ticket(action_id, TicketState.PAUSED)
        assert (action.ticket.code, action.ticket.key) == ("access_lost", key)
        await there.proxy.mend()
        await house.linked(action_id)  # by itself
    assert (await house.topics(action_id)).count("ticket_paused") == 1
    assert await there.people.tickets(title + ".") == [key]
    assert there.proxy.count("POST", there.create) == 0


async def test_a_revoked_token_is_waited_for_and_its_successor_needs_no_retry(
    house: House, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = titled("Revoked")
    tracker_id, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
        there.proxy.refuse("GET", "", 401, times=1_000)
        await house.retitle(action_id, title + ".")
        action = await house.ticket(action_id, TicketState.PAUSED)
        assert action.ticket.code == "credential_refused"
        waiting = await house.plan(titled("Waiting"), tracker_id)
        await there.proxy.mend()
        monkeypatch.setenv(CREDENTIAL, GITHUB_TOKEN)
        assert await house.linked(action_id) == key
        await house.linked(waiting)
