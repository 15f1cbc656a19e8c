"""What an issue of ours on GitHub is to hold, and in what one differs from that; pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from integrations import text
from integrations.markers import comment
from integrations.tracker import Content, Draft, Marker, Ticket, TrackerRejected

TITLE_CHARS_MAX: Final = 256  # Source: GitHub refuses longer titles with 422
DETAILS_CHARS_MAX: Final = 30_000  # a body may have 65,536, other people's text included
NEEDED: Final = frozenset({"title", "body"})
OPTIONAL: Final = frozenset({"assignees", "labels", "issue_field_values"})
BEGIN: Final = "<!-- twiceshy begin: kept in step, edits in here are overwritten -->"


def draft_of(content: Content, marker: Marker) -> Draft:
    """Make content safe for GitHub and cut it to its limits."""
    title = text.one_line(content.title, chars_max=TITLE_CHARS_MAX) or content.reference
    details = text.fitted(content.details, text.markdown, chars_max=DETAILS_CHARS_MAX)
    facts = [f"- {name}: {text.markdown(value)}" for name, value in content.facts]
    parts = [BEGIN, *facts, "", text.quoted(details), "", comment(marker)]
    priority = (content.priority,) if content.priority else ()
    return Draft(
        marker,
        title,
        "\n".join(parts),
        content.due_on,
        content.assignee,
        labels=(*content.labels, *priority),
        without_labels=(*content.other_labels, *content.other_priorities),
        reference=content.reference,
        url=content.url,
    )


def differing(draft: Draft, ticket: Ticket) -> tuple[str, ...]:
    """Name the fields in which a ticket is not as drafted, its due date aside."""
    block = text.block_in(ticket.body, BEGIN, comment(draft.marker))
    fields = {
        "title": text.same(ticket.title, draft.title),
        "body": block is not None and text.same(block, draft.block),
        "assignee": assignees_of(draft, ticket) == ticket.assignees,
        "labels": not lacking(draft, ticket) and not unwanted(draft, ticket),
    }
    return tuple(name for name, is_same in fields.items() if not is_same)


def changes_of(draft: Draft, ticket: Ticket) -> dict[str, object]:
    """What to write: what was as wanted may have been changed there since it was read."""
    wanted = {
        "title": ("title", draft.title),
        "body": ("body", described(draft, ticket)),
        "assignee": ("assignees", list(assignees_of(draft, ticket))),
    }
    return dict(wanted[name] for name in differing(draft, ticket) if name in wanted)


def without_refused(body: Mapping[str, object], error: TrackerRejected) -> dict[str, object]:
    """What is left to write after a refusal: where that names no field, without all it may be.

    Raises:
        TrackerRejected: It is about something that a ticket cannot do without.
    """
    optional, named = OPTIONAL & set(body), set(error.fields)
    if error.code != "content_refused" or NEEDED & named or not optional:
        raise error
    refused = optional & named or optional
    return {name: said for name, said in body.items() if name not in refused}


def described(draft: Draft, ticket: Ticket) -> str:
    """The whole text of a ticket with our block in it."""
    return text.with_block(ticket.body, draft.block, BEGIN, comment(draft.marker))


def assignees_of(draft: Draft, ticket: Ticket) -> tuple[str, ...]:
    """Who is to be assigned: in place of the first, and without those who are withheld."""
    if draft.assignee in {None, *ticket.assignees}:
        return tuple(who for who in ticket.assignees if who not in draft.withheld.accounts)
    assert draft.assignee is not None
    return (draft.assignee, *ticket.others)


def lacking(draft: Draft, ticket: Ticket) -> list[str]:
    """Labels that are wanted and not there; GitHub's know no case."""
    held = _folded(ticket.labels)
    return [name for name in draft.labels if name.lower() not in held]


def unwanted(draft: Draft, ticket: Ticket) -> list[str]:
    """Labels that are there and not wanted, as they are spelled there."""
    others = _folded(draft.without_labels) - _folded(draft.labels)
    return [name for name in ticket.labels if name.lower() in others]


def _folded(names: Iterable[str]) -> set[str]:
    return {name.lower() for name in names}
