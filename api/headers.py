"""Headers of a request, in a map made once.

Litestar's own is fit for repeated fields, which none here is.
"""

from typing import Any, Final

from litestar import Request
from litestar.types import Scope

FIELDS: Final = "fields"


def fields_of(scope: Scope) -> dict[bytes, bytes]:
    """Return the headers by their names in lower case, kept with the request; the first counts."""
    fields: dict[bytes, bytes] | None = scope["state"].get(FIELDS)
    if fields is None:
        fields = scope["state"][FIELDS] = dict([*scope["headers"]][::-1])
    return fields


def header(request: Request[Any, Any, Any], name: bytes) -> str | None:
    """Return the first header of that name, in lower case, as Latin-1 (RFC 9110, 5.5)."""
    value = header_bytes(request, name)
    return None if value is None else value.decode("latin-1")


def header_bytes(request: Request[Any, Any, Any], name: bytes) -> bytes | None:
    """Return the first header of that name, in lower case, as it was sent."""
    return fields_of(request.scope).get(name)
