"""Findings of blame in what is written about an incident, computed whenever they are asked for.

The checker knows whom the incident knows. What a postmortem's authors have overridden is no finding
any more, as long as the same words stand in the same section.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final, TypeVar
from uuid import UUID

from msgspec import Struct

from api import aside
from api.call import Call
from api.documents import FindingDocument, finding_document
from api.retold import Story
from domain.action import Action
from domain.action_events import ActionStatus
from domain.blame import Finding, check, may_blame
from domain.decider import Decider
from domain.incident import INCIDENT
from domain.incident_state import Incident
from domain.postmortem import POSTMORTEM
from domain.postmortem_events import Section
from domain.postmortem_state import Postmortem
from domain.retelling import standing
from domain.timeline import last
from projections.action_list import actions_of_incident

S = TypeVar("S")

# Texts up to this long are checked at once, in half a millisecond at most, longer in a thread. The
# first that a rule is tried on takes milliseconds more: see `Rule`.
CHARS_AT_ONCE_MAX: Final = 400
RECORDERS_MAX: Final = 200
# Beside the seven sections: annotations, titles of actions and entries, in this order.
CHARS_BESIDE_MAX: Final = 250_000


class Text(Struct, frozen=True):
    """What is checked, and where it is, as a JSON pointer."""

    place: str
    section: Section
    text: str
    is_note: bool = False


class Found(Struct, frozen=True):
    text: Text
    finding: Finding


async def findings(
    text: str, section: Section | None, names: Collection[str], *, is_note: bool = False
) -> tuple[Finding, ...]:
    if len(text) <= CHARS_AT_ONCE_MAX:
        return check(text, section=section, people=names, is_note=is_note)
    return await findings_aside(text, section, names, is_note=is_note)


async def findings_aside(
    text: str, section: Section | None, names: Collection[str], *, is_note: bool = False
) -> tuple[Finding, ...]:
    return await aside.text(lambda: check(text, section=section, people=names, is_note=is_note))


async def open_findings_of_note(
    call: Call, incident_id: UUID, note: str
) -> tuple[FindingDocument, ...]:
    """As open_findings, of an entry of the incident's timeline.

    Most notes hold nothing, whoever takes part: then nobody need ask who does.
    """
    if not may_blame(note):
        return ()
    return await open_findings(call, incident_id, note, Section.TIMELINE, is_note=True)


async def open_findings(
    call: Call, incident_id: UUID, text: str, section: Section, *, is_note: bool = False
) -> tuple[FindingDocument, ...]:
    """What the checker finds in `text`, written about an incident, that nobody has overridden."""
    incident = await newest(call, INCIDENT, incident_id)
    known, overrides = involved(incident), frozenset[str]()
    if incident.postmortem_id is not None:
        postmortem = await newest(call, POSTMORTEM, incident.postmortem_id)
        known |= taking_part(postmortem) | owners(await actions_of(call, incident_id))
        overrides = frozenset(postmortem.overrides)
    known |= {call.caller.person} if call.caller.person else set()
    names = await call.desk.names.of(known)
    found = await findings(text, section, names, is_note=is_note)
    return tuple(finding_document(f) for f in found if f.id not in overrides)


async def newest(call: Call, decider: Decider[S, Any, Any], stream_id: UUID) -> S:
    """The state that the next write will find, without asking the log where it is known."""
    await call.check_known(decider, stream_id)
    known = call.desk.repository.tip(decider, stream_id)
    return (known or await call.read(decider, stream_id)).state


async def all_findings(call: Call, story: Story) -> tuple[Found, ...]:
    """What the checker finds in the whole text, overridden or not, section by section.

    Short texts, too, are checked in a thread: there may be hundreds of them.
    """
    await call.reached("action_list", await call.desk.repository.store.head())
    actions = await actions_of(call, story.incident_id)
    known = involved(story.incident) | taking_part(story.postmortem) | owners(actions)
    names = await call.desk.names.of(known)
    return tuple(
        [
            Found(text, finding)
            for text in texts(story, actions)
            for finding in await findings_aside(
                text.text, text.section, names, is_note=text.is_note
            )
        ]
    )


async def actions_of(call: Call, incident_id: UUID) -> tuple[Action, ...]:
    return tuple(row.state for row in await actions_of_incident(call.desk.views, incident_id))


def texts(story: Story, actions: Iterable[Action]) -> Iterator[Text]:
    sections = story.postmortem.sections
    for section in Section:
        if section in sections:
            yield Text(f"/sections/{section}", section, sections[section].body)
    yield from bounded(beside(story, actions))


def beside(story: Story, actions: Iterable[Action]) -> Iterator[Text]:
    entries = standing(story.incident.timeline)
    shown = {entry.id for entry in entries}
    for entry_id, annotation in story.postmortem.annotations.items():
        if entry_id in shown:
            yield Text(f"/annotations/{entry_id}", Section.TIMELINE, annotation.text)
    for action in live(actions):
        yield Text(f"/actions/{action.reference}/title", Section.ACTIONS, action.title)
    for entry in entries:
        yield Text(f"/timeline/{entry.id}", Section.TIMELINE, entry.text, is_note=True)


def live(actions: Iterable[Action]) -> Iterator[Action]:
    return (action for action in actions if action.status is not ActionStatus.CANCELLED)


def bounded(found: Iterable[Text]) -> Iterator[Text]:
    left = CHARS_BESIDE_MAX
    for text in found:
        left -= len(text.text)
        if left < 0:
            return
        yield text


def involved(incident: Incident) -> set[str]:
    """Who has a role, may see it restricted, or recorded one of the last entries."""
    recorders = {entry.recorded_by for entry in last(incident.timeline, RECORDERS_MAX)}
    return people((*incident.roles.values(), *incident.visible_to.people, *recorders))


def taking_part(postmortem: Postmortem) -> set[str]:
    lead = (postmortem.lead,) if postmortem.lead else ()
    return people((*lead, *postmortem.authors, *postmortem.reviewers, *postmortem.approved_by))


def owners(actions: Iterable[Action]) -> set[str]:
    return people(action.owner for action in actions)


def people(names: Iterable[str]) -> set[str]:
    """Those of the names that are addresses: the others are tools."""
    return {name for name in names if "@" in name}
