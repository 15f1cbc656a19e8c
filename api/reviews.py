"""Reviews of a postmortem: ask for one, give one, read them; and open it again afterwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct
from msgspec.structs import replace

from api.call import Call, Render, Shape
from api.pages import CursorText, Items, Limit, events_of, page
from api.postmortem_documents import PostmortemDocument
from api.references import Prefix
from api.retold import shown, story_of
from domain.incident_state import Incident
from domain.postmortem import POSTMORTEM, RequestReview, ReviewPostmortem
from domain.postmortem_events import PostmortemReviewed, Verdict
from domain.values import person
from domain.visibility import may_know
from eventstore.store import Recorded
from eventstore.transact import Outcome, Step


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

    Whoever asks is told in `warnings` of reviewers who may not know of the incident.
    """
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    incident = (await story_of(request, postmortem_id)).incident
    warnings = await of_blind(request, incident, data.reviewers)
    return await written(request, postmortem_id, data, warnings)


async def of_blind(call: Call, incident: Incident, reviewers: Iterable[str]) -> tuple[str, ...]:
    """What to do about each reviewer who cannot read what they are asked to review."""
    emails = [person(email) for email in reviewers]
    eyes = [await call.desk.viewers.of(email) for email in emails]
    return tuple(
        f"{email} was asked to review this and cannot read it: {incident.reference} is restricted."
        " Give them a role in it, or name them or a team of theirs in its visible_to."
        for email, viewer in zip(emails, eyes, strict=True)
        if viewer and not may_know(incident, viewer)
    )


@post("/{postmortem:str}/reviews", operation_id="reviewPostmortem", summary="Review a postmortem")
async def review_postmortem(
    postmortem: FromPath[str], data: JSONBody[ReviewPostmortem], request: Call
) -> Response[PostmortemDocument]:
    """One approval is enough; a request for changes makes it a draft again.

    Nobody approves what they wrote since the last edition that was approved. An edit takes the
    approval back.
    """
    return await written(request, request.id_of(Prefix.POSTMORTEM, postmortem), data)


async def written(
    call: Call,
    postmortem_id: UUID,
    command: RequestReview | ReviewPostmortem,
    warnings: tuple[str, ...] = (),
) -> Response[PostmortemDocument]:
    step = Step(POSTMORTEM, postmortem_id, command, call.expected())
    render = warned_of(await shown(call, postmortem_id), warnings)
    return await call.write(step, render=render, status=201)


def warned_of(render: Render, warnings: tuple[str, ...]) -> Render:
    def answer(outcomes: Sequence[Outcome]) -> Shape:
        shape = render(outcomes)
        document = replace(shape.document, warnings=(*shape.document.warnings, *warnings))
        return Shape(document, shape.version)

    return answer


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
