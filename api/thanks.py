"""Thanks to the authors of a postmortem."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.call import Call, Shape
from api.pages import CursorText, Items, Limit, cursor_of, page
from api.readership import published, reader_of
from api.references import Prefix
from domain.postmortem import POSTMORTEM
from domain.readership import READERSHIP, GiveThanks, NoteThanks
from eventstore.transact import Outcome, Step
from projections import readership
from projections.readership import ThanksRow


class ThanksDocument(Struct, frozen=True):
    """`to` are the authors of what was published then, but for who thanks them."""

    id: UUID
    text: str
    by: str
    to: tuple[str, ...]
    thanked_at: datetime


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


ROUTES = Router("/", route_handlers=[thank_authors, list_thanks], tags=["Readers"])
