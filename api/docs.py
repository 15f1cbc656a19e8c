"""The description of this interface: as OpenAPI 3.1 for tools, and as a page for people.

Both come from the committed openapi.yaml, which a test holds against the handlers.
"""

from pathlib import Path
from typing import Final

from litestar import Response, Router, get

from api.auth import PUBLIC

SPECIFICATION: Final = Path(__file__).resolve().parent.parent / "openapi.yaml"


@get(
    "/openapi.yaml",
    operation_id="getSpecification",
    summary="Read the description of this interface",
    sync_to_thread=False,
)
def get_specification() -> Response[bytes]:
    """OpenAPI 3.1, as YAML."""
    return Response(SPECIFICATION.read_bytes(), media_type="application/yaml")


ROUTES = Router("/", route_handlers=[get_specification], opt={PUBLIC: True}, tags=["Operations"])
