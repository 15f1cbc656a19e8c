"""What publishing a postmortem asks for, and how long one should be.

Source of the requirements: docs/glossary.md, "publication". Each may be waived with a reason; but a
finding of blame is overridden.
"""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby
from typing import Annotated, Final

from msgspec import Meta, Struct

from domain.postmortem_events import PostmortemState, Requirement, RequirementWaiver, Section
from domain.postmortem_state import Postmortem
from domain.timeline import NAMED, EntryKind

# About one printed page; more is told as a warning, never refused.
PAGE_CHARS_MAX: Final = 3_000
PAGE_WORDS_MAX: Final = 500
KINDS: Final = (Requirement.REGRESSION_CASE, Requirement.MONITORING, Requirement.DOCUMENTATION)

EXCERPT_CHARS_MAX: Final = 80
EDITED_SINCE: Final = -1  # no count of edits: what the section `timeline` retells has changed

Missing = tuple[Requirement | None, str, str]  # by which name it is waived, JSON pointer, sentence


class PublishPostmortem(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`waivers` name each requirement at most once."""

    waivers: Annotated[tuple[RequirementWaiver, ...], Meta(max_length=len(Requirement))] = ()

    def __post_init__(self) -> None:
        if len({waiver.requirement for waiver in self.waivers}) < len(self.waivers):
            raise ValueError("Expected one waiver for each requirement")


class ActionBrief(Struct, frozen=True):
    """What publishing needs to know of an action: a live one, cancelled ones do not count."""

    reference: str
    kind: str
    owner: str | None
    due_on: date | None


class Blame(Struct, frozen=True):
    """A finding of high severity and the place it is in, as a JSON pointer."""

    place: str
    finding: str
    excerpt: str


class PublishWith(Struct, frozen=True):
    """A publication with what the incident and its actions bring to it.

    `edits`: how many edits the text had had that was checked, or EDITED_SINCE. `told`: people wrote
    into the incident's timeline, so that the section built from it has something to say.
    """

    body: PublishPostmortem
    named_times: frozenset[EntryKind]
    actions: tuple[ActionBrief, ...]
    edits: int
    blame: tuple[Blame, ...] = ()
    told: bool = False


def missing_for_publication(
    postmortem: Postmortem, command: PublishWith
) -> tuple[tuple[Missing, ...], tuple[RequirementWaiver, ...]]:
    """Return all that is missing and not waived, and the waivers without which more would be."""
    missing = tuple(unmet(postmortem, command))
    asked = {requirement for requirement, _, _ in missing}
    used = tuple(w for w in command.body.waivers if w.requirement in asked)
    waived = {waiver.requirement for waiver in used}
    return tuple(m for m in missing if m[0] not in waived), used


def unmet(postmortem: Postmortem, command: PublishWith) -> Iterable[Missing]:
    yield from empty_sections(postmortem, told=command.told)
    for kind in NAMED:
        if kind not in command.named_times:
            sentence = f"the timeline has no entry {kind}"
            yield missing(f"named_times.{kind}", f"/named_times/{kind}", sentence)
    for action in command.actions:
        here = f"/actions/{action.reference}"
        if action.owner is None:
            yield missing("actions.owner", f"{here}/owner", f"{action.reference} has no owner")
        if action.due_on is None:
            yield missing("actions.due_on", f"{here}/due_on", f"{action.reference} is never due")
    yield from missing_kinds({action.kind for action in command.actions})
    yield from unsettled(postmortem, command)
    if postmortem.state is not PostmortemState.APPROVED:
        yield missing("review", "/state", f"it is {postmortem.state}, not approved")


def empty_sections(postmortem: Postmortem, *, told: bool) -> Iterable[Missing]:
    for section in Section:
        text = postmortem.sections.get(section)
        if section is Section.TIMELINE and told:
            continue
        if text is None or not text.body.strip():
            sentence = f"the section {section} is empty"
            yield missing(f"sections.{section}", f"/sections/{section}", sentence)


def missing_kinds(kinds: Collection[str]) -> Iterable[Missing]:
    for kind in KINDS:
        if kind not in kinds:
            yield missing(kind, "/actions", f"no action is of kind {kind}")


def unsettled(postmortem: Postmortem, command: PublishWith) -> Iterable[Missing]:
    """Blame is not waived but settled: every finding by other words, or by an override."""
    if command.edits != postmortem.edits:
        yield None, "/sections", "the text was edited while it was checked: send the same again"
    stand = [blame for blame in command.blame if blame.finding not in postmortem.overrides]
    for place, group in groupby(stand, key=lambda blame: blame.place):
        first, *others = group
        more = f" (and {len(others)} more)" if others else ""
        excerpt = first.excerpt[:EXCERPT_CHARS_MAX]
        yield None, place, f"it blames{more}: “{excerpt}”; rewrite it, or override the finding"


def missing(requirement: str, pointer: str, sentence: str) -> Missing:
    advice = f"mend that, or waive {requirement} with a reason"
    return Requirement(requirement), pointer, f"{sentence}: {advice}"


def warnings(texts: Collection[str]) -> tuple[str, ...]:
    """Return what to think of before publishing `texts`, the sections as they stand."""
    chars, words = sum(map(len, texts)), sum(len(text.split()) for text in texts)
    if chars <= PAGE_CHARS_MAX and words <= PAGE_WORDS_MAX:
        return ()
    length = f"{chars} characters and {words} words, of {PAGE_CHARS_MAX} and {PAGE_WORDS_MAX}"
    return (f"over one page: {length}; what is shorter is read by more",)
