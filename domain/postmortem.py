"""Postmortem: what a team learned from one incident, in seven sections.

Stream: the postmortem's id. Invariants: one per incident; every edit is kept with its author;
nobody approves their own text; a published one changes by an amendment only, which leads to a new
edition.
"""

from datetime import date
from typing import Annotated, Final, assert_never
from uuid import UUID

from msgspec import Meta, Struct

from domain import playbook
from domain.blame import Finding
from domain.decider import Decider, Stamp
from domain.errors import (
    AlreadyExists,
    NotFound,
    PostmortemRefused,
    PublicationIncomplete,
    ReviewRefused,
)
from domain.postmortem_events import (
    TOPICS,
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
    Section,
    Verdict,
)
from domain.postmortem_state import Postmortem, evolve, union
from domain.publication import PublishWith, missing_for_publication
from domain.reminders import RemindOfPostmortem, reminders
from domain.values import ITEMS_MAX, Body, FilledBody, Note, Person, Reason, due_date, person

EDITIONS_MAX: Final = 100
OVERRIDES_MAX: Final = 1_000

# commands


class StartPostmortem(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`due_on` is by default the day that the playbook's clock gives, `lead` the incident's."""

    lead: Person | None = None
    due_on: date | None = None


class StartFor(Struct, frozen=True):
    """The start of one incident's postmortem, with what the incident lends to it."""

    reference: str
    incident_id: UUID
    body: StartPostmortem
    lead: str | None = None
    due_on: date | None = None
    unless_started: bool = False
    remind_on: date | None = None


class EditSection(Struct, frozen=True):
    section: Section
    body: Body


class AnnotateTimeline(Struct, frozen=True):
    entry_id: UUID
    text: Note


class RequestReview(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`reviewers` are asked by name; whoever wrote none of the text may review it all the same."""

    reviewers: Annotated[tuple[Person, ...], Meta(max_length=ITEMS_MAX)] = ()
    note: Reason | None = None


class ReviewPostmortem(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    verdict: Verdict
    comment: FilledBody | None = None


class AmendPostmortem(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Reason


class BeginClockAnew(Struct, frozen=True):
    """Due on another day of the playbook's clock than on `instead_of`; a chosen day stays."""

    instead_of: date
    due_on: date
    remind_on: date


class FollowLead(Struct, frozen=True):
    """Led by the incident's new lead, where it was led by the one before; a chosen lead stays."""

    instead_of: Person | None
    lead: Person


class OverrideBody(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Reason


class OverrideFinding(Struct, frozen=True):
    """One finding, as the checker told it of the section."""

    finding: Finding
    section: Section
    body: OverrideBody


PostmortemCommand = (
    StartFor
    | EditSection
    | AnnotateTimeline
    | RequestReview
    | ReviewPostmortem
    | OverrideFinding
    | PublishWith
    | AmendPostmortem
    | RemindOfPostmortem
    | BeginClockAnew
    | FollowLead
)


# decisions


def decide(
    postmortem: Postmortem, command: PostmortemCommand, stamp: Stamp
) -> tuple[PostmortemEvent, ...]:
    """Return what `command` makes happen; `()` when its effect already holds.

    Raises:
        NotFound: the postmortem was never started.
        Refused: the subclass names the broken rule.
    """
    if isinstance(command, StartFor):
        return start(postmortem, command, stamp)
    if not postmortem.reference:
        raise NotFound("postmortem", "of that name")
    match command:
        case EditSection():
            return edit(postmortem, command, stamp)
        case AnnotateTimeline():
            return annotate(postmortem, command, stamp)
        case RequestReview():
            return request_review(postmortem, command, stamp)
        case ReviewPostmortem():
            return review(postmortem, command, stamp)
        case OverrideFinding():
            return override(postmortem, command, stamp)
        case PublishWith():
            return publish(postmortem, command, stamp)
        case AmendPostmortem():
            return amend(postmortem, command)
        case RemindOfPostmortem():
            return remind(postmortem, command, stamp)
        case BeginClockAnew():
            return begin_clock_anew(postmortem, command)
        case FollowLead():
            return follow_lead(postmortem, command)
        case _:
            assert_never(command)


def start(postmortem: Postmortem, command: StartFor, stamp: Stamp) -> tuple[PostmortemStarted, ...]:
    if postmortem.reference and command.unless_started:
        return ()
    if postmortem.reference:
        raise AlreadyExists(f"{postmortem.reference} was started already")
    chosen = command.body.lead and person(command.body.lead)
    lead = command.lead and person(command.lead)
    due_on, remind_on = clock(command, stamp)
    return (
        PostmortemStarted(
            reference=command.reference,
            incident_id=command.incident_id,
            due_on=due_on,
            lead=chosen or lead,
            remind_on=remind_on,
            lead_chosen=chosen not in {None, lead},
        ),
    )


def clock(command: StartFor, stamp: Stamp) -> tuple[date, date]:
    """The day it is due and the day to remind of it: the starter's, the incident's, or today's."""
    if command.body.due_on is None and command.due_on is not None and command.remind_on is not None:
        return due_date(command.due_on), command.remind_on
    if (chosen := command.body.due_on or command.due_on) is None:
        due_on, remind_on = playbook.clock(stamp.at, stamp.policy)
        return due_date(due_on), remind_on
    due_on = due_date(chosen)
    return due_on, playbook.reminder_before(due_on, stamp.policy)


def edit(
    postmortem: Postmortem, command: EditSection, stamp: Stamp
) -> tuple[PostmortemSectionEdited, ...]:
    check_open(postmortem)
    present = postmortem.sections.get(command.section)
    if command.body == (present.body if present else ""):
        return ()
    revision = present.revision + 1 if present else 1
    return (PostmortemSectionEdited(command.section, command.body, revision, stamp.at, stamp.by),)


def annotate(
    postmortem: Postmortem, command: AnnotateTimeline, stamp: Stamp
) -> tuple[PostmortemTimelineAnnotated, ...]:
    check_open(postmortem)
    present = postmortem.annotations.get(command.entry_id)
    if command.text == (present.text if present else ""):
        return ()
    return (PostmortemTimelineAnnotated(command.entry_id, command.text, stamp.at, stamp.by),)


def check_open(postmortem: Postmortem) -> None:
    """Raises PostmortemRefused: it is published, and changes by an amendment only."""
    if postmortem.state is PostmortemState.PUBLISHED:
        raise PostmortemRefused(
            f"{postmortem.reference} is published: start an amendment, then edit it"
        )


def request_review(
    postmortem: Postmortem, command: RequestReview, stamp: Stamp
) -> tuple[PostmortemReviewRequested, ...]:
    if postmortem.state not in {PostmortemState.DRAFT, PostmortemState.IN_REVIEW}:
        raise PostmortemRefused(nothing_to_review(postmortem))
    reviewers = union((), tuple(map(person, command.reviewers)))
    asked = postmortem.state is PostmortemState.IN_REVIEW
    if asked and set(reviewers) <= set(postmortem.reviewers):
        return ()
    return (PostmortemReviewRequested(stamp.at, stamp.by, reviewers, command.note),)


def nothing_to_review(postmortem: Postmortem) -> str:
    """Why there is no review, and what comes before one."""
    remedy = {
        PostmortemState.DRAFT: "request a review",
        PostmortemState.APPROVED: "publish it, or edit it and have that reviewed",
        PostmortemState.PUBLISHED: "start an amendment, and request a review of that",
    }
    return f"{postmortem.reference} is {postmortem.state}: {remedy[postmortem.state]}"


def review(
    postmortem: Postmortem, command: ReviewPostmortem, stamp: Stamp
) -> tuple[PostmortemReviewed, ...]:
    """Anybody may ask for changes; who wrote what no edition had approved yet may not approve.

    Approving again changes nothing.
    """
    if postmortem.state not in {PostmortemState.IN_REVIEW, PostmortemState.APPROVED}:
        raise PostmortemRefused(nothing_to_review(postmortem))
    if command.verdict is Verdict.APPROVE:
        if stamp.by in postmortem.approved_by:
            return ()
        if stamp.by in postmortem.writers:
            raise ReviewRefused(f"{stamp.by} wrote of this text: let somebody else approve it")
    return (PostmortemReviewed(command.verdict, stamp.at, stamp.by, command.comment),)


def override(
    postmortem: Postmortem, command: OverrideFinding, stamp: Stamp
) -> tuple[PostmortemBlameOverridden, ...]:
    finding = command.finding
    if finding.id in postmortem.overrides:
        return ()
    if len(postmortem.overrides) >= OVERRIDES_MAX:
        raise PostmortemRefused(f"{OVERRIDES_MAX} findings were overridden, the most: rewrite it")
    return (
        PostmortemBlameOverridden(
            finding=finding.id,
            section=command.section,
            rule=finding.rule,
            severity=finding.severity,
            excerpt=finding.excerpt,
            reason=command.body.reason,
            overridden_at=stamp.at,
            overridden_by=stamp.by,
        ),
    )


def publish(
    postmortem: Postmortem, command: PublishWith, stamp: Stamp
) -> tuple[PostmortemPublished, ...]:
    if postmortem.state is PostmortemState.PUBLISHED:
        return ()
    missing, waivers = missing_for_publication(postmortem, command)
    if missing:
        raise PublicationIncomplete([(pointer, sentence) for _, pointer, sentence in missing])
    return (PostmortemPublished(postmortem.edition + 1, stamp.at, stamp.by, waivers),)


def amend(
    postmortem: Postmortem, command: AmendPostmortem
) -> tuple[PostmortemAmendmentStarted, ...]:
    if postmortem.state is not PostmortemState.PUBLISHED:
        raise PostmortemRefused(f"{postmortem.reference} is not published: edit it as it is")
    if postmortem.edition >= EDITIONS_MAX:
        raise PostmortemRefused(f"{postmortem.reference} has had {EDITIONS_MAX} editions, the most")
    return (PostmortemAmendmentStarted(postmortem.edition + 1, command.reason),)


def remind(
    postmortem: Postmortem, command: RemindOfPostmortem, stamp: Stamp
) -> tuple[PostmortemReminded, ...]:
    due_on, remind_on = postmortem.due_on, postmortem.remind_on
    if postmortem.edition or due_on is None or remind_on is None:
        return ()
    last = postmortem.reminded
    return tuple(reminders(command, last, stamp, remind_on=remind_on, due_on=due_on))


def begin_clock_anew(
    postmortem: Postmortem, command: BeginClockAnew
) -> tuple[PostmortemDueDateChanged, ...]:
    due_on = postmortem.due_on
    if postmortem.edition or due_on != command.instead_of or due_on == command.due_on:
        return ()
    return (PostmortemDueDateChanged(due_on, due_date(command.due_on), command.remind_on),)


def follow_lead(postmortem: Postmortem, command: FollowLead) -> tuple[PostmortemLeadChanged, ...]:
    before, lead = postmortem.lead, person(command.lead)
    chosen = postmortem.lead_chosen or before != command.instead_of
    if postmortem.edition or chosen or before == lead:
        return ()
    return (PostmortemLeadChanged(lead, before),)


POSTMORTEM: Final = Decider(
    "postmortem",
    Postmortem(),
    decide,
    evolve,
    TOPICS,
    lambda postmortem: postmortem.unchanged_since,
)
