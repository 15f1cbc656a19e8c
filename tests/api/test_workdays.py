"""Which days count, by the settings."""

from datetime import date

import pytest

from api.workdays import is_known, workdays
from domain.workdays import EVERY_DAY, counts
from tests.api.nodes import open_node
from tests.api.world import declared, moved

UNITY_DAY = date(2026, 10, 3)
WOMENS_DAY = date(2027, 3, 8)
SUNDAY = date(2026, 11, 1)


def test_every_day_counts_unless_the_calendar_is_a_business_one() -> None:
    assert workdays("calendar", None) == EVERY_DAY


def test_without_a_place_saturdays_and_sundays_are_free_and_no_holiday_is() -> None:
    days = workdays("business", None)
    assert not counts(days, SUNDAY)
    assert counts(days, WOMENS_DAY)


@pytest.mark.parametrize(("place", "is_free"), [("DE-BE", True), ("DE", False), ("DE-BY", False)])
def test_a_part_of_a_country_has_holidays_of_its_own(*, place: str, is_free: bool) -> None:
    days = workdays("business", place)
    assert counts(days, WOMENS_DAY) is not is_free
    assert not counts(days, UNITY_DAY)


def test_weekends_are_those_of_the_place() -> None:
    days = workdays("business", "IL")
    assert counts(days, SUNDAY)
    assert not counts(days, date(2026, 10, 30))


def test_a_weekend_that_is_worked_instead_counts() -> None:
    assert counts(workdays("business", "CN"), date(2020, 6, 28))


@pytest.mark.parametrize(
    ("place", "known"), [("DE", True), ("DE-BE", True), ("DE-ZZ", False), ("XX", False)]
)
def test_places_are_known_or_not(*, place: str, known: bool) -> None:
    assert is_known(place) is known


async def test_a_postmortem_is_due_by_the_calendar_of_the_installation(fresh_dsn: str) -> None:
    async with open_node(fresh_dsn, calendar="business", holidays="DE") as node:
        incident = await declared(
            node.client,
            detection={"source": "audit", "detected_at": "2025-12-22T08:00:00Z"},
        )
        ended = {"occurred_at": "2025-12-23T10:00:00Z", "reason": "It was plain."}
        incident = await moved(node.client, incident["id"], "postmortem", **ended)
        days = (incident["postmortem_remind_on"], incident["postmortem_due_on"])
        assert days == ("2026-01-02", "2026-01-06")
        postmortem = await node.client.get(f"/v1/postmortems/{incident['postmortem_id']}")
        assert postmortem.json()["due_on"] == "2026-01-06"
