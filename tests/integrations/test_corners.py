"""What seldom happens to the mirror: a restored log, a lost database, a lease that went by."""

import asyncio
import os
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.errors import VersionConflict
from domain.ticket import StartCreate, TicketState
from integrations import jira_shapes, jobs
from integrations.answers import ONE_ISSUE, Answer, answered
from integrations.credentials import resolve
from integrations.jobs import Settled
from integrations.journal import Journal, LeaseOver
from integrations.mirror import Wake, _guarded
from integrations.standing import row_of
from integrations.tracker import (
    TicketHeldBack,
    TrackerRejected,
    TrackerUnavailable,
    TrackerUnconfirmed,
)
from tests.integrations.conftest import There
from tests.integrations.house import DYING, OPEN, House, open_house, until
from tests.integrations.test_mirror import planned, titled


async def test_a_log_restored_from_a_backup_finds_its_ticket_again(
    house: House, there: There
) -> None:
    title = titled("Restored")
    _, action_id = await planned(house, there, title)
    async with house.mirroring():
        key = await house.linked(action_id)
    await forget_after(house, action_id, events=2)  # as a backup from before the link would
    async with open_house(house.dsn) as restored:
        async with restored.mirroring("restored"):
            assert await restored.linked(action_id) == key
        assert (await restored.events(action_id))[-1].event.adopted
    assert await there.people.tickets(title) == [key]


async def forget_after(house: House, action_id: UUID, *, events: int) -> None:
    conn = await asyncpg.connect(house.dsn)
    try:
        await conn.execute("alter table stored_events disable trigger all")
        await conn.execute(
            "delete from stored_events where originator_id = $1 and originator_version > $2",
            action_id,
            events,
        )
        await conn.execute("delete from ticket_jobs")
        await conn.execute("update followers set position = 0")
    finally:
        await conn.close()


async def test_a_database_lost_between_call_and_record_makes_no_second_ticket(
    house: House, there: There
) -> None:
    title = titled("Lost database")
    fault = there.proxy.hold("POST", there.create)
    _, action_id = await planned(house, there, title)
    async with house.mirroring(timing=DYING):
        await asyncio.wait_for(fault.reached.wait(), 20)
        await house.cut_connections()
        there.proxy.release()
        async with open_house(house.dsn) as onlooker:
            key = await onlooker.linked(action_id)
    assert await there.people.tickets(title) == [key]


async def test_a_tracker_that_rewrites_our_text_is_not_pushed_for_ever(
    house: House, there: There
) -> None:
    _, action_id = await planned(house, there, titled("Rewritten"))
    there.proxy.rewrite("GET", there.read, lambda body: body.replace(b"what to do", b"WHAT TO DO"))
    async with house.mirroring():
        await house.linked(action_id)
        await house.in_step(action_id)
    assert "ticket_updated" not in await house.topics(action_id)
    assert (await house.action(action_id)).ticket.state is TicketState.LINKED


async def test_a_job_without_an_action_is_laid_aside(house: House, there: There) -> None:
    tracker_id = await house.register(there.kind, there.proxy.url, there.project)
    action_id = uuid4()
    await house.connections.execute(jobs.SQL["add_tracker"], tracker_id)
    await house.connections.execute(jobs.SQL["request"], action_id, tracker_id)

    async def laid_aside() -> bool:
        row = await row_of(house.connections, action_id)
        return row is not None and row.due_at is None

    async with house.mirroring():
        await until(laid_aside)
    row = await row_of(house.connections, action_id)
    assert row is not None
    assert row.last_synced_at is None


async def test_what_comes_of_a_job_is_written_under_its_lease_only(house: House) -> None:
    tracker_id, action_id = uuid4(), uuid4()
    await house.connections.execute(jobs.SQL["add_tracker"], tracker_id)
    await house.connections.execute(jobs.SQL["request"], action_id, tracker_id)
    first = await jobs.lease(house.connections, 0.0)
    assert first is not None
    second = await jobs.lease(house.connections, 60.0)
    assert second is not None
    assert await jobs.lease(house.connections, 60.0) is None
    assert not await jobs.settle(house.connections, first, Settled(seconds=None))
    await house.connections.execute(jobs.SQL["change"], action_id)
    assert await jobs.settle(house.connections, second, Settled(seconds=None, in_step=True))
    third = await jobs.lease(house.connections, 60.0)  # the change came while it was worked on
    assert third is not None
    assert third.wishes == first.wishes + 1


