"""A tracker as callers see it: a project of Jira or a repository of GitHub, and its rules."""

from uuid import UUID

from msgspec import Struct

from api.documents import Links
from domain.tracker import Credential, Tracker, TrackerKind, WebhookSecrets
from domain.tracker_rules import Rules


class TrackerDocument(Struct, frozen=True):
    """`credential` tells where the secret is kept; nobody can read it here."""

    id: UUID
    reference: str
    version: int
    kind: TrackerKind
    name: str
    base_url: str | None
    project: str
    credential: Credential
    is_default: bool
    paused: bool
    fields: dict[str, str]
    webhook: WebhookSecrets | None
    rules: Rules
    links: Links


def tracker_document(tracker_id: UUID, version: int, tracker: Tracker) -> TrackerDocument:
    assert tracker.credential is not None
    here = f"/v1/trackers/{tracker_id}"
    return TrackerDocument(
        id=tracker_id,
        reference=tracker.reference,
        version=version,
        kind=tracker.kind,
        name=tracker.name,
        base_url=tracker.base_url,
        project=tracker.project,
        credential=tracker.credential,
        is_default=tracker.is_default,
        paused=tracker.paused,
        fields=tracker.fields,
        webhook=tracker.webhook,
        rules=tracker.rules,
        links={
            "self": here,
            "tests": f"{here}/tests",
            "links": f"{here}/links",
            "webhook": f"{here}/webhook",
        },
    )
