"""Headers of a request, read one by one.

Litestar's own way makes a map of all of them first, fit for repeated fields, which none here is.
"""

from typing import Any

from litestar import Request


def header(request: Request[Any, Any, Any], name: bytes) -> str | None:
    """Return the first header of that name, in lower case, as Latin-1 (RFC 9110, 5.5)."""
    for field, value in request.scope["headers"]:
        if field == name:
            return value.decode("latin-1")
    return None
