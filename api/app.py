"""The HTTP application: routes, and what stands before and behind each of them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from litestar import Litestar, Request, Response, Router
from litestar.datastructures import State
from litestar.exceptions import ClientException, ValidationException
from litestar.types import ASGIApp, ControllerRouterHandler

from api import (
    action_moves,
    actions,
    annotations,
    blame,
    categories,
    communications,
    containments,
    diagnosis,
    docs,
    events,
    incident_history,
    incidents,
    insights,
    links,
    metrics,
    operations,
    people,
    postmortems,
    readership,
    retries,
    reviews,
    revisions,
    sections,
    stage_transitions,
    teams,
    thanks,
    tickets,
    timeline,
    trackers,
    unread,
    webhooks,
    workload,
)
from api.auth import SIGNED, authenticate
from api.call import Call
from api.desk import Desk
from api.errors import PROBLEMS, of_client, of_missing, problem
from api.headers import header, refuse_repeated
from api.idempotency import key_of
from api.methods import options
from api.queries import list_names, query_names
from api.request_context import RequestContext
from api.validation import ERRORS_MAX, escaped
from domain.errors import NotFound

BODY_BYTES_MAX: Final = 1_048_576
WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})
UNCODED: Final = frozenset({None, "identity"})

V1: Final = Router(
    "/v1",
    route_handlers=[
        incidents.ROUTES,
        timeline.ROUTES,
        containments.ROUTES,
        communications.ROUTES,
        stage_transitions.ROUTES,
        incident_history.ROUTES,
        diagnosis.ROUTES,
        links.ROUTES,
        postmortems.ROUTES,
        sections.ROUTES,
        revisions.ROUTES,
        reviews.ROUTES,
        annotations.ROUTES,
        blame.ROUTES,
        workload.ROUTES,
        actions.ROUTES,
        action_moves.ROUTES,
        tickets.ROUTES,
        trackers.ROUTES,
        webhooks.ROUTES,
        retries.ROUTES,
        categories.ROUTES,
        people.ROUTES,
        teams.ROUTES,
        readership.ROUTES,
        unread.ROUTES,
        thanks.ROUTES,
        insights.ROUTES,
        events.ROUTES,
    ],
)
ROUTES: Final[Sequence[ControllerRouterHandler]] = (
    V1,
    operations.ROUTES,
    metrics.ROUTES,
    docs.ROUTES,
)
WATCHED: Final[Sequence[ControllerRouterHandler]] = (operations.ROUTES, metrics.ROUTES)


def create_app(desk: Desk, routes: Sequence[ControllerRouterHandler] = ROUTES) -> ASGIApp:
    return RequestContext(create_litestar(desk, routes))


def create_litestar(
    desk: Desk | None, routes: Sequence[ControllerRouterHandler] = ROUTES
) -> Litestar:
    """The application itself; without a desk it can be described, not called."""
    return Litestar(
        route_handlers=routes,
        before_request=before_request,  # type: ignore[arg-type]  # every request is a Call
        request_class=Call,
        plugins=[PROBLEMS],
        exception_handlers={
            ValidationException: of_client,
            ClientException: of_client,
            NotFound: of_missing,
        },
        openapi_config=None,
        request_max_body_size=BODY_BYTES_MAX,
        state=State({"desk": desk}),
        logging_config=None,
    )


async def before_request(request: Call) -> Response[Any] | None:
    """Refuse who may not and what no route understands; answer at once what was answered before."""
    if request.method == "OPTIONS":
        return options(request)
    await authenticate(request)
    refuse_repeated(request)
    refuse_unknown_parameters(request)
    if request.method == "GET":
        await request.committed()
    if SIGNED in request.route_handler.opt:  # whatever its type, its proof comes first
        return None
    if request.method in WITH_BODY:
        refuse_other_types(request)
        if not await request.body():
            refuse_no_body(request)
        elif header(request, b"content-type") is None:
            raise other_type()
    return await answered_before(request) if request.method == "POST" else None


def refuse_unknown_parameters(request: Request[Any, Any, Any]) -> None:
    if not request.scope["query_string"]:
        return
    sent = Counter(name for name, _ in request.query_params.multi_items())
    known = query_names(request.route_handler)
    if unknown := sorted(sent.keys() - known):
        names = ", ".join(sorted(known)) or "none"
        raise problem(
            400,
            f"This resource takes these query parameters: {names}.",
            errors=[(f"/{escaped(name)}", "unknown parameter") for name in unknown[:ERRORS_MAX]],
        )
    single = sent.keys() - list_names(request.route_handler)
    if repeated := sorted(name for name in single if sent[name] > 1):
        raise problem(
            400,
            "A parameter that takes one value was sent more than once; send the one you mean.",
            errors=[(f"/{name}", "takes one value") for name in repeated],
        )


def refuse_other_types(request: Request[Any, Any, Any]) -> None:
    kind = header(request, b"content-type")
    if kind is not None and kind.partition(";")[0].strip().lower() != "application/json":
        raise other_type()
    if header(request, b"content-encoding") not in UNCODED:
        raise problem(415, "Send the body as it is, without Content-Encoding.")


def refuse_no_body(request: Request[Any, Any, Any]) -> None:
    if "data" in request.route_handler.parsed_fn_signature.parameters:
        text = "the body is empty; send a JSON object"
        raise problem(400, "The body is not understood; see errors.", errors=[("", text)])


def other_type() -> Exception:
    return problem(415, "Send JSON, with Content-Type: application/json.")


async def answered_before(request: Call) -> Response[Any] | None:
    """Hold the request's Idempotency-Key, or give the answer it had the first time."""
    caller = request.scope["state"].get("caller")
    key = await key_of(request, caller, request.desk.references) if caller else None
    if key is None:
        return None
    request.desk.in_flight.hold(key)
    request.scope["state"]["idempotency"] = key
    return await request.answered_before()
