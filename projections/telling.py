"""Of which other incident an event tells, besides the one that it belongs to, if to any.

That is the other end of a link, or the incident of a postmortem that somebody has read.
"""

from typing import Final
from uuid import UUID

from projections.projection import decode

TELLING: Final = (  # in the field incident_id
    "incident.linked@",
    "incident.unlinked@",
    "incident.duplicate_noted@",
    "readership.",
)


def other_in(topic: str, body: bytes) -> UUID | None:
    other: UUID | None = decode(topic, body).incident_id if topic.startswith(TELLING) else None
    return other
