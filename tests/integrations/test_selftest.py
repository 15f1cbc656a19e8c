"""A look at a tracker passes the door of all that call it, and says so where that is shut."""

import re
import time
from uuid import UUID

import pytest

from integrations import gates
from integrations.gates import Door
from integrations.selftest import self_test
from integrations.tracker import HeldBack
from tests.integrations.conftest import There
from tests.integrations.house import OPEN, QUICK, House
from tests.integrations.test_adapters import configured


async def door_of(house: House, there: There) -> tuple[UUID, Door]:
    tracker_id = await house.register(there.kind, there.proxy.url, there.project)
    return tracker_id, await gates.door_to(house.connections, tracker_id, configured(there))


async def test_it_calls_nobody_during_a_pause_and_tells_how_long_that_lasts(
    house: House, there: There
) -> None:
    _, door = await door_of(house, there)
    _, another = await door_of(house, there)
    await another.told(90.0)
    asked = len(there.proxy.asked)
    found = await self_test(configured(there), {}, door)
    assert len(there.proxy.asked) == asked
    (check,) = found.checks
    assert not found.passed
    told = re.search(r"asked for a pause of (\d+) more seconds", check.detail)
    assert told
    assert 60 < int(told[1]) <= 90
    assert check.remedy == "Look again when that is over."


async def test_a_pause_that_it_is_asked_for_holds_for_the_mirror(
    house: House, there: There
) -> None:
    _, door = await door_of(house, there)
    there.proxy.refuse("GET", "", 429, retry_after="60")
    found = await self_test(configured(there), {}, door)
    assert "pause" in found.checks[-1].detail
    mirrors = Door(house.connections, gates.gate_of(configured(there)), QUICK, counts=True)
    with pytest.raises(HeldBack):
        await mirrors.enter()


async def test_every_question_of_it_passes_the_door(house: House, there: There) -> None:
    _, door = await door_of(house, there)
    entered = []

    class Counting:
        async def enter(self) -> None:
            entered.append(1)
            await door.enter()

        async def count(self) -> None: ...

        async def told(self, seconds: float) -> None: ...

    asked = len(there.proxy.asked)
    found = await self_test(configured(there), {"ana@example.com": "alice"}, Counting())
    assert {"assignable"} < {check.name for check in found.checks}
    assert len(entered) == len(there.proxy.asked) - asked >= 2


async def test_a_tracker_that_does_not_answer_ends_it_in_words(there: There) -> None:
    held = there.proxy.hold("GET", "")
    began = time.monotonic()
    found = await self_test(configured(there), {}, OPEN, seconds_max=0.2)
    assert time.monotonic() - began < 5
    assert held.reached.is_set()
    assert "did not answer" in found.checks[0].detail
    there.proxy.release()
