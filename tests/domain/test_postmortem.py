"""The postmortem, its editions and what publishing asks for: domain.md, section 3."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain.decider import Policy, Stamp
from domain.errors import (
    AlreadyExists,
    NotFound,
    PostmortemRefused,
    ReviewRefused,
    TimeRefused,
)
from domain.postmortem import (
    EDITIONS_MAX,
    POSTMORTEM,
    AmendPostmortem,
    AnnotateTimeline,
    EditSection,
    FollowLead,
    OverrideBody,
    OverrideFinding,
    RequestReview,
    ReviewPostmortem,
)
from domain.postmortem_events import (
    PostmortemAmendmentStarted,
    PostmortemEvent,
    PostmortemLeadChanged,
    PostmortemPublished,
    PostmortemReviewed,
    PostmortemSectionEdited,
    PostmortemStarted,
    PostmortemState,
    PostmortemTimelineAnnotated,
    Section,
    Verdict,
)
from domain.workdays import Workdays
from tests.domain.postmortems import (
    AMENDED,
    CEM,
    DUE,
    FINDING,
    by,
    publication,
    start,
)
from tests.given import given
from tests.samples import (
    ANA,
    AT,
    BEN,
    ENTRY_ID,
    FILLED,
    INCIDENT_ID,
    LATER,
    PUBLISHED,
    REVIEW_REQUESTED,
    REVIEWED,
    STAMP,
    STARTED,
    written,
)

# starting


def test_a_postmortem_takes_its_lead_and_due_day_from_the_incident() -> None:
    command = start(incident_lead=ANA, clock=date(2026, 11, 9))
    given(POSTMORTEM).when(command).then(STARTED)


def test_what_the_starter_says_goes_before_what_the_incident_says() -> None:
    command = start(incident_lead=ANA, clock=date(2026, 11, 9), lead="Ben@example.com", due_on=DUE)
    started = PostmortemStarted(
        "PM-12", INCIDENT_ID, DUE, BEN, date(2026, 11, 14), lead_chosen=True
    )
    given(POSTMORTEM).when(command).then(started)


@pytest.mark.parametrize("before", [None, ANA])
def test_a_draft_follows_the_lead_of_its_incident(before: str | None) -> None:
    begun, follow = replace(STARTED, lead=before), FollowLead(before, BEN.upper())
    followed = PostmortemLeadChanged(BEN, before)
    given(POSTMORTEM, begun).when(follow).then(followed)
    given(POSTMORTEM, begun, followed).when(follow).then()
    assert POSTMORTEM.fold((begun, followed)).lead == BEN


def test_a_lead_that_was_chosen_or_that_is_published_stays() -> None:
    given(POSTMORTEM, replace(STARTED, lead=CEM)).when(FollowLead(ANA, BEN)).then()
    published = POSTMORTEM.fold((*FILLED, PUBLISHED))
    given(POSTMORTEM, *FILLED, PUBLISHED).when(FollowLead(published.lead, BEN)).then()


def test_one_started_before_mitigation_is_due_by_the_policy_from_today() -> None:
    stamp = Stamp(AT, ANA, STAMP.id, Policy(postmortem_due_days=10))
    started = PostmortemStarted(
        "PM-12", INCIDENT_ID, date(2026, 11, 12), remind_on=date(2026, 11, 7)
    )
    given(POSTMORTEM).when(start(), stamp=stamp).then(started)


def test_its_days_are_counted_in_the_calendar_of_the_policy() -> None:
    stamp = Stamp(AT, ANA, STAMP.id, Policy(workdays=Workdays(frozenset({5, 6}))))  # a Monday
    by_policy = PostmortemStarted(
        "PM-12", INCIDENT_ID, date(2026, 11, 11), remind_on=date(2026, 11, 9)
    )
    given(POSTMORTEM).when(start(), stamp=stamp).then(by_policy)
    monday = start(due_on=date(2026, 11, 16))
    chosen = PostmortemStarted(
        "PM-12", INCIDENT_ID, date(2026, 11, 16), remind_on=date(2026, 11, 12)
    )
    given(POSTMORTEM).when(monday, stamp=stamp).then(chosen)


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31), date.max])
def test_a_due_day_off_the_calendar_is_refused(day: date) -> None:
    given(POSTMORTEM).when(start(due_on=day)).refused(TimeRefused)


def test_an_incident_has_one_postmortem() -> None:
    given(POSTMORTEM, STARTED).when(start()).refused(AlreadyExists)


def test_entering_the_stage_again_leaves_the_postmortem_that_was_started() -> None:
    again = replace(start(), unless_started=True)
    given(POSTMORTEM, STARTED).when(again).then()
    assert given(POSTMORTEM).when(again).events()


@pytest.mark.parametrize(
    "command",
    [
        EditSection(Section.SUMMARY, "x"),
        AnnotateTimeline(ENTRY_ID, "x"),
        RequestReview(),
        ReviewPostmortem(Verdict.APPROVE),
        OverrideFinding(FINDING, Section.SUMMARY, OverrideBody("x")),
        publication(),
        AmendPostmortem("x"),
    ],
)
def test_what_was_never_started_is_not_there(command: object) -> None:
    given(POSTMORTEM).when(command).refused(NotFound)


# editing


@pytest.mark.parametrize("section", Section)
def test_every_edit_is_a_revision_with_its_author(section: Section) -> None:
    first, second = written(section), PostmortemSectionEdited(section, "More.", 2, LATER.at, BEN)
    edit = given(POSTMORTEM, STARTED).when(EditSection(section, "Words."))
    edit.then(first)
    again = EditSection(section, "More.")
    given(POSTMORTEM, STARTED, first).when(again, stamp=LATER).then(second)
    postmortem = POSTMORTEM.fold((STARTED, first, second))
    assert postmortem.authors == (ANA, BEN)
    text = postmortem.sections[section]
    assert (text.body, text.revision, text.edited_by) == ("More.", 2, BEN)


def test_an_edit_to_the_same_text_changes_nothing() -> None:
    given(POSTMORTEM, STARTED).when(EditSection(Section.SUMMARY, "")).then()
    past = (STARTED, written(Section.SUMMARY))
    given(POSTMORTEM, *past).when(EditSection(Section.SUMMARY, "Words.")).then()


def test_a_section_may_be_emptied_and_an_author_counts_once() -> None:
    past = (STARTED, written(Section.SUMMARY))
    emptied = written(Section.SUMMARY, "", 2)
    given(POSTMORTEM, *past).when(EditSection(Section.SUMMARY, "")).then(emptied)
    assert POSTMORTEM.fold((*past, emptied)).authors == (ANA,)


def test_a_published_postmortem_refuses_edits() -> None:
    edit = EditSection(Section.SUMMARY, "Other words.")
    given(POSTMORTEM, *FILLED, PUBLISHED).when(edit).refused(PostmortemRefused)


@pytest.mark.parametrize("text", ["", "The alert had been muted."])
def test_an_entry_of_the_timeline_is_annotated_and_the_annotation_taken_away(text: str) -> None:
    first = PostmortemTimelineAnnotated(ENTRY_ID, "A first guess.", AT, ANA)
    second = PostmortemTimelineAnnotated(ENTRY_ID, text, LATER.at, BEN)
    given(POSTMORTEM, STARTED).when(AnnotateTimeline(ENTRY_ID, "A first guess.")).then(first)
    given(POSTMORTEM, STARTED).when(AnnotateTimeline(ENTRY_ID, "")).then()
    again = given(POSTMORTEM, STARTED, first)
    again.when(AnnotateTimeline(ENTRY_ID, "A first guess.")).then()
    again.when(AnnotateTimeline(ENTRY_ID, text), stamp=LATER).then(second)
    postmortem = POSTMORTEM.fold((STARTED, first, second))
    assert [a.text for a in postmortem.annotations.values()] == [text][: bool(text)]
    assert postmortem.authors == (ANA, BEN)


def test_a_published_postmortem_refuses_annotations() -> None:
    annotate = AnnotateTimeline(ENTRY_ID, "x")
    given(POSTMORTEM, *FILLED, PUBLISHED).when(annotate).refused(PostmortemRefused)


# amending


def test_an_amendment_leads_to_the_next_edition() -> None:
    past = (*REVIEWED, PUBLISHED)
    given(POSTMORTEM, *past).when(AmendPostmortem(AMENDED.reason)).then(AMENDED)
    edited = PostmortemSectionEdited(Section.SUMMARY, "Other words.", 2, LATER.at, BEN)
    amended = given(POSTMORTEM, *past, AMENDED)
    amended.when(EditSection(Section.SUMMARY, "Other words."), stamp=LATER).then(edited)
    approved = PostmortemReviewed(Verdict.APPROVE, AT, CEM)
    past = (*past, AMENDED, edited, REVIEW_REQUESTED, approved)
    second = PostmortemPublished(2, LATER.at, BEN)
    command = publication(edits=len(Section) + 1)
    given(POSTMORTEM, *past).when(command, stamp=LATER).then(second)
    postmortem = POSTMORTEM.fold((*past, second))
    assert [(e.edition, e.version) for e in postmortem.editions] == [
        (1, len(REVIEWED) + 1),
        (2, len(past) + 1),
    ]


def test_the_edition_before_stays_the_published_one_while_it_is_amended() -> None:
    postmortem = POSTMORTEM.fold((*REVIEWED, PUBLISHED, AMENDED))
    assert postmortem.state is PostmortemState.DRAFT
    assert (postmortem.edition, postmortem.published_at) == (1, AT)
    assert (postmortem.reviewers, postmortem.approved_by) == ((), ())


def test_who_wrote_an_approved_edition_may_approve_what_others_change_in_the_next() -> None:
    edited = PostmortemSectionEdited(Section.SUMMARY, "Other words.", 2, AT, BEN)
    review = ReviewPostmortem(Verdict.APPROVE)
    past = given(POSTMORTEM, *REVIEWED, PUBLISHED, AMENDED, edited, REVIEW_REQUESTED)
    past.when(review).then(PostmortemReviewed(Verdict.APPROVE, AT, ANA))
    past.when(review, stamp=by(BEN)).refused(ReviewRefused)


def test_what_was_published_without_approval_still_waits_for_somebody_else() -> None:
    past = given(POSTMORTEM, *FILLED, PUBLISHED, AMENDED, REVIEW_REQUESTED)
    past.when(ReviewPostmortem(Verdict.APPROVE)).refused(ReviewRefused)


@pytest.mark.parametrize("past", [FILLED, REVIEWED, (*REVIEWED, PUBLISHED, AMENDED)])
def test_only_a_published_postmortem_is_amended(past: tuple[object, ...]) -> None:
    given(POSTMORTEM, *past).when(AmendPostmortem("Again.")).refused(PostmortemRefused)


def test_there_is_a_last_edition() -> None:
    past: list[PostmortemEvent] = list(REVIEWED)
    for edition in range(1, EDITIONS_MAX + 1):
        past += [
            PostmortemPublished(edition, AT, ANA),
            PostmortemAmendmentStarted(edition + 1, "x"),
        ]
    given(POSTMORTEM, *past[:-1]).when(AmendPostmortem("Again.")).refused(PostmortemRefused)
    given(POSTMORTEM, *past[:-3]).when(AmendPostmortem("x")).then(past[-3])
