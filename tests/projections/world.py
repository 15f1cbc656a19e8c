"""An organization that works at random: commands through the deciders, and the writes they make."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from domain import action as actions
from domain import ticket, tracker
from domain.action_escalation import EscalateAction
from domain.action_events import ActionKind, ActionStatus, Priority
from domain.blame import check
from domain.catalog import OF_CATEGORY
from domain.decider import Stamp
from domain.errors import DomainError
from domain.escalation import Away, Level, Rung
from domain.incident_commands import (
    AddTimelineEntry,
    AssignRole,
    ChangeStage,
    CorrectionOf,
    CorrectTimelineEntry,
    DeclareIncident,
    GivenWaiver,
    LinkIncident,
    NoteDuplicate,
    NotePostmortem,
    NumberedDeclaration,
    RecordCommunication,
    RecordContainment,
    RetractTimelineEntry,
    ReviseIncident,
    UnlinkIncident,
    VisibleTo,
)
from domain.incident_events import (
    Audience,
    Category,
    ContainmentKind,
    Detection,
    DetectionSource,
    LinkKind,
    Role,
    Severity,
    System,
    Visibility,
)
from domain.person import JoinTeam, LeaveTeam, PersonAs, PutPerson
from domain.playbook import Stage
from domain.postmortem import (
    AmendPostmortem,
    AnnotateTimeline,
    EditSection,
    OverrideBody,
    OverrideFinding,
    RequestReview,
    ReviewPostmortem,
    StartFor,
    StartPostmortem,
)
from domain.postmortem_events import Requirement, RequirementWaiver, Section, Verdict
from domain.publication import ActionBrief, PublishPostmortem, PublishWith
from domain.readership import GiveThanks, NoteRead, NoteThanks, Published, ReadEdition
from domain.reminders import RemindOfPostmortem
from domain.team import PutTeam, TeamAs
from domain.timeline import NAMED, EntryKind
from eventstore.store import Actor, Metadata, Write
from tests.projections.words import FEATURES, GUESTS, LABELS, PEOPLE, TEAMS, WORDS
from tests.samples import AT

NAMESPACE: Final = UUID(int=77)
FINDINGS: Final = check("Ana forgot the eval. Ben was careless.", section=Section.SUMMARY)

Change = Callable[["World"], Write | None]


def identity(reference: str) -> UUID:
    return uuid5(NAMESPACE, reference)


class World:
    """The state of every stream as the domain alone folds it, and `writes` in order."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.states: dict[UUID, Any] = {}
        self.versions: dict[UUID, int] = {}
        self.categories: dict[UUID, str] = {}
        self.writes: list[Write] = []
        self._count = 0

    def work(self, steps: int) -> Sequence[Write]:
        """Let so many commands come; what those make happen that are not refused."""
        begun = len(self.writes)
        if not self.states:
            declare(self)
        for _ in range(steps):
            self.random.choices([*SHARES], [*SHARES.values()])[0](self)
        return self.writes[begun:]

    def notes(self, count: int) -> Sequence[Write]:
        """So many notes on timelines of incidents there are."""
        begun = len(self.writes)
        for _ in range(count):
            for incident_id, _ in self.any_of("incident"):
                note = AddTimelineEntry(EntryKind.NOTE, self.moment(), self.text())
                self.ask("incident", incident_id, note)
        return self.writes[begun:]

    def of(self, category: str) -> dict[UUID, Any]:
        return {i: s for i, s in self.states.items() if self.categories[i] == category}

    def ask(self, category: str, stream_id: UUID, command: object) -> None:
        decider = OF_CATEGORY[category]
        before = self.states.get(stream_id, decider.initial)
        self._count += 1
        at = AT + timedelta(minutes=self._count)
        stamp = Stamp(at, self.pick(PEOPLE), UUID(int=1_000 + self._count))
        try:
            events = tuple(decider.decide(before, command, stamp))
        except DomainError:
            return
        if events:
            self._write(category, stream_id, decider.fold(events, before), events)

    def _write(
        self, category: str, stream_id: UUID, state: Any, events: tuple[object, ...]
    ) -> None:
        version = self.versions.get(stream_id, 0)
        metadata = Metadata(self._actor(), "request", "correlation", subject=state.reference)
        self.writes.append(Write(stream_id, version, events, (metadata,) * len(events)))
        self.states[stream_id], self.categories[stream_id] = state, category
        self.versions[stream_id] = version + len(events)

    def _actor(self) -> Actor:
        if self.random.random() < 0.5:
            return Actor("person", self.pick(PEOPLE))
        return Actor("tool", "chat bot", self.pick((None, *PEOPLE)))

    def pick(self, options: Sequence[Any]) -> Any:
        return self.random.choice(options)

    def text(self, words_max: int = 12) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(2, words_max)))

    def moment(self) -> Any:
        return AT + timedelta(minutes=self.random.randint(-500, self._count))

    def any_of(self, category: str) -> Iterator[tuple[UUID, Any]]:
        """One aggregate of the category, or none."""
        if known := list(self.of(category).items()):
            yield self.pick(known)


