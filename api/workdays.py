"""The days on which an organization works, from the settings; the only user of `holidays`."""

from datetime import UTC, datetime
from typing import Final, Literal

from holidays import country_holidays, list_supported_countries

from domain.workdays import EVERY_DAY, Workdays

YEAR_MIN: Final = 2000  # no time on record is earlier
YEARS_AHEAD: Final = 20  # more than a process runs and a clock counts
SATURDAY_AND_SUNDAY: Final = frozenset({5, 6})


def is_known(place: str) -> bool:
    """Tell whether the holidays of a country, or of a part of it ("DE-BE"), are known."""
    country, _, part = place.partition("-")
    parts = list_supported_countries().get(country)
    return parts is not None and (not part or part in parts)


def workdays(calendar: Literal["calendar", "business"], place: str | None) -> Workdays:
    """Return which days count; of no place in particular, all but Saturdays and Sundays."""
    if calendar == "calendar":
        return EVERY_DAY
    if place is None:
        return Workdays(SATURDAY_AND_SUNDAY)
    country, _, part = place.partition("-")
    years = range(YEAR_MIN, datetime.now(UTC).year + YEARS_AHEAD)
    days = country_holidays(country, subdiv=part or None, years=years)
    return Workdays(frozenset(days.weekend), frozenset(days), frozenset(days.weekend_workdays))
