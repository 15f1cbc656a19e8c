"""Markers tell a ticket of ours from any other, also when the answer to our POST was lost.

The code is an HMAC over the action's id under a secret of this installation: who reads a ticket can
copy its marker but cannot make one for another action.
"""

import hmac
import re
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from integrations.tracker import Marker

LABEL_HEX_CHARS: Final = 40

_COMMENT: Final = re.compile(r"<!-- twiceshy [0-9a-f-]{36} ([0-9a-f]{64}) -->")
_LABEL: Final = re.compile(rf"twiceshy-([0-9a-f]{{{LABEL_HEX_CHARS}}})")


def marker_for(secret: bytes, action_id: UUID) -> Marker:
    """Make the marker of an action."""
    mac = hmac.digest(secret, b"twiceshy ticket\n" + action_id.bytes, "sha256")
    return Marker(action_id, mac.hex())


def comment(marker: Marker) -> str:
    """Spell a marker as an HTML comment, which GitHub keeps and does not show."""
    return f"<!-- twiceshy {marker.action_id} {marker.mac} -->"


def label(marker: Marker) -> str:
    """Spell a marker as a Jira label: no spaces, under 255 characters."""
    return label_of(mark_of(marker))


def label_of(mark: str) -> str:
    """Spell the label of a mark."""
    return f"twiceshy-{mark}"


def mark_of(marker: Marker) -> str:
    """The part of a marker that every ticket carries, and that is kept with its job."""
    return marker.mac[:LABEL_HEX_CHARS]


def mark_in_body(body: str) -> str | None:
    """The mark of the last comment that looks like ours; whose it is, the job's mark tells."""
    found = _COMMENT.findall(body)
    return found[-1][:LABEL_HEX_CHARS] if found else None


def mark_in_labels(labels: Iterable[str]) -> str | None:
    """The mark of the first label that looks like ours."""
    return next((hit[1] for label in labels if (hit := _LABEL.fullmatch(label))), None)
