"""What both sides make of a ticket's fields, one by one; pure.

A field is compared in three ways: what the action wants, what the tracker holds, and what both said
when they last agreed. Who alone changed it is followed. Where both did, the tracker is, and the
conflict is told. What cannot be followed is left as it is there, with a warning.
"""

from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.action import OPEN, Action, Clash, FollowTicket
from domain.action_events import ActionStatus
from domain.ticket_events import TicketWarning
from domain.tracker_rules import Ending, Followed, Rules
from domain.values import DAY_MAX, TIME_MIN
from integrations.tracker import Ticket, Withheld

# Words for closing that mean: given up, whatever the tracker. Source: GitHub's state_reason, and
# the resolutions that Jira Cloud and Data Center come with.
GIVEN_UP: Final = frozenset(
    {
        "not_planned",
        "duplicate",
        "won't do",
        "won't fix",
        "cannot reproduce",
        "declined",
        "incomplete",
    }
)
COMPLETED: Final = frozenset({"", "completed", "done", "fixed", "resolved"})
GOES_OUT: Final = frozenset({"both", "out"})


class Agreed(Struct, frozen=True, omit_defaults=True):
    """What both sides said last.

    `account` is what was wanted for the owner, `assignee` what was held.
    """

    owner: str = ""
    account: str | None = None
    assignee: str | None = None
    due_on: date = date.max
    due_there: date | None = None
    status: str = ""


class Who(Struct, frozen=True):
    """The account of the action's owner, and the person behind the ticket's assignee, if known."""

    account: str | None = None
    person: str | None = None


class Merged(Struct, frozen=True):
    """What to take over here, what to want there (None: leave it), and what could not be done."""

    follow: FollowTicket = FollowTicket()
    assignee: str | None = None
    due_on: date | None = None
    warnings: tuple[TicketWarning, ...] = ()
    withheld: Withheld | None = None  # None: nothing is kept from being told


def merge(action: Action, ticket: Ticket, agreed: Agreed | None, who: Who, rules: Rules) -> Merged:
    """Merge what goes both ways. `agreed` is None where nothing is known to have been agreed."""
    merged = _owner(Merged(), action, ticket, agreed, who=who, direction=rules.directions.owner)
    merged = _due_on(merged, action, ticket, agreed, rules.directions.due_on)
    return _status(merged, action, ticket, agreed, rules)


def withhold(action: Action, agreed: Agreed | None, account: str | None, rules: Rules) -> Merged:
    """Take back what went out, where a ticket may tell a reference and nothing else."""
    before = agreed or Agreed()
    directions = rules.directions
    accounts = {account, before.account} - {None} if directions.owner in GOES_OUT else ()
    days = {action.due_on, before.due_on} if directions.due_on in GOES_OUT else ()
    priorities = rules.priorities.values() if directions.priority == "out" else ()
    return Merged(
        withheld=Withheld(
            tuple(sorted(filter(None, accounts))), tuple(sorted(days)), tuple(priorities)
        )
    )


def agreed_by(
    action: Action, ticket: Ticket, account: str | None, before: Agreed | None, merged: Merged
) -> Agreed:
    """What both sides say now; a change that could not be followed is not agreed to.

    While something is withheld they stay as they parted, so that they meet there again.
    """
    if merged.withheld is not None and before is not None:
        return before
    held = account if account in ticket.assignees else ticket.assignee
    now = Agreed(action.owner, account, held, action.due_on, ticket.due_on, ticket.status)
    if before is None:
        return now
    lacking = {warning.code for warning in merged.warnings}
    if "owner_unmapped" in lacking:
        now = replace(now, owner=before.owner, account=before.account)
    if "assignee_unknown" in lacking:
        now = replace(now, assignee=before.assignee)
    if "due_date_impossible" in lacking:
        now = replace(now, due_there=before.due_there)
    if "due_date_off_screen" in lacking:
        now = replace(now, due_on=before.due_on, due_there=before.due_there)
    return now


def meaning_of(ticket: Ticket, rules: Rules) -> tuple[ActionStatus, TicketWarning | None]:
    """What being closed so means here, with a warning where that is a guess."""
    named = rules.statuses.get(ticket.status)
    if named in {Followed.DONE, Followed.CANCELLED} and named is not None:
        return ActionStatus(named), None
    how = _named(rules.resolutions, ticket.closed_as)
    if how is not None:
        return ActionStatus(how), None
    if ticket.closed_as.lower() in GIVEN_UP:
        return ActionStatus.CANCELLED, None
    if ticket.closed_as.lower() in COMPLETED:
        return ActionStatus.DONE, None
    return ActionStatus.DONE, TicketWarning(
        "resolution_unmapped",
        "status",
        f"Nothing says what being closed as {ticket.closed_as!r} means; it was taken for done.",
        "Name it under the tracker's `rules.resolutions`.",
    )


