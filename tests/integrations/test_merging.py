"""Who changed what since both sides agreed, and what follows: field by field."""

from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.action import Action, Clash
from domain.action_events import ActionStatus
from domain.tracker_rules import Directions, Ending, Followed, Rules
from integrations.merging import Agreed, Merged, Who, agreed_by, meaning_of, merge, withhold
from integrations.tracker import Ticket, Withheld

ANA, BEN, CEM = (f"{name}@example.com" for name in ("ana", "ben", "cem"))
DAY, LATER, EARLIER = date(2031, 2, 3), date(2031, 3, 4), date(2031, 1, 2)

ACTION: Final = Action(reference="ACT-1", owner=ANA, due_on=DAY)
TICKET: Final = Ticket("P-1", "https://t/P-1", "t", "b", closed=False, due_on=DAY, assignee="ana")
IN_STEP: Final = Agreed(ANA, "ana", "ana", DAY, DAY)
RULES: Final = Rules()


def who(action: Action, ticket: Ticket) -> Who:
    """Everybody here has the account that the address begins with; a stranger has none."""
    account, _, _ = action.owner.partition("@")
    person = f"{ticket.assignee}@example.com" if ticket.assignee in {"ana", "ben", "cem"} else None
    return Who(account if account != "stranger" else None, person)


def codes(action: Action, ticket: Ticket, agreed: Agreed | None, rules: Rules = RULES) -> set[str]:
    merged = merge(action, ticket, agreed, who(action, ticket), rules)
    return {warning.code for warning in merged.warnings}


def owners(
    action: Action, ticket: Ticket, agreed: Agreed | None, rules: Rules = RULES
) -> tuple[str | None, str | None, tuple[Clash, ...]]:
    """The owner taken over here, the account wanted there, and what clashed."""
    merged = merge(action, ticket, agreed, who(action, ticket), rules)
    return merged.follow.owner, merged.assignee, merged.follow.clashes


def days(
    action: Action, ticket: Ticket, agreed: Agreed | None, rules: Rules = RULES
) -> tuple[date | None, date | None, tuple[Clash, ...]]:
    merged = merge(action, ticket, agreed, who(action, ticket), rules)
    return merged.follow.due_on, merged.due_on, merged.follow.clashes


def owned(email: str) -> Action:
    return replace(ACTION, owner=email)


def assigned(account: str | None, *others: str) -> Ticket:
    return replace(TICKET, assignee=account, others=others)


def test_in_step_nothing_is_taken_over_and_nothing_is_lacking() -> None:
    merged = merge(ACTION, TICKET, IN_STEP, who(ACTION, TICKET), RULES)
    assert (merged.follow, merged.warnings) == (merge_nothing(), ())
    assert (merged.assignee, merged.due_on) == ("ana", DAY)


def merge_nothing() -> object:
    return type(merge(ACTION, TICKET, IN_STEP, Who(), RULES).follow)()


def test_an_owner_changed_here_is_wanted_there() -> None:
    assert owners(owned(BEN), TICKET, IN_STEP) == (None, "ben", ())


def test_an_assignee_changed_there_is_taken_over() -> None:
    assert owners(ACTION, assigned("ben"), IN_STEP) == (BEN, "ben", ())


def test_changed_on_both_sides_the_tracker_is_followed_and_the_conflict_told() -> None:
    clash = Clash("owner", CEM, BEN)
    assert owners(owned(CEM), assigned("ben"), IN_STEP) == (BEN, "ben", (clash,))


def test_changed_on_both_sides_to_the_same_is_no_conflict() -> None:
    assert owners(owned(BEN), assigned("ben"), IN_STEP) == (None, "ben", ())


def test_who_is_assigned_beside_others_is_assigned() -> None:
    assert owners(ACTION, assigned("ben", "ana"), IN_STEP) == (None, "ana", ())


def test_the_usual_assignee_of_a_new_ticket_is_nobodys_decision() -> None:
    assert owners(ACTION, assigned("ben"), None) == (None, "ana", ())
    assert owners(owned("stranger@example.com"), assigned("ben"), None) == (None, None, ())


@pytest.mark.parametrize(
    ("action", "ticket", "code"),
    [
        (owned("stranger@example.com"), assigned(None), "owner_unmapped"),
        (ACTION, assigned("nobody"), "assignee_unknown"),
    ],
)
def test_who_cannot_be_mapped_is_left_and_told(action: Action, ticket: Ticket, code: str) -> None:
    assert owners(action, ticket, IN_STEP) == (None, None, ())
    assert codes(action, ticket, IN_STEP) == {code}


