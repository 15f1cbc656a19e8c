"""The postmortem, its editions and what publishing asks for: domain.md, section 3."""

from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec import ValidationError
from msgspec.structs import replace

from domain.action_events import ActionKind
from domain.blame import check
from domain.decider import Policy, Stamp
from domain.errors import (
    AlreadyExists,
    NotFound,
    PostmortemRefused,
    PublicationIncomplete,
    ReviewRefused,
    TimeRefused,
)
from domain.postmortem import (
    EDITIONS_MAX,
    OVERRIDES_MAX,
    POSTMORTEM,
    AmendPostmortem,
    AnnotateTimeline,
    EditSection,
    OverrideBody,
    OverrideFinding,
    RequestReview,
    ReviewPostmortem,
    StartFor,
    StartPostmortem,
)
from domain.postmortem_events import (
    PostmortemAmendmentStarted,
    PostmortemBlameOverridden,
    PostmortemEvent,
    PostmortemPublished,
    PostmortemReviewed,
    PostmortemReviewRequested,
    PostmortemSectionEdited,
    PostmortemStarted,
    PostmortemState,
    PostmortemTimelineAnnotated,
    Requirement,
    RequirementWaiver,
    Section,
    Verdict,
)
from domain.postmortem_state import Edition
from domain.publication import (
    KINDS,
    PAGE_CHARS_MAX,
    PAGE_WORDS_MAX,
    ActionBrief,
    Blame,
    PublishPostmortem,
    PublishWith,
    warnings,
)
from domain.timeline import NAMED
from domain.workdays import Workdays
from tests.given import given
from tests.samples import (
    ANA,
    APPROVED,
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

DUE = date(2026, 11, 16)
ACTIONS = tuple(ActionBrief(f"ACT-{n}", kind, BEN, DUE) for n, kind in enumerate(KINDS))
WAIVERS = tuple(RequirementWaiver(requirement, "Not this time.") for requirement in Requirement)
CEM = "cem@example.com"
(FINDING,) = check("Ana forgot the eval.", section=Section.SUMMARY, people=[ANA])
OVERRIDDEN = PostmortemBlameOverridden(
    finding=FINDING.id,
    section=Section.SUMMARY,
    rule=FINDING.rule,
    severity="high",
    excerpt=FINDING.excerpt,
    reason="A quotation.",
    overridden_at=AT,
    overridden_by=ANA,
)
AMENDED = PostmortemAmendmentStarted(2, "A fourth customer came forward.")


def start(*, incident_lead: str | None = None, clock: date | None = None, **body: Any) -> StartFor:
    return StartFor("PM-12", INCIDENT_ID, StartPostmortem(**body), incident_lead, clock)


def publication(
    actions: tuple[ActionBrief, ...] = ACTIONS,
    waivers: tuple[RequirementWaiver, ...] = (),
    named: frozenset[Any] = frozenset(NAMED),
    *,
    edits: int = len(Section),
    blame: tuple[Blame, ...] = (),
    told: bool = False,
) -> PublishWith:
    return PublishWith(PublishPostmortem(waivers), named, actions, edits, blame, told)


def by(person: str) -> Stamp:
    return replace(STAMP, by=person)


# starting


def test_a_postmortem_takes_its_lead_and_due_day_from_the_incident() -> None:
    command = start(incident_lead=ANA, clock=date(2026, 11, 9))
    given(POSTMORTEM).when(command).then(STARTED)


def test_what_the_starter_says_goes_before_what_the_incident_says() -> None:
    command = start(incident_lead=ANA, clock=date(2026, 11, 9), lead="Ben@example.com", due_on=DUE)
    started = PostmortemStarted("PM-12", INCIDENT_ID, DUE, BEN, date(2026, 11, 14))
    given(POSTMORTEM).when(command).then(started)


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


# reviewing


def test_a_draft_is_given_to_review_and_who_is_asked_counts_once() -> None:
    request = RequestReview((BEN, "Ben@example.com", CEM), "Mind the root cause.")
    asked = PostmortemReviewRequested(AT, ANA, (BEN, CEM), "Mind the root cause.")
    given(POSTMORTEM, STARTED).when(request).then(asked)
    postmortem = POSTMORTEM.fold((STARTED, asked))
    assert (postmortem.state, postmortem.reviewers) == (PostmortemState.IN_REVIEW, (BEN, CEM))


def test_asking_again_adds_whom_nobody_asked() -> None:
    past = given(POSTMORTEM, *FILLED, REVIEW_REQUESTED)
    past.when(RequestReview((BEN,), "Please.")).then()
    more = PostmortemReviewRequested(AT, ANA, (CEM,))
    past.when(RequestReview((CEM,))).then(more)
    assert POSTMORTEM.fold((*FILLED, REVIEW_REQUESTED, more)).reviewers == (BEN, CEM)


@pytest.mark.parametrize("past", [REVIEWED, (*REVIEWED, PUBLISHED)])
def test_what_is_approved_or_published_is_not_given_to_review(
    past: tuple[PostmortemEvent, ...],
) -> None:
    given(POSTMORTEM, *past).when(RequestReview((BEN,))).refused(PostmortemRefused)


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("past", [FILLED, (*REVIEWED, PUBLISHED)])
def test_a_review_has_to_be_asked_for(past: tuple[PostmortemEvent, ...], verdict: Verdict) -> None:
    review = given(POSTMORTEM, *past).when(ReviewPostmortem(verdict), stamp=by(BEN))
    review.refused(PostmortemRefused)


def test_one_approval_is_enough_even_of_somebody_who_was_not_asked() -> None:
    approved = PostmortemReviewed(Verdict.APPROVE, AT, CEM, "Clear.")
    review = ReviewPostmortem(Verdict.APPROVE, "Clear.")
    given(POSTMORTEM, *FILLED, REVIEW_REQUESTED).when(review, stamp=by(CEM)).then(approved)
    postmortem = POSTMORTEM.fold((*FILLED, REVIEW_REQUESTED, approved))
    assert (postmortem.state, postmortem.approved_by) == (PostmortemState.APPROVED, (CEM,))


def test_approving_again_changes_nothing_and_another_may_approve_as_well() -> None:
    review = ReviewPostmortem(Verdict.APPROVE)
    given(POSTMORTEM, *REVIEWED).when(review, stamp=by(BEN)).then()
    second = PostmortemReviewed(Verdict.APPROVE, AT, CEM)
    given(POSTMORTEM, *REVIEWED).when(review, stamp=by(CEM)).then(second)
    assert POSTMORTEM.fold((*REVIEWED, second)).approved_by == (BEN, CEM)


def test_nobody_approves_what_they_wrote_but_they_may_ask_for_changes() -> None:
    past = given(POSTMORTEM, *FILLED, REVIEW_REQUESTED)
    error = past.when(ReviewPostmortem(Verdict.APPROVE)).refused(ReviewRefused)
    assert ANA in str(error)
    past.when(ReviewPostmortem(Verdict.REQUEST_CHANGES)).then(
        PostmortemReviewed(Verdict.REQUEST_CHANGES, AT, ANA)
    )


def test_an_annotation_is_text_of_its_author_too() -> None:
    annotated = PostmortemTimelineAnnotated(ENTRY_ID, "A first guess.", AT, CEM)
    review = given(POSTMORTEM, *FILLED, annotated, REVIEW_REQUESTED)
    review.when(ReviewPostmortem(Verdict.APPROVE), stamp=by(CEM)).refused(ReviewRefused)


@pytest.mark.parametrize("past", [(*FILLED, REVIEW_REQUESTED), REVIEWED])
def test_a_request_for_changes_makes_it_a_draft_again(past: tuple[PostmortemEvent, ...]) -> None:
    changes = PostmortemReviewed(Verdict.REQUEST_CHANGES, AT, CEM, "Which eval?")
    command = ReviewPostmortem(Verdict.REQUEST_CHANGES, "Which eval?")
    given(POSTMORTEM, *past).when(command, stamp=by(CEM)).then(changes)
    postmortem = POSTMORTEM.fold((*past, changes))
    assert postmortem.state is PostmortemState.DRAFT
    assert (postmortem.reviewers, postmortem.approved_by) == ((), ())


@pytest.mark.parametrize(
    "edit",
    [
        PostmortemSectionEdited(Section.SUMMARY, "More.", 2, AT, CEM),
        PostmortemTimelineAnnotated(ENTRY_ID, "A first guess.", AT, CEM),
    ],
)
def test_an_edit_takes_the_approval_back_and_leaves_the_request(edit: PostmortemEvent) -> None:
    postmortem = POSTMORTEM.fold((*REVIEWED, edit))
    assert postmortem.state is PostmortemState.IN_REVIEW
    assert (postmortem.reviewers, postmortem.approved_by) == ((BEN,), ())
    again = given(POSTMORTEM, *REVIEWED, edit)
    again.when(ReviewPostmortem(Verdict.APPROVE), stamp=by(BEN)).then(APPROVED)
    again.when(ReviewPostmortem(Verdict.APPROVE), stamp=by(CEM)).refused(ReviewRefused)
    assert POSTMORTEM.fold((*FILLED, edit)).state is PostmortemState.DRAFT


# publishing


def test_a_complete_and_approved_postmortem_is_published() -> None:
    given(POSTMORTEM, *REVIEWED).when(publication()).then(PUBLISHED)
    postmortem = POSTMORTEM.fold((*REVIEWED, PUBLISHED))
    assert postmortem.state is PostmortemState.PUBLISHED
    assert (postmortem.edition, postmortem.published_at) == (1, AT)
    assert postmortem.editions == (Edition(1, len(REVIEWED) + 1, AT, ANA),)


def test_a_refused_publication_lists_all_that_is_missing_at_once() -> None:
    command = publication(
        (ActionBrief("ACT-9", ActionKind.GUARDRAIL, None, None),), (), frozenset()
    )
    command = replace(command, edits=2)
    past = (STARTED, written(Section.SUMMARY), written(Section.TIMELINE, " \n\t"))
    error = given(POSTMORTEM, *past).when(command).refused(PublicationIncomplete)
    assert [pointer for pointer, _ in error.missing] == [
        "/sections/timeline",
        "/sections/root_cause",
        "/sections/contributing_factors",
        "/sections/what_worked",
        "/sections/actions",
        "/sections/lessons_learned",
        "/named_times/first_signal",
        "/named_times/noticed",
        "/named_times/mitigated",
        "/named_times/resolved",
        "/actions/ACT-9/owner",
        "/actions/ACT-9/due_on",
        "/actions",
        "/actions",
        "/actions",
        "/state",
    ]
    assert len({sentence for _, sentence in error.missing}) == len(error.missing)


@pytest.mark.parametrize("left_out", NAMED)
def test_each_named_time_is_asked_for(left_out: Any) -> None:
    command = publication(named=frozenset(NAMED) - {left_out})
    error = given(POSTMORTEM, *REVIEWED).when(command).refused(PublicationIncomplete)
    ((pointer, _),) = error.missing
    assert pointer == f"/named_times/{left_out}"


@pytest.mark.parametrize("requirement", KINDS)
def test_each_kind_of_action_is_asked_for_or_waived(requirement: Requirement) -> None:
    others = tuple(action for action in ACTIONS if action.kind != requirement)
    complete = given(POSTMORTEM, *REVIEWED)
    error = complete.when(publication(others)).refused(PublicationIncomplete)
    ((_, sentence),) = error.missing
    assert requirement in sentence
    waiver = RequirementWaiver(requirement, "Covered by INC-9.")
    complete.when(publication(others, (waiver,))).then(PostmortemPublished(1, AT, ANA, (waiver,)))


def test_what_people_wrote_into_the_incident_fills_the_section_timeline() -> None:
    past = [event for event in REVIEWED if getattr(event, "section", None) is not Section.TIMELINE]
    edits = len(Section) - 1
    error = given(POSTMORTEM, *past).when(publication(edits=edits)).refused(PublicationIncomplete)
    assert [pointer for pointer, _ in error.missing] == ["/sections/timeline"]
    given(POSTMORTEM, *past).when(publication(edits=edits, told=True)).then(PUBLISHED)


@pytest.mark.parametrize("past", [FILLED, (*FILLED, REVIEW_REQUESTED)])
def test_an_approval_is_asked_for_or_waived(past: tuple[PostmortemEvent, ...]) -> None:
    error = given(POSTMORTEM, *past).when(publication()).refused(PublicationIncomplete)
    ((pointer, sentence),) = error.missing
    assert pointer == "/state"
    assert "waive review" in sentence
    waiver = RequirementWaiver(Requirement.REVIEW, "There are two of us, and both wrote it.")
    published = PostmortemPublished(1, AT, ANA, (waiver,))
    given(POSTMORTEM, *past).when(publication(waivers=(waiver,))).then(published)


def test_everything_may_be_waived_and_the_waivers_stay_on_record() -> None:
    command = publication((), WAIVERS, frozenset(), edits=0)
    published = given(POSTMORTEM, STARTED).when(command).events()
    asked_of_actions_there_are = {Requirement.OWNERS, Requirement.DUE_DATES}
    used = tuple(w for w in WAIVERS if w.requirement not in asked_of_actions_there_are)
    assert published == (PostmortemPublished(1, AT, ANA, used),)
    assert POSTMORTEM.fold((STARTED, *published)).editions[0].waivers == used


def test_a_waiver_of_what_is_there_is_not_kept() -> None:
    given(POSTMORTEM, *REVIEWED).when(publication(waivers=WAIVERS)).then(PUBLISHED)


def test_one_requirement_is_waived_for_one_reason() -> None:
    body = b'{"waivers": [%s, %s]}' % ((b'{"requirement": "review", "reason": "x"}',) * 2)
    with pytest.raises(ValidationError, match="one waiver"):
        msgspec.json.decode(body, type=PublishPostmortem)


def test_every_finding_of_high_severity_has_to_be_settled_and_no_waiver_helps() -> None:
    blame = (
        Blame("/sections/summary", "a", "Ana forgot the eval"),
        Blame("/sections/summary", "b", "x" * 500),
        Blame("/timeline/1", "c", "careless"),
    )
    command = publication(waivers=WAIVERS, blame=blame)
    error = given(POSTMORTEM, *REVIEWED).when(command).refused(PublicationIncomplete)
    assert [pointer for pointer, _ in error.missing] == ["/sections/summary", "/timeline/1"]
    assert "Ana forgot the eval" in error.missing[0][1]
    assert "1 more" in error.missing[0][1]
    settled = [replace(OVERRIDDEN, finding=name) for name in "abc"]
    given(POSTMORTEM, *REVIEWED, *settled).when(publication(blame=blame)).then(PUBLISHED)
    error = given(POSTMORTEM, *REVIEWED, *settled[:2]).when(command).refused(PublicationIncomplete)
    assert [pointer for pointer, _ in error.missing] == ["/timeline/1"]


@pytest.mark.parametrize(
    "edit",
    [
        written(Section.SUMMARY, "More.", 2),
        PostmortemTimelineAnnotated(ENTRY_ID, "A first guess.", AT, CEM),
    ],
)
def test_what_was_edited_after_it_was_checked_is_not_published(edit: PostmortemEvent) -> None:
    past = given(POSTMORTEM, *FILLED, edit, REVIEW_REQUESTED, APPROVED)
    error = past.when(publication()).refused(PublicationIncomplete)
    assert [pointer for pointer, _ in error.missing] == ["/sections"]
    past.when(publication(edits=len(Section) + 1)).then(PUBLISHED)


def test_a_finding_is_overridden_once_for_a_reason_which_stays_on_record() -> None:
    command = OverrideFinding(FINDING, Section.SUMMARY, OverrideBody("A quotation."))
    given(POSTMORTEM, *FILLED).when(command).then(OVERRIDDEN)
    again = replace(command, body=OverrideBody("Another reason."))
    given(POSTMORTEM, *FILLED, OVERRIDDEN).when(again).then()
    approved = POSTMORTEM.fold((*REVIEWED, OVERRIDDEN))
    assert (approved.state, approved.overrides) == (PostmortemState.APPROVED, (FINDING.id,))


def test_there_is_a_last_override() -> None:
    past = [replace(OVERRIDDEN, finding=str(n)) for n in range(OVERRIDES_MAX)]
    command = OverrideFinding(FINDING, Section.SUMMARY, OverrideBody("A quotation."))
    given(POSTMORTEM, *FILLED, *past).when(command).refused(PostmortemRefused)
    given(POSTMORTEM, *FILLED, *past[1:]).when(command).then(OVERRIDDEN)


def test_publishing_twice_changes_nothing() -> None:
    given(POSTMORTEM, *FILLED, PUBLISHED).when(publication((), (), frozenset())).then()


@pytest.mark.parametrize(
    ("texts", "over"),
    [
        ((), False),
        (("x" * PAGE_CHARS_MAX,), False),
        (("x" * PAGE_CHARS_MAX, "y"), True),
        (("a " * PAGE_WORDS_MAX,), False),
        (("a " * PAGE_WORDS_MAX, "b"), True),
    ],
)
def test_more_than_a_page_gets_a_warning(texts: tuple[str, ...], *, over: bool) -> None:
    told = warnings(texts)
    assert bool(told) is over
    assert all("one page" in warning for warning in told)


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
