"""Parameters of the operations: those that handlers name, and those that all of a kind take."""

from typing import Any, Final

from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter, QueryParameter
from litestar.types import Empty
from litestar.typing import FieldDefinition

from api.auth import EMAIL
from api.idempotency import KEY_CHARS_MAX
from api.openapi_schemas import Schema, schema_of, without_null
from api.positions import POSITION_DIGITS_MAX
from api.request_context import ID, TRACE_PARENT
from api.versions import TAG

# Writes that no version can be pinned for: they make something, or change nothing.
UNPINNED: Final = frozenset(
    {
        "declareIncident",
        "startPostmortem",
        "planPostmortemAction",
        "planIncidentAction",
        "registerTracker",
        "testTracker",
        "readPostmortem",
        "thankAuthors",
        "retryTrackerLinks",
        "checkBlame",
    }
)
PIN_REQUIRED: Final = frozenset({"editSection", "annotateTimelineEntry"})

# What several handlers name alike means the same in all of them.
MEANING: Final = {
    "incident": "Id or reference of the incident, as `INC-12`.",
    "postmortem": "Id or reference of the postmortem, as `PM-12`.",
    "action": "Id or reference of the action, as `ACT-40`.",
    "tracker": "Id or reference of the tracker, as `TRK-1`.",
    "entry": "Id of the timeline entry.",
    "finding": "Id of the finding.",
    "overridden": "Those that were overruled, in place of the open ones.",
    "role": "The role.",
    "email": "E-mail address of the person, in any case.",
    "name": "Name of the team, in any case, as `risk`.",
    "question": "Key of the question, as `grounding_available`.",
    "section": "The section.",
    "as_of": "Show it as it stood at this moment, by what its events tell in `recorded_at`: other"
    " times, as `edited_at`, may be some milliseconds earlier. In a query, write `+` as `%2B`.",
    "version": "Show it as it stood at this version.",
    "reviewer": "Only those in review that this person was asked to review.",
    "category": "Only those of this category of incident.",
    "severity": "Only those of this severity.",
    "stage": "Only those in this stage.",
    "status": "Only those of this status.",
    "state": "Only those in this state.",
    "code": "Only those that are held for this reason.",
    "system": "Only those of this feature.",
    "lead": "Only those led by this person.",
    "label": "Only those with this label.",
    "q": "Words to search for.",
    "detected_after": "Only those detected at this moment or later.",
    "detected_before": "Only those detected before this moment.",
    "sort": "The order; `-` turns it round.",
    "priority": "Only those of this priority.",
    "kind": "Only those of this kind.",
    "owner": "Only those that this person owns.",
    "team": "Only those that a member of this team owns.",
    "overdue": "Only those that are overdue, or only those that are not.",
    "proven": "Only those that are proven, or only those that are not.",
    "ticket_state": "Only those whose ticket is in this state.",
    "from": "The older revision; by default the one before `to`.",
    "to": "The newer revision; by default the last.",
    "format": "By lines, or word by word.",
    "type": "Only events of this type, as `incident.declared`.",
    "actor": "Only events of this tool or person.",
    "subject": "Only events of this thing: its id or reference.",
}
LIMITS: Final = {
    "ge": "minimum",
    "le": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "max_items": "maxItems",
}


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}


def shared() -> dict[str, Schema]:
    """The parameters that many operations take, by name."""
    return {**about_the_caller(), **about_the_request(), **about_positions()}


def about_the_caller() -> dict[str, Schema]:
    return {
        "RequestId": header(
            "X-Request-Id",
            "The caller's name for this request; one is made where none is given. It is answered,"
            " logged, and kept with each event.",
            f"^{ID.pattern.decode()}$",
            "deploy-4711",
        ),
        "Traceparent": header(
            "traceparent",
            "W3C Trace Context: its trace id is kept with each event as `correlation_id`.",
            f"^{TRACE_PARENT.pattern.decode()}$",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ),
        "OnBehalfOf": header(
            "On-Behalf-Of",
            "E-mail address, in UTF-8, of the person for whom the tool acts: the author on record,"
            " to whom nothing is shown that this person may not know of.",
            f"^{EMAIL.pattern}$",
            "ana@example.com",
        ),
    }


