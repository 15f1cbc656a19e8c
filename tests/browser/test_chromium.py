"""Which browser is used and where it comes from; where there is none, the tests say what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser.chromium import LIBRARIES, UNPACKED, environment, executable, open_browser
from tests.browser.install import SHELL, Source, source


async def test_a_browser_that_does_not_start_is_told_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(pytest.fail.Exception, match=r"(?s)/nowhere/chromium .*apt-get install"):
        async with open_browser():
            pass


async def test_a_browser_that_is_nowhere_is_told_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "UNPACKED", tmp_path)
    monkeypatch.setattr(chromium, "DOWNLOADED", tmp_path)
    monkeypatch.setattr(chromium, "APPLICATIONS", ())
    assert executable() is None
    with pytest.raises(pytest.fail.Exception, match=r"no browser .*apt-get install"):
        async with open_browser():
            pass


def test_a_browser_on_the_path_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "UNPACKED", tmp_path / "nothing")
    program = tmp_path / "google-chrome"
    program.touch(0o755)
    assert executable() == program


def bundle_in(folder: Path) -> Path:
    program = folder / "Google Chrome.app" / "Contents" / "MacOS" / "Google Chrome"
    program.parent.mkdir(parents=True)
    program.touch(0o755)
    return program


def shell_in(folder: Path) -> Path:
    program = folder / "chromium_headless_shell-1" / "chrome-headless-shell-linux-arm64"
    program.mkdir(parents=True)
    (program / "chrome-headless-shell").touch(0o755)
    return program / "chrome-headless-shell"


def test_what_macos_has_is_found_before_what_was_downloaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "UNPACKED", tmp_path / "nothing")
    monkeypatch.setattr(chromium, "DOWNLOADED", tmp_path)
    monkeypatch.setattr(chromium, "APPLICATIONS", (tmp_path / "Applications",))
    shell = shell_in(tmp_path)
    assert executable() == shell
    bundle = bundle_in(tmp_path / "Applications")
    assert executable() == bundle


def test_only_the_unpacked_browser_gets_the_libraries_that_came_with_it(tmp_path: Path) -> None:
    unpacked = environment(tmp_path, UNPACKED / "chromium")
    assert unpacked["LD_LIBRARY_PATH"] == str(LIBRARIES)
    assert "LD_LIBRARY_PATH" not in environment(tmp_path, Path("/usr/bin/chromium"))


@pytest.mark.parametrize(
    ("system", "processor", "machine", "expected"),
    [
        ("Linux", "x86_64", {}, Source.PACKAGE),
        ("Linux", "x86_64", {"on_machine"}, Source.PACKAGE),
        ("Linux", "aarch64", {"on_machine", "root", "apt"}, Source.MACHINE),
        ("Linux", "aarch64", {"root", "apt"}, Source.DEBIAN),
        ("Linux", "aarch64", {"apt"}, Source.DOWNLOAD),
        ("Linux", "aarch64", {"root"}, Source.DOWNLOAD),
        ("Darwin", "arm64", {"on_machine"}, Source.MACHINE),
        ("Darwin", "arm64", {"root", "apt"}, Source.DOWNLOAD),
        ("Darwin", "x86_64", {}, Source.DOWNLOAD),
    ],
)
def test_each_machine_has_its_source(
    system: str, processor: str, machine: set[str], expected: Source
) -> None:
    chosen = source(
        system,
        processor,
        on_machine="on_machine" in machine,
        root="root" in machine,
        apt="apt" in machine,
    )
    assert chosen is expected


@pytest.mark.parametrize(
    ("host", "build"),
    [
        ("debian12-arm64", "linux-arm64"),
        ("ubuntu24.04-arm64", "linux-arm64"),
        ("mac15-arm64", "mac-arm64"),
        ("mac15", "mac-x64"),
    ],
)
def test_the_pinned_version_of_the_download_knows_the_platform(host: str, build: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "playwright", "install", SHELL, "--dry-run"],
        env=os.environ | {"PLAYWRIGHT_HOST_PLATFORM_OVERRIDE": host},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"/{build}/chrome-headless-shell-{build}.zip" in told
