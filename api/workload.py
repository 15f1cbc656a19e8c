"""Workload: how much owners and teams have open, and since when."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, Router, get
from litestar.params import QueryParameter
from msgspec import Struct

from api.call import Call
from api.documents import Links, today
from api.pages import CursorText, Items, Limit, cursor_of, page
from api.queries import Texts
from domain.team import team_name
from projections.workload import By, Load, Oldest, workload

LIVE = (("status", "open"), ("status", "in_progress"))


class OldestDocument(Struct, frozen=True):
    """The open action that was planned first, and since how many days it has been there."""

    id: UUID
    reference: str
    planned_at: datetime
    age_days: int


class WorkloadDocument(Struct, frozen=True):
    """`name` is the owner's address or the team's name; `open` includes what is in progress."""

    name: str
    open: int
    overdue: int
    earliest_due_on: date | None
    oldest: OldestDocument | None
    links: Links


def workload_document(by: By, load: Load) -> WorkloadDocument:
    return WorkloadDocument(
        name=load.name,
        open=load.open,
        overdue=load.overdue,
        earliest_due_on=load.earliest_due_on,
        oldest=None if load.oldest is None else oldest_document(load.oldest),
        links={"actions": f"/v1/actions?{urlencode([(by, load.name), *LIVE])}"},
    )


def oldest_document(oldest: Oldest) -> OldestDocument:
    age = datetime.now(UTC) - oldest.planned_at
    return OldestDocument(oldest.id, f"ACT-{oldest.number}", oldest.planned_at, age.days)


@get("/actions/workload", operation_id="getWorkload", summary="Add up what is open")
async def get_workload(
    *,
    request: Call,
    by: Annotated[
        By, QueryParameter(description="Whose work is added up: each owner's, or each team's.")
    ] = "owner",
    team: Texts = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response[Items[WorkloadDocument]]:
    """Owners who have something open, or all teams, in the order of their names.

    What somebody in several teams owns counts for each of them.
    """
    for view in ("action_list", "incident_list", "people"):
        await request.reached(view)
    found = await workload(
        request.desk.views,
        by,
        today=today(),
        teams=[team_name(each) for each in team] if team else None,
        viewer=request.viewer,
        limit=limit,
        cursor=cursor_of(request, cursor),
    )
    return page(request, found.each(partial(workload_document, by)))


ROUTES = Router("/", route_handlers=[get_workload], tags=["Actions"])