def _owner(
    merged: Merged,
    action: Action,
    ticket: Ticket,
    agreed: Agreed | None,
    *,
    who: Who,
    direction: str,
) -> Merged:
    ours = who.account
    theirs = ours if ours in ticket.assignees else ticket.assignee
    if direction == "off" or (theirs is not None and theirs == ours):
        return replace(merged, assignee=ours if direction in GOES_OUT else None)
    changed_here = agreed is None or (action.owner, ours) != (agreed.owner, agreed.account)
    # At first sight an assignee is the project's usual one, and nobody's decision.
    changed_there = agreed is not None and theirs != agreed.assignee
    if direction in {"both", "in"} and changed_there and theirs is not None:
        return _their_owner(merged, action, theirs, who.person, clash=changed_here)
    if direction == "in":
        return merged
    if ours is None:
        return _warned(
            merged,
            "owner_unmapped",
            "owner",
            f"The roster knows no account of {action.owner} in this tracker.",
            "Give the account to the person in the roster.",
        )
    return replace(merged, assignee=ours)


def _their_owner(
    merged: Merged, action: Action, theirs: str, person: str | None, *, clash: bool
) -> Merged:
    if person is None:
        return _warned(
            merged,
            "assignee_unknown",
            "owner",
            "The ticket is assigned to an account that nobody on the roster has.",
            "Give the account to the person in the roster, or assign somebody else.",
        )
    clashes = (Clash("owner", action.owner, person),) if clash and person != action.owner else ()
    follow = replace(merged.follow, owner=person, clashes=merged.follow.clashes + clashes)
    return replace(merged, follow=follow, assignee=theirs)


def _due_on(
    merged: Merged, action: Action, ticket: Ticket, agreed: Agreed | None, direction: str
) -> Merged:
    theirs, ours = ticket.due_on, action.due_on
    if direction == "off" or theirs == ours:
        return replace(merged, due_on=ours if direction in GOES_OUT else None)
    if not ticket.has_due_date:
        return _warned(
            merged,
            "due_date_off_screen",
            "due_on",
            "The tracker has no field for the due date of its tickets; the text tells it.",
            "Jira: put the field on the project's create and edit screens. GitHub: mend the "
            "tracker's `fields.due_on`; its self-test tells what is wrong with it.",
        )
    changed_here = agreed is None or ours != agreed.due_on
    changed_there = agreed is not None and theirs != agreed.due_there
    if direction in {"both", "in"} and changed_there and theirs is not None:
        return _their_day(merged, action, theirs, clash=changed_here)
    return merged if direction == "in" else replace(merged, due_on=ours)


def _their_day(merged: Merged, action: Action, theirs: date, *, clash: bool) -> Merged:
    if not TIME_MIN.date() <= theirs <= DAY_MAX:
        return _warned(
            merged,
            "due_date_impossible",
            "due_on",
            f"The ticket is due on {theirs.isoformat()}, which is no day for an action.",
            "Give the ticket another day.",
        )
    ours = action.due_on.isoformat()
    clashes = (Clash("due_on", ours, theirs.isoformat()),) if clash else ()
    follow = replace(merged.follow, due_on=theirs, clashes=merged.follow.clashes + clashes)
    return replace(merged, follow=follow, due_on=theirs)


def _status(
    merged: Merged, action: Action, ticket: Ticket, agreed: Agreed | None, rules: Rules
) -> Merged:
    """Follow a move between the open statuses; closing and opening are told by `closed`."""
    if rules.directions.status == "off" or ticket.closed or not ticket.status:
        return merged
    named = rules.statuses.get(ticket.status)
    if rules.statuses and named is None:
        merged = _warned(
            merged,
            "status_unmapped",
            "status",
            f"Nothing says what the status {ticket.status!r} means; the usual was taken.",
            "Name it under the tracker's `rules.statuses`.",
        )
    usual = ActionStatus.IN_PROGRESS if ticket.in_progress else ActionStatus.OPEN
    means = usual if named is None else ActionStatus(named)
    moved = agreed is not None and ticket.status != agreed.status
    if not moved or means not in OPEN or action.status not in OPEN:
        return merged
    follow = replace(merged.follow, status=means, said=ticket.status)
    return replace(merged, follow=follow)


def _named(resolutions: dict[str, Ending], word: str) -> Ending | None:
    return resolutions.get(word) or next(
        (means for name, means in resolutions.items() if name.lower() == word.lower()), None
    )


def _warned(merged: Merged, code: str, field: str, reason: str, remedy: str) -> Merged:
    warning = TicketWarning(code, field, reason, remedy)
    return replace(merged, warnings=(*merged.warnings, warning))
