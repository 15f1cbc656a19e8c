"""What every adapter promises, asked of both against their stand-ins: one suite, two trackers."""

import asyncio
import sys
import time
import traceback
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.tracker import Credential, TrackerKind
from domain.tracker import Tracker as Configured
from integrations.destination import checked_url
from integrations.markers import marker_for
from integrations.selftest import self_test
from integrations.tracker import (
    Content,
    Draft,
    TicketNotFound,
    Tracker,
    TrackerError,
    TrackerRejected,
    TrackerUnavailable,
    TrackerUnconfirmed,
)
from tests.integrations.conftest import There
from tests.integrations.house import CREDENTIAL, OPEN
from tests.integrations.test_mirror import titled
from tests.standins.servers import GITHUB_TOKEN
from tests.standins.wire import Response

SECRET = b"a secret of this installation..."


def draft(tracker: Tracker, title: str, details: str = "what to do") -> Draft:
    action_id = uuid4()
    facts = (("Owner", "ana@example.com"), ("Due", "2031-02-03"))
    content = Content(action_id, "ACT-7", title, details, facts, date(2031, 2, 3))
    return tracker.draft(content, marker_for(SECRET, action_id))


def json_answer(status: int, body: bytes) -> Response:
    return Response(status, {"content-type": "application/json"}, body)


def soon() -> float:
    return time.monotonic() + 20


async def test_what_was_made_is_read_found_and_listed(there: There) -> None:
    tracker, began = there.tracker(), datetime.now(UTC)
    wanted = draft(tracker, titled("Made"))
    made = await tracker.create(wanted, soon())
    read = await tracker.read(made.key)
    assert (read.key, read.url, read.title, read.closed) == (
        made.key,
        made.url,
        wanted.title,
        False,
    )
    assert tracker.differing(wanted, read) == ()
    assert [ticket.key for ticket in await tracker.find(wanted.marker, began)] == [made.key]
    assert read in (await tracker.changes(began)).tickets
    other = marker_for(SECRET, uuid4())
    assert await tracker.find(other, began) == []


async def test_an_edit_changes_our_part_only(there: There) -> None:
    tracker = there.tracker()
    made = await tracker.create(draft(tracker, titled("Edited")), soon())
    await there.people.write(made.key, body=f"above\n{made.body}\nbelow")
    content = Content(uuid4(), "ACT-7", titled("New"), "new text", due_on=date(2031, 3, 4))
    changed = tracker.draft(content, marker_for(SECRET, content.action_id))
    first = await tracker.read(made.key)
    assert {"title", "body"} <= set(tracker.differing(changed, first))
    await tracker.edit(first, changed)
    second = await tracker.read(made.key)
    assert tracker.differing(changed, second) == ()
    assert second.body.startswith("above")
    assert "below" in second.body


async def test_an_edit_undoes_nothing_that_was_changed_there_since_it_was_read(
    there: There,
) -> None:
    """A person may be at the ticket between our look and our write; a day, a title, a text."""
    tracker = there.tracker()
    made = await tracker.create(draft(tracker, titled("Read before")), soon())
    action_id = uuid4()
    marker = marker_for(SECRET, action_id)
    content = Content(action_id, "ACT-7", titled("Kept"), "text", due_on=date(2031, 3, 4))
    await tracker.edit(await tracker.read(made.key), tracker.draft(content, marker))
    read = await tracker.read(made.key)
    await there.people.postpone(made.key, date(2031, 5, 6))
    await tracker.edit(read, tracker.draft(replace(content, title=titled("Ours")), marker))
    assert (await tracker.read(made.key)).due_on == date(2031, 5, 6)
    await there.people.write(made.key, title="Theirs")
    await tracker.edit(read, tracker.draft(replace(content, details="more"), marker))
    assert (await tracker.read(made.key)).title == "Theirs"


async def test_closed_and_reopened(there: There) -> None:
    tracker = there.tracker()
    made = await tracker.create(draft(tracker, titled("Moved")), soon())
    await there.people.close(made.key)
    closed = await tracker.read(made.key)
    assert closed.closed
    assert closed.closed_as
    await tracker.reopen(made.key)
    assert not (await tracker.read(made.key)).closed


