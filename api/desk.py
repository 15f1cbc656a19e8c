"""What the process lends to every request: the log, the views, and what is known of callers."""

from dataclasses import dataclass
from pathlib import Path

from api.auth import KeyRing
from api.idempotency import InFlight
from api.names import NameBook
from api.references import References
from api.viewers import Viewers
from api.watch import Watch
from domain.decider import Policy
from eventstore.connections import Connections
from eventstore.repository import Repository
from projections.progress import Progress


@dataclass(frozen=True)
class Desk:
    """What every call works with."""

    repository: Repository
    connections: Connections
    views: Connections
    progress: Progress
    references: References
    keys: KeyRing
    viewers: Viewers
    names: NameBook
    in_flight: InFlight
    policy: Policy
    watch: Watch
    credentials_dir: Path | None = None  # where alone files with trackers' secrets are read
