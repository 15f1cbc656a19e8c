"""What a person has to read."""

from datetime import datetime
from uuid import UUID

from litestar import Response, Router, get
from litestar.params import FromPath
from msgspec import Struct

from api.call import Call
from api.documents import Links
from api.pages import CursorText, Items, Limit, cursor_of, page
from api.people import known_person
from api.readership import links_of
from api.references import Prefix
from api.slashes import with_slashes
from domain.incident_events import Category
from domain.values import person
from domain.visibility import eyes
from projections import readership
from projections.readership import Reader, UnreadRow


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


ROUTES = Router("/", route_handlers=[list_unread], tags=["Readers"])
