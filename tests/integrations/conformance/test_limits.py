"""Limits are kept, and what is refused for a while is waited for, told, and taken up again."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.ticket import TicketState
from tests.integrations.conformance.pauses import UNDER_WAY_SECONDS, trespasses
from tests.integrations.conformance.stage import Stage
from tests.integrations.house import CREDENTIAL, QUICK, until
from tests.integrations.test_exactly_once import killed, mirror_process
from tests.standins.faults import ANY
from tests.standins.servers import GITHUB_TOKEN

Trouble = Callable[[Stage], object]


def dated(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


def reset_in(seconds: float) -> str:
    """GitHub's reset time, in whole seconds."""
    return str(int(time.time() + seconds) + 1)


SECONDARY: Final = b'{"message": "You have exceeded a secondary rate limit."}'

LIMITS: Final[dict[str, Trouble]] = {
    "429 with Retry-After in seconds": lambda s: s.proxy.refuse(
        "POST", s.create, 429, retry_after="1"
    ),
    "429 with Retry-After as a date": lambda s: s.proxy.refuse(
        "POST", s.create, 429, retry_after=dated(2)
    ),
    "403 with Retry-After: the secondary limit": lambda s: s.proxy.refuse(
        "POST", s.create, 403, retry_after="1", body=SECONDARY
    ),
    "403 with an empty budget: the primary limit": lambda s: s.proxy.refuse(
        "POST", s.create, 403, x_ratelimit_remaining="0", x_ratelimit_reset=reset_in(1)
    ),
    "503 with Retry-After while reading": lambda s: s.proxy.refuse(
        "GET", s.read, 503, retry_after="1"
    ),
}


@pytest.mark.parametrize("limit", LIMITS)
async def test_a_limit_is_waited_for(stage: Stage, limit: str) -> None:
    LIMITS[limit](stage)
    for _ in range(3):
        await stage.plan()
    async with stage.house.mirroring():
        await stage.rest()
    assert stage.proxy.count("POST", stage.create) == 3


async def test_a_pass_that_is_under_way_stops_at_a_pause(stage: Stage) -> None:
    async with stage.house.mirroring("one"), stage.house.mirroring("two"):
        slow, key = await stage.linked()
        held = stage.proxy.hold("GET", place_of(stage, key))
        await stage.house.retitle(slow, "Slow " + uuid4().hex[:8])
        await asyncio.wait_for(held.reached.wait(), 20)  # and would go on with an edit
        stage.proxy.refuse("POST", stage.create, 429, retry_after="2")
        await stage.plan()
        await until(lambda: _grace_is_over(stage))
        assert held.gate is not None
        held.gate.set()
        await stage.rest()
        await stage.house.in_step(slow)


def place_of(stage: Stage, key: str) -> str:
    """Of the path of one ticket, in a GET."""
    return rf"/{key.rpartition('#')[2]}$" if stage.there.kind == "github" else rf"/{key}\?"


async def _grace_is_over(stage: Stage) -> bool:
    return any(time.time() > one.began + 2 * UNDER_WAY_SECONDS for one in stage.proxy.pauses)


async def test_whoever_is_killed_with_the_answer_in_hand_tells_nobody(stage: Stage) -> None:
    """Shows what a kill excuses: without it the same calls are called what they are."""
    fault = stage.proxy.refuse("POST", stage.create, 429, retry_after="30")
    fault.gate = asyncio.Event()  # on its way as long as there is somebody to tell it
    await stage.plan()
    signed = {CREDENTIAL: f"{GITHUB_TOKEN}.caller-victim"}
    async with mirror_process(stage.house.dsn, **signed) as process:
        await asyncio.wait_for(fault.reached.wait(), 20)
        await killed(stage.house, process)
        died = time.time()
    stage.proxy.release()
    async with stage.house.mirroring("survivor"):
        await stage.linked()
        await stage.rest()
    assert await stage.house.connections.fetchval("select count(*) from pauses_told") == 0
    assert [pause.caller for pause in stage.proxy.pauses] == ["victim"]
    assert await trespasses(stage.house, stage.proxy) != []
    assert await trespasses(stage.house, stage.proxy, {"another": died}) != []
    stage.deaths["victim"] = died


