"""The only table from refusals to HTTP, as RFC 9457 problems. 400 is for what does not decode."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import structlog
from litestar import Request, Response
from litestar.exceptions import (
    ClientException,
    HTTPException,
    MethodNotAllowedException,
    ValidationException,
)
from litestar.plugins.problem_details import (
    ProblemDetailsConfig,
    ProblemDetailsException,
    ProblemDetailsPlugin,
)
from litestar.typing import FieldDefinition

from api.methods import allowed
from api.validation import in_words
from domain.errors import (
    AnswerMisfit,
    DomainError,
    NotFound,
    Overloaded,
    PublicationIncomplete,
    Refused,
    StoreUnavailable,
    StreamContended,
    VersionConflict,
)

STATUS: Final[Mapping[type[DomainError], int]] = {
    NotFound: 404,
    Refused: 409,
    AnswerMisfit: 400,
    VersionConflict: 412,
    StreamContended: 503,
    Overloaded: 503,
    StoreUnavailable: 503,
}

# What went wrong before a rule was asked, by status: a stable code and a title.
HTTP: Final[Mapping[int, tuple[str, str]]] = {
    400: ("invalid_request", "The request cannot be understood"),
    401: ("unauthorized", "Authentication is needed"),
    403: ("forbidden", "The key does not allow this"),
    404: ("not_found", "There is no such thing"),
    405: ("method_not_allowed", "This resource has no such method"),
    406: ("not_acceptable", "The resource does not come in that form"),
    409: ("conflict", "The request cannot be carried out now"),
    412: ("version_conflict", "The resource has changed"),
    413: ("body_too_large", "The body is over 1 MiB"),
    415: ("unsupported_media_type", "The body must be application/json"),
    422: ("idempotency_mismatch", "The key was used for another request"),
    428: ("precondition_required", "If-Match is needed"),
    500: ("internal_error", "The service failed"),
    503: ("unavailable", "The service cannot answer at the moment"),
}
NAMED: Final = "named"  # in a request's state: by id, what the caller called it
RETRY_SECONDS: Final = "1"

# For what Litestar refuses with no more than the name of the status.
WHAT_NEXT: Final[Mapping[int, str]] = {
    404: "Nothing is at this path; /openapi.yaml lists the paths that there are.",
    413: "Send at most 1048576 bytes.",
}

HTTP_UNAVAILABLE: Final = 503

log = structlog.get_logger()


def problem(
    status: int,
    detail: str,
    *,
    code: str | None = None,
    errors: Sequence[tuple[str, str]] = (),
    headers: dict[str, str] | None = None,
    **members: Any,
) -> ProblemDetailsException:
    """Make a problem to raise. `errors` are (JSON pointer, sentence) pairs; `members` extend it."""
    usual, title = HTTP[status]
    extra: dict[str, Any] = {"code": code or usual, **members}
    if errors:
        extra["errors"] = [{"pointer": pointer, "detail": text} for pointer, text in errors]
    if status == HTTP_UNAVAILABLE:
        headers = {"Retry-After": RETRY_SECONDS, **(headers or {})}
    return ProblemDetailsException(
        status_code=status,
        type_=type_of(code or usual),
        title=title,
        detail=detail,
        headers=headers,
        extra=extra,
    )


def type_of(code: str) -> str:
    return f"urn:twiceshy:problem:{code}"


def document(status: int, detail: str) -> dict[str, Any]:
    """The body of a problem outside of the application, as it is within."""
    code, title = HTTP[status]
    return {"status": status, "type": type_of(code), "title": title, "detail": detail, "code": code}


def of_domain(status: int) -> Callable[[DomainError], ProblemDetailsException]:
    def convert(error: DomainError) -> ProblemDetailsException:
        return problem(status, sentence(error), code=error.code, errors=pointed(error))

    return convert


def of_missing(request: Request[Any, Any, Any], error: NotFound) -> Response[Any]:
    """What is missing, by the name that the caller gave it."""
    told = error.name
    for found, name in request.scope["state"].get(NAMED, {}).items():
        told = told.replace(found, name)
    return of_domain(STATUS[NotFound])(NotFound(error.what, told)).to_response(request)


def pointed(error: DomainError) -> Sequence[tuple[str, str]]:
    """The (JSON pointer, sentence) pairs that a refusal carries."""
    if isinstance(error, AnswerMisfit):
        return error.errors
    return error.missing if isinstance(error, PublicationIncomplete) else ()


def sentence(error: DomainError) -> str:
    """What callers may read of it: the cause of an outage stays in the log."""
    if isinstance(error, StoreUnavailable):
        log.warning("store_unavailable", reason=str(error))
        return "The database cannot be reached at the moment; send the same request again."
    return str(error)


def of_http(error: HTTPException) -> ProblemDetailsException:
    if isinstance(error, ProblemDetailsException):
        return error
    if isinstance(error, MethodNotAllowedException):
        allow = allowed((error.headers or {}).get("allow", "").split(", "))
        return problem(405, f"This resource takes {allow}.", headers={"Allow": allow})
    status = error.status_code if error.status_code in HTTP else 400
    detail = WHAT_NEXT.get(status, error.detail) if says_nothing(error) else error.detail
    return problem(status, detail, headers=dict(error.headers or {}))


def says_nothing(error: HTTPException) -> bool:
    """Whether its text is the name of its status alone."""
    return error.detail == HTTPStatus(error.status_code).phrase


def of_parameters(
    request: Request[Any, Any, Any], error: ValidationException
) -> ProblemDetailsException:
    """A parameter of a wrong form; a path of a wrong form leads nowhere."""
    entries = error.extra if isinstance(error.extra, list) else []
    path = [entry for entry in entries if entry.get("source") == "path"]
    if path:
        taken = [f"{pointer[1:]} {words}" for pointer, words in pairs(request, path)]
        return problem(404, f"There is no such thing: {'; '.join(taken)}.")
    return problem(400, "A parameter is not understood.", errors=pairs(request, entries))


def pairs(
    request: Request[Any, Any, Any], entries: Sequence[Mapping[str, Any]]
) -> list[tuple[str, str]]:
    """The errors of parameters as Litestar tells them: `[{key, source, message}]`."""
    taken = request.route_handler.parsed_fn_signature.parameters
    return [pair(taken, str(e.get("key", "")), str(e.get("message", ""))) for e in entries]


def pair(taken: Mapping[str, FieldDefinition], key: str, message: str) -> tuple[str, str]:
    """The error of one parameter, by the name and in the words of what takes it."""
    if key not in taken:
        return f"/{key}", message
    name = getattr(taken[key].kwarg_definition, "name", None) or key
    return f"/{name}", in_words(message, taken[key].annotation)


def of_client(request: Request[Any, Any, Any], error: ClientException) -> Response[Any]:
    found = (
        of_parameters(request, error) if isinstance(error, ValidationException) else of_http(error)
    )
    return found.to_response(request)


def of_bug(error: Exception) -> ProblemDetailsException:
    log.error("request_failed", exc_info=error)
    return problem(500, "This is a fault of the service; it was logged under the request's id.")


PROBLEMS: Final = ProblemDetailsPlugin(
    ProblemDetailsConfig(
        exception_to_problem_detail_map={
            Exception: of_bug,
            HTTPException: of_http,
            **{kind: of_domain(status) for kind, status in STATUS.items() if kind is not NotFound},
        },
    )
)
