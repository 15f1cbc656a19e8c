"""Lists, a page at a time: `{"items": [...], "next_cursor": ...}`, and a Link to the next page."""

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response
from litestar.params import QueryParameter
from msgspec import Struct

from api.answers import Answer
from api.errors import problem
from eventstore.postgres import EventStore
from eventstore.store import Recorded
from projections.page import (
    Cursor,
    CursorInvalid,
    Listed,
    Page,
    decode_cursor,
    encode_cursor,
    paged,
)

E = TypeVar("E")
S = TypeVar("S")
T = TypeVar("T")

LIMIT_MAX = 200
Limit = Annotated[int, QueryParameter(ge=1, le=LIMIT_MAX, description="Items in a page.")]
CursorText = Annotated[
    str | None,
    QueryParameter(max_length=200, description="Where the page before this one ended."),
]


class Items(Struct, Generic[T], frozen=True):
    items: tuple[T, ...]
    next_cursor: str | None = None


def cursor_of(text: str | None) -> Cursor | None:
    """Raises ProblemDetailsException: 400, `text` is no cursor of ours."""
    if text is None:
        return None
    try:
        return decode_cursor(text)
    except CursorInvalid as error:
        text = "Take the cursor from next_cursor of the page before."
        errors = [("/cursor", text)]
        raise problem(400, text, code="cursor_invalid", errors=errors) from error


def number_in(cursor: str | None) -> int:
    """The number after which the page begins, of a list that is sorted by numbers from 1 on.

    Raises ProblemDetailsException: see cursor_of.
    """
    start = cursor_of(cursor)
    return start.number if start else 0


async def events_of(
    store: EventStore, stream_id: UUID, kind: type[E], *, limit: int, cursor: str | None
) -> Page[Recorded[E]]:
    """One page of a stream's events of one kind, the first one first."""
    after = number_in(cursor)
    events = await store.load_of(stream_id, kind, after_version=after, limit=limit + 1)
    return paged(events, limit, lambda recorded: Cursor(recorded.version))


def next_cursor(found: Page[Any]) -> str | None:
    return encode_cursor(found.next) if found.next else None


def page(request: Request[Any, Any, Any], found: Page[T]) -> Response[Items[T]]:
    """The answer to a list."""
    return items_page(request, found.items, next_cursor(found))


def listed_page(
    request: Request[Any, Any, Any], found: Page[Listed[S]], document: Callable[[UUID, int, S], T]
) -> Response[Items[T]]:
    """The answer to a list: each item as `document` shows it."""
    return page(request, found.each(lambda item: document(item.id, item.version, item.state)))


def items_page(
    request: Request[Any, Any, Any],
    items: tuple[T, ...],
    next_cursor: str | None,
    parameter: str = "cursor",
) -> Response[Items[T]]:
    headers = page_headers(request, next_cursor, parameter)
    return Answer(Items(items, next_cursor), headers=headers)


def page_headers(
    request: Request[Any, Any, Any], next_cursor: str | None, parameter: str = "cursor"
) -> dict[str, str]:
    return {"Link": next_link(request, next_cursor, parameter)} if next_cursor else {}


def next_link(request: Request[Any, Any, Any], cursor: str, parameter: str) -> str:
    query = [(k, v) for k, v in request.query_params.multi_items() if k != parameter]
    path = request.scope["raw_path"].decode("latin-1")  # percent-encoded, as it came
    return f'<{path}?{urlencode([*query, (parameter, cursor)])}>; rel="next"'
