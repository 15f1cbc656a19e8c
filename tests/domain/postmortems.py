"""What tests of the postmortem begin from: commands, and facts of one that is nearly there."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.blame import check
from domain.decider import Stamp
from domain.postmortem import (
    StartFor,
    StartPostmortem,
)
from domain.postmortem_events import (
    PostmortemAmendmentStarted,
    PostmortemBlameOverridden,
    Requirement,
    RequirementWaiver,
    Section,
)
from domain.publication import (
    KINDS,
    ActionBrief,
    Blame,
    PublishPostmortem,
    PublishWith,
)
from domain.timeline import NAMED
from tests.samples import (
    ANA,
    AT,
    BEN,
    INCIDENT_ID,
    STAMP,
)

DUE = date(2026, 11, 16)
ACTIONS = tuple(ActionBrief(f"ACT-{n}", kind, BEN, DUE) for n, kind in enumerate(KINDS))
WAIVERS = tuple(RequirementWaiver(requirement, "Not this time.") for requirement in Requirement)
CEM = "cem@example.com"
(FINDING,) = check("Ana forgot the eval.", section=Section.SUMMARY, people=[ANA])
OVERRIDDEN = PostmortemBlameOverridden(
    finding=FINDING.id,
    section=Section.SUMMARY,
    rule=FINDING.rule,
    severity="high",
    excerpt=FINDING.excerpt,
    reason="A quotation.",
    overridden_at=AT,
    overridden_by=ANA,
)
AMENDED = PostmortemAmendmentStarted(2, "A fourth customer came forward.")


def start(*, incident_lead: str | None = None, clock: date | None = None, **body: Any) -> StartFor:
    return StartFor("PM-12", INCIDENT_ID, StartPostmortem(**body), incident_lead, clock)


def publication(
    actions: tuple[ActionBrief, ...] = ACTIONS,
    waivers: tuple[RequirementWaiver, ...] = (),
    named: frozenset[Any] = frozenset(NAMED),
    *,
    edits: int = len(Section),
    blame: tuple[Blame, ...] = (),
    told: bool = False,
) -> PublishWith:
    return PublishWith(PublishPostmortem(waivers), named, actions, edits, blame, told)


def by(person: str) -> Stamp:
    return replace(STAMP, by=person)
