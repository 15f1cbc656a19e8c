"""Insights: what all postmortems together say. Here: who reads, and who did good."""

from litestar import Response, Router, get
from msgspec import Struct

from api.call import Call
from api.pages import CursorText, Items, Limit, cursor_of, next_cursor, page, page_headers
from api.readership import CoverageDocument, counts
from projections import coverage
from projections.coverage import Recognition, TeamCoverage

VIEWS = ("readership", "people", "incident_list")


class TeamReading(CoverageDocument, frozen=True):
    """Each postmortem counts once for each of the `members` who should read it."""

    team: str
    members: int


class ReadingDocument(Struct, frozen=True):
    """`postmortems` are those looked at: the published ones, of over a thousand the latest."""

    postmortems: int
    items: tuple[TeamReading, ...]
    next_cursor: str | None


class RecognitionDocument(Struct, frozen=True):
    """Published postmortems that somebody wrote and has read, and the thanks received."""

    email: str
    name: str | None
    written: int
    thanked: int
    read: int


@get("/readership", operation_id="getReadingInsight", summary="Read how far each team reads")
async def get_reading_insight(
    request: Call, limit: Limit = 50, cursor: CursorText = None
) -> Response[ReadingDocument]:
    """Over all published postmortems that the caller may know of, by the name of the team."""
    for view in VIEWS:
        await request.reached(view)
    count, found = await coverage.coverage_of_teams(
        request.desk.views, request.viewer, limit=limit, cursor=cursor_of(request, cursor)
    )
    following = next_cursor(request, found)
    document = ReadingDocument(
        postmortems=count,
        items=found.each(team_reading).items,
        next_cursor=following,
    )
    return Response(document, headers=page_headers(request, following))


def team_reading(row: TeamCoverage) -> TeamReading:
    return TeamReading(**counts(row.coverage), team=row.team, members=row.members)


@get("/recognition", operation_id="getRecognition", summary="Read who wrote, read and was thanked")
async def get_recognition(
    request: Call, limit: Limit = 50, cursor: CursorText = None
) -> Response[Items[RecognitionDocument]]:
    """By address, and never by rank; whoever has nothing of it is not listed. Nothing by fault."""
    for view in VIEWS:
        await request.reached(view)
    found = await coverage.recognition(
        request.desk.views, request.viewer, limit=limit, cursor=cursor_of(request, cursor)
    )
    return page(request, found.each(recognition_document))


def recognition_document(row: Recognition) -> RecognitionDocument:
    return RecognitionDocument(row.email, row.name, row.written, row.thanked, row.read)


ROUTES = Router(
    "/insights", route_handlers=[get_reading_insight, get_recognition], tags=["Readers"]
)
