"""Problems in the description: their one schema, and which of them an operation can answer."""

from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType

from api.envelopes import Envelope
from api.errors import HTTP, problem
from api.openapi_examples import Exchange
from api.openapi_parameters import PIN_REQUIRED, UNPINNED
from api.openapi_schemas import Schema, schema_of
from api.sections import SectionConflict

MEDIA_TYPE: Final = "application/problem+json"
# Parameters that name a thing, which may not exist.
NAMES: Final = frozenset(
    {
        "action",
        "email",
        "entry",
        "finding",
        "from",
        "incident",
        "name",
        "postmortem",
        "role",
        "section",
        "to",
        "tracker",
        "question",
    }
)

# What a status says of a request, in a sentence. The codes are in docs/errors.md.
MEANING: Final = {
    400: "The request cannot be understood; `errors` lists everything that is wrong with it.",
    401: "There is no live API key in Authorization.",
    403: "The key lacks the scope that this operation needs.",
    404: "There is no such thing, or the caller may not know of it.",
    406: "The resource comes in none of the forms that Accept names; `offered` lists those it has.",
    409: "A rule refuses it; `code` names the rule. Or the same request is still running.",
    412: "It is not at the version that was expected; `events` tells what happened since.",
    413: "The body is over 1 MiB.",
    415: "The body is not JSON.",
    422: "The Idempotency-Key was used with another body.",
    428: "If-Match is needed.",
    503: "It cannot be answered at the moment; send the same again after Retry-After seconds.",
}
NAME_OF: Final = {
    400: "InvalidRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    406: "NotAcceptable",
    409: "Refused",
    412: "VersionConflict",
    413: "BodyTooLarge",
    415: "UnsupportedMediaType",
    422: "IdempotencyMismatch",
    428: "PreconditionRequired",
    503: "Unavailable",
}
OF_SIGNED: Final = [400, 401, 413, 503]  # of what is proved by its body instead of a key
OWN_HEADERS: Final = {
    401: ("WWW-Authenticate",),
    406: ("Vary",),
    409: ("Retry-After",),
    412: ("ETag",),
    503: ("Retry-After",),
}


class ProblemError(Struct, frozen=True):
    """One thing that is wrong; `pointer` is a JSON pointer into the body, or a parameter."""

    pointer: str
    detail: str


class Problem(Struct, frozen=True, omit_defaults=True):
    """RFC 9457. `code` is stable; `detail` is for people and may change."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[ProblemError, ...] | UnsetType = UNSET
    current_version: int | UnsetType = UNSET
    events: tuple[Envelope, ...] | UnsetType = UNSET
    offered: tuple[str, ...] | UnsetType = UNSET
    conflict: SectionConflict | UnsetType = UNSET


def statuses(
    operation_id: str,
    method: str,
    parameters: list[Schema],
    *,
    public: bool,
    stored: bool,
    negotiated: bool,
) -> list[int]:
    """The statuses of the problems that an operation can answer.

    `stored`: it uses the database. `negotiated`: it answers in the form that Accept prefers.
    """
    found = {400}
    if not public:
        found |= {401, 403}
    if stored:
        found.add(503)
    if negotiated:
        found.add(406)
    if NAMES & {parameter.get("name") for parameter in parameters}:
        found.add(404)
    if method != "GET":
        found |= {409, 413, 415}
        found |= {422} if method == "POST" else set()
        found |= {412} if operation_id not in UNPINNED else set()
        found |= {428} if operation_id in PIN_REQUIRED else set()
    return sorted(found)


def responses(shown: list[Exchange]) -> dict[str, Schema]:
    """One response for each status, by name, with the first exchange that ended so."""
    return {
        name: response(status, [e for e in shown if e.response.status == status][:1])
        for status, name in NAME_OF.items()
    }


def of_operation(found: list[int], shown: list[Exchange]) -> dict[str, Schema]:
    """The problems of an operation by status; with its own examples where it has some."""
    return {
        str(status): response(status, own)
        if (own := [e for e in shown if e.response.status == status])
        else {"$ref": f"#/components/responses/{NAME_OF[status]}"}
        for status in found
    }


def response(status: int, shown: list[Exchange]) -> Schema:
    examples = {e.name: e.answered() for e in shown}
    return {
        "description": MEANING[status],
        "headers": {
            name: {"$ref": f"#/components/headers/{name}"}
            for name in ("X-Request-Id", *OWN_HEADERS.get(status, ()))
        },
        "content": {
            MEDIA_TYPE: {
                "schema": schema_of(Problem),
                "examples": examples or {HTTP[status][0]: {"value": plain_example(status)}},
            }
        },
    }


def plain_example(status: int) -> dict[str, Any]:
    """A problem of this status as the service would word it, where no example shows one."""
    raised = problem(status, HTTP[status][1] + ".")
    return {
        "type": raised.type_,
        "title": raised.title,
        "status": raised.status_code,
        "detail": raised.detail,
        **(raised.extra if isinstance(raised.extra, dict) else {}),
    }