def about_the_request() -> dict[str, Schema]:
    tag = f"^{TAG.pattern}$"
    key = header(
        "Idempotency-Key",
        "Name of this request, chosen by the caller. The same request again gets the first"
        " answer again, with `Idempotency-Replayed: true`, and has no second effect.",
        None,
        "5f1c9a52-0c1e-4f0e-9d9b-0a8b6a2f7d11",
    )
    version = "The version that {}; 412 when it is no longer the present one."
    decided = header("If-Match", version.format("the caller decided on"), tag, '"3"')
    edited = header("If-Match", version.format("was edited"), tag, '"3"')
    return {
        "IdempotencyKey": {
            **key,
            "schema": {"type": "string", "minLength": 1, "maxLength": KEY_CHARS_MAX},
        },
        "IfMatch": decided,
        "IfMatchRequired": {**edited, "required": True},
    }


def about_positions() -> dict[str, Schema]:
    position = {"type": "string", "pattern": rf"^[0-9]{{1,{POSITION_DIGITS_MAX}}}$"}
    see = "Wait until this position is seen here: the Event-Position of a write. 503 past 5 s."
    return {
        "MinPosition": {
            "name": "min_position",
            "in": "query",
            "description": see,
            "schema": position,
            "example": "42",
        },
        "MinPositionHeader": {
            **header("Min-Position", "The same as `min_position`.", None, "42"),
            "schema": position,
        },
    }


def header(name: str, description: str, pattern: str | None, example: str) -> Schema:
    schema = {"type": "string"} | ({"pattern": pattern} if pattern else {})
    return {
        "name": name,
        "in": "header",
        "description": description,
        "schema": schema,
        "example": example,
    }


def parameters_of(handler: HTTPRouteHandler, method: str, *, public: bool) -> list[Schema]:
    """The parameters of one operation, the path's first."""
    own = [own_parameter(name, field) for name, field in named(handler).items()]
    own.sort(key=lambda parameter: parameter["in"] != "path")
    if public:
        return [*own, reference("RequestId")]
    return own + [reference(name) for name in usual(str(handler.operation_id), method)]


def usual(operation_id: str, method: str) -> list[str]:
    """The names of the shared parameters that an operation takes."""
    if method == "GET":
        return ["MinPosition", "MinPositionHeader", "OnBehalfOf", "RequestId", "Traceparent"]
    names = ["IdempotencyKey"] if method == "POST" else []
    if operation_id in PIN_REQUIRED:
        names.append("IfMatchRequired")
    elif operation_id not in UNPINNED:
        names.append("IfMatch")
    return [*names, "OnBehalfOf", "RequestId", "Traceparent"]


def named(handler: HTTPRouteHandler) -> dict[str, FieldDefinition]:
    """The parameters in the signature of a handler that callers give, by the name they use."""
    return {
        field.kwarg_definition.name or name: field
        for name, field in handler.parsed_fn_signature.parameters.items()
        if isinstance(field.kwarg_definition, PathParameter | QueryParameter)
    }


def own_parameter(name: str, field: FieldDefinition) -> Schema:
    kwarg: Any = field.kwarg_definition
    in_path = isinstance(kwarg, PathParameter)
    schema = without_null(schema_of(field.annotation))
    description = kwarg.description or MEANING[name]
    schema |= {LIMITS[k]: getattr(kwarg, k) for k in LIMITS if getattr(kwarg, k) is not None}
    schema.pop("description", None)
    if not in_path and field.default not in {Empty, None}:
        schema["default"] = field.default
    return {
        "name": name,
        "in": "path" if in_path else "query",
        "description": description,
        "required": in_path,
        "schema": schema,
    }
