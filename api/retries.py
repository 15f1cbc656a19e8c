"""Another try, after a cause was mended: of a tracker's held links, or of those with a code."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, Router, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from api.call import Call
from api.pages import CURSOR_CHARS_MAX, cursor_of, next_cursor
from api.references import Prefix
from domain.action import ACTION
from domain.errors import NotFound, TicketRefused
from domain.ticket import RetryTicket
from domain.tracker import TRACKER
from domain.values import Label
from eventstore.transact import Step, transact
from projections import held_links
from projections.held_links import Held

BATCH_MAX: Final = 100


class RetryLinks(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`code`: only links held for this reason. `cursor`: go on where an earlier call ended."""

    code: Label | None = None
    cursor: Annotated[str, Meta(max_length=CURSOR_CHARS_MAX)] | None = None


class RetriedLinks(Struct, frozen=True):
    """What one call did, and what is left.

    `passed_over`: links that moved on by themselves meanwhile. `remaining`: what calls that follow
    `next_cursor` would go through; 10,000 stands for that many or more.
    """

    retried: int
    passed_over: int
    remaining: int
    next_cursor: str | None


@post(
    "/{tracker:str}/retries",
    operation_id="retryTrackerLinks",
    summary="Try the held links of a tracker again, after their cause was mended",
    status_code=200,
)
async def retry_tracker_links(
    tracker: FromPath[str], data: JSONBody[RetryLinks], request: Call
) -> Response[RetriedLinks]:
    """At most 100 links a request, the latest action first: send `next_cursor` until it is null.

    Links that are blocked or paused are tried; a ticket that is gone is made again only by a retry
    of its own. Following the cursor tries each link once, also where nothing was mended after all.
    """
    tracker_id = request.id_of(Prefix.TRACKER, tracker)
    await request.read(TRACKER, tracker_id)
    head = await request.desk.repository.store.head()
    for view in ("action_list", "incident_list"):
        await request.reached(view, head)
    wanted = Held(tracker_id, data.code, request.viewer)
    cursor = cursor_of(request, data.cursor)
    found = await held_links.held(request.desk.views, wanted, limit=BATCH_MAX, cursor=cursor)
    remaining = await held_links.count(request.desk.views, wanted, found.next) if found.next else 0
    retried = await retry(request, [item.id for item in found.items])
    return await request.answer_once(
        RetriedLinks(
            retried=retried,
            passed_over=len(found.items) - retried,
            remaining=remaining,
            next_cursor=next_cursor(request, found),
        )
    )


async def retry(call: Call, action_ids: Sequence[UUID]) -> int:
    """Retry each on its own, all at once so that they are written together; how many were."""
    return sum(await asyncio.gather(*(retry_one(call, action_id) for action_id in action_ids)))


async def retry_one(call: Call, action_id: UUID) -> bool:
    step = Step(ACTION, action_id, RetryTicket())
    try:
        await call.check_known(ACTION, action_id)
        await transact(call.desk.repository, (step,), call.circumstances())
    except (TicketRefused, NotFound):
        return False
    return True


ROUTES: Final = Router("/trackers", route_handlers=[retry_tracker_links], tags=["Trackers"])
