"""The nine incidents that the demo tells: facts from public sources, as bodies of requests.

One file each in `incidents/`; README.md there says what in them is ours.
"""

from pathlib import Path
from typing import Any, Final

from msgspec import Struct, json

FOLDER: Final = Path(__file__).parent / "incidents"

Body = dict[str, Any]


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    label: str
    url: str


class Post(Struct, frozen=True, forbid_unknown_fields=True):
    """One POST under the incident: to `timeline-entries`, `containments`, and so on.

    Of an entry of the timeline: how it was corrected or retracted later, and what the postmortem
    says of it.
    """

    post: str
    body: Body
    correction: Body | None = None
    retraction: Body | None = None
    annotation: str | None = None


class Answer(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the diagnosis found out: to one question of the incident's categories."""

    question: str
    answer: str | bool | float | Body
    finding: str = ""


class Thanks(Struct, frozen=True, forbid_unknown_fields=True):
    by: str
    text: str


class Override(Struct, frozen=True, forbid_unknown_fields=True):
    """Why what the checker finds in a section is no blame."""

    section: str
    reason: str


class Link(Struct, frozen=True, forbid_unknown_fields=True):
    """`to` is the key of another incident. `retraction` is why the link was taken back."""

    kind: str
    to: str
    retraction: str | None = None


class Amendment(Struct, frozen=True, forbid_unknown_fields=True):
    """What a second edition of the postmortem says otherwise."""

    reason: str
    sections: dict[str, str]


class First(Struct, frozen=True, forbid_unknown_fields=True):
    """What the declaration said, and the reason of the revision that says it as it is."""

    said: Body
    reason: str


class Incident(Struct, frozen=True, forbid_unknown_fields=True):
    """`record` is posted in its order; `closing` is absent where the outcome is not known.

    `roles` are those beside the lead. `first` is what was declared otherwise, before it was known.
    """

    key: str
    confidence: str
    sources: tuple[Source, ...]
    declare: Body
    record: tuple[Post, ...]
    diagnosis: tuple[Answer, ...]
    sections: dict[str, str]
    actions: tuple[Body, ...]
    waivers: tuple[Body, ...]
    thanks: Thanks
    closing: Body | None
    overrides: tuple[Override, ...] = ()
    amendment: Amendment | None = None
    roles: dict[str, str] = {}
    links: tuple[Link, ...] = ()
    first: First | None = None

    @property
    def lead(self) -> str:
        return str(self.declare["lead"])

    @property
    def evidence(self) -> list[dict[str, str]]:
        return [{"label": source.label, "url": source.url} for source in self.sources]


def incidents() -> list[Incident]:
    """All of them, in the order in which they were detected."""
    decoder = json.Decoder(Incident)
    found = [decoder.decode(path.read_bytes()) for path in FOLDER.glob("*.json")]
    return sorted(found, key=lambda incident: str(incident.declare["detection"]["detected_at"]))
