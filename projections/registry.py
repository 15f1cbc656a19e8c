"""Every view, in one place."""

from typing import Final

from projections.accounts import ACCOUNT_LIST
from projections.action_list import ACTION_LIST
from projections.history import HISTORY
from projections.incident_links import INCIDENT_LINKS
from projections.incident_list import INCIDENT_LIST
from projections.people import PEOPLE
from projections.postmortem_list import POSTMORTEM_LIST
from projections.projection import Projection
from projections.readership import READERSHIP
from projections.tracker_list import TRACKER_LIST

PROJECTIONS: Final[tuple[Projection, ...]] = (
    INCIDENT_LIST,
    INCIDENT_LINKS,
    POSTMORTEM_LIST,
    ACTION_LIST,
    TRACKER_LIST,
    HISTORY,
    PEOPLE,
    READERSHIP,
    ACCOUNT_LIST,
)
BY_NAME: Final = {projection.name: projection for projection in PROJECTIONS}
