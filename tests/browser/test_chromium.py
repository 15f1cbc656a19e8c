"""Where there is no browser, the tests say what to install."""

from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser.chromium import executable, open_browser


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
