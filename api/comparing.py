"""Texts compared and merged: by words, by lines, and three ways.

RapidFuzz aligns. Time is bounded by what is compared with what: two pieces of text
that would take more than PAIRS_MAX comparisons of words are compared by sentences and lines first,
and are called different as a whole where that takes too many as well. One alignment holds the
interpreter for some 5 ms at most, so that it can run in a thread beside the event loop.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, takewhile
from typing import Final

from msgspec import Struct
from rapidfuzz.distance import Levenshtein

from api import aside
from api.merging import Block, Settled, merge_parts

# About 1.5 million comparisons a millisecond at the slowest: texts in which no word comes twice.
PAIRS_MAX: Final = 8_000_000
CONTEXT_LINES: Final = 3
WORD: Final = re.compile(r"\S+\s*|\s+")  # with the space after it
LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")  # as `patch` counts them, whatever else ends a line
UNENDED: Final = "\n\\ No newline at end of file\n"
# A line, or a sentence in one with the space after it. No two parts that stand side by side can
# match the same character, so that it takes linear time.
SENTENCE: Final = re.compile(r"[^\n.!?]*(?:[.!?]+[^\S\n]*\n?|\n)|[^\n.!?]+")


class ChangeKind(StrEnum):
    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"


class Change(Struct, frozen=True):
    """A stretch of words that both texts have, or one of them."""

    op: ChangeKind
    text: str


class Merge(Struct, frozen=True):
    """Two edits of one text in one. Where they meet, `body` has both between marks."""

    clean: bool
    body: str


Opcode = tuple[str, int, int, int, int]  # as difflib's: tag, from and to in the old, in the new


async def changes(old: str, new: str) -> tuple[Change, ...]:
    """Return what makes `new` of `old`, word by word."""
    return await aside.text(lambda: tuple(joined(by_words(old, new))))


async def unified(old: str, new: str, old_name: str, new_name: str) -> str:
    """Return a unified diff by lines, empty where the texts are alike."""
    return await aside.text(lambda: "".join(diff_lines(old, new, old_name, new_name)))


async def merged(base: str, yours: str, theirs: str, their_name: str) -> Merge:
    """Return `yours` and `theirs`, both made of `base`, as one text."""
    return await aside.text(lambda: merge(base, yours, theirs, their_name))


# by words


def by_words(old: str, new: str) -> Iterator[Change]:
    """Compare by words, and by sentences before where the words are too many."""
    old_words, new_words = WORD.findall(old), WORD.findall(new)
    if fits(old_words, new_words):
        yield from replaced(opcodes(old_words, new_words), old_words, new_words)
        return
    old_parts, new_parts = sentences(old), sentences(new)
    for tag, i, j, k, m in opcodes(old_parts, new_parts):
        before, after = "".join(old_parts[i:j]), "".join(new_parts[k:m])
        if tag == "replace":
            words = WORD.findall(before), WORD.findall(after)
            yield from replaced(opcodes(*words), *words)
        else:
            yield from replaced([(tag, 0, 1, 0, 1)], [before], [after])


def replaced(found: Iterable[Opcode], old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for tag, i, j, k, m in found:
        if tag == "equal":
            yield Change(ChangeKind.EQUAL, "".join(old[i:j]))
        else:
            yield Change(ChangeKind.DELETE, "".join(old[i:j]))
            yield Change(ChangeKind.INSERT, "".join(new[k:m]))


def joined(found: Iterable[Change]) -> Iterator[Change]:
    """Put together what stands side by side, the deleted before the inserted."""
    told = (change for change in found if change.text)
    for equal, run in groupby(told, lambda change: change.op is ChangeKind.EQUAL):
        parts = list(run)
        kinds = (ChangeKind.EQUAL,) if equal else (ChangeKind.DELETE, ChangeKind.INSERT)
        for kind in kinds:
            if text := "".join(part.text for part in parts if part.op is kind):
                yield Change(kind, text)


def sentences(text: str) -> list[str]:
    return SENTENCE.findall(text)


# by lines


def diff_lines(old: str, new: str, old_name: str, new_name: str) -> Iterator[str]:
    old_lines, new_lines = LINE.findall(old), LINE.findall(new)
    groups = Alignment(old_lines, new_lines).get_grouped_opcodes(CONTEXT_LINES)
    for number, group in enumerate(groups):
        if number == 0:
            yield f"--- {old_name}\n+++ {new_name}\n"
        (_, i, _, k, _), (_, _, j, _, m) = group[0], group[-1]
        yield f"@@ -{span(i, j)} +{span(k, m)} @@\n"
        for opcode in group:
            yield from hunk(opcode, old_lines, new_lines)


def span(start: int, stop: int) -> str:
    """Lines as a unified diff counts them: one is not counted, none begin before the first."""
    count = stop - start
    return f"{start + 1}" if count == 1 else f"{start + (count > 0)},{count}"


def hunk(opcode: Opcode, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    tag, i, j, k, m = opcode
    if tag == "equal":
        yield from (marked(" ", line) for line in old[i:j])
        return
    yield from (marked("-", line) for line in old[i:j])
    yield from (marked("+", line) for line in new[k:m])


def marked(mark: str, line: str) -> str:
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}{UNENDED}"


# three ways


def merge(base: str, yours: str, theirs: str, their_name: str) -> Merge:
    if base not in {yours, theirs} and yours != theirs:
        base, yours = ended_as(theirs, base), ended_as(theirs, yours)
    texts = sentences(base), sentences(yours), sentences(theirs)
    sides = blocks(texts[0], texts[1]), blocks(texts[0], texts[2])
    parts: list[str] = []
    clean = True
    for piece in merge_parts(*texts, sides):
        if isinstance(piece, Settled):
            parts += piece.parts
            continue
        clean = False
        on_own_line = not parts or parts[-1].endswith("\n")
        parts.append("" if on_own_line else "\n")
        parts.append(conflict("".join(piece.yours), "".join(piece.theirs), their_name))
    return Merge(clean, "".join(parts))


def ended_as(other: str, text: str) -> str:
    """The text with lines that end as in the other one: which way they do is no edit."""
    if "\n" not in other:
        return text
    lines = text.replace("\r\n", "\n")
    return lines.replace("\n", "\r\n") if "\r\n" in other else lines


def blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    return [Block(i, k, j - i) for tag, i, j, k, _ in opcodes(old, new) if tag == "equal"]


def conflict(yours: str, theirs: str, their_name: str) -> str:
    marks = ("<<<<<<< yours\n", line_end(yours), "=======\n", line_end(theirs))
    return "".join(marks) + f">>>>>>> {their_name}\n"


def line_end(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


# alignment


class Alignment(SequenceMatcher[str]):
    """What difflib makes of opcodes, made of ours."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__()
        self.a, self.b = old, new

    def get_opcodes(self) -> list[Opcode]:  # type: ignore[override]  # its tags are texts to us
        return opcodes(self.a, self.b)


