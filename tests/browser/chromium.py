"""A real browser: one that install.py brought, or one that the machine has."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, Error, async_playwright

MODULES: Final = Path(__file__).parent / "node_modules"
UNPACKED: Final = MODULES / ".unpacked"
LIBRARIES: Final = UNPACKED / "al2023" / "lib"
DOWNLOADED: Final = MODULES / ".downloaded"
SHELLS: Final = "chromium_headless_shell-*/*/chrome-headless-shell"
AXE: Final = MODULES / "axe-core" / "axe.min.js"
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Where macOS keeps them, off every path.
APPLICATIONS: Final = (Path("/Applications"), Path.home() / "Applications")
BUNDLES: Final = ("Google Chrome", "Chromium")
START_MILLISECONDS_MAX: Final = 30_000
OPTIONS: Final = [
    "--no-sandbox",  # root may not run it otherwise; the pages are ours
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ADVICE: Final = (
    "`make test` brings one where npm, Debian or Playwright's downloads can be reached; elsewhere"
    " install Chromium or Chrome (on Debian: apt-get install chromium), or put the path of one into"
    " CHROMIUM."
)
# Only the fonts that came with it, so that text takes the same space on every machine.
FONTS: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def executable() -> Path | None:
    """The browser to use: CHROMIUM, the unpacked one, the machine's, or the downloaded one."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named)
    if (UNPACKED / "chromium").exists():
        return UNPACKED / "chromium"
    return on_the_machine() or next(DOWNLOADED.glob(SHELLS), None)


def on_the_machine() -> Path | None:
    """A browser on the machine's path, or among the applications of macOS."""
    paths = (Path(found) for name in NAMES if (found := shutil.which(name)))
    bundles = (
        folder / f"{name}.app" / "Contents" / "MacOS" / name
        for folder in APPLICATIONS
        for name in BUNDLES
    )
    return next(paths, None) or next((bundle for bundle in bundles if bundle.exists()), None)


def environment(folder: Path, program: Path) -> Mapping[str, str]:
    """Fonts of our own, `folder` for what it writes, and libraries for the one that needs them."""
    config = folder / "fonts.conf"
    config.write_text(FONTS.format(fonts=UNPACKED / "fonts" / "fonts", cache=folder / "cache"))
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "FONTCONFIG_FILE": str(config),
        **({"LD_LIBRARY_PATH": str(LIBRARIES)} if program.parent == UNPACKED else {}),
    }


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A browser that is running. Without one the test fails and says what to install."""
    program = executable()
    if not AXE.exists():
        pytest.fail("Run `make test`, or what it runs: axe-core is not there.")
    if program is None:
        pytest.fail(f"There is no browser to try the pages in. {ADVICE}")
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as playwright:
            try:
                browser = await playwright.chromium.launch(
                    executable_path=program,
                    args=OPTIONS,
                    env=dict(environment(Path(folder), program)),
                    timeout=START_MILLISECONDS_MAX,
                )
            except Error as error:
                pytest.fail(f"{program} does not start: {error.message}\n{ADVICE}")
            try:
                yield browser
            finally:
                await browser.close()
