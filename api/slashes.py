"""Slashes inside of a part of a path: `a%2Fb@example.com` is one part, and no two.

Servers decode a path before it is taken apart. Until it is, such a slash travels as a sign that
stands in no name.
"""

import re
from typing import Final
from urllib.parse import unquote

from litestar.types import Scope
from msgspec import ValidationError

SLASH: Final = "\x1f"
NOTHING: Final = "\0"  # for SLASH itself, where somebody sends it
UNREADABLE: Final = "\ufffd"  # for bytes that are no UTF-8
ENCODED: Final = re.compile("%2[Ff]")


def keep_slashes(scope: Scope) -> None:
    """Put SLASH into the scope's path for each slash that came percent-encoded, and only there."""
    raw = scope["raw_path"].decode("latin-1")
    if "%" in raw:
        parts = [unquote(part).replace(SLASH, NOTHING) for part in ENCODED.split(raw)]
        scope["path"] = SLASH.join(parts)


def decoded(part: str) -> str:
    """A part of a path that names something new.

    Raises:
        ValidationError: it has bytes that are no UTF-8, which any others like them would name, too.
    """
    if UNREADABLE in part:
        raise ValidationError("Expected UTF-8")
    return part


def with_slashes(part: str) -> str:
    """A part of a path as it was meant."""
    return part.replace(SLASH, "/")
