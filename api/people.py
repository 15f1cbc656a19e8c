"""People: the roster, and everybody else who is named somewhere."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response, Router, get, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct

from api.call import Call, Shape
from api.documents import Links, today
from api.errors import problem
from api.pages import CursorText, Items, Limit, cursor_of, page
from api.slashes import decoded, with_slashes
from api.versions import etag
from domain.errors import NotFound
from domain.person import PERSON, Absence, PersonAs, PutPerson
from domain.person import Person as OnRoster
from domain.team import team_name
from domain.values import Person, person
from eventstore.transact import Outcome, Step
from projections import people
from projections.people import PersonRow, person_row

ADDRESS_SIGNS: Final = "@+"  # of those that may stand in a path, the usual ones in an address
NAMING: Final = ("incident_list", "postmortem_list", "action_list")

Team = Annotated[
    str | None, QueryParameter(max_length=200, description="Only members of this team.")
]
Guest = Annotated[
    bool | None, QueryParameter(description="Only guests, or only those on the roster.")
]
Left = Annotated[
    bool | None, QueryParameter(description="Only those who have left, or only those who have not.")
]
PartOfName = Annotated[
    str | None, QueryParameter(max_length=200, description="Part of a name or an address.")
]


class PersonDocument(Struct, frozen=True):
    """`left_on` is the last day; who is a `guest` is named somewhere, but not on the roster."""

    id: UUID
    reference: str
    version: int
    email: str
    name: str | None
    guest: bool
    manager: str | None
    teams: tuple[str, ...]
    left_on: date | None
    left: bool
    absences: tuple[Absence, ...]
    github_login: str | None
    jira_account: str | None
    links: Links


def person_document(person_id: UUID, version: int, known: OnRoster | PersonRow) -> PersonDocument:
    return PersonDocument(
        id=person_id,
        reference=known.email,
        version=version,
        email=known.email,
        name=known.name,
        guest=known.name is None,
        manager=known.manager,
        teams=known.teams,
        left_on=known.left_on,
        left=known.left_on is not None and known.left_on < today(),
        absences=known.absences,
        github_login=known.github_login,
        jira_account=known.jira_account,
        links=links_of(known.email),
    )


def links_of(email: str) -> Links:
    here = f"/v1/people/{quote(email, safe=ADDRESS_SIGNS)}"
    return {"self": here, "unread": f"{here}/unread"}


def shown(outcomes: Sequence[Outcome]) -> Shape:
    """Answer with the person as it is after the write."""
    changed = outcomes[0]
    document = person_document(changed.stream_id, changed.version, changed.state)
    return Shape(document, changed.version)


@put(
    "/{email:str}",
    operation_id="putPerson",
    summary="Put a person on the roster",
    opt={"scope": "admin"},
)
async def put_person(
    email: FromPath[str], data: JSONBody[PutPerson], request: Call
) -> Response[PersonDocument]:
    """Says all there is to say: what is absent is none, but for `teams`, which stay without it.

    One event follows for each thing that changes. After `left_on` a person no longer sees what is
    restricted. Teams need not have been added before.
    """
    address = await address_in(request, email)
    step = Step(
        PERSON, request.desk.references.person(address), PersonAs(address, data), request.expected()
    )
    answer = await request.write(step, render=shown)
    request.desk.viewers.forget((address,))
    return answer


async def address_in(call: Call, path: str) -> str:
    """Return the e-mail address that a path names, as it is kept.

    One that is refused by now, and was put on the roster before, has a last day like any other.

    Raises:
        ProblemDetailsException: 400, it is none.
    """
    try:
        typed = with_slashes(decoded(path))
        address = person(typed)
        known = await call.desk.repository.refresh(PERSON, call.desk.references.person(address))
        if known.version == 0:
            msgspec.convert(typed, Person)
    except msgspec.ValidationError as error:
        text = "takes an e-mail address, as in /v1/people/ana@example.com"
        raise problem(400, f"The path {text}.", errors=[("/email", text)]) from error
    return address


@get("/", operation_id="listPeople", summary="List people")
async def list_people(
    *,
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
    team: Team = None,
    guest: Guest = None,
    left: Left = None,
    q: PartOfName = None,
) -> Response[Items[PersonDocument]]:
    """By address. Whoever is named in any event is there, as a guest until put on the roster.

    On behalf of a person, guests are there as far as that person may know of an event naming them.
    """
    await reached(request)
    wanted = people.Filter(
        today=today(),
        team=None if team is None else team_name(team),
        guest=guest,
        left=left,
        q=q,
        viewer=request.viewer,
    )
    found = await people.people(
        request.desk.views, wanted, limit=limit, cursor=cursor_of(request, cursor)
    )
    references = request.desk.references
    documents = found.each(lambda p: person_document(references.person(p.email), p.version, p))
    return page(request, documents)


@get("/{email:str}", operation_id="getPerson", summary="Read a person")
async def get_person(email: FromPath[str], request: Call) -> Response[PersonDocument]:
    """As they are now: of the roster, or a guest."""
    known = await known_person(request, person(with_slashes(email)))
    document = person_document(request.desk.references.person(known.email), known.version, known)
    return Response(document, headers={"ETag": etag(known.version)})


async def known_person(call: Call, email: str) -> PersonRow:
    """Return the person of this address: of the roster as it is now, or a guest.

    Raises:
        NotFound: see guest_named.
    """
    loaded = await call.desk.repository.refresh(PERSON, call.desk.references.person(email))
    if loaded.version:
        return person_row(loaded.version, loaded.state)
    return await guest_named(call, email)


async def guest_named(call: Call, email: str) -> PersonRow:
    """Return the guest of this address.

    Raises:
        NotFound: no event that the caller may know of names anybody of this address.
    """
    await reached(call)
    wanted = people.Filter(today=today(), email=email, viewer=call.viewer)
    found = (await people.people(call.desk.views, wanted, limit=1)).items
    if not found:
        raise NotFound("person", "of that address")
    return found[0]


async def reached(call: Call) -> None:
    """Wait for the view, and if a person asks, for those that tell what names somebody."""
    for view in ("people",) if call.viewer is None else ("people", *NAMING):
        await call.reached(view)


ROUTES = Router("/people", route_handlers=[put_person, list_people, get_person], tags=["Roster"])
