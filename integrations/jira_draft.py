"""What a Jira issue of ours is to hold, in wiki text, and in what one differs from that; pure."""

from typing import Final

from integrations import text
from integrations.markers import label
from integrations.tracker import Content, Draft, Marker, Ticket

SUMMARY_CHARS_MAX: Final = 255
DETAILS_CHARS_MAX: Final = 20_000  # a description may have 32,767, other people's text included
LABEL_CHARS_MAX: Final = 255
NAMES: Final = {"summary": "title", "description": "body", "duedate": "due_on"}  # Jira's and ours

Fields = dict[str, object]


def draft_of(content: Content, marker: Marker) -> Draft:
    """Make content safe for Jira and cut it to its limits."""
    title = text.one_line(content.title, chars_max=SUMMARY_CHARS_MAX) or content.reference
    details = text.fitted(content.details, text.wiki, chars_max=DETAILS_CHARS_MAX)
    facts = [f"* {name}: {text.wiki(value)}" for name, value in content.facts]
    parts = [begin(marker), *facts, "", details, end(marker)]
    return Draft(
        marker,
        title,
        "\n".join(parts),
        content.due_on,
        content.assignee,
        content.priority,
        tuple(map(_joined, content.labels)),
        tuple(map(_joined, content.other_labels)),
        reference=content.reference,
        url=content.url,
    )


def differing(draft: Draft, ticket: Ticket) -> tuple[str, ...]:
    """Name the fields in which a ticket is not as drafted."""
    block = text.block_in(ticket.body, begin(draft.marker), end(draft.marker))
    cleared = cleared_of(draft, ticket)
    day = draft.due_on if ticket.has_due_date else None
    fields = {
        "title": text.same(ticket.title, draft.title),
        "body": block is not None and text.same(block, draft.block),
        "due_on": "duedate" not in cleared and day in {None, ticket.due_on},
        "assignee": "assignee" not in cleared and draft.assignee in {None, ticket.assignee},
        "priority": "priority" not in cleared and draft.priority in {None, ticket.priority},
        "labels": not label_changes(draft, ticket),
    }
    return tuple(name for name, is_same in fields.items() if not is_same)


def only_differing(fields: Fields, draft: Draft, ticket: Ticket) -> Fields:
    """Those to be written: what was as wanted may have been changed there since it was read."""
    names = differing(draft, ticket)
    return {name: said for name, said in fields.items() if NAMES.get(name, name) in names}


def described(draft: Draft, ticket: Ticket) -> str:
    """The whole text of a ticket with our block in it."""
    return text.with_block(ticket.body, draft.block, begin(draft.marker), end(draft.marker))


def labels_of(draft: Draft) -> list[str]:
    """Ours, the mark among them."""
    return list(dict.fromkeys([label(draft.marker), *draft.labels]))


def label_changes(draft: Draft, ticket: Ticket) -> list[dict[str, str]]:
    """Labels to add and to remove, one by one: what others put there meanwhile stays."""
    wanted = labels_of(draft)
    unwanted = set(draft.without_labels) - set(wanted)
    lacking = [{"add": name} for name in wanted if name not in ticket.labels]
    return lacking + [{"remove": name} for name in ticket.labels if name in unwanted]


def cleared_of(draft: Draft, ticket: Ticket) -> Fields:
    """Fields to be emptied, since they tell what is withheld."""
    withheld = draft.withheld
    tells = {
        "duedate": ticket.due_on in withheld.days,
        "assignee": ticket.assignee in withheld.accounts,
        "priority": ticket.priority in withheld.priorities,
    }
    return {name: None for name, is_told in tells.items() if is_told}


def begin(marker: Marker) -> str:
    return f"» Twiceshy {marker.mac[:8]}: kept in step; edits down to its end are overwritten"


def end(marker: Marker) -> str:
    return f"« Twiceshy {marker.mac[:8]}: end"


def _joined(label: str) -> str:
    """A label without spaces, which Jira takes in none."""
    return "-".join(label.split())[:LABEL_CHARS_MAX]
