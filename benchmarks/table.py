"""What a benchmark measured, and how it is shown."""

from collections.abc import Sequence

from msgspec import Struct


class Row(Struct, frozen=True):
    """One figure: `subject` did `benchmark` with so many callers at `value` `unit`."""

    benchmark: str
    subject: str
    callers: int
    value: float
    unit: str


def render(rows: Sequence[Row]) -> str:
    """A Markdown table per benchmark: a line per subject, a column per number of callers."""
    names = dict.fromkeys(row.benchmark for row in rows)
    return "\n\n".join(_table([row for row in rows if row.benchmark == name]) for name in names)


def _table(rows: Sequence[Row]) -> str:
    callers = sorted({row.callers for row in rows})
    subjects = dict.fromkeys(row.subject for row in rows)
    values = {(row.subject, row.callers): row.value for row in rows}
    head = [f"{rows[0].benchmark} ({rows[0].unit})", *(f"{n} callers" for n in callers)]
    body = [
        [subject, *(_number(values.get((subject, n))) for n in callers)] for subject in subjects
    ]
    return "\n".join(map(_line, [head, ["---", *["---:"] * len(callers)], *body]))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:,.2f}"
