"""Reviews of a postmortem: ask for one, give one, read them; and open it again afterwards."""

from datetime import datetime

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct
from msgspec.structs import replace

from api.call import Call, Shape
from api.ownership import review_warnings
from api.pages import CursorText, Items, Limit, events_of, page
from api.postmortem_documents import PostmortemDocument
from api.references import Prefix
from api.retold import shown, story_of, with_incident
from domain.postmortem import POSTMORTEM, RequestReview, ReviewPostmortem
from domain.postmortem_events import PostmortemReviewed, Verdict
from domain.postmortem_state import union
from domain.values import person
from eventstore.store import Recorded
from eventstore.transact import Step


class Review(Struct, frozen=True):
    """`version` is the postmortem's after it: the text that was judged is the one before."""

    version: int
    verdict: Verdict
    comment: str | None
    reviewed_at: datetime
    reviewed_by: str


@post(
    "/{postmortem:str}/review-requests",
    operation_id="requestReview",
    summary="Ask for a review of a postmortem",
)
async def request_review(
    postmortem: FromPath[str], data: JSONBody[RequestReview], request: Call
) -> Response[PostmortemDocument]:
    """Asked again, it adds the reviewers who were not asked yet.

    `warnings` tell of those who may not know of a restricted incident.
    """
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    story = await story_of(request, postmortem_id)
    reviewers = union(story.postmortem.reviewers, tuple(map(person, data.reviewers)))
    warnings = await review_warnings(request, story.incident, reviewers)
    return await request.write(
        Step(POSTMORTEM, postmortem_id, data, request.expected()),
        render=lambda made: remarked(with_incident(made, story.incident), warnings),
        status=201,
    )


def remarked(shape: Shape, warnings: tuple[str, ...]) -> Shape:
    document = shape.document
    return Shape(replace(document, warnings=(*document.warnings, *warnings)), shape.version)


@post("/{postmortem:str}/reviews", operation_id="reviewPostmortem", summary="Review a postmortem")
async def review_postmortem(
    postmortem: FromPath[str], data: JSONBody[ReviewPostmortem], request: Call
) -> Response[PostmortemDocument]:
    """One approval is enough; a request for changes makes it a draft again.

    Nobody approves what they wrote since the last edition that was approved. An edit takes the
    approval back.
    """
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    step = Step(POSTMORTEM, postmortem_id, data, request.expected())
    return await request.write(step, render=await shown(request, postmortem_id), status=201)


@get(
    "/{postmortem:str}/reviews",
    operation_id="listReviews",
    summary="Read the reviews of a postmortem",
)
async def list_reviews(
    postmortem: FromPath[str],
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response[Items[Review]]:
    """The first one first."""
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    await request.read(POSTMORTEM, postmortem_id)
    found = await events_of(request, postmortem_id, PostmortemReviewed, limit=limit, cursor=cursor)
    return page(request, found.each(review))


def review(recorded: Recorded[PostmortemReviewed]) -> Review:
    event = recorded.event
    return Review(
        version=recorded.version,
        verdict=event.verdict,
        comment=event.comment,
        reviewed_at=event.reviewed_at,
        reviewed_by=event.reviewed_by,
    )


ROUTES = Router(
    "/postmortems",
    route_handlers=[request_review, review_postmortem, list_reviews],
    tags=["Postmortems"],
)
