"""The blame checker: where a text speaks of a person's fault instead of the system's.

Clause rules over tagged words (blame_rules.py), what the words weigh (blame_tone.py), the
incident's own people, and the section the text stands in. docs/blame.md explains it with examples.
"""

from collections.abc import Collection
from hashlib import blake2b

from msgspec import Struct

from domain.blame_advice import ADVICE
from domain.blame_choice import conceivable
from domain.blame_passages import Passage, passages
from domain.blame_rules import NamedRule
from domain.blame_text import page, pieces
from domain.blame_verdict import Severity
from domain.postmortem_events import Section

__all__ = ["Finding", "Severity", "check", "may_blame"]


class Finding(Struct, frozen=True, gc=False):
    """`start` and `end` count characters of the text; equal excerpts of a section share an id."""

    id: str
    severity: Severity
    rule: str
    start: int
    end: int
    excerpt: str
    why: str
    question: str


def check(
    text: str,
    *,
    section: Section | None = None,
    people: Collection[str] = (),
    is_note: bool = False,
) -> tuple[Finding, ...]:
    """Findings in the order of the text; `people` are names, e-mail addresses or handles.

    A note is written while it happens: it is held against the rules, and its words are not weighed.
    """
    read = page(text, people)
    told = passages(read, section, is_note=is_note)
    spans = read.spans((one.start, one.last) for one in told)
    return tuple([finding(*found, text, section) for found in zip(told, spans, strict=True)])


def may_blame(note: str) -> bool:
    """Whether a note of the timeline could hold a finding, whoever its people are.

    False is certain.
    """
    found = pieces(note)
    return found is None or conceivable(found)


def finding(told: Passage, span: tuple[int, int], text: str, section: Section | None) -> Finding:
    start, excerpt = span[0], text[slice(*span)]
    advice = ADVICE[told.rule]
    return Finding(
        id=digest(told.rule, excerpt, section),
        severity=told.severity,
        rule=told.rule,
        start=start,
        end=start + len(excerpt),
        excerpt=excerpt,
        why=advice.why,
        question=advice.question,
    )


def digest(rule: NamedRule, excerpt: str, section: Section | None) -> str:
    """Sixteen hexadecimal digits: the same matter keeps its id when the text around it changes."""
    normal = " ".join(excerpt.casefold().split())
    matter = "\0".join((section or "None", rule, normal))
    return blake2b(matter.encode(), digest_size=8).hexdigest()
