"""Any command that could arrive, with any stamp: sensible, odd, repeated."""

from datetime import date
from typing import Final
from uuid import UUID

from hypothesis import strategies as st

from domain import (
    action,
    action_escalation,
    person,
    postmortem,
    publication,
    readership,
    reminders,
    team,
    ticket,
    tracker,
)
from domain import incident_commands as incident
from domain.action_events import ActionKind, ActionStatus, Priority
from domain.blame import Finding
from domain.blame import Severity as BlameSeverity
from domain.diagnostics import QUESTION_SETS
from domain.escalation import Away, Level, Rung
from domain.incident_events import (
    Audience,
    Category,
    ContainmentKind,
    Detection,
    DetectionSource,
    LinkKind,
    Money,
    Role,
    Severity,
    System,
    Visibility,
)
from domain.playbook import Stage
from domain.postmortem_events import Requirement, RequirementWaiver, Section, Verdict
from domain.ticket_events import TicketWarning
from domain.timeline import EntryKind
from domain.tracker_rules import Restricted, Route, Rules
from domain.values import Evidence
from tests.domain.values import (
    BODIES,
    DAYS,
    ENDS,
    FOREIGN,
    IDS,
    LABELS,
    LINES,
    PEOPLE,
    REFERENCES,
    TEXTS,
    TIMES,
    URLS,
    Strategy,
    build,
    maybe,
    some,
    unset,
)
from tests.samples import ANA, BEN

EVIDENCE: Final = some(build(Evidence, LINES, URLS))
SYSTEMS: Final = build(System, LINES, *[maybe(LINES)] * 4)
CATEGORIES: Final = some(st.sampled_from(Category))
AUDIENCES: Final = build(incident.VisibleTo, some(PEOPLE), some(LINES))

DECLARATIONS: Final = build(
    incident.DeclareIncident,
    title=LINES,
    category=st.sampled_from(Category),
    severity=st.sampled_from(Severity),
    detection=build(Detection, st.sampled_from(DetectionSource), TIMES, maybe(LINES)),
    system=SYSTEMS,
    summary=BODIES,
    impact=BODIES,
    secondary_categories=CATEGORIES,
    labels=some(LABELS),
    lead=maybe(PEOPLE),
    visibility=st.sampled_from(Visibility),
    visible_to=AUDIENCES,
)
REVISIONS: Final = build(
    incident.ReviseIncident,
    title=unset(LINES),
    summary=unset(BODIES),
    impact=unset(BODIES),
    system=unset(SYSTEMS),
    labels=unset(some(LABELS)),
    severity=unset(st.sampled_from(Severity)),
    category=unset(st.sampled_from(Category)),
    secondary_categories=unset(CATEGORIES),
    visibility=unset(st.sampled_from(Visibility)),
    visible_to=unset(AUDIENCES),
    reason=maybe(TEXTS),
)
WAIVERS: Final = maybe(build(incident.GivenWaiver, PEOPLE, TEXTS))
QUESTIONS: Final = st.sampled_from(
    ["no_such_question", *(q.key for one in QUESTION_SETS.values() for q in one.questions)]
)
MONEY: Final = build(
    Money, st.sampled_from([0.0, 5e-324, 0.01, 1250.5, 1e12]), st.sampled_from(["EUR", "USD"])
)
ANSWERS: Final = st.sampled_from(["yes", "no", "unknown"]) | st.booleans() | TEXTS
GIVEN_ANSWERS: Final = build(
    incident.GiveAnswer, ANSWERS | st.sampled_from([0.0, 0.15, 1.0]) | MONEY, BODIES, EVIDENCE
)
CORRECTIONS: Final = build(
    incident.CorrectTimelineEntry, TEXTS, unset(TIMES), unset(TEXTS), unset(EVIDENCE)
)
RETRACTIONS: Final = build(incident.RetractTimelineEntry, TEXTS)
PLANS: Final = build(
    action.PlanAction,
    LINES,
    st.sampled_from(ActionKind),
    PEOPLE,
    DAYS,
    BODIES,
    st.sampled_from(Priority),
)
CHAINS: Final = some(
    build(Rung, st.sampled_from(Level), maybe(PEOPLE), maybe(st.sampled_from(Away)))
)
REVISED_ACTIONS: Final = build(
    action.ReviseAction,
    unset(LINES),
    unset(BODIES),
    unset(PEOPLE),
    unset(DAYS),
    unset(st.sampled_from(Priority)),
    unset(st.none()),
)
DIGESTS: Final = st.sampled_from(["0123456789abcdef", "fedcba9876543210"])
FINDINGS: Final = build(
    Finding,
    DIGESTS,
    st.sampled_from(BlameSeverity),
    LINES,
    st.just(0),
    st.just(1),
    TEXTS,
    LINES,
    LINES,
)
BRIEFS: Final = build(
    publication.ActionBrief,
    st.just("ACT-1"),
    st.sampled_from(ActionKind),
    maybe(PEOPLE),
    maybe(DAYS),
)
PUBLICATIONS: Final = build(
    publication.PublishPostmortem,
    st.lists(
        build(RequirementWaiver, st.sampled_from(Requirement), TEXTS),
        max_size=len(Requirement),
        unique_by=lambda waiver: waiver.requirement,
    ).map(tuple),
)
ALL_NAMED: Final = st.just(frozenset(EntryKind))
CREDENTIALS: Final = st.sampled_from([tracker.Credential("A"), tracker.Credential(file="/a")])
FIELDS: Final = st.dictionaries(st.sampled_from(["a", "b"]), LINES)
WEBHOOKS: Final = st.one_of(
    build(tracker.WebhookSecrets, CREDENTIALS),
    build(tracker.WebhookSecrets, CREDENTIALS, CREDENTIALS, TIMES),
)
RULES: Final = build(
    Rules,
    st.sampled_from(Restricted),
    some(LABELS),
    routes=some(build(Route, st.just(Category.DRIFT), rank=st.integers(0, 9))),
)
REGISTRATIONS: Final = st.one_of(
    [
        build(tracker.RegisterTracker, st.just(kind), LINES, st.just(project), CREDENTIALS, URLS)
        for kind, project in ((tracker.TrackerKind.JIRA, "A"), (tracker.TrackerKind.GITHUB, "a/b"))
    ]
)

