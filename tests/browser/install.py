"""Brings the browser for the tests of pages, and what they need beside it.

`python -m tests.browser.install`, as `make test` does. Where it ends without a browser, the tests
say what to do.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from tests.browser.chromium import DOWNLOADED, MODULES, UNPACKED, on_the_machine

FOLDER: Final = Path(__file__).parent
SHELL: Final = "chromium-headless-shell"


class Source(StrEnum):
    """Where the browser comes from."""

    PACKAGE = "package"  # npm's, whose binary is for Linux on x86-64
    MACHINE = "machine"
    DEBIAN = "debian"
    DOWNLOAD = "download"  # Playwright's, of the version that is pinned with it


def source(system: str, processor: str, *, on_machine: bool, root: bool, apt: bool) -> Source:
    """The first that this machine can use; what is there already is not fetched again."""
    if (system, processor) == ("Linux", "x86_64"):
        return Source.PACKAGE
    if on_machine:
        return Source.MACHINE
    return Source.DEBIAN if system == "Linux" and root and apt else Source.DOWNLOAD


def main() -> None:
    run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error")
    UNPACKED.mkdir(exist_ok=True)
    run("node", "unpack.mjs", TMPDIR=str(UNPACKED))  # the fonts are for all
    chosen = source(
        platform.system(),
        platform.machine(),
        on_machine=on_the_machine() is not None,
        root=os.geteuid() == 0,
        apt=shutil.which("apt-get") is not None,
    )
    if chosen is not Source.PACKAGE:
        (UNPACKED / "chromium").unlink()
    FETCH[chosen]()
    (MODULES / ".installed").touch()


def nothing() -> None:
    """It is there."""


def from_debian() -> None:
    if not tried("apt-get", "-qq", "update") or not tried(
        "apt-get", "-qq", "install", "--no-install-recommends", "chromium"
    ):
        from_playwright()


def from_playwright() -> None:
    browsers = {"PLAYWRIGHT_BROWSERS_PATH": str(DOWNLOADED)}
    tried(sys.executable, "-m", "playwright", "install", SHELL, **browsers)


FETCH: Final[Mapping[Source, Callable[[], None]]] = {
    Source.PACKAGE: nothing,
    Source.MACHINE: nothing,
    Source.DEBIAN: from_debian,
    Source.DOWNLOAD: from_playwright,
}


def tried(*command: str, **variables: str) -> bool:
    """Whether it went well; where not, the command itself said why."""
    try:
        run(*command, **variables)
    except subprocess.CalledProcessError:
        return False
    return True


def run(*command: str, **variables: str) -> None:
    subprocess.run(command, cwd=FOLDER, env=os.environ | variables, check=True)


if __name__ == "__main__":
    main()
