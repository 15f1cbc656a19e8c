"""Methods that a path has besides its handlers' own: HEAD where there is GET, and OPTIONS."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from litestar import Request, Response
from litestar.types import HTTPScope


def as_get(scope: HTTPScope) -> HTTPScope:
    """What is to be answered: GET in place of HEAD, whose body the server leaves out."""
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


def allowed(methods: Iterable[str]) -> str:
    """The field Allow for a path whose handlers take `methods`."""
    named = {*methods, "OPTIONS"}
    return ", ".join(sorted(named | {"HEAD"} if "GET" in named else named))


def options(request: Request[Any, Any, Any]) -> Response[None]:
    """The answer to OPTIONS. Litestar's own names the methods of one handler of several."""
    template = request.scope["path_template"]
    routes = (route for route in request.app.routes if route.path_format == template)
    methods = chain.from_iterable(getattr(route, "methods", ()) for route in routes)
    return Response(None, status_code=204, headers={"Allow": allowed(methods)})