def declare(world: World) -> None:
    reference = f"INC-{len(world.of('incident')) + 1}"
    detection = Detection(world.pick(list(DetectionSource)), world.moment())
    body = DeclareIncident(
        title=world.text(),
        category=world.pick(list(Category)),
        severity=world.pick(list(Severity)),
        detection=detection,
        system=System(world.pick(FEATURES)),
        summary=world.pick(("", world.text(40))),
        labels=tuple(world.random.sample(LABELS, world.random.randint(0, 2))),
        lead=world.pick((None, *PEOPLE)),
        visibility=world.pick(list(Visibility)),
        visible_to=VisibleTo((world.pick(PEOPLE),), ("risk",)),
    )
    world.ask("incident", identity(reference), NumberedDeclaration(reference, body))


def revise(world: World) -> None:
    revisions: dict[str, Any] = {
        "title": world.text(),
        "summary": world.text(40),
        "system": System(world.pick(FEATURES), "large"),
        "labels": (world.pick(LABELS),),
        "severity": world.pick(list(Severity)),
        "category": world.pick(list(Category)),
        "visibility": world.pick(list(Visibility)),
    }
    changed = world.random.sample(sorted(revisions), 2)
    command = ReviseIncident(**{name: revisions[name] for name in changed}, reason="known better")
    for incident_id, _ in world.any_of("incident"):
        world.ask("incident", incident_id, command)


def respond(world: World) -> None:
    at = world.moment()
    commands = (
        AddTimelineEntry(world.pick([*EntryKind]), at, world.text()),
        AddTimelineEntry(world.pick(NAMED), at, world.text()),
        RecordContainment(
            world.pick(list(ContainmentKind)), "feature", at, world.pick((True, None))
        ),
        RecordCommunication(world.pick(list(Audience)), world.text(), world.text(), at),
        AssignRole(world.pick(list(Role)), world.pick(PEOPLE)),
        ChangeStage(
            world.pick(list(Stage)), "because", waiver=GivenWaiver(world.pick(PEOPLE), "so")
        ),
    )
    for incident_id, _ in world.any_of("incident"):
        world.ask("incident", incident_id, world.pick(commands))


def correct(world: World) -> None:
    for incident_id, incident in world.any_of("incident"):
        entry = world.pick(incident.timeline)
        body = world.pick(
            (CorrectTimelineEntry("mistyped", text=world.text()), RetractTimelineEntry("wrong"))
        )
        world.ask("incident", incident_id, CorrectionOf(entry.id, body))


def link(world: World) -> None:
    for one, _ in world.any_of("incident"):
        for other, incident in world.any_of("incident"):
            kind = world.pick(list(LinkKind))
            world.ask("incident", one, LinkIncident(kind, other, incident.reference))
            if kind is LinkKind.DUPLICATE_OF:
                world.ask("incident", other, NoteDuplicate(one))


def unlink(world: World) -> None:
    for one, incident in world.any_of("incident"):
        for linked in incident.linked[:1]:
            command = UnlinkIncident(linked.kind, linked.incident_id, linked.reference, "wrong")
            world.ask("incident", one, command)


def start_postmortem(world: World) -> None:
    for incident_id, incident in world.any_of("incident"):
        reference = incident.reference.replace("INC", "PM")
        body = StartPostmortem(due_on=world.pick((None, date(2026, 11, 3))))
        start = StartFor(reference, incident_id, body, world.pick((None, *PEOPLE)))
        world.ask("postmortem", identity(reference), start)
        world.ask("incident", incident_id, NotePostmortem(identity(reference), reference))


def edit(world: World) -> None:
    for postmortem_id, _ in world.any_of("postmortem"):
        command = EditSection(world.pick(list(Section)), world.pick(("", world.text(60))))
        world.ask("postmortem", postmortem_id, command)


def review(world: World) -> None:
    commands = (
        RequestReview((world.pick(PEOPLE),)),
        ReviewPostmortem(world.pick(list(Verdict))),
        AnnotateTimeline(UUID(int=1), world.pick(("", world.text()))),
        OverrideFinding(world.pick(FINDINGS), Section.SUMMARY, OverrideBody("a quotation")),
    )
    for postmortem_id, _ in world.any_of("postmortem"):
        world.ask("postmortem", postmortem_id, world.pick(commands))


def publish(world: World) -> None:
    for postmortem_id, _ in world.any_of("postmortem"):
        for section in Section:
            world.ask("postmortem", postmortem_id, EditSection(section, world.text(60)))
        briefs = tuple(
            ActionBrief("ACT-1", kind.value, world.pick(PEOPLE), date(2026, 12, 1))
            for kind in ActionKind
        )
        body = PublishPostmortem((RequirementWaiver(Requirement.REVIEW, "a small team"),))
        edits = world.states[postmortem_id].edits
        command = PublishWith(body, frozenset(NAMED), briefs, edits)
        world.ask("postmortem", postmortem_id, command)