ROSTER_DAYS: Final = st.sampled_from([date(2000, 1, 1), date(2026, 11, 9), date(2999, 12, 31)])
TEAM_NAMES: Final = st.sampled_from(["risk", "Risk", "evals", "\u0130" * 64, "a b"])
PEOPLE_PUT: Final = build(
    person.PutPerson,
    LINES,
    maybe(PEOPLE),
    unset(some(TEAM_NAMES)),
    maybe(ROSTER_DAYS),
    some(ROSTER_DAYS.map(lambda day: person.Absence(day, day))),
    maybe(st.sampled_from(["ana-codes", "x"])),
    maybe(st.just("5f1c9a52")),
)
EDITIONS: Final = st.integers(1, 3)
TO_READ: Final = build(
    readership.Published,
    st.just(UUID(int=3)),
    st.just("PM-12"),
    st.just(UUID(int=1)),
    st.integers(0, 2),
    some(st.sampled_from([ANA, BEN, "grafana"])),
)

OF_CLASS: Final[dict[str, dict[type, Strategy]]] = {
    "incident": {
        incident.NumberedDeclaration: build(
            incident.NumberedDeclaration, st.just("INC-12"), DECLARATIONS
        ),
        incident.ReviseIncident: REVISIONS,
        incident.ChangeStage: build(
            incident.ChangeStage, st.sampled_from(Stage), maybe(TEXTS), maybe(TIMES), WAIVERS
        ),
        incident.AddTimelineEntry: build(
            incident.AddTimelineEntry, st.sampled_from(EntryKind), TIMES, TEXTS, EVIDENCE
        ),
        incident.CorrectionOf: build(incident.CorrectionOf, IDS, CORRECTIONS | RETRACTIONS),
        incident.RecordContainment: build(
            incident.RecordContainment,
            st.sampled_from(ContainmentKind),
            LINES,
            TIMES,
            maybe(st.booleans()),
            BODIES,
        ),
        incident.RecordCommunication: build(
            incident.RecordCommunication,
            st.sampled_from(Audience),
            TEXTS,
            TEXTS,
            TIMES,
            maybe(LINES),
        ),
        incident.AnswerQuestion: build(incident.AnswerQuestion, QUESTIONS, GIVEN_ANSWERS),
        incident.AssignRole: build(incident.AssignRole, st.sampled_from(Role), PEOPLE),
        incident.LinkIncident: build(
            incident.LinkIncident,
            st.sampled_from(LinkKind),
            ENDS,
            REFERENCES,
        ),
        incident.UnlinkIncident: build(
            incident.UnlinkIncident,
            st.sampled_from(LinkKind),
            ENDS,
            REFERENCES,
            TEXTS,
        ),
        incident.NoteDuplicate: build(incident.NoteDuplicate, IDS, st.booleans()),
        incident.NotePostmortem: build(incident.NotePostmortem, IDS, st.just("PM-12")),
    },
    "postmortem": {
        postmortem.StartFor: build(
            postmortem.StartFor,
            st.just("PM-12"),
            IDS,
            build(postmortem.StartPostmortem, maybe(PEOPLE), maybe(DAYS)),
            maybe(PEOPLE),
            maybe(DAYS),
            st.booleans(),
            maybe(DAYS),
        ),
        postmortem.EditSection: build(postmortem.EditSection, st.sampled_from(Section), BODIES),
        postmortem.AnnotateTimeline: build(postmortem.AnnotateTimeline, IDS, TEXTS | st.just("")),
        postmortem.RequestReview: build(postmortem.RequestReview, some(PEOPLE), maybe(TEXTS)),
        postmortem.ReviewPostmortem: build(
            postmortem.ReviewPostmortem, st.sampled_from(Verdict), maybe(TEXTS)
        ),
        postmortem.OverrideFinding: build(
            postmortem.OverrideFinding,
            FINDINGS,
            st.sampled_from(Section),
            build(postmortem.OverrideBody, TEXTS),
        ),
        publication.PublishWith: build(
            publication.PublishWith,
            PUBLICATIONS,
            ALL_NAMED,
            some(BRIEFS),
            st.sampled_from([0, len(Section), len(Section) + 1]),
            some(build(publication.Blame, st.just("/sections/summary"), DIGESTS, TEXTS)),
            st.booleans(),
        ),
        postmortem.AmendPostmortem: build(postmortem.AmendPostmortem, TEXTS),
        postmortem.BeginClockAnew: build(postmortem.BeginClockAnew, DAYS, DAYS, DAYS),
        postmortem.FollowLead: build(postmortem.FollowLead, st.none() | PEOPLE, PEOPLE),
        reminders.RemindOfPostmortem: build(reminders.RemindOfPostmortem, CHAINS),
    },
    "action": {
        action.NumberedPlan: build(
            action.NumberedPlan, st.just("ACT-40"), IDS, maybe(IDS), maybe(IDS), PLANS
        ),
        action.ReviseWith: build(action.ReviseWith, REVISED_ACTIONS, maybe(IDS)),
        action.ChangeStatus: build(
            action.ChangeStatus, st.sampled_from(ActionStatus), maybe(TEXTS), EVIDENCE
        ),
        action.AttachToPostmortem: build(action.AttachToPostmortem, IDS),
        action_escalation.EscalateAction: build(action_escalation.EscalateAction, CHAINS),
        action.ObserveTicket: build(
            action.ObserveTicket,
            st.booleans(),
            maybe(FOREIGN),
            st.booleans(),
            st.sampled_from([ActionStatus.DONE, ActionStatus.CANCELLED]),
        ),
        action.FollowTicket: build(
            action.FollowTicket,
            maybe(PEOPLE),
            maybe(DAYS),
            maybe(st.sampled_from(ActionStatus)),
            FOREIGN,
            some(build(action.Clash, st.sampled_from(["owner", "due_on"]), FOREIGN, FOREIGN)),
        ),
        ticket.StartCreate: st.just(ticket.StartCreate()),
        ticket.FailCreate: build(ticket.FailCreate, st.just("refused"), FOREIGN),
        ticket.DoubtCreate: build(ticket.DoubtCreate, FOREIGN),
        ticket.LinkTicket: build(
            ticket.LinkTicket,
            st.just("ACME-7"),
            FOREIGN,
            st.booleans(),
            maybe(st.integers(1, 2)),
        ),
        ticket.NoteTicketUpdate: st.just(ticket.NoteTicketUpdate(("title",))),
        ticket.BlockTicket: build(ticket.BlockTicket, st.just("forbidden"), FOREIGN, TEXTS),
        ticket.RetryTicket: st.just(ticket.RetryTicket()),
        ticket.LoseTicket: st.just(ticket.LoseTicket()),
        ticket.WarnTicket: build(
            ticket.WarnTicket,
            some(build(TicketWarning, st.just("unmapped"), st.just("owner"), TEXTS)),
        ),
        ticket.PauseTicket: build(ticket.PauseTicket, st.just("access_lost"), FOREIGN, TEXTS),
        ticket.ResumeTicket: st.just(ticket.ResumeTicket()),
        ticket.MoveTicket: build(ticket.MoveTicket, st.sampled_from(["ACME-7", "B-1"]), FOREIGN),
    },
    "tracker": {
        tracker.NumberedRegistration: build(
            tracker.NumberedRegistration, st.just("TRK-1"), REGISTRATIONS
        ),
        tracker.ChangeTracker: build(
            tracker.ChangeTracker,
            unset(LINES),
            unset(st.sampled_from(["A", "a/b"])),
            unset(CREDENTIALS),
            unset(maybe(URLS)),
            unset(st.booleans()),
            unset(FIELDS),
            unset(maybe(WEBHOOKS)),
            unset(RULES),
            unset(st.booleans()),
        ),
    },
    "person": {
        person.PersonAs: build(person.PersonAs, PEOPLE, PEOPLE_PUT),
        person.JoinTeam: build(person.JoinTeam, PEOPLE, st.sampled_from(["risk", "evals"])),
        person.LeaveTeam: build(person.LeaveTeam, st.sampled_from(["risk", "evals"])),
    },
    "team": {
        team.TeamAs: build(
            team.TeamAs,
            st.just("risk"),
            build(team.PutTeam, maybe(LINES), maybe(PEOPLE), unset(some(PEOPLE))),
        ),
    },
    "readership": {
        readership.NoteRead: build(
            readership.NoteRead, TO_READ, PEOPLE, build(readership.ReadEdition, maybe(EDITIONS))
        ),
        readership.NoteThanks: build(
            readership.NoteThanks, TO_READ, PEOPLE, build(readership.GiveThanks, TEXTS)
        ),
    },
}