async def test_a_retry_while_somebody_works_forgives_fights_and_forgets_writes_for_good(
    house: House,
) -> None:
    action_id, tracker_id = uuid4(), uuid4()
    await house.connections.execute(jobs.SQL["add_tracker"], tracker_id)
    await house.connections.execute(jobs.SQL["request"], action_id, tracker_id)
    written = "update ticket_jobs set fights = 3, fought_at = now(), pushed = 'written'"
    for retried, left in ((False, (3, b"written")), (True, (0, None))):
        await house.connections.execute(written)
        job = await jobs.lease(house.connections, 60.0)
        assert job is not None
        if retried:
            await jobs.retry(house.connections, action_id)
        await jobs.settle(house.connections, job, Settled(seconds=0.0, known=job.known))
        (held,) = await house.connections.fetch("select fights, pushed from ticket_jobs")
        assert tuple(held) == left


async def test_a_ring_makes_jobs_due_and_knows_no_others(house: House) -> None:
    tracker_id, action_id = uuid4(), uuid4()
    await house.connections.execute(jobs.SQL["add_tracker"], tracker_id)
    await house.connections.execute(jobs.SQL["request"], action_id, tracker_id)
    first = await jobs.lease(house.connections, 60.0)
    assert first is not None
    await jobs.settle(house.connections, first, Settled(seconds=3600.0, in_step=True))
    assert await jobs.lease(house.connections, 60.0) is None
    await jobs.ring(house.connections, [uuid4(), action_id])
    second = await jobs.lease(house.connections, 60.0)
    assert second is not None
    assert (second.action_id, second.wishes) == (action_id, first.wishes + 1)


async def test_a_worker_without_its_lease_writes_nothing(house: House, there: There) -> None:
    tracker_id, action_id = await planned(house, there, titled("Overtaken"))
    await house.connections.execute(jobs.SQL["add_tracker"], tracker_id)
    await house.connections.execute(jobs.SQL["request"], action_id, tracker_id)
    late = await jobs.lease(house.connections, 0.0)
    assert late is not None
    journal = Journal(house.connections, house.repository, late)
    await journal.read()
    with pytest.raises(LeaseOver):
        await journal.record(StartCreate())
    ours = await jobs.lease(house.connections, 60.0)
    assert ours is not None
    with pytest.raises(LeaseOver):
        await journal.record(StartCreate())
    assert await house.topics(action_id) == ["planned", "ticket_requested"]


async def test_what_people_change_meanwhile_is_no_reason_to_refuse_and_what_a_mirror_does_is(
    house: House, there: There
) -> None:
    tracker_id, action_id = await planned(house, there, titled("Meanwhile"))
    await house.connections.execute(jobs.SQL["add_tracker"], tracker_id)
    await house.connections.execute(jobs.SQL["request"], action_id, tracker_id)
    job = await jobs.lease(house.connections, 60.0)
    assert job is not None
    one, two = (Journal(house.connections, house.repository, job) for _ in range(2))
    await one.read()
    await two.read()
    await house.retitle(action_id, "Meanwhile, another title")
    with pytest.raises(VersionConflict):
        await one.record(StartCreate(), unchanged=True)
    await one.record(StartCreate())
    with pytest.raises(VersionConflict):
        await two.record(StartCreate())
    assert (await house.topics(action_id)).count("ticket_create_started") == 1


async def test_a_step_that_breaks_is_survived_and_its_words_are_not_told(
    capfd: pytest.CaptureFixture[str],
) -> None:
    async def broken() -> int:
        raise RuntimeError("Authorization: Bearer abc")

    assert await _guarded(broken) is None
    told = capfd.readouterr().out
    assert "mirror_step_broke" in told
    assert "RuntimeError" in told
    assert "Bearer" not in told


async def test_news_end_a_rest() -> None:
    wake = Wake(asyncio.Event())
    resting = asyncio.create_task(wake.rest(60))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    wake.all()
    await asyncio.wait_for(resting, 5)


def test_a_credential_in_a_file_is_read_without_its_line_end(tmp_path: Path) -> None:
    held = tmp_path / "token"
    held.write_text("abc\n")
    assert resolve(file=str(held)) == "abc"


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe"])
def test_a_credential_that_is_none_is_told_by_its_place(tmp_path: Path, content: bytes) -> None:
    held = tmp_path / "token"
    held.write_bytes(content)
    with pytest.raises(TrackerRejected) as missing:
        resolve(file=str(held))
    assert str(held) in missing.value.reason
    with pytest.raises(TrackerRejected):
        resolve(file=str(tmp_path / "absent"))
    with pytest.raises(TrackerRejected):
        resolve()