def test_an_action_always_has_an_owner_so_that_who_is_unassigned_is_assigned_again() -> None:
    assert owners(ACTION, assigned(None), IN_STEP) == (None, "ana", ())


def test_a_stranger_who_is_put_on_the_roster_later_is_taken_over_then() -> None:
    stranger = assigned("nobody")
    merged = merge(ACTION, stranger, IN_STEP, who(ACTION, stranger), RULES)
    left = agreed_by(ACTION, stranger, "ana", IN_STEP, merged)
    known = merge(ACTION, stranger, left, Who("ana", BEN), RULES)
    assert known.follow.owner == BEN


def test_who_was_not_assigned_by_the_tracker_stays_the_owner() -> None:
    left = agreed_by(ACTION, assigned("ben"), "ana", IN_STEP, Merged())
    assert owners(ACTION, assigned("ben"), left) == (None, "ana", ())


def test_an_account_that_the_roster_learns_is_wanted_there() -> None:
    before = Agreed(ANA, None, None, DAY, DAY)
    assert owners(ACTION, assigned(None), before) == (None, "ana", ())


def test_a_day_goes_both_ways_and_the_trackers_wins() -> None:
    assert days(replace(ACTION, due_on=LATER), TICKET, IN_STEP) == (None, LATER, ())
    there = replace(TICKET, due_on=EARLIER)
    assert days(ACTION, there, IN_STEP) == (EARLIER, EARLIER, ())
    clash = Clash("due_on", LATER.isoformat(), EARLIER.isoformat())
    both = days(replace(ACTION, due_on=LATER), there, IN_STEP)
    assert both == (EARLIER, EARLIER, (clash,))


def test_a_day_taken_away_there_is_put_back() -> None:
    assert days(ACTION, replace(TICKET, due_on=None), IN_STEP) == (None, DAY, ())


def test_a_tracker_without_due_dates_is_asked_for_none() -> None:
    ticket = replace(TICKET, due_on=None, has_due_date=False)
    assert days(ACTION, ticket, IN_STEP) == (None, None, ())
    assert codes(ACTION, ticket, IN_STEP) == {"due_date_off_screen"}


@pytest.mark.parametrize("day", [date.min, date.max, date(1999, 12, 31)])
def test_a_day_that_no_action_can_have_is_left_and_told(day: date) -> None:
    ticket = replace(TICKET, due_on=day)
    assert days(ACTION, ticket, IN_STEP) == (None, None, ())
    assert codes(ACTION, ticket, IN_STEP) == {"due_date_impossible"}


OFF: Final = Rules(directions=Directions("off", "off", "off", "off", "off"))
OUT: Final = Rules(directions=Directions("out", "out"))
IN: Final = Rules(directions=Directions("in", "in"))


def test_a_field_goes_only_the_way_it_is_let() -> None:
    here = replace(ACTION, owner=BEN, due_on=LATER)
    there = replace(TICKET, assignee="cem", due_on=EARLIER)
    assert owners(here, there, IN_STEP, OFF) == (None, None, ())
    assert owners(here, there, IN_STEP, OUT) == (None, "ben", ())
    assert owners(ACTION, there, IN_STEP, IN) == (CEM, "cem", ())
    assert owners(here, TICKET, IN_STEP, IN) == (None, None, ())
    assert days(here, there, IN_STEP, OFF) == (None, None, ())
    assert days(here, there, IN_STEP, OUT) == (None, LATER, ())
    assert days(ACTION, there, IN_STEP, IN) == (EARLIER, EARLIER, ())
    assert days(here, TICKET, IN_STEP, IN) == (None, None, ())


WORKING: Final = replace(TICKET, status="In Review", in_progress=True)


def test_a_move_between_open_statuses_is_followed() -> None:
    before = replace(IN_STEP, status="To Do")
    follow = merge(ACTION, WORKING, before, Who("ana", ANA), RULES).follow
    assert (follow.status, follow.said) == (ActionStatus.IN_PROGRESS, "In Review")


@pytest.mark.parametrize("agreed", [None, replace(IN_STEP, status="In Review")])
def test_a_status_that_did_not_move_moves_nothing(agreed: Agreed | None) -> None:
    assert merge(ACTION, WORKING, agreed, Who("ana", ANA), RULES).follow.status is None


