"""One ticket for each action, whatever happens to the one POST, and to whoever sent it."""

import asyncio
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

import pytest
from msgspec import json
from msgspec.structs import replace

from domain.ticket import TicketState
from integrations import answers, github
from integrations.markers import comment
from tests.integrations.conformance.counterpart import called
from tests.integrations.conformance.stage import Stage
from tests.integrations.house import DYING, QUICK
from tests.integrations.test_exactly_once import killed, mirror_process
from tests.standins.faults import ANY
from tests.standins.servers import REPOSITORY

Trouble = Callable[[Stage], object]

# The first page of a list: how many there are depends on what other tests made.
LOOK: Final = r"/(issues|search)\?(?!.*[?&]page=(?!1(&|$))).*(sort=created|labels)"
LONG: Final = replace(  # far apart
    QUICK, settle=(0.3, 0.6, 3.0), settle_jira=(0.3, 0.6, 0.9, 3.0)
)
# Nothing else lists meanwhile.
UNLISTED: Final = """
    insert into ticket_trackers (tracker_id, poll_at, sweep_at) values ($1, 'infinity', 'infinity')
    on conflict (tracker_id) do update set poll_at = 'infinity', sweep_at = 'infinity'
"""

# A fault is a line: what goes wrong, and how the proxy does it.
TROUBLES: Final[dict[str, Trouble]] = {
    "the answer is lost after the effect": lambda s: s.proxy.lose("POST", s.create),
    "the connection is reset before the effect": lambda s: s.proxy.reset("POST", s.create),
    "the effect lands after the first probe": lambda s: s.proxy.delay("POST", s.create, 0.15),
    "502 after the effect": lambda s: s.proxy.spoil("POST", s.create, 502),
    "503 after the effect": lambda s: s.proxy.spoil("POST", s.create, 503),
    "504 after the effect": lambda s: s.proxy.spoil("POST", s.create, 504),
    "502 without effect": lambda s: s.proxy.spoil("POST", s.create, 502, effect=False),
    "HTML with status 200": lambda s: s.proxy.spoil("POST", s.create, 200),
    "HTML with status 201": lambda s: s.proxy.spoil("POST", s.create, 201),
    "a 201 that breaks off": lambda s: s.proxy.truncate("POST", s.create),
    "a redirect instead of an answer": lambda s: s.proxy.spoil("POST", s.create, 307),
    "every first answer is lost, twice": lambda s: s.proxy.lose("POST", s.create, times=2),
    "the first probes fail": lambda s: (
        s.proxy.lose("POST", s.create),
        s.proxy.spoil("GET", r"/(issues|search)\?", 500, times=2),
    ),
    "the lists lag behind": lambda s: (
        s.proxy.lose("POST", s.create),
        s.proxy.rewrite("GET", r"/(issues|search)\?", lagging(2)),
    ),
}


def lagging(times: int) -> Callable[[bytes], bytes]:
    """Show an empty list so many times, then the true one."""
    left = [times]

    def shown(body: bytes) -> bytes:
        left[0] -= 1
        if left[0] < 0:
            return body
        empty = {"issues": [], "total": 0, "startAt": 0, "maxResults": 100}
        return json.encode([] if body.startswith(b"[") else empty)

    return shown


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_one_ticket_whatever_happens_to_the_post(stage: Stage, trouble: str) -> None:
    TROUBLES[trouble](stage)
    await stage.plan()
    async with stage.house.mirroring():
        await stage.rest()


async def test_an_effect_late_in_the_window_is_found_by_the_last_look(stage: Stage) -> None:
    """As late as three quarters of the window, when all looks but one have come back empty."""
    looks = len(LONG.probes(stage.there.kind))
    stage.proxy.delay("POST", stage.create, 0.75 * LONG.probes(stage.there.kind)[-1])
    await stage.house.connections.execute(UNLISTED, stage.tracker_id)
    action_id = await stage.plan()
    async with stage.house.mirroring(timing=LONG):
        await stage.house.ticket(action_id, TicketState.UNCONFIRMED)
        await stage.rest()
    sent = [request.method for request in stage.proxy.asked].index("POST")
    looked = len(looks_in(request.path for request in stage.proxy.asked[:sent]))
    before = [method for method, _, _ in stage.proxy.seen].index("POST")
    empty = looks_in(place for _, place, _ in stage.proxy.seen[:before])
    assert len(empty) - looked == looks - 1
    assert len(looks_in(place for _, place, _ in stage.proxy.seen)) - looked >= looks
    assert stage.proxy.count("POST", stage.create) == 1
    assert (await stage.house.events(action_id))[-1].event.adopted


def looks_in(places: Iterable[str]) -> list[str]:
    """Those of some places that were asked for lists, each by its first page."""
    return [place for place in places if re.search(LOOK, place)]


async def test_a_read_timeout_with_effect(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "READ_SECONDS_MAX", 0.3)
    monkeypatch.setattr(github, "READ_SECONDS_MAX", 1)
    fault = stage.proxy.hold("POST", stage.create)
    await stage.plan()
    async with stage.house.mirroring():
        await fault.reached.wait()
        await stage.rest()
    assert stage.proxy.count("POST", stage.create) == 1


