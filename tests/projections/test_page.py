import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.page import Cursor, CursorInvalid, Page, decode_cursor, encode_cursor, paged

NUMBERS = st.integers(0, 2**63 - 1)
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))


@given(NUMBERS, MOMENTS)
def test_a_cursor_survives_a_url(number: int, at: datetime | None) -> None:
    text = encode_cursor(Cursor(number, at))
    assert decode_cursor(text) == Cursor(number, at)
    assert text.replace("-", "").replace("_", "").isalnum()


@given(st.integers(0, 9), st.integers(1, 9))
def test_pages_one_after_another_hold_each_row_once(count: int, limit: int) -> None:
    rows, after = list(range(count)), -1
    found: list[Page[int]] = []
    while not found or found[-1].next:
        asked = rows[after + 1 : after + 2 + limit]
        found.append(paged(asked, limit, Cursor))
        after = found[-1].next.number if found[-1].next else after
    assert [row for page in found for row in page.items] == rows
    assert all(len(page.items) == limit for page in found[:-1])
    assert len(found) == max(1, -(-count // limit))


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(CursorInvalid):
        decode_cursor(text)


@pytest.mark.parametrize(
    "values", ["[1,2]", "{}", "[]", "[9223372036854775808]", '[1,"2026-01-01T00:00:00"]', "[1.5]"]
)
def test_values_that_no_cursor_has_are_refused(values: str) -> None:
    with pytest.raises(CursorInvalid):
        decode_cursor(base64.urlsafe_b64encode(values.encode()).decode())