async def test_edits_count_as_what_is_made(github: Stage) -> None:
    async with github.house.mirroring(timing=replace(QUICK, creations_minute_max=2)):
        action_id, _ = await github.linked()
        await github.house.retitle(action_id, "Second " + uuid4().hex[:8])
        await until(lambda: _edited(github, 1))
        await github.house.retitle(action_id, "Third " + uuid4().hex[:8])

        async def told() -> bool:
            return (await github.standing(action_id)).code == "creation_rate"

        await until(told)
        assert await _edited(github, 1)
        await github.house.connections.execute(
            "update ticket_creations set created_at = created_at - interval '1 minute'"
        )
        await github.house.retitle(action_id, "Fourth " + uuid4().hex[:8])
        await until(lambda: _edited(github, 2))
        await github.rest()


async def _edited(stage: Stage, times: int) -> bool:
    return len(stage.proxy.moments("PATCH")) == times


async def test_a_limit_of_one_issue_holds_that_link_and_no_other(stage: Stage) -> None:
    verb = "PATCH" if stage.there.kind == "github" else "PUT"
    async with stage.house.mirroring():
        action_id, key = await stage.linked()
        place = key.rpartition("#")[2] if stage.there.kind == "github" else key
        stage.proxy.refuse(verb, rf"/{place}$", 422 if verb == "PATCH" else 400, times=1_000)
        await stage.house.retitle(action_id, "Too much " + uuid4().hex[:8])
        await stage.held(action_id, "content_refused")
        await stage.linked()
        await stage.proxy.mend()
        await stage.house.retry(action_id)
        await stage.rest()
        await stage.house.in_step(action_id)


async def test_a_token_revoked_then_replaced(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage.house.mirroring():
        action_id, _ = await stage.linked()
        stage.proxy.refuse(ANY, "", 401, times=10_000)
        monkeypatch.setenv(CREDENTIAL, "revoked")
        await stage.house.retitle(action_id, "Revoked " + uuid4().hex[:8])
        held = await stage.held(action_id, "credential_refused")
        assert held.ticket.remedy
        stage.proxy.release()
        monkeypatch.setenv(CREDENTIAL, GITHUB_TOKEN)
        await stage.house.retry(action_id)
        await stage.rest()
        await stage.house.in_step(action_id)


async def test_a_permission_reduced_then_given_back(stage: Stage) -> None:
    async with stage.house.mirroring():
        action_id, _ = await stage.linked()
        for verb in ("PATCH", "PUT", "POST"):
            stage.proxy.refuse(verb, "", 403, times=10_000)
        await stage.house.retitle(action_id, "Reduced " + uuid4().hex[:8])
        await stage.held(action_id, "permission_missing")
        stage.proxy.release()
        await stage.house.retry(action_id)
        await stage.rest()
        await stage.house.in_step(action_id)


async def test_a_repository_hidden_for_a_while_closes_and_makes_nothing(stage: Stage) -> None:
    async with stage.house.mirroring():
        action_id, key = await stage.linked()
        stage.proxy.refuse("GET", "", 404, times=10_000)
        await stage.house.retitle(action_id, "Hidden " + uuid4().hex[:8])
        held = await stage.held(action_id, "access_lost")
        assert (held.ticket.state, held.ticket.key) == (TicketState.PAUSED, key)
        made = stage.proxy.count("POST", stage.create)
        stage.proxy.release()
        await until(lambda: _goes_on(stage))
    assert stage.proxy.count("POST", stage.create) == made


async def _goes_on(stage: Stage) -> bool:
    """By itself, without a person's retry."""
    return all([(await stage.standing(one)).in_step for one in stage.actions])


async def test_a_missing_credential_is_told_by_its_place_and_taken_up_when_it_is_there(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CREDENTIAL)
    action_id = await stage.plan()
    async with stage.house.mirroring():
        held = await stage.held(action_id, "credential_missing")
        assert CREDENTIAL in (held.ticket.reason or "")
        monkeypatch.setenv(CREDENTIAL, GITHUB_TOKEN)
        await stage.house.retry(action_id)
        await stage.rest()
        await stage.house.in_step(action_id)
