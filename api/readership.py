"""Readership of a postmortem: receipts, coverage, what is unread, and thanks to the authors."""

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
from api.pages import CursorText, Items, Limit, cursor_of, next_cursor, page, page_headers
from api.people import known_person
from api.references import Prefix
from api.slashes import with_slashes
from domain.incident import INCIDENT
from domain.incident_events import Category
from domain.postmortem import POSTMORTEM
from domain.postmortem_state import Postmortem
from domain.readership import (
    READERSHIP,
    GiveThanks,
    NoteRead,
    NoteThanks,
    Published,
    ReadEdition,
)
from domain.values import person
from domain.visibility import eyes, seen_by
from eventstore.transact import Outcome, Step
from projections import coverage, readership
from projections.coverage import Coverage, Edition, TeamCoverage
from projections.page import Page
from projections.readership import Reader, ThanksRow, UnreadRow


class ReceiptDocument(Struct, frozen=True):
    postmortem_id: UUID
    reference: str
    edition: int
    reader: str
    read_at: datetime
    links: Links


class ThanksDocument(Struct, frozen=True):
    """`to` are the authors of that time, but for who thanks them."""

    id: UUID
    text: str
    by: str
    to: tuple[str, ...]
    thanked_at: datetime


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


class UnreadDocument(Struct, frozen=True):
    """`read_edition` is the earlier edition that was read, if one was."""

    postmortem_id: UUID
    reference: str
    edition: int
    read_edition: int | None
    published_at: datetime
    title: str
    category: Category
    incident_id: UUID
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
    whole, readers = Coverage(0, 0, 0), 0
    teams: Page[TeamCoverage] = Page((), None)
    if edition is not None:
        whole, readers, teams = await coverage.coverage_by_team(
            request.desk.views, edition, limit=limit, cursor=cursor_of(request, cursor)
        )
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


def team_readership(row: TeamCoverage) -> TeamReadership:
    return TeamReadership(**counts(row.coverage), team=row.team)


async def edition_of(call: Call, postmortem_id: UUID, state: Postmortem) -> Edition | None:
    """Return what there is to read, if anything was published."""
    if state.published_at is None or state.incident_id is None:
        return None
    audience = seen_by((await call.read(INCIDENT, state.incident_id)).state)
    visible_to = None if audience is None else tuple(sorted(audience))
    return Edition(postmortem_id, state.edition, state.published_at.date(), visible_to)


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


@get(
    "/people/{email:str}/unread",
    operation_id="listUnread",
    summary="List what a person has to read",
)
async def list_unread(
    email: FromPath[str],
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response[Items[UnreadDocument]]:
    """Published postmortems that the person may know of and has not read, the latest first.

    Whoever asks sees of them what they may know of themselves. Nobody has to read what was
    published after their last day.
    """
    known = await known_person(request, person(with_slashes(email)))
    for view in ("readership", "incident_list"):
        await request.reached(view)
    found = await readership.unread(
        request.desk.views,
        Reader(known.email, eyes(known.email, known.teams), known.left_on),
        request.viewer,
        limit=limit,
        cursor=cursor_of(request, cursor),
    )
    return page(request, found.each(unread_document))


def unread_document(row: UnreadRow) -> UnreadDocument:
    return UnreadDocument(
        postmortem_id=row.postmortem_id,
        reference=f"{Prefix.POSTMORTEM}-{row.number}",
        edition=row.edition,
        read_edition=row.read_edition,
        published_at=row.published_at,
        title=row.title,
        category=row.category,
        incident_id=row.incident_id,
        links=links_of(row.postmortem_id),
    )


@post(
    "/postmortems/{postmortem:str}/thanks",
    operation_id="thankAuthors",
    summary="Thank the authors of a postmortem",
)
async def thank_authors(
    postmortem: FromPath[str], data: JSONBody[GiveThanks], request: Call
) -> Response[ThanksDocument]:
    """From the person in On-Behalf-Of to the other authors; the same words again count once."""
    by, what = reader_of(request), await published(request, postmortem)
    stream = request.desk.references.readership(what.id, by)

    def render(outcomes: Sequence[Outcome]) -> Shape:
        given = next(t for t in outcomes[0].state.thanks if t.text == data.text)
        return Shape(ThanksDocument(given.id, given.text, by, given.to, given.thanked_at))

    step = Step(READERSHIP, stream, NoteThanks(what, by, data))
    return await request.write(step, render=render, status=201)


@get(
    "/postmortems/{postmortem:str}/thanks",
    operation_id="listThanks",
    summary="List the thanks for a postmortem",
)
async def list_thanks(
    postmortem: FromPath[str],
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response[Items[ThanksDocument]]:
    """The first first."""
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    await request.read(POSTMORTEM, postmortem_id)
    await request.reached("readership")
    found = await readership.thanks(
        request.desk.views, postmortem_id, limit=limit, cursor=cursor_of(request, cursor)
    )
    return page(request, found.each(thanks_document))


def thanks_document(row: ThanksRow) -> ThanksDocument:
    return ThanksDocument(row.id, row.text, row.thanked_by, row.to, row.thanked_at)


ROUTES = Router(
    "/",
    route_handlers=[read_postmortem, get_readership, list_unread, thank_authors, list_thanks],
    tags=["Readers"],
)
