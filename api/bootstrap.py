"""The first API key: given by the operator, or made once and kept in the data folder."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from api.embedded_files import Unusable

FILE: Final = "bootstrap-api-key"
KEY_PREFIX: Final = "twy_"
KEY_BYTES: Final = 32


@dataclass(frozen=True)
class BootstrapKey:
    """`path` is absent for a key that the operator gave; `is_new` is true at its making only."""

    key: str = field(repr=False)
    path: Path | None = None
    is_new: bool = False


def bootstrap_key(folder: Path) -> BootstrapKey:
    """The key kept in `folder`, made where there is none; two callers get the same one.

    Raises:
        Unusable: the file cannot be made, or is there and may not be read, or holds no key.
    """
    path = folder / FILE
    made = KEY_PREFIX + secrets.token_urlsafe(KEY_BYTES)
    if not path.exists() and _keep(path, made):
        return BootstrapKey(made, path, is_new=True)
    try:
        path.chmod(0o600)
        kept = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{path} cannot be read by this user, or is no API key.") from error
    if not kept:
        raise Unusable(f"{path} is empty; remove it, and the next start makes a new key.")
    return BootstrapKey(kept, path)


def _keep(path: Path, key: str) -> bool:
    """Write `key` whole or not at all; false where another start was faster."""
    draft = path.with_name(f".{FILE}-{secrets.token_hex(4)}")
    try:
        _write(draft, key)
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError as error:
        raise Unusable(f"{path} cannot be written: {error.strerror}.") from error
    else:
        return True
    finally:
        draft.unlink(missing_ok=True)


def _write(draft: Path, key: str) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
