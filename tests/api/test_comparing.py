"""Comparing and merging texts: nothing is lost, and hostile texts take no longer than others."""

import re
import time
from itertools import pairwise, product
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.comparing import PAIRS_MAX, Change, ChangeKind, Merge, changes, merged, unified

CHARS: Final = 65_536
SECONDS_MAX: Final = 5  # a hundred times what the slowest took; without a bound they take minutes

WORDS: Final = st.sampled_from(
    ["a", "b", "policy ", "index. ", "\n", "!", "  ", "é\u2028", "z\r\n"]
)
TEXTS: Final = st.lists(WORDS, max_size=25).map("".join)
LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
LINES: Final = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n"]), max_size=25).map("".join)


def without(op: ChangeKind, found: tuple[Change, ...]) -> str:
    return "".join(change.text for change in found if change.op is not op)


@settings(deadline=None)
@given(old=TEXTS, new=TEXTS)
async def test_a_comparison_by_words_holds_both_texts(old: str, new: str) -> None:
    found = await changes(old, new)
    assert without(ChangeKind.INSERT, found) == old
    assert without(ChangeKind.DELETE, found) == new
    assert all(change.text for change in found)
    kinds = [change.op for change in found]
    assert all(one is not other for one, other in pairwise(kinds))


async def test_words_are_told_as_they_changed() -> None:
    found = await changes("The index held the old policy.", "The index held the policy of 2024.")
    assert found == (
        Change(ChangeKind.EQUAL, "The index held the "),
        Change(ChangeKind.DELETE, "old policy."),
        Change(ChangeKind.INSERT, "policy of 2024."),
    )
    assert await changes("Same.", "Same.") == (Change(ChangeKind.EQUAL, "Same."),)
    assert await changes("", "") == ()


async def test_long_texts_are_compared_by_words_where_their_sentences_differ() -> None:
    sentences = [f"Sentence {n} is a sentence of its own kind, {n} of many. " for n in range(900)]
    old = "".join(sentences)
    assert len(old.split()) ** 2 > PAIRS_MAX
    sentences[450] = "Sentence 450 was another one of its own kind, 450 of many. "
    equal, *between, last = await changes(old, "".join(sentences))
    assert (equal.op, last.op) == (ChangeKind.EQUAL, ChangeKind.EQUAL)
    assert len("".join(change.text for change in between)) < 120


HUNK: Final = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def told(diff: str) -> list[str]:
    """The lines of a unified diff, each as it ends in its text."""
    lines: list[str] = []
    for line in LINE.findall(diff):
        if line == "\\ No newline at end of file\n":
            lines[-1] = lines[-1].removesuffix("\n")
        else:
            lines.append(line)
    return lines


def patched(old: str, diff: str) -> str:
    """What a unified diff makes of a text."""
    lines, made, place = LINE.findall(old), [], 0
    for line in told(diff)[2:]:
        if found := HUNK.match(line):
            start = int(found[1]) - (found[2] != "0")
            made += lines[place:start]
            place = start
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert lines[place] == line[1:]
            made += [lines[place]] if line[0] == " " else []
            place += 1
    return "".join(made + lines[place:])


@settings(deadline=None)
@given(old=LINES | TEXTS, new=LINES | TEXTS)
async def test_a_unified_diff_makes_the_new_text_of_the_old(old: str, new: str) -> None:
    diff = await unified(old, new, "old", "new")
    assert patched(old, diff) == new
    assert bool(diff) is (old != new)


async def test_a_unified_diff_is_in_the_usual_form() -> None:
    old = "".join(f"line {n}\n" for n in range(1, 12))
    new = old.replace("line 6\n", "line six\n")
    assert await unified(old, new, "revision 1", "revision 2") == (
        "--- revision 1\n+++ revision 2\n@@ -3,7 +3,7 @@\n"
        " line 3\n line 4\n line 5\n-line 6\n+line six\n line 7\n line 8\n line 9\n"
    )
    assert await unified("", "one\n", "a", "b") == "--- a\n+++ b\n@@ -0,0 +1 @@\n+one\n"


