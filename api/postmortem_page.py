"""A postmortem as people read it: with its incident, its timeline and its actions, on one page."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct

from api.page_timeline import Band, NamedTime, bands, beginning, named_times, recorded_on
from domain.action import OPEN, Action
from domain.action_events import ActionStatus
from domain.diagnosis import Hypothesis, hypotheses
from domain.incident_events import Role
from domain.incident_state import Incident
from domain.postmortem_events import RequirementWaiver, Section
from domain.postmortem_state import Postmortem, SectionText
from domain.retelling import standing
from projections.coverage import Coverage
from projections.readership import ThanksRow

ACTIONS_MAX: Final = 200


class ActionLine(Struct, frozen=True):
    action: Action
    overdue: bool


class Beside(Struct, frozen=True):
    """What is on the page of other things; `names` are those on the roster, by address."""

    actions: tuple[Action, ...] = ()
    thanks: tuple[ThanksRow, ...] = ()
    coverage: Coverage | None = None
    names: Mapping[str, str] = {}


class Page(Struct, frozen=True):
    """Everything that is on the page. `as_of` is set where it shows the past.

    `entries_left_out` counts what the timeline has beyond what fits. `recorded_on` is set where
    all of it was recorded on one day, which is then said once.
    """

    postmortem: Postmortem
    incident: Incident
    version: int
    as_of: datetime | None
    overdue: bool
    people: tuple[tuple[str, tuple[str, ...]], ...]
    times: tuple[NamedTime, ...]
    bands: tuple[Band, ...]
    entries_left_out: int
    recorded_on: date | None
    sections: tuple[tuple[Section, SectionText | None], ...]
    hypotheses: tuple[Hypothesis, ...]
    actions: tuple[ActionLine, ...]
    waivers: tuple[RequirementWaiver, ...]
    beside: Beside


def page(
    postmortem: Postmortem,
    incident: Incident,
    beside: Beside,
    *,
    today: date,
    as_of: datetime | None = None,
) -> Page:
    """Gather what the page shows; `today` decides what is overdue."""
    assert postmortem.due_on is not None
    entries = standing(incident.timeline)
    shown = beginning(entries)
    notes = {entry_id: note.text for entry_id, note in postmortem.annotations.items()}
    return Page(
        postmortem=postmortem,
        incident=incident,
        version=postmortem.version,
        as_of=as_of,
        overdue=postmortem.edition == 0 and postmortem.due_on < today,
        people=people(postmortem, incident),
        times=named_times(incident.named_times),
        bands=bands(shown, notes),
        entries_left_out=len(entries) - len(shown),
        recorded_on=recorded_on(shown),
        sections=tuple((section, postmortem.sections.get(section)) for section in Section),
        hypotheses=hypotheses(incident),
        actions=tuple(line(action, today) for action in beside.actions),
        waivers=postmortem.editions[-1].waivers if postmortem.editions else (),
        beside=beside,
    )


def line(action: Action, today: date) -> ActionLine:
    return ActionLine(action, action.status in OPEN and action.due_on < today)


def people(postmortem: Postmortem, incident: Incident) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who had a part in it, by the part."""
    lead = postmortem.lead or incident.roles.get(Role.LEAD)
    parts: dict[str, tuple[str, ...]] = {
        "led by": (lead,) if lead else (),
        "written by": postmortem.authors,
        "approved by": postmortem.approved_by,
        **{role: (incident.roles[role],) for role in Role if role in incident.roles},
    }
    parts.pop(Role.LEAD, None)
    return tuple((part, persons) for part, persons in parts.items() if persons)


def settled(actions: Sequence[ActionLine]) -> int:
    """How many are done or verified, of those that were not given up."""
    return sum(a.action.status in {ActionStatus.DONE, ActionStatus.VERIFIED} for a in actions)