def test_what_a_status_means_can_be_told() -> None:
    before = replace(IN_STEP, status="To Do")
    rules = Rules(statuses={"In Review": Followed.OPEN})
    working = replace(ACTION, status=ActionStatus.IN_PROGRESS)
    assert merge(working, WORKING, before, Who(), rules).follow.status is ActionStatus.OPEN
    assert codes(ACTION, replace(WORKING, status="Odd"), before, rules) == {"status_unmapped"}


@pytest.mark.parametrize(
    ("said", "rules", "means", "code"),
    [
        ("completed", RULES, ActionStatus.DONE, None),
        ("", RULES, ActionStatus.DONE, None),
        ("not_planned", RULES, ActionStatus.CANCELLED, None),
        ("Won't Do", RULES, ActionStatus.CANCELLED, None),
        ("Shipped", RULES, ActionStatus.DONE, "resolution_unmapped"),
        ("shipped", Rules(resolutions={"Shipped": Ending.DONE}), ActionStatus.DONE, None),
        ("Done", Rules(resolutions={"Done": Ending.CANCELLED}), ActionStatus.CANCELLED, None),
        ("Done", Rules(statuses={"Shut": Followed.CANCELLED}), ActionStatus.CANCELLED, None),
    ],
)
def test_what_being_closed_means(
    said: str, rules: Rules, means: ActionStatus, code: str | None
) -> None:
    closed = replace(TICKET, closed=True, closed_as=said, status="Shut")
    found, warning = meaning_of(closed, rules)
    assert found is means
    assert (warning and warning.code) == code


ACCOUNTS: Final = st.sampled_from(["ana", "ben", "cem", "nobody", None])
DAYS: Final = st.sampled_from([DAY, LATER, EARLIER, None])
EMAILS: Final = st.sampled_from([ANA, BEN, CEM, "stranger@example.com"])


@given(EMAILS, ACCOUNTS, DAYS, DAYS, EMAILS, ACCOUNTS, DAYS)
def test_whatever_changed_a_second_merge_changes_nothing(  # noqa: PLR0917 - one value of each kind
    owner: str,
    assignee: str | None,
    here: date | None,
    there: date | None,
    owner_before: str,
    assignee_before: str | None,
    day_before: date | None,
) -> None:
    before_there = replace(TICKET, assignee=assignee_before, due_on=day_before)
    before_here = replace(ACTION, owner=owner_before)
    account = who(before_here, before_there).account
    agreed = agreed_by(before_here, before_there, account, None, Merged())
    action = replace(ACTION, owner=owner, due_on=here or DAY)
    ticket = replace(TICKET, assignee=assignee, due_on=there)
    merged = merge(action, ticket, agreed, who(action, ticket), RULES)
    action = replace(
        action,
        owner=merged.follow.owner or action.owner,
        due_on=merged.follow.due_on or action.due_on,
    )
    ticket = replace(
        ticket,
        assignee=merged.assignee or ticket.assignee,
        due_on=merged.due_on or ticket.due_on,
    )
    agreed = agreed_by(action, ticket, who(action, ticket).account, agreed, merged)
    again = merge(action, ticket, agreed, who(action, ticket), RULES)
    assert again.follow == merge_nothing()
    assert again.assignee in {None, ticket.assignee}
    assert again.due_on in {None, ticket.due_on}


# what is withheld


def test_people_and_days_that_went_out_are_withheld_those_agreed_before_too() -> None:
    merged = withhold(replace(owned(BEN), due_on=LATER), IN_STEP, "ben", RULES)
    assert merged == Merged(withheld=Withheld(("ana", "ben"), (DAY, LATER)))


def test_nothing_is_withheld_of_what_never_goes_out() -> None:
    rules = Rules(directions=Directions(owner="in", due_on="off", priority="off"))
    assert withhold(ACTION, IN_STEP, "ana", rules) == Merged(withheld=Withheld())


def test_what_is_withheld_is_not_agreed_to() -> None:
    merged = withhold(ACTION, IN_STEP, "ana", RULES)
    bare = replace(TICKET, assignee=None, due_on=None)
    assert agreed_by(owned(BEN), bare, "ben", IN_STEP, merged) == IN_STEP
    assert agreed_by(ACTION, bare, "ana", None, merged).assignee is None


def test_a_day_that_the_screen_hides_for_a_while_is_no_change_of_theirs() -> None:
    moved = replace(ACTION, due_on=LATER)
    hidden = replace(TICKET, due_on=None, has_due_date=False)
    merged = merge(moved, hidden, IN_STEP, who(moved, hidden), RULES)
    agreed = agreed_by(moved, hidden, "ana", IN_STEP, merged)
    assert days(moved, TICKET, agreed) == (None, LATER, ())
