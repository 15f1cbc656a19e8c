"""Headers of a request, in a map made once.

Litestar's own is fit for repeated fields; of those that count here, a request has one each.
"""

from collections import Counter
from typing import Any, Final

from litestar import Request
from litestar.types import Scope

from api.errors import problem

FIELDS: Final = "fields"
BLANKS: Final = b" \t"
ONCE: Final = {
    name.lower().encode(): name
    for name in (
        "Authorization",
        "Content-Type",
        "Idempotency-Key",
        "If-Match",
        "Min-Position",
        "On-Behalf-Of",
    )
}


def fields_of(scope: Scope) -> dict[bytes, bytes]:
    """Return the headers by their names in lower case, kept with the request; the first counts.

    Blanks around a value are no part of it (RFC 9110, 5.5); the server leaves those behind it.
    """
    fields: dict[bytes, bytes] | None = scope["state"].get(FIELDS)
    if fields is None:
        sent = reversed([*scope["headers"]])
        fields = scope["state"][FIELDS] = {name: value.strip(BLANKS) for name, value in sent}
    return fields


def header(request: Request[Any, Any, Any], name: bytes) -> str | None:
    """Return the first header of that name, in lower case, as Latin-1 (RFC 9110, 5.5)."""
    value = header_bytes(request, name)
    return None if value is None else value.decode("latin-1")


def header_bytes(request: Request[Any, Any, Any], name: bytes) -> bytes | None:
    """Return the first header of that name, in lower case, as it was sent."""
    return fields_of(request.scope).get(name)


def refuse_repeated(request: Request[Any, Any, Any]) -> None:
    """Let no header count of which there are two.

    Raises:
        ProblemDetailsException: 400, there are.
    """
    sent = [*request.scope["headers"]]
    if len(fields_of(request.scope)) == len(sent):
        return
    for name, count in Counter(name for name, _ in sent).items():
        if count > 1 and name in ONCE:
            raise problem(400, f"{ONCE[name]} was sent more than once; send the one you mean.")
