"""What a postmortem's events add up to.

The state follows from the events: an approval lapses with the next edit, a request for changes
makes it a draft again, and so does an amendment.
"""

from datetime import date, datetime, timedelta
from typing import Final, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.escalation import Escalation
from domain.postmortem_events import (
    PostmortemAmendmentStarted,
    PostmortemBlameOverridden,
    PostmortemDueDateChanged,
    PostmortemEvent,
    PostmortemLeadChanged,
    PostmortemPublished,
    PostmortemReminded,
    PostmortemReviewed,
    PostmortemReviewRequested,
    PostmortemSectionEdited,
    PostmortemStarted,
    PostmortemState,
    PostmortemTimelineAnnotated,
    RequirementWaiver,
    Section,
    Verdict,
)

REMIND_DAYS_BEFORE: Final = 2  # of postmortems that were started before reminders were


class SectionText(Struct, frozen=True, omit_defaults=True):
    body: str
    revision: int
    edited_at: datetime
    edited_by: str


class Annotation(Struct, frozen=True):
    text: str
    annotated_at: datetime
    annotated_by: str


class Edition(Struct, frozen=True, omit_defaults=True):
    """One publication; `version` is the postmortem's, at which it can be read as it was."""

    edition: int
    version: int
    published_at: datetime
    published_by: str
    waivers: tuple[RequirementWaiver, ...] = ()


class Postmortem(Struct, frozen=True, omit_defaults=True):
    """`reference` is empty until the postmortem is started.

    `version` counts its events, `edits` those that changed its text; since `unchanged_since` people
    were reminded of it, and nothing else happened. `overrides` are the ids of
    findings of blame that are settled as they stand.

    `authors` wrote any of it, `credited` what the last edition holds, `writers` what no published
    edition had approved yet. `reviewers` were asked, `approved_by` approved the text as it stands.
    """

    reference: str = ""
    incident_id: UUID | None = None
    state: PostmortemState = PostmortemState.DRAFT
    edition: int = 0
    due_on: date | None = None
    lead: str | None = None
    authors: tuple[str, ...] = ()
    sections: dict[Section, SectionText] = {}
    published_at: datetime | None = None
    version: int = 0
    edits: int = 0
    writers: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    approved_by: tuple[str, ...] = ()
    annotations: dict[UUID, Annotation] = {}
    editions: tuple[Edition, ...] = ()
    overrides: tuple[str, ...] = ()
    remind_on: date | None = None
    reminded: Escalation | None = None
    unchanged_since: int = 0
    credited: tuple[str, ...] = ()
    lead_chosen: bool = False

    @property
    def awaited(self) -> tuple[str, ...]:
        """Who is to review it now."""
        return self.reviewers if self.state is PostmortemState.IN_REVIEW else ()


def evolve(postmortem: Postmortem, event: PostmortemEvent) -> Postmortem:
    version = postmortem.version + 1
    since = postmortem.unchanged_since if isinstance(event, PostmortemReminded) else version
    return replace(after(postmortem, event), version=version, unchanged_since=since)


def after(postmortem: Postmortem, event: PostmortemEvent) -> Postmortem:
    match event:
        case PostmortemStarted():
            return Postmortem(
                reference=event.reference,
                incident_id=event.incident_id,
                due_on=event.due_on,
                lead=event.lead,
                remind_on=event.remind_on or event.due_on - timedelta(REMIND_DAYS_BEFORE),
                lead_chosen=event.lead_chosen,
            )
        case PostmortemSectionEdited():
            text = SectionText(event.body, event.revision, event.edited_at, event.edited_by)
            sections = {**postmortem.sections, event.section: text}
            return rewritten(replace(postmortem, sections=sections), event.edited_by)
        case PostmortemTimelineAnnotated():
            return rewritten(annotated(postmortem, event), event.annotated_by)
        case PostmortemReviewRequested():
            return replace(
                postmortem,
                state=PostmortemState.IN_REVIEW,
                reviewers=union(postmortem.reviewers, event.reviewers),
            )
        case PostmortemReviewed():
            return reviewed(postmortem, event)
        case PostmortemBlameOverridden():
            return replace(postmortem, overrides=union(postmortem.overrides, (event.finding,)))
        case PostmortemPublished():
            return published(postmortem, event)
        case PostmortemAmendmentStarted():
            return drafted(postmortem)
        case PostmortemReminded():
            last = Escalation(event.level, event.reminded_at, event.days_overdue, event.next_on)
            return replace(postmortem, reminded=last)
        case PostmortemDueDateChanged(to_due_on=due_on, remind_on=remind_on):
            return replace(postmortem, due_on=due_on, remind_on=remind_on, reminded=None)
        case PostmortemLeadChanged(to_lead=lead):
            return replace(postmortem, lead=lead)
        case _:
            assert_never(event)


def rewritten(postmortem: Postmortem, by: str) -> Postmortem:
    """What was approved before is another text now."""
    approved = postmortem.state is PostmortemState.APPROVED
    return replace(
        postmortem,
        state=PostmortemState.IN_REVIEW if approved else postmortem.state,
        approved_by=(),
        edits=postmortem.edits + 1,
        authors=union(postmortem.authors, (by,)),
        writers=union(postmortem.writers, (by,)),
    )


def annotated(postmortem: Postmortem, event: PostmortemTimelineAnnotated) -> Postmortem:
    annotations = {k: a for k, a in postmortem.annotations.items() if k != event.entry_id}
    if event.text:
        annotations[event.entry_id] = Annotation(event.text, event.annotated_at, event.annotated_by)
    return replace(postmortem, annotations=annotations)


def reviewed(postmortem: Postmortem, event: PostmortemReviewed) -> Postmortem:
    if event.verdict is Verdict.REQUEST_CHANGES:
        return drafted(postmortem)
    return replace(
        postmortem,
        state=PostmortemState.APPROVED,
        approved_by=union(postmortem.approved_by, (event.reviewed_by,)),
    )


def drafted(postmortem: Postmortem) -> Postmortem:
    return replace(postmortem, state=PostmortemState.DRAFT, reviewers=(), approved_by=())


def published(postmortem: Postmortem, event: PostmortemPublished) -> Postmortem:
    edition = Edition(
        edition=event.edition,
        version=postmortem.version + 1,
        published_at=event.published_at,
        published_by=event.published_by,
        waivers=event.waivers,
    )
    approved = postmortem.state is PostmortemState.APPROVED
    return replace(
        postmortem,
        state=PostmortemState.PUBLISHED,
        edition=event.edition,
        published_at=event.published_at,
        editions=(*postmortem.editions, edition),
        credited=postmortem.authors,
        writers=() if approved else postmortem.writers,
    )


def union(present: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Return both, in order of arrival, each once."""
    return tuple(dict.fromkeys((*present, *more)))
