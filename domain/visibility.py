"""Who may know of a restricted incident: the people whom it names, and the members of its teams."""

from collections.abc import Collection, Iterable
from datetime import date

from domain.incident_events import Visibility
from domain.incident_state import Incident
from domain.person import Person
from domain.team import team_name
from domain.values import person


def seen_by(incident: Incident) -> frozenset[str] | None:
    """Return the addresses, and `team:<name>` of the teams, that see it; None is everybody."""
    if incident.visibility is Visibility.ORGANIZATION:
        return None
    people = {*incident.visible_to.people, *incident.roles.values()}
    teams = {f"team:{team_name(name)}" for name in incident.visible_to.teams}
    return frozenset({person(email) for email in people} | teams)


def may_know(incident: Incident, viewer: Collection[str]) -> bool:
    """Tell whether it is seen by any of those as whom somebody sees."""
    audience = seen_by(incident)
    return audience is None or not audience.isdisjoint(viewer)


def eyes(email: str, teams: Iterable[str]) -> tuple[str, ...]:
    """Return as whom somebody sees: by the address, and as a member of each team."""
    return email, *(f"team:{team}" for team in teams)


def eyes_on(day: date, email: str, known: Person) -> tuple[str, ...]:
    """Return as whom somebody sees on `day`: not at all, where the last day is over."""
    return () if known.has_left(day) else eyes(email, known.teams)
