"""Credentials are references, resolved at call time; no log, event or error holds a secret."""

import os
from pathlib import Path
from typing import Final

from domain.tracker import SETTINGS_PREFIX
from integrations.tracker import TrackerRejected

SECRET_BYTES_MAX: Final = 16_384


def resolve(*, env: str | None = None, file: str | None = None) -> str:
    """Read the secret that a reference names, without the white space around it.

    Variables of this service's own are empty here, so that no tracker is sent what they hold.

    Raises:
        TrackerRejected: Nothing is there, or it is no text. The value is never part of the error.
    """
    if env:
        secret = "" if env.startswith(SETTINGS_PREFIX) else os.environ.get(env, "")
        where = f"environment variable {env}"
    elif file:
        secret = _read(Path(file))
        where = f"file {file}"
    else:
        secret, where = "", "credential reference"
    if not secret.strip():
        raise TrackerRejected(
            "credential_missing",
            f"The {where} is empty or cannot be read by this process.",
            f"Put the tracker's token into the {where} of every process that mirrors tickets.",
        )
    return secret.strip()


def header_safe(secret: str) -> str:
    """Return a secret that fits into one HTTP header.

    Raises:
        TrackerRejected: It holds a line break or a character outside ASCII.
    """
    if secret.isascii() and secret.isprintable():
        return secret
    raise TrackerRejected(
        "credential_malformed",
        "The credential holds a line break or a character that no token has.",
        "Store the bare token, on one line, without quotes.",
    )


def _read(path: Path) -> str:
    try:
        return path.read_bytes()[:SECRET_BYTES_MAX].decode()
    except (OSError, UnicodeDecodeError, ValueError):
        return ""
