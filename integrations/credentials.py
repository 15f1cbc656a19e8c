"""Credentials are references, resolved at call time; no log, event or error holds a secret.

Whoever configures a tracker says where its secret is and where it is sent. Therefore only what
looks like a secret is taken: not this service's own variables, one line (a GitHub App's JSON may
have more), of a bounded size, from a plain file, in a folder where one is named (decision 29).
"""

import os
import stat
from pathlib import Path
from typing import Final

from domain.tracker import SETTINGS_PREFIX
from integrations.tracker import TrackerRejected

SECRET_BYTES_MAX: Final = 16_384
FOLDER_SETTING: Final = f"{SETTINGS_PREFIX}CREDENTIALS_DIR"


def resolve(*, env: str | None = None, file: str | None = None, folder: Path | None = None) -> str:
    """Read the secret that a reference names, without the white space around it.

    Variables of this service's own are empty here, so that no tracker is sent what they hold.
    With a `folder`, files are read from there only, links that lead out of it not followed.

    Raises:
        TrackerRejected: Nothing is there, or it is no secret. The value is never part of the error.
    """
    if env:
        where = f"environment variable {env}"
        secret = "" if env.startswith(SETTINGS_PREFIX) else os.environ.get(env, "")
    elif file:
        where = f"file {file}"
        secret = _read(_placed(Path(file), folder))
    else:
        secret, where = "", "credential reference"
    if not secret.strip():
        raise TrackerRejected(
            "credential_missing",
            f"The {where} is empty or cannot be read by this process.",
            f"Put the tracker's token into the {where} of every process that mirrors tickets.",
        )
    return _secret_like(secret.strip(), where)


def header_safe(secret: str) -> str:
    """Return a secret that fits into one HTTP header.

    Raises:
        TrackerRejected: It holds a line break or a character outside ASCII.
    """
    if secret.isascii() and secret.isprintable():
        return secret
    raise _malformed("The credential holds a line break or a character that no token has.")


def _placed(file: Path, folder: Path | None) -> Path:
    """Where a file really is, if that is in the folder for such files.

    Raises:
        TrackerRejected: It is elsewhere.
    """
    if folder is None:
        return file
    real = Path(os.path.realpath(file))
    if real.is_relative_to(os.path.realpath(folder)):
        return real
    raise TrackerRejected(
        "credential_missing",
        f"The file {file} is not in the folder of {FOLDER_SETTING}, and is not read.",
        "Put the token into a file in that folder, and name it in the tracker's `credential`.",
    )


def _read(path: Path) -> str:
    """The text of a plain file, and no more of it than shows that it is too long."""
    try:
        # Whoever opens a pipe would wait for its other end.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                return ""
            return opened.read(SECRET_BYTES_MAX + 1).decode()
    except (OSError, UnicodeDecodeError, ValueError):
        return ""


def _secret_like(secret: str, where: str) -> str:
    if len(secret) > SECRET_BYTES_MAX:
        raise _malformed(f"The {where} holds more than {SECRET_BYTES_MAX} bytes.")
    if len(secret.splitlines()) > 1 and not secret.startswith("{"):
        raise _malformed(f"The {where} holds more than one line.")
    return secret


def _malformed(reason: str) -> TrackerRejected:
    return TrackerRejected(
        "credential_malformed",
        reason,
        "Store the bare token, on one line, without quotes; a GitHub App's id, installation and "
        "private key as one JSON object.",
    )
