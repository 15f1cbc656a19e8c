"""The port that every issue tracker stands behind, in our words.

Content is what an action wants a ticket to show, as raw text. A `Draft` is the same made safe for
one tracker. A `Ticket` is what the tracker holds now. Errors carry parsed fields only: neither a
library's text nor an answer's body gets into one, since those hold headers and others' words.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Protocol
from uuid import UUID

from msgspec import Struct

RETRY_AFTER_SECONDS_MAX: Final = 3600.0

Marks = Callable[[str, int], Awaitable[Sequence[str]]]  # so many marks of links after one


class Content(Struct, frozen=True):
    """What one action wants a ticket to show; nothing in it is trusted."""

    action_id: UUID
    reference: str
    title: str
    details: str = ""
    # Lines under the text, such as ("Owner", "ada@example.com").
    facts: tuple[tuple[str, str], ...] = ()
    due_on: date | None = None
    assignee: str | None = None  # an account of the tracker; None leaves it as it is there
    labels: tuple[str, ...] = ()
    priority: str | None = None  # in the tracker's words
    other_priorities: tuple[str, ...] = ()  # those that are not this ticket's
    other_labels: tuple[str, ...] = ()  # those that it has no longer
    url: str | None = None  # where the action is told in full


class Marker(Struct, frozen=True):
    """Proof that we made a ticket for an action; `mac` is 64 hexadecimal characters."""

    action_id: UUID
    mac: str


class Withheld(Struct, frozen=True):
    """What a ticket must not tell: we put it there before its incident was restricted."""

    accounts: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    priorities: tuple[str, ...] = ()


class Draft(Struct, frozen=True):
    """A ticket as one tracker should hold it. `block` is the part of the body that is ours."""

    marker: Marker
    title: str
    block: str
    due_on: date | None = None
    assignee: str | None = None  # these two: None leaves it as it is there
    priority: str | None = None
    labels: tuple[str, ...] = ()  # to be there beside whatever else is
    without_labels: tuple[str, ...] = ()  # not to be there
    withheld: Withheld = Withheld()
    reference: str = ""
    url: str | None = None  # to be linked from the ticket, where the tracker has such links


class Ticket(Struct, frozen=True):
    """A ticket as the tracker holds it now. `body` is all of it, other people's text too."""

    key: str
    url: str
    title: str
    body: str
    closed: bool
    closed_as: str = ""  # GitHub's state_reason, Jira's resolution
    due_on: date | None = None
    has_due_date: bool = True  # whether the tracker can hold one
    assignee: str | None = None
    others: tuple[str, ...] = ()  # assigned beside
    priority: str | None = None
    status: str = ""  # the tracker's word, where it has more than open and closed
    in_progress: bool = False
    labels: tuple[str, ...] = ()
    mark: str | None = None  # the end of our marker, where it carries one
    updated_at: str = ""  # the tracker's own spelling; compared, never parsed

    @property
    def assignees(self) -> tuple[str, ...]:
        return self.others if self.assignee is None else (self.assignee, *self.others)


class Changes(Struct, frozen=True):
    """Tickets changed since a moment, and the tracker's clock when that was asked."""

    tickets: tuple[Ticket, ...]
    asked_at: datetime


class Marked(Struct, frozen=True):
    """What one step of a search found of ours, and where the next goes on; None: nowhere."""

    tickets: tuple[Ticket, ...]
    place: str | None = None


class Check(Struct, frozen=True, omit_defaults=True):
    """`remedy` says what to mend, where something is to be mended."""

    name: str
    passed: bool
    detail: str = ""
    remedy: str = ""


class SelfTest(Struct, frozen=True):
    """What a read-only look at a tracker found, in the order it was looked at."""

    passed: bool
    checks: tuple[Check, ...]


class TrackerError(Exception):
    """Base of what a tracker call may raise; every field is safe to store and to show."""

    def __init__(self, code: str, reason: str, remedy: str = "") -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
        self.remedy = remedy


class TrackerUnavailable(TrackerError):
    """Certainly without effect; worth another try after `retry_after` seconds (0: not said)."""

    def __init__(self, code: str, reason: str, retry_after: float = 0.0) -> None:
        super().__init__(code, reason, "Nothing to do: it is tried again by itself.")
        self.retry_after = min(max(retry_after, 0.0), RETRY_AFTER_SECONDS_MAX)


