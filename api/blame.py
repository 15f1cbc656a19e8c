"""Blame: what the checker finds in a postmortem, what its authors overrule, and any text at all."""

from collections.abc import Collection
from typing import Annotated, Final

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct
from msgspec.structs import asdict

from api.blame_findings import Found, all_findings, findings
from api.call import Call, Shape
from api.documents import FindingDocument, finding_document
from api.pages import CursorText, Items, Limit, cursor_of, page
from api.references import Prefix
from api.retold import story_of
from domain.errors import NotFound
from domain.postmortem import POSTMORTEM, OverrideBody, OverrideFinding
from domain.postmortem_events import Section
from domain.values import Body, Line
from eventstore.transact import Outcome, Step
from projections.page import Cursor, Page

PEOPLE_MAX: Final = 200


class CheckBlame(Struct, frozen=True, forbid_unknown_fields=True):
    """Any text. `people` are names, e-mail addresses or handles of whom it may blame."""

    text: Body
    section: Section | None = None
    people: Annotated[tuple[Line, ...], Meta(max_length=PEOPLE_MAX)] = ()


class BlameFindings(Struct, frozen=True):
    findings: tuple[FindingDocument, ...]


class PlacedFinding(FindingDocument, frozen=True):
    """A finding and where it is.

    `place` points to a section, to an annotation or an entry of the timeline by the entry's id, or
    to the title of an action.
    """

    place: str
    section: Section
    overridden: bool


class Override(Struct, frozen=True):
    """`version` is the postmortem's after it."""

    finding: str
    version: int
    overridden: bool


@post(
    "/blame-checks",
    operation_id="checkBlame",
    summary="Check any text for blame",
    status_code=200,
    opt={"scope": "read"},
)
async def check_blame(data: JSONBody[CheckBlame], request: Call) -> Response[BlameFindings]:
    """Nothing is stored. The more is told of the section and the people, the better it finds."""
    found = await findings(data.text, data.section, data.people)
    return await request.answer_once(BlameFindings(tuple(map(finding_document, found))))


@get(
    "/postmortems/{postmortem:str}/blame-findings",
    operation_id="listBlameFindings",
    summary="Read what is blame in a postmortem",
)
async def list_blame_findings(
    postmortem: FromPath[str],
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
    overridden: Annotated[bool, QueryParameter()] = False,  # noqa: FBT002  a parameter's default
) -> Response[Items[PlacedFinding]]:
    """In its sections, in the titles of its actions and in the incident's timeline, in this order.

    By default the open ones: those of severity `high` hold up the publication. Beside the sections,
    the first 250,000 characters are checked.
    """
    story = await story_of(request, request.id_of(Prefix.POSTMORTEM, postmortem))
    overrides = frozenset(story.postmortem.overrides)
    found = await all_findings(request, story)
    shown = [placed(f, overrides) for f in found if (f.finding.id in overrides) is overridden]
    start = cursor_of(request, cursor)
    begin = start.number if start else 0
    end = begin + limit
    following = Cursor(end) if len(shown) > end else None
    return page(request, Page(tuple(shown[begin:end]), following))


def placed(found: Found, overrides: Collection[str]) -> PlacedFinding:
    return PlacedFinding(
        **asdict(finding_document(found.finding)),
        place=found.text.place,
        section=found.text.section,
        overridden=found.finding.id in overrides,
    )


@post(
    "/postmortems/{postmortem:str}/blame-findings/{finding:str}/overrides",
    operation_id="overrideBlameFinding",
    summary="Overrule a finding of blame",
)
async def override_blame_finding(
    postmortem: FromPath[str],
    finding: FromPath[str],
    data: JSONBody[OverrideBody],
    request: Call,
) -> Response[Override]:
    """It holds wherever the same words stand in that section, for as long as they stand."""
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    found = await all_findings(request, await story_of(request, postmortem_id))
    told = next((f for f in found if f.finding.id == finding), None)
    if told is None:
        raise NotFound("finding", finding)
    command = OverrideFinding(told.finding, told.text.section, data)
    step = Step(POSTMORTEM, postmortem_id, command, request.expected())
    return await request.write(step, render=lambda made: shown(made[0], finding), status=201)


def shown(outcome: Outcome, finding: str) -> Shape:
    overridden = finding in outcome.state.overrides
    return Shape(Override(finding, outcome.version, overridden), outcome.version)


ROUTES = Router(
    "/",
    route_handlers=[check_blame, list_blame_findings, override_blame_finding],
    tags=["Postmortems"],
)