def amend(world: World) -> None:
    for postmortem_id, _ in world.any_of("postmortem"):
        world.ask("postmortem", postmortem_id, AmendPostmortem("new facts"))


def plan(world: World) -> None:
    reference = f"ACT-{len(world.of('action')) + 1}"
    body = actions.PlanAction(
        title=world.text(),
        kind=world.pick(list(ActionKind)),
        owner=world.pick(PEOPLE),
        due_on=date(2026, 10, 15) + timedelta(days=world.random.randint(0, 60)),
        details=world.pick(("", world.text(30))),
        priority=world.pick(list(Priority)),
    )
    for incident_id, incident in world.any_of("incident"):
        trackers = [None, *world.of("tracker")]
        command = actions.NumberedPlan(
            reference, incident_id, incident.postmortem_id, world.pick(trackers), body
        )
        world.ask("action", identity(reference), command)


def follow(world: World) -> None:
    commands = (
        actions.ReviseWith(actions.ReviseAction(title=world.text(), owner=world.pick(PEOPLE))),
        actions.ChangeStatus(world.pick(list(ActionStatus)), "because"),
        actions.ObserveTicket(closed=world.pick((True, False))),
        ticket.StartCreate(),
        ticket.DoubtCreate("no answer"),
        ticket.LinkTicket("ACME-1", "https://jira.example.com/browse/ACME-1"),
        ticket.BlockTicket("forbidden", "may not", "grant it"),
        ticket.RetryTicket(),
        ticket.LoseTicket(),
    )
    for action_id, _ in world.any_of("action"):
        world.ask("action", action_id, world.pick(commands))


def call_on_somebody(world: World) -> None:
    chain = tuple(
        Rung(level, world.pick((None, *PEOPLE)), world.pick((None, *Away))) for level in Level
    )
    for action_id, _ in world.any_of("action"):
        world.ask("action", action_id, EscalateAction(chain))
    for postmortem_id, _ in world.any_of("postmortem"):
        world.ask("postmortem", postmortem_id, RemindOfPostmortem(chain))


def register(world: World) -> None:
    reference = f"TRK-{len(world.of('tracker')) + 1}"
    body = tracker.RegisterTracker(
        tracker.TrackerKind.GITHUB,
        world.text(3),
        "acme/actions",
        tracker.Credential(env="TOKEN"),
        is_default=world.pick((True, False)),
    )
    world.ask("tracker", identity(reference), tracker.NumberedRegistration(reference, body))


def reconfigure(world: World) -> None:
    for tracker_id, _ in world.any_of("tracker"):
        command = tracker.ChangeTracker(name=world.text(3), is_default=world.pick((True, False)))
        world.ask("tracker", tracker_id, command)


def put_on_roster(world: World) -> None:
    email = world.pick(PEOPLE)
    teams = tuple(world.random.sample(TEAMS, world.random.randint(0, 2)))
    left_on = world.pick((None, None, date(2026, 11, 10)))
    body = PutPerson(world.text(2), world.pick((None, *GUESTS)), teams, left_on)
    commands = (
        PersonAs(email, body),
        JoinTeam(email, world.pick(TEAMS)),
        LeaveTeam(world.pick(TEAMS)),
    )
    world.ask("person", identity(f"person:{email}"), world.pick(commands))


def put_team(world: World) -> None:
    name = world.pick(TEAMS)
    body = PutTeam(world.text(2), world.pick((None, *PEOPLE)))
    world.ask("team", identity(f"team:{name}"), TeamAs(name, body))


def read(world: World) -> None:
    for postmortem_id, postmortem in world.any_of("postmortem"):
        what = Published(
            postmortem_id,
            postmortem.reference,
            postmortem.incident_id,
            postmortem.edition,
            postmortem.authors,
        )
        reader = world.pick(PEOPLE)
        commands = (
            NoteRead(what, reader, ReadEdition()),
            NoteRead(what, reader, ReadEdition(1)),
            NoteThanks(what, reader, GiveThanks(world.text())),
        )
        stream_id = identity(f"readership:{postmortem_id}:{reader}")
        world.ask("readership", stream_id, world.pick(commands))


SHARES: Final = {
    declare: 7,
    revise: 10,
    respond: 30,
    correct: 5,
    link: 4,
    unlink: 1,
    start_postmortem: 5,
    edit: 10,
    review: 4,
    publish: 2,
    amend: 2,
    plan: 6,
    follow: 20,
    call_on_somebody: 4,
    register: 1,
    reconfigure: 2,
    put_on_roster: 6,
    put_team: 2,
    read: 12,
}
