"""Query parameters: those that several resources take, and which ones a resource takes at all."""

from functools import cache
from typing import Annotated, Final

from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter

from domain.values import Instant

Text = Annotated[str | None, QueryParameter(max_length=200)]
Moment = Annotated[Instant | None, QueryParameter()]
Version = Annotated[int | None, QueryParameter(ge=1, le=999_999_999)]

EVERYWHERE: Final = frozenset({"min_position"})


@cache
def query_names(handler: BaseRouteHandler) -> frozenset[str]:
    """Return the names of the query parameters that a handler takes."""
    names = {
        field.kwarg_definition.name or name
        for name, field in handler.parsed_fn_signature.parameters.items()
        if isinstance(field.kwarg_definition, QueryParameter)
    }
    return EVERYWHERE | names