async def test_a_missing_ticket_is_told_from_a_missing_project(there: There) -> None:
    tracker = there.tracker()
    absent = "acme/actions#99999" if there.kind is TrackerKind.GITHUB else "POST-99999"
    with pytest.raises(TicketNotFound):
        await tracker.read(absent)
    there.proxy.refuse("GET", "", 404, times=9)
    with pytest.raises(TrackerRejected) as refused:
        await tracker.read(absent)
    assert not isinstance(refused.value, TicketNotFound)
    assert refused.value.code == "project_not_found"


DEFINITE: dict[int, tuple[str, type[TrackerError]]] = {
    400: ("content_refused", TrackerRejected),
    401: ("credential_refused", TrackerRejected),
    403: ("permission_missing", TrackerRejected),
    404: ("project_not_found", TrackerRejected),
    410: ("project_not_found", TrackerRejected),
    422: ("content_refused", TrackerRejected),
    429: ("rate_limited", TrackerUnavailable),
}


@pytest.mark.parametrize("status", DEFINITE)
async def test_these_statuses_say_that_nothing_was_made(there: There, status: int) -> None:
    tracker = there.tracker()
    code, kind = DEFINITE[status]
    there.proxy.refuse("POST", there.create, status)
    with pytest.raises(kind) as refused:
        await tracker.create(draft(tracker, titled("Definite")), soon())
    assert refused.value.code == code
    assert refused.value.remedy


@pytest.mark.parametrize("status", [200, 202, 204, 302, 307, 408, 409, 500, 502, 503, 504])
async def test_every_other_status_leaves_doubt(there: There, status: int) -> None:
    tracker = there.tracker()
    there.proxy.spoil("POST", there.create, status, effect=False)
    with pytest.raises(TrackerUnconfirmed):
        await tracker.create(draft(tracker, titled("Doubt")), soon())
    assert [verb for verb, _, _ in there.proxy.seen].count("POST") == 0


async def test_one_call_is_one_post_whatever_comes_back(there: There) -> None:
    tracker = there.tracker()
    title = titled("Once")
    there.proxy.lose("POST", there.create, times=9)
    with pytest.raises(TrackerUnconfirmed):
        await tracker.create(draft(tracker, title), soon())
    assert there.proxy.count("POST", there.create) == 1


async def test_a_refused_connection_says_that_nothing_was_made(there: There) -> None:
    tracker = there.tracker()
    await tracker.check({})
    await there.proxy.stop()
    with pytest.raises(TrackerUnavailable) as away:
        await tracker.create(draft(tracker, titled("Away")), soon())
    assert away.value.code == "unreachable"


async def test_a_lease_that_is_over_sends_nothing(there: There) -> None:
    tracker = there.tracker()
    with pytest.raises(TrackerUnavailable) as late:
        await tracker.create(draft(tracker, titled("Late")), time.monotonic() - 1)
    assert late.value.code == "lease_over"
    assert there.proxy.count("POST", there.create) == 0


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7.0), ("Wed, 21 Oct 2099 07:28:00 GMT", 3600.0), ("soon", 60.0), ("-3", 60.0)],
)
async def test_a_pause_is_a_number_or_a_date_and_never_endless(
    there: There, said: str, seconds: float
) -> None:
    tracker = there.tracker()
    there.proxy.refuse("POST", there.create, 429, retry_after=said)
    with pytest.raises(TrackerUnavailable) as paused:
        await tracker.create(draft(tracker, titled("Pause")), soon())
    assert paused.value.retry_after == seconds


async def test_a_403_with_an_empty_budget_is_a_pause(there: There) -> None:
    tracker = there.tracker()
    reset = str(int(time.time()) + 30)
    there.proxy.refuse(
        "POST", there.create, 403, x_ratelimit_remaining="0", x_ratelimit_reset=reset
    )
    with pytest.raises(TrackerUnavailable) as paused:
        await tracker.create(draft(tracker, titled("Budget")), soon())
    assert 20 <= paused.value.retry_after <= 31


@pytest.fixture
def switching_often() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("switching_often")
async def test_many_at_once_get_each_their_own_ticket(there: There) -> None:
    tracker = there.tracker()
    drafts = [draft(tracker, titled("At once")) for _ in range(40)]
    made = await asyncio.gather(*(tracker.create(one, soon()) for one in drafts))
    assert [ticket.title for ticket in made] == [one.title for one in drafts]
    assert len({ticket.key for ticket in made}) == len(drafts)
    assert there.proxy.count("POST", there.create) == len(drafts)


