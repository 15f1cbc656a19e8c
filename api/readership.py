"""Readership of a postmortem: receipts of who has read it, and its coverage by team."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.call import Call, Shape
from api.documents import Links
from api.errors import problem
from api.pages import CursorText, Limit, cursor_of, next_cursor, page_headers
from api.references import Prefix
from domain.incident import INCIDENT
from domain.postmortem import POSTMORTEM
from domain.postmortem_state import Postmortem
from domain.readership import READERSHIP, NoteRead, Published, ReadEdition
from domain.visibility import seen_by
from eventstore.transact import Outcome, Step
from projections import coverage
from projections.coverage import Coverage, Edition, TeamCoverage
from projections.page import Page


class ReceiptDocument(Struct, frozen=True):
    postmortem_id: UUID
    reference: str
    edition: int
    reader: str
    read_at: datetime
    links: Links


class CoverageDocument(Struct, frozen=True):
    """`share` is read of should_read, null where nobody should read it.

    `read_earlier`: of the unread, those who have read an earlier edition.
    """

    should_read: int
    read: int
    unread: int
    read_earlier: int
    share: float | None


class TeamReadership(CoverageDocument, frozen=True):
    team: str


class ReadershipDocument(CoverageDocument, frozen=True):
    """Of the last edition: the roster as a whole, and `items`, its teams.

    `readers` are all who have read it, guests and those who have left included.
    """

    postmortem_id: UUID
    reference: str
    edition: int
    published_at: datetime | None
    readers: int
    items: tuple[TeamReadership, ...]
    next_cursor: str | None
    links: Links


def reader_of(call: Call) -> str:
    """Return the person for whom the tool acts.

    Raises:
        ProblemDetailsException: 400, it acts for nobody.
    """
    if call.caller.person is None:
        text = "Say for whom you act: send On-Behalf-Of with a person's e-mail address."
        raise problem(400, text, code="person_required")
    return call.caller.person


async def published(call: Call, postmortem: str) -> Published:
    postmortem_id = call.id_of(Prefix.POSTMORTEM, postmortem)
    state = (await call.read(POSTMORTEM, postmortem_id)).state
    assert state.incident_id is not None
    return Published(
        postmortem_id, state.reference, state.incident_id, state.edition, state.credited
    )


@post(
    "/postmortems/{postmortem:str}/reads",
    operation_id="readPostmortem",
    summary="Say that a person has read a postmortem",
)
async def read_postmortem(
    postmortem: FromPath[str], data: JSONBody[ReadEdition], request: Call
) -> Response[ReceiptDocument]:
    """A receipt of the person in On-Behalf-Of, for the last edition or an earlier one."""
    reader, what = reader_of(request), await published(request, postmortem)
    stream = request.desk.references.readership(what.id, reader)
    edition = data.edition or what.edition

    def render(outcomes: Sequence[Outcome]) -> Shape:
        receipts = {receipt.edition: receipt for receipt in outcomes[0].state.receipts}
        links = links_of(what.id)
        document = ReceiptDocument(
            what.id, what.reference, edition, reader, receipts[edition].read_at, links
        )
        return Shape(document)

    step = Step(READERSHIP, stream, NoteRead(what, reader, data))
    return await request.write(step, render=render, status=201)


def links_of(postmortem_id: UUID) -> Links:
    here = f"/v1/postmortems/{postmortem_id}"
    return {"postmortem": here, "readership": f"{here}/readership", "thanks": f"{here}/thanks"}


@get(
    "/postmortems/{postmortem:str}/readership",
    operation_id="getReadership",
    summary="Read how far a postmortem was read, by team",
)
async def get_readership(
    postmortem: FromPath[str],
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response[ReadershipDocument]:
    """Counts everybody on the roster who may know of it and had not left before it was published.

    A new edition counts anew. Teams come by name, a page at a time; people of several are in each.
    """
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    state = (await request.read(POSTMORTEM, postmortem_id)).state
    for view in ("readership", "people"):
        await request.reached(view)
    edition = await edition_of(request, postmortem_id, state)
    whole, readers, teams = await by_team(request, edition, limit, cursor)
    following = next_cursor(request, teams)
    document = ReadershipDocument(
        **counts(whole),
        postmortem_id=postmortem_id,
        reference=state.reference,
        edition=state.edition,
        published_at=state.published_at,
        readers=readers,
        items=teams.each(team_readership).items,
        next_cursor=following,
        links=links_of(postmortem_id),
    )
    return Response(document, headers=page_headers(request, following))


async def edition_of(call: Call, postmortem_id: UUID, state: Postmortem) -> Edition | None:
    """Return what there is to read, if anything was published."""
    if state.published_at is None or state.incident_id is None:
        return None
    audience = seen_by((await call.read(INCIDENT, state.incident_id)).state)
    visible_to = None if audience is None else tuple(sorted(audience))
    return Edition(postmortem_id, state.edition, state.published_at.date(), visible_to)


async def by_team(
    call: Call, edition: Edition | None, limit: int, cursor: str | None
) -> tuple[Coverage, int, Page[TeamCoverage]]:
    """Return the coverage of the whole roster, how many have read it, and a page of its teams."""
    if edition is None:
        return Coverage(0, 0, 0), 0, Page((), None)
    return await coverage.coverage_by_team(
        call.desk.views, edition, limit=limit, cursor=cursor_of(call, cursor)
    )


def team_readership(row: TeamCoverage) -> TeamReadership:
    return TeamReadership(**counts(row.coverage), team=row.team)


def counts(found: Coverage) -> dict[str, Any]:
    """Return the fields of a CoverageDocument."""
    share = round(found.read / found.should_read, 4) if found.should_read else None
    return {
        "should_read": found.should_read,
        "read": found.read,
        "unread": found.should_read - found.read,
        "read_earlier": found.read_earlier,
        "share": share,
    }


ROUTES = Router(
    "/",
    route_handlers=[read_postmortem, get_readership],
    tags=["Readers"],
)
