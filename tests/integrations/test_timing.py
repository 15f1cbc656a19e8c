"""When the mirror looks, and what it costs a process that never does."""

import subprocess
import sys

import asyncpg
import pytest

from domain.tracker import TrackerKind
from integrations import gates, jobs, sweeping, twins
from integrations.timing import Timing


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        (TrackerKind.GITHUB, [15.0, 45.0, 120.0, None]),
        (TrackerKind.JIRA, [15.0, 45.0, 120.0, 420.0, None]),
    ],
)
def test_probes_are_spaced_over_the_settle_window(
    kind: TrackerKind, waits: list[float | None]
) -> None:
    timing = Timing()
    assert [timing.probe_wait(kind, done) for done in range(len(waits))] == waits


def test_a_backoff_is_anything_up_to_a_bound_that_doubles_and_ends() -> None:
    timing = Timing(backoff=2.0, backoff_max=900.0)
    for failures, bound in ((0, 2.0), (3, 16.0), (50, 900.0)):
        drawn = [timing.backoff_seconds(failures) for _ in range(200)]
        assert all(0.0 <= seconds <= bound for seconds in drawn)
        assert max(drawn) > bound / 2


STATEMENTS = {
    f"{module.__name__}.{name}": statement
    for module in (gates, jobs, sweeping, twins)
    for name, statement in module.SQL.items()
}


@pytest.mark.parametrize("name", STATEMENTS)
async def test_every_statement_prepares(dsn: str, name: str) -> None:
    conn = await asyncpg.connect(dsn, server_settings={"role": "twiceshy_app"})
    try:
        await conn.prepare(STATEMENTS[name])
    finally:
        await conn.close()


def test_a_process_without_trackers_never_loads_their_libraries() -> None:
    code = (
        "import sys, integrations.mirror, integrations.selftest;"
        "sys.exit(bool({'jira', 'github', 'requests'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
