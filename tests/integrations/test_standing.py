"""Every way to be out of step has its sentence."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.action import Action
from domain.action_events import ActionStatus
from domain.ticket import Ticket, TicketState
from integrations import jobs
from integrations.standing import Row, Standing, row_of, rows_of, standing_of
from tests.integrations.house import House

NOW: Final = datetime(2026, 11, 2, 12, tzinfo=UTC)
SOON: Final = NOW + timedelta(minutes=2)
TRACKER: Final = UUID(int=7)
ROW: Final = Row(
    at=NOW,
    last_synced_at=None,
    due_at=NOW,
    attempts=0,
    probes=None,
    in_step=False,
    not_before=None,
    asked_until=None,
    failures=0,
)


def action(state: TicketState, *, key: str | None = None) -> Action:
    return Action(reference="ACT-1", ticket=Ticket(state, TRACKER, key))


LINKED: Final = action(TicketState.LINKED, key="POST-1")
CANCELLED: Final = replace(action(TicketState.PENDING), status=ActionStatus.CANCELLED)
AWAY: Final = replace(ROW, failures=3, not_before=SOON)
ASKED: Final = replace(ROW, asked_until=SOON)

WHY: Final[list[tuple[str, Action, Row | None]]] = [
    ("ticket_gone", action(TicketState.GONE, key="POST-1"), ROW),
    ("detached", action(TicketState.DETACHED), ROW),
    ("not_wanted", CANCELLED, replace(ROW, due_at=None)),
    ("not_planned", action(TicketState.PENDING), None),
    ("rate_limited", LINKED, ASKED),
    ("rate_limited", action(TicketState.UNCONFIRMED), ASKED),
    ("tracker_unavailable", LINKED, AWAY),
    ("failed_lately", LINKED, replace(ROW, attempts=1)),
    ("outcome_unknown", action(TicketState.UNCONFIRMED), replace(ROW, probes=1, attempts=1)),
    ("being_made", action(TicketState.CREATING), ROW),
    ("due", action(TicketState.PENDING), ROW),
    ("due", LINKED, ROW),
]


@pytest.mark.parametrize(
    ("code", "link", "row"), WHY, ids=[f"{code}-{a.ticket.state}" for code, a, _ in WHY]
)
def test_a_link_that_is_not_in_step_says_why_and_what_mends_it(
    code: str, link: Action, row: Row | None
) -> None:
    stands = standing_of(link, row)
    assert not stands.in_step
    assert stands.code == code
    assert stands.reason
    assert stands.remedy


@pytest.mark.parametrize("state", [s for s in TicketState if s is not TicketState.NONE])
@pytest.mark.parametrize("row", [None, ROW, ASKED, AWAY])
def test_whatever_state_it_is_in(state: TicketState, row: Row | None) -> None:
    stands = standing_of(action(state), row)
    assert stands.code
    assert stands.reason
    assert stands.remedy


def test_a_link_in_step_needs_no_words() -> None:
    stands = standing_of(LINKED, replace(ROW, in_step=True, last_synced_at=NOW, due_at=SOON))
    assert stands == Standing(in_step=True, last_synced_at=NOW, next_look_at=SOON)


def test_an_action_that_goes_to_no_tracker_is_no_link() -> None:
    assert standing_of(Action(reference="ACT-1"), None) == Standing()


def test_what_the_log_says_comes_before_what_a_row_says() -> None:
    ticket = Ticket(TicketState.BLOCKED, TRACKER, code="c", reason="r", remedy="m")
    stands = standing_of(Action(reference="ACT-1", ticket=ticket), ASKED)
    assert (stands.code, stands.reason, stands.remedy) == ("c", "r", "m")


def test_the_next_look_waits_for_the_tracker_too() -> None:
    assert standing_of(LINKED, ASKED).next_look_at == SOON
    assert standing_of(LINKED, ROW).next_look_at == NOW
    assert standing_of(LINKED, replace(ASKED, due_at=None)).next_look_at is None


async def test_rows_are_read_for_many_links_at_once(house: House) -> None:
    tracker_id, one, two = uuid4(), uuid4(), uuid4()
    await house.connections.execute(jobs.SQL["add_tracker"], tracker_id)
    for action_id in (one, two):
        await house.connections.execute(jobs.SQL["request"], action_id, tracker_id)
    rows = await rows_of(house.connections, [one, two, uuid4()])
    assert set(rows) == {one, two}
    assert standing_of(LINKED, rows[one]).code == "due"
    assert standing_of(LINKED, rows[one]).last_synced_at is None
    assert await row_of(house.connections, uuid4()) is None
