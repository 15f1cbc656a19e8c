"""The global log: every event in commit order, without gaps."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.call import Call
from api.envelopes import Envelope, envelope
from api.errors import problem
from api.pages import Items, Limit, items_page
from api.queries import Text
from api.references import HEX, REFERENCE
from projections import history

After = Annotated[
    int, QueryParameter(ge=0, le=10**18, description="The position after which to read.")
]


@get("/", operation_id="listEvents", summary="Read the log")
async def list_events(
    *,
    call: NamedDependency[Call],
    after: After = 0,
    limit: Limit = 50,
    type_: Annotated[str | None, QueryParameter(name="type", max_length=100)] = None,
    actor: Text = None,
    subject: Text = None,
) -> Response[Items[Envelope]]:
    """In commit order: an event once passed over never appears later.

    `next_cursor` is the position to send as `after` for what follows; it is null at the end.
    """
    store = call.desk.repository.store
    if type_ is None and actor is None and subject is None:
        recorded = list(await store.read_after(after, limit=limit + 1))
    else:
        await call.reached("history")
        wanted = history.Filter(type=type_, actor=actor, stream_id=subject_id(call, subject))
        rows = await history.events(call.desk.views, wanted, after=after, limit=limit + 1)
        recorded = [store.recorded(row) for row in rows]
    events = tuple(envelope(r) for r in recorded[:limit])
    more = len(recorded) > limit
    following = str(events[-1].position) if more else None
    return items_page(call.request, events, following, parameter="after")


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
    text = "subject takes a reference, as INC-12, or an id."
    raise problem(400, text, errors=[("/subject", text)])


ROUTES = Router("/events", route_handlers=[list_events], tags=["History"])
