"""Section edits: the revisions of a section, found by their number or by the postmortem's version.

No table of its own: two indexes of the log, so that an edit is found as soon as it is recorded.
"""

from collections.abc import Collection
from typing import Final, NamedTuple
from uuid import UUID

from asyncpg import Record

from domain.postmortem_events import PostmortemSectionEdited, Section
from eventstore.connections import Connections
from eventstore.sql import statements
from projections.projection import decode

SQL: Final = statements(__file__)


class SectionOf(NamedTuple):
    """Which section of which postmortem."""

    postmortem_id: UUID
    section: Section


class Edited(NamedTuple):
    """An edit, and the postmortem's version after it."""

    version: int
    event: PostmortemSectionEdited


async def edits(
    connections: Connections, of: SectionOf, revisions: Collection[int], *, with_text: bool
) -> tuple[Edited, ...]:
    """The edits that made these revisions, those that there are, in order.

    Where not `with_text`, each has an empty one: the texts stay in the log.
    """
    rows = await connections.fetch(SQL["edits"], *of, revisions, with_text)
    return tuple(map(edited, rows))


async def last_edit(connections: Connections, of: SectionOf, version: int) -> Edited | None:
    """The edit that made the text that the section had at a version of the postmortem."""
    row = await connections.fetchrow(SQL["last_edit"], *of, version)
    return edited(row) if row else None


def edited(row: Record) -> Edited:
    return Edited(row["version"], decode(row["topic"], row["state"]))