async def test_a_unified_diff_tells_where_the_last_line_does_not_end() -> None:
    unended = "\\ No newline at end of file\n"
    assert await unified("one", "one\n", "a", "b") == (
        f"--- a\n+++ b\n@@ -1 +1 @@\n-one\n{unended}+one\n"
    )
    assert await unified("one\ntwo", "two", "a", "b") == (
        f"--- a\n+++ b\n@@ -1,2 +1 @@\n-one\n two\n{unended}"
    )


async def test_a_unified_diff_counts_lines_as_patch_does() -> None:
    text = "a\u2028b\x0cc\x85d\re\n"
    assert await unified("", text, "a", "b") == f"--- a\n+++ b\n@@ -0,0 +1 @@\n+{text}"


# three ways


async def test_edits_of_different_sentences_of_a_paragraph_are_merged() -> None:
    base = "The index was old. Nobody owned it. It took a day."
    yours = base.replace("old", "stale")
    theirs = base.replace("a day.", "two days.")
    both = "The index was stale. Nobody owned it. It took two days."
    assert await merged(base, yours, theirs, "revision 2") == Merge(clean=True, body=both)


async def test_edits_of_the_same_sentence_are_marked() -> None:
    base = "Before.\nThe index was old.\nAfter.\n"
    yours = base.replace("old", "stale")
    theirs = base.replace("old", "of 2024")
    assert await merged(base, yours, theirs, "revision 2") == Merge(
        clean=False,
        body="Before.\n<<<<<<< yours\nThe index was stale.\n=======\nThe index was of 2024.\n"
        ">>>>>>> revision 2\nAfter.\n",
    )


@pytest.mark.parametrize(("their_end", "your_end"), [("\n", "\r\n"), ("\r\n", "\n")])
async def test_how_lines_end_is_no_edit(their_end: str, your_end: str) -> None:
    base, yours = "a\nb\nc\n", "a\nb\nd\n"
    theirs = "z\nb\nc\n".replace("\n", their_end)
    found = await merged(base, yours.replace("\n", your_end), theirs, "revision 2")
    assert found == Merge(clean=True, body="z\nb\nd\n".replace("\n", their_end))


async def test_marks_stand_on_lines_of_their_own() -> None:
    base = "Before. Old. After."
    found = await merged(base, "Before. Mine. After.", "Before. Theirs. After.", "revision 2")
    assert found.body.splitlines() == [
        "Before. ",
        "<<<<<<< yours",
        "Mine. ",
        "=======",
        "Theirs. ",
        ">>>>>>> revision 2",
        "After.",
    ]


@settings(deadline=None)
@given(base=TEXTS, edit=TEXTS)
async def test_one_edit_alone_is_the_merge(base: str, edit: str) -> None:
    for yours, theirs in ((edit, base), (base, edit), (edit, edit)):
        assert await merged(base, yours, theirs, "revision 2") == Merge(clean=True, body=edit)


# hostile texts


def ruler(depth: int) -> str:
    """Each word once in one half, and again in the other."""
    text = ""
    for number in range(depth):
        text = f"{text}u{number} {text}"
    return text


HOSTILE: Final[dict[str, str]] = {
    "two words": "a b b a " * 8_192,
    "other words": "b a b " * 10_922,
    "no word twice": " ".join(chr(0x4E00 + n) for n in range(20_000)),
    "other words once": " ".join(chr(0x9FFF - n) for n in range(20_000)),
    "lines": "a\nb\n" * 16_384,
    "no line": "x" * CHARS,
    "line ends": "\n" * CHARS,
    "full stops": "." * CHARS,
    "question marks": "?" * (CHARS - 1) + "x",
    "spaces": " " * CHARS,
    "sentences": "a. b! " * 10_922,
    "ruler": ruler(13)[:CHARS],
    "ruler turned": ruler(13)[:CHARS][::-1],
}


@pytest.mark.parametrize("pair", list(product(HOSTILE, repeat=2)), ids=" and ".join)
async def test_hostile_texts_are_compared_and_merged_in_bounded_time(pair: Any) -> None:
    old, new = (HOSTILE[name] for name in pair)
    began = time.perf_counter()
    found = await changes(old, new)
    diff = await unified(old, new, "old", "new")
    both = await merged(old[:100], old, new, "new")
    assert time.perf_counter() - began < SECONDS_MAX
    assert without(ChangeKind.INSERT, found) == old
    assert bool(diff) is (old != new)
    assert both.clean or new in both.body or not old