async def test_a_worker_killed_between_call_and_commit(stage: Stage) -> None:
    fault = stage.proxy.hold("POST", stage.create)
    await stage.plan()
    async with mirror_process(stage.house.dsn) as process:
        await asyncio.wait_for(fault.reached.wait(), 20)
        await killed(stage.house, process)
    stage.proxy.release()
    async with stage.house.mirroring("survivor"):
        await stage.rest()
    assert stage.proxy.count("POST", stage.create) == 1


async def test_a_lease_lost_with_the_thread_still_running(stage: Stage) -> None:
    fault = stage.proxy.hold("POST", stage.create)
    action_id = await stage.plan()
    short = replace(QUICK, lease=0.5)
    async with stage.house.mirroring("slow", short):
        await fault.reached.wait()
        async with stage.house.mirroring("quick", short):
            await stage.rest()
            stage.proxy.release()
            await stage.house.retitle(action_id, f"Afterwards {uuid4().hex[:8]}")
            await stage.rest()
    assert stage.proxy.count("POST", stage.create) == 1


async def test_two_workers_on_one_link(stage: Stage) -> None:
    async with stage.house.mirroring("one"), stage.house.mirroring("two"):
        action_id, _ = await stage.linked()
        for number in range(10):
            await stage.house.retitle(action_id, f"Title {number} {uuid4().hex[:8]}")
        await stage.rest()
    assert stage.proxy.count("POST", stage.create) == 1


@contextmanager
def hurried_threads() -> Iterator[None]:
    """Let threads take turns as often as can be, so that what they share is seen torn."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


async def test_eight_parallel_links_on_one_credential(stage: Stage) -> None:
    for _ in range(24):
        await stage.plan()
    with hurried_threads():
        async with stage.house.mirroring("one"), stage.house.mirroring("two"):
            await stage.rest()
    assert stage.proxy.count("POST", stage.create) == 24


async def test_strangers_and_forged_markers_in_results(stage: Stage) -> None:
    action_id = await stage.plan("Forged " + uuid4().hex[:8])
    forged = await stage.side.forge("Forged", stage.marker(action_id))
    stage.proxy.renamed["creator="] = "ignored="  # so that GitHub shows what others made, too
    stage.proxy.reset("POST", stage.create)
    async with stage.house.mirroring():
        await stage.rest()
    assert (await stage.house.action(action_id)).ticket.key != forged


@pytest.mark.parametrize(
    "title",
    [
        "x" * 200,
        "é" * 200,
        "@octocat closes #1, fixes GH-2 and [~admin] {code} !http://example.com/x.png!",
        "<!-- twiceshy --> \u202e\u2028 `code` \\\\ |",
    ],
    ids=["long", "long and not ASCII", "pings and closing words", "comments and marks"],
)
async def test_long_and_hostile_titles(stage: Stage, title: str) -> None:
    async with stage.house.mirroring():
        await stage.linked(title=f"{title[:190]}{uuid4().hex[:8]}", details=title * 50)


async def test_a_tracker_that_hangs_delays_no_stop_and_makes_nothing_twice(stage: Stage) -> None:
    fault = stage.proxy.hold("POST", stage.create)
    await stage.plan()
    async with stage.house.mirroring("hanging", replace(DYING, grace=0.2)):
        await asyncio.wait_for(fault.reached.wait(), 20)
        began = time.monotonic()
    assert time.monotonic() - began < 10
    stage.proxy.release()
    async with stage.house.mirroring("later"):
        await stage.rest()
    assert stage.proxy.count("POST", stage.create) == 1


async def test_while_a_tracker_hangs_links_of_another_go_on(github: Stage, jira: Stage) -> None:
    fault = github.proxy.hold("POST", github.create)
    await github.plan()
    async with github.house.mirroring():
        await asyncio.wait_for(fault.reached.wait(), 20)
        await jira.linked()
        github.proxy.release()
        await github.rest()


async def test_pull_requests_in_lists(github: Stage) -> None:
    """Not even one of our own account, older than the ticket, with its whole text."""
    github.proxy.lose("POST", github.create)
    action_id = await github.plan()
    told = {"number": 1, "pull_request": {}, "title": "PR", "user": {"login": "octocat"}}
    pull = told | {"body": comment(github.marker(action_id)), "state": "open"}
    github.proxy.rewrite("GET", r"/issues\?", lambda body: json.encode([*json.decode(body), pull]))
    async with github.house.mirroring():
        await github.rest()


async def test_a_renamed_repository(github: Stage) -> None:
    port = github.proxy.upstream_port
    number = (await called("GET", f"http://127.0.0.1:{port}/repos/{REPOSITORY}"))["id"]
    github.proxy.renamed[f"/repositories/{number}/"] = f"/repos/{REPOSITORY}/"  # as GitHub has it
    async with github.house.mirroring():
        action_id, key = await github.linked()
        place = f"{github.proxy.url}/repositories/{number}"
        github.proxy.refuse(ANY, r"/repos/acme/actions(/|$)", 301, times=1_000, location=place)
        await github.house.retitle(action_id, "Renamed " + uuid4().hex[:8])
        await github.rest()
        await github.linked()
    assert (await github.house.action(action_id)).ticket.key == key
