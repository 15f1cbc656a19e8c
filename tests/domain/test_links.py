"""Links between incidents: domain.md, section 2."""

from typing import Final
from uuid import UUID

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from domain.errors import DomainError, LinkRefused
from domain.incident import INCIDENT
from domain.incident_commands import LinkIncident, NoteDuplicate, UnlinkIncident
from domain.incident_events import (
    IncidentDuplicateNoted,
    IncidentLinked,
    IncidentUnlinked,
    LinkKind,
)
from domain.incident_state import Incident
from domain.links import LINKS_MAX
from tests.given import given
from tests.samples import DECLARED, OTHER_INCIDENT_ID, STAMP

DUPLICATE: Final = IncidentLinked(LinkKind.DUPLICATE_OF, OTHER_INCIDENT_ID, "INC-9")
NOTED: Final = IncidentDuplicateNoted(OTHER_INCIDENT_ID)
THIRD_ID: Final = UUID(int=33)


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_is_retracted_with_a_reason_and_may_be_made_again(kind: LinkKind) -> None:
    linked = IncidentLinked(kind, OTHER_INCIDENT_ID, "INC-9")
    unlinked = IncidentUnlinked(kind, OTHER_INCIDENT_ID, "INC-9", "Another prompt.")
    retract = UnlinkIncident(kind, OTHER_INCIDENT_ID, "INC-9", "Another prompt.")
    given(INCIDENT, DECLARED, linked).when(retract).then(unlinked)
    assert INCIDENT.fold((DECLARED, linked, unlinked)).linked == ()
    again = LinkIncident(kind, OTHER_INCIDENT_ID, "INC-9")
    given(INCIDENT, DECLARED, linked, unlinked).when(again).then(linked)


@pytest.mark.parametrize("past", [(), (DUPLICATE,)])
def test_a_link_that_is_not_there_cannot_be_retracted(past: tuple[IncidentLinked, ...]) -> None:
    retract = UnlinkIncident(LinkKind.RELATED_TO, OTHER_INCIDENT_ID, "INC-9", "Why not.")
    given(INCIDENT, DECLARED, *past).when(retract).refused(LinkRefused)


def test_an_incident_is_the_duplicate_of_one_other() -> None:
    second = LinkIncident(LinkKind.DUPLICATE_OF, THIRD_ID, "INC-33")
    given(INCIDENT, DECLARED, DUPLICATE).when(second).refused(LinkRefused)
    related = LinkIncident(LinkKind.RELATED_TO, THIRD_ID, "INC-33")
    linked = IncidentLinked(LinkKind.RELATED_TO, THIRD_ID, "INC-33")
    given(INCIDENT, DECLARED, DUPLICATE).when(related).then(linked)


def test_two_incidents_are_not_recurrences_of_each_other() -> None:
    for kind in LinkKind:
        back = LinkIncident(kind, OTHER_INCIDENT_ID, "INC-9", is_mutual=True)
        linking = given(INCIDENT, DECLARED).when(back)
        if kind is LinkKind.RECURRENCE_OF:
            assert "INC-9 is a recurrence of INC-12" in str(linking.refused(LinkRefused))
        else:
            linking.then(IncidentLinked(kind, OTHER_INCIDENT_ID, "INC-9"))


def test_an_original_notes_its_duplicate_once_and_forgets_it_once() -> None:
    note = NoteDuplicate(OTHER_INCIDENT_ID)
    forget = NoteDuplicate(OTHER_INCIDENT_ID, withdrawn=True)
    withdrawn = IncidentDuplicateNoted(OTHER_INCIDENT_ID, withdrawn=True)
    given(INCIDENT, DECLARED).when(note).then(NOTED)
    given(INCIDENT, DECLARED, NOTED).when(note).then()
    given(INCIDENT, DECLARED, NOTED).when(forget).then(withdrawn)
    given(INCIDENT, DECLARED).when(forget).then()
    assert INCIDENT.fold((DECLARED, NOTED)).duplicates == (OTHER_INCIDENT_ID,)
    assert INCIDENT.fold((DECLARED, NOTED, withdrawn)).duplicates == ()


