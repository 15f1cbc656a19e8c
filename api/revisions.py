"""Revisions of a section: read them all, compare two."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, Router, get
from litestar.params import FromPath, QueryParameter
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from api.call import Call
from api.comparing import Change, changes, unified
from api.pages import CursorText, Items, Limit, cursor_of, items_page
from api.references import Prefix
from domain.errors import NotFound
from domain.postmortem import POSTMORTEM
from domain.postmortem_events import PostmortemSectionEdited, Section
from projections.page import Cursor, encode_cursor

EDITS_MAX: Final = 50


class Edit(Struct, frozen=True):
    """Who made a revision; `version` is the postmortem's after it."""

    revision: int
    version: int
    edited_at: datetime
    edited_by: str


class SectionRevision(Edit, frozen=True):
    """One edit, with the whole text after it."""

    body: str


class DiffFormat(StrEnum):
    UNIFIED = "unified"
    WORDS = "words"


class SectionDiff(Struct, frozen=True):
    """How two revisions of a section differ, and the edits that led from one to the other.

    `diff` is a unified diff by lines, empty where the two are alike; `words` tells the same word by
    word, in place of it. `edits` are the latest 50.
    """

    section: Section
    from_revision: int
    to_revision: int
    edits: tuple[Edit, ...]
    diff: str | UnsetType = UNSET
    words: tuple[Change, ...] | UnsetType = UNSET


@get(
    "/{postmortem:str}/sections/{section:str}/revisions",
    operation_id="listSectionRevisions",
    summary="Read every revision of a section",
)
async def list_section_revisions(
    postmortem: FromPath[str],
    section: FromPath[Section],
    request: Call,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response[Items[SectionRevision]]:
    """The first one first."""
    start = cursor_of(cursor)
    found = [
        revision
        for revision in await revisions(
            request, request.id_of(Prefix.POSTMORTEM, postmortem), section
        )
        if start is None or revision.revision > start.number
    ]
    following = encode_cursor(Cursor(found[limit - 1].revision)) if len(found) > limit else None
    return items_page(request, tuple(found[:limit]), following)


async def revisions(call: Call, postmortem_id: UUID, section: Section) -> list[SectionRevision]:
    await call.read(POSTMORTEM, postmortem_id)
    history = await call.desk.repository.store.load(postmortem_id)
    return [
        SectionRevision(
            event.revision, recorded.version, event.edited_at, event.edited_by, event.body
        )
        for recorded in history
        if isinstance(event := recorded.event, PostmortemSectionEdited) and event.section is section
    ]


def edits_of(found: Sequence[SectionRevision]) -> tuple[Edit, ...]:
    """Return who made them, without the texts: the latest EDITS_MAX."""
    return tuple(Edit(r.revision, r.version, r.edited_at, r.edited_by) for r in found[-EDITS_MAX:])


@get(
    "/{postmortem:str}/sections/{section:str}/diff",
    operation_id="compareSectionRevisions",
    summary="Compare two revisions of a section",
)
async def compare_section_revisions(
    *,
    postmortem: FromPath[str],
    section: FromPath[Section],
    request: Call,
    from_revision: Annotated[int | None, QueryParameter(name="from", ge=0, le=999_999_999)] = None,
    to_revision: Annotated[int | None, QueryParameter(name="to", ge=0, le=999_999_999)] = None,
    format_: Annotated[DiffFormat, QueryParameter(name="format")] = DiffFormat.UNIFIED,
) -> Response[SectionDiff]:
    """By default the last revision with the one before it; revision 0 is the empty text."""
    found = await revisions(request, request.id_of(Prefix.POSTMORTEM, postmortem), section)
    texts = {0: "", **{r.revision: r.body for r in found}}
    new = max(texts) if to_revision is None else to_revision
    old = max(new - 1, 0) if from_revision is None else from_revision
    for number in (old, new):
        if number not in texts:
            raise NotFound("revision", f"{number} of {section}")
    between = edits_of([r for r in found if min(old, new) < r.revision <= max(old, new)])
    shown = SectionDiff(section, old, new, between)
    if format_ is DiffFormat.WORDS:
        return Response(replace(shown, words=await changes(texts[old], texts[new])))
    names = f"revision {old}", f"revision {new}"
    return Response(replace(shown, diff=await unified(texts[old], texts[new], *names)))


ROUTES = Router(
    "/postmortems",
    route_handlers=[list_section_revisions, compare_section_revisions],
    tags=["Postmortems"],
)
