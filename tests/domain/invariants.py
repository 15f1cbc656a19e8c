"""What is true of every state that any sequence of commands can reach."""

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Final

from domain import diagnosis
from domain.action import Action
from domain.action_events import ActionStatus, ActionStatusChanged
from domain.escalation import Escalation
from domain.incident_events import IncidentStageEntered, LinkKind
from domain.incident_state import Incident
from domain.links import LINKS_MAX
from domain.person import Person
from domain.playbook import PLACE, Stage
from domain.postmortem_events import PostmortemPublished, PostmortemState
from domain.postmortem_state import Postmortem
from domain.readership import Readership
from domain.team import Team, team_name
from domain.ticket import CONFLICTS_KEPT, Ticket, TicketState
from domain.timeline import AutomaticKind, named_times
from domain.tracker import Tracker, misfit
from domain.values import (
    CLOCK_SKEW_MAX,
    DAY_MAX,
    ITEMS_MAX,
    TIME_MIN,
    TITLE_CHARS_MAX,
    person,
)

WITH_KEY: Final = {TicketState.LINKED, TicketState.GONE}
HELD: Final = {TicketState.BLOCKED, TicketState.PAUSED}
UNDER_WAY: Final = {TicketState.CREATING, TicketState.UNCONFIRMED}


CLOCK_DAYS_MAX: Final = timedelta(2 * 365)  # of 365 days that count, more than every other one


def distinct(items: Sequence[object]) -> bool:
    return all(item not in items[:place] for place, item in enumerate(items))


def check(state: Incident | Postmortem | Action | Tracker | Person | Team | Readership) -> None:
    match state:
        case Incident():
            check_incident(state)
        case Postmortem():
            check_postmortem(state)
        case Action():
            check_action(state)
        case Tracker():
            if state.reference:
                assert misfit(state.kind, state.project, state.base_url, state.rules) is None
        case Person():
            check_person(state)
        case Readership():
            check_readership(state)
        case Team():
            assert state.manager == (state.manager and person(state.manager))


def check_history(events: Sequence[object]) -> None:
    """What is true of every sequence of events that commands can lead to."""
    check_moves([e for e in events if isinstance(e, IncidentStageEntered)])
    editions = [e.edition for e in events if isinstance(e, PostmortemPublished)]
    assert editions == list(range(1, len(editions) + 1))
    for status in (e for e in events if isinstance(e, ActionStatusChanged)):
        assert status.from_status is not status.to_status


def check_moves(moves: Sequence[IncidentStageEntered]) -> None:
    """Each begins where the last one ended; out of order it has a reason, at the end a waiver."""
    here = Stage.DETECT
    for move in moves:
        assert move.from_stage is here
        assert move.to_stage is not here
        here = move.to_stage
        follows = PLACE[here] == PLACE[move.from_stage] + 1
        assert move.reason is not None or (follows and not move.skipped)
        assert move.waiver is not None or here is not Stage.CLOSED
        ends = PLACE[move.from_stage] <= PLACE[Stage.MITIGATE] < PLACE[here]
        assert (move.due_on is not None) is (move.remind_on is not None) is ends


def check_incident(incident: Incident) -> None:
    assert (incident.closed_at is not None) == (incident.stage is Stage.CLOSED)
    assert incident.category not in incident.secondary_categories or not incident.reference
    assert distinct(incident.secondary_categories)
    assert distinct(incident.labels)
    assert distinct(incident.linked)
    assert len(incident.linked) <= LINKS_MAX
    assert [linked.kind for linked in incident.linked].count(LinkKind.DUPLICATE_OF) <= 1
    assert distinct(incident.duplicates)
    assert incident.reference not in {link.reference for link in incident.linked}
    assert all(person(name) == name for name in incident.roles.values())
    assert all(person(name) == name for name in incident.visible_to.people)
    check_diagnosis(incident)
    check_clock(incident)
    check_timeline(incident)


def check_diagnosis(incident: Incident) -> None:
    assert distinct([(given.category, given.question) for given in incident.answers])
    counting = diagnosis.standing(incident)
    assert len(counting) + len(diagnosis.former(incident)) == len(incident.answers)
    asked = {q.key: q for one in diagnosis.question_sets(incident) for q in one.questions}
    for key, given in counting.items():
        assert diagnosis.fits(asked[key].kind, given.answer)
    rules = [(found.category, found.rule) for found in diagnosis.hypotheses(incident)]
    assert distinct(rules)
    for suggestion in diagnosis.suggestions(incident):
        assert (suggestion.category, suggestion.rule) in rules
        assert 0 < len(suggestion.title) <= TITLE_CHARS_MAX


