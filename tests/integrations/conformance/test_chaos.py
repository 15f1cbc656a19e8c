"""The chaos run, small; `make chaos-mirror` has the large one."""

import pytest

from tests.integrations.chaos.dice import FAULTS, Dice
from tests.integrations.chaos.run import chaos
from tests.integrations.conformance.stage import Stage
from tests.integrations.house import House
from tests.standins.faults import ANY
from tests.standins.wire import Request

SEED = 4711
ACTIONS = 30
KILL_SECONDS = (0.3, 1.0)  # the first one before a worker can have done all


async def test_chaos_leaves_one_ticket_each_and_explains_the_rest(
    house: House, github: Stage, jira: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = await chaos([github, jira], SEED, ACTIONS, print, KILL_SECONDS)
    assert verdict.is_clean, verdict
    assert verdict.in_step == ACTIONS
    assert verdict.kills > 0
    assert verdict.faults > 0


def test_the_same_seed_spoils_the_same_requests() -> None:
    requests = [Request("POST", f"/{n % 7}", b"", b"") for n in range(300)]
    first, again, other = Dice(1), Dice(1), Dice(2)
    fates = [first.fate_of(request) for request in requests]
    assert [again.fate_of(request) and 1 for request in requests] == [fate and 1 for fate in fates]
    assert again.fell == first.fell
    assert set(first.fell) == set(FAULTS)
    assert [other.fate_of(request) and 1 for request in requests] != [fate and 1 for fate in fates]
    assert all(fate.method == ANY for fate in fates if fate)