def test_what_is_too_long_or_has_lines_is_no_credential_and_is_not_repeated(tmp_path: Path) -> None:
    held = tmp_path / "token"
    for content, why in (("a\nb", "more than one line"), ("a" * 16_385, "16384 bytes")):
        held.write_text(content)
        with pytest.raises(TrackerRejected, match=why) as refused:
            resolve(file=str(held))
        assert refused.value.code == "credential_malformed"
        assert content not in f"{refused.value.reason}{refused.value.remedy}"
    held.write_text('{\n"app_id": 1\n}\n')
    assert resolve(file=str(held)) == '{\n"app_id": 1\n}'


def test_a_credential_is_no_pipe_no_folder_and_no_endless_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for odd in (str(pipe), str(tmp_path), "/dev/zero"):
        with pytest.raises(TrackerRejected) as refused:
            resolve(file=odd)
        assert (refused.value.code, odd in refused.value.reason) == ("credential_missing", True)


def test_credentials_are_read_from_their_folder_only(tmp_path: Path) -> None:
    folder, outside = tmp_path / "secrets", tmp_path / "outside"
    (folder / "..data").mkdir(parents=True)
    for place in (folder / "..data" / "token", outside):
        place.write_text("abc")
    (folder / "token").symlink_to("..data/token")
    (folder / "leads-out").symlink_to(outside)
    assert resolve(file=str(folder / "token"), folder=folder) == "abc"
    for name in (folder / "leads-out", outside, folder / ".." / "outside"):
        with pytest.raises(TrackerRejected, match="TWICESHY_CREDENTIALS_DIR"):
            resolve(file=str(name), folder=folder)
    assert resolve(file=str(outside)) == "abc"


def test_pages_of_jira_end_by_count_or_by_token() -> None:
    assert jira_shapes.is_last({"total": 3}, 3)
    assert not jira_shapes.is_last({"total": 3, "issues": [{}]}, 2)
    assert jira_shapes.is_last({"total": 3, "issues": []}, 2)  # deleted meanwhile
    assert jira_shapes.is_last({"isLast": True}, 1)
    assert not jira_shapes.is_last({"nextPageToken": "t"}, 1)
    assert jira_shapes.next_page({"nextPageToken": "t"}, 1) == {"nextPageToken": "t"}
    assert jira_shapes.next_page({"total": 3}, 2) == {"startAt": "2"}


ODD: Final = ({"transitions": 1}, {"projects": True}, {"projects": [{"issuetypes": 1}]})


@pytest.mark.parametrize(
    "odd", [None, 1, "x", [], {}, {"fields": 1}, {"transitions": [1, {}]}, *ODD]
)
def test_odd_answers_of_jira_break_nothing(odd: object) -> None:
    assert jira_shapes.opening_step(odd) is None
    assert jira_shapes.category(odd) == ""
    assert jira_shapes.account(jira_shapes.creator(odd)) == ""
    assert list(jira_shapes.labels(odd)) == []
    assert jira_shapes.day(odd) is None
    assert jira_shapes.issue_types(odd) == []
    assert jira_shapes.number("odd") == 0


def test_what_is_kept_for_this_service_is_no_credential(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWICESHY_DATABASE_URL", "postgresql://u:p@db/x")
    with pytest.raises(TrackerRejected, match="TWICESHY_DATABASE_URL"):
        resolve(env="TWICESHY_DATABASE_URL")


@pytest.mark.parametrize("status", [429, 503])
async def test_a_date_that_no_calendar_has_asks_for_no_time(status: int) -> None:
    said = {"retry-after": f"Wed, 21 Oct {10**20} 07:28:00 GMT"}
    with pytest.raises(TrackerUnavailable) as paused:
        await answered(
            lambda: Answer(status, said, {}),
            door=OPEN,
            tracker="Jira",
            verb="GET",
            statuses=frozenset({200}),
        )
    assert paused.value.retry_after == {429: 60.0, 503: 0.0}[status]


@pytest.mark.parametrize("status", [201, 429, 502])
async def test_a_limit_of_one_ticket_is_no_proof_but_with_the_status_of_a_limit(
    status: int,
) -> None:
    headers = {"ratelimit-reason": ONE_ISSUE, "retry-after": "5"}
    outcome: type[Exception] | None = {429: TicketHeldBack, 502: TrackerUnconfirmed}.get(status)

    async def create() -> Answer:
        return await answered(
            lambda: Answer(status, headers, {}),
            door=OPEN,
            tracker="Jira",
            verb="POST",
            statuses=frozenset({201}),
        )

    if outcome is None:
        assert (await create()).status == status
        return
    with pytest.raises(outcome):
        await create()
