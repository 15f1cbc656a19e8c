"""How well the blame checker does on the labelled sentences, and how long a page takes it.

python -m benchmarks.blame, or `make blame-report`. Figures of a half count sentences: `precision`
is the share of sentences with a finding that should have one, `recall` the share of those that
should have one that do.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from domain.blame import Severity, check
from domain.blame_passages import of_sentence
from domain.blame_rules import NamedRule
from tests.domain.blame.labelled import (
    HELD_BACK,
    TUNED,
    WHOLE,
    Judged,
    Score,
    Sentence,
    judge,
    score,
    sentences,
)

PAGE_CHARS: Final = 3_000
PEOPLE: Final = ("Sarah Lindqvist", "tom@example.com", "@kofi", "Ana", "Ngozi Eze")
REPEATS: Final = 200


def main() -> None:
    labelled = sentences()
    for name, chosen in sets(labelled).items():
        print(report(name, judge(chosen)), end="\n\n")
    print(timing(labelled))


def sets(labelled: Sequence[Sentence]) -> Mapping[str, Sequence[Sentence]]:
    """Each set by what its figures say: only unseen sentences tell how the next ones will do."""
    return {
        "train half: rules were tuned upon it": [o for o in labelled if not o.is_for_testing],
        **{f"{file}: scored once unseen, then tuned upon": sentences(file) for file in TUNED},
        **{f"{file}: tuned upon": sentences(file) for file in WHOLE},
        "test half: of the same writing as the train half, not tuned upon": [
            one for one in labelled if one.is_for_testing
        ],
        **{f"UNSEEN, {file}: never tuned upon": sentences(file) for file in HELD_BACK},
    }


def report(name: str, half: Sequence[Judged]) -> str:
    """A half's figures, and every sentence that was judged otherwise than labelled."""
    lines = [
        f"## {name}: {len(half)} sentences",
        "| labelled | found | missed | recall |",
        "| --- | ---: | ---: | ---: |",
        *(recall_line(severity, of_severity(half, severity)) for severity in Severity),
        *(recall_line(rule, of_rule(half, rule)) for rule in NamedRule),
        "",
        in_words(score(half)),
        "severity as labelled in {} of {} found".format(*agreed(half)),
        *(f"missed: {one.sentence.text}" for one in half if one.is_missed),
        *(f"false: {excerpts(one)} in: {one.sentence.text}" for one in half if one.is_false),
    ]
    return "\n".join(lines)


def in_words(total: Score) -> str:
    harmless = total.false + total.silent
    return (
        f"precision {total.precision:.3f}, recall {total.recall:.3f}; of {harmless} sentences that"
        f" are no blame {total.false} had a finding ({100 * total.false / max(1, harmless):.1f} per"
        " 100)"
    )


def recall_line(name: str, chosen: Iterable[Judged]) -> str:
    part = score(chosen)
    return f"| {name} | {part.found} | {part.missed} | {part.recall:.3f} |"


def of_severity(half: Sequence[Judged], severity: Severity) -> list[Judged]:
    return [one for one in half if any(label.severity is severity for label in one.sentence.labels)]


def of_rule(half: Sequence[Judged], rule: NamedRule) -> list[Judged]:
    return [one for one in half if any(label.rule == rule for label in one.sentence.labels)]


def agreed(half: Sequence[Judged]) -> tuple[int, int]:
    """In how many sentences found the gravest finding is as grave as the gravest label.

    The second number counts those of which the severity is labelled.
    """
    pairs = [
        (min(finding.severity for finding in one.findings), min(severities(one.sentence)))
        for one in half
        if one.is_found and severities(one.sentence)
    ]
    return sum(found == labelled for found, labelled in pairs), len(pairs)


def severities(sentence: Sentence) -> list[Severity]:
    return [label.severity for label in sentence.labels if label.severity]


def excerpts(one: Judged) -> str:
    return "; ".join(f"{finding.rule} “{finding.excerpt}”" for finding in one.findings)


def timing(labelled: Sequence[Sentence]) -> str:
    """The best of many runs, which is what the work itself takes.

    A page is edited sentence by sentence: those that were read before are not read again.
    """
    clean = page(one.text for one in labelled if not one.labels)
    mixed = page(one.text for one in labelled)
    full = page(one.text for one in labelled if one.labels)
    pages = {
        "a page of whole postmortems": page(one.text for one in sentences(WHOLE[0])),
        "a page without blame": clean,
        "a page half of blame": mixed,
        "a page of nothing else": full,
    }
    return "\n".join(time_of(*named) for named in pages.items())


def time_of(name: str, text: str) -> str:
    return (
        f"{name}: {len(text)} characters, {len(check(text, people=PEOPLE))} findings,"
        f" {best(first_seconds, text):.2f} ms the first time, {best(seconds, text):.2f} ms again"
    )


def page(texts: Iterable[str]) -> str:
    return " ".join(texts)[:PAGE_CHARS]


def best(timed: Callable[[str], float], text: str) -> float:
    return min(timed(text) for _ in range(REPEATS)) * 1_000


def first_seconds(text: str) -> float:
    of_sentence.cache_clear()
    return seconds(text)


def seconds(text: str) -> float:
    begun = time.perf_counter()
    check(text, people=PEOPLE)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
