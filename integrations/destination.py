"""Where tickets go: the values of one tracker, as an adapter needs them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from domain.tracker import Credential, Tracker, TrackerKind
from integrations.credentials import resolve
from integrations.tracker import TrackerRejected


class Door(Protocol):
    """What all calls of one tracker pass, whoever makes them."""

    async def enter(self) -> None:
        """Pass before a call.

        Raises:
            HeldBack: The tracker asked for a pause that is not over.
        """
        ...

    async def count(self) -> None:
        """Count one write, where the service counts them.

        Raises:
            HeldBack: It allows no more for now; this one is not counted.
        """
        ...

    async def told(self, seconds: float) -> None:
        """Let nobody pass for a while: the tracker asked for it."""
        ...


class Destination(Struct, frozen=True):
    """One project of one tracker. `secret` resolves the credential reference at each call."""

    kind: TrackerKind
    base_url: str  # empty: the service's own
    project: str  # GitHub: owner/name; Jira: the project's key
    secret: Callable[[], str]
    door: Door
    fields: Mapping[str, str] = {}


def destination_of(
    tracker: Tracker, door: Door, credentials_dir: Path | None = None
) -> Destination:
    """Take what an adapter needs from a registered tracker; the secret stays where it is."""
    reference = tracker.credential or Credential(env="TWICESHY_NO_CREDENTIAL")
    return Destination(
        kind=tracker.kind,
        base_url=tracker.base_url or "",
        project=tracker.project,
        secret=lambda: resolve(env=reference.env, file=reference.file, folder=credentials_dir),
        fields=tracker.fields,
        door=door,
    )


def checked_url(base_url: str) -> str:
    """Return a base address without its trailing slash.

    Raises:
        TrackerRejected: It is no http(s) address, or it holds a user name, a password or a query.
    """
    parts = _split(base_url)
    if parts is None or "@" in parts.netloc or parts.query or parts.fragment:
        raise TrackerRejected(
            "base_url_invalid",
            "The tracker's base address is no plain http or https address.",
            "Set `base_url` to scheme, host and path only; credentials belong into the reference.",
        )
    return base_url.rstrip("/")


def _split(base_url: str) -> SplitResult | None:
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None
