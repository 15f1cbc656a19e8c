"""Markers tell a ticket of ours from any other, also when the answer to our POST was lost.

The code is an HMAC over the action's id under a secret of this installation: who reads a ticket can
copy its marker but cannot make one for another action.
"""

import hmac
from typing import Final
from uuid import UUID

from integrations.tracker import Marker

LABEL_HEX_CHARS: Final = 40


def marker_for(secret: bytes, action_id: UUID) -> Marker:
    """Make the marker of an action."""
    mac = hmac.digest(secret, b"twiceshy ticket\n" + action_id.bytes, "sha256")
    return Marker(action_id, mac.hex())


def comment(marker: Marker) -> str:
    """Spell a marker as an HTML comment, which GitHub keeps and does not show."""
    return f"<!-- twiceshy {marker.action_id} {marker.mac} -->"


def label(marker: Marker) -> str:
    """Spell a marker as a Jira label: no spaces, under 255 characters."""
    return f"twiceshy-{marker.mac[:LABEL_HEX_CHARS]}"
