"""Sections of a postmortem: edit one, read its revisions, compare two."""

import difflib
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from litestar import Response, Router, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct

from api.call import Call, Shape
from api.pages import CursorText, Items, Limit, cursor_of, items_page
from api.postmortem_documents import SectionDocument, section_document
from api.references import Prefix
from domain.errors import NotFound
from domain.postmortem import POSTMORTEM, EditSection
from domain.postmortem_events import PostmortemSectionEdited, Section
from domain.values import Body
from eventstore.transact import Outcome, Step
from projections.page import Cursor, encode_cursor


class SectionText(Struct, frozen=True, forbid_unknown_fields=True):
    body: Body


class SectionRevision(Struct, frozen=True):
    """One edit; `version` is the postmortem's after it."""

    revision: int
    version: int
    edited_at: datetime
    edited_by: str
    body: str


class SectionDiff(Struct, frozen=True):
    """A unified diff, empty where the two revisions are alike."""

    section: Section
    from_revision: int
    to_revision: int
    diff: str


class EditedSection(SectionDocument, frozen=True, kw_only=True):
    """The section as it is now, and the postmortem's version to edit next."""

    section: Section
    version: int


@put(
    "/{postmortem:str}/sections/{section:str}",
    operation_id="editSection",
    summary="Write a section of a postmortem",
)
async def edit_section(
    postmortem: FromPath[str],
    section: FromPath[Section],
    data: JSONBody[SectionText],
    call: NamedDependency[Call],
) -> Response[EditedSection]:
    """Needs If-Match with the version that was edited, so that no edit covers another."""
    command = EditSection(section, data.body)
    expected = call.expected(required=True)
    step = Step(POSTMORTEM, call.id_of(Prefix.POSTMORTEM, postmortem), command, expected)
    return await call.write(step, render=lambda made: edited(made, section))


def edited(outcomes: Sequence[Outcome], section: Section) -> Shape:
    changed = outcomes[0]
    text = section_document(changed.state.sections.get(section))
    return Shape(
        EditedSection(
            section=section,
            version=changed.version,
            body=text.body,
            revision=text.revision,
            edited_at=text.edited_at,
            edited_by=text.edited_by,
        ),
        changed.version,
    )


@get(
    "/{postmortem:str}/sections/{section:str}/revisions",
    operation_id="listSectionRevisions",
    summary="Read every revision of a section",
)
async def list_section_revisions(
    postmortem: FromPath[str],
    section: FromPath[Section],
    call: NamedDependency[Call],
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response[Items[SectionRevision]]:
    """The first one first."""
    start = cursor_of(cursor)
    found = [
        revision
        for revision in await revisions(call, postmortem, section)
        if start is None or revision.revision > start.number
    ]
    following = encode_cursor(Cursor(found[limit - 1].revision)) if len(found) > limit else None
    return items_page(call.request, tuple(found[:limit]), following)


async def revisions(call: Call, postmortem: str, section: Section) -> list[SectionRevision]:
    postmortem_id = call.id_of(Prefix.POSTMORTEM, postmortem)
    await call.read(POSTMORTEM, postmortem_id)
    history = await call.desk.repository.store.load(postmortem_id)
    return [
        SectionRevision(
            event.revision, recorded.version, event.edited_at, event.edited_by, event.body
        )
        for recorded in history
        if isinstance(event := recorded.event, PostmortemSectionEdited) and event.section is section
    ]


@get(
    "/{postmortem:str}/sections/{section:str}/diff",
    operation_id="compareSectionRevisions",
    summary="Compare two revisions of a section",
)
async def compare_section_revisions(
    postmortem: FromPath[str],
    section: FromPath[Section],
    call: NamedDependency[Call],
    from_revision: Annotated[int | None, QueryParameter(name="from", ge=0, le=999_999_999)] = None,
    to_revision: Annotated[int | None, QueryParameter(name="to", ge=0, le=999_999_999)] = None,
) -> Response[SectionDiff]:
    """By default the last revision with the one before it; revision 0 is the empty text."""
    texts = {r.revision: r.body for r in await revisions(call, postmortem, section)}
    texts[0] = ""
    new = max(texts) if to_revision is None else to_revision
    old = max(new - 1, 0) if from_revision is None else from_revision
    for number in (old, new):
        if number not in texts:
            raise NotFound("revision", f"{number} of {section}")
    return Response(SectionDiff(section, old, new, unified(texts[old], texts[new], old, new)))


def unified(old: str, new: str, old_number: int, new_number: int) -> str:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True),
        new.splitlines(keepends=True),
        f"revision {old_number}",
        f"revision {new_number}",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


ROUTES = Router(
    "/postmortems",
    route_handlers=[edit_section, list_section_revisions, compare_section_revisions],
    tags=["Postmortems"],
)
