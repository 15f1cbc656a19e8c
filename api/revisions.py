"""Revisions of a section: read them all, compare two."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from litestar import Response, Router, get
from litestar.params import FromPath, QueryParameter
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from api.call import Call
from api.comparing import Change, changes, unified
from api.pages import CursorText, Items, Limit, number_in, page
from api.references import Prefix
from domain.errors import NotFound
from domain.postmortem import POSTMORTEM
from domain.postmortem_events import Section
from projections.page import Cursor, paged
from projections.section_edits import Edited, SectionOf, edits

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
    after = max(number_in(request, cursor), 0)
    of = SectionOf(request.id_of(Prefix.POSTMORTEM, postmortem), section)
    last = await last_revision(request, of)
    numbers = range(after + 1, min(after + limit + 1, last) + 1)
    found = await edits(request.desk.views, of, numbers, with_text=True)
    return page(request, paged(found, limit, by_revision).each(revision))


def by_revision(edited: Edited) -> Cursor:
    return Cursor(edited.event.revision)


def revision(edited: Edited) -> SectionRevision:
    event = edited.event
    return SectionRevision(
        event.revision, edited.version, event.edited_at, event.edited_by, event.body
    )


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
    of = SectionOf(request.id_of(Prefix.POSTMORTEM, postmortem), section)
    last = await last_revision(request, of)
    new = last if to_revision is None else to_revision
    old = max(new - 1, 0) if from_revision is None else from_revision
    for number in (old, new):
        if number > last:
            raise NotFound("revision", f"{number} of {section}")
    found = await edits(request.desk.views, of, {old, new}, with_text=True)
    texts = {0: "", **{edited.event.revision: edited.event.body for edited in found}}
    between = await edits_between(request, of, min(old, new), max(old, new))
    shown = SectionDiff(section, old, new, between)
    if format_ is DiffFormat.WORDS:
        return Response(replace(shown, words=await changes(texts[old], texts[new])))
    names = f"revision {old}", f"revision {new}"
    return Response(replace(shown, diff=await unified(texts[old], texts[new], *names)))


async def last_revision(call: Call, of: SectionOf) -> int:
    """The number of the present one; 0 while nobody wrote any."""
    loaded = await call.read(POSTMORTEM, of.postmortem_id)
    text = loaded.state.sections.get(of.section)
    return text.revision if text else 0


async def edits_between(call: Call, of: SectionOf, old: int, new: int) -> tuple[Edit, ...]:
    """Who made the revisions after `old` up to `new`: the latest EDITS_MAX."""
    numbers = range(max(old, new - EDITS_MAX) + 1, new + 1)
    found = await edits(call.desk.views, of, numbers, with_text=False)
    return tuple(Edit(e.revision, version, e.edited_at, e.edited_by) for version, e in found)


ROUTES = Router(
    "/postmortems",
    route_handlers=[list_section_revisions, compare_section_revisions],
    tags=["Postmortems"],
)
