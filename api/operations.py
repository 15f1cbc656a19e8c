"""For operators: is the process alive, does it serve, what does it offer."""

from litestar import Router, get
from msgspec import Struct

from api.auth import PUBLIC
from api.call import Call
from api.errors import problem
from domain.errors import StoreUnavailable


class Health(Struct, frozen=True):
    status: str


@get("/healthz", operation_id="getHealth", summary="Is the process alive?")
async def get_health() -> Health:
    """Answers while the process runs, whatever else is away."""
    return Health("alive")


@get("/readyz", operation_id="getReadiness", summary="Can the process answer?")
async def get_readiness(request: Call) -> Health:
    """200 while the log can be read; `/metrics` tells of views that lag."""
    try:
        await request.desk.repository.store.head()
    except StoreUnavailable as error:
        raise problem(503, "The database cannot be reached at the moment.") from error
    return Health("ready")


ROUTES = Router(
    "/",
    route_handlers=[get_health, get_readiness],
    opt={PUBLIC: True},
    tags=["Operations"],
)
