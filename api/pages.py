"""Lists, a page at a time: `{"items": [...], "next_cursor": ...}`, and a Link to the next page."""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any, Final, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response
from litestar.params import QueryParameter
from msgspec import Struct, json
from msgspec.structs import replace

from api.answers import Answer
from api.errors import problem
from domain.values import composed
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

LIMIT_MAX: Final = 200
CURSOR_CHARS_MAX: Final = 2_000  # an address, in characters of four bytes each, as Base64
PAGING: Final = frozenset({"cursor", "limit", "min_position"})  # what may differ between pages
NO_CURSOR: Final = "Take the cursor from next_cursor of the page before."
MARK_CHARS: Final = 8  # of a digest: enough to tell lists apart that somebody mixes up
FOREIGN: Final = "This cursor is one of another list, or of this one with other filters. "
Limit = Annotated[int, QueryParameter(ge=1, le=LIMIT_MAX, description="Items in a page.")]
CursorText = Annotated[
    str | None,
    QueryParameter(
        max_length=CURSOR_CHARS_MAX, description="Where the page before this one ended."
    ),
]


class Items(Struct, Generic[T], frozen=True):
    items: tuple[T, ...]
    next_cursor: str | None = None


def cursor_of(request: Request[Any, Any, Any], text: str | None) -> Cursor | None:
    """Raises ProblemDetailsException: 400, `text` is no cursor of ours, or none of this list."""
    if text is None:
        return None
    try:
        cursor = decode_cursor(text)
    except CursorInvalid as error:
        raise cursor_refused(NO_CURSOR) from error
    if cursor.of not in {None, list_mark(request)}:  # older versions gave none
        raise cursor_refused(FOREIGN + NO_CURSOR)
    return cursor


def cursor_refused(text: str) -> Exception:
    return problem(400, text, code="cursor_invalid", errors=[("/cursor", text)])


def list_mark(request: Request[Any, Any, Any]) -> str:
    """What tells a list, with its filters, from others; the same however they are spelled."""
    path = request.app.state.desk.references.by_id(request.scope["path"]).rstrip("/")
    query = request.query_params.multi_items()
    filters = sorted({(name, composed(value)) for name, value in query if name not in PAGING})
    return hashlib.sha256(json.encode((composed(path), filters))).hexdigest()[:MARK_CHARS]


def number_in(request: Request[Any, Any, Any], cursor: str | None) -> int:
    """The number after which the page begins, of a list that is sorted by numbers from 1 on.

    Raises ProblemDetailsException: see cursor_of.
    """
    start = cursor_of(request, cursor)
    return start.number if start else 0


async def events_of(
    request: Request[Any, Any, Any],
    stream_id: UUID,
    kind: type[E],
    *,
    limit: int,
    cursor: str | None,
) -> Page[Recorded[E]]:
    """One page of a stream's events of one kind, the first one first."""
    store, after = request.app.state.desk.repository.store, number_in(request, cursor)
    events = await store.load_of(stream_id, kind, after_version=after, limit=limit + 1)
    return paged(events, limit, lambda recorded: Cursor(recorded.version))


def next_cursor(request: Request[Any, Any, Any], found: Page[Any]) -> str | None:
    if found.next is None:
        return None
    return encode_cursor(replace(found.next, of=list_mark(request)))


def page(request: Request[Any, Any, Any], found: Page[T]) -> Response[Items[T]]:
    """The answer to a list."""
    return items_page(request, found.items, next_cursor(request, found))


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
