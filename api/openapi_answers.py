"""What an operation answers when it succeeds: the body in each of its forms, and the headers."""

from typing import Any, Final

import msgspec
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler

from api import openapi_parameters
from api.negotiation import RENDERINGS
from api.openapi_examples import Exchange
from api.openapi_schemas import Schema, schema_of

SUCCESS: Final = range(200, 300)
JSON: Final = "application/json"

HEADERS: Final = {
    "ETag": ("Version of the resource, to send in If-Match.", '"3"'),
    "Event-Position": ("Position of the write's last event in the log.", "42"),
    "Location": ("Path of what was made.", "/v1/incidents/7deaa8a3-0bcd-5732-b97b-bffcb77f4635"),
    "Link": ('Path of the next page, `rel="next"`; absent on the last.', None),
    "Idempotency-Replayed": ("`true`: the first answer to this very request, again.", "true"),
    "Vary": ("What else the answer depends on, for caches.", "Accept"),
    "Retry-After": ("Seconds after which to send the same request again.", "1"),
    "WWW-Authenticate": ("How to authenticate.", 'Bearer realm="twiceshy"'),
    "X-Request-Id": ("Name of the request, the caller's or a new one.", "deploy-4711"),
}


def answer(handler: HTTPRouteHandler, method: str, shown: list[Exchange]) -> Schema:
    """What an operation answers when it succeeds."""
    good = [e for e in shown if e.response.status in SUCCESS]
    examples = {e.name: e.answered() for e in good if e.response.body is not msgspec.UNSET}
    schema = schema_of(answer_type(handler))
    content = {"schema": schema, **({"examples": examples} if examples else {})}
    return {
        "description": f"{handler.summary}: done." if method != "GET" else "Found.",
        "headers": {
            name: {"$ref": f"#/components/headers/{name}"}
            for name in headers_of(handler, method, good)
        },
        "content": {media_type(handler): content, **renderings(handler)},
    }


def media_type(handler: HTTPRouteHandler) -> str:
    named = handler.media_type or JSON
    return named.value if isinstance(named, MediaType) else named


def renderings(handler: HTTPRouteHandler) -> Schema:
    """The texts that a route answers with in the place of JSON, by media type."""
    return {str(form): {"schema": {"type": "string"}} for form in handler.opt.get(RENDERINGS, ())}


def answer_type(handler: HTTPRouteHandler) -> Any:
    """What is in the Response that a handler returns; text, where that is no JSON."""
    returned = handler.parsed_fn_signature.return_type
    kind = returned.args[0] if returned.args else returned.annotation
    return str if kind is bytes else kind


def headers_of(handler: HTTPRouteHandler, method: str, good: list[Exchange]) -> list[str]:
    """The headers that the examples show, and those that come now and then."""
    seen = {name for exchange in good for name in exchange.response.headers}
    if method == "POST" and "Event-Position" in seen:
        seen.add("Idempotency-Replayed")
    if "limit" in openapi_parameters.named(handler):
        seen.add("Link")
    return [name for name in HEADERS if name in seen | {"X-Request-Id"}]


def headers() -> dict[str, Schema]:
    """What each header that is answered means, by name."""
    return {name: header(*said) for name, said in HEADERS.items()}


def header(text: str, example: str | None) -> Schema:
    example_of = {"example": example} if example else {}
    return {"description": text, "schema": {"type": "string"}, **example_of}
