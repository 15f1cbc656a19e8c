"""Postmortem: what a team learned from one incident, in seven sections.

Stream: the postmortem's id. Invariants: one per incident; every edit is kept with its author; a
published one changes only by an amendment, which leads to a new edition.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Final, assert_never
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain import playbook
from domain.decider import Decider, Stamp
from domain.errors import AlreadyExists, NotFound, PostmortemRefused, PublicationIncomplete
from domain.escalation import Escalation
from domain.postmortem_events import (
    TOPICS,
    PostmortemAmendmentStarted,
    PostmortemEvent,
    PostmortemPublished,
    PostmortemReminded,
    PostmortemSectionEdited,
    PostmortemStarted,
    PostmortemState,
    Requirement,
    RequirementWaiver,
    Section,
)
from domain.reminders import RemindOfPostmortem, reminders
from domain.timeline import NAMED, EntryKind
from domain.values import Body, Person, Reason, due_date, person

REMIND_DAYS_BEFORE: Final = 2  # of postmortems that were started before reminders were

# state


class SectionText(Struct, frozen=True, omit_defaults=True):
    body: str
    revision: int
    edited_at: datetime
    edited_by: str


class Postmortem(Struct, frozen=True, omit_defaults=True):
    """`reference` is empty until the postmortem is started."""

    reference: str = ""
    incident_id: UUID | None = None
    state: PostmortemState = PostmortemState.DRAFT
    edition: int = 0
    due_on: date | None = None
    lead: str | None = None
    authors: tuple[str, ...] = ()
    sections: dict[Section, SectionText] = {}
    published_at: datetime | None = None
    remind_on: date | None = None
    reminded: Escalation | None = None


def evolve(postmortem: Postmortem, event: PostmortemEvent) -> Postmortem:
    match event:
        case PostmortemStarted():
            return Postmortem(
                reference=event.reference,
                incident_id=event.incident_id,
                due_on=event.due_on,
                lead=event.lead,
                remind_on=event.remind_on or event.due_on - timedelta(REMIND_DAYS_BEFORE),
            )
        case PostmortemSectionEdited():
            return edited(postmortem, event)
        case PostmortemPublished():
            return replace(
                postmortem,
                state=PostmortemState.PUBLISHED,
                edition=event.edition,
                published_at=event.published_at,
            )
        case PostmortemAmendmentStarted():
            return replace(postmortem, state=PostmortemState.DRAFT)
        case PostmortemReminded():
            last = Escalation(event.level, event.reminded_at, event.days_overdue, event.next_on)
            return replace(postmortem, reminded=last)
        case _:
            assert_never(event)


def edited(postmortem: Postmortem, event: PostmortemSectionEdited) -> Postmortem:
    text = SectionText(event.body, event.revision, event.edited_at, event.edited_by)
    known = event.edited_by in postmortem.authors
    return replace(
        postmortem,
        sections={**postmortem.sections, event.section: text},
        authors=postmortem.authors if known else (*postmortem.authors, event.edited_by),
    )


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


class PublishPostmortem(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    waivers: Annotated[tuple[RequirementWaiver, ...], Meta(max_length=3)] = ()


class ActionBrief(Struct, frozen=True):
    """What publishing needs to know of an action: a live one, cancelled ones do not count."""

    reference: str
    kind: str
    owner: str | None
    due_on: date | None


class PublishWith(Struct, frozen=True):
    """A publication with what the incident and its actions bring to it."""

    body: PublishPostmortem
    named_times: frozenset[EntryKind]
    actions: tuple[ActionBrief, ...]


class AmendPostmortem(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Reason


PostmortemCommand = StartFor | EditSection | PublishWith | AmendPostmortem | RemindOfPostmortem


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
        case PublishWith():
            return publish(postmortem, command, stamp)
        case AmendPostmortem():
            return amend(postmortem, command)
        case RemindOfPostmortem():
            return remind(postmortem, command, stamp)
        case _:
            assert_never(command)


def start(postmortem: Postmortem, command: StartFor, stamp: Stamp) -> tuple[PostmortemStarted, ...]:
    if postmortem.reference and command.unless_started:
        return ()
    if postmortem.reference:
        raise AlreadyExists(f"{postmortem.reference} was started already")
    lead = command.body.lead or command.lead
    due_on, remind_on = clock(command, stamp)
    return (
        PostmortemStarted(
            reference=command.reference,
            incident_id=command.incident_id,
            due_on=due_on,
            lead=None if lead is None else person(lead),
            remind_on=remind_on,
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
    if postmortem.state is PostmortemState.PUBLISHED:
        raise PostmortemRefused(
            f"{postmortem.reference} is published: start an amendment, then edit it"
        )
    present = postmortem.sections.get(command.section)
    if command.body == (present.body if present else ""):
        return ()
    revision = present.revision + 1 if present else 1
    return (PostmortemSectionEdited(command.section, command.body, revision, stamp.at, stamp.by),)


def publish(
    postmortem: Postmortem, command: PublishWith, stamp: Stamp
) -> tuple[PostmortemPublished, ...]:
    if postmortem.state is PostmortemState.PUBLISHED:
        return ()
    if missing := tuple(missing_for_publication(postmortem, command)):
        raise PublicationIncomplete(missing)
    return (PostmortemPublished(postmortem.edition + 1, stamp.at, stamp.by, command.body.waivers),)


def missing_for_publication(
    postmortem: Postmortem, command: PublishWith
) -> Iterable[tuple[str, str]]:
    """Yield all that is missing, as (JSON pointer, sentence). Source: docs/glossary.md."""
    for section in Section:
        text = postmortem.sections.get(section)
        if text is None or not text.body.strip():
            yield f"/sections/{section}", f"the section {section} is empty"
    for kind in NAMED:
        if kind not in command.named_times:
            yield f"/named_times/{kind}", f"the timeline has no entry {kind}"
    for action in command.actions:
        if action.owner is None:
            yield f"/actions/{action.reference}/owner", f"{action.reference} has no owner"
        if action.due_on is None:
            yield f"/actions/{action.reference}/due_on", f"{action.reference} has no due date"
    yield from missing_kinds(command)


def missing_kinds(command: PublishWith) -> Iterable[tuple[str, str]]:
    settled = {action.kind for action in command.actions}
    settled |= {waiver.requirement for waiver in command.body.waivers}
    for kind in Requirement:
        if kind not in settled:
            yield "/actions", f"no action is of kind {kind}: plan one, or waive it with a reason"


def amend(
    postmortem: Postmortem, command: AmendPostmortem
) -> tuple[PostmortemAmendmentStarted, ...]:
    if postmortem.state is not PostmortemState.PUBLISHED:
        raise PostmortemRefused(f"{postmortem.reference} is not published: edit it as it is")
    return (PostmortemAmendmentStarted(postmortem.edition + 1, command.reason),)


def remind(
    postmortem: Postmortem, command: RemindOfPostmortem, stamp: Stamp
) -> tuple[PostmortemReminded, ...]:
    due_on, remind_on = postmortem.due_on, postmortem.remind_on
    if postmortem.edition or due_on is None or remind_on is None:
        return ()
    last = postmortem.reminded
    return tuple(reminders(command, last, stamp, remind_on=remind_on, due_on=due_on))


POSTMORTEM: Final = Decider("postmortem", Postmortem(), decide, evolve, TOPICS)
