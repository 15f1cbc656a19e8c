"""Facts about an action's ticket that a merge, a pause or a move brings. Rules are in ticket.py."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class TicketWarning(Struct, frozen=True, omit_defaults=True):
    """What a link in step still lacks: a `field` that could not be taken over, and why."""

    code: str
    field: str
    reason: str
    remedy: str = ""


class ActionTicketWarned(Struct, frozen=True):
    """All that the link lacks from now on; empty: it lacks nothing."""

    warnings: tuple[TicketWarning, ...]


class ActionTicketConflict(Struct, frozen=True):
    """Both sides had changed a field since they last agreed; the tracker's value was taken."""

    field: str
    ours: str
    theirs: str
    found_at: datetime


class ActionTicketPaused(Struct, frozen=True):
    """The mirror holds still, and goes on by itself once the reason is gone."""

    code: str
    reason: str
    remedy: str


class ActionTicketResumed(Struct, frozen=True):
    """What the mirror held still for is gone."""


class ActionTicketMoved(Struct, frozen=True):
    """The tracker moved or transferred the ticket; it is followed to its new key."""

    from_key: str
    key: str
    url: str


class ActionTicketDetached(Struct, frozen=True, omit_defaults=True):
    """The action is no longer mirrored; a ticket that exists stays as it is."""

    tracker_id: UUID
    key: str | None = None
