"""Publication of a postmortem: all that it asks for, waivers, findings of blame, warnings."""

from typing import Any

import msgspec
import pytest
from msgspec import ValidationError
from msgspec.structs import replace

from domain.action_events import ActionKind
from domain.errors import (
    PostmortemRefused,
    PublicationIncomplete,
)
from domain.postmortem import (
    OVERRIDES_MAX,
    POSTMORTEM,
    OverrideBody,
    OverrideFinding,
)
from domain.postmortem_events import (
    PostmortemEvent,
    PostmortemPublished,
    PostmortemState,
    PostmortemTimelineAnnotated,
    Requirement,
    RequirementWaiver,
    Section,
)
from domain.postmortem_state import Edition
from domain.publication import (
    KINDS,
    PAGE_CHARS_MAX,
    PAGE_WORDS_MAX,
    ActionBrief,
    Blame,
    PublishPostmortem,
    warnings,
)
from domain.timeline import NAMED
from tests.domain.postmortems import (
    ACTIONS,
    CEM,
    FINDING,
    OVERRIDDEN,
    WAIVERS,
    publication,
)
from tests.given import given
from tests.samples import (
    ANA,
    APPROVED,
    AT,
    ENTRY_ID,
    FILLED,
    PUBLISHED,
    REVIEW_REQUESTED,
    REVIEWED,
    STARTED,
    written,
)


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
