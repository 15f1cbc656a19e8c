"""Fits the points of domain/blame_points.py to the labelled sentences, and writes the table.

python -m benchmarks.blame_points, or `make blame-points`.

A logistic regression: the points of a kind of words are tenths of the logarithm of the odds by
which one such word makes a reproach likelier. Sentences held back take no part.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill, indent
from typing import Final

from domain.blame_text import TAGS, page
from tests.domain.blame.labelled import TUNED, Sentence, sentences

FILE: Final = Path(__file__).parents[1].joinpath("domain", "blame_points.py")
ROUNDS: Final = 300
STEP: Final = 0.2
RESTRAINT: Final = 2.0  # how strongly a kind is held to no points at all
TENTHS: Final = 10
KINDS: Final[Mapping[str, frozenset[str]]] = {sign: kinds for kinds, sign in TAGS.items()}
HEAD: Final = '''"""What words of each kind weigh where somebody is spoken of, in tenths.

Made by `make blame-points` from the labelled sentences: the more points, the more
often a sentence with such a word was a reproach. `=word` is that word, `@section` the section.
"""

from collections.abc import Mapping
from typing import Final
'''

Features = tuple[str, ...]


def main() -> None:
    points = {kind: round(TENTHS * weight) for kind, weight in fitted(examples()).items()}
    FILE.write_text(table(points), encoding="utf-8")


def examples() -> list[tuple[Features, bool]]:
    """Of all sentences that may be tuned upon, what they hold and whether they are blame."""
    every = [one for one in sentences() if not one.is_for_testing]
    every += [one for file in TUNED for one in sentences(file)]
    return [(features(one), bool(one.labels)) for one in every]


def features(sentence: Sentence) -> Features:
    signs = sorted(set(page(sentence.text, sentence.people).tags))
    return ("base", f"@{sentence.section}", *(kind for sign in signs for kind in KINDS[sign]))


def fitted(chosen: Sequence[tuple[Features, bool]]) -> Mapping[str, float]:
    weights: defaultdict[str, float] = defaultdict(float)
    moved: defaultdict[str, float] = defaultdict(float)
    for _ in range(ROUNDS):
        for kind, slope in slopes(chosen, weights).items():
            moved[kind] += slope * slope
            weights[kind] -= STEP * slope / (math.sqrt(moved[kind]) + 1e-9)
    return weights


def slopes(
    chosen: Iterable[tuple[Features, bool]], weights: Mapping[str, float]
) -> Mapping[str, float]:
    """How the loss grows with the weight of each kind."""
    found: defaultdict[str, float] = defaultdict(float)
    for kinds, is_blame in chosen:
        odds = sum(weights[kind] for kind in kinds)
        off = 1 / (1 + math.exp(-odds)) - is_blame
        for kind in kinds:
            found[kind] += off
    for kind in found:
        found[kind] += RESTRAINT * weights[kind] if kind != "base" else 0.0
    return found


def table(points: Mapping[str, int]) -> str:
    lines = [HEAD, f"BASE: Final = {points['base']}", "POINTS: Final[Mapping[int, str]] = {"]
    return "\n".join([*lines, *rows(points), "}\n"])


def rows(points: Mapping[str, int]) -> Iterator[str]:
    alike: defaultdict[int, list[str]] = defaultdict(list)
    for kind, value in points.items():
        alike[value].append(kind)
    for value in sorted(alike, reverse=True):
        kinds = sorted(kind for kind in alike[value] if kind != "base")
        if value and kinds:
            text = fill(" ".join(kinds), 88, break_long_words=False, break_on_hyphens=False)
            yield f'    {value}: """\n{indent(text, " " * 8)}\n    """,'


if __name__ == "__main__":
    main()
