"""Query parameters: those that several resources take, and which ones a resource takes at all."""

from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Final

from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter
from msgspec import Meta

from api.errors import problem
from domain.values import ITEMS_MAX, Instant

Text = Annotated[str | None, QueryParameter(max_length=200)]
Texts = Annotated[
    list[Annotated[str, Meta(max_length=200)]] | None, QueryParameter(max_items=ITEMS_MAX)
]
Moment = Annotated[Instant | None, QueryParameter()]
Version = Annotated[int | None, QueryParameter(ge=1, le=999_999_999)]

EVERYWHERE: Final = frozenset({"min_position"})


def in_utc(name: str, moment: datetime | None) -> datetime | None:
    """Return the `moment` that the parameter `name` gives.

    Raises:
        ProblemDetailsException: 400, it has no offset, or lies outside of the calendar.
    """
    if moment is None:
        return None
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except OverflowError:
        pass
    text = "takes an RFC 3339 timestamp with an offset, as in 2026-11-02T09:30:00Z"
    raise problem(400, f"{name} {text}.", errors=[(f"/{name}", text)])


@cache
def query_names(handler: BaseRouteHandler) -> frozenset[str]:
    """Return the names of the query parameters that a handler takes."""
    names = {
        field.kwarg_definition.name or name
        for name, field in handler.parsed_fn_signature.parameters.items()
        if isinstance(field.kwarg_definition, QueryParameter)
    }
    return EVERYWHERE | names


@cache
def list_names(handler: BaseRouteHandler) -> frozenset[str]:
    """Return the names of those that may be given more than once."""
    return frozenset(
        field.kwarg_definition.name or name
        for name, field in handler.parsed_fn_signature.parameters.items()
        if isinstance(field.kwarg_definition, QueryParameter) and field.is_non_string_sequence
    )
