"""Appends as the SQL function `append` takes them all at once, and what it answers to each."""

from collections.abc import Sequence
from typing import Any, Final

from asyncpg import Record

from domain.errors import VersionConflict
from eventstore.pending import Pending, columns_of
from eventstore.sql import statements
from eventstore.store import Appended, Command

APPEND: Final = statements(__file__)["append"]

Batch = Sequence[Pending]


def columns(batch: Batch) -> list[Any]:
    """What append() takes: five columns of rows, four of appends, two of which rests on which.

    Last, whether each row is of a stream of its own.
    """
    ids, *rest = columns_of([row for pending in batch for row in pending.rows])
    commands = [p.command for p in batch]
    if not any(commands):
        commands = []  # null everywhere, and nothing to encode
    return [
        ids,
        *rest,
        [len(p.rows) for p in batch],
        [c and c.key for c in commands],
        [c and c.fingerprint for c in commands],
        [c and c.response for c in commands],
        *dependencies(batch),
        len(set(ids)) == len(ids),
    ]


def dependencies(batch: Batch) -> tuple[list[int], list[int]]:
    """Dependents and, at the same places, their bases within the batch; both count from 1."""
    if not any(pending.bases for pending in batch):
        return [], []
    places = {pending.future: place for place, pending in enumerate(batch, 1)}
    pairs = [
        (place, places[base])
        for place, pending in enumerate(batch, 1)
        for base in pending.bases
        if base in places
    ]
    return [dependent for dependent, _ in pairs], [base for _, base in pairs]


def acknowledge(batch: Batch, answer: Sequence[Record]) -> None:
    """Tell each append what became of it: one row for each, or one for all if nothing is amiss."""
    if answer[0]["nth"] is not None:
        for pending, row in zip(batch, answer, strict=True):
            _answer(pending, row)
        return
    position, recorded_at = answer[0]["place"], answer[0]["recorded"]
    for pending in batch:
        position += len(pending.rows)
        pending.answer(Appended(position, recorded_at))


def _answer(pending: Pending, row: Record) -> None:
    if stream := row["stream"]:
        expected = pending.expected_version(stream)
        pending.fail(VersionConflict(str(stream), row["actual"], expected))
    elif row["response"] is not None and pending.command:
        command = Command(pending.command.key, row["fingerprint"], row["response"])
        pending.answer(Appended(row["place"], row["recorded"], command))
    else:
        pending.answer(Appended(row["place"], row["recorded"]))
