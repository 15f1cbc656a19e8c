"""Which folders the database's account can reach, and what is made for it."""

import importlib.util
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from api.embedded_files import (
    PACKAGE,
    READ_AND_TRAVERSE,
    TRAVERSE,
    Account,
    Unusable,
    default_folder,
    is_open,
    make_folder,
    socket_folder,
    stage,
)

STRANGER = Account(54321, 54321)


def package() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


@pytest.mark.parametrize(
    ("mode", "needed", "expected"),
    [
        (0o755, READ_AND_TRAVERSE, True),
        (0o711, READ_AND_TRAVERSE, False),
        (0o711, TRAVERSE, True),
        (0o750, TRAVERSE, False),
    ],
)
def test_a_stranger_needs_rights_for_others(
    open_folder: Path, mode: int, needed: int, *, expected: bool
) -> None:
    open_folder.chmod(mode)
    assert is_open(open_folder, STRANGER, needed) is expected


def test_a_closed_parent_closes_what_is_below(open_folder: Path) -> None:
    below = open_folder / "closed" / "below"
    below.mkdir(parents=True)
    below.parent.chmod(0o700)
    assert not is_open(below, STRANGER, TRAVERSE)
    assert is_open(below, Account(os.geteuid(), os.getegid()), TRAVERSE)
    assert is_open(below, None, TRAVERSE)


def test_the_default_is_beside_the_caller_where_it_can_be_reached(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(open_folder)
    assert default_folder(STRANGER) == open_folder / ".data"
    open_folder.chmod(0o700)
    assert default_folder(STRANGER) == Path("/var/lib/twiceshy")
    assert default_folder(None) == open_folder / ".data"


def test_folders_are_made_for_the_account_whatever_the_umask(open_folder: Path) -> None:
    before = os.umask(0o077)
    try:
        make_folder(open_folder / "new" / "data", STRANGER)
        make_folder(open_folder / "own", None)
    finally:
        os.umask(before)
    assert is_open(open_folder / "new" / "data", STRANGER, TRAVERSE)
    assert not is_open(open_folder / "own", STRANGER, TRAVERSE)


def test_a_folder_that_was_closed_before_stays_closed(open_folder: Path) -> None:
    open_folder.chmod(0o700)
    with pytest.raises(Unusable, match="set TWICESHY_DATA_DIR"):
        make_folder(open_folder / "data", STRANGER)
    assert open_folder.stat().st_mode & 0o777 == 0o700


def test_a_file_is_no_folder(open_folder: Path) -> None:
    (open_folder / "data").write_text("")
    with pytest.raises(Unusable, match="is not a folder"):
        make_folder(open_folder / "data", None)
    with pytest.raises(Unusable, match="cannot be made"):
        make_folder(open_folder / "data" / "below", None)


def test_staged_binaries_run_and_can_be_read_by_all(open_folder: Path) -> None:
    staged = stage(package(), open_folder / "shelf")
    assert stage(package(), open_folder / "shelf") == staged
    postgres = staged / PACKAGE / "pginstall" / "bin" / "postgres"
    said = subprocess.run([postgres, "--version"], check=True, capture_output=True, text=True)
    assert " 18." in said.stdout
    assert is_open(postgres.parent, STRANGER, READ_AND_TRAVERSE)
    assert [path.name for path in staged.parent.iterdir()] == [staged.name]


def test_starts_at_the_same_time_share_what_one_of_them_staged(open_folder: Path) -> None:
    wheel = open_folder / "wheel" / PACKAGE
    wheel.mkdir(parents=True)
    for number in range(200):
        (wheel / str(number)).write_text("x")
    together = Barrier(8)

    def start(_: int) -> Path:
        together.wait()
        return stage(wheel, open_folder / "shelf")

    with ThreadPoolExecutor(8) as threads:
        (staged,) = set(threads.map(start, range(8)))
    assert [path.name for path in staged.parent.iterdir()] == [staged.name]


def test_staged_binaries_that_others_may_change_are_refused(open_folder: Path) -> None:
    staged = stage(package(), open_folder)
    staged.chmod(0o777)
    with pytest.raises(Unusable, match="open to changes by others"):
        stage(package(), open_folder)
    staged.rename(open_folder / "moved")
    staged.symlink_to(open_folder / "moved")
    with pytest.raises(Unusable, match="open to changes by others"):
        stage(package(), open_folder)


def test_sockets_live_with_the_data_unless_their_path_is_unfit(open_folder: Path) -> None:
    assert socket_folder(open_folder, 5432, None) == open_folder
    for unfit in (open_folder / ("long" * 25), open_folder / "a,b"):
        folder = socket_folder(unfit, 5432, None)
        assert len(str(folder)) < 40
        assert folder.stat().st_mode & 0o777 == 0o700
        folder.rmdir()
