"""What is shared by all who use one credential: rates, pauses, and one who tries."""

import asyncio
import threading
import time
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.tracker import TRACKER, ChangeTracker
from integrations import gates, jobs
from integrations.desks import Desks
from integrations.measures import MEASURES, Measures
from integrations.threads import Busy, Threads
from integrations.timing import Timing
from integrations.tracker import HeldBack, TrackerRejected, TrackerUnavailable
from tests.integrations.conftest import There
from tests.integrations.house import DYING, QUICK, House, until
from tests.integrations.test_mirror import planned, titled

FEW = Timing(creations_minute_max=3, creations_hour_max=5)
AWAY = TrackerUnavailable("unreachable", "cannot be reached")


async def known(house: House, *gates_of: str) -> list[UUID]:
    """Trackers that are known to the mirror, each behind a gate."""
    trackers = [uuid4() for _ in gates_of]
    for tracker_id, gate in zip(trackers, gates_of, strict=True):
        await house.connections.execute(jobs.SQL["add_tracker"], tracker_id)
        await gates.know(house.connections, tracker_id, gate)
    return trackers


async def test_no_more_pass_a_gate_in_a_minute_than_may_however_many_ask(house: House) -> None:
    await known(house, "one", "two")
    waits = await asyncio.gather(*(gates.admit(house.connections, "one", FEW) for _ in range(8)))
    assert sorted(waits)[:3] == [0.0, 0.0, 0.0]
    assert all(50 < wait <= 60 for wait in sorted(waits)[3:])
    assert await gates.admit(house.connections, "two", FEW) == 0.0


async def test_no_more_pass_in_an_hour_either_and_old_ones_are_forgotten(house: House) -> None:
    await known(house, "one")
    moved = "update ticket_creations set created_at = created_at - $1 * interval '1 minute'"
    for _ in range(5):
        assert await gates.admit(house.connections, "one", FEW) == 0.0
        await house.connections.execute(moved, 2.0)
    assert 2900 < await gates.admit(house.connections, "one", FEW) < 3600
    await house.connections.execute(moved, 60.0)
    assert await gates.admit(house.connections, "one", FEW) == 0.0
    assert await house.connections.fetchval("select count(*) from ticket_creations") == 1


async def test_what_waits_for_the_rate_says_so_and_is_made_in_time(
    house: House, github_there: There
) -> None:
    there = github_there
    await there.proxy.mend()
    tracker_id, first = await planned(house, there, titled("First"))
    async with house.mirroring(timing=replace(QUICK, creations_minute_max=1)):
        await house.linked(first)
        second = await house.plan(titled("Second"), tracker_id)

        async def told() -> str | None:
            code: str | None = await house.connections.fetchval(
                "select code from ticket_jobs where action_id = $1", second
            )
            return code

        assert await until(told) == "creation_rate"
        assert there.proxy.count("POST", there.create) == 1
        assert await house.topics(second) == ["planned", "ticket_requested"]


async def test_a_failure_shuts_the_gate_for_all_trackers_behind_it(house: House) -> None:
    one, two, other = await known(house, "same", "same", "other")
    timing = replace(QUICK, backoff=60.0, backoff_max=60.0)
    for tracker_id in (one, two, other):
        await house.connections.execute(jobs.SQL["request"], uuid4(), tracker_id)
    await gates.shut(house.connections, one, "same", timing, replace_retry(AWAY, 60.0))
    job = await jobs.lease(house.connections, 60.0)
    assert job is not None
    assert (job.tracker_id, job.trouble) == (other, 0)
    assert await jobs.lease(house.connections, 60.0) is None
    assert await gates.failures(house.connections, two) == (0, 1)
    await gates.reopen(house.connections, two)
    assert await gates.failures(house.connections, one) == (0, 0)


async def test_a_pause_holds_for_every_call_here_at_once_and_elsewhere_once_written(
    house: House,
) -> None:
    await known(house, "same", "other")
    here, there, other = (
        gates.Door(house.connections, gate, QUICK, counts=False)
        for gate in ("same", "same", "other")
    )
    await here.enter()
    await here.told(60.0)
    for door in (here, there):
        with pytest.raises(HeldBack) as held:
            await door.enter()
        assert held.value.code == "rate_limited"
        assert 50 < held.value.retry_after <= 60
    await other.enter()
    await house.connections.execute("update ticket_gates set asked_until = '-infinity'")
    await there.enter()
    with pytest.raises(HeldBack):
        await here.enter()


async def test_a_door_counts_where_the_service_does_and_what_is_held_back_shuts_nothing(
    house: House,
) -> None:
    (one,) = await known(house, "same")
    counting, other = (
        gates.Door(house.connections, "same", FEW, counts=counts) for counts in (True, False)
    )
    for _ in range(3):
        await counting.count()
        await other.count()
    with pytest.raises(HeldBack) as held:
        await counting.count()
    assert await gates.shut(house.connections, one, "same", QUICK, held.value) == 0.0
    assert await gates.failures(house.connections, one) == (0, 0)


def replace_retry(error: TrackerUnavailable, seconds: float) -> TrackerUnavailable:
    return TrackerUnavailable(error.code, error.reason, seconds)


async def test_a_project_that_is_not_shown_closes_its_tracker_alone(house: House) -> None:
    one, two = await known(house, "same", "same")
    lost = TrackerRejected("project_not_found", "is not shown", reading=True)
    await gates.shut(house.connections, one, "same", QUICK, lost)
    assert await gates.failures(house.connections, one) == (1, 0)
    assert await gates.failures(house.connections, two) == (0, 0)