def check_clock(incident: Incident) -> None:
    due, remind = incident.postmortem_due_on, incident.postmortem_remind_on
    assert (due is None) == (remind is None)
    assert due is None or remind is None or remind <= due <= remind + CLOCK_DAYS_MAX
    if incident.returned_at is not None:
        assert incident.returned_at.tzinfo is UTC


def check_timeline(incident: Incident) -> None:
    assert len(incident.timeline) >= bool(incident.reference)
    for entry in incident.timeline:
        assert entry.occurred_at.tzinfo is UTC
        assert entry.occurred_at >= TIME_MIN
        latest = max([entry.recorded_at, *(past.corrected_at for past in entry.corrections)])
        assert entry.occurred_at <= latest + CLOCK_SKEW_MAX
    steps = [e for e in incident.timeline if e.kind is AutomaticKind.CONTAINMENT]
    standing_steps = {e.id for e in steps if e.retraction is None}
    assert {step.entry_id for step in incident.containments} == standing_steps
    assert standing_steps or not incident.contained
    assert all(e.retraction is None for e in incident.timeline if e.kind is AutomaticKind.STAGE)
    times = named_times(incident.timeline)
    assert incident.named_times == times
    standing = [entry for entry in incident.timeline if entry.retraction is None]
    for kind, moment in times.items():
        assert moment == [entry.occurred_at for entry in standing if entry.kind is kind][-1]


def check_postmortem(postmortem: Postmortem) -> None:
    assert (postmortem.published_at is not None) == (postmortem.edition > 0)
    assert distinct(postmortem.authors)
    assert all(text.revision >= 1 for text in postmortem.sections.values())
    assert {text.edited_by for text in postmortem.sections.values()} <= set(postmortem.authors)
    if postmortem.due_on is not None:
        assert TIME_MIN.date() <= postmortem.due_on <= DAY_MAX
        assert postmortem.remind_on is not None
        check_escalation(postmortem.reminded, postmortem.due_on)
    if postmortem.state is PostmortemState.PUBLISHED:
        assert postmortem.edition > 0
    check_review(postmortem)


def check_review(postmortem: Postmortem) -> None:
    assert bool(postmortem.version) == bool(postmortem.reference)
    assert distinct(postmortem.overrides)
    assert set(postmortem.writers) <= set(postmortem.authors)
    assert not set(postmortem.writers) & set(postmortem.approved_by)
    assert all(annotation.text for annotation in postmortem.annotations.values())
    if postmortem.state is PostmortemState.APPROVED:
        assert postmortem.approved_by
    if postmortem.state in {PostmortemState.DRAFT, PostmortemState.IN_REVIEW}:
        assert not postmortem.approved_by
    assert [e.edition for e in postmortem.editions] == [*range(1, postmortem.edition + 1)]
    versions = [edition.version for edition in postmortem.editions]
    assert versions == sorted(set(versions))
    assert max(versions, default=0) <= postmortem.version


def check_action(action: Action) -> None:
    assert action.proven or action.status is not ActionStatus.VERIFIED
    if action.reference:
        assert action.owner == person(action.owner) != ""
        assert TIME_MIN.date() <= action.due_on <= DAY_MAX
        check_escalation(action.escalation, action.due_on)
    check_ticket(action.ticket)


def check_readership(had: Readership) -> None:
    assert distinct([receipt.edition for receipt in had.receipts])
    assert distinct([thanks.text for thanks in had.thanks])
    assert all(thanks.to and all("@" in name for name in thanks.to) for thanks in had.thanks)
    assert (had.incident_id is None) == (not had.reference)


def check_person(one: Person) -> None:
    assert one.email == person(one.email)
    assert one.manager == (one.manager and person(one.manager))
    assert one.manager != one.email or not one.email
    assert one.teams == tuple(sorted({team_name(team) for team in one.teams}))
    assert len(one.teams) <= ITEMS_MAX
    assert distinct(one.absences)


def check_escalation(last: Escalation | None, due_on: date) -> None:
    """Whatever was told, there is a day on which somebody is told again."""
    if last is not None:
        assert last.days >= 0
        assert due_on + timedelta(last.days) < last.next_on <= due_on + timedelta(last.days + 365)


def check_ticket(ticket: Ticket) -> None:
    assert (ticket.tracker_id is None) == (ticket.state is TicketState.NONE)
    assert (ticket.key is None) == (ticket.url is None)
    if ticket.state not in HELD | {TicketState.DETACHED}:
        assert (ticket.key is not None) == (ticket.state in WITH_KEY)
    if ticket.state in UNDER_WAY or ticket.key is not None:
        assert ticket.started_at is not None
        assert ticket.attempt >= 1
    assert ticket.key is not None or not ticket.closed
    told = {ticket.code is None, ticket.reason is None, ticket.remedy is None}
    assert told == {ticket.state not in HELD}
    assert len(ticket.conflicts) <= CONFLICTS_KEPT
