"""Events as far as a person may know of all that they tell of."""

from collections.abc import Sequence
from typing import Any, Final

from domain.incident_events import IncidentDuplicateNoted, IncidentLinked, IncidentUnlinked
from eventstore.connections import Connections
from eventstore.store import Recorded
from projections.incident_links import hidden_among

OF_LINKS: Final = (IncidentLinked, IncidentUnlinked, IncidentDuplicateNoted)


async def known_to(
    views: Connections, viewer: tuple[str, ...] | None, events: Sequence[Recorded[Any]]
) -> Sequence[Recorded[Any]]:
    """Those of `events` that tell of no incident besides, or of one that `viewer` may know of."""
    ends = {e.event.incident_id for e in events if isinstance(e.event, OF_LINKS)}
    if viewer is None or not ends:
        return events
    hidden = await hidden_among(views, ends, viewer)
    return [
        e for e in events if not (isinstance(e.event, OF_LINKS) and e.event.incident_id in hidden)
    ]