async def test_an_error_of_one_call_shuts_nothing(house: House) -> None:
    (one,) = await known(house, "same")
    for error in (
        TrackerUnavailable("list_too_long", "too many"),
        TrackerUnavailable("lease_over", "too slow"),
        TrackerRejected("content_refused", "refused", fields=("labels",)),
    ):
        assert await gates.shut(house.connections, one, "same", QUICK, error) == 0.0
    assert await gates.failures(house.connections, one) == (0, 0)


async def test_while_a_gate_is_shut_one_tries_and_others_stay_away(house: House) -> None:
    (one,) = await known(house, "same")
    for _ in range(2):
        await house.connections.execute(jobs.SQL["request"], uuid4(), one)
    await gates.shut(house.connections, one, "same", replace(QUICK, backoff=0.0), AWAY)
    job = await jobs.lease(house.connections, 60.0)
    assert job is not None
    assert job.trouble == 1
    async with gates.trial(house.connections, one, 60.0):
        assert await jobs.lease(house.connections, 60.0) is None
        await gates.reopen(house.connections, one)
        assert await jobs.lease(house.connections, 60.0) is not None


async def test_a_trial_leaves_what_it_shut_and_else_lets_others_try(house: House) -> None:
    (one,) = await known(house, "same")
    await house.connections.execute(jobs.SQL["request"], uuid4(), one)
    await gates.shut(house.connections, one, "same", replace(QUICK, backoff=0.0), AWAY)
    async with gates.trial(house.connections, one, 60.0):
        assert await jobs.lease(house.connections, 60.0) is None
        await gates.shut(house.connections, one, "same", replace(QUICK, backoff=60.0), AWAY)
    assert await jobs.lease(house.connections, 60.0) is None
    async with gates.trial(house.connections, one, 60.0):
        assert await jobs.lease(house.connections, 60.0) is None
    assert await jobs.lease(house.connections, 60.0) is not None


async def test_a_gate_is_known_by_address_and_reference_and_never_by_the_secret(
    house: House, there: There
) -> None:
    tracker_id = await house.register(there.kind, there.proxy.url, there.project)
    await house.connections.execute(jobs.SQL["add_tracker"], tracker_id)
    desks = Desks(house.connections, house.repository, QUICK)
    desk = await desks.get(tracker_id)
    assert desk.gate == f"{there.kind} {there.proxy.url} env:TRACKER_TOKEN_OF_THE_TESTS"
    assert await desks.get(tracker_id) is desk
    await house.do(TRACKER, tracker_id, ChangeTracker(name="another"))
    assert await desks.get(tracker_id) is not desk


async def test_who_needs_an_adapter_at_once_gets_the_same(house: House, there: There) -> None:
    tracker_id = await house.register(there.kind, there.proxy.url, there.project)
    await house.connections.execute(jobs.SQL["add_tracker"], tracker_id)
    desks = Desks(house.connections, house.repository, QUICK)
    for name in ("another", "a third"):
        first, *others = await asyncio.gather(*(desks.get(tracker_id) for _ in range(4)))
        assert all(desk is first for desk in [*others, await desks.get(tracker_id)])
        await house.do(TRACKER, tracker_id, ChangeTracker(name=name))


async def test_a_call_that_hangs_keeps_nobody_from_stopping(house: House, there: There) -> None:
    title = titled("Hanging")
    fault = there.proxy.hold("POST", there.create)
    _, action_id = await planned(house, there, title)
    began = time.monotonic()
    async with house.mirroring(timing=replace(DYING, grace=0.3)):
        await asyncio.wait_for(fault.reached.wait(), 20)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    there.proxy.release()
    async with house.mirroring("next"):
        key = await house.linked(action_id)
    assert await there.people.tickets(title) == [key]


async def test_a_thread_that_hangs_holds_up_no_other_call() -> None:
    threads, hang = Threads(2), threading.Event()
    stuck = asyncio.create_task(threads.call(hang.wait))
    await asyncio.sleep(0)
    assert await threads.call(threading.get_ident) == await threads.call(threading.get_ident)
    other = asyncio.create_task(threads.call(hang.wait))
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await threads.call(threading.get_ident)
    other.cancel()
    hang.set()
    assert await stuck
    assert await threads.call(threading.get_ident)


async def test_what_a_call_raises_is_raised_to_its_caller() -> None:
    def broken() -> None:
        raise ValueError("as it came")

    with pytest.raises(ValueError, match="as it came"):
        await Threads().call(broken)


def test_measures_only_grow() -> None:
    measures = Measures()
    measures.called("Jira", "POST", "201")
    measures.called("Jira", "POST", "201")
    measures.waits("creation_rate", 1.5)
    measures.waits("creation_rate", 2.0)
    read = measures.read()
    assert read.calls == {("Jira", "POST", "201"): 2}
    assert read.gate_seconds == {"creation_rate": 3.5}


async def test_calls_are_counted_by_outcome(there: There) -> None:
    before = MEASURES.read().calls
    await there.tracker().changes(datetime.now(UTC))
    after = MEASURES.read().calls
    name = {"github": "GitHub", "jira": "Jira"}[there.kind]
    assert after[name, "GET", "200"] > before.get((name, "GET", "200"), 0)
