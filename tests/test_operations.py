"""docs/operations.md is true: its statements run, and its limits are those of the code."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import asyncpg

from api import app, auth, idempotency, pages, positions, retries, wire
from api.settings import Settings
from domain import action, links, postmortem, team, values
from eventstore.committer import LIMITS
from integrations import credentials
from integrations.timing import Timing
from projections import history
from projections.registry import PROJECTIONS
from tests.api.keys import digest_of, new_key
from tests.api.nodes import client_of, open_node
from tests.api.world import declared

TEXT: Final = (Path(__file__).parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")
ADD_KEY, END_KEY, VERIFY, FOLLOWERS = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)
TAMPER: Final = """
    alter table stored_events disable trigger append_only;
    update stored_events set state = state || ' ' where notification_id = 2;
"""
MAXIMA: Final[dict[str, Any]] = {
    "body of a request": app.BODY_BYTES_MAX,
    "head of a request": wire.HEAD_BYTES_MAX,
    "time for a request to arrive": wire.ARRIVAL_SECONDS_MAX,
    "items in a page of a list": pages.LIMIT_MAX,
    "title": values.TITLE_CHARS_MAX,
    "section, details, other long text": values.BODY_CHARS_MAX,
    "reason": values.REASON_CHARS_MAX,
    "items of a list in a body, teams of a person": values.ITEMS_MAX,
    "members of a team in one request": team.MEMBERS_MAX,
    "actions of an incident": action.ACTIONS_MAX,
    "links of an incident": links.LINKS_MAX,
    "editions of a postmortem": postmortem.EDITIONS_MAX,
    "overrides of blame findings of a postmortem": postmortem.OVERRIDES_MAX,
    "thanks from a person for a postmortem": values.ITEMS_MAX,
    "time in the future, for clocks that differ": values.CLOCK_SKEW_MAX / timedelta(minutes=1),
    "`Idempotency-Key`": idempotency.KEY_CHARS_MAX,
    "wait for `min_position`": positions.WAIT_SECONDS_MAX,
    "events looked at by one page of the log on a person's behalf": history.LOOKS_MAX,
    "links tried by one call of `retries`": retries.BATCH_MAX,
    "events that wait to be written in one process": LIMITS.queue_events_max,
    "secret of a tracker": credentials.SECRET_BYTES_MAX,
    "new or edited tickets of one GitHub credential in a minute": Timing().creations_minute_max,
    "new or edited tickets of one GitHub credential in an hour": Timing().creations_hour_max,
}


def test_the_limits_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| (.+) \| ([\d,]+)(?: \w+)? \|$", TEXT, re.MULTILINE)
    assert {what: int(most.replace(",", "")) for what, most in rows} == MAXIMA


def test_the_connections_of_a_process_are_counted_as_it_opens_them() -> None:
    besides = len(PROJECTIONS) + 2  # the committer's and the hint's
    assert f"twice `TWICESHY_CONNECTIONS_MAX` and {besides} connections" in TEXT
    assert f"{2 * Settings().connections_max + besides} by default" in TEXT


async def test_a_key_is_added_and_ended(fresh_dsn: str) -> None:
    key = new_key()
    conn = await asyncpg.connect(fresh_dsn)
    await conn.execute(ADD_KEY.replace("DIGEST", digest_of(key).hex()))
    async with open_node(fresh_dsn) as node, client_of(node.url, key) as client:
        assert (await client.get("/v1/incidents")).status_code == 200
        assert (await client.put("/v1/teams/risk", json={})).status_code == 403
    await conn.execute(END_KEY)
    assert await conn.fetch(auth.SQL["live_keys"], [digest_of(key)]) == []
    await conn.close()


async def test_a_change_of_the_log_is_found(fresh_dsn: str) -> None:
    async with open_node(fresh_dsn) as node:
        for _ in range(3):
            await declared(node.client)
    conn = await asyncpg.connect(fresh_dsn)
    assert [*map(tuple, await conn.fetch(VERIFY))] == [(3, 3, 0)]
    await conn.execute(TAMPER)
    assert [*map(tuple, await conn.fetch(VERIFY))] == [(3, 3, 1)]
    await conn.close()


async def test_followers_tell_their_state(fresh_dsn: str) -> None:
    async with open_node(fresh_dsn) as node:
        await declared(node.client)
        await node.client.get("/v1/incidents?min_position=1")
        conn = await asyncpg.connect(fresh_dsn)
        states = {row["name"]: row["state"] for row in await conn.fetch(FOLLOWERS)}
        await conn.close()
    assert states["incident_list"] == "running"