def opcodes(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """Return how to make `new` of `old`; one replacement where it would take too long to say."""
    start = common(zip(old, new, strict=False))
    shorter = min(len(old), len(new)) - start
    end = min(shorter, common(zip(reversed(old), reversed(new), strict=False)))
    old_end, new_end = len(old) - end, len(new) - end
    found = [("equal", 0, start, 0, start)]
    found += between(old[start:old_end], new[start:new_end], start)
    found.append(("equal", old_end, len(old), new_end, len(new)))
    return [opcode for opcode in found if opcode[1] < opcode[2] or opcode[3] < opcode[4]]


def between(old: Sequence[str], new: Sequence[str], offset: int) -> list[Opcode]:
    if not fits(old, new):
        return [("replace", offset, offset + len(old), offset, offset + len(new))]
    numbers: dict[str, int] = {}
    numbered = [[numbers.setdefault(part, len(numbers)) for part in text] for text in (old, new)]
    return [
        (
            op.tag,
            op.src_start + offset,
            op.src_end + offset,
            op.dest_start + offset,
            op.dest_end + offset,
        )
        for op in Levenshtein.opcodes(*numbered)
    ]


def common(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def fits(old: Sequence[str], new: Sequence[str]) -> bool:
    return len(old) * len(new) <= PAIRS_MAX
