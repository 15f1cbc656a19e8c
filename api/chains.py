"""Whom overdue actions and postmortems can call on, level by level, as things stand today.

The owner's and the lead's manager comes from the roster, else from the first of their teams that
has one. Who left, is absent, or may not know of a restricted incident, cannot be told.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.action import Action
from domain.escalation import Away, Level, Rung
from domain.incident import INCIDENT
from domain.incident_events import Role
from domain.incident_state import Incident
from domain.postmortem_state import Postmortem
from domain.visibility import eyes, may_know
from eventstore.connections import Connections
from eventstore.repository import Repository
from projections.people import PersonRow, managers_of_teams, people_by_email

Chain = tuple[Rung, ...]


async def incidents_of(
    repository: Repository, things: Iterable[Action | Postmortem]
) -> dict[UUID, Incident]:
    """The incidents of `things` as the log holds them: who may know is never a matter of a view."""
    ids = {thing.incident_id for thing in things if thing.incident_id is not None}
    loaded = await asyncio.gather(*(repository.refresh(INCIDENT, i) for i in ids))
    return {i: each.state for i, each in zip(ids, loaded, strict=True)}


@dataclass(frozen=True)
class Roster:
    """What is known of some people, and of the managers above them."""

    people: Mapping[str, PersonRow]
    team_managers: Mapping[str, str]
    today: date

    def manager_of(self, email: str | None) -> str | None:
        person = self.people.get(email or "")
        if person is None:
            return None
        of_teams = (self.team_managers.get(team) for team in person.teams)
        managers = (person.manager, *of_teams)
        return next((each for each in managers if each is not None and each != email), None)

    def rung(self, level: Level, email: str | None, incident: Incident) -> Rung:
        return Rung(level, email, Away.NOBODY if email is None else self.away(email, incident))

    def away(self, email: str, incident: Incident) -> Away | None:
        """Why a person cannot be told, or None. Who is not on the roster is thought present."""
        person = self.people.get(email)
        teams = () if person is None else person.teams
        if person is not None and person.left_on is not None and person.left_on < self.today:
            return Away.LEFT
        if person is not None and is_absent(person, self.today):
            return Away.ABSENT
        if not may_know(incident, eyes(email, teams)):
            return Away.NOT_ALLOWED
        return None


def is_absent(person: PersonRow, today: date) -> bool:
    return any(absence.from_ <= today <= absence.until for absence in person.absences)


async def roster_of(connections: Connections, emails: Collection[str], today: date) -> Roster:
    """Three lookups, however many people there are: the people, their teams, their managers."""
    people = await people_by_email(connections, emails)
    teams = {team for person in people.values() for team in person.teams}
    team_managers = await managers_of_teams(connections, teams)
    below = Roster(people, team_managers, today)
    managers = {m for email in emails if (m := below.manager_of(email)) is not None}
    return Roster({**people, **await people_by_email(connections, managers)}, team_managers, today)


async def chains_of_actions(
    repository: Repository, connections: Connections, actions: Sequence[Action], today: date
) -> list[Chain]:
    """The owner, the incident's lead and the owner's manager of each action."""
    incidents = await incidents_of(repository, actions)
    leads = {lead for i in incidents.values() if (lead := i.roles.get(Role.LEAD)) is not None}
    roster = await roster_of(connections, {*leads, *(a.owner for a in actions)}, today)
    return [action_chain(roster, action, incidents) for action in actions]


def action_chain(roster: Roster, action: Action, incidents: Mapping[UUID, Incident]) -> Chain:
    assert action.incident_id is not None
    incident = incidents[action.incident_id]
    return (
        roster.rung(Level.OWNER, action.owner, incident),
        roster.rung(Level.LEAD, incident.roles.get(Role.LEAD), incident),
        roster.rung(Level.MANAGER, roster.manager_of(action.owner), incident),
    )


async def chains_of_postmortems(
    repository: Repository, connections: Connections, postmortems: Sequence[Postmortem], today: date
) -> list[Chain]:
    """The lead, by default the incident's, and the lead's manager of each postmortem."""
    incidents = await incidents_of(repository, postmortems)
    leads = [lead_of(postmortem, incidents) for postmortem in postmortems]
    roster = await roster_of(connections, {lead for lead in leads if lead is not None}, today)
    return [
        postmortem_chain(roster, lead, incidents, postmortem)
        for lead, postmortem in zip(leads, postmortems, strict=True)
    ]


def lead_of(postmortem: Postmortem, incidents: Mapping[UUID, Incident]) -> str | None:
    assert postmortem.incident_id is not None
    return postmortem.lead or incidents[postmortem.incident_id].roles.get(Role.LEAD)


def postmortem_chain(
    roster: Roster,
    lead: str | None,
    incidents: Mapping[UUID, Incident],
    postmortem: Postmortem,
) -> Chain:
    assert postmortem.incident_id is not None
    incident = incidents[postmortem.incident_id]
    return (
        roster.rung(Level.LEAD, lead, incident),
        roster.rung(Level.MANAGER, roster.manager_of(lead), incident),
    )
