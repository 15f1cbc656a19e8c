"""A postmortem as callers see it: seven sections, its way to publication, its editions."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from api.documents import EscalationBrief, Links, TimelineKind, escalation_brief, today
from domain.postmortem_events import PostmortemState, RequirementWaiver, Section
from domain.postmortem_state import Annotation, Edition, Postmortem, SectionText
from domain.publication import warnings
from domain.retelling import standing
from domain.timeline import Entry, Timeline
from domain.values import Evidence

LINES_MAX: Final = 500


class TimelineLine(Struct, frozen=True):
    """An entry of the incident's timeline as it stands, and what the authors say of it.

    `corrected_at` is when it was last corrected; the incident's timeline tells what it said before.
    """

    entry_id: UUID
    kind: TimelineKind
    occurred_at: datetime
    recorded_by: str
    text: str
    evidence: tuple[Evidence, ...]
    corrected_at: datetime | None
    annotation: str | None


class SectionDocument(Struct, frozen=True):
    """Text of a section, Markdown; revision 0 while nobody wrote any.

    The section `timeline` of a single postmortem has `entries` as well, built from the incident's
    timeline, the earliest first, at most 500. In a published one they stand as they were published.
    """

    body: str
    revision: int
    edited_at: datetime | None
    edited_by: str | None
    entries: tuple[TimelineLine, ...] | UnsetType = UNSET


class EditionDocument(Struct, frozen=True):
    """One publication; read the postmortem at `version` to read it as it was published."""

    edition: int
    version: int
    published_at: datetime
    published_by: str
    waivers: tuple[RequirementWaiver, ...]


class PostmortemDocument(Struct, frozen=True):
    """`reviewers` were asked for a review, `approved_by` approved the text as it stands.

    `warnings` are what to think of before publishing; they keep nobody from it. Of a single
    postmortem they tell also who is to review it and may not know of its incident. `remind_on` is
    the day of the first reminder, `escalation` tells of the last one.
    """

    id: UUID
    reference: str
    version: int
    incident_id: UUID
    state: PostmortemState
    edition: int
    due_on: date
    remind_on: date | None
    overdue: bool
    escalation: EscalationBrief | None
    lead: str | None
    authors: tuple[str, ...]
    sections: dict[Section, SectionDocument]
    reviewers: tuple[str, ...]
    approved_by: tuple[str, ...]
    warnings: tuple[str, ...]
    editions: tuple[EditionDocument, ...]
    published_at: datetime | None
    links: Links


def postmortem_document(
    postmortem_id: UUID,
    version: int,
    postmortem: Postmortem,
    timeline: Timeline | None = None,
    *,
    day: date | None = None,
) -> PostmortemDocument:
    """Show a postmortem as of `day`, today by default, retelling the incident's `timeline`."""
    assert postmortem.incident_id is not None
    assert postmortem.due_on is not None
    return PostmortemDocument(
        id=postmortem_id,
        reference=postmortem.reference,
        version=version,
        incident_id=postmortem.incident_id,
        state=postmortem.state,
        edition=postmortem.edition,
        due_on=postmortem.due_on,
        remind_on=postmortem.remind_on,
        overdue=postmortem.edition == 0 and postmortem.due_on < (day or today()),
        escalation=escalation_brief(postmortem.reminded, goes_on=postmortem.edition == 0),
        lead=postmortem.lead,
        authors=postmortem.authors,
        sections=sections_of(postmortem, timeline),
        reviewers=postmortem.reviewers,
        approved_by=postmortem.approved_by,
        warnings=warned(postmortem),
        editions=tuple(map(edition_document, postmortem.editions)),
        published_at=postmortem.published_at,
        links=links_of(postmortem_id, postmortem),
    )


def links_of(postmortem_id: UUID, postmortem: Postmortem) -> Links:
    here = f"/v1/postmortems/{postmortem_id}"
    return {
        "self": here,
        "reviews": f"{here}/reviews",
        "incident": f"/v1/incidents/{postmortem.incident_id}",
        "timeline": f"/v1/incidents/{postmortem.incident_id}/timeline-entries",
        "actions": f"/v1/actions?postmortem={postmortem_id}",
    }


def sections_of(
    postmortem: Postmortem, timeline: Timeline | None
) -> dict[Section, SectionDocument]:
    lines = UNSET if timeline is None else lines_of(timeline, postmortem.annotations)
    return {
        name: section_document(
            postmortem.sections.get(name), lines if name is Section.TIMELINE else UNSET
        )
        for name in Section
    }


def warned(postmortem: Postmortem) -> tuple[str, ...]:
    """What to think of before publishing the sections as they stand."""
    return warnings([text.body for text in postmortem.sections.values()])


def section_document(
    text: SectionText | None, lines: tuple[TimelineLine, ...] | UnsetType = UNSET
) -> SectionDocument:
    if text is None:
        return SectionDocument("", 0, None, None, lines)
    return SectionDocument(text.body, text.revision, text.edited_at, text.edited_by, lines)


def lines_of(
    timeline: Timeline, annotations: Mapping[UUID, Annotation]
) -> tuple[TimelineLine, ...]:
    return tuple(line(e, annotations.get(e.id)) for e in standing(timeline)[:LINES_MAX])


def line(entry: Entry, annotation: Annotation | None) -> TimelineLine:
    return TimelineLine(
        entry_id=entry.id,
        kind=TimelineKind(entry.kind),
        occurred_at=entry.occurred_at,
        recorded_by=entry.recorded_by,
        text=entry.text,
        evidence=entry.evidence,
        corrected_at=entry.corrections[-1].corrected_at if entry.corrections else None,
        annotation=annotation.text if annotation else None,
    )


def edition_document(edition: Edition) -> EditionDocument:
    return EditionDocument(
        edition=edition.edition,
        version=edition.version,
        published_at=edition.published_at,
        published_by=edition.published_by,
        waivers=edition.waivers,
    )
