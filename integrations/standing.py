"""Why a link is not in step, and what mends it: a sentence for each way to be out of step.

What the log knows of a ticket comes first; where that is silent, the mirror's rows tell what it
waits for. A link is in step when the last look found both sides alike and nothing changed since.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from domain.action import Action
from domain.action_events import ActionStatus
from domain.ticket import TicketState
from eventstore.connections import Connections
from eventstore.sql import statements

SQL: Final = statements(__file__)

BY_ITSELF: Final = "Nothing to do: it is tried again by itself."
MIRROR_AWAY: Final = "Nothing to do while a process with the role `mirror` runs."


class Row(Struct, frozen=True):
    """What the mirror's tables say of one link and of its tracker, at the database's time `at`.

    The fields stand in the order of the columns of `of_actions`.
    """

    at: datetime
    last_synced_at: datetime | None
    due_at: datetime | None
    attempts: int
    probes: int | None
    in_step: bool
    not_before: datetime | None
    asked_until: datetime | None
    failures: int
    code: str | None = None
    reason: str | None = None


class Standing(Struct, frozen=True):
    """`code`, `reason` and `remedy` are None where the link is in step, or where none is wanted."""

    in_step: bool = False
    last_synced_at: datetime | None = None
    next_look_at: datetime | None = None
    code: str | None = None
    reason: str | None = None
    remedy: str | None = None


async def rows_of(connections: Connections, action_ids: Sequence[UUID]) -> Mapping[UUID, Row]:
    """What the mirror's tables say of some actions, by id; those without a job are left out."""
    found = await connections.fetch(SQL["of_actions"], action_ids)
    return {record["action_id"]: Row(*list(record)[1:]) for record in found}


async def row_of(connections: Connections, action_id: UUID) -> Row | None:
    return (await rows_of(connections, [action_id])).get(action_id)


def standing_of(action: Action, row: Row | None) -> Standing:
    """Tell how a link stands."""
    ticket = action.ticket
    if ticket.state is TicketState.NONE:
        return Standing()
    if _in_step(action, row):
        return _told(row, in_step=True)
    if ticket.code is not None:
        return _told(row, (ticket.code, ticket.reason or "", ticket.remedy or ""))
    return _told(row, _ended(action) or _waiting(row) or _on_its_way(ticket.state))


Cause = tuple[str, str, str]  # code, reason, remedy


def _in_step(action: Action, row: Row | None) -> bool:
    return action.ticket.state is TicketState.LINKED and row is not None and row.in_step


def _told(row: Row | None, cause: Cause | None = None, *, in_step: bool = False) -> Standing:
    code, reason, remedy = cause or (None, None, None)
    if row is None:
        return Standing(in_step, code=code, reason=reason, remedy=remedy)
    times = [at for at in (row.due_at, row.not_before, row.asked_until) if at is not None]
    next_look_at = None if row.due_at is None else max(times)
    return Standing(in_step, row.last_synced_at, next_look_at, code, reason, remedy)


def _ended(action: Action) -> Cause | None:
    """Links that nothing more is done for."""
    if action.ticket.state is TicketState.GONE:
        return (
            "ticket_gone",
            "The ticket was deleted in the tracker.",
            "Retry to have a new one made, or let the action go on without.",
        )
    if action.ticket.state is TicketState.DETACHED:
        return (
            "detached",
            "The action is no longer mirrored; its ticket stays as it is.",
            "Name a tracker in the action to have it mirrored again.",
        )
    if action.status is ActionStatus.CANCELLED and action.ticket.key is None:
        return (
            "not_wanted",
            "The action was cancelled before it had a ticket.",
            "Open the action again to have one made.",
        )
    return None


def _waiting(row: Row | None) -> Cause | None:
    """What holds a tracker, and with it all of its links."""
    if row is None:
        return ("not_planned", "The mirror has not seen this action yet.", MIRROR_AWAY)
    if row.asked_until is not None and row.asked_until > row.at:
        until = _moment(row.asked_until)
        return ("rate_limited", f"The tracker asked for a pause until {until}.", BY_ITSELF)
    if row.code is not None and row.reason is not None:
        return (row.code, row.reason, BY_ITSELF)
    if row.failures and row.not_before is not None and row.not_before > row.at:
        until, times = _moment(row.not_before), row.failures
        reason = f"The tracker failed {times} times in a row; it is left alone until {until}."
        return ("tracker_unavailable", reason, BY_ITSELF)
    if row.probes is None and row.attempts:
        return ("failed_lately", "The last try came to nothing.", BY_ITSELF)
    return None


def _on_its_way(state: TicketState) -> Cause:
    if state is TicketState.UNCONFIRMED:
        return (
            "outcome_unknown",
            "Whether the tracker made the ticket is not known; it is looked for.",
            "Nothing to do: it is found, or made once the looks have all come back empty.",
        )
    if state is TicketState.CREATING:
        return ("being_made", "The ticket is being made.", MIRROR_AWAY)
    return ("due", "It changed since the last look; the next one is due.", MIRROR_AWAY)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
