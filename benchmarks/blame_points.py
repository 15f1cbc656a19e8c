"""Fits the points of domain/blame_points.txt to the labelled sentences, and writes that file.

python -m benchmarks.blame_points, or `make blame-points`.

A logistic regression on features that are scaled by how much oftener they stand in reproaches than
elsewhere ("naive Bayes" weights: Wang and Manning, Baselines and Bigrams, ACL 2012). Sentences held
back take no part.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from scipy.sparse import diags
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from domain.blame_matches import matches
from domain.blame_passages import sentences as cut
from domain.blame_text import page
from domain.blame_tone import TABLE, Words, place, silence, whom, words
from tests.domain.blame.labelled import SENTENCES, TUNED, WHOLE, Sentence, sentences

SEEN_MIN: Final = 2  # what stands in fewer sentences says nothing
TENTHS: Final = 10
# How often a sentence counts: of plain wording and of whole postmortems there should be more.
COUNTED: Final = {
    SENTENCES: 3,
    **dict(zip(TUNED, (3, 3, 1, 1, 2, 1), strict=True)),
    **dict(zip(WHOLE, (8, 8), strict=True)),
}
LEAST: Final = 0.1  # what stands as often in either kind keeps that much of its scale
TRUSTED: Final = 2.0  # how far the sentences are followed rather than small points preferred

Features = Counter[str]
Example = tuple[Features, bool, int]  # what it holds, whether it is blame, how often it counts


def main() -> None:
    chosen = [one for labelled, times in tunable() for one in examples(labelled, times)]
    TABLE.write_text("".join(f"{line}\n" for line in lines(fitted(chosen))), encoding="utf-8")


def tunable() -> Iterator[tuple[Sentence, int]]:
    for file, times in COUNTED.items():
        for labelled in sentences(file):
            if file != SENTENCES or not labelled.is_for_testing:
                yield labelled, times


def examples(labelled: Sentence, times: int) -> list[Example]:
    """A text that is no blame is none in each of its sentences; one that is, is it as a whole."""
    read = page(labelled.text, labelled.people)
    said, places = words(read), [*cut(read.tags)]
    if labelled.labels and places:
        places = [(places[0][0], places[-1][1])]
    return [
        (features(said[start:end], labelled, read.tags[start:end]), bool(labelled.labels), times)
        for start, end in places
    ]


def features(said: Words, labelled: Sentence, tags: str) -> Features:
    """`a`, `a+b` and `a+b+c` in a row, and `a~c` where one word stands between."""
    rules = "@ruled" if matches(tags, labelled.section) else silence(said)
    where, second, third = place(labelled.section), said[1:], said[2:]
    rows = [*zip(said, second, strict=False), *zip(said, second, third, strict=False)]
    held = [*said, *map("+".join, rows), *map("~".join, zip(said, third, strict=False))]
    return Counter(["@", where, f"{where}+{whom(said)}", rules, *held])


def fitted(chosen: Sequence[Example]) -> Mapping[str, int]:
    """The points of each feature that has any."""
    seen = Counter(feature for features, *_ in chosen for feature in features)
    kept = [{f: n for f, n in held.items() if seen[f] >= SEEN_MIN} for held, *_ in chosen]
    blame = np.array([is_blame for _, is_blame, _ in chosen])
    times = np.array([float(count) for *_, count in chosen])
    vectors = DictVectorizer()
    held = vectors.fit_transform(kept)
    scale = LEAST + np.abs(log_odds(diags(times) @ (held > 0), blame))
    model = LogisticRegression(solver="liblinear", C=TRUSTED, max_iter=1_000)
    model.fit(held @ diags(scale), blame, sample_weight=times)
    points = np.rint(TENTHS * model.coef_[0] * scale).astype(int)
    found = dict(zip(vectors.get_feature_names_out(), map(int, points), strict=True))
    found["@"] += round(TENTHS * float(model.intercept_[0]))
    return {feature: value for feature, value in found.items() if value}


def log_odds(held: Any, blame: Any) -> Any:
    """How much oftener each feature stands in a reproach than elsewhere, as a logarithm."""
    yes, no = (1 + np.asarray(held[kind].sum(axis=0))[0] for kind in (blame, ~blame))
    return np.log((yes / yes.sum()) / (no / no.sum()))


def lines(points: Mapping[str, int]) -> Iterator[str]:
    """A line a word, as blame_tone.read_points reads it."""
    pairs: defaultdict[str, list[str]] = defaultdict(list)
    for feature, value in sorted(points.items()):
        first, sign, second = parted(feature)
        pairs[first] += [f"{sign}{second} {value}"] if sign else []
    for word in sorted(pairs):
        yield " ".join([word, str(points.get(word, 0)), *pairs[word]])


def parted(feature: str) -> tuple[str, str, str]:
    """A word, and where others follow the first sign and all behind it: `a`, `+`, `b+c`."""
    for sign in "+~":
        first, found, second = feature.partition(sign)
        if found:
            return first, sign, second
    return feature, "", ""


if __name__ == "__main__":
    main()
