"""Headers of a request, read one by one.

Litestar's own way makes a map of all of them first, fit for repeated fields, which none here is.
"""

from typing import Any

from litestar import Request


def header(request: Request[Any, Any, Any], name: bytes) -> str | None:
    """Return the first header of that name, in lower case, as Latin-1 (RFC 9110, 5.5)."""
    value = header_bytes(request, name)
    return None if value is None else value.decode("latin-1")


def header_bytes(request: Request[Any, Any, Any], name: bytes) -> bytes | None:
    """Return the first header of that name, in lower case, as it was sent."""
    for field, value in request.scope["headers"]:
        if field == name:
            return bytes(value)
    return None
