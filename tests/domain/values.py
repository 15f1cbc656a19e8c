"""Values that commands could hold, and stamps they could come under: sensible, odd, repeated."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final
from uuid import UUID

from hypothesis import strategies as st
from msgspec import UNSET

from domain.decider import Policy, Stamp
from domain.workdays import Workdays
from tests.samples import ANA, AT, BEN, OTHER_INCIDENT_ID

Strategy = st.SearchStrategy[Any]

# Few values, so that commands meet: the same entry corrected, the same label given again.
LINES: Final = st.sampled_from(
    ["a", "É", "\u0130x", " b ", "😀", "\u202e\ufeff", "'\"\\<&", "x" * 200]
)
LABELS: Final = st.sampled_from(["a", "b", "É", "\u0130x"])
TEXTS: Final = LINES | st.sampled_from(["two\nlines", "\ttab", "x\u2028y", "w" * 2_000])
BODIES: Final = TEXTS | st.sampled_from(["", " ", "z" * 65_536])
PEOPLE: Final = st.sampled_from([ANA, BEN, "Ben@Example.com", "\u0130" * 200 + "@x"])
# The small ones are given to what commands make, the large ones stand in the past of a sample.
IDS: Final = (st.integers(0, 6) | st.sampled_from([101, 102])).map(lambda n: UUID(int=n))
ENDS: Final = st.sampled_from([OTHER_INCIDENT_ID, UUID(int=3)])
REFERENCES: Final = st.sampled_from(["INC-9", "INC-12"])
URLS: Final = st.sampled_from(["https://example.com", "http://[", "https://x/" + "é" * 2_000])
FOREIGN: Final = st.sampled_from(["", "Fixed", "\x00\ud800", "y" * 100_000])
DAYS: Final = st.sampled_from([date.min, date(2000, 1, 1), date(2026, 11, 9), date.max])


def at(moment: datetime, hours: int) -> datetime:
    return moment.replace(tzinfo=timezone(timedelta(hours=hours, minutes=hours)))


NEAR: Final = st.integers(-72, 2).map(lambda hours: AT + timedelta(hours=hours, microseconds=1))
ODD: Final = st.builds(
    at,
    st.sampled_from([datetime.min, datetime.max, datetime(2000, 1, 1), datetime(2026, 11, 2)]),  # noqa: DTZ001, DTZ901
    st.sampled_from([-23, -1, 0, 5, 23]),
)
TIMES: Final = NEAR | ODD

WORKDAYS: Final = Workdays(frozenset({5, 6}), frozenset({date(2026, 11, 9), date(2026, 12, 25)}))
POLICIES: Final = st.sampled_from(
    [
        Policy(),
        Policy(0, 0),
        Policy(365, 365),
        Policy(workdays=WORKDAYS),
        Policy(365, 0, workdays=WORKDAYS),
    ]
)
STAMPS: Final = st.builds(
    Stamp,
    at=st.integers(0, 10**7).map(lambda seconds: AT + timedelta(seconds=seconds)),
    by=st.sampled_from([ANA, BEN, "grafana"]),
    id=IDS,
    policy=POLICIES,
) | st.just(Stamp(datetime(9000, 1, 1, tzinfo=UTC), ANA, UUID(int=8), Policy(365, 0)))


def some(strategy: Strategy) -> Strategy:
    """A few, perhaps with repeats, perhaps none."""
    return st.lists(strategy, max_size=3).map(tuple)


def maybe(strategy: Strategy) -> Strategy:
    return st.none() | strategy


def unset(strategy: Strategy) -> Strategy:
    return st.just(UNSET) | strategy


def build(kind: type, *positional: Strategy, **named: Strategy) -> Strategy:
    return st.builds(kind, *positional, **named)
