"""The shipped incidents: complete, attested, and about systems."""

import re
from typing import Final

import pytest

from domain.blame import check
from domain.diagnostics import QUESTION_SETS
from domain.incident_commands import DeclareIncident
from domain.incident_events import Category
from domain.postmortem_events import Section
from domain.publication import KINDS
from domain.timeline import NAMED
from examples.incidents import Incident, incidents
from examples.readers import roster

ALL: Final = incidents()
each = pytest.mark.parametrize("incident", ALL, ids=lambda incident: incident.key)


def test_there_are_nine_and_every_category_has_one() -> None:
    assert len({incident.key for incident in ALL}) == 9
    assert {incident.declare["category"] for incident in ALL} == set(Category)


@each
def test_sections_named_times_and_sources_are_complete(incident: Incident) -> None:
    assert list(incident.sections) == list(Section)
    entries = [post.body for post in incident.record if post.post == "timeline-entries"]
    assert set(NAMED) <= {entry["kind"] for entry in entries}
    assert all(re.search(r"Known to the (day|month)\.$", entry["text"]) for entry in entries)
    assert incident.sources
    assert all(source.url.startswith("https://") for source in incident.sources)


@each
def test_what_publishing_asks_for_is_planned_or_waived_once(incident: Incident) -> None:
    planned = [str(action["kind"]) for action in incident.actions]
    waived = [waiver["requirement"] for waiver in incident.waivers]
    for requirement in KINDS:
        assert (requirement in planned) != (requirement in waived)


@each
def test_the_diagnosis_answers_questions_of_its_categories(incident: Incident) -> None:
    categories = [incident.declare["category"], *incident.declare.get("secondary_categories", ())]
    questions = {q.key for c in categories for q in QUESTION_SETS[Category(c)].questions}
    assert {answer.question for answer in incident.diagnosis} <= questions
    assert incident.diagnosis


@each
def test_everybody_who_has_a_part_is_on_the_roster(incident: Incident) -> None:
    owners = (action["owner"] for action in incident.actions)
    named = {incident.lead, incident.thanks.by, *owners, *incident.roles.values()}
    assert named <= {entry.email for entry in roster()}
    assert incident.thanks.by != incident.lead


@each
def test_no_section_and_no_action_blames_anybody(incident: Incident) -> None:
    overruled = {override.section for override in incident.overrides}
    amended = incident.amendment.sections if incident.amendment else {}
    for section, body in (*incident.sections.items(), *amended.items()):
        assert bool(check(body, section=Section(section))) is (section in overruled)
    for action in incident.actions:
        assert check(action["title"], section=Section.ACTIONS) == ()


@each
def test_bodies_name_only_fields_that_the_api_takes(incident: Incident) -> None:
    assert set(incident.declare) <= set(DeclareIncident.__struct_fields__)


@each
def test_an_unknown_resolution_leaves_the_incident_open(incident: Incident) -> None:
    resolved = [p.body["text"] for p in incident.record if p.body.get("kind") == "resolved"]
    assert (incident.closing is None) == resolved[0].startswith("Not resolved in the sources read")


@each
def test_each_communication_says_what_was_not_known(incident: Incident) -> None:
    sent = [post.body for post in incident.record if post.post == "communications"]
    assert all(body["known"].strip() and body["unknown"].strip() for body in sent)
