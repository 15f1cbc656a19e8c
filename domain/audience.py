"""The audience of a restricted incident: whom it names, each once, and never nobody at all.

What follows for those who want to see the incident is in visibility.py.
"""

from collections.abc import Iterable

from msgspec import UNSET

from domain.decider import Stamp
from domain.incident_commands import ReviseIncident
from domain.incident_events import Audiences, IncidentVisibilityChanged, Visibility
from domain.incident_state import Incident
from domain.team import team_name
from domain.values import person


def change(
    incident: Incident, command: ReviseIncident, stamp: Stamp
) -> Iterable[IncidentVisibilityChanged]:
    mode = incident.visibility if command.visibility is UNSET else command.visibility
    to = incident.visible_to if command.visible_to is UNSET else command.visible_to
    to = named(mode, to, stamp, has_role=bool(incident.roles))
    if (mode, meant(to)) != (incident.visibility, meant(incident.visible_to)):
        yield IncidentVisibilityChanged(mode, to, command.reason)


def named(mode: Visibility, to: Audiences, stamp: Stamp, *, has_role: bool) -> Audiences:
    """Return who sees it beside who has a role: where nobody would, the person who says so."""
    nobody = mode is Visibility.RESTRICTED and not (to.people or to.teams or has_role)
    if nobody and "@" in stamp.by:
        return Audiences((person(stamp.by),))
    return Audiences(addresses(to), once(to.teams))


def once(teams: Iterable[str]) -> tuple[str, ...]:
    """Each team once, as it was typed first."""
    typed: dict[str, str] = {}
    for team in teams:
        typed.setdefault(team_name(team), team)
    return tuple(typed.values())


def meant(to: Audiences) -> Audiences:
    """The same audience with each team by its one name, in whatever case it was typed."""
    return Audiences(addresses(to), tuple(dict.fromkeys(map(team_name, to.teams))))


def addresses(to: Audiences) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(person, to.people)))
