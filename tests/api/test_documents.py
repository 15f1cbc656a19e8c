"""What is shown of the past is told by the day of then, whenever it is asked for."""

from datetime import UTC, date, datetime
from uuid import UUID

import httpx
import pytest

from api.action_documents import action_document
from api.documents import day_of, today
from api.postmortem_documents import postmortem_document
from domain.action import Action
from domain.postmortem_state import Postmortem
from tests.api.world import MISSING_ID, begun, planned

DUE = date(2026, 1, 31)
ID = UUID(MISSING_ID)


@pytest.mark.parametrize(
    ("day", "overdue"), [(DUE, False), (date(2026, 2, 1), True), (None, today() > DUE)]
)
def test_what_is_shown_is_overdue_by_the_day_of_then(day: date | None, *, overdue: bool) -> None:
    action = Action("ACT-1", ID, due_on=DUE)
    assert action_document(ID, 1, action, day=day).overdue is overdue
    postmortem = Postmortem("PM-1", ID, due_on=DUE)
    assert postmortem_document(ID, 1, postmortem, day=day).overdue is overdue


def test_a_moment_is_shown_by_its_day_in_utc_and_the_future_by_today() -> None:
    late = datetime.fromisoformat("2026-01-31T23:30:00-05:00")
    assert day_of(late) == date(2026, 2, 1)
    assert day_of(None) == day_of(datetime(2999, 1, 1, tzinfo=UTC)) == today()


async def test_nothing_is_overdue_yet_as_of_a_moment_to_come(client: httpx.AsyncClient) -> None:
    incident, postmortem = await begun(client)
    await planned(client, incident["id"], due_on="2998-01-01")
    for form in ("application/json", "text/markdown"):
        answer = await client.get(
            f"/v1/postmortems/{postmortem['id']}",
            params={"as_of": "2999-06-01T00:00:00Z"},
            headers={"accept": form},
        )
        assert answer.status_code == 200
        assert ", overdue" not in answer.text
        assert '"overdue":true' not in answer.text
