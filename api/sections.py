"""Sections of a postmortem: write one; where two wrote at once, tell the second what to merge."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, Router, put
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.blame_findings import open_findings
from api.call import Call, Shape
from api.comparing import Change, Merge, changes, merged
from api.documents import FindingDocument
from api.postmortem_documents import SectionDocument, section_document, warned
from api.references import Prefix
from api.retold import story_of
from api.revisions import Edit, edits_between
from domain.errors import VersionConflict
from domain.postmortem import POSTMORTEM, EditSection
from domain.postmortem_events import Section
from domain.values import Body
from eventstore.transact import Outcome, Step
from projections.section_edits import SectionOf, last_edit


class SectionText(Struct, frozen=True, forbid_unknown_fields=True):
    body: Body


class EditedSection(SectionDocument, frozen=True, kw_only=True):
    """The section as it is now, what in it is blame, and the postmortem's version to edit next.

    `warnings` are those of the postmortem as it is now, as that it is over one page.
    """

    section: Section
    version: int
    blame_findings: tuple[FindingDocument, ...]
    warnings: tuple[str, ...]


class SectionConflict(Struct, frozen=True):
    """What became of a section since the version that was edited, and both edits in one text.

    `base_revision` is the revision that was edited, `revision` the present one with its `body`;
    `edits` are the latest 50 between them, and `words` what they changed. Send `merge.body` against
    the present version where it is clean; where it is not, it has both texts between marks.
    """

    section: Section
    base_revision: int
    revision: int
    body: str
    edits: tuple[Edit, ...]
    words: tuple[Change, ...]
    merge: Merge


@put(
    "/{postmortem:str}/sections/{section:str}",
    operation_id="editSection",
    summary="Write a section of a postmortem",
)
async def edit_section(
    postmortem: FromPath[str],
    section: FromPath[Section],
    data: JSONBody[SectionText],
    request: Call,
) -> Response[EditedSection]:
    """Needs If-Match with the version that was edited, so that no edit covers another.

    A problem 412 has a member `conflict`: what changed in the section, and a merge of both edits.
    """
    postmortem_id = request.id_of(Prefix.POSTMORTEM, postmortem)
    expected = request.expected(required=True)
    step = Step(POSTMORTEM, postmortem_id, EditSection(section, data.body), expected)

    async def beside(conflict: VersionConflict) -> Mapping[str, Any]:
        of = SectionOf(postmortem_id, section)
        return {"conflict": await conflict_of(request, of, data.body, conflict)}

    story = await story_of(request, postmortem_id)
    found = await open_findings(request, story.incident_id, data.body, section)
    return await request.write(
        step, render=lambda made: edited(made[0], section, found), beside=beside
    )


def edited(changed: Outcome, section: Section, found: tuple[FindingDocument, ...]) -> Shape:
    text = section_document(changed.state.sections.get(section))
    return Shape(
        EditedSection(
            section=section,
            version=changed.version,
            body=text.body,
            revision=text.revision,
            edited_at=text.edited_at,
            edited_by=text.edited_by,
            blame_findings=found,
            warnings=warned(changed.state),
        ),
        changed.version,
    )


async def conflict_of(
    call: Call, of: SectionOf, yours: str, conflict: VersionConflict
) -> SectionConflict:
    loaded = await call.read(POSTMORTEM, of.postmortem_id)
    theirs = section_document(loaded.state.sections.get(of.section))
    known = min(conflict.expected or 0, loaded.version)
    last = await last_edit(call.desk.views, of, known)
    base, revision = (last.event.body, last.event.revision) if last else ("", 0)
    return SectionConflict(
        section=of.section,
        base_revision=revision,
        revision=theirs.revision,
        body=theirs.body,
        edits=await edits_between(call, of, revision, theirs.revision),
        words=await changes(base, theirs.body),
        merge=await merged(base, yours, theirs.body, f"revision {theirs.revision}"),
    )


ROUTES = Router("/postmortems", route_handlers=[edit_section], tags=["Postmortems"])