@pytest.mark.parametrize("secret", ["with\nbreak", "with\r\nX-Injected: 1", "ümläut"])
async def test_a_malformed_credential_is_refused_and_not_repeated(
    there: There, secret: str
) -> None:
    tracker = there.tracker(secret)
    with pytest.raises(TrackerRejected) as refused:
        await tracker.create(draft(tracker, titled("Malformed")), soon())
    assert refused.value.code == "credential_malformed"
    assert secret not in f"{refused.value!s}{refused.value.__dict__}"
    assert there.proxy.heads == []


@pytest.mark.parametrize("fault", ["page", "loss", "refusal", "away"])
async def test_an_error_tells_no_word_of_the_answer_or_of_the_library(
    there: There, fault: str
) -> None:
    tracker = there.tracker()
    match fault:
        case "page":
            there.proxy.spoil("POST", there.create, 500)
        case "loss":
            there.proxy.lose("POST", there.create)
        case "refusal":
            there.proxy.spoil("POST", there.create, 403)
        case _:
            await there.proxy.stop()
    with pytest.raises(TrackerError) as failed:
        await tracker.create(draft(tracker, titled("Safe")), soon())
    told = "".join(traceback.format_exception(failed.value))
    for word in ("maintenance", GITHUB_TOKEN, "authorization", "JiraError", "urllib3"):
        assert word.lower() not in told.lower()


async def test_a_long_title_and_a_long_text_are_cut_to_the_limits(there: There) -> None:
    tracker = there.tracker()
    wanted = draft(tracker, "wide 漢字 " * 100, "{[!@bob #12]!}\\ " * 8_000)
    assert len(wanted.title) <= 255 + (there.kind is TrackerKind.GITHUB)
    assert len(wanted.block) <= 32_000 + 33_000 * (there.kind is TrackerKind.GITHUB)
    made = await tracker.create(wanted, soon())
    assert tracker.differing(wanted, await tracker.read(made.key)) == ()


def configured(there: There, project: str | None = None) -> Configured:
    return Configured(
        reference="TRK-1",
        kind=there.kind,
        name="main",
        project=project or there.project,
        credential=Credential(env=CREDENTIAL),
        base_url=there.proxy.url,
    )


async def test_the_self_test_writes_nothing_and_passes(there: There) -> None:
    found = await self_test(configured(there), {}, OPEN)
    assert found.passed
    assert all(check.passed for check in found.checks)
    assert {verb for verb, _, _ in there.proxy.seen} == {"GET"}


async def test_the_self_test_tells_what_is_wrong(
    there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.proxy.refuse("GET", "", 401)
    refused = await self_test(configured(there), {}, OPEN)
    assert not refused.passed
    assert "credential" in refused.checks[-1].detail
    monkeypatch.delenv(CREDENTIAL)
    missing = await self_test(configured(there), {}, OPEN)
    assert CREDENTIAL in missing.checks[-1].detail


@pytest.mark.parametrize(
    "url", ["", "ftp://x", "http://", "http://user:word@host", "http://host?a=b", "http://[", "x"]
)
def test_an_address_with_more_than_an_address_is_refused(url: str) -> None:
    with pytest.raises(TrackerRejected) as refused:
        checked_url(url)
    assert "word" not in str(refused.value)


@pytest.mark.parametrize(
    ("asked", "odd"),
    [
        (r"/(user|myself)$", b"{}"),
        (r"/(user|myself)$", b"[1]"),
        (r"/(issues|search)\?", b'{"issues": [], "total": null}'),
        (r"/(issues|search)\?", b'{"issues": [], "total": "many"}'),
        (r"/(issues|search)\?", b'{"issues": {}}'),
    ],
)
async def test_an_odd_answer_proves_no_ticket_absent(there: There, asked: str, odd: bytes) -> None:
    """Somebody in between may answer 200 with JSON of its own: after that nothing is made again."""
    tracker = there.tracker()
    wanted = draft(tracker, titled("Odd"))
    await tracker.create(wanted, soon())
    there.proxy.rewrite("GET", asked, lambda _: odd)
    with pytest.raises(TrackerUnavailable):
        await tracker.find(wanted.marker, datetime.now(UTC))
