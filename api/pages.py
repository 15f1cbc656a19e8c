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
from projections.page import Cursor, CursorInvalid, Page, decode_cursor, encode_cursor

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


def page(
    request: Request[Any, Any, Any], found: Page[S], document: Callable[[UUID, int, S], T]
) -> Response[Items[T]]:
    """The answer to a list: each item as `document` shows it."""
    items = tuple(document(item.id, item.version, item.state) for item in found.items)
    return items_page(request, items, encode_cursor(found.next) if found.next else None)


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
