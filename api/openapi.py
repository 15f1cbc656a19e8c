"""The description of this interface, made from the handlers: OpenAPI 3.1.

Paths, parameters and types come from the handlers, schemas from msgspec, which checks by the same
rules, and examples from exchanges with the service itself.
"""

import inspect
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import yaml
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from api import openapi_examples, openapi_parameters, openapi_problems
from api.app import WITH_BODY, create_litestar
from api.auth import PUBLIC, SIGNED, usual_scope
from api.call import Call
from api.negotiation import RENDERINGS
from api.openapi_examples import Exchange
from api.openapi_problems import Problem
from api.openapi_schemas import Schema, clean_names, components, renamed, schema_of
from domain.catalog import TOPICS

VERSION: Final = "1.0.0"
SUCCESS: Final = range(200, 300)
JSON: Final = "application/json"
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")

INTRODUCTION: Final = """\
The system of record for AI failures: an AI failure happens once.

- What a tracker sends to its webhook is signed and needs no key. Everything else below `/v1` needs
  `Authorization: Bearer <api key>`; with `On-Behalf-Of` a request is a
  person's, who is shown nothing that this person may not know of.
- A resource answers to its `id` and to its `reference`, such as `INC-12`, wherever an id is taken.
- `ETag` carries a resource's `version`; a write with `If-Match` is refused with 412 when stale,
  and one with `If-None-Match: *` where the resource is there already. Reads are answered in full,
  whatever `If-None-Match` says: no version tells of the day, and of what is shown from elsewhere.
- A POST with an `Idempotency-Key` has one effect, however often it is sent.
- A write answers its `Event-Position`; a read with `min_position` waits until it can show it.
- A list answers `items` and `next_cursor`; send that as `cursor`, with the same filters, for the
  next page.
- Errors are RFC 9457 problems with a stable `code`; docs/errors.md lists them all. Unknown fields
  and parameters are refused, and headers and parameters that take one value but came twice.
- HEAD is answered as GET without the body, OPTIONS with `Allow`. Methods that a path lacks are
  answered with 405.
- Times are RFC 3339 in UTC, dates are `YYYY-MM-DD`. Text fields are Markdown where they say so.
"""

TAGS: Final = {
    "Incidents": "An AI failure, from its first signal along the playbook until it is closed.",
    "Postmortems": "What a team learned from one incident: seven sections, every edit kept.",
    "Actions": "Changes that keep a failure from happening again, and their tickets.",
    "Trackers": "Jira projects and GitHub repositories into which actions are mirrored.",
    "Roster": "People and teams: who is here, who may know what, who is to read what.",
    "Readers": "Who has read which postmortem, thanks to the authors, and recognition.",
    "History": "The log of events that everything else is made of.",
    "Operations": "For operators and tools. Public: no key is needed.",
}

# What proves a delivery of a tracker; see integrations/inbound_signature.py.
SIGNATURES: Final = {
    "gitHubSignature": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Hub-Signature-256",
        "description": "`sha256=` and the HMAC of the raw body, as GitHub sends it.",
    },
    "jiraSignature": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Hub-Signature",
        "description": "`sha256=` and the HMAC of the raw body, as Jira sends it.",
    },
    "jiraPassword": {
        "type": "http",
        "scheme": "basic",
        "description": "The webhook secret as the password, for a Jira that cannot sign.",
    },
}

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


def specification() -> str:
    """The description as YAML, as it is committed in openapi.yaml."""
    return yaml.dump(description(), Dumper=Plain, sort_keys=False, allow_unicode=True, width=100)


class Plain(yaml.SafeDumper):
    """YAML without anchors: what is said twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  the name is PyYAML's
        return True


def description() -> dict[str, Any]:
    """The whole description, as plain values."""
    found = list(operations())
    schemas = components([*types_in(found), Problem, *TOPICS.values()])
    schemas["Envelope"]["properties"]["data"] = {
        "description": "What happened, as docs/events.md tells for each type.",
        "anyOf": [schema_of(event) for event in TOPICS.values()],
    }
    names = clean_names(list(schemas))
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": "Twiceshy",
            "version": VERSION,
            "summary": "The system of record for AI failures",
            "description": INTRODUCTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "This installation."}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "security": [{"apiKey": []}],
        "paths": paths(found),
        "components": {
            "securitySchemes": {
                "apiKey": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key, as `twy_...`.",
                },
                **SIGNATURES,
            },
            "parameters": openapi_parameters.shared(),
            "headers": {name: header(*said) for name, said in HEADERS.items()},
            "responses": openapi_problems.responses(list(openapi_examples.exchanges())),
            "schemas": dict(sorted((names[name], schema) for name, schema in schemas.items())),
        },
    }
    plain: dict[str, Any] = renamed(msgspec.to_builtins(whole), names)
    return plain


def header(text: str, example: str | None) -> Schema:
    example_of = {"example": example} if example else {}
    return {"description": text, "schema": {"type": "string"}, **example_of}


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
    signed = SIGNED in handler.opt
    public = PUBLIC in handler.opt or signed
    operation_id = str(handler.operation_id)
    shown = openapi_examples.of_operation(operation_id)
    parameters = openapi_parameters.parameters_of(handler, method, public=public)
    problems = (
        openapi_problems.OF_SIGNED
        if signed
        else openapi_problems.statuses(
            operation_id,
            method,
            parameters,
            public=public,
            stored=not public or takes_call(handler),
            negotiated=RENDERINGS in handler.opt,
        )
    )
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
            **openapi_problems.of_operation(problems, shown),
        },
    }


def told(handler: HTTPRouteHandler) -> str:
    """The handler's docstring; Litestar wraps what it calls in a thread."""
    return inspect.getdoc(getattr(handler.fn, "func", handler.fn)) or ""


def security(handler: HTTPRouteHandler, method: str) -> Schema:
    """What proves who calls, where that is no API key; and the scope that a key must have."""
    if SIGNED in handler.opt:
        return {"security": [{name: []} for name in SIGNATURES]}
    if PUBLIC in handler.opt:
        return {"security": []}
    return {"x-scope": scope_of(handler, method)}


def takes_call(handler: HTTPRouteHandler) -> bool:
    types = (f.annotation for f in handler.parsed_fn_signature.parameters.values())
    return Call in types


def scope_of(handler: HTTPRouteHandler, method: str) -> str:
    return str(handler.opt.get("scope") or usual_scope(method))


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


def types_in(found: list[Operation]) -> list[Any]:
    """Every type that an operation takes or answers."""
    kinds: list[Any] = []
    for _, _, handler in found:
        kinds.extend(f.annotation for f in openapi_parameters.named(handler).values())
        kinds.extend(kind for kind in (body_type(handler), answer_type(handler)) if kind)
    return kinds