class HeldBack(TrackerUnavailable):
    """Not sent: the tracker asked for a pause, or counts no more than it was sent already."""


class TicketHeldBack(HeldBack):
    """The tracker takes no more writes of one ticket for now; others go on."""


class ListTooLong(TrackerUnavailable):
    """There is more than may be read: what was not seen is not absent."""


class TrackerRejected(TrackerError):
    """Certainly without effect, and the same call would be refused again: a person is needed.

    `reading`: not even a look was allowed. `fields`: those that the refusal names.
    """

    def __init__(
        self,
        code: str,
        reason: str,
        remedy: str = "",
        *,
        reading: bool = False,
        fields: tuple[str, ...] = (),
    ) -> None:
        super().__init__(code, reason, remedy)
        self.reading, self.fields = reading, fields


class TrackerUnconfirmed(TrackerError):
    """A write of which nobody knows whether it took effect."""


class TicketNotFound(TrackerRejected):
    """The ticket does not answer although its project does."""


def failed(name: str, error: TrackerError) -> SelfTest:
    """A look that ended at a step; nobody but who looks tries that again."""
    is_away = isinstance(error, TrackerUnavailable)
    remedy = "Look again when that is over." if is_away else error.remedy
    check = Check(name, passed=False, detail=error.reason, remedy=remedy)
    return SelfTest(passed=False, checks=(check,))


class Tracker(Protocol):
    """One project of one tracker; calls may raise `TrackerUnavailable` and `TrackerRejected`."""

    def draft(self, content: Content, marker: Marker) -> Draft:
        """Make content safe for this tracker and cut it to its limits; no call."""
        ...

    def differing(self, draft: Draft, ticket: Ticket) -> tuple[str, ...]:
        """Name the fields in which a ticket is not as drafted; no call."""
        ...

    def is_ours(self, ticket: Ticket, url: str, marker: Marker) -> bool:
        """Whether what was read is the ticket we made, which had an address then; no call.

        It may not be, once a tracker was pointed at another place where the key means another.
        """
        ...

    def day_in(self, ticket: Ticket, marker: Marker) -> date | None:
        """The day that a ticket is due by what is ours in it, whatever else it holds; no call."""
        ...

    async def check(self, accounts: Mapping[str, str]) -> SelfTest:
        """Look, without writing, whether the project can be used; answers instead of raising.

        `accounts` are to be assignable, by whose they are.
        """
        ...

    async def find(self, marker: Marker, since: datetime) -> Sequence[Ticket]:
        """Tickets that we ourselves made with this marker since a moment, oldest first."""
        ...

    async def create(self, draft: Draft, before: float) -> Ticket:
        """Send one POST, unless `time.monotonic()` has passed `before`.

        Raises:
            TrackerUnconfirmed: The ticket may exist or not.
        """
        ...

    async def read(self, key: str) -> Ticket:
        """Fetch one ticket afresh.

        Raises:
            TicketNotFound: The project answers and the ticket does not.
        """
        ...

    async def edit(self, ticket: Ticket, draft: Draft) -> None:
        """Make what is ours in a ticket as drafted; text outside our block stays.

        Only what differed is written: the rest may have been changed there since it was read.
        """
        ...

    async def refer(self, key: str, draft: Draft) -> None:
        """Link a ticket to the draft's `url`, once however often it is asked."""
        ...

    async def reopen(self, key: str) -> None:
        """Move a closed ticket back to open."""
        ...

    async def changes(self, since: datetime | None) -> Changes:
        """Tickets changed since a moment, or a little earlier; None asks for the clock only."""
        ...

    def ours(
        self, since: datetime | None, pages_max: int | None = None
    ) -> AsyncIterator[Sequence[Ticket]]:
        """The tickets that we ourselves made, since a moment or all, a page at a time.

        What is not in it may still be there: moved away, or passed over while pages shifted.

        Raises:
            ListTooLong: It takes more than `pages_max` pages; the first one tells, where it can.
        """
        ...

    async def marked(self, place: str, marks: Marks) -> Marked:
        """One step of a search for whatever of ours carries a link's mark, of few requests.

        It begins at an empty `place`. Where a tracker can be asked for marks it is asked for those
        of the links, which `marks` tells in order; where it cannot, all that is ours is listed.

        Raises:
            TrackerRejected: Also where the tracker no longer knows the place.
        """
        ...
