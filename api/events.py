"""The global log: every event in commit order, without gaps."""

from typing import Annotated
from uuid import UUID

from asyncpg import Record
from litestar import Response, Router, get
from litestar.params import QueryParameter
from msgspec.structs import replace

from api.call import Call
from api.envelopes import Envelope, envelope
from api.errors import problem
from api.pages import Items, Limit, items_page
from api.queries import Text
from api.references import HEX, REFERENCE
from domain.team import team_name
from domain.values import person
from projections import history
from projections.page import Cursor, paged

After = Annotated[
    int, QueryParameter(ge=0, le=10**18, description="The position after which to read.")
]


@get("/", operation_id="listEvents", summary="Read the log")
async def list_events(
    *,
    request: Call,
    after: After = 0,
    limit: Limit = 50,
    type_: Annotated[str | None, QueryParameter(name="type", max_length=100)] = None,
    actor: Text = None,
    subject: Text = None,
) -> Response[Items[Envelope]]:
    """In commit order: an event once passed over never appears later.

    On behalf of a person, without what that person may not know: positions have gaps then. A tool
    that acts for nobody reads the whole log, without gaps.

    `next_cursor` is the position to send as `after` for what follows; it is null at the end, and
    nowhere else: a page on behalf of a person may hold fewer than `limit`, or none, before it.
    """
    store = request.desk.repository.store
    place = None
    if request.viewer is None and type_ is None and actor is None and subject is None:
        recorded = list(await store.read_after(after, limit=limit + 1))
    else:
        wanted = history.Filter(
            type=type_,
            actor=actor and actor_id(actor),
            stream_id=subject_id(request, subject),
            viewer=request.viewer,
            upto=await known_upto(request),
        )
        place, rows = await looked(request, wanted, after, limit + 1)
        recorded = [store.recorded(row) for row in rows]
    found = paged(recorded, limit, lambda event: Cursor(event.position))
    if found.next:
        place = found.next.number
    following = None if place is None else str(place)
    return items_page(request, found.each(envelope).items, following, parameter="after")


async def looked(
    call: Call, wanted: history.Filter, after: int, limit: int
) -> tuple[int | None, list[Record]]:
    """The events, and where the look for them ended before the end of the log, if it did.

    A person may know of none of a million: one request looks at so many events and no more.
    """
    views = call.desk.views
    if wanted.viewer is None:
        return None, await history.events(views, wanted, after=after, limit=limit)
    place = await history.looked_to(views, wanted, after=after)
    wanted = wanted if place is None else replace(wanted, upto=place)
    return place, await history.events(views, wanted, after=after, limit=limit)


async def known_upto(call: Call) -> int | None:
    """Wait for the views; the position up to which they tell what a person may know, if one asks.

    What was restricted up to there is; what comes after it is left for the next request.
    """
    if call.viewer is None:
        await call.reached("history")
        return None
    head = await call.desk.repository.store.head()
    await call.reached("history", head)
    await call.reached("incident_list", head)
    return head


def actor_id(name: str) -> str:
    """As it is on record: people in lower case, tools by whatever name they have."""
    return person(name) if "@" in name else name


def subject_id(call: Call, subject: str | None) -> UUID | None:
    """Return the stream that a reference or an id names.

    Raises:
        ProblemDetailsException: 400, it is neither.
    """
    if subject is None:
        return None
    if REFERENCE.fullmatch(subject.upper()):
        return call.desk.references.id_of(subject.upper())
    if HEX.fullmatch(subject):
        return UUID(subject)
    if subject.lower().startswith("team:"):
        return call.desk.references.team(team_name(subject[len("team:") :]))
    if "@" in subject:
        return call.desk.references.person(person(subject))
    text = "subject takes a reference, as INC-12 or ana@example.com, or an id."
    raise problem(400, text, errors=[("/subject", text)])


ROUTES = Router("/events", route_handlers=[list_events], tags=["History"])
