"""Tracker: one Jira project or GitHub repository into which actions are mirrored.

Stream: the tracker's id. A credential is a reference to where the secret is kept, never the
secret; nothing here ever holds one.
"""

from enum import StrEnum
from typing import Annotated, Final, assert_never

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from domain.decider import Decider, Stamp
from domain.errors import AlreadyExists, NotFound, TrackerRefused
from domain.tracker_rules import Rules
from domain.values import CONTROL, END, Instant, Line


class TrackerKind(StrEnum):
    JIRA = "jira"
    GITHUB = "github"


class Credential(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where the secret is kept: exactly one of an environment variable and a file.

    It has one line (a GitHub App's JSON may have more) and at most 16384 bytes.
    """

    env: Annotated[str, Meta(max_length=200, pattern=rf"^[A-Za-z_][A-Za-z0-9_]*{END}")] | None = (
        None
    )
    file: Annotated[str, Meta(max_length=1_000, pattern=rf"^/[^{CONTROL}]+{END}")] | None = None

    def __post_init__(self) -> None:
        if (self.env is None) == (self.file is None):
            raise ValueError("Expected exactly one of `env` and `file`")


class WebhookSecrets(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where the secret is kept under which the tracker signs what it sends.

    While it is replaced, the one before it counts as well, until `previous_until`.
    """

    secret: Credential
    previous: Credential | None = None
    previous_until: Instant | None = None

    def __post_init__(self) -> None:
        if (self.previous is None) != (self.previous_until is None):
            raise ValueError("Expected `previous` and `previous_until` together, or neither")


# One segment of a path: never "." or "..", which would lead out of it.
SEGMENT: Final = r"\.*[A-Za-z0-9_\-][A-Za-z0-9_.\-]*"
# Scheme, host and path: a password in it would be in the log for ever.
BaseUrl = Annotated[
    str,
    Meta(
        max_length=2_048,
        pattern=rf"^https?://[^\s@?#{CONTROL}]+{END}",
        description="an address with http:// or https://, without a user, a password or a query",
    ),
]
GITHUB_LABEL_CHARS_MAX: Final = 50  # Source: GitHub refuses an issue with a longer one by 422
SETTINGS_PREFIX: Final = "TWICESHY_"  # of the variables that are none of a tracker's
Project = Annotated[
    str,
    Meta(
        max_length=200,
        pattern=rf"^{SEGMENT}(/{SEGMENT})?{END}",
        description="A Jira project key, or a GitHub owner/name.",
        examples=["ACME", "acme/actions"],
    ),
]
FieldName = Annotated[str, Meta(max_length=64, pattern=rf"^[A-Za-z0-9_]+{END}")]
Fields = Annotated[dict[FieldName, Line], Meta(max_length=50)]


class TrackerRegistered(Struct, frozen=True, omit_defaults=True):
    reference: str
    kind: TrackerKind
    name: str
    project: str
    credential: Credential
    base_url: str | None = None
    is_default: bool = False
    fields: dict[str, str] = {}
    webhook: WebhookSecrets | None = None
    rules: Rules = Rules()


class TrackerChanged(Struct, frozen=True, omit_defaults=True):
    """The whole configuration as it stands from now on."""

    name: str
    project: str
    credential: Credential
    base_url: str | None = None
    is_default: bool = False
    fields: dict[str, str] = {}
    webhook: WebhookSecrets | None = None
    rules: Rules = Rules()
    paused: bool = False


TrackerEvent = TrackerRegistered | TrackerChanged

TOPICS: Final[dict[str, type[TrackerEvent]]] = {
    "tracker.registered@1": TrackerRegistered,
    "tracker.changed@1": TrackerChanged,
}


class Tracker(Struct, frozen=True, omit_defaults=True):
    """`reference` is empty until the tracker is registered."""

    reference: str = ""
    kind: TrackerKind = TrackerKind.JIRA
    name: str = ""
    project: str = ""
    credential: Credential | None = None
    base_url: str | None = None
    is_default: bool = False
    fields: dict[str, str] = {}
    webhook: WebhookSecrets | None = None
    rules: Rules = Rules()
    paused: bool = False  # while true the mirror calls it for nothing


def evolve(tracker: Tracker, event: TrackerEvent) -> Tracker:
    match event:
        case TrackerRegistered():
            return Tracker(
                event.reference,
                event.kind,
                event.name,
                event.project,
                event.credential,
                event.base_url,
                event.is_default,
                event.fields,
                event.webhook,
                event.rules,
            )
        case TrackerChanged():
            return replace(
                tracker,
                name=event.name,
                project=event.project,
                credential=event.credential,
                base_url=event.base_url,
                is_default=event.is_default,
                fields=event.fields,
                webhook=event.webhook,
                rules=event.rules,
                paused=event.paused,
            )
        case _:
            assert_never(event)


class RegisterTracker(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`base_url` may be left out for GitHub's own service.

    `fields` names Jira's `issue_type`, and its `deployment` (`cloud` or `data_center`) where its
    host does not tell it; and by `due_on` the issue field of a GitHub organization that holds due
    dates; without it they are a line of the text.
    """

    kind: TrackerKind
    name: Line
    project: Project
    credential: Credential
    base_url: BaseUrl | None = None
    is_default: bool = False
    fields: Fields = {}
    webhook: WebhookSecrets | None = None
    rules: Rules = Rules()

    def __post_init__(self) -> None:
        why = misfit(self.kind, self.project, self.base_url, self.rules)
        if why := why or misplaced(self.credential, self.webhook):
            raise ValueError(why)


def misfit(kind: TrackerKind, project: str, base_url: str | None, rules: Rules) -> str | None:
    """Return what does not fit the kind of tracker, in a sentence."""
    put = (*rules.labels, *rules.priorities.values())  # as labels, where there are no priorities
    if kind is TrackerKind.JIRA and base_url is None:
        return "Expected `base_url`: a Jira tracker has no address of its own"
    if kind is TrackerKind.JIRA and "/" in project:
        return "Expected `project` to be the key of a Jira project, like ACME"
    if kind is TrackerKind.GITHUB and "/" not in project:
        return "Expected `project` to be a GitHub repository, like acme/actions"
    if kind is TrackerKind.JIRA and any(" " in label for label in rules.labels):
        return "Expected `labels` without spaces: Jira has no others"
    if kind is TrackerKind.GITHUB and any(len(label) > GITHUB_LABEL_CHARS_MAX for label in put):
        return (
            f"Expected labels of at most {GITHUB_LABEL_CHARS_MAX} characters: GitHub has no others"
        )
    return None


def misplaced(credential: Credential, webhook: WebhookSecrets | None) -> str | None:
    """Return which secret is none of a tracker's, in a sentence: ours are never sent anywhere."""
    theirs = (webhook.secret, webhook.previous) if webhook else ()
    for place in (credential, *theirs):
        if place and place.env and place.env.startswith(SETTINGS_PREFIX):
            return f"Expected no secret in {place.env}: such variables are this service's own"
    return None


class NumberedRegistration(Struct, frozen=True):
    """A registration with the reference that it was given."""

    reference: str
    body: RegisterTracker


class ChangeTracker(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is absent stays as it is; `rules` are replaced as a whole."""

    name: Line | UnsetType = UNSET
    project: Project | UnsetType = UNSET
    credential: Credential | UnsetType = UNSET
    base_url: BaseUrl | UnsetType | None = UNSET
    is_default: bool | UnsetType = UNSET
    fields: Fields | UnsetType = UNSET
    webhook: WebhookSecrets | UnsetType | None = UNSET
    rules: Rules | UnsetType = UNSET
    paused: bool | UnsetType = UNSET


TrackerCommand = NumberedRegistration | ChangeTracker


def decide(tracker: Tracker, command: TrackerCommand, _: Stamp) -> tuple[TrackerEvent, ...]:
    """Return what `command` makes happen; `()` when its effect already holds.

    Raises:
        NotFound: the tracker was never registered.
        AlreadyExists: it was.
        TrackerRefused: the address or the project does not fit the kind of tracker, or a secret is
            none of a tracker's.
    """
    match command:
        case NumberedRegistration(reference, body):
            if tracker.reference:
                raise AlreadyExists(f"{tracker.reference} is registered already")
            return (
                TrackerRegistered(
                    reference,
                    body.kind,
                    body.name,
                    body.project,
                    body.credential,
                    body.base_url,
                    body.is_default,
                    body.fields,
                    body.webhook,
                    body.rules,
                ),
            )
        case ChangeTracker():
            return change(tracker, command)
        case _:
            assert_never(command)


def change(tracker: Tracker, command: ChangeTracker) -> tuple[TrackerChanged, ...]:
    if tracker.credential is None:
        raise NotFound("tracker", "of that name")
    present = TrackerChanged(
        tracker.name,
        tracker.project,
        tracker.credential,
        tracker.base_url,
        tracker.is_default,
        tracker.fields,
        tracker.webhook,
        tracker.rules,
        tracker.paused,
    )
    wanted = replace(
        present,
        **{f: v for f in command.__struct_fields__ if (v := getattr(command, f)) is not UNSET},
    )
    why = misfit(tracker.kind, wanted.project, wanted.base_url, wanted.rules)
    if why := why or misplaced(wanted.credential, wanted.webhook):
        raise TrackerRefused(why)
    return () if wanted == present else (wanted,)


TRACKER: Final = Decider("tracker", Tracker(), decide, evolve, TOPICS)
