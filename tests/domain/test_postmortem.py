"""The postmortem, its editions and what publishing asks for: domain.md, section 3."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.action_events import ActionKind
from domain.decider import Policy, Stamp
from domain.errors import (
    AlreadyExists,
    NotFound,
    PostmortemRefused,
    PublicationIncomplete,
    TimeRefused,
)
from domain.postmortem import (
    POSTMORTEM,
    ActionBrief,
    AmendPostmortem,
    EditSection,
    PublishPostmortem,
    PublishWith,
    StartFor,
    StartPostmortem,
)
from domain.postmortem_events import (
    PostmortemAmendmentStarted,
    PostmortemPublished,
    PostmortemSectionEdited,
    PostmortemStarted,
    PostmortemState,
    Requirement,
    RequirementWaiver,
    Section,
)
from domain.timeline import NAMED
from domain.workdays import Workdays
from tests.given import given
from tests.samples import (
    ANA,
    AT,
    BEN,
    FILLED,
    INCIDENT_ID,
    LATER,
    PUBLISHED,
    STAMP,
    STARTED,
    written,
)

DUE = date(2026, 11, 16)
ACTIONS = tuple(ActionBrief(f"ACT-{n}", kind, BEN, DUE) for n, kind in enumerate(Requirement))
WAIVERS = tuple(RequirementWaiver(requirement, "Not this time.") for requirement in Requirement)
AMENDED = PostmortemAmendmentStarted(2, "A fourth customer came forward.")


def start(*, incident_lead: str | None = None, clock: date | None = None, **body: Any) -> StartFor:
    return StartFor("PM-12", INCIDENT_ID, StartPostmortem(**body), incident_lead, clock)


def publication(
    actions: tuple[ActionBrief, ...] = ACTIONS,
    waivers: tuple[RequirementWaiver, ...] = (),
    named: frozenset[Any] = frozenset(NAMED),
) -> PublishWith:
    return PublishWith(PublishPostmortem(waivers), named, actions)


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
    "command", [EditSection(Section.SUMMARY, "x"), publication(), AmendPostmortem("x")]
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


# publishing


def test_a_complete_postmortem_is_published() -> None:
    given(POSTMORTEM, *FILLED).when(publication()).then(PUBLISHED)
    postmortem = POSTMORTEM.fold((*FILLED, PUBLISHED))
    assert postmortem.state is PostmortemState.PUBLISHED
    assert (postmortem.edition, postmortem.published_at) == (1, AT)


def test_a_refused_publication_lists_all_that_is_missing_at_once() -> None:
    command = publication(
        (ActionBrief("ACT-9", ActionKind.GUARDRAIL, None, None),), (), frozenset()
    )
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
    ]
    assert len({sentence for _, sentence in error.missing}) == len(error.missing)


@pytest.mark.parametrize("left_out", NAMED)
def test_each_named_time_is_asked_for(left_out: Any) -> None:
    command = publication(named=frozenset(NAMED) - {left_out})
    error = given(POSTMORTEM, *FILLED).when(command).refused(PublicationIncomplete)
    ((pointer, _),) = error.missing
    assert pointer == f"/named_times/{left_out}"


@pytest.mark.parametrize("requirement", Requirement)
def test_each_kind_of_action_is_asked_for_or_waived(requirement: Requirement) -> None:
    others = tuple(action for action in ACTIONS if action.kind != requirement)
    complete = given(POSTMORTEM, *FILLED)
    error = complete.when(publication(others)).refused(PublicationIncomplete)
    ((_, sentence),) = error.missing
    assert requirement in sentence
    waiver = RequirementWaiver(requirement, "Covered by INC-9.")
    complete.when(publication(others, (waiver,))).then(PostmortemPublished(1, AT, ANA, (waiver,)))


def test_all_three_kinds_may_be_waived_and_the_waivers_stay_on_record() -> None:
    published = PostmortemPublished(1, AT, ANA, WAIVERS)
    given(POSTMORTEM, *FILLED).when(publication((), WAIVERS)).then(published)


def test_publishing_twice_changes_nothing() -> None:
    given(POSTMORTEM, *FILLED, PUBLISHED).when(publication((), (), frozenset())).then()


# amending


def test_an_amendment_leads_to_the_next_edition() -> None:
    past = (*FILLED, PUBLISHED)
    given(POSTMORTEM, *past).when(AmendPostmortem(AMENDED.reason)).then(AMENDED)
    edited = PostmortemSectionEdited(Section.SUMMARY, "Other words.", 2, LATER.at, BEN)
    amended = given(POSTMORTEM, *past, AMENDED)
    amended.when(EditSection(Section.SUMMARY, "Other words."), stamp=LATER).then(edited)
    second = PostmortemPublished(2, LATER.at, BEN)
    given(POSTMORTEM, *past, AMENDED, edited).when(publication(), stamp=LATER).then(second)
    assert POSTMORTEM.fold((*past, AMENDED, edited, second)).edition == 2


def test_the_edition_before_stays_the_published_one_while_it_is_amended() -> None:
    postmortem = POSTMORTEM.fold((*FILLED, PUBLISHED, AMENDED))
    assert postmortem.state is PostmortemState.DRAFT
    assert (postmortem.edition, postmortem.published_at) == (1, AT)


@pytest.mark.parametrize("past", [FILLED, (*FILLED, PUBLISHED, AMENDED)])
def test_only_a_published_postmortem_is_amended(past: tuple[object, ...]) -> None:
    given(POSTMORTEM, *past).when(AmendPostmortem("Again.")).refused(PostmortemRefused)
