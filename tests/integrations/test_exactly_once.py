"""One ticket, whatever is lost, and whoever dies, between the call and the record of it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from domain.ticket import TicketState
from integrations import jobs
from integrations.markers import marker_for
from tests.integrations.conftest import There
from tests.integrations.house import House
from tests.integrations.test_mirror import planned, titled
from tests.standins.faults import Fault, FaultProxy

Spoil = Callable[[FaultProxy, str], object]

LATE_EFFECTS: dict[str, Spoil] = {
    "answer lost": lambda proxy, create: proxy.lose("POST", create),
    "502": lambda proxy, create: proxy.spoil("POST", create, 502),
    "503": lambda proxy, create: proxy.spoil("POST", create, 503),
    "307": lambda proxy, create: proxy.spoil("POST", create, 307),
    "200 with HTML": lambda proxy, create: proxy.spoil("POST", create, 200),
    "201 with HTML": lambda proxy, create: proxy.spoil("POST", create, 201),
}

NO_EFFECTS: dict[str, Spoil] = {
    "reset": lambda proxy, create: proxy.reset("POST", create),
    "502": lambda proxy, create: proxy.spoil("POST", create, 502, effect=False),
}


@pytest.mark.parametrize("fault", LATE_EFFECTS)
async def test_a_ticket_made_in_doubt_is_found_and_adopted(
    house: House, there: There, fault: str
) -> None:
    title = titled(fault)
    LATE_EFFECTS[fault](there.proxy, there.create)
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
    assert await there.people.tickets(title) == [key]
    assert there.proxy.count("POST", there.create) == 1
    assert await house.topics(action_id) == [
        "planned",
        "ticket_requested",
        "ticket_create_started",
        "ticket_create_unconfirmed",
        "ticket_linked",
    ]
    assert (await house.events(action_id))[-1].event.adopted


@pytest.mark.parametrize("fault", NO_EFFECTS)
async def test_a_second_attempt_waits_for_every_look_to_come_back_empty(
    house: House, there: There, fault: str
) -> None:
    title = titled(fault)
    NO_EFFECTS[fault](there.proxy, there.create)
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
    assert await there.people.tickets(title) == [key]
    events = await house.events(action_id)
    doubt, second = (
        next(r for r in events if name in r.topic and r.version >= least)
        for name, least in (("unconfirmed", 1), ("create_started", 4))
    )
    waited = (second.recorded_at - doubt.recorded_at).total_seconds()
    assert waited >= (0.3 if there.kind == "github" else 1.0)
    assert second.event.attempt == 2


async def test_an_edit_does_not_shorten_the_looks(house: House, there: There) -> None:
    title = titled("Impatient")
    there.proxy.reset("POST", there.create)
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        await house.ticket(action_id, TicketState.UNCONFIRMED)
        for n in range(10):
            await house.retitle(action_id, f"{title} {n}")
        key = await house.linked(action_id)
    events = await house.events(action_id)
    doubt = next(r for r in events if "unconfirmed" in r.topic)
    second = [r for r in events if "create_started" in r.topic][1]
    assert (second.recorded_at - doubt.recorded_at).total_seconds() >= 0.3
    assert await there.people.tickets(f"{title} 9") == [key]


async def test_a_copy_by_somebody_else_is_not_adopted(house: House, there: There) -> None:
    title = titled("Copied")
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
    copy = await there.people.copy(key)
    marker = marker_for(await jobs.marker_secret(house.connections), action_id)
    found = await there.tracker().find(marker, (await house.events(action_id))[0].recorded_at)
    assert [ticket.key for ticket in found] == [key]
    assert copy != key


WHERE: dict[str, Callable[[There], Fault]] = {
    "before the look": lambda there: there.proxy.hold("GET", r"/(issues|search)\?"),
    "before the effect": lambda there: there.proxy.hold("POST", there.create, effect=False),
    "after the effect": lambda there: there.proxy.hold("POST", there.create),
    "after the record": lambda there: there.proxy.hold("GET", there.read),
}


@pytest.mark.parametrize("where", WHERE)
async def test_a_mirror_killed_anywhere_neither_doubles_nor_loses(
    house: House, there: There, where: str
) -> None:
    title = titled(where)
    fault = WHERE[where](there)
    _, action_id = await planned(house, there, title)
    async with mirror_process(house.dsn) as process:
        await asyncio.wait_for(fault.reached.wait(), 20)
        await killed(house, process)
    there.proxy.release()
    async with house.mirroring("survivor"):
        key = await house.linked(action_id)
    assert await there.people.tickets(title) == [key]
    assert (await house.action(action_id)).ticket.state is TicketState.LINKED


async def killed(house: House, process: asyncio.subprocess.Process) -> None:
    """Kill a mirror, and let another plan at once: the lease for that outlasts many a wait."""
    process.send_signal(signal.SIGKILL)
    await process.wait()
    await house.connections.execute(
        "update followers set lease_until = '-infinity' where name = 'mirror'"
    )


@asynccontextmanager
async def mirror_process(dsn: str, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A mirror in a process of its own; `more` are variables of its environment."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integrations.mirror_process", dsn, env=os.environ | more
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
