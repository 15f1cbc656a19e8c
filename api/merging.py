"""Merging three ways: what two texts make of the one that both were made of.

Source: Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007. Where all three agree is
settled; what lies between is taken from the one that changed it, and conflicts where both did.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Parts = Sequence[str]


class Block(NamedTuple):
    """`length` parts that the base has at `base` and another text at `other`."""

    base: int
    other: int
    length: int


class Common(NamedTuple):
    """`length` parts that all three have, and where."""

    base: int
    yours: int
    theirs: int
    length: int


class Settled(NamedTuple):
    parts: Parts


class Conflict(NamedTuple):
    yours: Parts
    theirs: Parts


def merge_parts(
    base: Parts, yours: Parts, theirs: Parts, kept: tuple[Iterable[Block], Iterable[Block]]
) -> Iterator[Settled | Conflict]:
    """What is settled and what conflicts, in order. `kept` is what each side kept of the base."""
    i = k = m = 0
    end = Common(len(base), len(yours), len(theirs), 0)
    for common in (*in_all_three(*map(list, kept)), end):
        yield settled(base[i : common.base], yours[k : common.yours], theirs[m : common.theirs])
        i, k, m = (at + common.length for at in common[:3])
        yield Settled(base[common.base : i])


def in_all_three(yours: Sequence[Block], theirs: Sequence[Block]) -> Iterator[Common]:
    """Where blocks of both sides overlap in the base; each side's come in order."""
    a = b = 0
    while a < len(yours) and b < len(theirs):
        mine, other = yours[a], theirs[b]
        start = max(mine.base, other.base)
        stop = min(mine.base + mine.length, other.base + other.length)
        if start < stop:
            places = mine.other + start - mine.base, other.other + start - other.base
            yield Common(start, *places, stop - start)
        ends_first = mine.base + mine.length < other.base + other.length
        a, b = a + ends_first, b + (not ends_first)


def settled(base: Parts, yours: Parts, theirs: Parts) -> Settled | Conflict:
    if theirs in (base, yours):
        return Settled(yours)
    if yours == base:
        return Settled(theirs)
    return Conflict(yours, theirs)
