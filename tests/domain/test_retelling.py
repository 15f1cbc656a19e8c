"""The timeline section is the incident's timeline as it stands."""

from uuid import UUID

from domain.incident import INCIDENT
from domain.incident_events import IncidentEvent, IncidentTimelineEntryRetracted
from domain.retelling import standing, told
from domain.timeline import Timeline
from tests.samples import ANA, AT, CONTAINED, DECLARED, HOUR, entry


def timeline(*events: IncidentEvent) -> Timeline:
    return INCIDENT.fold((DECLARED, *events)).timeline


RETRACTED = IncidentTimelineEntryRetracted(UUID(int=101), "It was another one.", AT, ANA)


def test_it_is_told_in_the_order_of_what_happened() -> None:
    late, early = entry(number=103, at=AT + HOUR), entry(number=104, at=AT - 9 * HOUR)
    first, *_, last = in_order = standing(timeline(late, CONTAINED, early))
    assert (first.id.int, last.id.int) == (104, 103)
    assert len(in_order) == 4


def test_what_was_retracted_is_left_out() -> None:
    assert UUID(int=101) not in {e.id for e in standing(timeline(entry(), RETRACTED))}


def test_what_appears_by_itself_tells_nothing_yet() -> None:
    assert not told(timeline(CONTAINED))
    assert told(timeline(CONTAINED, entry()))
    assert not told(timeline(entry(), RETRACTED))
