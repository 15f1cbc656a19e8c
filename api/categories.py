"""The six categories of failure, each with what it is and the questions its diagnosis asks."""

from litestar import Response, Router, get

from api.pages import Items
from domain.diagnostics import QUESTION_SETS
from domain.question_set import QuestionSet


@get("/", operation_id="listCategories", summary="List the categories of failure")
async def list_categories() -> Response[Items[QuestionSet]]:
    """All six, with their question sets."""
    return Response(Items(tuple(QUESTION_SETS.values())))


ROUTES = Router("/categories", route_handlers=[list_categories], tags=["Incidents"])
