"""Reviews of a postmortem: who may approve what, and what an edit does to it."""

import pytest

from domain.errors import (
    PostmortemRefused,
    ReviewRefused,
)
from domain.postmortem import (
    POSTMORTEM,
    RequestReview,
    ReviewPostmortem,
)
from domain.postmortem_events import (
    PostmortemEvent,
    PostmortemReviewed,
    PostmortemReviewRequested,
    PostmortemSectionEdited,
    PostmortemState,
    PostmortemTimelineAnnotated,
    Section,
    Verdict,
)
from tests.domain.postmortems import (
    CEM,
    by,
)
from tests.given import given
from tests.samples import (
    ANA,
    APPROVED,
    AT,
    BEN,
    ENTRY_ID,
    FILLED,
    PUBLISHED,
    REVIEW_REQUESTED,
    REVIEWED,
    STARTED,
)


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


@pytest.mark.parametrize(
    ("past", "command", "remedy"),
    [
        ((STARTED,), ReviewPostmortem(Verdict.APPROVE), "request a review"),
        (REVIEWED, RequestReview(), "publish it, or edit it"),
        ((*REVIEWED, PUBLISHED), RequestReview(), "start an amendment"),
        ((*REVIEWED, PUBLISHED), ReviewPostmortem(Verdict.APPROVE), "start an amendment"),
    ],
)
def test_who_is_refused_a_review_is_told_what_leads_to_one(
    past: tuple[PostmortemEvent, ...], command: RequestReview | ReviewPostmortem, remedy: str
) -> None:
    refusal = given(POSTMORTEM, *past).when(command).refused(PostmortemRefused)
    assert remedy in str(refusal)
