"""Each operation of this interface, as its handler tells of it."""

import inspect
from collections.abc import Iterator
from typing import Any, Final

from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from api import openapi_examples, openapi_parameters, openapi_problems
from api.app import WITH_BODY, create_litestar
from api.auth import PUBLIC, SIGNED
from api.call import Call
from api.negotiation import RENDERINGS
from api.openapi_answers import JSON, SUCCESS, answer, answer_type
from api.openapi_examples import Exchange
from api.openapi_schemas import Schema, schema_of
from api.openapi_security import security

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")

Operation = tuple[str, str, HTTPRouteHandler]


def operations() -> Iterator[Operation]:
    """Path, method and handler of every operation, in the order in which the code has them."""
    for route in create_litestar(None).routes:
        if isinstance(route, HTTPRoute):
            pairs = [(m, h) for h in route.route_handlers for m in h.http_methods]
            for method in METHODS:
                yield from (
                    (route.path_format, method, handler)
                    for offered, handler in pairs
                    if offered == method
                )


def paths(found: list[Operation]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for path, method, handler in found:
        made.setdefault(path, {})[method.lower()] = operation(method, handler)
    return made


def operation(method: str, handler: HTTPRouteHandler) -> Schema:
    operation_id = str(handler.operation_id)
    shown = openapi_examples.of_operation(operation_id)
    public = PUBLIC in handler.opt or SIGNED in handler.opt
    parameters = openapi_parameters.parameters_of(handler, method, public=public)
    return {
        "operationId": operation_id,
        "tags": handler.resolve_tags(),
        "summary": handler.summary,
        "description": told(handler),
        **security(handler, method),
        "parameters": parameters,
        **body(handler, method, shown),
        "responses": {
            str(handler.status_code): answer(handler, method, shown),
            **openapi_problems.of_operation(problems(handler, method, parameters), shown),
        },
    }


def told(handler: HTTPRouteHandler) -> str:
    """The handler's docstring; Litestar wraps what it calls in a thread."""
    return inspect.getdoc(getattr(handler.fn, "func", handler.fn)) or ""


def body(handler: HTTPRouteHandler, method: str, shown: list[Exchange]) -> Schema:
    """The request body, with those examples that were understood."""
    if SIGNED in handler.opt:
        described = "What the tracker sends, as it sends it."
        return {"requestBody": {"description": described, "content": {JSON: {"schema": {}}}}}
    if method not in WITH_BODY or (kind := body_type(handler)) is None:
        return {}
    understood = [e for e in shown if e.response.status in SUCCESS]
    examples = {e.name: e.sent() for e in understood}
    content = {JSON: {"schema": schema_of(kind), "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}


def body_type(handler: HTTPRouteHandler) -> Any:
    field = handler.parsed_fn_signature.parameters.get("data")
    return field.annotation if field else None


def problems(handler: HTTPRouteHandler, method: str, parameters: list[Schema]) -> list[int]:
    """The statuses of the problems that an operation can answer."""
    if SIGNED in handler.opt:
        return openapi_problems.OF_SIGNED
    public = PUBLIC in handler.opt
    return openapi_problems.statuses(
        str(handler.operation_id),
        method,
        parameters,
        public=public,
        stored=not public or takes_call(handler),
        negotiated=RENDERINGS in handler.opt,
    )


def takes_call(handler: HTTPRouteHandler) -> bool:
    types = (f.annotation for f in handler.parsed_fn_signature.parameters.values())
    return Call in types


def types_in(found: list[Operation]) -> list[Any]:
    """Every type that an operation takes or answers."""
    kinds: list[Any] = []
    for _, _, handler in found:
        kinds.extend(f.annotation for f in openapi_parameters.named(handler).values())
        kinds.extend(kind for kind in (body_type(handler), answer_type(handler)) if kind)
    return kinds
