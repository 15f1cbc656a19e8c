"""Links between incidents: a recurrence, a duplicate, or related in another way.

A link is kept with the incident that it leads from. That a duplicate was found is noted with the
original as well, in the same append: both streams stand at the version that was decided on, so that
two incidents can never become duplicates of each other, whoever links them at the same time. Of
recurrences nothing is noted: two nodes at the same time may make two recur from each other.

A rule never speaks of a link to an incident that its caller may not know of: it is asked as if that
link were not there. Duplicates may lead round in a circle by way of such an incident, and whoever
knows of all of it can retract a link.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from domain.errors import LinkRefused
from domain.incident_commands import LinkIncident, NoteDuplicate, UnlinkIncident
from domain.incident_events import (
    IncidentDuplicateNoted,
    IncidentLinked,
    IncidentUnlinked,
    LinkKind,
)
from domain.incident_state import Incident

LINKS_MAX: Final = 200


def link(incident: Incident, command: LinkIncident) -> tuple[IncidentLinked, ...]:
    if command.reference == incident.reference:
        raise LinkRefused(f"{incident.reference} cannot be linked to itself")
    linked = IncidentLinked(command.kind, command.incident_id, command.reference)
    if linked in incident.linked:
        return ()
    if command.is_mutual and command.kind is LinkKind.RECURRENCE_OF:
        raise LinkRefused(
            f"{command.reference} is a recurrence of {incident.reference}: one of them came first"
        )
    known = known_links(incident, command.hidden)
    if len(known) >= LINKS_MAX:
        raise LinkRefused(f"{incident.reference} has {LINKS_MAX} links, and takes no more")
    if command.kind is LinkKind.DUPLICATE_OF and is_duplicate(known):
        raise LinkRefused(
            f"{incident.reference} is the duplicate of another already: retract that link first"
        )
    return (linked,)


def unlink(incident: Incident, command: UnlinkIncident) -> tuple[IncidentUnlinked, ...]:
    linked = IncidentLinked(command.kind, command.incident_id, command.reference)
    if linked not in incident.linked:
        raise LinkRefused(f"{incident.reference} has no such link to {command.reference}")
    return (IncidentUnlinked(command.kind, command.incident_id, command.reference, command.reason),)


def note_duplicate(
    incident: Incident, command: NoteDuplicate
) -> tuple[IncidentDuplicateNoted, ...]:
    """Note that another incident is a duplicate of this one, or is none after all.

    An original is no duplicate itself when it becomes one: so links never lead round in a circle.
    """
    is_known = command.incident_id in incident.duplicates
    if is_known is not command.withdrawn:
        return ()
    if not command.withdrawn and is_duplicate(known_links(incident, command.hidden)):
        raise LinkRefused(
            f"{incident.reference} is a duplicate itself: link to the one that it duplicates"
        )
    return (IncidentDuplicateNoted(command.incident_id, command.withdrawn),)


def known_links(incident: Incident, hidden: Collection[UUID]) -> list[IncidentLinked]:
    return [linked for linked in incident.linked if linked.incident_id not in hidden]


def is_duplicate(links: Collection[IncidentLinked]) -> bool:
    return any(linked.kind is LinkKind.DUPLICATE_OF for linked in links)
