"""Teams: their names, managers and members. Who belongs to a team is kept with each person."""

from collections.abc import Collection, Sequence
from itertools import chain
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response, Router, get, put
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Struct

from api.call import Call, Render, Shape
from api.documents import Links
from api.errors import problem
from api.pages import CursorText, Items, Limit, cursor_of, page
from api.slashes import decoded
from api.versions import etag
from domain.errors import NotFound, RosterRefused
from domain.person import PERSON, JoinTeam, LeaveTeam
from domain.team import MEMBERS_MAX, TEAM, PutTeam, TeamAs, TeamName, team_name
from domain.team import Team as Known
from domain.values import person
from eventstore.transact import Outcome, Step
from projections import people
from projections.people import TeamRow


class TeamBrief(Struct, frozen=True):
    """A team of version 0 was never added: people name it."""

    id: UUID
    reference: str
    version: int
    name: str
    title: str | None
    manager: str | None
    member_count: int
    links: Links


class TeamDocument(Struct, frozen=True):
    """`members` are the first thousand by address; `links.members` lists them all."""

    id: UUID
    reference: str
    version: int
    name: str
    title: str | None
    manager: str | None
    members: tuple[str, ...]
    links: Links


def links_of(name: str) -> Links:
    quoted = quote(name, safe="")
    return {"self": f"/v1/teams/{quoted}", "members": f"/v1/people?team={quoted}"}


def team_document(
    team_id: UUID, version: int, team: Known | TeamRow, members: Collection[str]
) -> TeamDocument:
    return TeamDocument(
        id=team_id,
        reference=f"team:{team.name}",
        version=version,
        name=team.name,
        title=team.title,
        manager=team.manager,
        members=tuple(sorted(members))[:MEMBERS_MAX],
        links=links_of(team.name),
    )


@put(
    "/{name:str}",
    operation_id="putTeam",
    summary="Put a team on the roster",
    opt={"scope": "admin"},
)
async def put_team(
    name: FromPath[str], data: JSONBody[PutTeam], request: Call
) -> Response[TeamDocument]:
    """Says all there is to say: what is absent is none, but for `members`, who stay without it.

    Members join and leave by events of their own; who is not on the roster yet joins as a guest.
    """
    team = name_in(name)
    present = await members_now(request, team)
    wanted = present if data.members is UNSET else {person(email) for email in data.members}
    put_it = Step(TEAM, request.desk.references.team(team), TeamAs(team, data), request.expected())
    steps = moves(request, team, present, wanted)
    answer = await request.write(put_it, *steps, render=shown(wanted))
    request.desk.viewers.forget(present ^ wanted)
    return answer


def name_in(path: str) -> str:
    """Return the name of a team that a path gives, in lower case.

    Raises:
        ProblemDetailsException: 400, no team can have that name.
    """
    try:
        return team_name(msgspec.convert(decoded(path), TeamName))
    except msgspec.ValidationError as error:
        text = "takes the name of a team, as in /v1/teams/risk: at most 64 characters"
        raise problem(400, f"The path {text}.", errors=[("/name", text)]) from error


async def members_now(call: Call, team: str) -> set[str]:
    """The members of a team, complete up to the moment of asking.

    Raises:
        RosterRefused: they are too many to be changed at once.
    """
    await call.reached("people", await call.desk.repository.store.head())
    members = set(await people.members_of(call.desk.views, team))
    if len(members) > MEMBERS_MAX:
        raise RosterRefused(f"{team} has over {MEMBERS_MAX} members: change them one by one")
    return members


def moves(call: Call, team: str, present: set[str], wanted: set[str]) -> list[Step]:
    """What makes `wanted` of the `present` members."""
    stream_of = call.desk.references.person
    joining = (Step(PERSON, stream_of(p), JoinTeam(p, team)) for p in sorted(wanted - present))
    leaving = (Step(PERSON, stream_of(p), LeaveTeam(team)) for p in sorted(present - wanted))
    return [*chain(joining, leaving)]


def shown(members: Collection[str]) -> Render:
    def render(outcomes: Sequence[Outcome]) -> Shape:
        team = outcomes[0]
        document = team_document(team.stream_id, team.version, team.state, members)
        return Shape(document, team.version)

    return render


@get("/", operation_id="listTeams", summary="List teams")
async def list_teams(
    request: Call, limit: Limit = 50, cursor: CursorText = None
) -> Response[Items[TeamBrief]]:
    """By name; teams that nobody added and people name are there, too."""
    await request.reached("people")
    found = await people.teams(request.desk.views, limit=limit, cursor=cursor_of(request, cursor))
    references = request.desk.references
    return page(request, found.each(lambda row: brief(references.team(row.name), row)))


def brief(team_id: UUID, row: TeamRow) -> TeamBrief:
    return TeamBrief(
        id=team_id,
        reference=f"team:{row.name}",
        version=row.version,
        name=row.name,
        title=row.title,
        manager=row.manager,
        member_count=row.member_count,
        links=links_of(row.name),
    )


@get("/{name:str}", operation_id="getTeam", summary="Read a team")
async def get_team(name: FromPath[str], request: Call) -> Response[TeamDocument]:
    """With its members."""
    wanted = team_name(name)
    team_id = request.desk.references.team(wanted)
    loaded = await request.desk.repository.refresh(TEAM, team_id)
    await request.reached("people")
    known: Known | TeamRow | None = loaded.state
    if loaded.version == 0:
        known = await people.team(request.desk.views, wanted)
    if known is None:
        raise NotFound("team", "of that name")
    members = await people.members_of(request.desk.views, wanted)
    document = team_document(team_id, loaded.version, known, members)
    return Response(document, headers={"ETag": etag(loaded.version)})


ROUTES = Router("/teams", route_handlers=[put_team, list_teams, get_team], tags=["Roster"])