def test_a_duplicate_is_no_original() -> None:
    given(INCIDENT, DECLARED, DUPLICATE).when(NoteDuplicate(THIRD_ID)).refused(LinkRefused)


def test_links_have_a_limit() -> None:
    links = [
        IncidentLinked(LinkKind.RELATED_TO, UUID(int=n), f"INC-{n}")
        for n in range(100, 100 + LINKS_MAX)
    ]
    more = LinkIncident(LinkKind.RELATED_TO, OTHER_INCIDENT_ID, "INC-9")
    given(INCIDENT, DECLARED, *links).when(more).refused(LinkRefused)
    again = LinkIncident(LinkKind.RELATED_TO, UUID(int=100), "INC-100")
    given(INCIDENT, DECLARED, *links).when(again).then()


def test_links_that_somebody_may_not_know_of_are_in_no_rule_for_them() -> None:
    hidden = frozenset({OTHER_INCIDENT_ID})
    second = LinkIncident(LinkKind.DUPLICATE_OF, THIRD_ID, "INC-33", hidden)
    linked = IncidentLinked(LinkKind.DUPLICATE_OF, THIRD_ID, "INC-33")
    given(INCIDENT, DECLARED, DUPLICATE).when(second).then(linked)
    given(INCIDENT, DECLARED, DUPLICATE).when(NoteDuplicate(THIRD_ID, hidden=hidden)).then(
        IncidentDuplicateNoted(THIRD_ID)
    )
    many = [
        IncidentLinked(LinkKind.RELATED_TO, UUID(int=n), f"INC-{n}")
        for n in range(100, 99 + LINKS_MAX)
    ]
    related = LinkIncident(LinkKind.RELATED_TO, THIRD_ID, "INC-33", hidden)
    given(INCIDENT, DECLARED, DUPLICATE, *many).when(related).then(
        IncidentLinked(LinkKind.RELATED_TO, THIRD_ID, "INC-33")
    )
    one_more = IncidentLinked(LinkKind.RELATED_TO, UUID(int=99), "INC-99")
    given(INCIDENT, DECLARED, one_more, *many).when(related).refused(LinkRefused)


NUMBERS: Final = st.integers(1, 5)
ATTEMPTS: Final = st.lists(st.tuples(st.booleans(), NUMBERS, NUMBERS), max_size=40)


@settings(derandomize=True, database=None, deadline=None)
@drawn(ATTEMPTS)
def test_duplicates_never_lead_round_in_a_circle(attempts: list[tuple[bool, int, int]]) -> None:
    """Links and retractions as the edge carries them out: both ends, or none."""
    incidents = {n: INCIDENT.fold((DECLARED,)) for n in range(1, 6)}
    for links, one, other in attempts:
        incidents |= tried(incidents, one, other, links=links)
        for start in incidents:
            assert start not in originals(incidents, start)
        assert {(n, id_of(d)) for n, i in incidents.items() for d in i.duplicates} == {
            (original, n) for n in incidents for original in originals(incidents, n)[:1]
        }


def tried(
    incidents: dict[int, Incident], one: int, other: int, *, links: bool
) -> dict[int, Incident]:
    kind, other_id = LinkKind.DUPLICATE_OF, UUID(int=other)
    reference = f"INC-{other}" if one != other else DECLARED.reference
    command = (
        LinkIncident(kind, other_id, reference)
        if links
        else UnlinkIncident(kind, other_id, reference, "wrong")
    )
    note = NoteDuplicate(UUID(int=one), withdrawn=not links)
    try:
        made = INCIDENT.decide(incidents[one], command, STAMP)
        noted = INCIDENT.decide(incidents[other], note, STAMP)
    except DomainError:
        return {}
    return {
        one: INCIDENT.fold(made, incidents[one]),
        other: INCIDENT.fold(noted, incidents[other]),
    }


def originals(incidents: dict[int, Incident], start: int) -> list[int]:
    """The incidents that one leads to by way of its duplicates, as far as they are new."""
    found: list[int] = []
    while linked := incidents[found[-1] if found else start].linked:
        (link,) = linked
        if (number := id_of(link.incident_id)) in found:
            break
        found.append(number)
    return found


def id_of(stream_id: UUID) -> int:
    return stream_id.int
